/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/subscription.h"

/* A publication is known by what it is about, its event package and its entity tag (RFC 3903, 4.1),
 * whatever dialog or Call-ID the next request comes in. */
static uint64_t
tag_key(LmSlice resource, LmSlice event, LmSlice tag)
{
  uint64_t name =
      lm_hash_pair(lm_hash_key(), lm_look_hash_nocase(resource), lm_look_hash_nocase(event));
  return lm_hash_pair(lm_hash_key(), name, lm_hash(lm_hash_key(), tag.data, tag.len));
}

void
lm_publication_take(LmSubscriptions *s, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice rest, event = lm_sip_message_value(message, LM_SIP_HEADER_EVENT);
  LmSlice tag = lm_look_named(message, "SIP-If-Match");
  uint32_t asked = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), LM_NONE);
  LmSubscriptionStepKind step = LM_SUBSCRIPTION_STEP_REFRESH;
  uint32_t index = LM_NONE;
  event = lm_slice_trim(lm_slice_split(event, ';', &rest));
  if (tag.len)
    index = lm_subscription_find(s, tag_key(lm_look_aor(message->to), event, tag));
  if (index == LM_NONE) {
    index = lm_subscription_add(s, LM_SUBSCRIPTION_PUBLISH, own, message);
    step = tag.len ? LM_SUBSCRIPTION_STEP_REFRESH : LM_SUBSCRIPTION_STEP_ASKED;
  }
  lm_subscription_add_request(s, own, message, index, asked);
  if (index == LM_NONE)
    return;
  LmSubscription *row = lm_subscription_row(s, index);
  lm_subscription_let_expire(s, index, own->time_ns);
  row->asked_s = asked;
  row->entity_tag = row->entity_tag.len ? row->entity_tag : tag;
  LmSlice said = lm_notification_says(message->content_type, message->body);
  row->said = said.len ? said : row->said;
  lm_subscription_add_step(
      s, index,
      (LmSubscriptionStep){.time_ns = own->time_ns,
                           .frame = own->frame,
                           .said = said,
                           .expires_s = asked,
                           .kind = asked == 0 ? LM_SUBSCRIPTION_STEP_END_ASKED : step});
}

void
lm_publication_answer(LmSubscriptions *s, const LmSubscriptionRequest *request,
                      const LmMessage *own, const LmSipMessage *message)
{
  LmSubscription *row = lm_subscription_row(s, request->row);
  uint32_t granted =
      lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), request->expires_s);
  LmSlice tag = lm_look_named(message, "SIP-ETag");
  row->granted_s = granted ? granted : row->granted_s;
  row->n_refreshes += row->accepted_ns != LM_TIME_NONE && granted != 0;
  row->accepted_ns = row->accepted_ns == LM_TIME_NONE ? own->time_ns : row->accepted_ns;
  row->state = granted == 0 ? LM_SUBSCRIPTION_TERMINATED : LM_SUBSCRIPTION_ACTIVE;
  row->ended_ns = granted == 0 ? own->time_ns : LM_TIME_NONE;
  row->expires_ns = granted == 0 || granted == LM_NONE
                        ? LM_TIME_NONE
                        : lm_time_add(own->time_ns, (int64_t)granted * LM_NS_PER_S);
  if (tag.len) {
    row->entity_tag = tag;
    lm_subscription_add_key(s, tag_key(row->notifier, row->event, tag), request->row);
  }
  lm_subscription_note(s, request->row, LM_SUBSCRIPTION_STEP_ACCEPTED, own, granted);
}
