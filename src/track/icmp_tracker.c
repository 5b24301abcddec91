/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/icmp_tracker.h"

#include "base/i18n.h"
#include "base/text.h"
#include "proto/rtp.h"
#include "track/announcement.h"
#include "track/copies.h"
#include "track/endpoint.h"
#include "track/event.h"

/* How many messages are looked back on for the one that is quoted. */
#define LOOK_BACK_MESSAGES 256
#define NAME(list, code) ((code) < sizeof(list) / sizeof *(list) ? (list)[code] : NULL)

/* RFC 792 and 1812, 5.2.7.1: destination unreachable. */
static const char *const unreachable[] = {
    N_("network unreachable"),
    N_("host unreachable"),
    N_("protocol unreachable"),
    N_("port unreachable"),
    N_("fragmentation needed"),
    N_("source route failed"),
    N_("network unknown"),
    N_("host unknown"),
    N_("source host isolated"),
    N_("network administratively prohibited"),
    N_("host administratively prohibited"),
    N_("network unreachable for type of service"),
    N_("host unreachable for type of service"),
    N_("administratively prohibited"),
    N_("host precedence violation"),
    N_("precedence cut off"),
};

/* RFC 4443, 3.1. */
static const char *const unreachable6[] = {
    N_("no route to destination"),
    N_("administratively prohibited"),
    N_("beyond scope of source address"),
    N_("address unreachable"),
    N_("port unreachable"),
    N_("source address failed policy"),
    N_("route rejected"),
};

/* RFC 792; RFC 4443, 3.3. */
static const char *const exceeded[] = {
    N_("time to live exceeded"),
    N_("fragment reassembly time exceeded"),
};

const char *
lm_icmp_error_name(bool ipv6, unsigned type, unsigned code)
{
  const char *name = NULL;
  if (type == (ipv6 ? 1 : 3))
    name = ipv6 ? NAME(unreachable6, code) : NAME(unreachable, code);
  else if (type == (ipv6 ? 3 : 11))
    name = NAME(exceeded, code);
  else if (type == (ipv6 ? 4 : 12))
    name = N_("parameter problem");
  else if (ipv6 && type == 2)
    name = N_("packet too big");
  else if (!ipv6 && type == 4)
    name = N_("source quench");
  else if (!ipv6 && type == 5)
    name = N_("redirect");
  return name ? name : N_("error");
}

/* What says that the packet did arrive, or how it will. */
static bool
is_mild(const LmPacket *packet)
{
  bool ipv6 = packet->src.addr.family == LM_ADDR_IPV6;
  if (ipv6)
    return packet->icmp_type == 2;
  return packet->icmp_type == 4 || packet->icmp_type == 5 ||
         (packet->icmp_type == 3 && packet->icmp_code == 4);
}

/* The row of the quoted message where its Call-ID is not in the quotation: the last one from the
 * same sender to the same receiver that begins with the same bytes, of which there may be none. */
static uint32_t
find_message(const LmTrace *trace, const LmPacket *packet)
{
  uint32_t src = lm_trace_find_endpoint(trace, &packet->src);
  uint32_t dst = lm_trace_find_endpoint(trace, &packet->dst);
  uint32_t n = trace->messages.len;
  if (src == LM_NONE || dst == LM_NONE)
    return LM_NONE;
  for (uint32_t i = 0; i < LOOK_BACK_MESSAGES && i < n; i++) {
    const LmMessage *message = lm_trace_message(trace, n - 1 - i);
    if (message->src == src && message->dst == dst &&
        lm_slice_starts_with(lm_message_bytes(message), packet->payload))
      return n - 1 - i;
  }
  return LM_NONE;
}

/* Adds the event: from whoever reported it to the one whose packet it was. What the receiver itself
 * says comes from the port that the packet went to. */
static void
add_event(LmTrace *trace, const LmPacket *packet, uint32_t call, const char *detail)
{
  LmEndpoint reporter = {.addr = packet->reporter};
  if (lm_addr_equal(&reporter.addr, &packet->dst.addr))
    reporter.port = packet->dst.port;
  LmEvent event = {
      .data = packet->payload.data,
      .len = (uint32_t)packet->payload.len,
      .time_ns = packet->frame->time_ns,
      .frame = packet->frame->number,
      .src = lm_trace_intern_endpoint(trace, &reporter),
      .dst = lm_trace_intern_endpoint(trace, &packet->src),
      .call = call,
      .label = lm_icmp_error_name(packet->src.addr.family == LM_ADDR_IPV6, packet->icmp_type,
                                  packet->icmp_code),
      .detail = detail,
      .protocol = LM_EVENT_ICMP,
      .outcome = is_mild(packet) ? LM_EVENT_WARNING : LM_EVENT_FAILURE,
  };
  lm_trace_add_event(trace, &event);
}

/* "INVITE", or "200 OK". */
static void
describe(LmText *text, LmSlice method, unsigned status, LmSlice reason)
{
  if (!status) {
    lm_text_add_safe(text, lm_slice_sub(method, 0, 40), false);
    return;
  }
  lm_text_printf(text, "%u%s", status, reason.len ? " " : "");
  lm_text_add_safe(text, lm_slice_sub(reason, 0, 40), false);
}

static bool
add_sip(LmTrace *trace, LmSipTracker *scratch, const LmPacket *packet)
{
  LmSlice bytes = packet->payload;
  LmSipMessage *message = &scratch->message;
  uint32_t call = LM_NONE, row = LM_NONE;
  bool looks =
      lm_sip_looks_like(bytes) && lm_sip_message_parse(bytes, false, &scratch->scratch, message);
  /* A Call-ID that the end of the quotation cuts names nothing, or another call. */
  bool whole_id = looks && message->call_id.len &&
                  message->call_id.data + message->call_id.len < bytes.data + bytes.len;
  if (whole_id)
    call = lm_trace_find_call(trace, message->call_id);
  if (call == LM_NONE)
    row = find_message(trace, packet);
  if (row != LM_NONE) {
    call = lm_trace_message(trace, row)->call;
    if (!looks)
      looks = lm_sip_message_parse(lm_message_bytes(lm_trace_message(trace, row)), false,
                                   &scratch->scratch, message);
  }
  if (looks) {
    LmText detail = LM_TEXT_INIT;
    describe(&detail, message->method_name, message->status, message->reason);
    add_event(trace, packet, call, detail.str);
    lm_text_clear(&detail);
    trace->counters.sip_in_icmp++;
  }
  lm_arena_clear(&scratch->scratch);
  return looks;
}

/* Media is what went to or came from an endpoint that was announced for it or where a stream goes.
 */
static bool
is_media_endpoint(const LmTrace *trace, const LmEndpoint *endpoint, uint32_t *call)
{
  uint32_t at = lm_trace_find_endpoint(trace, endpoint);
  if (at == LM_NONE)
    return false;
  const LmEndpointRow *row = lm_vec_at(&trace->endpoints, at);
  const LmAnnouncement *announcement = lm_trace_announcement(trace, at);
  if (announcement)
    *call = announcement->call;
  else if (row->first_stream != LM_NONE)
    *call = lm_trace_stream(trace, row->first_stream)->call;
  return announcement || row->rtcp || row->first_stream != LM_NONE;
}

/* RTCP has the port after that of its media (RFC 3550, 11). */
static bool
is_media(const LmTrace *trace, LmEndpoint endpoint, bool rtcp, uint32_t *call)
{
  if (is_media_endpoint(trace, &endpoint, call))
    return true;
  if (!rtcp || !(endpoint.port & 1))
    return false;
  endpoint.port--;
  return is_media_endpoint(trace, &endpoint, call);
}

static void
add_media(LmTrace *trace, const LmPacket *packet)
{
  uint32_t call = LM_NONE, other = LM_NONE;
  bool rtcp = packet->payload.len && lm_rtp_is_rtcp(packet->payload);
  /* 8 bytes of UDP header may be all that is quoted (RFC 792). */
  if (packet->payload.len && lm_slice_u8(packet->payload, 0) >> 6 != 2)
    return;
  bool to = is_media(trace, packet->dst, rtcp, &call);
  bool from = is_media(trace, packet->src, rtcp, &other);
  if (!to && !from)
    return;
  char address[LM_ENDPOINT_TEXT_SIZE];
  LmText detail = LM_TEXT_INIT;
  lm_text_printf(&detail, "%s → %s", rtcp ? "RTCP" : "RTP",
                 lm_endpoint_format(&packet->dst, address));
  add_event(trace, packet, call == LM_NONE ? other : call, detail.str);
  lm_text_clear(&detail);
}

void
lm_trace_add_icmp_error(LmTrace *trace, LmSipTracker *scratch, const LmPacket *packet)
{
  if (lm_trace_is_copy(trace, packet))
    return;
  if (!add_sip(trace, scratch, packet))
    add_media(trace, packet);
}
