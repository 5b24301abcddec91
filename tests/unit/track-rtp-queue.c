/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets that wait to be counted: whether they are counted one by one or together makes no
 * difference to what is known of a stream. */

#include "relate/packets.h"
#include "sip-packets.h"
#include "track/rtp_queue.h"

#include <inttypes.h>

#define SENDERS 600 /* more than two queues of streams */
#define ROUNDS 12

static void
media(unsigned sender, char *src, size_t size)
{
  g_snprintf(src, size, "198.51.%u.%u:7000", sender / 200, sender % 200 + 1);
}

/* What packet @round of a sender has: a few senders lose one, or send it late or twice, or change
 * the payload type for a while, or pause. */
static void
send_round(unsigned sender, unsigned round, double at_ms)
{
  char src[32];
  media(sender, src, sizeof src);
  uint16_t sequence = (uint16_t)(65530 + round);
  uint8_t type = 0;
  switch (sender % 7) {
  case 1:
    sequence += round > 4;
    break;
  case 2:
    sequence = round == 5 ? (uint16_t)(sequence - 2) : sequence;
    break;
  case 3:
    type = round >= 3 && round < 9 ? 96 : 0;
    break;
  case 4:
    at_ms += round > 6 ? 150 : 0;
    break;
  case 5:
    at_ms += round % 3;
    break;
  }
  test_rtp(at_ms, src, BOB_MEDIA, 0xa0 + sender % 2 * (round % 2), sequence, type);
}

/* The receiver is announced when half of the packets are in, so that early ones are adopted. */
static void
announce(double at_ms)
{
  g_autofree char *sdp = test_sdp(BOB_MEDIA, "0 96", "a=rtpmap:96 opus/48000\r\n");
  SIP(at_ms, ALICE, BOB, "INVITE");
  SIP(at_ms + 1, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = sdp);
}

static void
feed(bool unsettled)
{
  net->unsettled = unsettled;
  for (unsigned round = 0; round < ROUNDS; round++) {
    if (round == ROUNDS / 2)
      announce(round * 20 - 2);
    for (unsigned sender = 0; sender < SENDERS; sender++)
      send_round(sender, round, round * 20);
  }
}

static void
print_stream(GString *out, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(net->trace, row);
  LmRtpPackets *packets = lm_rtp_packets_new(net->trace, stream);
  g_string_append_printf(out,
                         "%u: %u packets %" PRIu64 " expected %u again %.6f %.6f %.*s call %u\n",
                         row, stream->stats.packets, lm_rtp_stats_expected(&stream->stats),
                         stream->stats.duplicates, stream->stats.jitter, stream->stats.jitter_max,
                         (int)stream->codec.len, (const char *)stream->codec.data, stream->call);
  for (uint32_t i = 0; i < packets->n; i++)
    g_string_append_printf(out, " %u@%" PRId64, packets->rows[i].number, packets->rows[i].time_ns);
  g_string_append_c(out, '\n');
  lm_rtp_packets_free(packets);
}

static char *
figures(void)
{
  GString *out = g_string_new(NULL);
  net->trace = lm_tracker_trace(net->tracker);
  for (uint32_t row = 0; row < lm_trace_n_streams(net->trace); row++)
    print_stream(out, row);
  return g_string_free(out, FALSE);
}

static void
test_same_figures(void)
{
  feed(false);
  g_autofree char *one_by_one = figures();
  uint32_t n_streams = lm_trace_n_streams(net->trace);
  g_assert_cmpuint(n_streams, >=, SENDERS);
  test_net_reset();
  feed(true);
  g_autofree char *together = figures();
  g_assert_cmpstr(together, ==, one_by_one);
}

/* Rows that changed are named with their figures complete. */
static void
test_changed_rows(void)
{
  uint32_t row;
  net->unsettled = true;
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, 20);
  g_assert_cmpuint(lm_tracker_take_changed_streams(net->tracker, &row, 1), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, row)->stats.packets, ==, 20);
  test_rtp_run(400, ALICE_MEDIA, BOB_MEDIA, 0xa, 21, 0, 3);
  g_assert_cmpuint(lm_tracker_take_changed_streams(net->tracker, &row, 1), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, row)->stats.packets, ==, 23);
}

/* A queue that is full is counted without anybody asking. */
static void
test_full_queue(void)
{
  net->unsettled = true;
  unsigned n = LM_RTP_QUEUE_PACKETS + 10;
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 0, n);
  uint32_t counted = lm_trace_stream(net->trace, 0)->stats.packets;
  g_assert_cmpuint(counted, >=, LM_RTP_QUEUE_PACKETS);
  g_assert_cmpuint(counted, <, n);
  test_net_finish();
  g_assert_cmpuint(lm_trace_stream(net->trace, 0)->stats.packets, ==, n);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/rtp-queue/same-figures", test_same_figures},
      {"/track/rtp-queue/changed-rows", test_changed_rows},
      {"/track/rtp-queue/full", test_full_queue},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
