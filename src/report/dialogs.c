/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialogs.h"

#include "relate/party.h"
#include "report/cells.h"
#include "report/reports.h"

/* Problems that people are told; JSON has all. */
#define MAX_NAMED 3

enum { CALLER, CALLEE };

static const char *const states[] = {"none", "early", "confirmed", "terminated", NULL};
const char *const lm_report_problem_names[LM_N_PROBLEMS + 1] = {"sent-again-late",
                                                                "sent-again-early",
                                                                "sent-again-answered",
                                                                "no-response",
                                                                "no-final-response",
                                                                "final-late",
                                                                "no-ack",
                                                                "no-request",
                                                                "timeout-sent",
                                                                "cseq-lower",
                                                                "cseq-twice",
                                                                "wrong-route",
                                                                "wrong-target",
                                                                "no-contact",
                                                                "after-bye",
                                                                "no-prack",
                                                                "wrong-rack",
                                                                "session-too-short",
                                                                "session-ran-out",
                                                                NULL};
static const char *const refreshers[] = {"caller", "callee", NULL};

static void
get_number(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  uint32_t number = lm_trace_call(row->trace, view->call)->number;
  (void)column;
  if (number)
    lm_cell_count(cell, number);
}

static void
get_name(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  lm_cell_text(cell, lm_party_name(column->part == CALLER ? view->caller : view->callee));
}

static void
get_state(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_word(cell, lm_dialog_view_state_name(row->record));
}

static void
get_requests(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  (void)column;
  lm_text_reset(&row->text);
  lm_text_printf(&row->text, "%u+%u", view->sides[CALLER].n_requests,
                 view->sides[CALLEE].n_requests);
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

/* "1800 s, caller, 2". */
static void
get_session(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  (void)column;
  if (view->session_s == LM_NONE)
    return;
  lm_text_reset(&row->text);
  lm_text_printf(&row->text, "%u s, %s, %u", view->session_s,
                 view->refresher ? refreshers[view->refresher - 1] : "?", view->n_refreshes);
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

static void
add_problem(LmText *json, const LmProblem *problem)
{
  lm_text_printf(json, "%s{\"problem\":\"%s\"", json->len > 1 ? "," : "",
                 lm_problem_name(problem->kind));
  if (problem->frame)
    lm_text_printf(json, ",\"frame\":%u", problem->frame);
  if (problem->before)
    lm_text_printf(json, ",\"before_frame\":%u", problem->before);
  if (problem->span_ns != LM_TIME_NONE)
    lm_text_printf(json, ",\"span_ms\":%.3f", (double)problem->span_ns / 1e6);
  lm_text_printf(json, ",\"time_ns\":%lld}", (long long)problem->time_ns);
}

static void
get_problems(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (uint32_t i = view->first_problem; i != LM_NONE;) {
    const LmProblem *problem = lm_dialogs_problem(row->data, i);
    lm_cell_words_add(row, &words, lm_slice_str(lm_problem_name(problem->kind)));
    add_problem(&row->text, problem);
    i = problem->next;
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

static void
get_problem_texts(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmDialogView *view = row->record;
  LmText *text = &row->text;
  unsigned n = 0;
  (void)column;
  lm_text_reset(text);
  for (uint32_t i = view->first_problem; i != LM_NONE; n++) {
    const LmProblem *problem = lm_dialogs_problem(row->data, i);
    uint32_t frame = problem->frame ? problem->frame : problem->before;
    if (n < MAX_NAMED)
      lm_text_printf(text, "%s%s (%u)", n ? "; " : "", lm_problem_text(problem->kind), frame);
    i = problem->next;
  }
  if (n > MAX_NAMED)
    lm_text_printf(text, "; …+%u", n - MAX_NAMED);
  if (n)
    lm_cell_built(row, cell, LM_CELL_TEXT);
}

#define AT(from_, member_) LM_AT(from_, LmDialogView, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0,
                  LM_GOT(get_number, 0)),
    LM_COLUMN_PEOPLE(N_("Since"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_ALL("method", N_("Method"), N_("Method of the request that made it"), LM_CELL_WORD, 0,
                  AT(LM_FROM_METHOD, method)),
    LM_COLUMN_DATA("caller", N_("URI of the caller"), LM_CELL_TEXT, AT(LM_FROM_SLICE, caller)),
    LM_COLUMN_DATA("callee", N_("URI of who was called"), LM_CELL_TEXT, AT(LM_FROM_SLICE, callee)),
    LM_COLUMN_PEOPLE(N_("From"), LM_CELL_TEXT, false, 20, LM_GOT(get_name, CALLER)),
    LM_COLUMN_PEOPLE(N_("To"), LM_CELL_TEXT, false, 20, LM_GOT(get_name, CALLEE)),
    LM_COLUMN_ALL("state", N_("State"), N_("How far it came; none where no dialog was made"),
                  LM_CELL_WORD, 0, LM_GOT(get_state, 0), .words = states),
    LM_COLUMN_ALL("status", N_("Status"), N_("Final status, where no dialog was made"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_PEOPLE(N_("Requests"), LM_CELL_TEXT, true, 0, LM_GOT(get_requests, 0)),
    LM_COLUMN_ALL("forks", N_("Forks"), N_("Number of dialogs that the same request made"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_NOT_0, n_forks)),
    LM_COLUMN_PEOPLE(N_("Session"), LM_CELL_TEXT, false, 0, LM_GOT(get_session, 0)),
    LM_COLUMN_DATA("problems", N_("Rules of transactions and dialogs that were broken"),
                   LM_CELL_JSON, LM_GOT(get_problems, 0), .words = lm_report_problem_names),
    LM_COLUMN_PEOPLE(N_("Problems"), LM_CELL_TEXT, false, 0, LM_GOT(get_problem_texts, 0)),
    LM_COLUMN_DATA("caller_tag", N_("Tag of the caller"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, sides[CALLER].tag)),
    LM_COLUMN_DATA("callee_tag", N_("Tag of who was called"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, sides[CALLEE].tag)),
    LM_COLUMN_DATA("caller_target", N_("URI of the last Contact of the caller"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, sides[CALLER].target)),
    LM_COLUMN_DATA("callee_target", N_("URI of the last Contact of who was called"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, sides[CALLEE].target)),
    LM_COLUMN_DATA("caller_requests", N_("Number of requests of the caller"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, sides[CALLER].n_requests)),
    LM_COLUMN_DATA("callee_requests", N_("Number of requests of who was called"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, sides[CALLEE].n_requests)),
    LM_COLUMN_DATA("caller_cseq", N_("Highest CSeq of the caller"), LM_CELL_COUNT,
                   AT(LM_FROM_U32, sides[CALLER].cseq)),
    LM_COLUMN_DATA("callee_cseq", N_("Highest CSeq of who was called"), LM_CELL_COUNT,
                   AT(LM_FROM_U32, sides[CALLEE].cseq)),
    LM_COLUMN_DATA("routes", N_("Number of proxies in the route set"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_routes)),
    LM_COLUMN_DATA("first_route", N_("First of the route set of the caller"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, route)),
    LM_COLUMN_DATA("session_s", N_("Interval of the session timer"), LM_CELL_SECONDS,
                   AT(LM_FROM_U32, session_s)),
    LM_COLUMN_DATA("refresher", N_("Who refreshes the session"), LM_CELL_WORD,
                   AT(LM_FROM_WORD_NOT_0, refresher), .words = refreshers),
    LM_COLUMN_DATA("refreshes", N_("How often the session was refreshed"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_refreshes)),
    LM_COLUMN_DATA("began_before", N_("It began before the capture"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, began_before)),
    LM_COLUMN_DATA("first_frame", N_("Its first frame"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, first_frame)),
    LM_COLUMN_DATA("first_ns", N_("When it was seen first"), LM_CELL_TIME,
                   AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("last_ns", N_("When it was seen last"), LM_CELL_TIME, AT(LM_FROM_NS, last_ns)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, call_id)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  (void)options;
  return lm_dialogs_new(trace);
}

LM_REPORT_TABLE(dialogs)

static void
go(LmReportRow *row)
{
  const LmDialogView *view = lm_dialogs_at(row->data, row->index);
  row->record = view;
  row->call = view->call;
  row->frame = view->first_frame;
}

const LmReport lm_report_dialogs = {
    .name = "dialogs",
    .noun = "dialog",
    .title = N_("Dialogs"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
