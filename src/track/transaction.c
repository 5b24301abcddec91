/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/copies.h"

/* How many messages of a transaction are looked through for the one that a message repeats. */
#define MAX_LOOK_BACK 32

/* A call's transactions are looked through one by one up to so many; those of one with more are in
 * a table. */
#define MAX_LISTED 8

static void
list(LmTrace *trace, LmCall *call, uint32_t index)
{
  call->newest_transaction = index;
  if (++call->n_transactions <= MAX_LISTED)
    return;
  bool first = call->n_transactions == MAX_LISTED + 1;
  do {
    const LmTransaction *transaction = lm_trace_transaction(trace, index);
    lm_table_add(&trace->transactions_by_key, transaction->key, index);
    index = transaction->next_in_call;
  } while (first && index != LM_NONE);
}

static uint32_t
add_transaction(LmTrace *trace, LmCall *call, const LmSipReading *reading, uint32_t call_index)
{
  uint32_t index = trace->transactions.len;
  LmTransaction *fresh = lm_vec_push(&trace->transactions);
  *fresh = (LmTransaction){
      .key = reading->transaction_key,
      .call = call_index,
      .next_in_call = call->newest_transaction,
      .request = LM_NONE,
      .client = LM_NONE,
      .first_provisional = LM_NONE,
      .final = LM_NONE,
      .last = LM_NONE,
      .cseq = reading->cseq,
      .method = reading->cseq_method,
  };
  list(trace, call, index);
  return index;
}

/* The whole 64 bits are the key: that two transactions of one process share them does not happen.
 */
static uint32_t
find_transaction(const LmTrace *trace, const LmCall *call, uint64_t key)
{
  /* Mostly it is the one of the message before. */
  uint32_t index = call->last_transaction;
  if (index != LM_NONE && lm_trace_transaction(trace, index)->key == key)
    return index;
  if (call->n_transactions <= MAX_LISTED) {
    index = call->newest_transaction;
    while (index != LM_NONE && lm_trace_transaction(trace, index)->key != key)
      index = lm_trace_transaction(trace, index)->next_in_call;
    return index;
  }
  LmTableWalk walk;
  index = lm_table_first(&trace->transactions_by_key, key, &walk);
  while (index != LM_NONE && lm_trace_transaction(trace, index)->key != key)
    index = lm_table_next(&trace->transactions_by_key, &walk);
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
repeats(const LmSipReading *reading, const LmMessage *row, const LmMessage *earlier)
{
  if (row->src != earlier->src || row->dst != earlier->dst || row->status != earlier->status ||
      row->method != earlier->method)
    return false;
  bool same = row->len == earlier->len && memcmp(row->data, earlier->data, row->len) == 0;
  if (same)
    return true;
  if (row->status == 0)
    return row->method != LM_SIP_METHOD_OTHER;
  return row->status >= 200 &&
         lm_slice_equal(lm_sip_reading_part(reading, reading->to_tag), row_to_tag(earlier));
}

/* A bit for the properties that a message shares with one that it repeats. So a transaction can say
 * in one word that it holds none, which is so for nearly every message. */
static uint64_t
seen_bit(const LmMessage *row)
{
  uint32_t what = (uint32_t)row->status << 8 | row->method;
  uint32_t mixed = (what * 31 + row->src) * 31 + row->dst;
  return UINT64_C(1) << (mixed * 0x9e3779b1u >> 26);
}

static uint32_t
find_original(const LmTrace *trace, const LmSipReading *reading, const LmMessage *row,
              uint32_t last)
{
  uint32_t found = LM_NONE;
  for (int i = 0; i < MAX_LOOK_BACK && last != LM_NONE; i++) {
    const LmMessage *earlier = lm_trace_message(trace, last);
    if (repeats(reading, row, earlier))
      found = earlier->original == LM_NONE ? last : earlier->original;
    if (found != LM_NONE)
      break;
    last = earlier->previous_in_transaction;
  }
  return found;
}

uint32_t
lm_trace_find_copied(const LmTrace *trace, const LmCall *call, const LmSipReading *reading,
                     const LmSipOrigin *origin)
{
  int64_t since_last_ns = lm_time_sub(origin->time_ns, call->last_ns);
  if (since_last_ns > LM_COPY_NS || trace->keep_copies)
    return LM_NONE;
  uint32_t index = find_transaction(trace, call, reading->transaction_key);
  if (index == LM_NONE)
    return LM_NONE;
  LmMessage own = {
      .src = origin->src, .dst = origin->dst, .status = reading->status, .method = reading->method};
  const LmTransaction *transaction = lm_trace_transaction(trace, index);
  uint32_t row = transaction->seen & seen_bit(&own) ? transaction->last : LM_NONE;
  for (int i = 0; i < MAX_LOOK_BACK && row != LM_NONE; i++) {
    const LmMessage *earlier = lm_trace_message(trace, row);
    if (earlier->src == own.src && earlier->dst == own.dst &&
        lm_is_copy_in_time(origin->time_ns, earlier->time_ns, origin->ip_id, earlier->ip_id) &&
        lm_slice_equal(lm_slice(reading->data, reading->len), lm_message_bytes(earlier)))
      return row;
    row = earlier->previous_in_transaction;
  }
  return LM_NONE;
}

static void
note_message(LmTransaction *transaction, const LmSipReading *reading, const LmMessage *own,
             uint32_t row)
{
  if (reading->status == 0 && transaction->request == LM_NONE) {
    transaction->request = row;
    transaction->client = own->src;
    transaction->in_dialog = reading->to_tag.len > 0;
  } else if (reading->status >= 200 && transaction->final == LM_NONE) {
    transaction->final = row;
  } else if (reading->status >= 100 && reading->status < 200 &&
             transaction->first_provisional == LM_NONE) {
    transaction->first_provisional = row;
  }
}

void
lm_trace_assign_transaction(LmTrace *trace, const LmSipReading *reading, uint32_t row)
{
  LmMessage *own = lm_trace_message_row(trace, row);
  LmCall *call = lm_trace_call_row(trace, own->call);
  uint32_t index = find_transaction(trace, call, reading->transaction_key);
  if (index == LM_NONE)
    index = add_transaction(trace, call, reading, own->call);
  LmTransaction *transaction = lm_trace_transaction_row(trace, index);
  uint64_t bit = seen_bit(own);
  if (transaction->seen & bit)
    own->original = find_original(trace, reading, own, transaction->last);
  transaction->seen |= bit;
  own->transaction = index;
  own->previous_in_transaction = transaction->last;
  transaction->last = row;
  call->last_transaction = index;
  transaction->n_messages++;
  if (own->original != LM_NONE) {
    own->flags |= LM_MESSAGE_RETRANSMISSION;
    transaction->n_retransmissions++;
    call->n_retransmissions++;
    trace->counters.sip_retransmissions++;
  }
  note_message(transaction, reading, own, row);
}
