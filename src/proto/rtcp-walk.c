/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scan.h"
#include "proto/rtcp-fields.h"

/* Whether all packets of a compound keep to its rules (RFC 3550, 6.1). */
typedef struct {
  uint32_t n_packets;
  bool report; /* it begins with one */
  bool cname;
} Compound;

/* RFC 3550, 6.4.1. */
static const LmRtcpField header_fields[] = {
    {"version", 0, 2, LM_RTCP_AS_COUNT},
    {"padding", 2, 1, LM_RTCP_AS_FLAG},
    {"packet type", 8, 8, LM_RTCP_AS_COUNT},
    {"length in words", 16, 16, LM_RTCP_AS_COUNT},
};
static const LmRtcpField sender_fields[] = {
    {"NTP timestamp", 0, 64, LM_RTCP_AS_NTP},
    {"RTP timestamp", 64, 32, LM_RTCP_AS_COUNT},
    {"sender's packet count", 96, 32, LM_RTCP_AS_COUNT},
    {"sender's octet count", 128, 32, LM_RTCP_AS_COUNT},
};
static const LmRtcpField report_fields[] = {
    {"SSRC", 0, 32, LM_RTCP_AS_ID},
    {"fraction lost", 32, 8, LM_RTCP_AS_256THS},
    {"cumulative number of packets lost", 40, 24, LM_RTCP_AS_SIGNED},
    {"extended highest sequence number", 64, 32, LM_RTCP_AS_COUNT},
    {"interarrival jitter", 96, 32, LM_RTCP_AS_COUNT},
    {"last SR", 128, 32, LM_RTCP_AS_ID},
    {"delay since last SR", 160, 32, LM_RTCP_AS_65536THS},
};

#define SENDER_BYTES 20
#define REPORT_BYTES 24

static void
walk_reports(LmRtcpWalk *walk, const LmRtcpPacket *packet)
{
  LmSlice rest = packet->body;
  if (packet->type == LM_RTCP_SR) {
    LM_RTCP_FIELDS(walk, rest, sender_fields);
    if (rest.len < SENDER_BYTES)
      lm_rtcp_fault(walk, LM_ANOMALY_RTCP_COUNT, packet->packet);
    rest = lm_slice_from(rest, SENDER_BYTES);
  }
  LmSlice block, blocks = lm_slice_sub(rest, 0, (size_t)packet->count * REPORT_BYTES);
  if (packet->count)
    lm_rtcp_begin(walk, "report blocks", blocks, true);
  uint32_t n = 0;
  for (; n < packet->count && lm_slice_take(rest, 0, REPORT_BYTES, &block); n++) {
    lm_rtcp_begin(walk, "report block", block, false);
    LM_RTCP_FIELDS(walk, block, report_fields);
    lm_rtcp_end(walk, false);
    rest = lm_slice_from(rest, REPORT_BYTES);
  }
  if (packet->count)
    lm_rtcp_end(walk, true);
  if (n < packet->count)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_COUNT, lm_slice_sub(packet->packet, 0, 1));
  /* RFC 3550, 6.4.3. */
  if (n == packet->count && rest.len)
    lm_rtcp_bytes(walk, "profile-specific extensions", rest);
}

/* An item with an 8-bit length; PRIV begins with a prefix of its own (RFC 3550, 6.5.8). */
static void
walk_item(LmRtcpWalk *walk, LmSlice item)
{
  uint8_t type = lm_slice_u8(item, 0);
  LmSlice text = lm_slice_from(item, 2);
  const char *name = lm_rtcp_sdes_name(type);
  lm_rtcp_begin(walk, "item", item, false);
  if (*name)
    lm_rtcp_word(walk, "type", lm_slice_sub(item, 0, 1), name);
  else
    lm_rtcp_count(walk, "type", lm_slice_sub(item, 0, 1), type);
  if (type == 8) {
    LmSlice prefix;
    if (lm_slice_take(text, 1, lm_slice_u8(text, 0), &prefix)) {
      lm_rtcp_text(walk, "prefix", prefix);
      text = lm_slice_from(text, 1 + prefix.len);
    } else {
      lm_rtcp_fault(walk, LM_ANOMALY_RTCP_SDES, item);
    }
  }
  lm_rtcp_text(walk, "text", text);
  lm_rtcp_end(walk, false);
}

/* The chunk at the start of @rest: an SSRC and items up to a zero byte, in whole words. *@end is
 * where the items end in it. False if nothing ends them. */
static bool
find_chunk(LmSlice rest, LmSlice *chunk, size_t *end)
{
  size_t at = 4;
  while (at < rest.len && lm_slice_u8(rest, at)) {
    size_t len = 2u + lm_slice_u8(rest, at + 1);
    if (len > rest.len - at)
      break;
    at += len;
  }
  bool ended = at < rest.len && lm_slice_u8(rest, at) == 0;
  *end = at < rest.len ? at : rest.len;
  *chunk = ended ? lm_slice_sub(rest, 0, at / 4 * 4 + 4) : rest;
  return ended;
}

static void
walk_chunk(LmRtcpWalk *walk, LmSlice chunk, size_t end, bool ended, Compound *compound)
{
  LmSlice items = lm_slice_sub(chunk, 4, end - 4), item;
  lm_rtcp_begin(walk, "chunk", chunk, false);
  lm_rtcp_id(walk, "SSRC", lm_slice_sub(chunk, 0, 4));
  lm_rtcp_begin(walk, "items", items, true);
  while (!walk->full && lm_slice_take(items, 0, 2u + lm_slice_u8(items, 1), &item)) {
    walk_item(walk, item);
    compound->cname |= item.data[0] == 1;
    items = lm_slice_from(items, item.len);
  }
  lm_rtcp_end(walk, true);
  if (!ended)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_SDES, end < chunk.len ? lm_slice_from(chunk, end) : chunk);
  lm_rtcp_end(walk, false);
}

static void
walk_sdes(LmRtcpWalk *walk, const LmRtcpPacket *packet, Compound *compound)
{
  LmSlice rest = packet->body;
  uint32_t n = 0;
  lm_rtcp_begin(walk, "chunks", rest, true);
  for (; n < packet->count && rest.len >= 4 && !walk->full; n++) {
    LmSlice chunk;
    size_t end;
    bool ended = find_chunk(rest, &chunk, &end);
    walk_chunk(walk, chunk, end, ended, compound);
    rest = lm_slice_from(rest, chunk.len);
  }
  lm_rtcp_end(walk, true);
  if (n < packet->count && !walk->full)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_COUNT, lm_slice_sub(packet->packet, 0, 1));
}

static void
walk_bye(LmRtcpWalk *walk, const LmRtcpPacket *packet)
{
  LmSlice rest = packet->body, reason;
  uint32_t n = 0;
  lm_rtcp_begin(walk, "sources", lm_slice_sub(rest, 0, packet->count * 4u), true);
  for (; n < packet->count && rest.len >= 4; n++) {
    lm_rtcp_id(walk, "SSRC", lm_slice_sub(rest, 0, 4));
    rest = lm_slice_from(rest, 4);
  }
  lm_rtcp_end(walk, true);
  if (n < packet->count)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_COUNT, lm_slice_sub(packet->packet, 0, 1));
  else if (rest.len && lm_slice_take(rest, 1, lm_slice_u8(rest, 0), &reason))
    lm_rtcp_text(walk, "reason for leaving", reason);
  else if (rest.len)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_BYE, rest);
}

/* RFC 3550, 6.7. */
static void
walk_app(LmRtcpWalk *walk, const LmRtcpPacket *packet)
{
  lm_rtcp_count(walk, "subtype", lm_slice_sub(packet->packet, 0, 1), packet->count);
  if (packet->body.len < 4) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_COUNT, packet->packet);
    return;
  }
  lm_rtcp_text(walk, "name", lm_slice_sub(packet->body, 0, 4));
  if (packet->body.len > 4)
    lm_rtcp_bytes(walk, "application-dependent data", lm_slice_from(packet->body, 4));
}

/* RFC 5450, 3: a jitter for each report block before it. */
static void
walk_jitters(LmRtcpWalk *walk, const LmRtcpPacket *packet)
{
  LmSlice rest = lm_slice_from(packet->packet, 4);
  lm_rtcp_begin(walk, "inter-arrival jitters", rest, true);
  for (uint32_t n = 0; n < packet->count && rest.len >= 4; n++) {
    lm_rtcp_count(walk, "jitter", lm_slice_sub(rest, 0, 4), lm_slice_be32(rest, 0));
    rest = lm_slice_from(rest, 4);
  }
  lm_rtcp_end(walk, true);
}

static void
walk_content(LmRtcpWalk *walk, const LmRtcpPacket *packet, Compound *compound)
{
  bool list = packet->type == LM_RTCP_SDES || packet->type == LM_RTCP_BYE;
  if (!list && packet->packet.len >= 8 && packet->type != 195)
    lm_rtcp_id(walk, "SSRC of packet sender", lm_slice_sub(packet->packet, 4, 4));
  switch (packet->type) {
  case LM_RTCP_SR:
  case LM_RTCP_RR:
    walk_reports(walk, packet);
    break;
  case LM_RTCP_SDES:
    walk_sdes(walk, packet, compound);
    break;
  case LM_RTCP_BYE:
    walk_bye(walk, packet);
    break;
  case LM_RTCP_APP:
    walk_app(walk, packet);
    break;
  case LM_RTCP_XR:
    lm_rtcp_walk_xr(walk, packet->body);
    break;
  case LM_RTCP_RTPFB:
  case LM_RTCP_PSFB:
    lm_rtcp_walk_feedback(walk, packet);
    break;
  case 195:
    walk_jitters(walk, packet);
    break;
  default:
    if (packet->body.len)
      lm_rtcp_bytes(walk, "content", packet->body);
    break;
  }
}

/* Takes the padding off @packet, which counts itself and may only be in the last packet (RFC 3550,
 * 6.4.1). */
static void
take_padding(LmRtcpWalk *walk, LmRtcpPacket *packet, bool last)
{
  if (!(lm_slice_u8(packet->packet, 0) & 0x20))
    return;
  uint8_t padding = lm_slice_u8(packet->packet, packet->packet.len - 1);
  bool sound = padding && padding % 4 == 0 && padding <= packet->body.len;
  if (!last || !sound)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_PADDING, lm_slice_sub(packet->packet, 0, 1));
  if (!sound)
    return;
  lm_rtcp_count(walk, "padding bytes", lm_slice_from(packet->packet, packet->packet.len - padding),
                padding);
  packet->body = lm_slice_sub(packet->body, 0, packet->body.len - padding);
}

static void
walk_packet(LmRtcpWalk *walk, LmRtcpPacket *packet, bool last, Compound *compound)
{
  LmSlice type = lm_slice_sub(packet->packet, 1, 1);
  const char *name = lm_rtcp_type_name(packet->type);
  const char *feedback = lm_rtcp_feedback_name(packet);
  lm_rtcp_begin(walk, *feedback ? feedback : *name ? name : "packet", packet->packet, false);
  if (*name)
    lm_rtcp_word(walk, "type", type, name);
  if (*feedback)
    lm_rtcp_word(walk, "feedback", lm_slice_sub(packet->packet, 0, 1), feedback);
  LM_RTCP_FIELDS(walk, lm_slice_sub(packet->packet, 0, 4), header_fields);
  take_padding(walk, packet, last);
  walk_content(walk, packet, compound);
  lm_rtcp_end(walk, false);
}

/* Feedback and APP may come alone, in a datagram of reduced size (RFC 5506, 3.4.1). */
static bool
may_be_first(uint8_t type)
{
  return type == LM_RTCP_SR || type == LM_RTCP_RR || type == LM_RTCP_APP || type == LM_RTCP_RTPFB ||
         type == LM_RTCP_PSFB;
}

void
lm_rtcp_walk(LmRtcpWalk *walk, LmSlice datagram)
{
  Compound compound = {0};
  LmSlice rest = datagram;
  LmRtcpPacket packet;
  uint8_t first = lm_slice_u8(datagram, 1);
  while (!walk->full && lm_rtcp_next(&rest, &packet)) {
    compound.report |= compound.n_packets++ == 0 && (first == LM_RTCP_SR || first == LM_RTCP_RR);
    walk_packet(walk, &packet, rest.len == 0, &compound);
  }
  if (walk->full)
    return;
  if (rest.len)
    lm_rtcp_fault(walk,
                  lm_slice_u8(rest, 0) >> 6 == 2 ? LM_ANOMALY_RTCP_LENGTH : LM_ANOMALY_RTCP_VERSION,
                  rest);
  if (compound.n_packets && !may_be_first(first))
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FIRST, lm_slice_sub(datagram, 0, 4));
  /* What the capture cut off, or is no RTCP at all, is not to be missed as well. */
  if (compound.report && !compound.cname && rest.len == 0)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_NO_CNAME, lm_slice_sub(datagram, 0, 4));
}

typedef struct {
  LmRtcpWalk walk;
  LmSlice datagram;
  LmAnomaly *faults;
  uint32_t n, max;
} Faults;

static void
note_fault(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  Faults *faults = (Faults *)walk;
  if (faults->faults && faults->n < faults->max)
    faults->faults[faults->n] = (LmAnomaly){
        .kind = (uint16_t)kind,
        .offset = (uint32_t)lm_scan_offset(faults->datagram, where),
        .len = (uint32_t)where.len,
    };
  faults->n++;
}

uint32_t
lm_rtcp_faults(LmSlice datagram, LmAnomaly *faults, uint32_t max)
{
  static const LmRtcpSink sink = {.fault = note_fault};
  Faults found = {.walk = {&sink, false}, .datagram = datagram, .faults = faults, .max = max};
  lm_rtcp_walk(&found.walk, datagram);
  return found.n;
}
