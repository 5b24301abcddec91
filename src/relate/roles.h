/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The hosts of a capture and the roles that they play, by what they do and not by what they are
 * called: who begins and answers requests by itself, who passes them on and how, who registers
 * contacts, redirects, notifies, joins two calls, leads to the telephone network or mixes
 * conferences (RFC 3261, 6; RFC 7092; RFC 4579). A host is an address; one that talks to itself, as
 * where everything runs on one machine, is as many hosts as it has ports. Computed from a trace
 * when somebody looks; linear in its messages. The slices point into the capture. One thread. */

#include "track/trace.h"

typedef enum {
  LM_ROLE_USER_AGENT,
  LM_ROLE_PROXY,
  LM_ROLE_STATEFUL_PROXY,  /* answers INVITEs with a 100 of its own */
  LM_ROLE_STATELESS_PROXY, /* passes repetitions on, and never sends a 100 */
  LM_ROLE_RECORD_ROUTER,   /* stays on the way */
  LM_ROLE_REGISTRAR,
  LM_ROLE_REDIRECT_SERVER,
  LM_ROLE_B2BUA,
  LM_ROLE_NOTIFIER, /* presence server and the like: notifies, or takes publications */
  LM_ROLE_GATEWAY,  /* to the telephone network: ISUP or QSIG, or causes of Q.850 */
  LM_ROLE_FOCUS,    /* of a conference */
  LM_N_ROLES
} LmRole;

typedef struct {
  LmEndpoint endpoint; /* port 0: all of them */
  LmSlice software;    /* the first User-Agent or Server that it said of itself */
  int64_t first_ns, last_ns;
  uint32_t n_requests, n_responses;                     /* that it sent, repetitions among them */
  uint32_t n_calls_made, n_calls_taken, n_calls_passed; /* INVITEs outside dialogs */
  uint32_t n_pings_sent, n_pings_answered;              /* OPTIONS outside dialogs */
  uint32_t n_pings_received;
  uint32_t roles;              /* bit n: LmRole n */
  uint32_t frames[LM_N_ROLES]; /* where each was seen first */
  uint32_t invite_in;          /* the last INVITE that came and was not passed on; LM_NONE */
  bool several_software;       /* it calls itself by different names */
} LmHostRoles;

typedef struct LmRoles LmRoles;

/* Owned: lm_roles_free(). @trace must outlive it. */
LmRoles *lm_roles_new(const LmTrace *trace);
/* The same in steps, for who must not be kept long: nothing is looked at yet. The trace must not
 * grow until it is done. */
LmRoles *lm_roles_begin(const LmTrace *trace);
/* Looks at @n more messages, which are looked at three times; false when all are done. */
bool lm_roles_step(LmRoles *roles, uint32_t n);
void lm_roles_free(LmRoles *roles);
/* By the time at which they were seen first. Borrowed. */
uint32_t lm_roles_n(const LmRoles *roles);
const LmHostRoles *lm_roles_at(const LmRoles *roles, uint32_t index);
/* The host that @endpoint is on, or LM_NONE. */
uint32_t lm_roles_find(const LmRoles *roles, const LmEndpoint *endpoint);

/* "stateful-proxy"; and for people (translated). */
const char *lm_role_name(LmRole role);
const char *lm_role_text(LmRole role);
