/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/other_media.h"

#include "base/limits.h"
#include "proto/msrp.h"
#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/message.h"
#include "track/endpoint.h"
#include "track/others.h"

/* TCP endpoints that will open the connection themselves announce this port (RFC 4145, 4.1). */
#define DISCARD_PORT 9

static uint64_t
hash_endpoint(uint32_t endpoint)
{
  return lm_hash(lm_hash_key(), &endpoint, sizeof endpoint);
}

/* Hosts are the same in either case (RFC 4975, 6.1); that the rest is not does no harm, as names
 * are random. */
static uint64_t
hash_name(LmSlice name)
{
  uint8_t folded[256];
  size_t len = name.len < sizeof folded ? name.len : sizeof folded;
  for (size_t i = 0; i < len; i++) {
    uint8_t byte = lm_slice_u8(name, i);
    folded[i] = (uint8_t)lm_lower(byte);
  }
  return lm_hash(lm_hash_key(), folded, len);
}

static LmOtherMedia *
find(const LmTrace *trace, uint64_t key)
{
  if (!trace->others)
    return NULL;
  LmTableWalk walk;
  uint32_t row = lm_table_first(&trace->others->media_by_key, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&trace->others->media_by_key, &walk)) {
    LmOtherMedia *media = lm_vec_at(&trace->others->media, row);
    if (media->key == key)
      return media;
  }
  return NULL;
}

/* What was announced last counts: ports are used again. */
static void
add(LmTrace *trace, uint64_t key, const LmOtherMedia *media)
{
  LmOthers *others = lm_trace_others(trace);
  LmOtherMedia *known = find(trace, key);
  if (!known) {
    if (others->media.len >= LM_LIMIT_OTHER_MEDIA) {
      trace->counters.others_refused++;
      return;
    }
    lm_table_add(&others->media_by_key, key, others->media.len);
    known = lm_vec_push(&others->media);
  }
  *known = *media;
  known->key = key;
}

static bool
kind_of(const LmSdpMedia *media, LmOtherKind *kind)
{
  static const struct {
    const char *word;
    LmOtherKind kind;
  } words[] = {{"MSRP", LM_OTHER_MSRP},
               {"udptl", LM_OTHER_T38},
               {"BFCP", LM_OTHER_BFCP},
               {"MRCPv2", LM_OTHER_MRCP}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (lm_slice_find_nocase(media->protocol, lm_slice_str(words[i].word)) >= 0) {
      *kind = words[i].kind;
      return true;
    }
  *kind = LM_OTHER_T38;
  /* "m=image 5000 tcp t38" (T.38, D.2.3). */
  return lm_slice_equal_nocase(media->kind, LM_SLICE_LITERAL("image"));
}

static LmSlice
attribute(const LmSdpMedia *media, LmSlice name)
{
  LmSlice value = LM_SLICE_EMPTY;
  lm_sdp_attribute(media->attributes, media->n_attributes, name, &value);
  return lm_slice_trim(value);
}

/* RFC 5547, 6: name:"a b.jpg" type:image/jpeg size:4092 hash:..., in any order. */
static void
read_file_selector(LmSlice value, LmOtherMedia *media)
{
  while (value.len) {
    value = lm_slice_trim(value);
    LmSlice rest, word;
    LmSlice name = lm_slice_split(value, ':', &rest);
    if (lm_slice_at(rest, 0) == '"') {
      word = lm_slice_split(lm_slice_from(rest, 1), '"', &rest);
    } else {
      word = lm_slice_split(rest, ' ', &rest);
    }
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("name")))
      media->file_name = word;
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("type")))
      media->file_type = word;
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("size")))
      lm_slice_parse_uint(word, LM_OTHER_NO_SIZE - 1, &media->file_bytes);
    value = rest;
  }
}

static void
announce(LmTrace *trace, const LmSdpMedia *sdp, LmOtherMedia *media)
{
  LmOtherKind kind;
  if (sdp->port == 0 || sdp->port > UINT16_MAX || !kind_of(sdp, &kind))
    return;
  media->kind = (uint8_t)kind;
  media->file_bytes = LM_OTHER_NO_SIZE;
  media->file_name = media->file_type = LM_SLICE_EMPTY;
  LmSlice version = attribute(sdp, LM_SLICE_LITERAL("T38FaxVersion"));
  media->t38_old = version.len == 0 || lm_slice_equal(version, LM_SLICE_LITERAL("0"));
  read_file_selector(attribute(sdp, LM_SLICE_LITERAL("file-selector")), media);
  if (sdp->port != DISCARD_PORT && sdp->connection.family != LM_ADDR_NONE &&
      !lm_addr_is_unspecified(&sdp->connection)) {
    LmEndpoint at = {sdp->connection, (uint16_t)sdp->port};
    add(trace, hash_endpoint(lm_trace_intern_endpoint(trace, &at)), media);
  }
  LmSlice rest = attribute(sdp, LM_SLICE_LITERAL("path")), uri;
  while (lm_msrp_next_uri(&rest, &uri))
    if (lm_msrp_uri_session(uri).len)
      add(trace, hash_name(lm_msrp_uri_session(uri)), media);
  LmSlice channel = attribute(sdp, LM_SLICE_LITERAL("channel"));
  if (kind == LM_OTHER_MRCP && channel.len)
    add(trace, hash_name(channel), media);
}

void
lm_trace_announce_other(LmTrace *trace, uint32_t row)
{
  const LmMessage *own = lm_trace_message(trace, row);
  LmArena *scratch = &lm_trace_others(trace)->scratch;
  LmSipMessage *message = lm_arena_alloc(scratch, sizeof *message);
  LmSdp sdp;
  if (own->call != LM_NONE && lm_sip_message_parse(lm_message_bytes(own), true, scratch, message) &&
      lm_sdp_parse(lm_sdp_of_message(message, scratch), scratch, &sdp)) {
    LmOtherMedia media = {.call = own->call, .message = row};
    for (uint32_t i = 0; i < sdp.n_media; i++)
      announce(trace, &sdp.media[i], &media);
  }
  lm_arena_reset(scratch);
}

const LmOtherMedia *
lm_trace_other_at(const LmTrace *trace, uint32_t endpoint)
{
  return trace->others ? find(trace, hash_endpoint(endpoint)) : NULL;
}

const LmOtherMedia *
lm_trace_other_named(const LmTrace *trace, LmSlice name)
{
  return name.len && trace->others ? find(trace, hash_name(name)) : NULL;
}

const LmOtherMedia *
lm_trace_other_between(const LmTrace *trace, LmOtherKind kind, uint32_t src, uint32_t dst)
{
  const LmOtherMedia *media = lm_trace_other_at(trace, dst);
  if (!media || media->kind != kind)
    media = lm_trace_other_at(trace, src);
  return media && media->kind == kind ? media : NULL;
}
