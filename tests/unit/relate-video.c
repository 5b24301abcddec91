/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Video that nobody announced: what it is taken for, and what is not taken for video. What pictures
 * are in streams that somebody announced is in the golden cases over video.pcapng. */
#include "relate/video.h"
#include "sip-packets.h"

#include <string.h>

static void
send_packet(double ms, uint8_t type, uint16_t sequence, uint32_t timestamp, const uint8_t *payload,
            size_t len)
{
  uint8_t packet[200] = {0x80, type, (uint8_t)(sequence >> 8), (uint8_t)sequence};
  for (unsigned i = 0; i < 4; i++)
    packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  packet[11] = 9;
  memcpy(packet + 12, payload, len);
  test_udp(ms, ALICE_MEDIA, BOB_MEDIA, packet, 12 + len);
}

/* @n pictures of VP8 in three packets each (RFC 7741, 4.2 and 4.3), of 640 by 480, every tenth a
 * key frame. */
static void
send_vp8(unsigned n)
{
  static const uint8_t key[] = {0x10, 0x50, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01},
                       next[] = {0x10, 0x31, 0x02, 0x00, 7, 7, 7},
                       more[] = {0x00, 0x33, 0x44, 0x55};
  uint16_t sequence = 1;
  for (unsigned i = 0; i < n; i++) {
    bool is_key = i % 10 == 0;
    send_packet(40 * i, 100, sequence++, 3600 * i, is_key ? key : next,
                is_key ? sizeof key : sizeof next);
    for (unsigned j = 1; j < 3; j++)
      send_packet(40 * i + j, (uint8_t)(100 | (j == 2 ? 0x80 : 0)), sequence++, 3600 * i, more,
                  sizeof more);
  }
  test_net_finish();
}

static void
test_guessed(void)
{
  LmVideo video;
  send_vp8(30);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_true(lm_video_read(net->trace, 0, NULL, &video));
  g_assert_true(video.guessed);
  g_assert_true(lm_slice_equal(video.encoding, LM_SLICE_LITERAL("VP8")));
  g_assert_cmpint(video.state, ==, LM_VIDEO_PLAIN);
  g_assert_cmpuint(video.n_frames, ==, 30);
  g_assert_cmpuint(video.n_keys, ==, 3);
  g_assert_cmpuint(video.n_incomplete, ==, 0);
  g_assert_cmpuint(video.sizes.len, ==, 1);
  g_assert_cmpuint(((LmVideoSize *)lm_vec_at(&video.sizes, 0))->width, ==, 640);
  g_assert_cmpfloat_with_epsilon(video.frames_per_s, 25, 0.01);
  lm_video_clear(&video);
}

/* Speech at 48 kHz, and 90 kHz without anything in it that a codec knows. */
static void
test_not_guessed(void)
{
  static const uint32_t steps[] = {960, 1800};
  g_autoptr(GRand) rand = g_rand_new_with_seed(3);
  for (unsigned s = 0; s < G_N_ELEMENTS(steps); s++) {
    test_net_reset();
    for (unsigned i = 0; i < 300; i++) {
      uint8_t payload[60];
      for (unsigned j = 0; j < sizeof payload; j++)
        payload[j] = (uint8_t)g_rand_int(rand);
      send_packet(20 * i, 111, (uint16_t)i, steps[s] * i, payload, sizeof payload);
    }
    test_net_finish();
    LmVideo video;
    g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
    g_assert_false(lm_video_read(net->trace, 0, NULL, &video));
  }
}

/* Too few pictures to say anything. */
static void
test_too_few(void)
{
  LmVideo video;
  send_vp8(4);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 1);
  g_assert_false(lm_video_read(net->trace, 0, NULL, &video));
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/video/guessed", test_guessed},
      {"/video/not-guessed", test_not_guessed},
      {"/video/too-few", test_too_few},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
