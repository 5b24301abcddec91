/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/reading.h"

#include "track/flow.h"

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

void
lm_reading_make(const LmPacket *packet, LmArena *arena, LmSipMessage *scratch, LmReading *reading)
{
  reading->kind = LM_DEMUX_UNKNOWN;
  reading->flow_hash = 0;
  if (packet->kind != LM_PACKET_UDP)
    return;
  reading->flow_hash = lm_flow_hash(packet);
  if (begins_as_sip(packet->payload) && read_sip(packet, 0, arena, scratch, reading))
    return;
  reading->kind = (uint8_t)lm_demux(packet->payload, &reading->rtp);
  if (reading->kind != LM_DEMUX_SIP)
    return;
  reading->sip = NULL;
  read_sip(packet, lm_sip_leading_crlf(packet->payload), arena, scratch, reading);
}
