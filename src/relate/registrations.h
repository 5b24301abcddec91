/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Registrations (RFC 3261, 10): which contacts were bound to which address of record, when, by
 * whom, for how long, and what came of it; with Path (RFC 3327), Service-Route (RFC 3608), flows
 * (RFC 5626) and GRUU (RFC 5627). Computed from a trace when somebody looks; n log n in its
 * REGISTER messages. A request that a proxy passes on is one request, whose source is that of the
 * first hop. Addresses of record and contacts are the same when their texts are, but for case: that
 * is what user agents and registrars send again and again (RFC 3261, 19.1.4, says more, which
 * nobody needs here). The slices point into the capture. One thread. */

#include "track/trace.h"

typedef enum {
  LM_BINDING_PENDING,    /* asked for; challenged at most */
  LM_BINDING_UNANSWERED, /* no final response ever came */
  LM_BINDING_REGISTERED,
  LM_BINDING_REMOVED,
  LM_BINDING_EXPIRED,
  LM_BINDING_FAILED,
  LM_N_BINDING_STATES
} LmBindingState;

typedef enum {
  LM_CREDENTIALS_NONE, /* nobody asked for any */
  LM_CREDENTIALS_CHALLENGED,
  LM_CREDENTIALS_ACCEPTED,
  LM_CREDENTIALS_FAILED,
  LM_CREDENTIALS_STALE,
  LM_N_CREDENTIALS
} LmCredentials;

typedef enum {
  LM_BINDING_STEP_ASKED,
  LM_BINDING_STEP_CHALLENGED,
  LM_BINDING_STEP_REGISTERED,
  LM_BINDING_STEP_REFRESHED,
  LM_BINDING_STEP_LISTED, /* in the answer to a request for another contact */
  LM_BINDING_STEP_REMOVED,
  LM_BINDING_STEP_EXPIRED,
  LM_BINDING_STEP_FAILED,
  LM_BINDING_STEP_UNANSWERED,
  LM_N_BINDING_STEPS
} LmBindingStepKind;

typedef struct {
  int64_t time_ns;
  uint32_t frame;     /* 0: nothing was sent */
  uint32_t expires_s; /* asked or granted; LM_NONE: not said */
  uint32_t next;      /* of the same binding; LM_NONE: the last */
  uint16_t status;    /* of a response */
  uint8_t kind;       /* LmBindingStepKind */
} LmBindingStep;

typedef struct {
  uint64_t hash;
  LmSlice aor;     /* the To URI without its parameters */
  LmSlice contact; /* the URI; "*"; or empty where a request for none failed */
  LmSlice instance, user_agent, call_id;
  LmSlice path, service_route; /* the first value of each */
  LmSlice pub_gruu, temp_gruu;
  int64_t first_ns;      /* first seen */
  int64_t registered_ns; /* LM_TIME_NONE as long as it is not, as the others */
  int64_t refreshed_ns;
  int64_t expires_ns;
  int64_t ended_ns;
  uint32_t source,
      registrar; /* endpoint rows: who asked, and who was asked last; LM_NONE: not seen */
  uint32_t reg_id, asked_s, granted_s, flow_timer_s; /* LM_NONE: not said */
  uint32_t n_requests, n_refreshes, n_challenges, n_failures;
  uint32_t first_step, last_step;
  uint32_t call;        /* row of the call of the last message about it */
  uint32_t request;     /* row of the last request for it */
  uint32_t response;    /* row of the last response that granted it */
  uint32_t next_of_aor; /* another one that may be alive; LM_NONE: the last */
  uint16_t status;      /* of the last failure; 0: none */
  uint8_t state;        /* LmBindingState */
  uint8_t credentials;  /* LmCredentials */
  bool third_party;     /* From is somebody else (RFC 3261, 10.2) */
  bool behind_nat;      /* its contact is an address, and not the one that it came from */
  bool listed_of_aor;   /* among those that may be alive */
} LmBinding;

typedef struct LmRegistrations LmRegistrations;

/* Owned: lm_registrations_free(). @trace must outlive it. */
LmRegistrations *lm_registrations_new(const LmTrace *trace);
void lm_registrations_free(LmRegistrations *registrations);
/* In the order in which they were seen first. Borrowed. */
uint32_t lm_registrations_n(const LmRegistrations *registrations);
const LmBinding *lm_registrations_at(const LmRegistrations *registrations, uint32_t index);
const LmBindingStep *lm_registrations_step(const LmRegistrations *registrations, uint32_t index);
/* Bindings beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_registrations_refused(const LmRegistrations *registrations);

/* The words of the JSON: "registered", "accepted", "refreshed". */
const char *lm_binding_state_name(LmBindingState state);
const char *lm_credentials_name(LmCredentials credentials);
const char *lm_binding_step_name(LmBindingStepKind kind);
