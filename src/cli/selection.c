/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/selection.h"

#include "base/i18n.h"
#include "cli/input.h"

static bool
make(const LmTrace *trace, const LmArguments *arguments, LmSelection *selection)
{
  LmError error = {0};
  *selection = (LmSelection){.all = !arguments->call && !arguments->call_id,
                             .call = LM_NONE,
                             .path = lm_slice_str(arguments->path)};
  if (arguments->call_id)
    selection->call = lm_trace_find_call(trace, lm_slice_str(arguments->call_id));
  else if (arguments->call)
    selection->call = lm_trace_call_by_number(trace, arguments->call);
  if (selection->all || selection->call != LM_NONE)
    return true;
  if (arguments->call_id)
    lm_error_set(&error, LM_ERROR_USAGE, _("no message has the Call-ID “%s”"), arguments->call_id);
  else
    lm_error_set(&error, LM_ERROR_USAGE, _("there is no call %u; the capture holds %llu"),
                 arguments->call, (unsigned long long)lm_trace_counters(trace)->calls);
  lm_input_fail(&error);
  return false;
}

LmSession *
lm_selection_read(const LmArguments *arguments, LmSelection *selection, int *status)
{
  LmSession *session = lm_input_read(arguments);
  *status = LM_EXIT_UNREADABLE;
  if (!session)
    return NULL;
  if (make(lm_session_trace(session), arguments, selection))
    return session;
  /* It may be missing because of damage, which closing tells of. */
  lm_input_close(session, true);
  *status = LM_EXIT_USAGE;
  return NULL;
}
