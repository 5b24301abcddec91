/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

/* A call's dialogs are looked through one by one up to so many; those of one with more are in a
 * table. */
#define MAX_LISTED 8

static void
list(LmTrace *trace, LmCall *call, uint32_t index)
{
  if (++call->n_dialogs <= MAX_LISTED)
    return;
  bool first = call->n_dialogs == MAX_LISTED + 1;
  do {
    const LmDialog *dialog = lm_trace_dialog(trace, index);
    lm_table_add(&trace->dialogs_by_key, dialog->key, index);
    index = dialog->next_in_call;
  } while (first && index != LM_NONE);
}

static uint32_t
add_dialog(LmTrace *trace, const LmSipReading *reading, uint32_t row)
{
  uint32_t index = trace->dialogs.len;
  LmMessage *own = lm_trace_message_row(trace, row);
  LmCall *call = lm_trace_call_row(trace, own->call);
  LmSlice from_tag = lm_sip_reading_part(reading, reading->from_tag);
  LmSlice to_tag = lm_sip_reading_part(reading, reading->to_tag);
  bool from_caller = reading->from_tag_hash == call->caller_tag_hash;
  *(LmDialog *)lm_vec_push(&trace->dialogs) = (LmDialog){
      .key = reading->dialog_key,
      .caller_tag = from_caller ? from_tag : to_tag,
      .callee_tag = from_caller ? to_tag : from_tag,
      .call = own->call,
      .first_message = row,
      .next_in_call = call->first_dialog,
      .state = LM_DIALOG_EARLY,
  };
  call->first_dialog = index;
  list(trace, call, index);
  return index;
}

/* PRACK and UPDATE are answered while the dialog is still early (RFC 3262, 4; RFC 3311, 5.1). */
static void
advance(LmDialog *dialog, const LmSipReading *reading)
{
  bool success = reading->status >= 200 && reading->status < 300 &&
                 reading->cseq_method != LM_SIP_METHOD_PRACK &&
                 reading->cseq_method != LM_SIP_METHOD_UPDATE;
  if (reading->method == LM_SIP_METHOD_BYE)
    dialog->state = LM_DIALOG_TERMINATED;
  else if (dialog->state == LM_DIALOG_EARLY && (success || reading->method == LM_SIP_METHOD_ACK))
    dialog->state = LM_DIALOG_CONFIRMED;
}

static uint32_t
find_dialog(const LmTrace *trace, const LmCall *call, uint64_t key)
{
  uint32_t index = call->first_dialog;
  if (call->n_dialogs <= MAX_LISTED) {
    while (index != LM_NONE && lm_trace_dialog(trace, index)->key != key)
      index = lm_trace_dialog(trace, index)->next_in_call;
    return index;
  }
  LmTableWalk walk;
  index = lm_table_first(&trace->dialogs_by_key, key, &walk);
  while (index != LM_NONE && lm_trace_dialog(trace, index)->key != key)
    index = lm_table_next(&trace->dialogs_by_key, &walk);
  return index;
}

void
lm_trace_assign_dialog(LmTrace *trace, const LmSipReading *reading, uint32_t row)
{
  if (reading->dialog_key == 0)
    return;
  LmMessage *own = lm_trace_message_row(trace, row);
  uint32_t index = find_dialog(trace, lm_trace_call_row(trace, own->call), reading->dialog_key);
  if (index == LM_NONE) {
    /* An ACK to a failure carries its tag, but there is no dialog to it. */
    const LmTransaction *transaction = lm_trace_transaction(trace, own->transaction);
    if (reading->method == LM_SIP_METHOD_ACK && transaction->method == LM_SIP_METHOD_INVITE)
      return;
    index = add_dialog(trace, reading, row);
  }
  own->dialog = index;
  advance(lm_vec_at(&trace->dialogs, index), reading);
}
