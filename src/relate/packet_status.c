/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/packet_status.h"

#include "base/i18n.h"

static const struct {
  uint32_t flag;
  const char *name, *text;
} statuses[] = {
    {LM_RTP_LOSS, "missing", N_("%u missing before it")},
    {LM_RTP_DUPLICATE, "duplicate", N_("there already")},
    {LM_RTP_REORDERED, "reordered", N_("out of order")},
    {LM_RTP_RESTART, "restart", N_("sequence numbers begin anew")},
    {LM_RTP_STRAY, "stray", N_("far from the others")},
    {LM_RTP_TYPE_CHANGE, "type_change", N_("another payload type")},
    {LM_RTP_COMFORT_NOISE, "comfort_noise", N_("comfort noise")},
    {LM_RTP_EVENT, "event", N_("telephone event")},
    {LM_RTP_SILENCE, "silence", N_("behind silence")},
    {LM_RTP_TALKSPURT, "talkspurt", N_("talk begins")},
    {LM_RTP_PAUSE, "pause", N_("nothing came before it")},
    {LM_RTP_OUTAGE, "outage", N_("nothing got through before it")},
    {LM_RTP_TIMESTAMP_JUMP, "timestamp_jump", N_("timestamp jumps")},
    {LM_RTP_TIMESTAMP_BACK, "timestamp_back", N_("timestamp goes back")},
    {LM_RTP_BAD_PADDING, "bad_padding", N_("more padding than packet")},
    {LM_RTP_DSCP_CHANGE, "dscp_change", N_("another DSCP")},
    {LM_RTP_TTL_CHANGE, "ttl_change", N_("another TTL")},
};

#define N_STATUSES (sizeof statuses / sizeof *statuses)

void
lm_rtp_status_json(const LmRtpPacket *row, LmText *out)
{
  const char *before = "";
  lm_text_add_char(out, '[');
  for (size_t i = 0; i < N_STATUSES; i++)
    if (row->flags & statuses[i].flag) {
      lm_text_printf(out, "%s\"%s\"", before, statuses[i].name);
      before = ",";
    }
  for (unsigned b = 0; b < LM_N_JITTER_BUFFERS; b++)
    if (row->flags & LM_RTP_LATE(b)) {
      lm_text_printf(out, "%s\"late_%s\"", before, lm_jitter_buffers[b].name);
      before = ",";
    }
  lm_text_add_char(out, ']');
}

/* It is too late for every smaller one too, so the largest says it. */
static void
add_late(const LmRtpPacket *row, const char *before, LmText *out)
{
  const LmJitterBuffer *largest = NULL;
  for (unsigned b = 0; b < LM_N_JITTER_BUFFERS; b++)
    if (row->flags & LM_RTP_LATE(b) && !lm_jitter_buffers[b].adaptive &&
        (!largest || lm_jitter_buffers[b].start_ms > largest->start_ms))
      largest = &lm_jitter_buffers[b];
  if (largest) {
    lm_text_add_str(out, before);
    lm_text_printf(out, _("too late for %g ms"), largest->start_ms);
    before = ", ";
  }
  if (row->flags & LM_RTP_LATE(LM_N_JITTER_BUFFERS - 1)) {
    lm_text_add_str(out, before);
    lm_text_add_str(out, _("too late for an adaptive buffer"));
  }
}

void
lm_rtp_status_text(const LmRtpPacket *row, LmText *out)
{
  const char *before = "";
  for (size_t i = 0; i < N_STATUSES; i++) {
    if (!(row->flags & statuses[i].flag))
      continue;
    lm_text_add_str(out, before);
    if (statuses[i].flag == LM_RTP_LOSS)
      lm_text_printf(out, _("%u missing before it"), row->lost_before);
    else
      lm_text_add_str(out, _(statuses[i].text));
    before = ", ";
  }
  add_late(row, before, out);
}
