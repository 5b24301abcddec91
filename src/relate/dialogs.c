/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialogs.h"

#include "relate/dialog_rows.h"

#include <stdlib.h>

void
lm_dialog_add_problem(LmDialogs *dialogs, uint32_t index, const LmProblem *problem)
{
  LmDialogView *view = lm_dialog_view(dialogs, index);
  uint32_t fresh = dialogs->problems.len;
  *(LmProblem *)lm_vec_push(&dialogs->problems) = *problem;
  if (view->last_problem == LM_NONE)
    view->first_problem = fresh;
  else
    ((LmProblem *)lm_vec_at(&dialogs->problems, view->last_problem))->next = fresh;
  view->last_problem = fresh;
  view->n_problems++;
}

void
lm_dialog_tell(LmDialogs *dialogs, uint32_t index, LmProblemKind kind, const LmMessage *message,
               const LmMessage *before, int64_t span_ns)
{
  LmProblem problem = {.time_ns = message->time_ns,
                       .span_ns = span_ns,
                       .frame = message->frame,
                       .before = before ? before->frame : 0,
                       .next = LM_NONE,
                       .kind = (uint8_t)kind};
  lm_dialog_add_problem(dialogs, index, &problem);
}

static uint32_t
add_row(LmDialogs *dialogs, uint32_t dialog, uint32_t call)
{
  const LmCall *of = lm_trace_call(dialogs->trace, call);
  uint32_t index = dialogs->rows.len;
  *(LmDialogView *)lm_vec_push(&dialogs->rows) = (LmDialogView){
      .call_id = of->call_id,
      .caller = lm_look_aor(of->from),
      .callee = lm_look_aor(of->to),
      .sides = {{.cseq = LM_NONE}, {.cseq = LM_NONE}},
      .first_ns = of->start_ns,
      .last_ns = of->last_ns,
      .refreshed_ns = LM_TIME_NONE,
      .dialog = dialog,
      .call = call,
      .session_s = LM_NONE,
      .first_problem = LM_NONE,
      .last_problem = LM_NONE,
      .first_frame = lm_trace_message(dialogs->trace, of->first_message)->frame,
      .method = of->method,
      .status = of->final_status,
  };
  *(LmDialogMemory *)lm_vec_push(&dialogs->memories) =
      (LmDialogMemory){.reliable = {.message = LM_NONE, .again = LM_NONE},
                       .bye = LM_NONE,
                       .unacked = LM_NONE,
                       .unacked_again = LM_NONE,
                       .invite_src = LM_NONE};
  return index;
}

static void
add_dialogs(LmDialogs *dialogs)
{
  const LmTrace *trace = dialogs->trace;
  for (uint32_t i = lm_trace_next_dialog(trace, 0); i < lm_trace_n_dialogs(trace);
       i = lm_trace_next_dialog(trace, i + 1)) {
    const LmDialog *dialog = lm_trace_dialog(trace, i);
    uint32_t index = add_row(dialogs, i, dialog->call);
    lm_sparse_set(&dialogs->by_dialog, i, index);
    LmDialogView *view = lm_dialog_view(dialogs, index);
    const LmMessage *first = lm_trace_message(trace, dialog->first_message);
    view->sides[0].tag = dialog->caller_tag;
    view->sides[1].tag = dialog->callee_tag;
    view->state = LM_DIALOG_EARLY;
    view->first_ns = first->time_ns;
    view->first_frame = first->frame;
    view->method = first->cseq_method;
    view->status = 0;
    view->began_before = true; /* until its request is seen */
  }
}

/* The caller is whose tag the first request of the call had. */
static unsigned
side_of(const LmDialogView *view, LmSlice from_tag)
{
  return lm_slice_equal(from_tag, view->sides[0].tag) ? 0 : 1;
}

static void
take_contact(LmDialogView *view, unsigned side, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice contact = lm_sip_message_value(message, LM_SIP_HEADER_CONTACT);
  bool refreshes =
      own->cseq_method == LM_SIP_METHOD_INVITE || own->cseq_method == LM_SIP_METHOD_UPDATE ||
      own->cseq_method == LM_SIP_METHOD_SUBSCRIBE || own->cseq_method == LM_SIP_METHOD_NOTIFY;
  if (contact.len && refreshes && own->status < 300)
    view->sides[side].target = lm_look_uri(contact);
}

/* A response in the dialog of which the request was seen outside: that made it. */
static void
take_maker(LmDialogs *dialogs, uint32_t index, const LmMessage *own)
{
  LmDialogView *view = lm_dialog_view(dialogs, index);
  uint32_t made_by = lm_sparse_get(&dialogs->invites, own->call);
  if (made_by == LM_NONE || !view->began_before)
    return;
  const LmMessage *request = lm_trace_message(dialogs->trace, made_by);
  if (request->method != own->cseq_method)
    return;
  view->began_before = false;
  view->first_ns = request->time_ns;
  view->first_frame = request->frame;
  lm_dialog_memory(dialogs, index)->invite_src = request->src;
  if (view->sides[0].cseq == LM_NONE) {
    view->sides[0].cseq = request->cseq;
    view->sides[0].n_requests++;
  }
}

/* A final response that is no success ends what was early (RFC 3261, 12.3); its ACK has the tag of
 * a dialog and makes none. */
static void
advance(LmDialogView *view, const LmMessage *own)
{
  bool makes = own->cseq_method != LM_SIP_METHOD_PRACK && own->cseq_method != LM_SIP_METHOD_UPDATE;
  bool success = own->status >= 200 && own->status < 300;
  if (own->method == LM_SIP_METHOD_BYE)
    view->state = LM_DIALOG_TERMINATED;
  else if (view->state != LM_DIALOG_EARLY)
    return;
  else if ((success && makes) || (own->status == 0 && makes && view->began_before))
    view->state = LM_DIALOG_CONFIRMED;
  else if (own->status >= 300 && own->cseq_method == LM_SIP_METHOD_INVITE)
    view->state = LM_DIALOG_TERMINATED;
}

static void
take_response(LmDialogs *dialogs, uint32_t index, uint32_t row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(dialogs->trace, row);
  LmDialogView *view = lm_dialog_view(dialogs, index);
  LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  unsigned asker = side_of(view, message->from_tag);
  bool success = own->status >= 200 && own->status < 300;
  bool invite = own->cseq_method == LM_SIP_METHOD_INVITE;
  take_maker(dialogs, index, own);
  advance(view, own);
  take_contact(view, 1 - asker, own, message);
  if (own->dst == memory->invite_src && asker == 0 && own->status > 100 && own->status < 300 &&
      (invite || own->cseq_method == LM_SIP_METHOD_UPDATE))
    lm_dialog_take_answer(dialogs, index, row, message);
  if (success && (invite || own->cseq_method == LM_SIP_METHOD_UPDATE))
    lm_dialog_take_session(dialogs, index, own, message, asker == 0);
  if (own->status > 100 && own->status < 200)
    lm_dialog_take_reliable(dialogs, index, row, message);
  if (!success || !invite)
    return;
  if (own->original != LM_NONE && memory->unacked != LM_NONE)
    memory->unacked_again = row;
  else if (own->original == LM_NONE && own->cseq != memory->acked_cseq)
    memory->unacked = row;
  if (!lm_sip_message_header(message, LM_SIP_HEADER_CONTACT, 0) && own->original == LM_NONE)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_NO_CONTACT, own, NULL, LM_TIME_NONE);
}

static void
take(LmDialogs *dialogs, uint32_t index, uint32_t row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(dialogs->trace, row);
  LmDialogView *view = lm_dialog_view(dialogs, index);
  LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  view->last_ns = own->time_ns;
  if (own->status) {
    take_response(dialogs, index, row, message);
    return;
  }
  unsigned side = side_of(view, message->from_tag);
  advance(view, own);
  if (own->method == LM_SIP_METHOD_ACK) {
    memory->acked_cseq = own->cseq;
    memory->unacked = memory->unacked_again = LM_NONE;
  }
  if (own->original != LM_NONE)
    return;
  if (own->method == LM_SIP_METHOD_PRACK)
    lm_dialog_take_prack(dialogs, index, own, message);
  lm_dialog_check_request(dialogs, index, side, row, message);
  take_contact(view, side, own, message);
}

static void
take_all(LmDialogs *dialogs)
{
  const LmTrace *trace = dialogs->trace;
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    if (row->call == LM_NONE)
      continue;
    if (row->dialog == LM_NONE) {
      bool makes = row->method == LM_SIP_METHOD_INVITE || row->method == LM_SIP_METHOD_SUBSCRIBE ||
                   row->method == LM_SIP_METHOD_REFER;
      uint32_t known = lm_sparse_get(&dialogs->invites, row->call);
      /* With credentials it comes again, and on the next hop from somebody else. */
      if (makes && (known == LM_NONE || lm_trace_message(trace, known)->src == row->src))
        lm_sparse_set(&dialogs->invites, row->call, i);
      continue;
    }
    /* LM_NONE where the dialog went from the trace to make room. */
    uint32_t index = lm_sparse_get(&dialogs->by_dialog, row->dialog);
    const LmSipMessage *message = index != LM_NONE ? lm_look_at(dialogs->look, i) : NULL;
    if (message)
      take(dialogs, index, i, message);
  }
}

/* A problem of a transaction goes to its dialog, or to the newest of its call. */
static void
take_problem(void *data, const LmProblem *problem)
{
  LmDialogs *dialogs = data;
  const LmTransaction *transaction = lm_trace_transaction(dialogs->trace, dialogs->transaction);
  const LmMessage *last = lm_trace_message(dialogs->trace, transaction->last);
  const LmCall *call = lm_trace_call(dialogs->trace, transaction->call);
  uint32_t dialog = last->dialog != LM_NONE ? last->dialog : call->first_dialog;
  uint32_t index = lm_sparse_get(&dialogs->by_dialog, dialog);
  if (index == LM_NONE)
    index = lm_sparse_get(&dialogs->by_call, transaction->call);
  if (index == LM_NONE) {
    index = add_row(dialogs, LM_NONE, transaction->call);
    lm_sparse_set(&dialogs->by_call, transaction->call, index);
  }
  lm_dialog_add_problem(dialogs, index, problem);
}

static void
finish_dialog(LmDialogs *dialogs, uint32_t index)
{
  const LmTrace *trace = dialogs->trace;
  LmDialogView *view = lm_dialog_view(dialogs, index);
  const LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  int64_t end_ns = lm_trace_counters(trace)->last_ns;
  const LmCall *call = lm_trace_call(trace, view->call);
  view->n_forks = call->n_dialogs;
  if (view->state == LM_DIALOG_EARLY && call->final_status >= 300)
    view->state = LM_DIALOG_TERMINATED;
  lm_dialog_end_session(dialogs, index,
                        view->state == LM_DIALOG_TERMINATED ? view->last_ns : end_ns);
  lm_dialog_end_reliable(dialogs, index);
  if (memory->unacked == LM_NONE)
    return;
  const LmMessage *final = lm_trace_message(trace, memory->unacked);
  const LmMessage *again =
      memory->unacked_again == LM_NONE ? NULL : lm_trace_message(trace, memory->unacked_again);
  if (again || lm_time_sub(end_ns, final->time_ns) > LM_DIALOG_TIMEOUT_NS)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_NO_ACK, again ? again : final, again ? final : NULL,
                   LM_TIME_NONE);
}

LmDialogs *
lm_dialogs_new(const LmTrace *trace)
{
  LmDialogs *dialogs = lm_alloc(sizeof *dialogs);
  dialogs->trace = trace;
  dialogs->look = lm_look_new(trace);
  dialogs->look_back = lm_look_new(trace);
  dialogs->rows = LM_VEC_INIT(LmDialogView);
  dialogs->memories = LM_VEC_INIT(LmDialogMemory);
  dialogs->problems = LM_VEC_INIT(LmProblem);
  add_dialogs(dialogs);
  take_all(dialogs);
  uint32_t n = dialogs->rows.len;
  for (uint32_t i = 0; i < n; i++)
    finish_dialog(dialogs, i);
  dialogs->transaction = lm_trace_next_transaction(trace, 0);
  for (; dialogs->transaction < lm_trace_n_transactions(trace);
       dialogs->transaction = lm_trace_next_transaction(trace, dialogs->transaction + 1))
    lm_transaction_check(trace, dialogs->transaction, take_problem, dialogs);
  return dialogs;
}

void
lm_dialogs_free(LmDialogs *dialogs)
{
  if (!dialogs)
    return;
  lm_look_free(dialogs->look);
  lm_look_free(dialogs->look_back);
  lm_vec_clear(&dialogs->rows);
  lm_vec_clear(&dialogs->memories);
  lm_vec_clear(&dialogs->problems);
  lm_sparse_clear(&dialogs->by_dialog);
  lm_sparse_clear(&dialogs->by_call);
  lm_sparse_clear(&dialogs->invites);
  free(dialogs);
}

uint32_t
lm_dialogs_n(const LmDialogs *dialogs)
{
  return dialogs->rows.len;
}

const LmDialogView *
lm_dialogs_at(const LmDialogs *dialogs, uint32_t index)
{
  return lm_vec_at(&dialogs->rows, index);
}

const LmProblem *
lm_dialogs_problem(const LmDialogs *dialogs, uint32_t index)
{
  return lm_vec_at(&dialogs->problems, index);
}

const char *
lm_dialog_view_state_name(const LmDialogView *view)
{
  static const char *const names[] = {"early", "confirmed", "terminated"};
  return view->dialog == LM_NONE ? "none" : names[view->state];
}
