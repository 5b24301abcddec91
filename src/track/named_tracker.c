/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/named_tracker.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/tpkt.h"
#include "track/bfcp_tracker.h"
#include "track/copies.h"
#include "track/endpoint.h"
#include "track/others.h"
#include "track/t38_tracker.h"

#define MAX_TPKT_BYTES 4096
#define RTSP_FRAME_HEADER_BYTES 4

static const uint8_t events[LM_N_NAMED] = {
    [LM_NAMED_RTSP] = LM_EVENT_RTSP,     [LM_NAMED_MGCP] = LM_EVENT_MGCP,
    [LM_NAMED_MEGACO] = LM_EVENT_MEGACO, [LM_NAMED_H225] = LM_EVENT_H323,
    [LM_NAMED_H245] = LM_EVENT_H323,     [LM_NAMED_RAS] = LM_EVENT_H323,
    [LM_NAMED_SKINNY] = LM_EVENT_SKINNY, [LM_NAMED_IAX2] = LM_EVENT_IAX,
};

/* The endpoint that a command of MGCP is about (RFC 3435, 3.2.1.3), or what one of RTSP asks for.
 */
static void
add_target(LmText *detail, LmNamed protocol, LmSlice bytes)
{
  LmSlice rest = lm_slice_sub(bytes, 0, 300);
  rest = lm_slice_trim(lm_slice_sub(rest, 0, lm_scan_byte(rest, 0, '\n')));
  if (protocol == LM_NAMED_MGCP) {
    bool response = lm_slice_split(rest, ' ', &rest).len == 3;
    lm_slice_split(rest, ' ', &rest);
    lm_text_add_safe(detail, response ? rest : lm_slice_split(rest, ' ', &rest), false);
  } else if (protocol == LM_NAMED_RTSP && !lm_slice_starts_with(rest, LM_SLICE_LITERAL("RTSP/"))) {
    lm_slice_split(rest, ' ', &rest);
    lm_text_add_safe(detail, lm_slice_split(rest, ' ', &rest), false);
  }
}

static void
tell(LmTrace *trace, LmNamed protocol, LmSlice bytes, const LmSipOrigin *origin)
{
  char label[LM_NAMED_LABEL_SIZE];
  trace->counters.protocols[events[protocol]]++;
  lm_named_label(protocol, bytes, label);
  /* Media of IAX2 is payload alone. */
  if (protocol == LM_NAMED_IAX2 && !*label)
    return;
  lm_text_printf(lm_others_label(trace), "%s%s%s",
                 events[protocol] == LM_EVENT_H323 ? lm_named_name(protocol) : "",
                 events[protocol] == LM_EVENT_H323 && *label ? " " : "", label);
  add_target(lm_others_detail(trace), protocol, bytes);
  lm_others_tell(trace, origin, bytes, LM_NONE, events[protocol], LM_EVENT_NOTE);
}

/* Whether something but RTP is announced where the packet goes to or comes from. */
static bool
is_announced(const LmTrace *trace, const LmPacket *packet)
{
  if (!trace->others || trace->others->media.len == 0)
    return false;
  uint32_t src = lm_trace_find_endpoint(trace, &packet->src);
  uint32_t dst = lm_trace_find_endpoint(trace, &packet->dst);
  return (dst != LM_NONE && lm_trace_other_at(trace, dst)) ||
         (src != LM_NONE && lm_trace_other_at(trace, src));
}

bool
lm_others_add_datagram(LmTrace *trace, const LmPacket *packet)
{
  LmSlice bytes = packet->payload;
  LmNamed protocol = lm_named_find(bytes, false, packet->src.port, packet->dst.port);
  if (protocol == LM_NAMED_NONE && !is_announced(trace, packet))
    return false;
  if (lm_trace_is_copy(trace, packet))
    return true;
  LmSipOrigin origin = {
      .time_ns = packet->frame->time_ns,
      .frame = packet->frame->number,
      .src = lm_trace_intern_endpoint(trace, &packet->src),
      .dst = lm_trace_intern_endpoint(trace, &packet->dst),
      .path = packet->path,
      .transport = LM_TRANSPORT_UDP,
  };
  if (protocol == LM_NAMED_NONE)
    return lm_t38_add_datagram(trace, bytes, &origin) ||
           lm_bfcp_add_datagram(trace, bytes, &origin);
  tell(trace, protocol, bytes, &origin);
  return true;
}

/* Many send the header of TPKT by itself: what it frames shows with the next segment. */
static bool
is_bare_tpkt(LmSlice bytes)
{
  uint16_t len = lm_slice_be16(bytes, 2);
  return bytes.len == LM_TPKT_HEADER_BYTES && lm_slice_be16(bytes, 0) == 0x0300 &&
         len > LM_TPKT_HEADER_BYTES && len <= MAX_TPKT_BYTES;
}

static bool
claims(LmSlice bytes)
{
  return lm_named_find(bytes, true, 0, 0) != LM_NAMED_NONE || is_bare_tpkt(bytes);
}

/* What does not begin with a message goes on with the one before it. */
static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  LmOthers *others = lm_trace_others(trace);
  if (is_bare_tpkt(in->bytes) && !in->last) {
    in->wanted = lm_slice_be16(in->bytes, 2);
    return 0;
  }
  LmNamed protocol = lm_named_find(in->bytes, true, 0, 0);
  LmNamedFlow *flow = lm_flow_state(&others->named, in->origin.src, in->origin.dst, true);
  bool interleaved = flow && flow->protocol == LM_NAMED_RTSP && lm_slice_at(in->bytes, 0) == '$';
  if (interleaved && in->bytes.len < RTSP_FRAME_HEADER_BYTES && !in->last) {
    in->wanted = RTSP_FRAME_HEADER_BYTES;
    return 0;
  }
  if (flow && protocol == LM_NAMED_NONE && flow->protocol &&
      lm_named_len((LmNamed)flow->protocol, in->bytes))
    protocol = (LmNamed)flow->protocol;
  if (protocol == LM_NAMED_NONE && lm_stream_t38.claims(in->bytes))
    return lm_stream_t38.take(trace, in);
  if (protocol == LM_NAMED_NONE)
    return in->bytes.len;
  if (flow)
    flow->protocol = (uint8_t)protocol;
  size_t len = lm_named_len(protocol, in->bytes);
  if (len > in->bytes.len) {
    if (!in->last) {
      in->wanted = len;
      return 0;
    }
    len = in->bytes.len;
  }
  if (interleaved)
    /* Media between messages (RFC 2326, 10.12): RTP and RTCP. */
    lm_stream_found_datagram(
        trace, in, lm_slice_sub(in->bytes, RTSP_FRAME_HEADER_BYTES, len - RTSP_FRAME_HEADER_BYTES));
  else
    tell(trace, protocol, lm_slice_sub(in->bytes, 0, len ? len : in->bytes.len), &in->origin);
  return len ? len : in->bytes.len;
}

/* IANA: H.248 and H.323 in SCTP. */
const LmStreamProtocol lm_stream_named = {"named", claims, take, {7, 13}};
