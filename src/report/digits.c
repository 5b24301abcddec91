/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/digits.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const ways[LM_N_DIGIT_WAYS + 1] = {"rfc4733", "info", "kpml", "sound", NULL};
static const char *const parties[] = {"caller", "callee", NULL};
static const char *const problem_names[LM_N_DIGIT_PROBLEMS + 1] = {
    "type-not-agreed", "wrong-clock", "no-end", "duration-back", "too-short",    "doubled",
    "twice",           "missing",     "lost",   "refused",       "reserved-bit", NULL};

enum {
  CALL,
  CALL_ID,
  DIGIT,
  WAY,
  STREAM,
  LEVEL,
  SEGMENTS,
  PAYLOAD_TYPE,
  NUMBER,
  PASSED_ON,
  TWIN,
  TIMESTAMP
};

static void
get_value(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDigit *digit = row->record;
  const LmCall *call = row->call == LM_NONE ? NULL : lm_trace_call(row->trace, row->call);
  char name[LM_DIGIT_NAME_SIZE];
  switch (column->part) {
  case CALL:
    if (call && call->number)
      lm_cell_count(cell, call->number);
    break;
  case CALL_ID:
    if (call)
      lm_cell_text(cell, call->call_id);
    break;
  case DIGIT:
    lm_text_reset(&row->text);
    lm_text_add_str(&row->text, lm_digit_name(digit, name));
    lm_cell_built(row, cell, LM_CELL_WORD);
    break;
  case WAY:
    lm_cell_text(cell, lm_slice_str(lm_digit_way_text(digit->way)));
    break;
  case STREAM:
    if (digit->stream != LM_NONE)
      lm_cell_count(cell, digit->stream + 1ull);
    break;
  case LEVEL:
    if (digit->level_dbm0 != LM_DIGIT_NO_LEVEL) {
      cell->kind = LM_CELL_REAL;
      cell->real = digit->level_dbm0;
    }
    break;
  case SEGMENTS:
    if (digit->way == LM_DIGIT_RTP)
      lm_cell_count(cell, digit->segments);
    break;
  case PAYLOAD_TYPE:
    if (digit->stream != LM_NONE)
      lm_cell_count(cell, digit->payload_type);
    break;
  case NUMBER:
    lm_cell_count(cell, row->index + 1ull);
    break;
  case PASSED_ON:
    if (digit->same_as != LM_NONE)
      lm_cell_count(cell, digit->same_as + 1ull);
    break;
  case TWIN:
    if (digit->twin != LM_NONE)
      lm_cell_count(cell, digit->twin + 1ull);
    break;
  default:
    if (digit->way == LM_DIGIT_RTP)
      lm_cell_count(cell, digit->timestamp);
    break;
  }
}

/* Packets of RTP; other ways have none. */
static void
get_packets(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDigit *digit = row->record;
  if (digit->way == LM_DIGIT_RTP)
    lm_cell_count(cell, column->part == 0   ? digit->packets
                        : column->part == 1 ? digit->ends
                                            : digit->recovered);
}

static void
get_problems(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDigit *digit = row->record;
  LmCellWords words = {0};
  LmText *text = &row->text;
  lm_text_reset(text);
  lm_text_add_str(text, column->name ? "[" : "");
  for (unsigned i = 0; i < LM_N_DIGIT_PROBLEMS; i++) {
    if (!(digit->problems >> i & 1))
      continue;
    const char *name = lm_digit_problem_name(i);
    lm_cell_words_add(row, &words, lm_slice_str(name));
    if (column->name)
      lm_text_printf(text, "%s\"%s\"", words.n > 1 ? "," : "", name);
    else
      lm_text_printf(text, "%s%s", words.n > 1 ? ", " : "", lm_digit_problem_text(i));
  }
  if (column->name) {
    lm_text_add_char(text, ']');
    lm_cell_json(row, cell, &words);
  } else if (words.n) {
    lm_cell_built(row, cell, LM_CELL_TEXT);
  }
}

/* The ways that it is missing by. */
static void
get_missing(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDigit *digit = row->record;
  LmCellWords words = {0};
  (void)column;
  if (!digit->missing)
    return;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (unsigned i = 0; i < LM_N_DIGIT_WAYS; i++) {
    if (!(digit->missing >> i & 1))
      continue;
    lm_cell_words_add(row, &words, lm_slice_str(lm_digit_way_name(i)));
    lm_text_printf(&row->text, "%s\"%s\"", words.n > 1 ? "," : "", lm_digit_way_name(i));
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

#define AT(from_, member_) LM_AT(from_, LmDigit, member_)
#define VALUE(part_) LM_GOT(get_value, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, VALUE(CALL)),
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, time_ns)),
    LM_COLUMN_ALL("key", N_("Key"), N_("The key, or the tone: 5, #, flash, CNG"), LM_CELL_WORD, 0,
                  VALUE(DIGIT)),
    LM_COLUMN_PEOPLE(N_("By"), LM_CELL_TEXT, false, 0, VALUE(WAY)),
    LM_COLUMN_DATA("way", N_("How it came: RTP events, INFO, KPML, or tones in the sound"),
                   LM_CELL_WORD, AT(LM_FROM_WORD, way), .words = ways),
    LM_COLUMN_ALL("from", N_("From"), N_("Whose key it is: the caller's or the callee's"),
                  LM_CELL_WORD, 0, AT(LM_FROM_WORD_NOT_0, from), .words = parties),
    LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0,
                  AT(LM_FROM_ENDPOINT_ROW, src)),
    LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0,
                  AT(LM_FROM_ENDPOINT_ROW, dst)),
    LM_COLUMN_ALL("duration_ms", N_("Duration, ms"), N_("How long it was pressed"), LM_CELL_SPAN, 0,
                  AT(LM_FROM_NS, duration_ns)),
    LM_COLUMN_ALL("level_dbm0", N_("Level, dBm0"), N_("Level of its tone"), LM_CELL_REAL, 0,
                  VALUE(LEVEL)),
    LM_COLUMN_ALL("packets", N_("Packets"), N_("RTP packets that tell of it"), LM_CELL_COUNT, 0,
                  LM_GOT(get_packets, 0)),
    LM_COLUMN_ALL("ends", N_("Ends"), N_("Packets that tell its end, which is sent three times"),
                  LM_CELL_COUNT, 0, LM_GOT(get_packets, 1)),
    LM_COLUMN_PEOPLE(N_("Problems"), LM_CELL_TEXT, false, 0, LM_GOT(get_problems, 0)),
    LM_COLUMN_DATA("problems", N_("What is wrong with it"), LM_CELL_JSON, LM_GOT(get_problems, 0),
                   .words = problem_names),
    LM_COLUMN_DATA("missing", N_("Ways of its call that it did not come by"), LM_CELL_JSON,
                   LM_GOT(get_missing, 0), .words = ways),
    LM_COLUMN_DATA("stream", N_("Number of the stream"), LM_CELL_COUNT, VALUE(STREAM)),
    LM_COLUMN_DATA("payload_type", N_("Payload type of its packets"), LM_CELL_COUNT,
                   VALUE(PAYLOAD_TYPE)),
    LM_COLUMN_DATA("timestamp", N_("RTP timestamp of its beginning"), LM_CELL_COUNT,
                   VALUE(TIMESTAMP)),
    LM_COLUMN_DATA("segments", N_("Parts that a long one is told in"), LM_CELL_COUNT,
                   VALUE(SEGMENTS)),
    LM_COLUMN_DATA("recovered", N_("Redundant blocks that told what no packet did"), LM_CELL_COUNT,
                   LM_GOT(get_packets, 2)),
    LM_COLUMN_DATA("status", N_("Status of the answer to the INFO"), LM_CELL_COUNT,
                   AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_DATA("number", N_("Number of the key in this list"), LM_CELL_COUNT, VALUE(NUMBER)),
    LM_COLUMN_DATA("passed_on", N_("Number of the same key one hop before"), LM_CELL_COUNT,
                   VALUE(PASSED_ON)),
    LM_COLUMN_DATA("twin", N_("Number of the same key by another way, or sent before"),
                   LM_CELL_COUNT, VALUE(TWIN)),
    LM_COLUMN_DATA("frame", N_("Frame of its message"), LM_CELL_COUNT,
                   AT(LM_FROM_MESSAGE_FRAME, message)),
    LM_COLUMN_DATA("time_ns", N_("When it began"), LM_CELL_TIME, AT(LM_FROM_NS, time_ns)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, VALUE(CALL_ID)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  LmDigitOptions one = {.calls = &options->call, .n_calls = 1};
  return lm_digits_new(trace, options->call == LM_NONE ? NULL : &one);
}

LM_REPORT_LIMITED_TABLE(digits)

static void
go(LmReportRow *row)
{
  const LmDigit *digit = lm_digits_at(row->data, row->index);
  row->record = digit;
  row->call = digit->call;
  row->frame = digit->message != LM_NONE  ? lm_trace_message(row->trace, digit->message)->frame
               : digit->stream != LM_NONE ? lm_trace_stream(row->trace, digit->stream)->first_frame
                                          : 0;
}

const LmReport lm_report_digits = {
    .name = "digits",
    .noun = "digit",
    .title = N_("Digits"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
    .listens = true,
};
