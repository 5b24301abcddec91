/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of subscriptions and publications. For relate/subscription*.c and publications.c only.
 */

#include "base/hash.h"
#include "relate/look.h"
#include "relate/subscriptions.h"

/* A request that waits for its answer, on however many hops. */
typedef struct {
  uint64_t hash; /* of call, number, method and From tag */
  uint32_t row;  /* of the subscription; LM_NONE: none */
  uint32_t expires_s;
  int64_t time_ns;
  uint32_t frame;
  bool answered;
} LmSubscriptionRequest;

/* A row under one of the keys by which it is found. */
typedef struct {
  uint64_t hash;
  uint32_t row;
} LmSubscriptionKey;

struct LmSubscriptions {
  const LmTrace *trace;
  LmLook *look;
  LmVec rows, steps, requests, keys;
  LmTable by_request, by_key;
  uint64_t refused;
};

static inline LmSubscription *
lm_subscription_row(const LmSubscriptions *s, uint32_t index)
{
  return lm_vec_at(&s->rows, index);
}

/* A new row with what all have; LM_NONE when there are too many. */
uint32_t lm_subscription_add(LmSubscriptions *s, LmSubscriptionKind kind, const LmMessage *own,
                             const LmSipMessage *message);
void lm_subscription_add_step(LmSubscriptions *s, uint32_t index, LmSubscriptionStep step);
/* The same for what @own did. */
void lm_subscription_note(LmSubscriptions *s, uint32_t index, LmSubscriptionStepKind kind,
                          const LmMessage *own, uint32_t expires_s);
/* What was granted and not refreshed has gone before @now_ns. */
void lm_subscription_let_expire(LmSubscriptions *s, uint32_t index, int64_t now_ns);
/* Rows by 64 keyed bits, which two different keys do not share. LM_NONE where there is none. */
uint32_t lm_subscription_find(const LmSubscriptions *s, uint64_t key);
void lm_subscription_add_key(LmSubscriptions *s, uint64_t key, uint32_t row);

/* The request that @message is or answers. */
LmSubscriptionRequest *lm_subscription_request(const LmSubscriptions *s, const LmMessage *own,
                                               const LmSipMessage *message);
LmSubscriptionRequest *
lm_subscription_add_request(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message,
                            uint32_t row, uint32_t expires_s);

/* publications.c */
void lm_publication_take(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message);
void lm_publication_answer(LmSubscriptions *s, const LmSubscriptionRequest *request,
                           const LmMessage *own, const LmSipMessage *message);
