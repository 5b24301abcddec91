/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/subscriptions.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"

static const LmOutputColumn columns[] = {
    {"kind", N_("Kind"), LM_SHOW_ALL, false, 0},
    {"event", N_("Event"), LM_SHOW_ALL, false, 0},
    {"subscriber", N_("Subscriber"), LM_SHOW_ALL, false, 36},
    {"notifier", N_("Notifier"), LM_SHOW_ALL, false, 36},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {NULL, N_("Since"), LM_SHOW_PEOPLE, false, 0},
    {"granted_s", N_("Seconds"), LM_SHOW_ALL, true, 0},
    {"refreshes", N_("Refreshed"), LM_SHOW_ALL, true, 0},
    {"notifies", N_("Told"), LM_SHOW_ALL, true, 0},
    {"said", N_("Last"), LM_SHOW_ALL, false, 30},
    {"reason", N_("Reason"), LM_SHOW_ALL, false, 0},
    {"status", N_("Failure"), LM_SHOW_ALL, true, 0},
    {"event_id", NULL, LM_SHOW_DATA, false, 0},
    {"source", NULL, LM_SHOW_DATA, false, 0},
    {"target", NULL, LM_SHOW_DATA, false, 0},
    {"asked_s", NULL, LM_SHOW_DATA, false, 0},
    {"retry_after_s", NULL, LM_SHOW_DATA, false, 0},
    {"first_ns", NULL, LM_SHOW_DATA, false, 0},
    {"accepted_ns", NULL, LM_SHOW_DATA, false, 0},
    {"last_ns", NULL, LM_SHOW_DATA, false, 0},
    {"expires_ns", NULL, LM_SHOW_DATA, false, 0},
    {"ended_ns", NULL, LM_SHOW_DATA, false, 0},
    {"failures", NULL, LM_SHOW_DATA, false, 0},
    {"refer_to", NULL, LM_SHOW_DATA, false, 0},
    {"entity_tag", NULL, LM_SHOW_DATA, false, 0},
    {"subscriber_tag", NULL, LM_SHOW_DATA, false, 0},
    {"notifier_tag", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
    {"steps", NULL, LM_SHOW_DATA, false, 0},
};

static void
add_text(LmText *json, const char *name, LmSlice value)
{
  if (lm_slice_is_empty(value))
    return;
  lm_text_printf(json, ",\"%s\":", name);
  lm_text_add_json(json, value);
}

static void
write_steps(LmOutput *output, const LmSubscriptions *subscriptions, const LmSubscription *row)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_char(&json, '[');
  for (uint32_t i = row->first_step; i != LM_NONE;) {
    const LmSubscriptionStep *step = lm_subscriptions_step(subscriptions, i);
    lm_text_printf(&json, "%s{\"step\":\"%s\",\"time_ns\":%lld", json.len > 1 ? "," : "",
                   lm_subscription_step_name(step->kind), (long long)step->time_ns);
    if (step->frame)
      lm_text_printf(&json, ",\"frame\":%u", step->frame);
    if (step->status)
      lm_text_printf(&json, ",\"status\":%u", step->status);
    if (step->expires_s != LM_NONE)
      lm_text_printf(&json, ",\"expires_s\":%u", step->expires_s);
    add_text(&json, "state", step->state);
    add_text(&json, "said", step->said);
    lm_text_add_char(&json, '}');
    i = step->next;
  }
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_text_clear(&json);
}

static void
write_data(LmOutput *output, const LmTrace *trace, const LmSubscription *row)
{
  lm_output_some_text(output, row->event_id);
  lm_output_some_endpoint(output, trace, row->source);
  lm_output_some_endpoint(output, trace, row->target);
  lm_output_some_uint(output, row->asked_s);
  lm_output_some_uint(output, row->retry_after_s);
  lm_output_time_ns(output, row->first_ns);
  lm_output_time_ns(output, row->accepted_ns);
  lm_output_time_ns(output, row->last_ns);
  lm_output_time_ns(output, row->expires_ns);
  lm_output_time_ns(output, row->ended_ns);
  lm_output_uint(output, row->n_failures);
  lm_output_some_text(output, row->refer_to);
  lm_output_some_text(output, row->entity_tag);
  lm_output_some_text(output, row->subscriber_tag);
  lm_output_some_text(output, row->notifier_tag);
  lm_output_some_text(output, row->call_id);
}

static void
write_subscription(LmOutput *output, const LmTrace *trace, const LmSubscriptions *subscriptions,
                   const LmSubscription *row)
{
  lm_output_str(output, lm_subscription_kind_name(row->kind));
  lm_output_some_text(output, row->event);
  lm_output_some_text(output, row->subscriber);
  lm_output_some_text(output, row->notifier);
  lm_output_str(output, lm_subscription_state_name(row->state));
  lm_output_some_clock(output, row->first_ns);
  lm_output_some_uint(output, row->granted_s);
  lm_output_uint(output, row->n_refreshes);
  lm_output_uint(output, row->n_notifies);
  lm_output_some_text(output, row->said);
  lm_output_some_text(output, row->reason);
  lm_output_some_uint(output, row->status ? row->status : LM_NONE);
  write_data(output, trace, row);
  write_steps(output, subscriptions, row);
  lm_output_end_row(output);
}

int
lm_command_subscriptions(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmSubscriptions *subscriptions = lm_subscriptions_new(listing.trace);
  for (uint32_t i = 0; i < lm_subscriptions_n(subscriptions); i++) {
    const LmSubscription *row = lm_subscriptions_at(subscriptions, i);
    if (lm_listing_has_call(&listing, row->call))
      write_subscription(listing.output, listing.trace, subscriptions, row);
  }
  lm_input_warn_refused(lm_subscriptions_refused(subscriptions));
  lm_subscriptions_free(subscriptions);
  return lm_listing_close(&listing);
}
