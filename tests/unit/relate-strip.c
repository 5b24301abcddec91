/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream in cells of its time, from streams that are made here and so are known. */
#include "relate/strip.h"

#include "rtp-sender.h"

#include <glib.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtpSender, rtp_sender_free)

static void
test_loss(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  LmStreamStrip strip;
  uint32_t packets = 0, lost = 0;
  /* Over the wrap of sequence numbers; of the second half every fourth is missing. */
  for (unsigned i = 0; i < 800; i++)
    if (i < 400 || i % 4 != 2)
      rtp_sender_take(sender, 0, (uint16_t)(65300 + i), 160 * i, 160, 20.0 * i);
  lm_stream_strip_fill(rtp_sender_stream(sender), &strip);
  g_assert_cmpuint(strip.n_cells, ==, LM_STRIP_CELLS);
  for (unsigned i = 0; i < LM_STRIP_CELLS; i++) {
    packets += strip.cells[i].packets;
    lost += strip.cells[i].lost;
    if (i < 19) {
      g_assert_cmpuint(strip.cells[i].lost, ==, 0);
      g_assert_cmpint(strip.cells[i].quality, ==, LM_QUALITY_GOOD);
    } else if (i > 20) {
      g_assert_cmpuint(strip.cells[i].lost, ==, 5);
      g_assert_cmpint(strip.cells[i].quality, ==, LM_QUALITY_POOR);
      g_assert_cmpfloat(strip.cells[i].mos, <, 3);
    }
  }
  g_assert_cmpuint(packets, ==, 700);
  g_assert_cmpuint(lost, ==, 100);
}

/* Late packets are not lost, another start is no loss, and few packets make few cells. */
static void
test_odd(void)
{
  g_autoptr(RtpSender) sender = rtp_sender_new("PCMU", 8000, 0);
  static const unsigned sent[] = {0, 1, 3, 2, 4, 4, 5, 40000, 40001, 40002, 40003};
  LmStreamStrip strip;
  uint32_t packets = 0, lost = 0;
  for (unsigned i = 0; i < G_N_ELEMENTS(sent); i++)
    rtp_sender_send(sender, (uint16_t)sent[i], 160 * sent[i], 160, 0);
  lm_stream_strip_fill(rtp_sender_stream(sender), &strip);
  g_assert_cmpuint(strip.n_cells, ==, 2);
  for (unsigned i = 0; i < strip.n_cells; i++) {
    packets += strip.cells[i].packets;
    lost += strip.cells[i].lost;
  }
  g_assert_cmpuint(packets, ==, 11);
  g_assert_cmpuint(lost, ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/relate/strip/loss", test_loss);
  g_test_add_func("/relate/strip/odd", test_odd);
  return g_test_run();
}
