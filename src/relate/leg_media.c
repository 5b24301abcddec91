/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/sdp.h"
#include "relate/leg_parts.h"

#define MAX_STREAMS 16
#define MIN_STREAM_PACKETS 4
#define MIN_SESSION_DIGITS 4 /* "- 0 0" and "- 1 1" are nobody's own */

/* Whether @message comes from the side that made the call. */
static bool
is_from_caller(const LmGathering *gathering, const LmSipMessage *message)
{
  return lm_slice_equal(message->from_tag, gathering->caller_tag) == (message->status == 0);
}

static void
add_origin(LmGathering *gathering, const LmSdp *sdp, bool from_caller)
{
  LmSlice rest, name = lm_slice_split(sdp->origin, ' ', &rest);
  if (sdp->origin_session_id.len < MIN_SESSION_DIGITS)
    return;
  /* One stands behind the other. */
  lm_gathering_mark(gathering, from_caller ? LM_MARK_ORIGIN : LM_MARK_ORIGIN_BACK,
                    lm_slice_sub(sdp->origin, 0, name.len + 1 + sdp->origin_session_id.len));
}

bool
lm_gathering_description(LmGathering *gathering, const LmSipMessage *message)
{
  LmSdp sdp;
  LmSlice body = lm_sdp_find(message->content_type, message->body);
  lm_arena_reset(&gathering->sdp);
  if (!body.len || !lm_sdp_parse(body, &gathering->sdp, &sdp))
    return false;
  bool from_caller = is_from_caller(gathering, message);
  add_origin(gathering, &sdp, from_caller);
  for (uint32_t i = 0; i < sdp.n_media; i++) {
    const LmSdpMedia *media = &sdp.media[i];
    if (media->port == 0 || media->port > UINT16_MAX || lm_addr_is_unspecified(&media->connection))
      continue;
    LmEndpoint *endpoint = lm_arena_alloc(&gathering->gathered->arena, sizeof *endpoint);
    endpoint->addr = media->connection;
    endpoint->port = (uint16_t)media->port;
    lm_gathering_mark_bytes(gathering, from_caller ? LM_MARK_MEDIA : LM_MARK_MEDIA_BACK,
                            lm_slice(endpoint, sizeof *endpoint));
  }
  return true;
}

void
lm_gathering_streams(LmGathering *gathering)
{
  const LmTrace *trace = gathering->gathered->trace;
  unsigned n = 0;
  for (uint32_t i = gathering->call->first_stream; i != LM_NONE && n < MAX_STREAMS; n++) {
    const LmStream *stream = lm_trace_stream(trace, i);
    i = stream->next_in_call;
    if (stream->stats.packets < MIN_STREAM_PACKETS)
      continue;
    char *value = lm_arena_printf(&gathering->gathered->arena, "0x%08x", stream->ssrc);
    lm_gathering_mark(gathering, LM_MARK_SSRC, lm_slice_str(value));
  }
}
