/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cells: read out of the record of a row, shown, put in order. */

#include "proto/sip/method.h"
#include "report/cells.h"

/* Whole numbers, and rows of the trace that lead to one. */
static void
read_number(LmReportRow *row, const LmReportColumn *column, const void *at, LmCell *cell)
{
  uint64_t number = 0, nothing = UINT64_MAX;
  if (column->from == LM_FROM_U64_ALWAYS) {
    number = *(const uint64_t *)at;
  } else if (column->from == LM_FROM_U16_NOT_0) {
    number = *(const uint16_t *)at;
    nothing = 0;
  } else {
    number = *(const uint32_t *)at;
    nothing = column->from == LM_FROM_U32_NOT_0    ? 0
              : column->from == LM_FROM_U32_ALWAYS ? UINT64_MAX
                                                   : LM_NONE;
  }
  if (number == nothing)
    return;
  cell->kind = column->kind;
  if (column->from == LM_FROM_ENDPOINT_ROW)
    cell->endpoint = *lm_trace_endpoint(row->trace, (uint32_t)number);
  else if (column->from == LM_FROM_MESSAGE_FRAME)
    cell->count = lm_trace_message(row->trace, (uint32_t)number)->frame;
  else
    cell->count = number;
}

void
lm_report_cell(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const void *at = (const uint8_t *)row->record + column->offset;
  *cell = (LmCell){.kind = LM_CELL_NOTHING};
  switch (column->from) {
  case LM_FROM_FUNCTION:
    column->get(row, column, cell);
    break;
  case LM_FROM_SLICE:
    lm_cell_text(cell, *(const LmSlice *)at);
    break;
  case LM_FROM_BOOL:
    cell->kind = LM_CELL_TRUTH;
    cell->yes = *(const bool *)at;
    break;
  case LM_FROM_NS:
    if (column->kind == LM_CELL_SPAN)
      lm_cell_span(cell, *(const int64_t *)at);
    else
      lm_cell_time(cell, *(const int64_t *)at);
    break;
  case LM_FROM_WORD:
    lm_cell_word(cell, column->words[*(const uint8_t *)at]);
    break;
  case LM_FROM_WORD_NOT_0:
    if (*(const uint8_t *)at)
      lm_cell_word(cell, column->words[*(const uint8_t *)at - 1]);
    break;
  case LM_FROM_METHOD:
    lm_cell_word(cell, lm_sip_method_name(*(const uint8_t *)at));
    break;
  case LM_FROM_ENDPOINT:
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint = *(const LmEndpoint *)at;
    break;
  default:
    read_number(row, column, at, cell);
  }
}

void
lm_cell_text(LmCell *cell, LmSlice text)
{
  cell->kind = text.len ? LM_CELL_TEXT : LM_CELL_NOTHING;
  cell->text = text;
}

void
lm_cell_word(LmCell *cell, const char *word)
{
  cell->kind = word && *word ? LM_CELL_WORD : LM_CELL_NOTHING;
  cell->text = lm_slice_str(word);
}

void
lm_cell_count(LmCell *cell, uint64_t count)
{
  cell->kind = LM_CELL_COUNT;
  cell->count = count;
}

void
lm_cell_time(LmCell *cell, int64_t time_ns)
{
  cell->kind = time_ns == LM_TIME_NONE ? LM_CELL_NOTHING : LM_CELL_TIME;
  cell->time_ns = time_ns;
}

void
lm_cell_span(LmCell *cell, int64_t span_ns)
{
  lm_cell_time(cell, span_ns);
  if (cell->kind)
    cell->kind = LM_CELL_SPAN;
}

void
lm_cell_built(LmReportRow *row, LmCell *cell, LmCellKind kind)
{
  cell->kind = (uint8_t)kind;
  cell->text = lm_arena_copy(&row->arena, lm_slice(row->text.str, row->text.len));
}

void
lm_cell_words_add(LmReportRow *row, LmCellWords *words, LmSlice word)
{
  if (words->n == words->room) {
    uint32_t room = words->room ? 2 * words->room : 8;
    LmSlice *grown = lm_arena_alloc(&row->arena, room * sizeof *grown);
    if (words->n)
      memcpy(grown, words->words, words->n * sizeof *grown);
    words->words = grown;
    words->room = room;
  }
  words->words[words->n++] = word;
}

void
lm_cell_json(LmReportRow *row, LmCell *cell, const LmCellWords *words)
{
  lm_cell_built(row, cell, LM_CELL_JSON);
  cell->words = words ? words->words : NULL;
  cell->n_words = words ? words->n : 0;
}

void
lm_cell_begin_step(LmReportRow *row, LmCellWords *words, const char *name, int64_t time_ns,
                   uint32_t frame, uint32_t status, uint32_t expires_s)
{
  LmText *json = &row->text;
  lm_cell_words_add(row, words, lm_slice_str(name));
  lm_text_printf(json, "%s{\"step\":\"%s\",\"time_ns\":%lld", json->len > 1 ? "," : "", name,
                 (long long)time_ns);
  if (frame)
    lm_text_printf(json, ",\"frame\":%u", frame);
  if (status)
    lm_text_printf(json, ",\"status\":%u", status);
  if (expires_s != LM_NONE)
    lm_text_printf(json, ",\"expires_s\":%u", expires_s);
}

void
lm_cell_add_member(LmReportRow *row, const char *name, LmSlice value)
{
  if (lm_slice_is_empty(value))
    return;
  lm_text_printf(&row->text, ",\"%s\":", name);
  lm_text_add_json(&row->text, value);
}

void
lm_report_cell_text(const LmReportColumn *column, const LmCell *cell, LmText *out)
{
  char scratch[LM_ENDPOINT_TEXT_SIZE + LM_TIME_TEXT_SIZE];
  switch (cell->kind) {
  case LM_CELL_NOTHING:
    break;
  case LM_CELL_COUNT:
  case LM_CELL_SECONDS:
    lm_text_printf(out, "%llu", (unsigned long long)cell->count);
    break;
  case LM_CELL_REAL:
    lm_text_printf(out, "%.*f", column->decimals, cell->real);
    break;
  case LM_CELL_SPAN:
    lm_text_printf(out, "%.3f", (double)cell->time_ns / 1e6);
    break;
  case LM_CELL_TRUTH:
    lm_text_add_str(out, cell->yes ? _("yes") : _("no"));
    break;
  case LM_CELL_ENDPOINT:
    lm_text_add_str(out, lm_endpoint_format(&cell->endpoint, scratch));
    break;
  case LM_CELL_TIME:
    lm_text_add_str(out, lm_time_format_clock(cell->time_ns, scratch));
    break;
  default:
    lm_text_add_safe(out, cell->text, false);
  }
}

static int
sign(double difference)
{
  return (difference > 0) - (difference < 0);
}

int
lm_report_cell_compare(const LmCell *a, const LmCell *b)
{
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  switch (a->kind) {
  case LM_CELL_NOTHING:
    return 0;
  case LM_CELL_COUNT:
  case LM_CELL_SECONDS:
    return (a->count > b->count) - (a->count < b->count);
  case LM_CELL_REAL:
    return sign(a->real - b->real);
  case LM_CELL_TRUTH:
    return (int)a->yes - (int)b->yes;
  case LM_CELL_SPAN:
  case LM_CELL_TIME:
    return (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
  case LM_CELL_ENDPOINT: {
    int order = memcmp(&a->endpoint.addr, &b->endpoint.addr, sizeof a->endpoint.addr);
    return order ? order : (int)a->endpoint.port - (int)b->endpoint.port;
  }
  default:
    return lm_slice_compare(a->text, b->text);
  }
}
