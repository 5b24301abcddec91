/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/subscription.h"

#include "base/limits.h"

uint32_t
lm_subscription_add(LmSubscriptions *s, LmSubscriptionKind kind, const LmMessage *own,
                    const LmSipMessage *message)
{
  if (s->rows.len >= LM_LIMIT_RELATED_ROWS) {
    s->refused++;
    return LM_NONE;
  }
  bool notify = kind == LM_SUBSCRIPTION_NOTIFY;
  LmSlice rest, event = lm_sip_message_value(message, LM_SIP_HEADER_EVENT);
  uint32_t index = s->rows.len;
  *(LmSubscription *)lm_vec_push(&s->rows) = (LmSubscription){
      .event = lm_slice_trim(lm_slice_split(event, ';', &rest)),
      .event_id = lm_look_parameter(rest, "id"),
      .subscriber = lm_look_aor(notify ? message->to : message->from),
      .notifier = lm_look_aor(notify ? message->from : message->to),
      .subscriber_tag = notify ? message->to_tag : message->from_tag,
      .notifier_tag = notify ? message->from_tag : message->to_tag,
      .call_id = message->call_id,
      .first_ns = own->time_ns,
      .last_ns = own->time_ns,
      .accepted_ns = LM_TIME_NONE,
      .expires_ns = LM_TIME_NONE,
      .ended_ns = LM_TIME_NONE,
      .source = notify ? own->dst : own->src,
      .target = notify ? own->src : own->dst,
      .asked_s = LM_NONE,
      .granted_s = LM_NONE,
      .retry_after_s = LM_NONE,
      .first_step = LM_NONE,
      .last_step = LM_NONE,
      .call = own->call,
      .kind = kind,
  };
  return index;
}

void
lm_subscription_add_step(LmSubscriptions *s, uint32_t index, LmSubscriptionStep step)
{
  LmSubscription *row = lm_subscription_row(s, index);
  uint32_t fresh = s->steps.len;
  step.next = LM_NONE;
  *(LmSubscriptionStep *)lm_vec_push(&s->steps) = step;
  if (row->last_step == LM_NONE)
    row->first_step = fresh;
  else
    ((LmSubscriptionStep *)lm_vec_at(&s->steps, row->last_step))->next = fresh;
  row->last_step = fresh;
  if (step.frame)
    row->last_ns = step.time_ns;
}

void
lm_subscription_note(LmSubscriptions *s, uint32_t index, LmSubscriptionStepKind kind,
                     const LmMessage *own, uint32_t expires_s)
{
  lm_subscription_add_step(s, index,
                           (LmSubscriptionStep){.time_ns = own->time_ns,
                                                .frame = own->frame,
                                                .status = own->status,
                                                .expires_s = expires_s,
                                                .kind = kind});
}

void
lm_subscription_let_expire(LmSubscriptions *s, uint32_t index, int64_t now_ns)
{
  LmSubscription *row = lm_subscription_row(s, index);
  bool alive = row->state == LM_SUBSCRIPTION_ACCEPTED || row->state == LM_SUBSCRIPTION_PENDING ||
               row->state == LM_SUBSCRIPTION_ACTIVE;
  if (!alive || row->expires_ns == LM_TIME_NONE || now_ns <= row->expires_ns)
    return;
  row->state = LM_SUBSCRIPTION_EXPIRED;
  row->ended_ns = row->expires_ns;
  lm_subscription_add_step(s, index,
                           (LmSubscriptionStep){.time_ns = row->ended_ns,
                                                .expires_s = LM_NONE,
                                                .kind = LM_SUBSCRIPTION_STEP_EXPIRED});
}

uint32_t
lm_subscription_find(const LmSubscriptions *s, uint64_t key)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&s->by_key, key, &walk);
  for (; index != LM_NONE; index = lm_table_next(&s->by_key, &walk)) {
    const LmSubscriptionKey *entry = lm_vec_at(&s->keys, index);
    if (entry->hash == key)
      return entry->row;
  }
  return LM_NONE;
}

void
lm_subscription_add_key(LmSubscriptions *s, uint64_t key, uint32_t row)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&s->by_key, key, &walk);
  for (; index != LM_NONE; index = lm_table_next(&s->by_key, &walk)) {
    LmSubscriptionKey *entry = lm_vec_at(&s->keys, index);
    if (entry->hash == key) {
      entry->row = row;
      return;
    }
  }
  lm_table_add(&s->by_key, key, s->keys.len);
  *(LmSubscriptionKey *)lm_vec_push(&s->keys) = (LmSubscriptionKey){.hash = key, .row = row};
}

static uint64_t
request_hash(const LmMessage *own, const LmSipMessage *message)
{
  uint64_t number = (uint64_t)own->call << 32 | own->cseq;
  uint64_t tag = lm_hash(lm_hash_key(), message->from_tag.data, message->from_tag.len);
  return lm_hash_pair(lm_hash_key(), number, tag ^ own->cseq_method);
}

LmSubscriptionRequest *
lm_subscription_request(const LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmTableWalk walk;
  uint64_t hash = request_hash(own, message);
  uint32_t index = lm_table_first(&s->by_request, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&s->by_request, &walk)) {
    LmSubscriptionRequest *request = lm_vec_at(&s->requests, index);
    if (request->hash == hash)
      return request;
  }
  return NULL;
}

LmSubscriptionRequest *
lm_subscription_add_request(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message,
                            uint32_t row, uint32_t expires_s)
{
  uint64_t hash = request_hash(own, message);
  lm_table_add(&s->by_request, hash, s->requests.len);
  LmSubscriptionRequest *request = lm_vec_push(&s->requests);
  *request = (LmSubscriptionRequest){.hash = hash,
                                     .row = row,
                                     .expires_s = expires_s,
                                     .time_ns = own->time_ns,
                                     .frame = own->frame};
  return request;
}

const char *
lm_subscription_kind_name(LmSubscriptionKind kind)
{
  static const char *const names[LM_N_SUBSCRIPTION_KINDS] = {"subscribe", "refer", "notify",
                                                             "publish"};
  return names[kind];
}

const char *
lm_subscription_state_name(LmSubscriptionState state)
{
  static const char *const names[LM_N_SUBSCRIPTION_STATES] = {
      "asked", "unanswered", "accepted", "pending", "active", "terminated", "expired", "failed"};
  return names[state];
}

const char *
lm_subscription_step_name(LmSubscriptionStepKind kind)
{
  static const char *const names[LM_N_SUBSCRIPTION_STEPS] = {
      "asked",   "refresh",  "end-asked", "challenged", "accepted",
      "refused", "notified", "not-taken", "expired",    "unanswered"};
  return names[kind];
}
