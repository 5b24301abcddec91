/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialogs.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"
#include "cli/party.h"

/* Problems that the table names; JSON has all. */
#define MAX_NAMED 3

static const LmOutputColumn columns[] = {
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Since"), LM_SHOW_PEOPLE, false, 0},
    {"method", N_("Method"), LM_SHOW_ALL, false, 0},
    {"caller", NULL, LM_SHOW_DATA, false, 0},
    {"callee", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("From"), LM_SHOW_PEOPLE, false, 20},
    {NULL, N_("To"), LM_SHOW_PEOPLE, false, 20},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {"status", N_("Status"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Requests"), LM_SHOW_PEOPLE, true, 0},
    {"forks", N_("Forks"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Session"), LM_SHOW_PEOPLE, false, 0},
    {"problems", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Problems"), LM_SHOW_PEOPLE, false, 0},
    {"caller_tag", NULL, LM_SHOW_DATA, false, 0},
    {"callee_tag", NULL, LM_SHOW_DATA, false, 0},
    {"caller_target", NULL, LM_SHOW_DATA, false, 0},
    {"callee_target", NULL, LM_SHOW_DATA, false, 0},
    {"caller_requests", NULL, LM_SHOW_DATA, false, 0},
    {"callee_requests", NULL, LM_SHOW_DATA, false, 0},
    {"caller_cseq", NULL, LM_SHOW_DATA, false, 0},
    {"callee_cseq", NULL, LM_SHOW_DATA, false, 0},
    {"routes", NULL, LM_SHOW_DATA, false, 0},
    {"first_route", NULL, LM_SHOW_DATA, false, 0},
    {"session_s", NULL, LM_SHOW_DATA, false, 0},
    {"refresher", NULL, LM_SHOW_DATA, false, 0},
    {"refreshes", NULL, LM_SHOW_DATA, false, 0},
    {"began_before", NULL, LM_SHOW_DATA, false, 0},
    {"first_frame", NULL, LM_SHOW_DATA, false, 0},
    {"first_ns", NULL, LM_SHOW_DATA, false, 0},
    {"last_ns", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
};

static const char *const refreshers[] = {NULL, "caller", "callee"};

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
write_problems(LmOutput *output, const LmDialogs *dialogs, const LmDialogView *view)
{
  LmText json = LM_TEXT_INIT, text = LM_TEXT_INIT;
  unsigned n = 0;
  lm_text_add_char(&json, '[');
  for (uint32_t i = view->first_problem; i != LM_NONE; n++) {
    const LmProblem *problem = lm_dialogs_problem(dialogs, i);
    uint32_t frame = problem->frame ? problem->frame : problem->before;
    add_problem(&json, problem);
    if (n < MAX_NAMED)
      lm_text_printf(&text, "%s%s (%u)", n ? "; " : "", lm_problem_text(problem->kind), frame);
    i = problem->next;
  }
  if (n > MAX_NAMED)
    lm_text_printf(&text, "; …+%u", n - MAX_NAMED);
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_output_str(output, text.str);
  lm_text_clear(&json);
  lm_text_clear(&text);
}

/* "1800 s, caller, 2". */
static void
write_session(LmOutput *output, const LmDialogView *view)
{
  LmText text = LM_TEXT_INIT;
  if (view->session_s != LM_NONE)
    lm_text_printf(&text, "%u s, %s, %u", view->session_s,
                   refreshers[view->refresher] ? refreshers[view->refresher] : "?",
                   view->n_refreshes);
  lm_output_str(output, text.str);
  lm_text_clear(&text);
}

static void
write_data(LmOutput *output, const LmDialogView *view)
{
  for (int i = 0; i < 2; i++)
    lm_output_some_text(output, view->sides[i].tag);
  for (int i = 0; i < 2; i++)
    lm_output_some_text(output, view->sides[i].target);
  for (int i = 0; i < 2; i++)
    lm_output_uint(output, view->sides[i].n_requests);
  for (int i = 0; i < 2; i++)
    lm_output_some_uint(output, view->sides[i].cseq);
  lm_output_uint(output, view->n_routes);
  lm_output_some_text(output, view->route);
  lm_output_some_uint(output, view->session_s);
  lm_output_str(output, refreshers[view->refresher]);
  lm_output_uint(output, view->n_refreshes);
  lm_output_bool(output, view->began_before);
  lm_output_uint(output, view->first_frame);
  lm_output_time_ns(output, view->first_ns);
  lm_output_time_ns(output, view->last_ns);
  lm_output_some_text(output, view->call_id);
}

static void
write_dialog(LmOutput *output, const LmTrace *trace, const LmDialogs *dialogs,
             const LmDialogView *view)
{
  uint32_t number = lm_trace_call(trace, view->call)->number;
  LmText requests = LM_TEXT_INIT;
  lm_text_printf(&requests, "%u+%u", view->sides[0].n_requests, view->sides[1].n_requests);
  lm_output_some_uint(output, number ? number : LM_NONE);
  lm_output_some_clock(output, view->first_ns);
  lm_output_some_text(output, lm_slice_str(lm_sip_method_name(view->method)));
  lm_output_some_text(output, view->caller);
  lm_output_some_text(output, view->callee);
  lm_output_some_text(output, lm_party_name(view->caller));
  lm_output_some_text(output, lm_party_name(view->callee));
  lm_output_str(output, lm_dialog_view_state_name(view));
  lm_output_some_uint(output, view->status ? view->status : LM_NONE);
  lm_output_str(output, requests.str);
  lm_output_some_uint(output, view->n_forks ? view->n_forks : LM_NONE);
  write_session(output, view);
  write_problems(output, dialogs, view);
  write_data(output, view);
  lm_output_end_row(output);
  lm_text_clear(&requests);
}

int
lm_command_dialogs(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmDialogs *dialogs = lm_dialogs_new(listing.trace);
  for (uint32_t i = 0; i < lm_dialogs_n(dialogs); i++) {
    const LmDialogView *view = lm_dialogs_at(dialogs, i);
    if (lm_listing_has_call(&listing, view->call))
      write_dialog(listing.output, listing.trace, dialogs, view);
  }
  lm_dialogs_free(dialogs);
  return lm_listing_close(&listing);
}
