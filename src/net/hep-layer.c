/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep.h"
#include "net/layer.h"

/* A recorder's message in a datagram. The packet that becomes of it is between those whom the
 * recorder names. Its time stays that of the frame, so that the capture has one clock and order. */

static bool
claims(const LmDecoder *decoder)
{
  LmHep hep;
  return decoder->missing == 0 && lm_hep_parse(decoder->rest, &hep);
}

/* What is no packet goes on as a whole: who sent it, and what call it belongs to, stands around it.
 */
static const LmLayer *
leave_report(LmDecoder *decoder, const LmHep *hep)
{
  if (hep->type == 0)
    return NULL;
  LmPacket *packet = decoder->packet;
  packet->src = hep->src;
  packet->dst = hep->dst;
  packet->kind = LM_PACKET_REPORT;
  decoder->rest = lm_slice_sub(decoder->rest, 0, hep->bytes);
  decoder->missing = decoder->sliced = 0;
  return NULL;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  LmHep hep;
  if (!lm_hep_parse(decoder->rest, &hep))
    return lm_layer_truncated(decoder);
  if (hep.agent)
    lm_layer_value(decoder, hep.agent);
  if (!lm_hep_is_packet(&hep))
    return leave_report(decoder, &hep);
  LmArena *arena = lm_layer_arena(decoder);
  if (hep.compressed && !arena)
    return NULL;
  if (!lm_hep_inflate(&hep, arena))
    return lm_layer_truncated(decoder);
  if (!lm_hep_is_packet(&hep))
    return leave_report(decoder, &hep);
  LmPacket *packet = decoder->packet;
  packet->src = hep.src;
  packet->dst = hep.dst;
  packet->carrier = hep.ip_protocol;
  /* Those of the recorder's datagram are not the message's. */
  packet->ip_id = 0;
  packet->dscp = packet->ttl = 0;
  packet->kind = LM_PACKET_UDP;
  decoder->rest = hep.payload;
  decoder->missing = decoder->sliced = 0;
  return NULL;
}

/* Version 3 is known by how it begins, and found on any port (lm_layer_by_udp()). */
const LmLayer lm_layer_hep = {
    decode, LM_LAYER_UDP_PORTS(9060, 9061), .claims = claims, .name = "hep", .value_name = "agent",
};
