/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialog_rows.h"

/* It has an RSeq, comes again until its PRACK does, and looks the same on every hop (RFC 3262, 3).
 */
void
lm_dialog_take_reliable(LmDialogs *dialogs, uint32_t index, uint32_t row,
                        const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(dialogs->trace, row);
  LmReliable *reliable = &lm_dialog_memory(dialogs, index)->reliable;
  uint32_t rseq = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_RSEQ), LM_NONE);
  if (rseq == LM_NONE)
    return;
  bool same = reliable->message != LM_NONE && reliable->rseq == rseq && reliable->cseq == own->cseq;
  if (same && own->original != LM_NONE && !reliable->taken)
    reliable->again = row;
  else if (!same)
    *reliable = (LmReliable){.message = row, .again = LM_NONE, .rseq = rseq, .cseq = own->cseq};
}

/* "RAck: 776656 1 INVITE" (RFC 3262, 7.2). */
void
lm_dialog_take_prack(LmDialogs *dialogs, uint32_t index, const LmMessage *own,
                     const LmSipMessage *message)
{
  LmReliable *reliable = &lm_dialog_memory(dialogs, index)->reliable;
  LmSlice rest, value = lm_sip_message_value(message, LM_SIP_HEADER_RACK);
  uint32_t rseq = lm_look_seconds(lm_slice_split(value, ' ', &rest), LM_NONE);
  uint32_t cseq = lm_look_seconds(lm_slice_split(lm_slice_trim(rest), ' ', &rest), LM_NONE);
  if (reliable->message == LM_NONE)
    return;
  const LmMessage *response = lm_trace_message(dialogs->trace, reliable->message);
  if (rseq == reliable->rseq && cseq == reliable->cseq)
    reliable->taken = true;
  else if (rseq > reliable->rseq || cseq != reliable->cseq)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_WRONG_RACK, own, response, LM_TIME_NONE);
}

void
lm_dialog_end_reliable(LmDialogs *dialogs, uint32_t index)
{
  const LmTrace *trace = dialogs->trace;
  const LmReliable *reliable = &lm_dialog_memory(dialogs, index)->reliable;
  if (reliable->message == LM_NONE || reliable->taken)
    return;
  const LmMessage *first = lm_trace_message(trace, reliable->message);
  int64_t since_ns = lm_time_sub(lm_trace_counters(trace)->last_ns, first->time_ns);
  if (reliable->again != LM_NONE)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_NO_PRACK, lm_trace_message(trace, reliable->again),
                   first, LM_TIME_NONE);
  else if (since_ns > LM_DIALOG_TIMEOUT_NS)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_NO_PRACK, first, NULL, LM_TIME_NONE);
}
