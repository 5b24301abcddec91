/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

/* How many messages of a transaction are looked through for the one that a message repeats. */
#define MAX_LOOK_BACK 32

uint64_t
lm_sip_transaction_key(const LmSipMessage *message, uint64_t call_hash)
{
  uint8_t buffer[256];
  LmSipMethod method = message->cseq_method;
  if (method == LM_SIP_METHOD_ACK)
    method = LM_SIP_METHOD_INVITE;
  uint64_t head[2] = {call_hash, (uint64_t)message->cseq << 32 | (uint64_t)method};
  memcpy(buffer, head, sizeof head);
  LmSlice branch = lm_slice_sub(message->branch, 0, sizeof buffer - sizeof head);
  if (branch.len)
    memcpy(buffer + sizeof head, branch.data, branch.len);
  return lm_hash(lm_hash_key(), buffer, sizeof head + branch.len);
}

static uint32_t
find_or_add(LmTrace *trace, const LmSipMessage *message, const LmMessage *row, uint64_t key)
{
  /* Mostly it is the one of the message before. */
  uint32_t last = lm_trace_call_row(trace, row->call)->last_transaction;
  if (last != LM_NONE && lm_trace_transaction_row(trace, last)->key == key)
    return last;
  LmTableWalk walk;
  uint32_t index = lm_table_first(&trace->transactions_by_key, key, &walk);
  /* The whole 64 bits are the key: that two transactions of one process share them does not happen.
   */
  while (index != LM_NONE && lm_trace_transaction_row(trace, index)->key != key)
    index = lm_table_next(&trace->transactions_by_key, &walk);
  if (index != LM_NONE)
    return index;
  index = trace->transactions.len;
  LmTransaction *fresh = lm_vec_push(&trace->transactions);
  *fresh = (LmTransaction){
      .key = key,
      .call = row->call,
      .request = LM_NONE,
      .first_provisional = LM_NONE,
      .final = LM_NONE,
      .last = LM_NONE,
      .cseq = message->cseq,
      .method = (uint8_t)message->cseq_method,
  };
  lm_table_add(&trace->transactions_by_key, key, index);
  return index;
}

/* The To tag of a row, for telling the responses of forked branches apart. */
static LmSlice
row_to_tag(const LmMessage *row)
{
  LmArena scratch = LM_ARENA_INIT;
  LmSipMessage message;
  bool ok = lm_sip_message_parse(lm_message_bytes(row), true, &scratch, &message);
  lm_arena_clear(&scratch);
  return ok ? message.to_tag : LM_SLICE_EMPTY;
}

/* Whether @row is @earlier sent again. A request in the same transaction over the same hop is, and
 * so is a final response with the same tag. A provisional response may be sent anew with other
 * contents (RFC 3261, 13.3.1.1), so it must be the same to the letter. */
static bool
repeats(const LmSipMessage *message, const LmMessage *row, const LmMessage *earlier)
{
  if (row->src != earlier->src || row->dst != earlier->dst || row->status != earlier->status ||
      row->method != earlier->method)
    return false;
  bool same = row->len == earlier->len && memcmp(row->data, earlier->data, row->len) == 0;
  if (same)
    return true;
  if (row->status == 0)
    return row->method != LM_SIP_METHOD_OTHER;
  return row->status >= 200 && lm_slice_equal(message->to_tag, row_to_tag(earlier));
}

static uint32_t
find_original(const LmTrace *trace, const LmSipMessage *message, const LmMessage *row,
              uint32_t last)
{
  uint32_t found = LM_NONE;
  for (int i = 0; i < MAX_LOOK_BACK && last != LM_NONE; i++) {
    const LmMessage *earlier = lm_trace_message(trace, last);
    if (repeats(message, row, earlier))
      found = earlier->original == LM_NONE ? last : earlier->original;
    if (found != LM_NONE)
      break;
    last = earlier->previous_in_transaction;
  }
  return found;
}

static void
note_message(LmTransaction *transaction, const LmSipMessage *message, uint32_t row)
{
  if (message->status == 0 && transaction->request == LM_NONE) {
    transaction->request = row;
    transaction->in_dialog = !lm_slice_is_empty(message->to_tag);
  } else if (message->status >= 200 && transaction->final == LM_NONE) {
    transaction->final = row;
  } else if (message->status >= 100 && message->status < 200 &&
             transaction->first_provisional == LM_NONE) {
    transaction->first_provisional = row;
  }
}

void
lm_trace_assign_transaction(LmTrace *trace, const LmSipMessage *message, uint32_t row, uint64_t key)
{
  LmMessage *own = lm_trace_message_row(trace, row);
  own->transaction = find_or_add(trace, message, own, key);
  LmTransaction *transaction = lm_trace_transaction_row(trace, own->transaction);
  own->original = find_original(trace, message, own, transaction->last);
  own->previous_in_transaction = transaction->last;
  transaction->last = row;
  lm_trace_call_row(trace, own->call)->last_transaction = own->transaction;
  transaction->n_messages++;
  if (own->original != LM_NONE) {
    own->flags |= LM_MESSAGE_RETRANSMISSION;
    transaction->n_retransmissions++;
    lm_trace_call_row(trace, own->call)->n_retransmissions++;
    trace->counters.sip_retransmissions++;
  }
  note_message(transaction, message, row);
}
