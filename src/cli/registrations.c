/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/registrations.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"
#include "cli/output.h"

static const LmOutputColumn columns[] = {
    {"aor", N_("Address"), LM_SHOW_ALL, false, 40},
    {"contact", N_("Contact"), LM_SHOW_ALL, false, 48},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {"source", N_("Source"), LM_SHOW_ALL, false, 0},
    {"registrar", N_("Registrar"), LM_SHOW_ALL, false, 0},
    {"user_agent", N_("User agent"), LM_SHOW_ALL, false, 30},
    {NULL, N_("Registered"), LM_SHOW_PEOPLE, false, 0},
    {"granted_s", N_("Seconds"), LM_SHOW_ALL, true, 0},
    {"refreshes", N_("Refreshed"), LM_SHOW_ALL, true, 0},
    {"authentication", N_("Authentication"), LM_SHOW_ALL, false, 0},
    {"status", N_("Failure"), LM_SHOW_ALL, true, 0},
    {"asked_s", NULL, LM_SHOW_DATA, false, 0},
    {"first_ns", NULL, LM_SHOW_DATA, false, 0},
    {"registered_ns", NULL, LM_SHOW_DATA, false, 0},
    {"refreshed_ns", NULL, LM_SHOW_DATA, false, 0},
    {"expires_ns", NULL, LM_SHOW_DATA, false, 0},
    {"ended_ns", NULL, LM_SHOW_DATA, false, 0},
    {"requests", NULL, LM_SHOW_DATA, false, 0},
    {"challenges", NULL, LM_SHOW_DATA, false, 0},
    {"failures", NULL, LM_SHOW_DATA, false, 0},
    {"third_party", NULL, LM_SHOW_DATA, false, 0},
    {"behind_nat", NULL, LM_SHOW_DATA, false, 0},
    {"instance", NULL, LM_SHOW_DATA, false, 0},
    {"reg_id", NULL, LM_SHOW_DATA, false, 0},
    {"flow_timer_s", NULL, LM_SHOW_DATA, false, 0},
    {"path", NULL, LM_SHOW_DATA, false, 0},
    {"service_route", NULL, LM_SHOW_DATA, false, 0},
    {"pub_gruu", NULL, LM_SHOW_DATA, false, 0},
    {"temp_gruu", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
    {"steps", NULL, LM_SHOW_DATA, false, 0},
};

static void
write_steps(LmOutput *output, const LmRegistrations *registrations, const LmBinding *binding)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_char(&json, '[');
  for (uint32_t i = binding->first_step; i != LM_NONE;) {
    const LmBindingStep *step = lm_registrations_step(registrations, i);
    lm_text_printf(&json, "%s{\"step\":\"%s\",\"time_ns\":%lld", json.len > 1 ? "," : "",
                   lm_binding_step_name(step->kind), (long long)step->time_ns);
    if (step->frame)
      lm_text_printf(&json, ",\"frame\":%u", step->frame);
    if (step->status)
      lm_text_printf(&json, ",\"status\":%u", step->status);
    if (step->expires_s != LM_NONE)
      lm_text_printf(&json, ",\"expires_s\":%u", step->expires_s);
    lm_text_add_char(&json, '}');
    i = step->next;
  }
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_text_clear(&json);
}

static void
write_data(LmOutput *output, const LmBinding *binding)
{
  lm_output_some_uint(output, binding->asked_s);
  lm_output_time_ns(output, binding->first_ns);
  lm_output_time_ns(output, binding->registered_ns);
  lm_output_time_ns(output, binding->refreshed_ns);
  lm_output_time_ns(output, binding->expires_ns);
  lm_output_time_ns(output, binding->ended_ns);
  lm_output_uint(output, binding->n_requests);
  lm_output_uint(output, binding->n_challenges);
  lm_output_uint(output, binding->n_failures);
  lm_output_bool(output, binding->third_party);
  lm_output_bool(output, binding->behind_nat);
  lm_output_some_text(output, binding->instance);
  lm_output_some_uint(output, binding->reg_id);
  lm_output_some_uint(output, binding->flow_timer_s);
  lm_output_some_text(output, binding->path);
  lm_output_some_text(output, binding->service_route);
  lm_output_some_text(output, binding->pub_gruu);
  lm_output_some_text(output, binding->temp_gruu);
  lm_output_some_text(output, binding->call_id);
}

static void
write_binding(LmOutput *output, const LmTrace *trace, const LmRegistrations *registrations,
              const LmBinding *binding)
{
  lm_output_some_text(output, binding->aor);
  lm_output_some_text(output, binding->contact);
  lm_output_str(output, lm_binding_state_name(binding->state));
  lm_output_some_endpoint(output, trace, binding->source);
  lm_output_some_endpoint(output, trace, binding->registrar);
  lm_output_some_text(output, binding->user_agent);
  lm_output_some_clock(output, binding->registered_ns);
  lm_output_some_uint(output, binding->granted_s);
  lm_output_uint(output, binding->n_refreshes);
  lm_output_str(output, lm_credentials_name(binding->credentials));
  lm_output_some_uint(output, binding->status ? binding->status : LM_NONE);
  write_data(output, binding);
  write_steps(output, registrations, binding);
  lm_output_end_row(output);
}

int
lm_command_registrations(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmRegistrations *registrations = lm_registrations_new(listing.trace);
  for (uint32_t i = 0; i < lm_registrations_n(registrations); i++) {
    const LmBinding *binding = lm_registrations_at(registrations, i);
    if (lm_listing_has_call(&listing, binding->call))
      write_binding(listing.output, listing.trace, registrations, binding);
  }
  lm_input_warn_refused(lm_registrations_refused(registrations));
  lm_registrations_free(registrations);
  return lm_listing_close(&listing);
}
