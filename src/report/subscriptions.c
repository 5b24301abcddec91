/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/subscriptions.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const kinds[LM_N_SUBSCRIPTION_KINDS + 1] = {"subscribe", "refer", "notify",
                                                               "publish", NULL};
static const char *const states[LM_N_SUBSCRIPTION_STATES + 1] = {
    "asked",      "unanswered", "accepted", "pending", "active",
    "terminated", "expired",    "failed",   NULL};
static const char *const steps[LM_N_SUBSCRIPTION_STEPS + 1] = {
    "asked",    "refresh",   "end-asked", "challenged", "accepted", "refused",
    "notified", "not-taken", "expired",   "unanswered", NULL};

static void
get_steps(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmSubscription *subscription = row->record;
  LmText *json = &row->text;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t i = subscription->first_step; i != LM_NONE;) {
    const LmSubscriptionStep *step = lm_subscriptions_step(row->data, i);
    lm_cell_begin_step(row, &words, lm_subscription_step_name(step->kind), step->time_ns,
                       step->frame, step->status, step->expires_s);
    lm_cell_add_member(row, "state", step->state);
    lm_cell_add_member(row, "said", step->said);
    lm_text_add_char(json, '}');
    i = step->next;
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

#define AT(from_, member_) LM_AT(from_, LmSubscription, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("kind", N_("Kind"), N_("What asked for it: a SUBSCRIBE, a REFER ..."),
                  LM_CELL_WORD, 0, AT(LM_FROM_WORD, kind), .words = kinds),
    LM_COLUMN_ALL("event", N_("Event"), N_("Event package"), LM_CELL_WORD, 0,
                  AT(LM_FROM_SLICE, event)),
    LM_COLUMN_ALL("subscriber", N_("Subscriber"), N_("URI of who wants to know, or publishes"),
                  LM_CELL_TEXT, 36, AT(LM_FROM_SLICE, subscriber)),
    LM_COLUMN_ALL("notifier", N_("Notifier"), N_("URI of who tells, or is told of"), LM_CELL_TEXT,
                  36, AT(LM_FROM_SLICE, notifier)),
    LM_COLUMN_ALL("state", N_("State"), N_("What became of the subscription"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD, state), .words = states),
    LM_COLUMN_PEOPLE(N_("Since"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_ALL("granted_s", N_("Seconds"), N_("For how long it was granted"), LM_CELL_SECONDS, 0,
                  AT(LM_FROM_U32, granted_s)),
    LM_COLUMN_ALL("refreshes", N_("Refreshed"), N_("How often it was refreshed"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, n_refreshes)),
    LM_COLUMN_ALL("notifies", N_("Told"), N_("Number of NOTIFYs"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, n_notifies)),
    LM_COLUMN_ALL("said", N_("Last"), N_("What the last body said in a word or line"), LM_CELL_TEXT,
                  30, AT(LM_FROM_SLICE, said)),
    LM_COLUMN_ALL("reason", N_("Reason"), N_("Why it was terminated"), LM_CELL_TEXT, 0,
                  AT(LM_FROM_SLICE, reason)),
    LM_COLUMN_ALL("status", N_("Failure"), N_("Status of the last failure"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_DATA("event_id", N_("Parameter id of the event"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, event_id)),
    LM_COLUMN_DATA("source", N_("Who asked for it"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, source)),
    LM_COLUMN_DATA("target", N_("Who was asked for it"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, target)),
    LM_COLUMN_DATA("asked_s", N_("For how long it was asked"), LM_CELL_SECONDS,
                   AT(LM_FROM_U32, asked_s)),
    LM_COLUMN_DATA("retry_after_s", N_("How soon to try again"), LM_CELL_SECONDS,
                   AT(LM_FROM_U32, retry_after_s)),
    LM_COLUMN_DATA("first_ns", N_("When it was seen first"), LM_CELL_TIME,
                   AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("accepted_ns", N_("When it was granted"), LM_CELL_TIME,
                   AT(LM_FROM_NS, accepted_ns)),
    LM_COLUMN_DATA("last_ns", N_("When it was seen last"), LM_CELL_TIME, AT(LM_FROM_NS, last_ns)),
    LM_COLUMN_DATA("expires_ns", N_("When it expires"), LM_CELL_TIME, AT(LM_FROM_NS, expires_ns)),
    LM_COLUMN_DATA("ended_ns", N_("When it ended"), LM_CELL_TIME, AT(LM_FROM_NS, ended_ns)),
    LM_COLUMN_DATA("failures", N_("Number of its failures"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_failures)),
    LM_COLUMN_DATA("refer_to", N_("URI of Refer-To"), LM_CELL_TEXT, AT(LM_FROM_SLICE, refer_to)),
    LM_COLUMN_DATA("entity_tag", N_("SIP-ETag of what was published last"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, entity_tag)),
    LM_COLUMN_DATA("subscriber_tag", N_("Tag of the subscriber"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, subscriber_tag)),
    LM_COLUMN_DATA("notifier_tag", N_("Tag of the notifier"), LM_CELL_TEXT,
                   AT(LM_FROM_SLICE, notifier_tag)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, call_id)),
    LM_COLUMN_DATA("steps", N_("Steps of the subscription"), LM_CELL_JSON, LM_GOT(get_steps, 0),
                   .words = steps),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  (void)options;
  return lm_subscriptions_new(trace);
}

LM_REPORT_LIMITED_TABLE(subscriptions)

static void
go(LmReportRow *row)
{
  const LmSubscription *subscription = lm_subscriptions_at(row->data, row->index);
  uint32_t step = subscription->first_step;
  row->record = subscription;
  row->call = subscription->call;
  if (step != LM_NONE)
    row->frame = lm_subscriptions_step(row->data, step)->frame;
}

const LmReport lm_report_subscriptions = {
    .name = "subscriptions",
    .noun = "subscription",
    .title = N_("Subscriptions"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
