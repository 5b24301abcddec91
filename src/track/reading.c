/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/reading.h"

#include "track/flow.h"

bool
lm_reading_make(const LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading)
{
  reading->kind = LM_DEMUX_UNKNOWN;
  reading->flow_hash = 0;
  if (packet->kind != LM_PACKET_UDP)
    return false;
  reading->flow_hash = lm_flow_hash(packet);
  reading->kind = (uint8_t)lm_demux(packet->payload, &reading->rtp);
  if (reading->kind != LM_DEMUX_SIP)
    return false;
  reading->sip = NULL;
  size_t crlf = lm_sip_leading_crlf(packet->payload);
  if (!lm_sip_message_parse(lm_slice_from(packet->payload, crlf), false, arena, scratch))
    return false;
  LmSipReading *sip = lm_arena_alloc(arena, sizeof *sip);
  lm_sip_reading_make(scratch, packet->missing_bytes > 0, arena, sip);
  reading->sip = sip;
  return false;
}
