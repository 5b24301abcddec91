/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/turn.h"

#include "proto/stun.h"

#define SEND_INDICATION 0x0016
#define DATA_INDICATION 0x0017
#define TYPE_DATA 0x0013

bool
lm_turn_channel_parse(LmSlice bytes, LmTurnChannel *channel)
{
  if (bytes.len < LM_TURN_CHANNEL_HEADER_BYTES || bytes.data[0] >> 6 != 1)
    return false;
  *channel = (LmTurnChannel){.number = lm_slice_be16(bytes, 0), .len = lm_slice_be16(bytes, 2)};
  channel->data = lm_slice_sub(bytes, LM_TURN_CHANNEL_HEADER_BYTES, channel->len);
  channel->padding = lm_slice_from(bytes, LM_TURN_CHANNEL_HEADER_BYTES + (size_t)channel->data.len);
  if (channel->data.len < channel->len || channel->padding.len > 3)
    channel->anomaly = LM_ANOMALY_TURN_LENGTH;
  else if (channel->number > 0x4fff)
    channel->anomaly = LM_ANOMALY_TURN_CHANNEL;
  return true;
}

static bool
unwrap_indication(LmSlice datagram, LmTurnPayload *payload)
{
  LmStunAttribute attribute;
  LmSlice rest = lm_slice_sub(datagram, LM_STUN_HEADER_BYTES, lm_slice_be16(datagram, 2));
  while (lm_stun_next(&rest, &attribute)) {
    if (attribute.type != TYPE_DATA)
      continue;
    *payload = (LmTurnPayload){.data = attribute.value};
    return attribute.value.len > 0;
  }
  return false;
}

bool
lm_turn_unwrap(LmSlice datagram, LmTurnPayload *payload)
{
  uint16_t type = lm_slice_be16(datagram, 0);
  if (type == SEND_INDICATION || type == DATA_INDICATION)
    return unwrap_indication(datagram, payload);
  LmTurnChannel channel;
  if (!lm_turn_channel_parse(datagram, &channel) || channel.anomaly == LM_ANOMALY_TURN_LENGTH ||
      channel.data.len == 0)
    return false;
  *payload = (LmTurnPayload){channel.data, channel.number};
  return true;
}
