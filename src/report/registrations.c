/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/registrations.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const states[LM_N_BINDING_STATES + 1] = {
    "pending", "unanswered", "registered", "removed", "expired", "failed", NULL};
static const char *const credentials[LM_N_CREDENTIALS + 1] = {"none",   "challenged", "accepted",
                                                              "failed", "stale",      NULL};
static const char *const steps[LM_N_BINDING_STEPS + 1] = {
    "asked",   "challenged", "registered", "refreshed",  "listed",
    "removed", "expired",    "failed",     "unanswered", NULL};

static void
get_steps(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmBinding *binding = row->record;
  LmText *json = &row->text;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t i = binding->first_step; i != LM_NONE;) {
    const LmBindingStep *step = lm_registrations_step(row->data, i);
    lm_cell_begin_step(row, &words, lm_binding_step_name(step->kind), step->time_ns, step->frame,
                       step->status, step->expires_s);
    lm_text_add_char(json, '}');
    i = step->next;
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

#define AT(from_, member_) LM_AT(from_, LmBinding, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("aor", N_("Address"), N_("Address of record"), LM_CELL_TEXT, 40,
                  AT(LM_FROM_SLICE, aor)),
    LM_COLUMN_ALL("contact", N_("Contact"), N_("URI that was registered"), LM_CELL_TEXT, 48,
                  AT(LM_FROM_SLICE, contact)),
    LM_COLUMN_ALL("state", N_("State"), N_("What became of the registration"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD, state), .words = states),
    LM_COLUMN_ALL("source", N_("Source"), N_("Who asked for the registration"), LM_CELL_ENDPOINT, 0,
                  AT(LM_FROM_ENDPOINT_ROW, source)),
    LM_COLUMN_ALL("registrar", N_("Registrar"), N_("Who was asked for the registration"),
                  LM_CELL_ENDPOINT, 0, AT(LM_FROM_ENDPOINT_ROW, registrar)),
    LM_COLUMN_ALL("user_agent", N_("User agent"), N_("User-Agent of who registered"), LM_CELL_TEXT,
                  30, AT(LM_FROM_SLICE, user_agent)),
    LM_COLUMN_PEOPLE(N_("Registered"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, registered_ns)),
    LM_COLUMN_ALL("granted_s", N_("Seconds"), N_("For how long it was granted"), LM_CELL_SECONDS, 0,
                  AT(LM_FROM_U32, granted_s)),
    LM_COLUMN_ALL("refreshes", N_("Refreshed"), N_("How often it was refreshed"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, n_refreshes)),
    LM_COLUMN_ALL("authentication", N_("Authentication"), N_("What became of the credentials"),
                  LM_CELL_WORD, 0, AT(LM_FROM_WORD, credentials), .words = credentials),
    LM_COLUMN_ALL("status", N_("Failure"), N_("Status of the last failure"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_DATA("asked_s", N_("For how long it was asked"), LM_CELL_SECONDS,
                   AT(LM_FROM_U32, asked_s)),
    LM_COLUMN_DATA("first_ns", N_("When it was seen first"), LM_CELL_TIME,
                   AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("registered_ns", N_("When it was granted"), LM_CELL_TIME,
                   AT(LM_FROM_NS, registered_ns)),
    LM_COLUMN_DATA("refreshed_ns", N_("When it was refreshed last"), LM_CELL_TIME,
                   AT(LM_FROM_NS, refreshed_ns)),
    LM_COLUMN_DATA("expires_ns", N_("When it expires"), LM_CELL_TIME, AT(LM_FROM_NS, expires_ns)),
    LM_COLUMN_DATA("ended_ns", N_("When it ended"), LM_CELL_TIME, AT(LM_FROM_NS, ended_ns)),
    LM_COLUMN_DATA("requests", N_("Number of requests for it"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_requests)),
    LM_COLUMN_DATA("challenges", N_("Number of challenges to it"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_challenges)),
    LM_COLUMN_DATA("failures", N_("Number of its failures"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_failures)),
    LM_COLUMN_DATA("third_party", N_("Somebody registered for somebody else"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, third_party)),
    LM_COLUMN_DATA("behind_nat", N_("Its contact is not the address that it came from"),
                   LM_CELL_TRUTH, AT(LM_FROM_BOOL, behind_nat)),
    LM_COLUMN_DATA("instance", N_("Instance ID of the device"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, instance)),
    LM_COLUMN_DATA("reg_id", N_("Number of the flow among those of the device"), LM_CELL_COUNT,
                   AT(LM_FROM_U32, reg_id)),
    LM_COLUMN_DATA("flow_timer_s", N_("Flow-Timer: how soon keep-alives are wanted"),
                   LM_CELL_SECONDS, AT(LM_FROM_U32, flow_timer_s)),
    LM_COLUMN_DATA("path", N_("First Path of the requests"), LM_CELL_TEXT, AT(LM_FROM_SLICE, path)),
    LM_COLUMN_DATA("service_route", N_("First Service-Route of the answers"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, service_route)),
    LM_COLUMN_DATA("pub_gruu", N_("Public GRUU"), LM_CELL_TEXT, AT(LM_FROM_SLICE, pub_gruu)),
    LM_COLUMN_DATA("temp_gruu", N_("Temporary GRUU"), LM_CELL_TEXT, AT(LM_FROM_SLICE, temp_gruu)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, call_id)),
    LM_COLUMN_DATA("steps", N_("Steps of the registration"), LM_CELL_JSON, LM_GOT(get_steps, 0),
                   .words = steps),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  (void)options;
  return lm_registrations_new(trace);
}

LM_REPORT_LIMITED_TABLE(registrations)

static void
go(LmReportRow *row)
{
  const LmBinding *binding = lm_registrations_at(row->data, row->index);
  uint32_t shown = binding->response != LM_NONE ? binding->response : binding->request;
  row->record = binding;
  row->call = binding->call;
  row->frame = shown == LM_NONE ? 0 : lm_trace_message(row->trace, shown)->frame;
}

const LmReport lm_report_registrations = {
    .name = "registrations",
    .noun = "registration",
    .title = N_("Registrations"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
