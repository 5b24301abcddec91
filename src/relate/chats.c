/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/chats.h"

#include "relate/chat_rows.h"

#include <stdlib.h>

static uint64_t
request_key(const LmMessage *own, const LmSipMessage *message)
{
  uint64_t number = (uint64_t)own->call << 32 | own->cseq;
  return lm_chat_key(LM_CHAT_REQUEST, number,
                     lm_hash(lm_hash_key(), message->from_tag.data, message->from_tag.len));
}

static void
take_request(LmChats *chats, const LmMessage *own, const LmSipMessage *message)
{
  LmChatKey *key = lm_chat_intern(chats, request_key(own, message));
  if (key->row != LM_NONE)
    return; /* the same on its next hop */
  LmChatMessage row = {
      .time_ns = own->time_ns,
      .frame = own->frame,
      .call = own->call,
      .from = lm_look_aor(message->from),
      .to = lm_look_aor(message->to),
      .content_type = message->content_type,
      .call_id = message->call_id,
      .bytes = message->body.len,
  };
  key->row = lm_chat_add(chats, row, message->body);
}

static void
take_response(LmChats *chats, const LmMessage *own, const LmSipMessage *message)
{
  const LmChatKey *key = lm_chat_find(chats, request_key(own, message));
  if (key && key->row != LM_NONE)
    lm_chat_row(chats, key->row)->status = own->status;
}

static int
compare(const void *a, const void *b, void *data)
{
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  const LmChatMessage *x = lm_chat_row(data, left), *y = lm_chat_row(data, right);
  if (x->chat != y->chat)
    return x->chat < y->chat ? -1 : 1;
  if (x->time_ns != y->time_ns)
    return x->time_ns < y->time_ns ? -1 : 1;
  return (left > right) - (left < right);
}

/* A request that was challenged came again with credentials, and is shown then. */
static void
sort(LmChats *chats)
{
  uint32_t n = 0;
  chats->order = lm_alloc((chats->rows.len + 1) * sizeof *chats->order);
  for (uint32_t i = 0; i < chats->rows.len; i++) {
    uint16_t status = lm_chat_row(chats, i)->status;
    if (lm_chat_row(chats, i)->msrp || (status != 401 && status != 407))
      chats->order[n++] = i;
  }
  chats->n_shown = n;
  qsort_r(chats->order, n, sizeof *chats->order, compare, chats);
}

LmChats *
lm_chats_new(const LmTrace *trace)
{
  LmChats *chats = lm_alloc(sizeof *chats);
  chats->trace = trace;
  chats->look = lm_look_new(trace);
  chats->rows = LM_VEC_INIT(LmChatMessage);
  chats->keys = LM_VEC_INIT(LmChatKey);
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    if (row->cseq_method != LM_SIP_METHOD_MESSAGE || row->call == LM_NONE ||
        (row->status && row->status < 200) || row->flags & LM_MESSAGE_RETRANSMISSION)
      continue;
    const LmSipMessage *message = lm_look_at(chats->look, i);
    if (message && row->status)
      take_response(chats, row, message);
    else if (message)
      take_request(chats, row, message);
  }
  for (uint32_t i = lm_trace_next_event(trace, 0); i < lm_trace_n_events(trace);
       i = lm_trace_next_event(trace, i + 1))
    lm_chat_take_event(chats, lm_trace_event(trace, i));
  sort(chats);
  return chats;
}

void
lm_chats_free(LmChats *chats)
{
  if (!chats)
    return;
  lm_look_free(chats->look);
  lm_vec_clear(&chats->rows);
  lm_vec_clear(&chats->keys);
  lm_table_clear(&chats->by_key);
  free(chats->order);
  free(chats);
}

uint32_t
lm_chats_n(const LmChats *chats)
{
  return chats->n_shown;
}

const LmChatMessage *
lm_chats_at(const LmChats *chats, uint32_t index)
{
  return lm_chat_row(chats, chats->order[index]);
}

uint64_t
lm_chats_refused(const LmChats *chats)
{
  return chats->refused;
}

const char *
lm_chat_kind_name(LmChatKind kind)
{
  static const char *const names[LM_N_CHAT_KINDS] = {"text", "composing", "report", "other"};
  return names[kind];
}
