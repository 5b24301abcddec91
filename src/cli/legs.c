/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/legs.h"

#include "base/i18n.h"

static bool
find(const LmTrace *trace, uint32_t number, uint32_t *row, LmError *error)
{
  *row = lm_trace_call_by_number(trace, number);
  if (*row != LM_NONE)
    return true;
  return lm_error_set(error, LM_ERROR_USAGE, _("there is no call %u; the capture holds %llu"),
                      number, (unsigned long long)lm_trace_counters(trace)->calls);
}

bool
lm_cli_pins(const LmTrace *trace, const LmArguments *arguments, LmLegPin *pins, LmError *error)
{
  for (size_t i = 0; i < arguments->n_pins; i++) {
    const LmPinArgument *pin = &arguments->pins[i];
    if (!find(trace, pin->a, &pins[i].a, error) || !find(trace, pin->b, &pins[i].b, error))
      return false;
    pins[i].link = pin->link;
  }
  return true;
}

LmLegs *
lm_cli_legs_new(const LmTrace *trace, const LmArguments *arguments, LmError *error)
{
  LmLegPin pins[LM_MAX_PINS];
  if (!lm_cli_pins(trace, arguments, pins, error))
    return NULL;
  return lm_legs_new(trace, pins, arguments->n_pins);
}
