/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp-sender.h"

#include "base/time.h"

#include <glib.h>
#include <string.h>

RtpSender *
rtp_sender_new(const char *encoding, uint32_t clock_hz, uint8_t payload_type)
{
  RtpSender *sender = g_new0(RtpSender, 1);
  rtp_sender_add_type(sender, encoding, clock_hz, payload_type);
  return sender;
}

void
rtp_sender_free(RtpSender *sender)
{
  lm_arena_clear(&sender->arena);
  g_free(sender);
}

void
rtp_sender_add_type(RtpSender *sender, const char *encoding, uint32_t clock_hz, uint8_t type)
{
  bool is_new;
  LmRtpTypeUse *use = lm_rtp_stats_type(&sender->stream.stats, type, &is_new);
  lm_rtp_type_use_set(use, lm_slice_str(encoding), clock_hz);
}

void
rtp_sender_take(RtpSender *sender, uint8_t type, uint16_t sequence, uint32_t timestamp,
                size_t payload_bytes, double arrival_ms)
{
  size_t len = LM_RTP_HEADER_BYTES + payload_bytes;
  uint8_t *bytes = lm_arena_alloc(&sender->arena, len);
  LmRtpStats *stats = &sender->stream.stats;
  int64_t time_ns = (int64_t)(arrival_ms * LM_NS_PER_MS);
  LmRtpHeader header;
  bool is_new;
  bytes[0] = 0x80;
  bytes[1] = type;
  bytes[2] = (uint8_t)(sequence >> 8);
  bytes[3] = (uint8_t)sequence;
  for (int i = 0; i < 4; i++)
    bytes[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  LmSlice payload = lm_slice_sub(sender->payload, 0, payload_bytes);
  if (payload.len)
    memcpy(bytes + LM_RTP_HEADER_BYTES, payload.data, payload.len);
  g_assert_true(lm_rtp_parse(lm_slice(bytes, len), &header));
  lm_packet_log_add(&sender->stream.log, &sender->arena, time_ns, lm_slice(bytes, len));
  lm_rtp_stats_add(stats, &header, time_ns, (uint32_t)len,
                   lm_rtp_stats_type(stats, header.payload_type, &is_new), NULL);
}

void
rtp_sender_send(RtpSender *sender, uint16_t sequence, uint32_t timestamp, size_t payload_bytes,
                double late_ms)
{
  rtp_sender_take(sender, sender->stream.stats.types[0].payload_type, sequence, timestamp,
                  payload_bytes, sender->now_ms + late_ms);
  sender->now_ms += 20;
}

const LmStream *
rtp_sender_stream(RtpSender *sender)
{
  if (sender->stream.stats.packets)
    lm_stream_set_main_type(&sender->stream);
  return &sender->stream;
}
