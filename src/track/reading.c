/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/reading.h"

#include "base/hash.h"
#include "proto/turn.h"

/* How often TURN may carry TURN: relays in a row do so once more each. */
#define MAX_WRAPPERS 4

/* Takes the message behind @crlf line ends in. */
static bool
read_sip(const LmPacket *packet, size_t crlf, LmArena *arena, LmSipMessage *scratch,
         LmReading *reading)
{
  LmSlice bytes = lm_slice_from(packet->payload, crlf);
  if (!lm_sip_message_parse(bytes, false, arena, scratch))
    return false;
  LmSipReading *sip = lm_arena_alloc(arena, sizeof *sip);
  lm_sip_reading_make(scratch, packet->missing_bytes > 0, arena, sip);
  reading->kind = LM_DEMUX_SIP;
  reading->sip = sip;
  return true;
}

/* What begins with such a letter is SIP or nothing that lm_demux() would find before SIP; so it is
 * not read twice. */
static bool
begins_as_sip(LmSlice payload)
{
  return payload.len && payload.data[0] >= 'A' && payload.data[0] <= 'Z';
}

/* Addresses and ports are put together in registers: what is stored in small pieces and read back
 * in large ones right away makes the processor wait. */
static inline void
read_flow(const LmPacket *packet, LmReading *reading)
{
  uint32_t ports = (uint32_t)packet->src.port << 16 | packet->dst.port;
  reading->ports = ports;
  reading->ipv6 = packet->src.addr.family != LM_ADDR_IPV4;
  if (reading->ipv6) {
    uint8_t key[36];
    memcpy(key, packet->src.addr.bytes, 16);
    memcpy(key + 16, packet->dst.addr.bytes, 16);
    memcpy(key + 32, &ports, sizeof ports);
    reading->ipv4_addresses = 0;
    reading->flow_hash = lm_hash(lm_hash_key(), key, sizeof key);
    return;
  }
  uint32_t src, dst;
  memcpy(&src, packet->src.addr.bytes, sizeof src);
  memcpy(&dst, packet->dst.addr.bytes, sizeof dst);
  uint64_t addresses = (uint64_t)src << 32 | dst;
  reading->ipv4_addresses = addresses;
  reading->flow_hash = lm_hash_pair(lm_hash_key(), ports, addresses);
}

/* ChannelData that the capture cut off, which nothing can tell but its first bytes. */
static bool
unwrap_cut(const LmPacket *packet, LmTurnPayload *inside)
{
  LmTurnChannel channel;
  if (packet->missing_bytes == 0 || !lm_turn_channel_parse(packet->payload, &channel) ||
      channel.anomaly != LM_ANOMALY_TURN_LENGTH || channel.padding.len)
    return false;
  size_t missing = channel.len - channel.data.len;
  *inside = (LmTurnPayload){channel.data, channel.number};
  return channel.data.len && missing <= packet->missing_bytes &&
         packet->missing_bytes - missing <= 3;
}

/* Whether TURN carries something in @packet, which then is its payload. */
static __attribute__((noinline)) bool
unwrap(LmPacket *packet, LmReading *reading)
{
  LmTurnPayload inside;
  bool found = reading->kind == LM_DEMUX_UNKNOWN ? unwrap_cut(packet, &inside)
                                                 : lm_turn_unwrap(packet->payload, &inside);
  if (!found)
    return false;
  if (!reading->turn)
    packet->wrapper = packet->payload;
  packet->payload = inside.data;
  reading->turn = true;
  return true;
}

static inline bool
may_be_wrapped(const LmReading *reading)
{
  return reading->kind == LM_DEMUX_STUN || reading->kind == LM_DEMUX_TURN_CHANNEL ||
         reading->kind == LM_DEMUX_UNKNOWN;
}

static void
read_datagram(LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading)
{
  read_flow(packet, reading);
  if (begins_as_sip(packet->payload) && read_sip(packet, 0, arena, scratch, reading))
    return;
  int unwrapped = 0;
  do
    reading->kind = (uint8_t)lm_demux(packet->payload, &reading->rtp);
  while (may_be_wrapped(reading) && unwrapped++ < MAX_WRAPPERS && unwrap(packet, reading));
  if (reading->kind == LM_DEMUX_RTP) {
    reading->payload = packet->payload.data;
    reading->payload_bytes = (uint32_t)packet->payload.len;
    reading->cut = packet->missing_bytes > 0;
    reading->apart = lm_packet_is_apart(packet);
  } else if (reading->kind == LM_DEMUX_SIP) {
    reading->sip = NULL;
    read_sip(packet, lm_sip_leading_crlf(packet->payload), arena, scratch, reading);
  }
}

void
lm_reading_make(LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading)
{
  /* All of it is written and nothing read: another processor had the line last. */
  *reading = (LmReading){.time_ns = packet->frame->time_ns,
                         .packet_kind = (uint8_t)packet->kind,
                         .kind = LM_DEMUX_UNKNOWN};
  if (packet->kind == LM_PACKET_UDP)
    read_datagram(packet, arena, scratch, reading);
}
