/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every message, stream and event has: frame, time, addresses, ports and layers. */

#include "query/run.h"

enum {
  FRAME,
  TIME,
  RELATIVE,
  PATH,
  VLAN,
  SRC,
  DST,
  BOTH,
  SRC_PORT,
  DST_PORT,
  BOTH_PORTS,
};

/* Of which packets: the field's part. */
enum { ALL, IPV4, IPV6, UDP, TCP, SCTP };

/* A row as far as it is a packet's. */
typedef struct {
  int64_t time_ns;
  uint32_t frame, src, dst;
  uint8_t carrier; /* UDP, TCP or SCTP */
} Packet;

static uint8_t
carrier_of_event(const LmEvent *event)
{
  switch (event->protocol) {
  case LM_EVENT_MSRP:
  case LM_EVENT_DIAMETER:
  case LM_EVENT_MRCP:
  case LM_EVENT_HTTP:
  case LM_EVENT_TLS:
  case LM_EVENT_RTSP:
  case LM_EVENT_H323:
  case LM_EVENT_SKINNY:
    return TCP;
  case LM_EVENT_SCTP:
    return SCTP;
  default:
    return UDP;
  }
}

static bool
packet_of(const LmQueryRow *row, Packet *packet)
{
  if (row->self == LM_QUERY_MESSAGE && row->message != LM_NONE) {
    const LmMessage *message = lm_trace_message(row->trace, row->message);
    uint8_t carrier = message->transport == LM_TRANSPORT_UDP    ? UDP
                      : message->transport == LM_TRANSPORT_SCTP ? SCTP
                                                                : TCP;
    *packet = (Packet){message->time_ns, message->frame, message->src, message->dst, carrier};
  } else if (row->self == LM_QUERY_STREAM && row->stream != LM_NONE) {
    const LmStream *stream = lm_trace_stream(row->trace, row->stream);
    *packet = (Packet){stream->stats.first_ns, stream->first_frame, stream->src, stream->dst, UDP};
  } else if (row->self == LM_QUERY_EVENT && row->event != LM_NONE) {
    const LmEvent *event = lm_trace_event(row->trace, row->event);
    *packet =
        (Packet){event->time_ns, event->frame, event->src, event->dst, carrier_of_event(event)};
  } else {
    return false;
  }
  return true;
}

bool
lm_query_ends(const LmQueryRow *row, uint32_t *src, uint32_t *dst)
{
  Packet packet;
  if (!packet_of(row, &packet))
    return false;
  *src = packet.src;
  *dst = packet.dst;
  return true;
}

static bool
get_frame(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Packet packet;
  if (!packet_of(row, &packet))
    return false;
  int64_t first_ns = lm_trace_counters(row->trace)->first_ns;
  switch (field->what) {
  case FRAME:
    return lm_query_give_number(sink, field, packet.frame);
  case TIME:
    return lm_query_give_ns(sink, field, packet.time_ns);
  default:
    return lm_query_give_ns(sink, field, lm_time_sub(packet.time_ns, first_ns));
  }
}

static bool
add_path(const LmQueryRow *row, LmText *text)
{
  if (row->self == LM_QUERY_MESSAGE && row->message != LM_NONE)
    lm_message_path_text(row->trace, lm_trace_message(row->trace, row->message), text);
  else if (row->self == LM_QUERY_STREAM && row->stream != LM_NONE)
    lm_stream_path_text(row->trace, lm_trace_stream(row->trace, row->stream), text);
  return text->len != 0;
}

/* The numbers of the steps called vlan. */
static bool
give_vlans(LmSlice path, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSlice vlan = LM_SLICE_LITERAL("vlan ");
  for (ptrdiff_t next; (next = lm_slice_find(path, vlan)) >= 0;) {
    uint64_t number;
    path = lm_slice_from(path, (size_t)next + vlan.len);
    LmSlice rest;
    if (lm_slice_parse_uint(lm_slice_split(path, ' ', &rest), UINT32_MAX, &number) &&
        lm_query_give_number(sink, field, (double)number))
      return true;
  }
  return false;
}

static bool
get_path(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  LmText text = LM_TEXT_INIT;
  bool done = false;
  if (add_path(row, &text)) {
    LmSlice path = lm_slice(text.str, text.len);
    done =
        field->what == VLAN ? give_vlans(path, field, sink) : lm_query_give_text(sink, field, path);
  }
  lm_text_clear(&text);
  return done;
}

static bool
is_of(const LmAddr *addr, unsigned part)
{
  return part == ALL ||
         (part == IPV4 ? addr->family == LM_ADDR_IPV4 : addr->family == LM_ADDR_IPV6);
}

static bool
get_address(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Packet packet;
  if (!packet_of(row, &packet))
    return false;
  const LmAddr *src = &lm_trace_endpoint(row->trace, packet.src)->addr;
  const LmAddr *dst = &lm_trace_endpoint(row->trace, packet.dst)->addr;
  if (field->what != DST && is_of(src, field->part) && lm_query_give_address(sink, field, src))
    return true;
  return field->what != SRC && is_of(dst, field->part) && lm_query_give_address(sink, field, dst);
}

static bool
get_port(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Packet packet;
  if (!packet_of(row, &packet) || (field->part != ALL && field->part != packet.carrier))
    return false;
  uint16_t src = lm_trace_endpoint(row->trace, packet.src)->port;
  uint16_t dst = lm_trace_endpoint(row->trace, packet.dst)->port;
  if (field->what != DST_PORT && src && lm_query_give_number(sink, field, src))
    return true;
  return field->what != SRC_PORT && dst && lm_query_give_number(sink, field, dst);
}

/* Whether a packet is of a protocol. */
static bool
get_protocol(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  Packet packet;
  if (!packet_of(row, &packet))
    return false;
  if (field->part == IPV4 || field->part == IPV6)
    return is_of(&lm_trace_endpoint(row->trace, packet.src)->addr, field->part) &&
           lm_query_give_flag(sink, field, true);
  return packet.carrier == field->part && lm_query_give_flag(sink, field, true);
}

#define ROW(name_, aliases_, type_, what_, get_, help_)                                      \
  {                                                                                          \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_ANY, .what = what_, \
    .get = get_, .help = help_                                                               \
  }
#define ADDRESS(name_, aliases_, what_, part_, help_)                                      \
  {                                                                                        \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_ADDRESS, .of = LM_QUERY_OF_ANY,   \
    .many = what_ == BOTH, .part = part_, .what = what_, .get = get_address, .help = help_ \
  }
#define PORT(name_, aliases_, what_, part_, help_)                                            \
  {                                                                                           \
    .name = name_, .aliases = aliases_, .type = LM_QUERY_NUMBER, .of = LM_QUERY_OF_ANY,       \
    .many = what_ == BOTH_PORTS, .part = part_, .what = what_, .get = get_port, .help = help_ \
  }
#define PROTOCOL(name_, part_, help_)                                                          \
  {                                                                                            \
    .name = name_, .aliases = "", .type = LM_QUERY_FLAG, .of = LM_QUERY_OF_ANY, .part = part_, \
    .get = get_protocol, .help = help_                                                         \
  }

static const LmQueryField fields[] = {
    ROW("frame.number", "frame", LM_QUERY_NUMBER, FRAME, get_frame, N_("Number of the frame")),
    ROW("frame.time", "frame.time_epoch time", LM_QUERY_TIME, TIME, get_frame, N_("Time")),
    ROW("frame.time_relative", "", LM_QUERY_SPAN, RELATIVE, get_frame,
        N_("Time since the capture began")),
    ROW("frame.path", "path frame.protocols", LM_QUERY_TOKEN, PATH, get_path,
        N_("Layers that it came through: eth / vlan 20 / ip / udp")),
    {.name = "vlan.id",
     .aliases = "vlan",
     .type = LM_QUERY_NUMBER,
     .of = LM_QUERY_OF_ANY,
     .many = true,
     .what = VLAN,
     .get = get_path,
     .help = N_("Number of the VLAN")},
    ADDRESS("ip.src", "ip.src_host src", SRC, ALL, N_("Source address, IPv4 or IPv6")),
    ADDRESS("ip.dst", "ip.dst_host dst", DST, ALL, N_("Destination address, IPv4 or IPv6")),
    ADDRESS("ip.addr", "ip.host host addr", BOTH, ALL,
            N_("Source or destination address; 10.0.0.0/8 is a network")),
    ADDRESS("ipv6.src", "ipv6.src_host", SRC, IPV6, N_("Source address, IPv6 alone")),
    ADDRESS("ipv6.dst", "ipv6.dst_host", DST, IPV6, N_("Destination address, IPv6 alone")),
    ADDRESS("ipv6.addr", "ipv6.host", BOTH, IPV6, N_("Either address, IPv6 alone")),
    PORT("port", "", BOTH_PORTS, ALL, N_("Source or destination port")),
    PORT("udp.port", "", BOTH_PORTS, UDP, N_("Either port of UDP")),
    PORT("udp.srcport", "", SRC_PORT, UDP, N_("Source port of UDP")),
    PORT("udp.dstport", "", DST_PORT, UDP, N_("Destination port of UDP")),
    PORT("tcp.port", "", BOTH_PORTS, TCP, N_("Either port of TCP")),
    PORT("tcp.srcport", "", SRC_PORT, TCP, N_("Source port of TCP")),
    PORT("tcp.dstport", "", DST_PORT, TCP, N_("Destination port of TCP")),
    PORT("sctp.port", "", BOTH_PORTS, SCTP, N_("Either port of SCTP")),
    PORT("sctp.srcport", "", SRC_PORT, SCTP, N_("Source port of SCTP")),
    PORT("sctp.dstport", "", DST_PORT, SCTP, N_("Destination port of SCTP")),
    PROTOCOL("ip", IPV4, N_("It came over IPv4")),
    PROTOCOL("ipv6", IPV6, N_("It came over IPv6")),
    PROTOCOL("udp", UDP, N_("It came over UDP")),
    PROTOCOL("tcp", TCP, N_("It came over TCP")),
    PROTOCOL("sctp", SCTP, N_("It came over SCTP")),
};

const LmQueryTable lm_query_frame_fields = {fields, sizeof fields / sizeof fields[0]};
