/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/transactions.h"

#include "report/cells.h"
#include "report/reports.h"

#include <stdlib.h>

/* Problems that people are told; JSON has all. */
#define MAX_NAMED 3

enum { CLIENT, SERVER };
enum { PROVISIONAL, FINAL };

/* As the client sees it: an INVITE begins by calling, any other request by trying (RFC 3261,
 * 17.1.1.2 and 17.1.2.2). */
enum { CALLING, TRYING, PROCEEDING, COMPLETED };
static const char *const states[] = {[CALLING] = "calling",
                                     [TRYING] = "trying",
                                     [PROCEEDING] = "proceeding",
                                     [COMPLETED] = "completed",
                                     NULL};

typedef struct {
  const LmTrace *trace;
  LmVec rows; /* uint32_t: those of when it was made */
} Transactions;

static uint32_t
transaction_of(const LmReportRow *row)
{
  return *(uint32_t *)lm_vec_at(&((const Transactions *)row->data)->rows, row->index);
}

static const LmMessage *
message_at(const LmReportRow *row, uint32_t index)
{
  return index == LM_NONE ? NULL : lm_trace_message(row->trace, index);
}

/* The request, or else the first response that was seen. */
static const LmMessage *
first_message(const LmReportRow *row)
{
  const LmTransaction *transaction = row->record;
  uint32_t first = transaction->request != LM_NONE             ? transaction->request
                   : transaction->first_provisional != LM_NONE ? transaction->first_provisional
                   : transaction->final != LM_NONE             ? transaction->final
                                                               : transaction->last;
  return message_at(row, first);
}

static void
get_call(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  if (row->call != LM_NONE && lm_trace_call(row->trace, row->call)->number)
    lm_cell_count(cell, lm_trace_call(row->trace, row->call)->number);
}

static void
get_call_id(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  if (row->call != LM_NONE)
    lm_cell_text(cell, lm_trace_call(row->trace, row->call)->call_id);
}

static void
get_time(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMessage *first = first_message(row);
  (void)column;
  if (first)
    lm_cell_time(cell, first->time_ns);
}

static void
get_end(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMessage *first = first_message(row);
  if (!first)
    return;
  bool source = (column->part == CLIENT) == (first->status == 0);
  cell->kind = LM_CELL_ENDPOINT;
  cell->endpoint = *lm_trace_endpoint(row->trace, source ? first->src : first->dst);
}

static void
get_state(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmTransaction *transaction = row->record;
  unsigned state = transaction->method == LM_SIP_METHOD_INVITE ? CALLING : TRYING;
  if (transaction->first_provisional != LM_NONE)
    state = PROCEEDING;
  if (transaction->final != LM_NONE)
    state = COMPLETED;
  /* That of a 2xx makes no transaction (RFC 3261, 13.2.2.4): nobody answers it. */
  if (transaction->method != LM_SIP_METHOD_ACK)
    lm_cell_word(cell, column->words[state]);
}

static void
get_status(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmTransaction *transaction = row->record;
  const LmMessage *final = message_at(row, transaction->final);
  (void)column;
  if (final)
    lm_cell_count(cell, final->status);
}

/* From the request to a response. */
static void
get_span(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmTransaction *transaction = row->record;
  const LmMessage *request = message_at(row, transaction->request);
  const LmMessage *response =
      message_at(row, column->part == FINAL ? transaction->final : transaction->first_provisional);
  if (request && response)
    lm_cell_span(cell, lm_time_sub(response->time_ns, request->time_ns));
}

typedef struct {
  LmReportRow *row;
  LmCellWords words;
  bool people;
} Problems;

static void
take_problem(void *data, const LmProblem *problem)
{
  Problems *problems = data;
  LmText *text = &problems->row->text;
  uint32_t frame = problem->frame ? problem->frame : problem->before;
  const char *name = lm_problem_name(problem->kind);
  lm_cell_words_add(problems->row, &problems->words, lm_slice_str(name));
  if (!problems->people)
    lm_text_printf(text, "%s{\"problem\":\"%s\",\"frame\":%u}", problems->words.n > 1 ? "," : "",
                   name, frame);
  else if (problems->words.n <= MAX_NAMED)
    lm_text_printf(text, "%s%s (%u)", text->len ? "; " : "", lm_problem_text(problem->kind), frame);
}

static void
get_problems(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  Problems problems = {.row = row, .people = !column->name};
  lm_text_reset(&row->text);
  lm_text_add_str(&row->text, problems.people ? "" : "[");
  lm_transaction_check(row->trace, transaction_of(row), take_problem, &problems);
  if (!problems.people) {
    lm_text_add_char(&row->text, ']');
    lm_cell_json(row, cell, &problems.words);
  } else if (problems.words.n) {
    if (problems.words.n > MAX_NAMED)
      lm_text_printf(&row->text, "; …+%u", problems.words.n - MAX_NAMED);
    lm_cell_built(row, cell, LM_CELL_TEXT);
  }
}

#define AT(from_, member_) LM_AT(from_, LmTransaction, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0,
                  LM_GOT(get_call, 0)),
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, LM_GOT(get_time, 0)),
    LM_COLUMN_ALL("method", N_("Method"), N_("Method of the request"), LM_CELL_WORD, 0,
                  AT(LM_FROM_METHOD, method)),
    LM_COLUMN_ALL("client", N_("Client"), N_("Who sent the request"), LM_CELL_ENDPOINT, 0,
                  LM_GOT(get_end, CLIENT)),
    LM_COLUMN_ALL("server", N_("Server"), N_("Who the request went to"), LM_CELL_ENDPOINT, 0,
                  LM_GOT(get_end, SERVER)),
    LM_COLUMN_ALL("state", N_("State"), N_("How far it came, as the client sees it"), LM_CELL_WORD,
                  0, LM_GOT(get_state, 0), .words = states),
    LM_COLUMN_ALL("status", N_("Status"), N_("Final status"), LM_CELL_COUNT, 0,
                  LM_GOT(get_status, 0)),
    LM_COLUMN_ALL("provisional_ms", N_("First response, ms"),
                  N_("From the request to the first provisional response"), LM_CELL_SPAN, 0,
                  LM_GOT(get_span, PROVISIONAL)),
    LM_COLUMN_ALL("response_ms", N_("Final response, ms"),
                  N_("From the request to the final response"), LM_CELL_SPAN, 0,
                  LM_GOT(get_span, FINAL)),
    LM_COLUMN_ALL("messages", N_("Messages"), N_("Number of its messages"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, n_messages)),
    LM_COLUMN_ALL("retransmissions", N_("Sent again"), N_("How many of them were sent again"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, n_retransmissions)),
    LM_COLUMN_PEOPLE(N_("Problems"), LM_CELL_TEXT, false, 0, LM_GOT(get_problems, 0)),
    LM_COLUMN_DATA("problems", N_("Rules of transactions that were broken"), LM_CELL_JSON,
                   LM_GOT(get_problems, 0), .words = lm_report_problem_names),
    LM_COLUMN_DATA("cseq", N_("Number in CSeq"), LM_CELL_COUNT, AT(LM_FROM_U32_ALWAYS, cseq)),
    LM_COLUMN_DATA("in_dialog", N_("The request stands in a dialog"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, in_dialog)),
    LM_COLUMN_DATA("request_frame", N_("Frame of the request"), LM_CELL_COUNT,
                   AT(LM_FROM_MESSAGE_FRAME, request)),
    LM_COLUMN_DATA("final_frame", N_("Frame of the final response"), LM_CELL_COUNT,
                   AT(LM_FROM_MESSAGE_FRAME, final)),
    LM_COLUMN_DATA("time_ns", N_("When it began"), LM_CELL_TIME, LM_GOT(get_time, 0)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, LM_GOT(get_call_id, 0)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Transactions *transactions = lm_alloc(sizeof *transactions);
  (void)options;
  transactions->trace = trace;
  transactions->rows = LM_VEC_INIT(uint32_t);
  for (uint32_t i = lm_trace_next_transaction(trace, 0); i < lm_trace_n_transactions(trace);
       i = lm_trace_next_transaction(trace, i + 1))
    *(uint32_t *)lm_vec_push(&transactions->rows) = i;
  return transactions;
}

static void
discard(void *data)
{
  Transactions *transactions = data;
  lm_vec_clear(&transactions->rows);
  free(transactions);
}

static uint32_t
n_rows(const void *data)
{
  const Transactions *transactions = data;
  return transactions->rows.len;
}

static void
go(LmReportRow *row)
{
  const LmTransaction *transaction = lm_trace_transaction(row->trace, transaction_of(row));
  row->record = transaction;
  row->call = transaction->call;
  row->frame = first_message(row) ? first_message(row)->frame : 0;
}

const LmReport lm_report_transactions = {
    .name = "transactions",
    .noun = "transaction",
    .title = N_("Transactions"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
