/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tcp_tracker.h"

#include "base/limits.h"
#include "track/endpoint.h"

/* A stream that begins with this many bytes that are not SIP is not looked at any more. */
#define MAX_FOREIGN_BYTES (64u << 10)

typedef struct {
  int64_t time_ns;  /* of the last segment */
  uint64_t foreign; /* bytes that were not SIP, before the first message */
  size_t wanted;    /* bytes that the message at the front is known to need */
  size_t seen;      /* bytes at the front in which its header does not end */
  bool line_seen;   /* but its first line does */
  uint32_t frame;
  uint32_t src, dst;  /* endpoint rows */
  const LmPath *path; /* of the last segment */
  bool is_sip;        /* at least one message was found */
} LmTcpSip;

void
lm_tcp_tracker_init(LmTcpTracker *tracker)
{
  tracker->tcp = lm_tcp_new();
  tracker->streams = LM_VEC_INIT(LmTcpSip);
}

void
lm_tcp_tracker_clear(LmTcpTracker *tracker)
{
  lm_tcp_free(tracker->tcp);
  lm_vec_clear(&tracker->streams);
}

static LmTcpSip *
stream_state(LmTcpTracker *tracker, LmTrace *trace, uint32_t index)
{
  while (tracker->streams.len <= index) {
    LmEndpoint src, dst;
    lm_tcp_endpoints(tracker->tcp, tracker->streams.len, &src, &dst);
    LmTcpSip *state = lm_vec_push(&tracker->streams);
    state->src = lm_trace_intern_endpoint(trace, &src);
    state->dst = lm_trace_intern_endpoint(trace, &dst);
  }
  return lm_vec_at(&tracker->streams, index);
}

static void
add_message(LmSipTracker *sip, LmTrace *trace, LmTcpSip *state, LmSlice bytes, bool truncated)
{
  LmSipOrigin origin = {
      .time_ns = state->time_ns,
      .frame = state->frame,
      .src = state->src,
      .dst = state->dst,
      .path = state->path,
      .transport = LM_TRANSPORT_TCP,
  };
  state->is_sip |= lm_sip_tracker_add(sip, trace, bytes, truncated, &origin);
}

static void
skip_foreign(LmTcpTracker *tracker, LmTcpSip *state, uint32_t index, size_t n)
{
  lm_tcp_consume(tracker->tcp, index, n);
  if (!state->is_sip)
    state->foreign += n;
}

/* Whether the bytes at the front may hold a whole message now: not before as many came as its
 * Content-Length asks for, or its first line or its header block ended. So each byte is looked at
 * once, however small the segments are. */
static bool
is_worth_a_look(const LmTcpSip *state, LmSlice bytes)
{
  if (state->wanted)
    return bytes.len >= state->wanted;
  if (state->seen == 0 || bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    return true;
  LmSlice fresh = lm_slice_from(bytes, state->seen > 3 ? state->seen - 3 : 0);
  if (!state->line_seen)
    return lm_slice_find_byte(fresh, '\n', 0) >= 0;
  return lm_slice_find(fresh, LM_SLICE_LITERAL("\n\r\n")) >= 0 ||
         lm_slice_find(fresh, LM_SLICE_LITERAL("\n\n")) >= 0;
}

/* Takes whole messages off the front of the stream. */
static void
take_messages(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace, uint32_t index)
{
  LmTcpSip *state = lm_vec_at(&tracker->streams, index);
  for (;;) {
    LmSlice bytes = lm_tcp_peek(tracker->tcp, index);
    size_t crlf = lm_sip_leading_crlf(bytes);
    if (crlf) {
      lm_tcp_consume(tracker->tcp, index, crlf);
      trace->counters.keepalives += state->is_sip;
      continue;
    }
    if (lm_slice_is_empty(bytes))
      return;
    if (!state->is_sip && state->foreign > MAX_FOREIGN_BYTES) {
      lm_tcp_consume(tracker->tcp, index, bytes.len);
      return;
    }
    if (!is_worth_a_look(state, bytes) && !lm_tcp_at_gap(tracker->tcp, index)) {
      state->seen = bytes.len;
      return;
    }
    size_t len = 0;
    LmSipFrame frame = lm_sip_frame(bytes, &len);
    state->wanted = state->seen = 0;
    if (frame == LM_SIP_FRAME_PARTIAL && lm_tcp_at_gap(tracker->tcp, index)) {
      /* The rest of it was not captured. */
      add_message(sip, trace, state, bytes, true);
      lm_tcp_consume(tracker->tcp, index, bytes.len);
      lm_tcp_take_gap(tracker->tcp, index);
      continue;
    }
    /* A first line that does not end within the limit is none. */
    bool endless = len == 0 && bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES;
    if (frame == LM_SIP_FRAME_PARTIAL && !endless) {
      state->wanted = len ? bytes.len + len : 0;
      state->seen = bytes.len;
      state->line_seen = lm_slice_find_byte(bytes, '\n', 0) >= 0;
      return;
    }
    if (frame == LM_SIP_FRAME_WHOLE)
      add_message(sip, trace, state, lm_slice_sub(bytes, 0, len), false);
    else if (bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES && lm_sip_looks_like(bytes))
      trace->counters.sip_cut_by_limit++;
    if (frame == LM_SIP_FRAME_WHOLE)
      lm_tcp_consume(tracker->tcp, index, len);
    else
      skip_foreign(tracker, state, index, len && !endless ? len : bytes.len);
  }
}

void
lm_tcp_tracker_add(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace, const LmPacket *packet)
{
  uint32_t index = lm_tcp_push(tracker->tcp, packet);
  if (index == LM_NONE)
    return;
  LmTcpSip *state = stream_state(tracker, trace, index);
  state->time_ns = packet->frame->time_ns;
  state->frame = packet->frame->number;
  state->path = packet->path;
  if (lm_tcp_take_gap(tracker->tcp, index))
    state->wanted = state->seen = 0;
  take_messages(tracker, sip, trace, index);
}

void
lm_tcp_tracker_finish(LmTcpTracker *tracker, LmSipTracker *sip, LmTrace *trace)
{
  for (uint32_t index = 0; index < tracker->streams.len; index++) {
    LmTcpSip *state = lm_vec_at(&tracker->streams, index);
    do {
      state->wanted = state->seen = 0;
      take_messages(tracker, sip, trace, index);
      LmSlice rest = lm_tcp_peek(tracker->tcp, index);
      if (!lm_slice_is_empty(rest))
        add_message(sip, trace, state, rest, true);
      lm_tcp_consume(tracker->tcp, index, rest.len);
    } while (lm_tcp_flush(tracker->tcp, index));
  }
}
