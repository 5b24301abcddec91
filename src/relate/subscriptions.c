/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/subscription.h"

#include <stdio.h>
#include <stdlib.h>

/* What a subscription is known by: its dialog as far as it is known, event package and id (RFC
 * 6665, 4.4.1 and 8.2.1). */
static uint64_t
dialog_key(uint32_t call, LmSlice subscriber_tag, LmSlice notifier_tag, LmSlice event, LmSlice id)
{
  const LmHashKey *key = lm_hash_key();
  uint64_t tags = lm_hash_pair(key, lm_hash(key, subscriber_tag.data, subscriber_tag.len),
                               lm_hash(key, notifier_tag.data, notifier_tag.len));
  uint64_t name = lm_hash_pair(key, lm_look_hash_nocase(event), lm_hash(key, id.data, id.len));
  return lm_hash_pair(key, lm_hash_pair(key, tags, name), call);
}

static uint64_t
row_key(const LmSubscription *row, LmSlice notifier_tag, LmSlice id)
{
  return dialog_key(row->call, row->subscriber_tag, notifier_tag, row->event, id);
}

/* The row of the dialog between the tags. A SUBSCRIBE that was forked has a dialog with each that
 * notifies (RFC 6665, 4.1.4): the first takes the row of the request, each other one gets its own.
 */
static uint32_t
find_row(LmSubscriptions *s, uint32_t call, LmSlice subscriber_tag, LmSlice notifier_tag,
         LmSlice event, LmSlice id)
{
  uint64_t key = dialog_key(call, subscriber_tag, notifier_tag, event, id);
  uint32_t index = lm_subscription_find(s, key);
  if (index != LM_NONE || notifier_tag.len == 0)
    return index;
  uint32_t asked =
      lm_subscription_find(s, dialog_key(call, subscriber_tag, LM_SLICE_EMPTY, event, id));
  if (asked == LM_NONE)
    return LM_NONE;
  LmSubscription *row = lm_subscription_row(s, asked);
  if (row->notifier_tag.len == 0) {
    row->notifier_tag = notifier_tag;
    lm_subscription_add_key(s, key, asked);
    return asked;
  }
  return LM_NONE;
}

static void
take_subscribe(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice rest, event = lm_sip_message_value(message, LM_SIP_HEADER_EVENT);
  event = lm_slice_trim(lm_slice_split(event, ';', &rest));
  LmSlice id = lm_look_parameter(rest, "id");
  uint32_t asked = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), LM_NONE);
  LmSubscriptionStepKind step = LM_SUBSCRIPTION_STEP_REFRESH;
  uint32_t index = find_row(s, own->call, message->from_tag, message->to_tag, event, id);
  if (index == LM_NONE) {
    index = lm_subscription_add(s, LM_SUBSCRIPTION_SUBSCRIBE, own, message);
    step = LM_SUBSCRIPTION_STEP_ASKED;
    if (index != LM_NONE) {
      const LmSubscription *row = lm_subscription_row(s, index);
      lm_subscription_add_key(s, row_key(row, row->notifier_tag, id), index);
    }
  }
  lm_subscription_add_request(s, own, message, index, asked);
  if (index == LM_NONE)
    return;
  LmSubscription *row = lm_subscription_row(s, index);
  lm_subscription_let_expire(s, index, own->time_ns);
  row->asked_s = asked;
  if (row->kind == LM_SUBSCRIPTION_NOTIFY)
    row->kind = LM_SUBSCRIPTION_SUBSCRIBE;
  lm_subscription_note(s, index, asked == 0 ? LM_SUBSCRIPTION_STEP_END_ASKED : step, own, asked);
}

/* A REFER is a subscription to what comes of it, unless it says that it is none (RFC 4488). Its id
 * is its CSeq number, which the NOTIFYs of the first in a dialog may leave out (RFC 3515, 2.4.6).
 */
static void
take_refer(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  char number[16];
  int len = snprintf(number, sizeof number, "%u", own->cseq);
  LmSlice id = lm_slice(number, (size_t)len), event = LM_SLICE_LITERAL("refer");
  LmSlice rest, none = lm_look_named(message, "Refer-Sub");
  none = lm_slice_trim(lm_slice_split(none, ';', &rest));
  uint32_t index = LM_NONE;
  if (!lm_slice_equal_nocase(none, LM_SLICE_LITERAL("false")))
    index = lm_subscription_add(s, LM_SUBSCRIPTION_REFER, own, message);
  lm_subscription_add_request(s, own, message, index, LM_NONE);
  if (index == LM_NONE)
    return;
  LmSubscription *row = lm_subscription_row(s, index);
  row->event = event;
  row->event_id = LM_SLICE_EMPTY;
  row->refer_to = lm_look_uri(lm_sip_message_value(message, LM_SIP_HEADER_REFER_TO));
  lm_subscription_add_key(s, row_key(row, row->notifier_tag, id), index);
  uint64_t first = row_key(row, row->notifier_tag, LM_SLICE_EMPTY);
  uint32_t known = lm_subscription_find(s, first);
  if (known == LM_NONE || lm_subscription_row(s, known)->state >= LM_SUBSCRIPTION_TERMINATED ||
      lm_subscription_row(s, known)->n_failures)
    lm_subscription_add_key(s, first, index);
  lm_subscription_note(s, index, LM_SUBSCRIPTION_STEP_ASKED, own, LM_NONE);
}

static LmSubscriptionState
state_of(LmSlice word)
{
  if (lm_slice_equal_nocase(word, LM_SLICE_LITERAL("terminated")))
    return LM_SUBSCRIPTION_TERMINATED;
  if (lm_slice_equal_nocase(word, LM_SLICE_LITERAL("pending")))
    return LM_SUBSCRIPTION_PENDING;
  return LM_SUBSCRIPTION_ACTIVE; /* also what is not registered (RFC 6665, 4.1.3) */
}

/* The row that a NOTIFY is about, made where nobody was seen to subscribe. */
static uint32_t
notified_row(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice rest, event = lm_sip_message_value(message, LM_SIP_HEADER_EVENT);
  event = lm_slice_trim(lm_slice_split(event, ';', &rest));
  LmSlice id = lm_look_parameter(rest, "id");
  uint32_t index = find_row(s, own->call, message->to_tag, message->from_tag, event, id);
  if (index != LM_NONE)
    return index;
  uint32_t asked =
      lm_subscription_find(s, dialog_key(own->call, message->to_tag, LM_SLICE_EMPTY, event, id));
  index = lm_subscription_add(
      s, asked == LM_NONE ? LM_SUBSCRIPTION_NOTIFY : lm_subscription_row(s, asked)->kind, own,
      message);
  if (index == LM_NONE)
    return index;
  LmSubscription *row = lm_subscription_row(s, index);
  if (asked != LM_NONE) {
    const LmSubscription *original = lm_subscription_row(s, asked);
    *row = *original;
    row->notifier_tag = message->from_tag;
    row->target = own->src;
    row->first_ns = own->time_ns;
    row->first_step = row->last_step = LM_NONE;
    row->n_notifies = row->n_refreshes = 0;
  }
  lm_subscription_add_key(s, row_key(row, row->notifier_tag, id), index);
  return index;
}

static void
take_notify(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice parameters, text = lm_sip_message_value(message, LM_SIP_HEADER_SUBSCRIPTION_STATE);
  LmSlice word = lm_slice_trim(lm_slice_split(text, ';', &parameters));
  uint32_t index = notified_row(s, own, message);
  lm_subscription_add_request(s, own, message, index, LM_NONE);
  if (index == LM_NONE)
    return;
  LmSubscription *row = lm_subscription_row(s, index);
  uint32_t expires = lm_look_number(parameters, "expires", LM_NONE);
  LmSlice said = lm_notification_says(message->content_type, message->body);
  lm_subscription_let_expire(s, index, own->time_ns);
  row->n_notifies++;
  row->state = state_of(word);
  row->said = said.len ? said : row->said;
  row->ended_ns = LM_TIME_NONE;
  if (row->state == LM_SUBSCRIPTION_TERMINATED) {
    row->ended_ns = own->time_ns;
    row->reason = lm_look_parameter(parameters, "reason");
    row->retry_after_s = lm_look_number(parameters, "retry-after", LM_NONE);
  } else if (expires != LM_NONE) {
    row->expires_ns = lm_time_add(own->time_ns, (int64_t)expires * LM_NS_PER_S);
    row->granted_s = row->granted_s == LM_NONE ? expires : row->granted_s;
  }
  lm_subscription_add_step(s, index,
                           (LmSubscriptionStep){.time_ns = own->time_ns,
                                                .frame = own->frame,
                                                .state = word,
                                                .said = said,
                                                .expires_s = expires,
                                                .kind = LM_SUBSCRIPTION_STEP_NOTIFIED});
}

static void
refuse(LmSubscriptions *s, uint32_t index, const LmMessage *own)
{
  LmSubscription *row = lm_subscription_row(s, index);
  bool challenge = own->status == 401 || own->status == 407;
  bool notify = own->cseq_method == LM_SIP_METHOD_NOTIFY;
  lm_subscription_note(s, index,
                       challenge ? LM_SUBSCRIPTION_STEP_CHALLENGED
                       : notify  ? LM_SUBSCRIPTION_STEP_NOT_TAKEN
                                 : LM_SUBSCRIPTION_STEP_REFUSED,
                       own, LM_NONE);
  if (challenge)
    return;
  row->n_failures++;
  row->status = own->status;
  /* A 481 ends it (RFC 6665, 4.2.2); another refusal of a refresh does not (4.1.2.2). */
  bool gone = own->status == 481 && row->state != LM_SUBSCRIPTION_TERMINATED;
  if (row->state == LM_SUBSCRIPTION_ASKED || gone) {
    row->state = LM_SUBSCRIPTION_FAILED;
    row->ended_ns = own->time_ns;
  }
}

static void
accept(LmSubscriptions *s, const LmSubscriptionRequest *request, const LmMessage *own,
       const LmSipMessage *message)
{
  LmSubscription *row = lm_subscription_row(s, request->row);
  uint32_t granted =
      lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), request->expires_s);
  bool refer = own->cseq_method == LM_SIP_METHOD_REFER;
  if (row->notifier_tag.len == 0 && message->to_tag.len && !refer) {
    row->notifier_tag = message->to_tag;
    lm_subscription_add_key(s, row_key(row, row->notifier_tag, row->event_id), request->row);
  }
  row->n_refreshes += row->accepted_ns != LM_TIME_NONE && granted != 0;
  row->accepted_ns = row->accepted_ns == LM_TIME_NONE ? own->time_ns : row->accepted_ns;
  if (row->state == LM_SUBSCRIPTION_ASKED)
    row->state = LM_SUBSCRIPTION_ACCEPTED;
  if (granted != LM_NONE && !refer) {
    row->granted_s = granted ? granted : row->granted_s;
    row->expires_ns = lm_time_add(own->time_ns, (int64_t)granted * LM_NS_PER_S);
  }
  lm_subscription_note(s, request->row, LM_SUBSCRIPTION_STEP_ACCEPTED, own,
                       refer ? LM_NONE : granted);
}

static void
take_request(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  if (lm_subscription_request(s, own, message))
    return; /* the same on its next hop */
  if (own->method == LM_SIP_METHOD_SUBSCRIBE)
    take_subscribe(s, own, message);
  else if (own->method == LM_SIP_METHOD_REFER)
    take_refer(s, own, message);
  else if (own->method == LM_SIP_METHOD_NOTIFY)
    take_notify(s, own, message);
  else
    lm_publication_take(s, own, message);
}

static void
take_response(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmSubscriptionRequest *request = lm_subscription_request(s, own, message);
  if (!request || request->answered)
    return;
  request->answered = true;
  if (request->row == LM_NONE)
    return;
  if (own->status >= 300)
    refuse(s, request->row, own);
  else if (own->cseq_method == LM_SIP_METHOD_PUBLISH)
    lm_publication_answer(s, request, own, message);
  else if (own->cseq_method != LM_SIP_METHOD_NOTIFY)
    accept(s, request, own, message);
}

static void
finish(LmSubscriptions *s)
{
  for (uint32_t i = 0; i < s->requests.len; i++) {
    const LmSubscriptionRequest *request = lm_vec_at(&s->requests, i);
    if (request->answered || request->row == LM_NONE)
      continue;
    LmSubscription *row = lm_subscription_row(s, request->row);
    if (row->state == LM_SUBSCRIPTION_ASKED)
      row->state = LM_SUBSCRIPTION_UNANSWERED;
    lm_subscription_add_step(s, request->row,
                             (LmSubscriptionStep){.time_ns = request->time_ns,
                                                  .frame = request->frame,
                                                  .expires_s = LM_NONE,
                                                  .kind = LM_SUBSCRIPTION_STEP_UNANSWERED});
  }
  for (uint32_t i = 0; i < s->rows.len; i++)
    lm_subscription_let_expire(s, i, lm_trace_counters(s->trace)->last_ns);
}

static bool
is_wanted(const LmMessage *row)
{
  uint8_t method = row->status ? row->cseq_method : row->method;
  bool known = method == LM_SIP_METHOD_SUBSCRIBE || method == LM_SIP_METHOD_NOTIFY ||
               method == LM_SIP_METHOD_REFER || method == LM_SIP_METHOD_PUBLISH;
  return known && (row->status == 0 || row->status >= 200) && row->call != LM_NONE &&
         !(row->flags & LM_MESSAGE_RETRANSMISSION);
}

LmSubscriptions *
lm_subscriptions_new(const LmTrace *trace)
{
  LmSubscriptions *s = lm_alloc(sizeof *s);
  s->trace = trace;
  s->look = lm_look_new(trace);
  s->rows = LM_VEC_INIT(LmSubscription);
  s->steps = LM_VEC_INIT(LmSubscriptionStep);
  s->requests = LM_VEC_INIT(LmSubscriptionRequest);
  s->keys = LM_VEC_INIT(LmSubscriptionKey);
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    const LmSipMessage *message = is_wanted(row) ? lm_look_at(s->look, i) : NULL;
    if (message && row->status)
      take_response(s, row, message);
    else if (message)
      take_request(s, row, message);
  }
  finish(s);
  return s;
}

void
lm_subscriptions_free(LmSubscriptions *s)
{
  if (!s)
    return;
  lm_look_free(s->look);
  lm_vec_clear(&s->rows);
  lm_vec_clear(&s->steps);
  lm_vec_clear(&s->requests);
  lm_vec_clear(&s->keys);
  lm_table_clear(&s->by_request);
  lm_table_clear(&s->by_key);
  free(s);
}

uint32_t
lm_subscriptions_n(const LmSubscriptions *s)
{
  return s->rows.len;
}

const LmSubscription *
lm_subscriptions_at(const LmSubscriptions *s, uint32_t index)
{
  return lm_vec_at(&s->rows, index);
}

const LmSubscriptionStep *
lm_subscriptions_step(const LmSubscriptions *s, uint32_t index)
{
  return lm_vec_at(&s->steps, index);
}

uint64_t
lm_subscriptions_refused(const LmSubscriptions *s)
{
  return s->refused;
}
