/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/reading.h"

bool
lm_reading_make(const LmPacket *packet, LmArena *arena, LmSipMessage *message, LmReading *reading)
{
  *reading = (LmReading){.kind = LM_DEMUX_UNKNOWN};
  if (packet->kind != LM_PACKET_UDP)
    return false;
  reading->kind = (uint8_t)lm_demux(packet->payload);
  if (reading->kind != LM_DEMUX_SIP)
    return false;
  size_t crlf = lm_sip_leading_crlf(packet->payload);
  if (!lm_sip_message_parse(lm_slice_from(packet->payload, crlf), false, arena, message))
    return false;
  reading->message = message;
  return true;
}
