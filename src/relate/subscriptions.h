/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Subscriptions (RFC 6665) with those that a REFER makes (RFC 3515), and publications (RFC 3903):
 * who wants to know what of whom, whether it was granted, what was told and how it ended. Computed
 * from a trace when somebody looks; linear in its messages. A request that a proxy passes on is one
 * request. The slices point into the capture. One thread. */

#include "track/trace.h"

typedef enum {
  LM_SUBSCRIPTION_SUBSCRIBE,
  LM_SUBSCRIPTION_REFER,
  LM_SUBSCRIPTION_NOTIFY, /* nobody was seen to ask for it */
  LM_SUBSCRIPTION_PUBLISH,
  LM_N_SUBSCRIPTION_KINDS
} LmSubscriptionKind;

typedef enum {
  LM_SUBSCRIPTION_ASKED,
  LM_SUBSCRIPTION_UNANSWERED,
  LM_SUBSCRIPTION_ACCEPTED, /* nothing was told yet (RFC 6665, 4.1.2.4) */
  LM_SUBSCRIPTION_PENDING,
  LM_SUBSCRIPTION_ACTIVE,
  LM_SUBSCRIPTION_TERMINATED,
  LM_SUBSCRIPTION_EXPIRED,
  LM_SUBSCRIPTION_FAILED,
  LM_N_SUBSCRIPTION_STATES
} LmSubscriptionState;

typedef enum {
  LM_SUBSCRIPTION_STEP_ASKED,
  LM_SUBSCRIPTION_STEP_REFRESH,
  LM_SUBSCRIPTION_STEP_END_ASKED, /* Expires: 0 */
  LM_SUBSCRIPTION_STEP_CHALLENGED,
  LM_SUBSCRIPTION_STEP_ACCEPTED,
  LM_SUBSCRIPTION_STEP_REFUSED,
  LM_SUBSCRIPTION_STEP_NOTIFIED,
  LM_SUBSCRIPTION_STEP_NOT_TAKEN, /* the NOTIFY was refused */
  LM_SUBSCRIPTION_STEP_EXPIRED,
  LM_SUBSCRIPTION_STEP_UNANSWERED,
  LM_N_SUBSCRIPTION_STEPS
} LmSubscriptionStepKind;

typedef struct {
  int64_t time_ns;
  LmSlice state;      /* of a NOTIFY: its Subscription-State */
  LmSlice said;       /* see lm_notification_says() */
  uint32_t frame;     /* 0: nothing was sent */
  uint32_t expires_s; /* LM_NONE: not said */
  uint32_t next;      /* of the same subscription; LM_NONE: the last */
  uint16_t status;    /* of a response */
  uint8_t kind;       /* LmSubscriptionStepKind */
} LmSubscriptionStep;

typedef struct {
  LmSlice event, event_id;      /* "presence", and the parameter id */
  LmSlice subscriber, notifier; /* URIs; of a publication who publishes, and about whom */
  LmSlice subscriber_tag, notifier_tag;
  LmSlice call_id;
  LmSlice reason;     /* why it was terminated */
  LmSlice refer_to;   /* of a REFER: the URI */
  LmSlice entity_tag; /* of a publication: the last */
  LmSlice said;       /* what the last body said in a word or line */
  int64_t first_ns;
  int64_t accepted_ns; /* LM_TIME_NONE as long as it is not, as the others */
  int64_t last_ns;     /* last request, answer or NOTIFY */
  int64_t expires_ns;
  int64_t ended_ns;
  uint32_t source, target;                    /* endpoint rows; LM_NONE: not seen */
  uint32_t asked_s, granted_s, retry_after_s; /* LM_NONE: not said */
  uint32_t n_refreshes, n_notifies, n_failures;
  uint32_t first_step, last_step;
  uint32_t call;
  uint16_t status; /* of the last failure; 0: none */
  uint8_t kind;    /* LmSubscriptionKind */
  uint8_t state;   /* LmSubscriptionState */
} LmSubscription;

typedef struct LmSubscriptions LmSubscriptions;

/* Owned: lm_subscriptions_free(). @trace must outlive it. */
LmSubscriptions *lm_subscriptions_new(const LmTrace *trace);
void lm_subscriptions_free(LmSubscriptions *subscriptions);
/* In the order in which they were seen first. Borrowed. */
uint32_t lm_subscriptions_n(const LmSubscriptions *subscriptions);
const LmSubscription *lm_subscriptions_at(const LmSubscriptions *subscriptions, uint32_t index);
const LmSubscriptionStep *
lm_subscriptions_step(const LmSubscriptions *subscriptions, uint32_t index);
/* Rows beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_subscriptions_refused(const LmSubscriptions *subscriptions);

/* The words of the JSON: "subscribe", "active", "notified". */
const char *lm_subscription_kind_name(LmSubscriptionKind kind);
const char *lm_subscription_state_name(LmSubscriptionState state);
const char *lm_subscription_step_name(LmSubscriptionStepKind kind);

/* What a body of @content_type says in a word or a line that does not need reading: the status of a
 * sipfrag (RFC 3515), the voice messages of a summary (RFC 3842), the basic status of presence (RFC
 * 3863), the state of a dialog (RFC 4235) or a registration (RFC 3680), keys (RFC 4730). A part of
 * @body; empty for others. */
LmSlice lm_notification_says(LmSlice content_type, LmSlice body);
