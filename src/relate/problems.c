/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/problems.h"

#include "base/i18n.h"

static const struct {
  const char *name, *text;
} table[LM_N_PROBLEMS] = {
    {"sent-again-late", N_("sent again later than its timer says")},
    {"sent-again-early", N_("sent again sooner than its timer says")},
    {"sent-again-answered", N_("sent again though it was answered")},
    {"no-response", N_("no response came")},
    {"no-final-response", N_("no final response came")},
    {"final-late", N_("the final response came too late")},
    {"no-ack", N_("no ACK came")},
    {"no-request", N_("a response without its request")},
    {"timeout-sent", N_("408 may only answer INVITE")},
    {"cseq-lower", N_("CSeq is lower than before")},
    {"cseq-twice", N_("two requests have one CSeq")},
    {"wrong-route", N_("Route is not the dialog’s route set")},
    {"wrong-target", N_("the request’s URI is not the remote target")},
    {"no-contact", N_("what makes the dialog has no Contact")},
    {"after-bye", N_("a request behind the BYE")},
    {"no-prack", N_("no PRACK came")},
    {"wrong-rack", N_("PRACK for a response that was not sent")},
    {"session-too-short", N_("the session interval is below 90 seconds")},
    {"session-ran-out", N_("the session was not refreshed in time")},
};

const char *
lm_problem_name(LmProblemKind kind)
{
  return table[kind].name;
}

const char *
lm_problem_text(LmProblemKind kind)
{
  return _(table[kind].text);
}
