/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

/* Methods that create a dialog or live in one: RFC 3261, 12.1; RFC 6665; RFC 3515; RFC 3262; RFC
 * 3311; RFC 6086. A REGISTER has both tags in its response and makes none. */
static bool
has_dialogs(LmSipMethod method)
{
  switch (method) {
  case LM_SIP_METHOD_INVITE:
  case LM_SIP_METHOD_ACK:
  case LM_SIP_METHOD_BYE:
  case LM_SIP_METHOD_PRACK:
  case LM_SIP_METHOD_UPDATE:
  case LM_SIP_METHOD_INFO:
  case LM_SIP_METHOD_SUBSCRIBE:
  case LM_SIP_METHOD_NOTIFY:
  case LM_SIP_METHOD_REFER:
    return true;
  default:
    return false;
  }
}

uint64_t
lm_sip_dialog_key(const LmSipMessage *message, uint64_t call_hash)
{
  LmSlice a = message->from_tag, b = message->to_tag;
  if (lm_slice_is_empty(a) || lm_slice_is_empty(b) || message->status >= 300 ||
      !has_dialogs(message->cseq_method))
    return 0;
  if (lm_slice_compare(a, b) > 0) {
    LmSlice swap = a;
    a = b;
    b = swap;
  }
  /* Hashing the tags first keeps the key's input short whatever their length. */
  uint64_t parts[3] = {call_hash, lm_hash(lm_hash_key(), a.data, a.len),
                       lm_hash(lm_hash_key(), b.data, b.len)};
  return lm_hash(lm_hash_key(), parts, sizeof parts) | 1;
}

static uint32_t
add_dialog(LmTrace *trace, const LmSipMessage *message, uint32_t row, uint64_t key)
{
  uint32_t index = trace->dialogs.len;
  LmMessage *own = lm_trace_message_row(trace, row);
  LmCall *call = lm_trace_call_row(trace, own->call);
  bool from_caller = lm_slice_equal(message->from_tag, call->caller_tag);
  *(LmDialog *)lm_vec_push(&trace->dialogs) = (LmDialog){
      .key = key,
      .caller_tag = from_caller ? message->from_tag : message->to_tag,
      .callee_tag = from_caller ? message->to_tag : message->from_tag,
      .call = own->call,
      .first_message = row,
      .next_in_call = call->first_dialog,
      .state = LM_DIALOG_EARLY,
  };
  call->first_dialog = index;
  call->n_dialogs++;
  lm_table_add(&trace->dialogs_by_key, key, index);
  return index;
}

/* PRACK and UPDATE are answered while the dialog is still early (RFC 3262, 4; RFC 3311, 5.1). */
static void
advance(LmDialog *dialog, const LmSipMessage *message)
{
  bool success = message->status >= 200 && message->status < 300 &&
                 message->cseq_method != LM_SIP_METHOD_PRACK &&
                 message->cseq_method != LM_SIP_METHOD_UPDATE;
  if (message->method == LM_SIP_METHOD_BYE)
    dialog->state = LM_DIALOG_TERMINATED;
  else if (dialog->state == LM_DIALOG_EARLY && (success || message->method == LM_SIP_METHOD_ACK))
    dialog->state = LM_DIALOG_CONFIRMED;
}

static uint32_t
find_dialog(const LmTrace *trace, const LmCall *call, uint64_t key)
{
  /* Mostly it is the newest of its call, if there is any. */
  if (call->n_dialogs == 0)
    return LM_NONE;
  if (lm_trace_dialog(trace, call->first_dialog)->key == key)
    return call->first_dialog;
  LmTableWalk walk;
  uint32_t index = lm_table_first(&trace->dialogs_by_key, key, &walk);
  while (index != LM_NONE && lm_trace_dialog(trace, index)->key != key)
    index = lm_table_next(&trace->dialogs_by_key, &walk);
  return index;
}

void
lm_trace_assign_dialog(LmTrace *trace, const LmSipMessage *message, uint32_t row, uint64_t key)
{
  if (key == 0)
    return;
  LmMessage *own = lm_trace_message_row(trace, row);
  uint32_t index = find_dialog(trace, lm_trace_call_row(trace, own->call), key);
  if (index == LM_NONE) {
    /* An ACK to a failure carries its tag, but there is no dialog to it. */
    const LmTransaction *transaction = lm_trace_transaction(trace, own->transaction);
    if (message->method == LM_SIP_METHOD_ACK && transaction->method == LM_SIP_METHOD_INVITE)
      return;
    index = add_dialog(trace, message, row, key);
  }
  own->dialog = index;
  advance(lm_vec_at(&trace->dialogs, index), message);
}
