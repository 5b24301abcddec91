/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HEP over TCP: a recorder sends the packets that it saw one after the other. Each goes on as if it
 * had been captured; its time stays that of its segment, so that the capture has one clock. */

#include "capture/hep.h"
#include "track/hep_report.h"
#include "track/stream_protocol.h"
#include "track/tables.h"

static bool
claims(LmSlice bytes)
{
  return lm_slice_starts_with(bytes, LM_SLICE_LITERAL("HEP3"));
}

/* Whether @bytes begin with the name, or with as much of it as is there. */
static bool
may_begin(LmSlice bytes)
{
  LmSlice magic = LM_SLICE_LITERAL("HEP3");
  return lm_slice_starts_with(magic, lm_slice_sub(bytes, 0, magic.len));
}

/* Bytes were lost: the next message begins where its name stands, behind the first byte. */
static size_t
find_start(LmSlice bytes)
{
  ptrdiff_t next = lm_slice_find(lm_slice_from(bytes, 1), LM_SLICE_LITERAL("HEP3"));
  if (next >= 0)
    return (size_t)next + 1;
  size_t at = bytes.len > 4 ? bytes.len - 3 : 1;
  while (at < bytes.len && !may_begin(lm_slice_from(bytes, at)))
    at++;
  return at;
}

/* As for a message in a datagram, the way of what is in it leads through HEP. */
static const LmPath *
path_through(LmTrace *trace, const LmPath *path, const LmHep *hep)
{
  if (!path)
    return NULL;
  LmPath longer = *path;
  lm_path_enter_hep(&longer, hep->agent);
  return lm_path_table_intern(&trace->paths, &longer);
}

/* False where it is no packet. */
static bool
add_packet(LmTrace *trace, const LmStreamBytes *in, LmHep *hep)
{
  if (!lm_hep_is_packet(hep))
    return false;
  if (!lm_hep_inflate(hep, in->packets->arena))
    return true;
  if (!lm_hep_is_packet(hep))
    return false;
  LmStreamBytes inside = *in;
  inside.origin.path = path_through(trace, in->origin.path, hep);
  lm_stream_found_packet(&inside, &hep->src, &hep->dst, hep->ip_protocol, hep->payload);
  return true;
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  LmHep hep;
  size_t len = lm_hep_length(in->bytes);
  if (len == 0 && in->bytes.len < 6 && may_begin(in->bytes)) {
    in->wanted = 6;
    return 0;
  }
  if (len == 0)
    return find_start(in->bytes);
  if (len > in->bytes.len) {
    in->wanted = len;
    return 0;
  }
  LmSlice bytes = lm_slice_sub(in->bytes, 0, len);
  if (lm_hep_parse(bytes, &hep) && !add_packet(trace, in, &hep))
    lm_trace_add_hep_report(trace, bytes, in->origin.time_ns, in->origin.frame);
  return len;
}

const LmStreamProtocol lm_stream_hep = {"HEP", claims, take, .messages = true};
