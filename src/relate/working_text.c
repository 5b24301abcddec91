/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/working_text.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>

const char *
lm_working_view_title(const LmWorkingView *view)
{
  if (!view->buffer)
    return _("as captured");
  return view->buffer->adaptive         ? _("adaptive")
         : view->buffer->start_ms > 100 ? _("200 ms")
                                        : _("50 ms");
}

/* A line of the table: a figure of each view. */
typedef struct {
  const char *label; /* N_() */
  int decimals;
  bool scored;   /* only where there is a score */
  bool buffered; /* only where there is a buffer */
  bool result;   /* see LmWorkingLine */
  double (*of)(const LmWorkingView *view);
} Figure;

#define FIGURE(name, expression)                         \
  static double figure_##name(const LmWorkingView *view) \
  {                                                      \
    return expression;                                   \
  }

FIGURE(late, (double)view->result.late)
FIGURE(lost, (double)view->result.pattern.lost)
FIGURE(loss, view->loss_percent)
FIGURE(burst, view->burst_ratio)
FIGURE(wait, view->result.wait_mean_ms)
FIGURE(delay, view->inputs.ta_ms)
FIGURE(ro, view->cq.ro)
FIGURE(is, view->cq.is)
FIGURE(echo, view->cq.idte + view->cq.idle)
FIGURE(idd, view->cq.idd)
FIGURE(ie_eff, view->cq.ie_eff)
FIGURE(a, view->cq.a)
FIGURE(r_lq, view->lq.r)
FIGURE(r_cq, view->cq.r)
FIGURE(mos_lq, view->lq.mos)
FIGURE(mos_cq, view->cq.mos)
FIGURE(good, lm_working_good_percent(view))
FIGURE(poor, lm_working_poor_percent(view))
FIGURE(network, view->network_mos)
FIGURE(voipmonitor, view->voipmonitor_mos)

static const Figure figures[] = {
    {N_("Late packets"), 0, false, true, false, figure_late},
    {N_("Lost in the end"), 0, false, false, false, figure_lost},
    {N_("Loss, %"), 2, false, false, false, figure_loss},
    {N_("Burst ratio"), 2, false, false, false, figure_burst},
    {N_("Wait, ms"), 1, false, true, false, figure_wait},
    {N_("Delay Ta, ms"), 1, true, false, false, figure_delay},
    {"Ro", 2, true, false, false, figure_ro},
    {"− Is", 2, true, false, false, figure_is},
    {"− Idte − Idle", 2, true, false, false, figure_echo},
    {"− Ie,eff", 2, true, false, false, figure_ie_eff},
    {"+ A", 2, true, false, false, figure_a},
    {N_("= R, listening"), 2, true, false, true, figure_r_lq},
    {"− Idd", 2, true, false, false, figure_idd},
    {N_("= R, conversation"), 2, true, false, true, figure_r_cq},
    {"MOS-LQ", 2, true, false, true, figure_mos_lq},
    {"MOS-CQ", 2, true, false, true, figure_mos_cq},
    {N_("Good or better, %"), 1, true, false, false, figure_good},
    {N_("Poor or worse, %"), 1, true, false, false, figure_poor},
    {N_("Network score"), 2, false, false, true, figure_network},
    {"VoIPmonitor", 2, false, false, true, figure_voipmonitor},
};

static LmWorkingLine *
add_line(LmWorkingText *text, LmWorkingLineKind kind, const char *label)
{
  LmWorkingLine *line = &text->lines[text->n];
  text->n += text->n + 1 < LM_WORKING_MAX_LINES;
  *line = (LmWorkingLine){.kind = kind, .label = label};
  return line;
}

static void
add_fact(LmWorkingText *text, const char *label, LmText *value)
{
  LmWorkingLine *line = add_line(text, LM_WORKING_FACT, label);
  line->value = lm_arena_string(&text->arena, lm_slice(value->str, value->len));
  lm_text_reset(value);
}

/* A figure of the stream as captured alone. */
static void
add_single(LmWorkingText *text, const char *label, double figure)
{
  LmWorkingLine *line = add_line(text, LM_WORKING_FIGURES, label);
  line->cells[0] = lm_arena_printf(&text->arena, "%.2f", figure);
  line->n_cells = 1;
  line->result = true;
}

static bool
has_figure(const Figure *figure, const LmWorkingView *view)
{
  return (!figure->scored || view->has_score) && (!figure->buffered || view->buffer) &&
         !isnan(figure->of(view));
}

static void
add_figures(LmWorkingText *text, const LmWorking *working)
{
  LmWorkingLine *line = add_line(text, LM_WORKING_HEAD, _("Jitter buffer"));
  line->n_cells = working->n_views;
  for (uint32_t i = 0; i < working->n_views; i++)
    line->cells[i] = lm_working_view_title(&working->views[i]);
  for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
    const Figure *figure = &figures[i];
    bool any = false;
    for (uint32_t j = 0; j < working->n_views; j++)
      any |= has_figure(figure, &working->views[j]);
    if (!any)
      continue;
    line = add_line(text, LM_WORKING_FIGURES, _(figure->label));
    line->n_cells = working->n_views;
    line->result = figure->result;
    for (uint32_t j = 0; j < working->n_views; j++) {
      const LmWorkingView *view = &working->views[j];
      line->cells[j] =
          has_figure(figure, view)
              ? lm_arena_printf(&text->arena, "%.*f", figure->decimals, figure->of(view))
              : "–";
    }
  }
}

static void
add_factor(LmText *text, const char *name, double value, bool known, const char *source)
{
  if (known)
    lm_text_printf(text, "%s %g (%s)", name, value, source);
  else
    lm_text_printf(text, _("%s not published (%s)"), name, source);
}

static void
add_codec(LmWorkingText *text, const LmWorking *working, LmText *value)
{
  const LmEmodelCodec *codec = working->views[0].codec;
  if (working->guessed) {
    lm_text_printf(value, _("%.*s, by the rate and the sizes of its packets: nothing names it"),
                   (int)working->encoding.len, (const char *)working->encoding.data);
    add_fact(text, _("Guessed"), value);
  }
  if (!codec) {
    lm_text_add_str(value, _("no table has values for it: no score"));
    add_fact(text, _("Codec"), value);
    return;
  }
  lm_text_printf(value, "%s, ", lm_band_model(codec->band));
  add_factor(value, "Ie", codec->ie, true, codec->ie_source);
  lm_text_add_str(value, ", ");
  add_factor(value, "Bpl", codec->bpl, codec->bpl > 0, codec->bpl_source);
  add_fact(text, _("Codec"), value);
  if (*codec->condition || !codec->compared) {
    lm_text_add_str(value, codec->condition);
    lm_text_add_str(value, *codec->condition && !codec->compared ? "; " : "");
    lm_text_add_str(value, codec->compared ? "" : _("values from one transcription alone"));
    add_fact(text, _("Holds"), value);
  }
}

static void
add_measured(LmWorkingText *text, const LmWorking *working, LmText *value)
{
  const LmLossPattern *pattern = &working->views[0].result.pattern;
  lm_text_printf(value, _("%llu received, %llu of %llu lost, %llu twice"),
                 (unsigned long long)working->packets, (unsigned long long)pattern->lost,
                 (unsigned long long)pattern->packets, (unsigned long long)working->duplicates);
  if (working->cut)
    lm_text_add_str(value, _("; more are not looked at"));
  add_fact(text, _("Packets"), value);
  if (working->packet_ms > 0)
    lm_text_printf(value, _("mostly %u bytes each %g ms; jitter %.2f ms"), working->payload_bytes,
                   working->packet_ms, working->jitter_ms);
  else if (working->payload_bytes)
    lm_text_printf(value, _("mostly %u bytes"), working->payload_bytes);
  if (value->len)
    add_fact(text, _("Payload"), value);
  if (pattern->lost == 0)
    return;
  lm_text_printf(value, _("%llu of %.1f packets, %.1f %% of them lost; %llu gaps of %.1f, %.2f %%"),
                 (unsigned long long)pattern->bursts, lm_loss_pattern_burst_length(pattern),
                 100 * lm_loss_pattern_burst_density(pattern), (unsigned long long)pattern->gaps,
                 lm_loss_pattern_gap_length(pattern), 100 * lm_loss_pattern_gap_density(pattern));
  add_fact(text, _("Bursts (RFC 3611)"), value);
}

/* Streams are named by the numbers that the lists give them. */
static void
add_ssrc(LmWorkingText *text, const LmSsrcLink *link, LmText *value)
{
  if (link->replaces != LM_NONE) {
    lm_text_printf(value, _("takes the place of stream %u, %.0f ms behind its last packet"),
                   link->replaces + 1, (double)link->gap_ns / 1e6);
    add_fact(text, "SSRC", value);
  }
  if (link->replaced_by != LM_NONE) {
    lm_text_printf(value, _("changed: the source goes on as stream %u"), link->replaced_by + 1);
    add_fact(text, "SSRC", value);
  }
  if (link->collides != LM_NONE) {
    lm_text_printf(value, _("stream %u has the same one at the same time: a collision, or an echo"),
                   link->collides + 1);
    add_fact(text, "SSRC", value);
  }
}

static void
add_sides(LmWorkingText *text, const LmLossSides *sides, LmText *value)
{
  if (!sides->known)
    return;
  lm_text_printf(value,
                 _("%llu before the capture point, %lld behind it, by RTCP over %llu packets"),
                 (unsigned long long)sides->before, (long long)sides->behind,
                 (unsigned long long)sides->packets);
  add_fact(text, _("Lost"), value);
}

static bool
beyond_range(const LmWorking *working)
{
  bool beyond = false;
  for (uint32_t i = 0; i < working->n_views; i++)
    beyond |= working->views[i].has_score && !working->views[i].in_range;
  return beyond;
}

/* The worst of the stretches of 5 s, where they differ. */
static void
add_worst(LmWorkingText *text, const LmWorking *working, LmText *value)
{
  const LmWorkingInterval *worst = NULL, *best = NULL;
  char time[LM_TIME_TEXT_SIZE];
  for (uint32_t i = 0; i < working->n_intervals; i++) {
    const LmWorkingInterval *interval = &working->intervals[i];
    if (interval->has_score && (!worst || interval->mos < worst->mos))
      worst = interval;
    if (interval->has_score && (!best || interval->mos > best->mos))
      best = interval;
  }
  if (!worst || best->mos - worst->mos < 0.01)
    return;
  int64_t since_ns = lm_time_sub(worst->start_ns, working->intervals[0].start_ns);
  lm_text_printf(value, _("MOS-LQ %.2f, %s into the stream"), worst->mos,
                 lm_time_format_duration(since_ns, time));
  add_fact(text, _("Worst 5 s"), value);
}

void
lm_working_text_make(const LmWorking *working, LmWorkingText *text)
{
  LmText value = LM_TEXT_INIT;
  *text = (LmWorkingText){0};
  add_measured(text, working, &value);
  add_sides(text, &working->sides, &value);
  add_ssrc(text, &working->ssrc, &value);
  add_codec(text, working, &value);
  lm_text_printf(&value,
                 working->delay_assumed ? _("%g ms, assumed") : _("%g ms, half the round trip"),
                 working->network_delay_ms);
  add_fact(text, _("Network delay"), &value);
  lm_text_add_str(&value, _("as the recommendation sets them; no echo"));
  add_fact(text, _("All else"), &value);
  if (working->n_views == 1) {
    lm_text_add_str(&value, _("not simulated: the clock rate is not known"));
    add_fact(text, _("Jitter buffers"), &value);
  }
  if (beyond_range(working)) {
    lm_text_add_str(&value, _("delay, loss or bursts beyond what the recommendation covers"));
    add_fact(text, _("Caution"), &value);
  }
  add_figures(text, working);
  add_single(text, "Homer", working->homer_mos);
  add_single(text, "rtpengine", working->rtpengine_mos);
  add_worst(text, working, &value);
  lm_text_clear(&value);
}

void
lm_working_text_clear(LmWorkingText *text)
{
  lm_arena_clear(&text->arena);
  text->n = 0;
}
