/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_tracker.h"

/* The state of a call, from the messages on the caller's hop:
 *
 *   incomplete --18x--> ringing --2xx, or ACK to one--> in-call --BYE--> completed
 *       |                  |
 *       +------------------+--3xx--> redirected
 *                          +--486, 600--> busy
 *                          +--CANCEL--> cancelled (a 2xx that crosses it wins: RFC 3261, 15)
 *                          +--408, 480, 487 without CANCEL--> no-answer
 *                          +--403, 433, 603, 607, 608--> rejected
 *                          +--any other 4xx to 6xx--> failed
 *
 * A new INVITE after 3xx, 401, 407, 422 or another refusal begins again. */

/* RFC 3261, 17.1.1.2, timer B: 64 times T1. */
#define TIMER_B_NS (32 * LM_NS_PER_S)

static bool
belongs_to_call(LmSipMethod cseq_method)
{
  switch (cseq_method) {
  case LM_SIP_METHOD_INVITE:
  case LM_SIP_METHOD_ACK:
  case LM_SIP_METHOD_BYE:
  case LM_SIP_METHOD_CANCEL:
  case LM_SIP_METHOD_PRACK:
  case LM_SIP_METHOD_UPDATE:
  case LM_SIP_METHOD_INFO:
    return true;
  default:
    return false;
  }
}

static void
number_call(LmTrace *trace, LmCall *call, uint32_t row)
{
  *(uint32_t *)lm_vec_push(&trace->numbers) = row;
  call->number = trace->numbers.len;
  /* Requests of other kinds before it, under the same Call-ID, say nothing of how the call goes. */
  call->state = LM_CALL_INCOMPLETE;
  call->final_status = 0;
  trace->counters.calls++;
}

static LmCallState
state_of_final(const LmCall *call, uint16_t status)
{
  if (status < 300)
    return call->method == LM_SIP_METHOD_INVITE ? LM_CALL_IN_CALL : LM_CALL_COMPLETED;
  if (status < 400)
    return LM_CALL_REDIRECTED;
  switch (status) {
  case 486:
  case 600:
    return LM_CALL_BUSY;
  case 487:
    return call->state == LM_CALL_CANCELLED ? LM_CALL_CANCELLED : LM_CALL_NO_ANSWER;
  case 408:
  case 480:
    return LM_CALL_NO_ANSWER;
  case 403:
  case 433:
  case 603:
  case 607:
  case 608:
    return LM_CALL_REJECTED;
  default:
    return LM_CALL_FAILED;
  }
}

/* Whether @endpoint is the caller's. Over TCP every connection may have a port of
 * its own. */
static bool
is_from_caller(const LmTrace *trace, const LmCall *call, uint32_t endpoint, uint8_t transport)
{
  if (endpoint == call->caller)
    return true;
  return transport != LM_TRANSPORT_UDP &&
         lm_addr_equal(&lm_trace_endpoint(trace, endpoint)->addr,
                       &lm_trace_endpoint(trace, call->caller)->addr);
}

static void
begin_again(LmCall *call)
{
  /* A refusal that the caller goes around does not tell how the call goes. */
  if (call->ringing_ns == call->end_ns)
    call->ringing_ns = LM_TIME_NONE;
  call->state = LM_CALL_INCOMPLETE;
  call->end_ns = LM_TIME_NONE;
  call->final_status = 0;
  call->released_by = LM_RELEASED_UNKNOWN;
}

static void
advance_by_invite(const LmTrace *trace, LmCall *call, const LmSipReading *reading,
                  const LmMessage *row)
{
  if (reading->to_tag.len > 0) {
    /* A re-INVITE of a call whose beginning was not captured shows that it is up. */
    if (call->invite_ns == LM_TIME_NONE && call->state == LM_CALL_INCOMPLETE)
      call->state = LM_CALL_IN_CALL;
    return;
  }
  if (call->invite_ns == LM_TIME_NONE) {
    call->invite_ns = row->time_ns;
    call->caller = row->src;
    call->callee = row->dst;
    call->caller_tag_hash = reading->from_tag_hash;
    call->from = lm_sip_reading_part(reading, reading->from);
    call->to = lm_sip_reading_part(reading, reading->to);
    call->method = LM_SIP_METHOD_INVITE;
  }
  bool refused = call->answer_ns == LM_TIME_NONE && call->end_ns != LM_TIME_NONE &&
                 is_from_caller(trace, call, row->src, row->transport) && row->original == LM_NONE;
  if (refused)
    begin_again(call);
}

/* A response to an INVITE outside a dialog, on the caller's hop. One that is sent again may be
 * about an INVITE before the newest. */
static void
advance_by_invite_response(LmCall *call, const LmMessage *row, const LmTransaction *transaction)
{
  if (row->original != LM_NONE)
    return;
  /* One branch of a fork refused, but another one rings. */
  bool other_branch = call->answer_ns == LM_TIME_NONE && call->end_ns != LM_TIME_NONE &&
                      call->state != LM_CALL_CANCELLED && row->status > 100 && row->status < 200 &&
                      transaction->final == LM_NONE;
  if (other_branch)
    begin_again(call);
  bool challenge = row->status == 401 || row->status == 407;
  if (row->status > 100 && !challenge && call->ringing_ns == LM_TIME_NONE)
    call->ringing_ns = row->time_ns;
  if (call->answer_ns != LM_TIME_NONE)
    return;
  if (row->status < 200) {
    if (row->status > 100 && call->state == LM_CALL_INCOMPLETE)
      call->state = LM_CALL_RINGING;
    return;
  }
  call->state = (uint8_t)state_of_final(call, row->status);
  call->final_status = row->status;
  call->end_ns = row->time_ns;
  /* Whatever else crosses a CANCEL is what ended the call. */
  if (call->state != LM_CALL_CANCELLED)
    call->released_by = LM_RELEASED_UNKNOWN;
  if (row->status < 300) {
    call->answer_ns = row->time_ns;
    call->answered_dialog = row->dialog;
    call->end_ns = LM_TIME_NONE;
  }
}

/* An ACK outside the INVITE's transaction is one to a 2xx (RFC 3261, 17.1.1.3): where the capture
 * lacks that, the call was answered at a time that is not known. */
static void
advance_by_ack(LmCall *call, const LmSipReading *reading, const LmTransaction *transaction)
{
  bool pending = call->state == LM_CALL_INCOMPLETE || call->state == LM_CALL_RINGING;
  if (pending && call->invite_ns != LM_TIME_NONE && call->end_ns == LM_TIME_NONE &&
      transaction->method == LM_SIP_METHOD_ACK && reading->to_tag.len)
    call->state = LM_CALL_IN_CALL;
}

/* Where several branches of a fork answer, the caller ends all but one (RFC 3261, 13.2.2.4). Legs
 * that a B2BUA joins under one Call-ID have tags of their own, and end together. */
static bool
is_of_other_branch(const LmTrace *trace, const LmCall *call, const LmMessage *row)
{
  if (call->answered_dialog == LM_NONE || row->dialog == LM_NONE ||
      row->dialog == call->answered_dialog)
    return false;
  return lm_slice_equal(lm_trace_dialog(trace, row->dialog)->caller_tag,
                        lm_trace_dialog(trace, call->answered_dialog)->caller_tag);
}

/* Whether the caller is expected to send its INVITE anew: with credentials, or elsewhere. */
static bool
asks_for_another(uint16_t final_status)
{
  return (final_status >= 300 && final_status < 400) || final_status == 401 || final_status == 407;
}

static void
advance_by_bye(const LmTrace *trace, LmCall *call, const LmSipReading *reading,
               const LmMessage *row)
{
  if (call->state == LM_CALL_COMPLETED || row->original != LM_NONE ||
      is_of_other_branch(trace, call, row))
    return;
  /* What was refused or cancelled is over already. Behind a challenge or a redirection a BYE shows
   * that there was another INVITE. */
  bool ended = call->answer_ns == LM_TIME_NONE && call->end_ns != LM_TIME_NONE;
  if (ended && !asks_for_another(call->final_status))
    return;
  /* A BYE before the answer ends an early dialog (RFC 3261, 15). */
  bool early = call->invite_ns != LM_TIME_NONE && call->answer_ns == LM_TIME_NONE && !ended &&
               call->state != LM_CALL_IN_CALL;
  call->state = early ? LM_CALL_CANCELLED : LM_CALL_COMPLETED;
  call->end_ns = row->time_ns;
  if (call->invite_ns != LM_TIME_NONE)
    call->released_by = reading->from_tag_hash == call->caller_tag_hash ? LM_RELEASED_BY_CALLER
                                                                        : LM_RELEASED_BY_CALLEE;
}

static void
advance_by_cancel(LmCall *call, const LmMessage *row)
{
  if (call->answer_ns != LM_TIME_NONE || call->end_ns != LM_TIME_NONE)
    return;
  call->state = LM_CALL_CANCELLED;
  call->end_ns = row->time_ns;
  call->released_by = LM_RELEASED_BY_CALLER;
}

/* Registrations, subscriptions, pings: the final response to the first kind of request is their
 * outcome. */
static void
advance_other(LmCall *call, const LmMessage *row)
{
  if (row->status < 200 || row->cseq_method != call->method || row->original != LM_NONE)
    return;
  call->state = (uint8_t)state_of_final(call, row->status);
  call->final_status = row->status;
}

/* Only the hop of the caller tells how a call went: behind a proxy one branch of a fork may fail
 * while another is answered (RFC 3261, 16.7). */
static bool
is_on_callers_hop(const LmTrace *trace, const LmCall *call, const LmMessage *row,
                  const LmTransaction *transaction)
{
  uint32_t client = transaction->request == LM_NONE ? row->dst : transaction->client;
  return is_from_caller(trace, call, client, row->transport);
}

/* What was settled too early goes on as if it had not been. */
static void
unsettle(LmCall *call)
{
  if (call->state == LM_CALL_NO_ANSWER && call->final_status == 0)
    call->state = LM_CALL_INCOMPLETE;
}

void
lm_trace_advance_call(LmTrace *trace, const LmSipReading *reading, uint32_t row)
{
  const LmMessage *own = lm_trace_message(trace, row);
  const LmTransaction *transaction = lm_trace_transaction(trace, own->transaction);
  LmCall *call = lm_trace_call_row(trace, own->call);
  /* Where a request's method and its CSeq differ, the request line says what it is. */
  if (call->number == 0 &&
      belongs_to_call(reading->status ? reading->cseq_method : reading->method))
    number_call(trace, call, own->call);
  if (call->number == 0) {
    advance_other(call, own);
    return;
  }
  unsettle(call);
  if (own->method == LM_SIP_METHOD_INVITE)
    advance_by_invite(trace, call, reading, own);
  else if (own->method == LM_SIP_METHOD_ACK)
    advance_by_ack(call, reading, transaction);
  else if (own->method == LM_SIP_METHOD_BYE)
    advance_by_bye(trace, call, reading, own);
  else if (own->method == LM_SIP_METHOD_CANCEL &&
           is_from_caller(trace, call, own->src, own->transport))
    advance_by_cancel(call, own);
  else if (own->status && own->cseq_method == LM_SIP_METHOD_INVITE && !transaction->in_dialog &&
           is_on_callers_hop(trace, call, own, transaction))
    advance_by_invite_response(call, own, transaction);
}

/* Nothing came that says more of the call than its INVITE. */
static void
settle(LmTrace *trace, uint32_t row)
{
  LmCall *call = lm_trace_call_row(trace, row);
  bool unanswered = call->number && call->state == LM_CALL_INCOMPLETE &&
                    call->invite_ns != LM_TIME_NONE && call->final_status == 0;
  if (!unanswered || lm_time_sub(trace->counters.last_ns, call->invite_ns) < TIMER_B_NS)
    return;
  call->state = LM_CALL_NO_ANSWER;
  lm_trace_mark_call(trace, row);
}

void
lm_trace_settle_calls(LmTrace *trace)
{
  for (uint32_t i = lm_trace_next_call(trace, 0); i < trace->calls.len;
       i = lm_trace_next_call(trace, i + 1))
    settle(trace, i);
}

void
lm_trace_settle_old_calls(LmTrace *trace)
{
  for (;; trace->n_settled_calls++) {
    uint32_t row = trace->n_settled_calls = lm_trace_next_call(trace, trace->n_settled_calls);
    if (row == trace->calls.len ||
        lm_time_sub(trace->counters.last_ns, lm_trace_call(trace, row)->start_ns) < TIMER_B_NS)
      return;
    settle(trace, row);
  }
}
