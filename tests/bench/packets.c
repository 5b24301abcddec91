/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An hour of audio looked at packet by packet, as when somebody opens its stream: prints what that
 * took as one JSON object. Everything is in memory, as a capture that was just read is.
 *
 *   packets     of 20 ms, with jitter, loss and reordering
 *   packets_ms  lm_rtp_packets_new(), the best of several
 *   score_ms    lm_working_of_packets(), the same */

#include "relate/working.h"

#include <stdio.h>
#include <time.h>

#define PACKETS 180000
#define ROUNDS 7
#define PAYLOAD_BYTES 160

static double
now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void
add_packet(LmStream *stream, LmArena *arena, uint32_t index, double arrival_ms)
{
  uint8_t *bytes = lm_arena_alloc(arena, LM_RTP_HEADER_BYTES + PAYLOAD_BYTES);
  LmSlice packet = lm_slice(bytes, LM_RTP_HEADER_BYTES + PAYLOAD_BYTES);
  uint32_t timestamp = index * PAYLOAD_BYTES;
  int64_t time_ns = (int64_t)(arrival_ms * 1e6);
  LmRtpHeader header;
  bool is_new;
  bytes[0] = 0x80;
  bytes[2] = (uint8_t)(index >> 8);
  bytes[3] = (uint8_t)index;
  for (int i = 0; i < 4; i++)
    bytes[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  if (!lm_rtp_parse(packet, &header))
    return;
  lm_packet_log_add(&stream->log, arena, time_ns, packet);
  lm_rtp_stats_add(&stream->stats, &header, time_ns, (uint32_t)packet.len,
                   lm_rtp_stats_type(&stream->stats, header.payload_type, &is_new), NULL);
}

/* One packet in 200 lost, one in 500 behind the next one. */
static void
make_stream(LmStream *stream, LmArena *arena)
{
  uint32_t noise = 1;
  for (uint32_t i = 0; i < PACKETS; i++) {
    noise = noise * 1664525 + 1013904223;
    uint32_t index = i % 500 == 100 ? i + 1 : i % 500 == 101 ? i - 1 : i;
    if (i % 200 != 50)
      add_packet(stream, arena, index, i * 20.0 + (noise >> 24) / 50.0);
  }
  lm_stream_set_main_type(stream);
}

int
main(void)
{
  static LmStream stream;
  LmArena arena = LM_ARENA_INIT;
  double packets_ms = 1e9, score_ms = 1e9;
  uint32_t n = 0;
  make_stream(&stream, &arena);
  for (int i = 0; i < ROUNDS; i++) {
    LmWorking working;
    double begun = now_ms();
    LmRtpPackets *packets = lm_rtp_packets_new(NULL, &stream);
    double read = now_ms();
    lm_working_of_packets(&stream, packets, LM_TIME_NONE, &working);
    double scored = now_ms();
    packets_ms = read - begun < packets_ms ? read - begun : packets_ms;
    score_ms = scored - read < score_ms ? scored - read : score_ms;
    n = packets->n;
    lm_working_clear(&working);
    lm_rtp_packets_free(packets);
  }
  printf("{\"packets\":%u,\"packets_ms\":%.2f,\"score_ms\":%.2f}\n", n, packets_ms, score_ms);
  lm_arena_clear(&arena);
  return 0;
}
