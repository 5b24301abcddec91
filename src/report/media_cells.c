/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The cells of media lines that are lists or are put together for people. */

#include "report/media_cells.h"

void
lm_media_get_codec_texts(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  LmText *text = &row->text;
  (void)column;
  lm_text_reset(text);
  for (uint32_t i = 0; line && i < line->n_formats; i++) {
    const LmAgreedFormat *format = &line->formats[i];
    lm_text_add_str(text, i ? ", " : "");
    lm_text_add_safe(text, format->encoding, false);
    if (format->clock_hz)
      lm_text_printf(text, "/%u", format->clock_hz);
    if (format->offer_type == format->answer_type && format->offer_type != UINT8_MAX)
      lm_text_printf(text, " (%u)", format->offer_type);
    else if (format->offer_type != UINT8_MAX)
      lm_text_printf(text, " (%u, %u)", format->offer_type, format->answer_type);
  }
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

void
lm_media_get_codecs(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  LmCellWords words = {0};
  LmText *json = &row->text;
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t i = 0; line && i < line->n_formats; i++) {
    const LmAgreedFormat *format = &line->formats[i];
    lm_cell_words_add(row, &words, format->encoding);
    lm_text_add_str(json, i ? ",{\"encoding\":" : "{\"encoding\":");
    lm_text_add_json(json, format->encoding);
    lm_text_printf(json, ",\"clock_hz\":%u,\"channels\":%u", format->clock_hz, format->channels);
    if (format->offer_type != UINT8_MAX)
      lm_text_printf(json, ",\"offer_type\":%u,\"answer_type\":%u", format->offer_type,
                     format->answer_type);
    lm_text_add_str(json, ",\"offer_fmtp\":");
    lm_text_add_json(json, format->offer_fmtp);
    lm_text_add_str(json, ",\"answer_fmtp\":");
    lm_text_add_json(json, format->answer_fmtp);
    lm_text_add_char(json, '}');
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

/* "SDES AES_CM_128_HMAC_SHA1_80", "DTLS, client is the caller" */
void
lm_media_get_security_text(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  static const char *const texts[] = {"", "SDES", "DTLS", "ZRTP", "SRTP"};
  const LmMediaLine *line = lm_media_line(row);
  unsigned security = line ? line->security : LM_MEDIA_SECURITY_NONE;
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_str(&row->text, texts[security]);
  if (security == LM_MEDIA_SECURITY_SDES) {
    lm_text_add_char(&row->text, ' ');
    lm_text_add_safe(&row->text, line->suite, false);
  } else if (security == LM_MEDIA_SECURITY_DTLS && line->dtls_client >= 0) {
    lm_text_printf(&row->text, _(", client is the %s"),
                   lm_media_side_text((unsigned)line->dtls_client));
  }
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

static const struct {
  uint8_t change;
  const char *name, *text;
} changes[] = {
    {LM_MEDIA_BEGUN, "begun", NULL},        {LM_MEDIA_ENDED, "ended", N_("ended")},
    {LM_MEDIA_HELD, "hold", N_("hold")},    {LM_MEDIA_RESUMED, "resume", N_("resume")},
    {LM_MEDIA_MOVED, "moved", N_("moved")}, {LM_MEDIA_CODECS, "codecs", N_("other codecs")},
};

void
lm_media_get_changes(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (size_t i = 0; line && i < sizeof changes / sizeof *changes; i++)
    if (line->changes & changes[i].change) {
      lm_cell_words_add(row, &words, lm_slice_str(changes[i].name));
      lm_text_printf(&row->text, "%s\"%s\"", words.n > 1 ? "," : "", changes[i].name);
    }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

/* What became of the line: "agreed, hold", "rejected". */
void
lm_media_get_outcome(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExchange *exchange = lm_media_exchange(row);
  const LmMediaLine *line = lm_media_line(row);
  LmText *text = &row->text;
  bool agreed = exchange->state == LM_EXCHANGE_ANSWERED || exchange->state == LM_EXCHANGE_PREVIEW;
  (void)column;
  lm_text_reset(text);
  if (agreed && line && !line->active && line->offered && exchange->offer != LM_NONE)
    lm_text_add_str(text, _("line rejected"));
  else if (agreed && line && !line->offered && exchange->offer != LM_NONE)
    lm_text_add_str(text, _("not in use"));
  else
    lm_text_add_str(text, lm_exchange_state_text(exchange->state));
  for (size_t i = 0; line && i < sizeof changes / sizeof *changes; i++)
    if (line->changes & changes[i].change && changes[i].text)
      lm_text_printf(text, ", %s", _(changes[i].text));
  if (exchange->late)
    lm_text_printf(text, ", %s", _("late offer"));
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

static void
add_problem(LmReportRow *row, const LmOfferProblem *problem)
{
  LmText *out = &row->text;
  lm_text_printf(out, "%s{\"error\":\"%s\",\"text\":", out->len > 1 ? "," : "",
                 lm_anomaly_name(problem->kind));
  lm_text_add_json(out, lm_slice_str(lm_anomaly_text(problem->kind)));
  lm_text_printf(out, ",\"source\":\"%s\",\"frame\":%u,\"offset\":%u,\"length\":%u",
                 lm_anomaly_source(problem->kind),
                 lm_trace_message(row->trace, problem->message)->frame, problem->offset,
                 problem->len);
  if (problem->against != LM_NONE)
    lm_text_printf(out, ",\"against_frame\":%u",
                   lm_trace_message(row->trace, problem->against)->frame);
  lm_text_add_char(out, '}');
}

/* With a name: as data, in full. */
void
lm_media_get_problems(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaRows *rows = row->data;
  const LmExchange *exchange = lm_media_exchange(row);
  LmCellWords words = {0};
  lm_text_reset(&row->text);
  lm_text_add_str(&row->text, column->name ? "[" : "");
  for (uint32_t i = 0; i < exchange->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(rows->offers, exchange->first_problem + i);
    const char *name = lm_anomaly_name(problem->kind);
    if (!lm_media_row_has(row->record, problem))
      continue;
    lm_cell_words_add(row, &words, lm_slice_str(name));
    if (column->name)
      add_problem(row, problem);
    else
      lm_text_printf(&row->text, "%s%s", words.n > 1 ? ", " : "", name);
  }
  lm_text_add_str(&row->text, column->name ? "]" : "");
  if (column->name)
    lm_cell_json(row, cell, &words);
  else
    lm_cell_built(row, cell, LM_CELL_TEXT);
}
