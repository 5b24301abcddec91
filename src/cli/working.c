/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/working.h"

#include "base/i18n.h"
#include "relate/packet_text.h"

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

static void
add_line(LmText *text, const LmWorkingLine *line)
{
  if (line->kind == LM_WORKING_HEAD)
    lm_text_add_char(text, '\n');
  add_label(text, line->label);
  if (line->kind == LM_WORKING_FACT)
    lm_text_add_str(text, line->value);
  for (uint32_t i = 0; i < line->n_cells; i++)
    add_cell(text, line->cells[i]);
  lm_text_add_char(text, '\n');
}

void
lm_working_print(const LmStreamRow *row, const LmRtpFigures *figures, uint32_t announced_ms,
                 const LmWorking *working, bool apart)
{
  char src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE], ssrc[16];
  LmText text = LM_TEXT_INIT;
  LmWorkingText facts, words;
  snprintf(ssrc, sizeof ssrc, "0x%08X", row->ssrc);
  lm_text_add_str(&text, apart ? "\n" : "");
  lm_text_printf(&text, _("Stream %u: "), row->index + 1);
  lm_text_add_safe(&text, row->codec.len ? row->codec : lm_slice_str(_("unknown codec")), false);
  lm_text_printf(&text, _(" from %s to %s, SSRC %s\n"), lm_endpoint_format(&row->src, src),
                 lm_endpoint_format(&row->dst, dst), ssrc);
  lm_rtp_figures_text(figures, announced_ms, &facts);
  for (uint32_t i = 0; i < facts.n; i++)
    add_line(&text, &facts.lines[i]);
  lm_working_text_clear(&facts);
  lm_working_text_make(working, &words);
  for (uint32_t i = 0; i < words.n; i++)
    add_line(&text, &words.lines[i]);
  fwrite(text.str, 1, text.len, stdout);
  lm_working_text_clear(&words);
  lm_text_clear(&text);
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
  if (in->band == LM_BAND_NARROW)
    lm_text_printf(json, ",\"good_or_better_percent\":%.2f,\"poor_or_worse_percent\":%.2f",
                   lm_working_good_percent(view), lm_working_poor_percent(view));
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
