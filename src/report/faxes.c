/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/faxes.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const outcomes[LM_N_FAX_OUTCOMES + 1] = {"incomplete", "delivered", "partial",
                                                            "failed", NULL};

static const char *const read_states[] = {"unread", "read", "no-reader", "partly", NULL};
static const char *const ways[] = {"T.38", "G.711", NULL};

enum { CALL, CALL_ID, DURATION };

static void
get_value(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmFax *fax = row->record;
  if (column->part == DURATION) {
    lm_cell_span(cell, lm_time_sub(fax->last_ns, fax->first_ns));
    return;
  }
  if (fax->call == LM_NONE)
    return;
  const LmCall *call = lm_trace_call(row->trace, fax->call);
  if (column->part == CALL && call->number)
    lm_cell_count(cell, call->number);
  else if (column->part == CALL_ID)
    lm_cell_text(cell, call->call_id);
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
  for (uint32_t i = 0; i < fax->n_steps; i++) {
    const LmEvent *event = fax->steps[i];
    lm_cell_begin_step(row, &words, event->label, event->time_ns, event->frame, 0, LM_NONE);
    lm_cell_add_member(row, "detail", lm_slice_str(event->detail));
    lm_text_printf(json, ",\"repeats\":%u}", event->repeats);
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

/* Pages as they are on paper: T.38 is read for them, which takes a program of its own. */
static void
get_images(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmFaxReading *reading = lm_faxes_read(row->data, row->index);
  LmText *json = &row->text;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t i = 0; i < reading->sheets.len; i++) {
    const LmFaxSheet *sheet = lm_vec_at(&reading->sheets, i);
    const LmFaxPage *page = &sheet->page;
    const char *compression = lm_fax_compression_name((LmFaxCompression)page->form.compression);
    lm_text_printf(json, "%s{\"page\":%u,\"time_ns\":%lld,\"width\":%u,\"rows\":%u", i ? "," : "",
                   i + 1, (long long)sheet->time_ns, page->form.width, page->rows);
    lm_text_printf(json, ",\"bad_rows\":%u,\"longest_bad_run\":%u,\"missing_frames\":%u",
                   page->bad_rows, page->longest_bad_run, page->missing_frames);
    lm_text_printf(json, ",\"x_per_m\":%u,\"y_per_m\":%u,\"bit_rate\":%u,\"sent_bytes\":%u",
                   page->form.x_per_m, page->form.y_per_m, page->form.bit_rate, page->line_bytes);
    lm_cell_add_member(row, "compression", lm_slice_str(compression));
    lm_text_printf(json, ",\"ecm\":%s,\"guessed\":%s,\"cut\":%s}",
                   page->form.ecm ? "true" : "false", page->form.guessed ? "true" : "false",
                   page->cut ? "true" : "false");
    lm_cell_words_add(row, &words, lm_slice_str(compression));
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

static void
get_reading(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_word(cell, read_states[lm_faxes_read(row->data, row->index)->state]);
}

static void
get_way(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmFax *fax = row->record;
  (void)column;
  lm_cell_word(cell, ways[fax->ways & LM_FAX_BY_T38 ? 0 : 1]);
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
    LM_COLUMN_ALL("way", N_("By"), N_("Whether it was sent by T.38 or in the sound"), LM_CELL_WORD,
                  0, LM_GOT(get_way, 0), .words = ways),
    LM_COLUMN_DATA("images", N_("Pages as they were read: size, bad rows, compression"),
                   LM_CELL_JSON, LM_GOT(get_images, 0)),
    LM_COLUMN_DATA("reading", N_("Whether its pages could be read"), LM_CELL_WORD,
                   LM_GOT(get_reading, 0), .words = read_states),
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
  row->frame = fax->steps[0]->frame;
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
    .listens = true,
};
