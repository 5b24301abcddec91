/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/extensions.h"

#include "base/limits.h"
#include "relate/packets.h"
#include "relate/stream_line.h"

#include <stdlib.h>

#define N_IDS 256

struct LmExtensions {
  const LmTrace *trace;
  LmVec rows;    /* LmExtension */
  LmArena arena; /* of descriptions */
  bool cut;
};

/* Of one stream, by ID. */
typedef struct {
  LmExtension of_id[N_IDS];
} Found;

/* a=extmap:<value>["/"<direction>] <URI> (RFC 8285, 8). */
static void
read_names(const LmSlice *attributes, uint32_t n, Found *found)
{
  const LmSlice name = LM_SLICE_LITERAL("extmap:");
  for (uint32_t i = 0; i < n; i++) {
    LmSlice rest, id, direction;
    uint64_t number;
    LmRtpElementKind kind;
    if (!lm_slice_starts_with_nocase(attributes[i], name))
      continue;
    id = lm_slice_split(lm_slice_from(attributes[i], name.len), ' ', &rest);
    if (!lm_slice_parse_uint(lm_slice_split(id, '/', &direction), N_IDS - 1, &number))
      continue;
    LmExtension *extension = &found->of_id[number];
    LmSlice uri = lm_slice_trim(rest), attribute;
    extension->uri = lm_slice_split(uri, ' ', &attribute);
    extension->name = lm_rtp_extension_name(extension->uri, &kind);
    extension->kind = (uint8_t)kind;
  }
}

static void
add_element(LmExtension *extension, LmSlice value)
{
  int64_t number;
  if (extension->packets++ == 0)
    extension->first = value;
  extension->last = value;
  if (!lm_rtp_element_number((LmRtpElementKind)extension->kind, value, &number))
    return;
  extension->least =
      extension->n_numbers == 0 || number < extension->least ? number : extension->least;
  extension->most =
      extension->n_numbers == 0 || number > extension->most ? number : extension->most;
  extension->sum += (double)number;
  extension->n_numbers++;
}

static void
read_packets(const LmTrace *trace, const LmStream *stream, Found *found)
{
  LmRtpPackets *packets = lm_rtp_packets_new(trace, stream);
  for (uint32_t i = 0; i < packets->n; i++) {
    LmRtpElements walk;
    LmRtpElement element;
    if (packets->rows[i].flags & LM_RTP_STRAY || !lm_rtp_elements(packets->rows[i].packet, &walk))
      continue;
    while (lm_rtp_next_element(&walk, &element))
      add_element(&found->of_id[element.id], element.value);
  }
  lm_rtp_packets_free(packets);
}

/* Most streams have none, which one packet tells. */
static bool
has_any(const LmStream *stream)
{
  enum { LOOKED_AT = 64 };
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  lm_packet_log_walk(&stream->log, &walk);
  for (int i = 0; i < LOOKED_AT && lm_packet_log_next(&walk, &entry); i++)
    if (lm_slice_u8(entry.packet, 0) & 0x10)
      return true;
  return false;
}

static void
read_stream(LmExtensions *extensions, uint32_t row, Found *found)
{
  const LmStream *stream = lm_trace_stream(extensions->trace, row);
  LmStreamLine line;
  if (!has_any(stream))
    return;
  memset(found, 0, sizeof *found);
  if (lm_stream_line_read(extensions->trace, stream, &extensions->arena, &line)) {
    const LmSdp *sdp = &line.description.sdp;
    read_names(sdp->attributes, sdp->n_attributes, found);
    read_names(line.media->attributes, line.media->n_attributes, found);
  }
  read_packets(extensions->trace, stream, found);
  for (uint32_t id = 0; id < N_IDS; id++) {
    if (!found->of_id[id].packets)
      continue;
    if (extensions->rows.len >= LM_LIMIT_RELATED_ROWS) {
      extensions->cut = true;
      return;
    }
    LmExtension *extension = lm_vec_push(&extensions->rows);
    *extension = found->of_id[id];
    extension->stream = row;
    extension->id = (uint16_t)id;
    if (id == 0)
      extension->name = NULL;
  }
}

LmExtensions *
lm_extensions_new(const LmTrace *trace, uint32_t call)
{
  LmExtensions *extensions = lm_alloc(sizeof *extensions);
  Found *found = lm_alloc(sizeof *found);
  extensions->trace = trace;
  extensions->rows = LM_VEC_INIT(LmExtension);
  for (uint32_t i = lm_trace_next_stream(trace, 0);
       i < lm_trace_n_streams(trace) && !extensions->cut; i = lm_trace_next_stream(trace, i + 1))
    if (call == LM_NONE || lm_trace_stream(trace, i)->call == call)
      read_stream(extensions, i, found);
  free(found);
  return extensions;
}

void
lm_extensions_free(LmExtensions *extensions)
{
  if (!extensions)
    return;
  lm_vec_clear(&extensions->rows);
  lm_arena_clear(&extensions->arena);
  free(extensions);
}

uint32_t
lm_extensions_n(const LmExtensions *extensions)
{
  return extensions->rows.len;
}

const LmExtension *
lm_extensions_at(const LmExtensions *extensions, uint32_t index)
{
  return lm_vec_at(&extensions->rows, index);
}

bool
lm_extensions_cut(const LmExtensions *extensions)
{
  return extensions->cut;
}
