/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Dialogs (RFC 3261, 12) as they went: state, forks, who said what they are reached at, the
 * caller's route set, order of CSeq, the session timer (RFC 4028); with the problems of the dialog
 * and of the transactions in it. What has problems but made no dialog has a row without one.
 * Computed from a trace when somebody looks; linear in its messages. The slices point into the
 * capture. One thread.
 */

#include "relate/problems.h"
#include "track/trace.h"

typedef enum { LM_REFRESHER_NONE, LM_REFRESHER_CALLER, LM_REFRESHER_CALLEE } LmRefresher;

/* One side of a dialog: that of the caller's tag, and the other one. */
typedef struct {
  LmSlice tag, target; /* the URI of its last Contact */
  uint32_t n_requests; /* new ones that it sent, without ACK and CANCEL */
  uint32_t cseq;       /* the highest; LM_NONE: none */
} LmDialogSide;

typedef struct {
  LmSlice call_id;
  LmSlice caller, callee; /* URIs */
  LmDialogSide sides[2];  /* caller, callee */
  LmSlice route;          /* the first of the caller's route set */
  int64_t first_ns, last_ns, refreshed_ns;
  uint32_t dialog, call;      /* rows of the trace; dialog LM_NONE: there is none */
  uint32_t n_routes, n_forks; /* dialogs that the same request made, this one too */
  uint32_t session_s;         /* LM_NONE: no session timer */
  uint32_t n_refreshes;
  uint32_t first_problem, last_problem, n_problems;
  uint32_t first_frame;
  uint16_t status; /* of the final response, where there is no dialog */
  uint8_t method;  /* LmSipMethod of the request that made it */
  uint8_t state;   /* LmDialogState */
  uint8_t refresher;
  bool began_before; /* the capture */
} LmDialogView;

typedef struct LmDialogs LmDialogs;

/* Owned: lm_dialogs_free(). @trace must outlive it. */
LmDialogs *lm_dialogs_new(const LmTrace *trace);
void lm_dialogs_free(LmDialogs *dialogs);
/* The rows of the trace's dialogs in their order, then those without. Borrowed. */
uint32_t lm_dialogs_n(const LmDialogs *dialogs);
const LmDialogView *lm_dialogs_at(const LmDialogs *dialogs, uint32_t index);
const LmProblem *lm_dialogs_problem(const LmDialogs *dialogs, uint32_t index);

/* "early", "confirmed", "terminated"; "none" where there is no dialog. */
const char *lm_dialog_view_state_name(const LmDialogView *view);
