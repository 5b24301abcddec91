/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialog_rows.h"

#define LEAST_S 90 /* RFC 4028, 5 */
/* What a session may be late by: the answer's way, and a request that was sent again. */
#define GRACE_NS (2 * LM_NS_PER_S)

static bool
ran_out(const LmDialogView *view, int64_t now_ns)
{
  return view->session_s != LM_NONE && view->refreshed_ns != LM_TIME_NONE &&
         lm_time_sub(now_ns, view->refreshed_ns) >
             (int64_t)view->session_s * LM_NS_PER_S + GRACE_NS;
}

/* Whoever has the timer ends the call with a BYE when it runs out (RFC 4028, 10). */
void
lm_dialog_end_session(LmDialogs *dialogs, uint32_t index, int64_t now_ns)
{
  LmDialogView *view = lm_dialog_view(dialogs, index);
  if (!ran_out(view, now_ns))
    return;
  int64_t end_ns = lm_time_add(view->refreshed_ns, (int64_t)view->session_s * LM_NS_PER_S);
  LmProblem problem = {.time_ns = end_ns,
                       .span_ns = lm_time_sub(now_ns, view->refreshed_ns),
                       .before = view->first_frame,
                       .next = LM_NONE,
                       .kind = LM_PROBLEM_SESSION_RAN_OUT};
  lm_dialog_add_problem(dialogs, index, &problem);
  view->refreshed_ns = LM_TIME_NONE; /* said once */
}

void
lm_dialog_take_session(LmDialogs *dialogs, uint32_t index, const LmMessage *own,
                       const LmSipMessage *message, bool by_caller)
{
  LmDialogView *view = lm_dialog_view(dialogs, index);
  LmSlice rest, value = lm_sip_message_value(message, LM_SIP_HEADER_SESSION_EXPIRES);
  /* The copies of the other hops come right behind it. */
  if (view->refreshed_ns != LM_TIME_NONE &&
      lm_time_sub(own->time_ns, view->refreshed_ns) < GRACE_NS / 4)
    return;
  lm_dialog_end_session(dialogs, index, own->time_ns);
  if (value.len == 0) {
    view->session_s = LM_NONE; /* the last answer counts (RFC 4028, 7.2) */
    return;
  }
  if (view->session_s != LM_NONE)
    view->n_refreshes++;
  view->session_s = lm_look_seconds(value, LM_NONE);
  lm_slice_split(value, ';', &rest);
  LmSlice refresher = lm_look_parameter(rest, "refresher");
  bool uac = lm_slice_equal_nocase(refresher, LM_SLICE_LITERAL("uac"));
  if (refresher.len)
    view->refresher = uac == by_caller ? LM_REFRESHER_CALLER : LM_REFRESHER_CALLEE;
  view->refreshed_ns = own->time_ns;
  if (view->session_s < LEAST_S)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_SESSION_TOO_SHORT, own, NULL,
                   (int64_t)view->session_s * LM_NS_PER_S);
}
