/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/working.h"

#include "base/i18n.h"

#include <stdio.h>

#define LABEL_COLUMNS 24
#define CELL_COLUMNS 11

static void
add_spaces(LmText *text, size_t used, size_t wanted)
{
  for (; used < wanted; used++)
    lm_text_add_char(text, ' ');
}

static void
add_label(LmText *text, const char *label)
{
  lm_text_add_str(text, "  ");
  lm_text_add_str(text, label);
  add_spaces(text, lm_text_width(lm_slice_str(label)), LABEL_COLUMNS);
}

static void
add_cell(LmText *text, const char *cell)
{
  add_spaces(text, lm_text_width(lm_slice_str(cell)), CELL_COLUMNS);
  lm_text_add_str(text, cell);
}

static const char *
view_name(const LmWorkingView *view)
{
  return view->buffer ? view->buffer->name : "none";
}

static const char *
view_title(const LmWorkingView *view)
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
  double (*of)(const LmWorkingView *view);
} Line;

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
FIGURE(network, view->network_mos)
FIGURE(voipmonitor, view->voipmonitor_mos)

static const Line lines[] = {
    {N_("Late packets"), 0, false, true, figure_late},
    {N_("Lost in the end"), 0, false, false, figure_lost},
    {N_("Loss, %"), 2, false, false, figure_loss},
    {N_("Burst ratio"), 2, false, false, figure_burst},
    {N_("Wait, ms"), 1, false, true, figure_wait},
    {N_("Delay Ta, ms"), 1, true, false, figure_delay},
    {"Ro", 2, true, false, figure_ro},
    {"− Is", 2, true, false, figure_is},
    {"− Idte − Idle", 2, true, false, figure_echo},
    {"− Ie,eff", 2, true, false, figure_ie_eff},
    {"+ A", 2, true, false, figure_a},
    {N_("= R, listening"), 2, true, false, figure_r_lq},
    {"− Idd", 2, true, false, figure_idd},
    {N_("= R, conversation"), 2, true, false, figure_r_cq},
    {"MOS-LQ", 2, true, false, figure_mos_lq},
    {"MOS-CQ", 2, true, false, figure_mos_cq},
    {N_("Network score"), 2, false, false, figure_network},
    {"VoIPmonitor", 2, false, false, figure_voipmonitor},
};

static void
add_table(LmText *text, const LmWorking *working)
{
  add_label(text, _("Jitter buffer"));
  for (uint32_t i = 0; i < working->n_views; i++)
    add_cell(text, view_title(&working->views[i]));
  lm_text_add_char(text, '\n');
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    const Line *line = &lines[i];
    bool any = false;
    for (uint32_t j = 0; j < working->n_views; j++)
      any |= (!line->scored || working->views[j].has_score) &&
             (!line->buffered || working->views[j].buffer);
    if (!any)
      continue;
    add_label(text, _(line->label));
    for (uint32_t j = 0; j < working->n_views; j++) {
      const LmWorkingView *view = &working->views[j];
      char cell[32] = "–";
      if ((!line->scored || view->has_score) && (!line->buffered || view->buffer))
        snprintf(cell, sizeof cell, "%.*f", line->decimals, line->of(view));
      add_cell(text, cell);
    }
    lm_text_add_char(text, '\n');
  }
}

/* A figure of the stream as captured alone. */
static void
add_single(LmText *text, const char *label, double figure)
{
  char cell[32];
  add_label(text, label);
  snprintf(cell, sizeof cell, "%.2f", figure);
  add_cell(text, cell);
  lm_text_add_char(text, '\n');
}

static void
add_value(LmText *text, const char *label, LmText *value)
{
  add_label(text, label);
  lm_text_add(text, lm_slice(value->str, value->len));
  lm_text_add_char(text, '\n');
  lm_text_reset(value);
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
add_codec(LmText *text, const LmWorkingView *view, LmText *value)
{
  const LmEmodelCodec *codec = view->codec;
  if (!codec) {
    lm_text_add_str(value, _("no table has values for it: no score"));
    add_value(text, _("Codec"), value);
    return;
  }
  lm_text_printf(value, "%s, ", lm_band_model(codec->band));
  add_factor(value, "Ie", codec->ie, true, codec->ie_source);
  lm_text_add_str(value, ", ");
  add_factor(value, "Bpl", codec->bpl, codec->bpl > 0, codec->bpl_source);
  add_value(text, _("Codec"), value);
  if (*codec->condition || !codec->compared) {
    lm_text_add_str(value, codec->condition);
    lm_text_add_str(value, *codec->condition && !codec->compared ? "; " : "");
    lm_text_add_str(value, codec->compared ? "" : _("values from one transcription alone"));
    add_value(text, _("Holds"), value);
  }
}

static void
add_measured(LmText *text, const LmWorking *working, LmText *value)
{
  const LmLossPattern *pattern = &working->views[0].result.pattern;
  lm_text_printf(value, _("%llu received, %llu of %llu lost, %llu twice"),
                 (unsigned long long)working->packets, (unsigned long long)pattern->lost,
                 (unsigned long long)pattern->packets, (unsigned long long)working->duplicates);
  if (working->cut)
    lm_text_add_str(value, _("; more are not looked at"));
  add_value(text, _("Packets"), value);
  if (working->payload_bytes || working->packet_ms > 0) {
    lm_text_printf(value, _("mostly %u bytes each %g ms; jitter %.2f ms"), working->payload_bytes,
                   working->packet_ms, working->jitter_ms);
    add_value(text, _("Payload"), value);
  }
  if (pattern->lost == 0)
    return;
  lm_text_printf(value, _("%llu of %.1f packets, %.1f %% of them lost; %llu gaps of %.1f, %.2f %%"),
                 (unsigned long long)pattern->bursts, lm_loss_pattern_burst_length(pattern),
                 100 * lm_loss_pattern_burst_density(pattern), (unsigned long long)pattern->gaps,
                 lm_loss_pattern_gap_length(pattern), 100 * lm_loss_pattern_gap_density(pattern));
  add_value(text, _("Bursts (RFC 3611)"), value);
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
add_worst(LmText *text, const LmWorking *working, LmText *value)
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
  add_value(text, _("Worst 5 s"), value);
}

void
lm_working_print(const LmStreamRow *row, const LmWorking *working, bool apart)
{
  char src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE], ssrc[16];
  LmText text = LM_TEXT_INIT, value = LM_TEXT_INIT;
  snprintf(ssrc, sizeof ssrc, "0x%08X", row->ssrc);
  lm_text_add_str(&text, apart ? "\n" : "");
  lm_text_printf(&text, _("Stream %u: "), row->index + 1);
  lm_text_add_safe(&text, row->codec.len ? row->codec : lm_slice_str(_("unknown codec")), false);
  lm_text_printf(&text, _(" from %s to %s, SSRC %s\n"), lm_endpoint_format(&row->src, src),
                 lm_endpoint_format(&row->dst, dst), ssrc);
  add_measured(&text, working, &value);
  add_codec(&text, &working->views[0], &value);
  lm_text_printf(&value,
                 working->delay_assumed ? _("%g ms, assumed") : _("%g ms, half the round trip"),
                 working->network_delay_ms);
  add_value(&text, _("Network delay"), &value);
  lm_text_add_str(&value, _("as the recommendation sets them; no echo"));
  add_value(&text, _("All else"), &value);
  if (working->n_views == 1) {
    lm_text_add_str(&value, _("not simulated: the clock rate is not known"));
    add_value(&text, _("Jitter buffers"), &value);
  }
  if (beyond_range(working)) {
    lm_text_add_str(&value, _("delay, loss or bursts beyond what the recommendation covers"));
    add_value(&text, _("Caution"), &value);
  }
  lm_text_add_char(&text, '\n');
  add_table(&text, working);
  add_single(&text, "Homer", working->homer_mos);
  add_single(&text, "rtpengine", working->rtpengine_mos);
  add_worst(&text, working, &value);
  fwrite(text.str, 1, text.len, stdout);
  lm_text_clear(&text);
  lm_text_clear(&value);
}

static void
add_json_text(LmText *json, const char *name, const char *value)
{
  lm_text_printf(json, ",\"%s\":", name);
  lm_text_add_json(json, lm_slice_str(value));
}

static void
add_json_score(LmText *json, const LmWorkingView *view)
{
  const LmEmodelInputs *in = &view->inputs;
  const LmEmodelTerms *terms = &view->cq;
  lm_text_printf(json,
                 ",\"model\":\"%s\",\"ie\":%g,\"bpl\":%g,\"ta_ms\":%.3f,\"t_ms\":%g,\"tr_ms\":%g,"
                 "\"slr\":%g,\"rlr\":%g,\"stmr\":%g,\"ds\":%g,\"dr\":%g,\"telr\":%g,\"wepl\":%g,"
                 "\"qdu\":%g,\"nc\":%g,\"nfor\":%g,\"ps\":%g,\"pr\":%g",
                 lm_band_model(in->band), in->ie, in->bpl, in->ta_ms, in->t_ms, in->tr_ms, in->slr,
                 in->rlr, in->stmr, in->ds, in->dr, in->telr, in->wepl, in->qdu, in->nc, in->nfor,
                 in->ps, in->pr);
  add_json_text(json, "ie_source", view->codec->ie_source);
  add_json_text(json, "bpl_source", view->codec->bpl_source);
  add_json_text(json, "condition", view->codec->condition);
  lm_text_printf(json,
                 ",\"compared\":%s,\"in_range\":%s,\"ro\":%.4f,\"iolr\":%.4f,\"ist\":%.4f,\"iq\":%."
                 "4f,\"is\":%.4f,"
                 "\"idte\":%.4f,\"idle\":%.4f,\"idd\":%.4f,\"ie_eff\":%.4f,\"a\":%g",
                 view->codec->compared ? "true" : "false", view->in_range ? "true" : "false",
                 terms->ro, terms->iolr, terms->ist, terms->iq, terms->is, terms->idte, terms->idle,
                 terms->idd, terms->ie_eff, terms->a);
  lm_text_printf(json, ",\"r_lq\":%.2f,\"r_cq\":%.2f,\"mos_lq\":%.2f,\"mos_cq\":%.2f", view->lq.r,
                 view->cq.r, view->lq.mos, view->cq.mos);
}

void
lm_working_add_json(const LmWorking *working, LmText *json)
{
  for (uint32_t i = 0; i < working->n_views; i++) {
    const LmWorkingView *view = &working->views[i];
    lm_text_printf(json, "%c{\"buffer\":\"%s\"", i ? ',' : '[', view_name(view));
    if (view->buffer)
      lm_text_printf(json,
                     ",\"late\":%llu,\"wait_mean_ms\":%.3f,\"wait_max_ms\":%.3f,\"anchors\":%llu",
                     (unsigned long long)view->result.late, view->result.wait_mean_ms,
                     view->result.wait_max_ms, (unsigned long long)view->result.anchors);
    lm_text_printf(json, ",\"lost\":%llu,\"loss_percent\":%.4f,\"burst_ratio\":%.4f",
                   (unsigned long long)view->result.pattern.lost, view->loss_percent,
                   view->burst_ratio);
    if (view->has_score)
      add_json_score(json, view);
    lm_text_printf(json, ",\"network_mos\":%.2f,\"voipmonitor_mos\":%.2f}", view->network_mos,
                   view->voipmonitor_mos);
  }
  lm_text_add_char(json, ']');
}

void
lm_working_add_intervals_json(const LmWorking *working, LmText *json)
{
  lm_text_add_char(json, '[');
  for (uint32_t i = 0; i < working->n_intervals; i++) {
    const LmWorkingInterval *interval = &working->intervals[i];
    lm_text_printf(json, "%s{\"start_ns\":%lld,\"expected\":%llu,\"lost\":%llu", i ? "," : "",
                   (long long)interval->start_ns, (unsigned long long)interval->pattern.packets,
                   (unsigned long long)interval->pattern.lost);
    if (interval->has_score)
      lm_text_printf(json, ",\"r_lq\":%.2f,\"mos_lq\":%.2f", interval->r, interval->mos);
    lm_text_add_char(json, '}');
  }
  lm_text_add_char(json, ']');
}
