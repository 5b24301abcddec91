/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/transactions.h"

#define T1_NS (500 * LM_NS_PER_MS)
#define T2_NS (4 * LM_NS_PER_S)
#define TIMEOUT_NS (64 * T1_NS)        /* timers B, F and H */
#define TIMER_C_NS (180 * LM_NS_PER_S) /* RFC 3261, 16.6, step 11 */
#define MAX_LOOKED 64                  /* messages of a transaction, the newest */
#define START_NS (2 * LM_NS_PER_S)     /* what comes so soon may belong to what was before */

/* What the walk over a transaction's messages, in their order, has met. */
typedef struct {
  const LmTrace *trace;
  LmProblemSink sink;
  void *data;
  const LmTransaction *transaction;
  const LmMessage *request;     /* the last sending of it */
  const LmMessage *provisional; /* the first, and the last one */
  const LmMessage *last_provisional;
  const LmMessage *final;
  const LmMessage *last_final;
  const LmMessage *ack;
  int64_t interval_ns; /* after which the request is to be sent again */
} Walk;

static void
tell(const Walk *walk, LmProblemKind kind, const LmMessage *message, const LmMessage *before,
     int64_t span_ns)
{
  LmProblem problem = {.time_ns = message->time_ns,
                       .span_ns = span_ns,
                       .frame = message->frame,
                       .before = before ? before->frame : 0,
                       .next = LM_NONE,
                       .kind = (uint8_t)kind};
  walk->sink(walk->data, &problem);
}

/* A request over UDP that came again: timer A doubles without end, timer E up to T2 (17.1.1.2,
 * 17.1.2.2). Half as long or one and a half times as long is still what a busy host does. */
static void
take_repetition(Walk *walk, const LmMessage *message)
{
  bool invite = walk->transaction->method == LM_SIP_METHOD_INVITE;
  int64_t gap = lm_time_sub(message->time_ns, walk->request->time_ns);
  int64_t wanted = walk->interval_ns;
  const LmMessage *answer = walk->final ? walk->final : invite ? walk->provisional : NULL;
  /* What crossed the answer on its way is not meant. */
  if (answer && lm_time_sub(message->time_ns, answer->time_ns) > T1_NS)
    tell(walk, LM_PROBLEM_SENT_AGAIN_ANSWERED, message, answer,
         lm_time_sub(message->time_ns, answer->time_ns));
  else if (!answer && gap > wanted + wanted / 2)
    tell(walk, LM_PROBLEM_SENT_AGAIN_LATE, message, walk->request, gap);
  else if (!answer && gap < wanted / 2)
    tell(walk, LM_PROBLEM_SENT_AGAIN_EARLY, message, walk->request, gap);
  walk->interval_ns = wanted * 2 > T2_NS && !invite ? T2_NS : wanted * 2;
  if (walk->provisional && !invite)
    walk->interval_ns = T2_NS;
}

static void
take(Walk *walk, const LmMessage *message)
{
  if (message->method == LM_SIP_METHOD_ACK) {
    walk->ack = message;
  } else if (message->status == 0) {
    if (walk->request && message->transport == LM_TRANSPORT_UDP &&
        message->src == walk->request->src && walk->interval_ns < TIMEOUT_NS)
      take_repetition(walk, message);
    walk->request = message;
  } else if (message->status < 200) {
    walk->provisional = walk->provisional ? walk->provisional : message;
    walk->last_provisional = message;
  } else {
    walk->final = walk->final ? walk->final : message;
    walk->last_final = message;
  }
}

static bool
ran_on(const Walk *walk, int64_t since_ns, int64_t span_ns)
{
  return lm_time_sub(lm_trace_counters(walk->trace)->last_ns, since_ns) >= span_ns;
}

static void
check_end(const Walk *walk, const LmMessage *first)
{
  const LmTransaction *transaction = walk->transaction;
  bool invite = transaction->method == LM_SIP_METHOD_INVITE;
  int64_t wait = !walk->provisional || !invite ? TIMEOUT_NS : TIMER_C_NS;
  const LmMessage *last = walk->last_provisional && invite ? walk->last_provisional : first;
  if (!walk->final) {
    if (ran_on(walk, last->time_ns, wait))
      tell(walk, walk->provisional ? LM_PROBLEM_NO_FINAL_RESPONSE : LM_PROBLEM_NO_RESPONSE,
           walk->request, NULL, LM_TIME_NONE);
    return;
  }
  int64_t took = lm_time_sub(walk->final->time_ns, first->time_ns);
  if (!invite && took > TIMEOUT_NS)
    tell(walk, LM_PROBLEM_FINAL_LATE, walk->final, first, took);
  if (!invite && walk->final->status == 408)
    tell(walk, LM_PROBLEM_TIMEOUT_SENT, walk->final, first, LM_TIME_NONE);
  if (invite && walk->final->status >= 300 && !walk->ack &&
      ran_on(walk, walk->final->time_ns, TIMEOUT_NS))
    tell(walk, LM_PROBLEM_NO_ACK, walk->last_final,
         walk->final == walk->last_final ? NULL : walk->final, LM_TIME_NONE);
}

void
lm_transaction_check(const LmTrace *trace, uint32_t index, LmProblemSink sink, void *data)
{
  uint32_t rows[MAX_LOOKED];
  size_t n = 0;
  const LmTransaction *transaction = lm_trace_transaction(trace, index);
  /* An ACK to a 2xx has no response (17). */
  if (transaction->method == LM_SIP_METHOD_ACK || transaction->method == LM_SIP_METHOD_NONE)
    return;
  uint32_t row = transaction->last;
  for (; row != LM_NONE && n < MAX_LOOKED; n++) {
    rows[n] = row;
    row = lm_trace_message(trace, row)->previous_in_transaction;
  }
  Walk walk = {
      .trace = trace, .sink = sink, .data = data, .transaction = transaction, .interval_ns = T1_NS};
  for (size_t i = n; i > 0; i--)
    take(&walk, lm_trace_message(trace, rows[i - 1]));
  if (transaction->request == LM_NONE) {
    const LmMessage *first = n ? lm_trace_message(trace, rows[n - 1]) : NULL;
    int64_t began_ns = lm_trace_counters(trace)->first_ns;
    if (first && first->status && lm_time_sub(first->time_ns, began_ns) > START_NS)
      tell(&walk, LM_PROBLEM_NO_REQUEST, first, NULL, LM_TIME_NONE);
    return;
  }
  if (walk.request)
    check_end(&walk, lm_trace_message(trace, transaction->request));
}
