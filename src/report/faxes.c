/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/faxes.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const outcomes[LM_N_FAX_OUTCOMES + 1] = {"incomplete", "delivered", "partial",
                                                            "failed", NULL};

enum { CALL, CALL_ID, DURATION };

static void
get_value(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmFax *fax = row->record;
  const LmCall *call = lm_trace_call(row->trace, fax->call);
  if (column->part == CALL && call->number)
    lm_cell_count(cell, call->number);
  else if (column->part == CALL_ID)
    lm_cell_text(cell, call->call_id);
  else if (column->part == DURATION)
    lm_cell_span(cell, lm_time_sub(fax->last_ns, fax->first_ns));
}

static void
get_steps(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmFax *fax = row->record;
  LmText *json = &row->text;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t i = fax->first_event; i != LM_NONE;) {
    const LmEvent *event = lm_trace_event(row->trace, i);
    i = event->next_in_call;
    if (event->protocol != LM_EVENT_T38)
      continue;
    lm_cell_begin_step(row, &words, event->label, event->time_ns, event->frame, 0, LM_NONE);
    lm_cell_add_member(row, "detail", lm_slice_str(event->detail));
    lm_text_printf(json, ",\"repeats\":%u}", event->repeats);
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

#define AT(from_, member_) LM_AT(from_, LmFax, member_)
#define VALUE(part_) LM_GOT(get_value, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, VALUE(CALL)),
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_ALL("sender", N_("Sender"), N_("What the machine that sends names itself (TSI)"),
                  LM_CELL_TEXT, 24, AT(LM_FROM_SLICE, sender)),
    LM_COLUMN_ALL("receiver", N_("Receiver"),
                  N_("What the machine that receives names itself (CSI)"), LM_CELL_TEXT, 24,
                  AT(LM_FROM_SLICE, receiver)),
    LM_COLUMN_ALL("outcome", N_("Outcome"), N_("What became of the fax"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD, outcome), .words = outcomes),
    LM_COLUMN_ALL("pages", N_("Pages"), N_("Pages that were confirmed"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, pages)),
    LM_COLUMN_ALL("speed", N_("Speed"), N_("Speed and modulation that pages were sent with"),
                  LM_CELL_TEXT, 0, AT(LM_FROM_SLICE, speed)),
    LM_COLUMN_ALL("ecm", N_("ECM"), N_("Pages were sent with error correction"), LM_CELL_TRUTH, 0,
                  AT(LM_FROM_BOOL, ecm)),
    LM_COLUMN_ALL("refused", N_("Refused"), N_("Pages and trainings that did not come through"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, refused)),
    LM_COLUMN_ALL("lost", N_("Lost"), N_("T.38 packets that did not come"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, lost)),
    LM_COLUMN_ALL("recovered", N_("Recovered"), N_("T.38 packets that came with later ones"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, recovered)),
    LM_COLUMN_DATA("pages_sent", N_("Pages that were sent"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, pages_sent)),
    LM_COLUMN_DATA("repeated", N_("How often parts of a page were asked for again"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, repeated)),
    LM_COLUMN_DATA("damaged", N_("Frames of T.30 whose check is wrong"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, damaged)),
    LM_COLUMN_DATA("ended", N_("The machines parted with DCN"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, ended)),
    LM_COLUMN_DATA("src", N_("Who sent the pages"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, from)),
    LM_COLUMN_DATA("dst", N_("Who the pages were sent to"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, to)),
    LM_COLUMN_DATA("time_ns", N_("When it began"), LM_CELL_TIME, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("duration_ms", N_("From the first packet to the last"), LM_CELL_SPAN,
                   VALUE(DURATION)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, VALUE(CALL_ID)),
    LM_COLUMN_DATA("steps", N_("What both machines said, by T.30"), LM_CELL_JSON,
                   LM_GOT(get_steps, 0)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  return lm_faxes_new(trace, options->call);
}

LM_REPORT_TABLE(faxes)

static void
go(LmReportRow *row)
{
  const LmFax *fax = lm_faxes_at(row->data, row->index);
  row->record = fax;
  row->call = fax->call;
  row->frame = lm_trace_event(row->trace, fax->first_event)->frame;
}

const LmReport lm_report_faxes = {
    .name = "faxes",
    .noun = "fax",
    .title = N_("Faxes"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
