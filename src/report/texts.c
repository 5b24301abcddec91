/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/texts.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const parties[] = {"caller", "callee", NULL};

enum { CALL, CALL_ID, STREAM, SRC, DST, DURATION, REDUNDANCY };

static void
get_value(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmTyped *typed = row->record;
  const LmStream *stream = lm_trace_stream(row->trace, typed->stream);
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  switch (column->part) {
  case CALL:
    if (call && call->number)
      lm_cell_count(cell, call->number);
    break;
  case CALL_ID:
    if (call)
      lm_cell_text(cell, call->call_id);
    break;
  case STREAM:
    lm_cell_count(cell, typed->stream + 1ull);
    break;
  case REDUNDANCY:
    lm_cell_count(cell, typed->redundancy);
    break;
  case DURATION:
    lm_cell_span(cell, lm_time_sub(typed->last_ns, typed->first_ns));
    break;
  default:
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint =
        *lm_trace_endpoint(row->trace, column->part == SRC ? stream->src : stream->dst);
    break;
  }
}

#define AT(from_, member_) LM_AT(from_, LmTyped, member_)
#define VALUE(part_) LM_GOT(get_value, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, VALUE(CALL)),
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_ALL("from", N_("From"), N_("Who typed it: the caller or the callee"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD_NOT_0, from), .words = parties),
    LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0, VALUE(SRC)),
    LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0,
                  VALUE(DST)),
    LM_COLUMN_ALL("text", N_("Text"), N_("What was typed, as it stood at the end"), LM_CELL_TEXT,
                  70, AT(LM_FROM_SLICE, text)),
    LM_COLUMN_ALL("packets", N_("Packets"), N_("RTP packets that came"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, packets)),
    LM_COLUMN_ALL("lost", N_("Lost"), N_("RTP packets that did not come"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, lost)),
    LM_COLUMN_ALL("recovered", N_("Recovered"), N_("Of those the text came with later ones"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, recovered)),
    LM_COLUMN_ALL("gaps", N_("Gaps"), N_("How often something is missing in the text"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, gaps)),
    LM_COLUMN_DATA("characters", N_("Length of the text"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, characters)),
    LM_COLUMN_DATA("erased", N_("Characters that were taken back"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, erased)),
    LM_COLUMN_DATA("alerts", N_("How often the other was called"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, alerts)),
    LM_COLUMN_DATA("malformed", N_("Bytes that are no UTF-8"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, malformed)),
    LM_COLUMN_DATA("redundancy", N_("Earlier packets whose text each one holds again"),
                   LM_CELL_COUNT, VALUE(REDUNDANCY)),
    LM_COLUMN_DATA("stream", N_("Number of the stream"), LM_CELL_COUNT, VALUE(STREAM)),
    LM_COLUMN_DATA("time_ns", N_("When it began"), LM_CELL_TIME, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("duration_ms", N_("From the first packet to the last"), LM_CELL_SPAN,
                   VALUE(DURATION)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, VALUE(CALL_ID)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  return lm_texts_new(trace, options->call);
}

LM_REPORT_TABLE(texts)

static void
go(LmReportRow *row)
{
  const LmTyped *typed = lm_texts_at(row->data, row->index);
  row->record = typed;
  row->call = typed->call;
  row->frame = lm_trace_stream(row->trace, typed->stream)->first_frame;
}

const LmReport lm_report_texts = {
    .name = "texts",
    .noun = "text",
    .title = N_("Texts"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
