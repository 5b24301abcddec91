/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/packet_text.h"

#include "base/i18n.h"
#include "base/text.h"

static void
add_fact(LmWorkingText *text, const char *label, LmText *value)
{
  if (text->n == LM_WORKING_MAX_LINES)
    return;
  text->lines[text->n++] = (LmWorkingLine){
      .kind = LM_WORKING_FACT,
      .label = label,
      .value = lm_arena_string(&text->arena, lm_slice(value->str, value->len)),
  };
  lm_text_reset(value);
}

static void
add_clock(LmWorkingText *text, const LmRtpFigures *figures, LmText *value)
{
  if (!figures->has_drift)
    return;
  lm_text_printf(value, _("%+.2f ppm against the capture’s (%+.2f to %+.2f)"), figures->drift.ppm,
                 figures->drift.low_ppm, figures->drift.high_ppm);
  add_fact(text, _("Clock"), value);
}

static void
add_lengths(LmWorkingText *text, const LmRtpFigures *figures, uint32_t announced_ms, LmText *value)
{
  if (figures->packet_ms <= 0)
    return;
  lm_text_printf(value, _("%.1f %% of %g ms"), figures->packet_ms_usual_percent,
                 figures->packet_ms);
  if (announced_ms)
    lm_text_printf(value,
                   figures->packet_ms == announced_ms ? _(", as the SDP asks for")
                                                      : _("; the SDP asks for %u ms"),
                   announced_ms);
  add_fact(text, _("Length"), value);
}

static void
add_delay(LmWorkingText *text, const LmRtpFigures *figures, LmText *value)
{
  if (figures->delay.n == 0)
    return;
  lm_text_printf(value, _("%.1f ms for half, %.1f for 95 %%, %.1f for 99 %%, at most %.1f"),
                 figures->delay.median, figures->delay.p95, figures->delay.p99,
                 figures->delay.most);
  add_fact(text, _("Delay variation"), value);
}

static void
add_gaps(LmWorkingText *text, const LmRtpFigures *figures, LmText *value)
{
  char span[LM_TIME_TEXT_SIZE];
  if (figures->talkspurts) {
    lm_text_printf(value, _("%llu talkspurts, %s of silence not sent"),
                   (unsigned long long)figures->talkspurts,
                   lm_time_format_duration(figures->silence_ns, span));
    add_fact(text, _("Talk"), value);
  }
  if (figures->pauses) {
    lm_text_printf(value, _("%llu without a cause, the longest %.1f s"),
                   (unsigned long long)figures->pauses, (double)figures->pause_longest_ns / 1e9);
    add_fact(text, _("Pauses"), value);
  }
  if (figures->outages) {
    lm_text_printf(value, _("%llu, the longest %.1f s"), (unsigned long long)figures->outages,
                   (double)figures->outage_longest_ns / 1e9);
    add_fact(text, _("Outages"), value);
  }
}

static void
add_header(LmWorkingText *text, const LmRtpFigures *figures, LmText *value)
{
  if (figures->dscp == LM_RTP_NO_DSCP)
    return;
  if (figures->dscp_changes || figures->ttl_changes)
    lm_text_printf(value, _("DSCP %u, changed %llu times; TTL %u, changed %llu times"),
                   figures->dscp, (unsigned long long)figures->dscp_changes, figures->ttl,
                   (unsigned long long)figures->ttl_changes);
  else
    lm_text_printf(value, _("DSCP %u and TTL %u throughout"), figures->dscp, figures->ttl);
  add_fact(text, _("IP header"), value);
}

void
lm_rtp_figures_text(const LmRtpFigures *figures, uint32_t announced_ms, LmWorkingText *text)
{
  LmText value = LM_TEXT_INIT;
  *text = (LmWorkingText){0};
  add_lengths(text, figures, announced_ms, &value);
  add_clock(text, figures, &value);
  add_delay(text, figures, &value);
  add_gaps(text, figures, &value);
  add_header(text, figures, &value);
  lm_text_clear(&value);
}
