/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can become of an exchange: it is begun, answered, left without an answer, rejected. */

#include "base/scan.h"
#include "relate/offers_build.h"

/* The two neighbours, whichever sent. A host may use several ports (TCP does), so that only where
 * both are one host these tell them apart. */
uint64_t
lm_offers_hop_of(const LmOfferBuilder *builder, uint32_t src, uint32_t dst)
{
  LmEndpoint a = *lm_trace_endpoint(builder->trace, src);
  LmEndpoint b = *lm_trace_endpoint(builder->trace, dst);
  if (!lm_addr_equal(&a.addr, &b.addr))
    a.port = b.port = 0;
  if (lm_endpoint_compare(&a, &b) > 0) {
    LmEndpoint swap = a;
    a = b;
    b = swap;
  }
  uint8_t text[2 * (sizeof a.addr.bytes + 3)] = {0};
  const LmEndpoint *ends[2] = {&a, &b};
  for (size_t i = 0; i < 2; i++) {
    uint8_t *at = text + i * (sizeof a.addr.bytes + 3);
    memcpy(at, ends[i]->addr.bytes, sizeof a.addr.bytes);
    at[16] = ends[i]->addr.family;
    at[17] = (uint8_t)(ends[i]->port >> 8);
    at[18] = (uint8_t)ends[i]->port;
  }
  return lm_hash(lm_hash_key(), text, sizeof text);
}

uint32_t
lm_offers_associate(LmOfferBuilder *builder, uint32_t dialog, uint32_t src, uint32_t dst)
{
  LmOfferEntry *entry =
      lm_offers_put(builder->offers, LM_OFFER_BY_HOP, dialog, lm_offers_hop_of(builder, src, dst));
  if (entry->value == LM_NONE) {
    entry->value = builder->hops.len;
    *(LmOfferHop *)lm_vec_push(&builder->hops) =
        (LmOfferHop){.pending = {LM_NONE, LM_NONE}, .sent = {LM_NONE, LM_NONE}, .agreed = LM_NONE};
  }
  return entry->value;
}

LmOfferHop *
lm_offers_hop(const LmOfferBuilder *builder, uint32_t index)
{
  return lm_vec_at(&builder->hops, index);
}

void
lm_offers_note(LmOfferBuilder *builder, uint32_t exchange, LmAnomalyKind kind,
               const LmOfferTold *told, uint32_t against)
{
  LmOfferWork *work = lm_offers_work(builder, exchange);
  LmSlice bytes = lm_message_bytes(told->message);
  LmOfferProblem problem = {
      .kind = (uint16_t)kind, .line = LM_NONE, .message = told->row, .against = against};
  if (told->body.len) {
    problem.offset = (uint32_t)lm_scan_offset(bytes, told->body);
    problem.len = (uint32_t)told->body.len;
  } else {
    LmSlice rest;
    problem.len = (uint32_t)lm_slice_trim(lm_slice_split(bytes, '\n', &rest)).len;
  }
  uint32_t *link = &work->first_found;
  while (*link != LM_NONE)
    link = &((LmOfferFound *)lm_vec_at(&builder->found, *link))->next;
  *link = builder->found.len;
  *(LmOfferFound *)lm_vec_push(&builder->found) = (LmOfferFound){problem, LM_NONE};
}

void
lm_offers_set_role(LmOfferBuilder *builder, uint32_t message, uint32_t exchange, LmOfferRole role)
{
  LmOfferEntry *entry = lm_offers_put(builder->offers, LM_OFFER_BY_MESSAGE, message, 0);
  if (entry->value == LM_NONE) {
    entry->value = exchange;
    entry->extra = role;
  }
}

uint32_t
lm_offers_add_exchange(LmOfferBuilder *builder, const LmOfferTold *told, LmExchangeState state)
{
  const LmMessage *message = told->message;
  uint32_t index = builder->offers->exchanges.len;
  *(LmExchange *)lm_vec_push(&builder->offers->exchanges) = (LmExchange){
      .call = message->call,
      .dialog = message->dialog,
      .offer = LM_NONE,
      .answer = LM_NONE,
      .closing = LM_NONE,
      .transaction = message->transaction,
      .src = message->src,
      .dst = message->dst,
      .same_as = LM_NONE,
      .previous = LM_NONE,
      .state = (uint8_t)state,
      .offerer = told->side,
  };
  *(LmOfferWork *)lm_vec_push(&builder->works) = (LmOfferWork){
      .hop = LM_NONE,
      .next_fork = LM_NONE,
      .next_late = LM_NONE,
      .next_twin = LM_NONE,
      .before = {LM_NONE, LM_NONE},
      .first_found = LM_NONE,
  };
  return index;
}

bool
lm_offers_is_open(const LmOfferBuilder *builder, uint32_t exchange)
{
  if (exchange == LM_NONE)
    return false;
  uint8_t state = lm_offers_row(builder->offers, exchange)->state;
  return state == LM_EXCHANGE_PENDING || state == LM_EXCHANGE_PREVIEW;
}

/* An offer may only be made when there is none that waits (RFC 3264, 4). The same request that
 * comes by again, as in a spiral, is none. */
static void
check_pending(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told, uint32_t other)
{
  if (!lm_offers_is_open(builder, other) || other == index)
    return;
  const LmExchange *waiting = lm_offers_row(builder->offers, other);
  const LmMessage *offer =
      lm_trace_message(builder->trace, waiting->offer == LM_NONE ? told->row : waiting->offer);
  if (offer->cseq == told->message->cseq && offer->cseq_method == told->message->cseq_method &&
      waiting->offerer == told->side)
    return;
  /* Before anything is agreed on, whoever answers knows of the offer. */
  bool crossing = waiting->offerer != told->side && waiting->previous != LM_NONE;
  lm_offers_note(builder, index, crossing ? LM_ANOMALY_OA_GLARE : LM_ANOMALY_OA_OFFER_PENDING, told,
                 waiting->offer);
}

/* Ties an exchange to the two neighbours that have it, from when there is a dialog. */
void
lm_offers_enter_hop(LmOfferBuilder *builder, uint32_t index)
{
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  LmOfferWork *work = lm_offers_work(builder, index);
  if (work->hop != LM_NONE || exchange->dialog == LM_NONE)
    return;
  work->hop = lm_offers_associate(builder, exchange->dialog, exchange->src, exchange->dst);
  LmOfferHop *hop = lm_offers_hop(builder, work->hop);
  exchange->previous = hop->agreed;
  if (exchange->offer == LM_NONE)
    return;
  LmOfferSide side = exchange->offerer;
  work->before[side] = hop->sent[side];
  work->earlier[side] = hop->bodies[side];
  hop->sent[side] = exchange->offer;
  hop->bodies[side] = work->bodies[side];
}

void
lm_offers_list_late(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told)
{
  LmOfferEntry *entry =
      lm_offers_put(builder->offers, LM_OFFER_BY_LATE, told->message->dialog, told->message->cseq);
  lm_offers_work(builder, index)->next_late = entry->value;
  entry->value = index;
}

uint32_t
lm_offers_begin(LmOfferBuilder *builder, const LmOfferTold *told, bool late)
{
  uint32_t index = lm_offers_add_exchange(builder, told, LM_EXCHANGE_PENDING);
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  exchange->offer = told->row;
  exchange->late = late;
  lm_offers_work(builder, index)->bodies[told->side] = told->body;
  LmOfferEntry *entry = lm_offers_put(builder->offers, LM_OFFER_BY_TRANSACTION,
                                      exchange->transaction, exchange->dialog);
  entry->value = index;
  lm_offers_set_role(builder, told->row, index, LM_ROLE_OFFER);
  if (late)
    lm_offers_list_late(builder, index, told);
  if (exchange->dialog == LM_NONE)
    return index;
  lm_offers_enter_hop(builder, index);
  LmOfferHop *hop = lm_offers_hop(builder, lm_offers_work(builder, index)->hop);
  check_pending(builder, index, told, hop->pending[told->side]);
  check_pending(builder, index, told, hop->pending[!told->side]);
  hop->pending[told->side] = index;
  return index;
}

/* The exchange that the request of a response began, LM_NONE where it had no offer. */
uint32_t
lm_offers_find_begun(const LmOfferBuilder *builder, const LmMessage *message)
{
  const LmOffers *offers = builder->offers;
  LmOfferEntry *entry =
      lm_offers_find(offers, LM_OFFER_BY_TRANSACTION, message->transaction, message->dialog);
  if (!entry)
    entry = lm_offers_find(offers, LM_OFFER_BY_TRANSACTION, message->transaction, LM_NONE);
  /* A failure makes no dialog, so that it is not in that of its request either. */
  uint32_t request = lm_trace_transaction(builder->trace, message->transaction)->request;
  if (!entry && request != LM_NONE)
    entry = lm_offers_find(offers, LM_OFFER_BY_TRANSACTION, message->transaction,
                           lm_trace_message(builder->trace, request)->dialog);
  return entry ? entry->value : LM_NONE;
}

uint32_t
lm_offers_find_branch(LmOfferBuilder *builder, const LmOfferTold *told)
{
  const LmMessage *message = told->message;
  uint32_t base = lm_offers_find_begun(builder, message);
  if (base == LM_NONE || message->dialog == LM_NONE)
    return base;
  LmExchange *exchange = lm_offers_row(builder->offers, base);
  if (exchange->dialog == message->dialog)
    return base;
  LmOfferEntry *entry = lm_offers_put(builder->offers, LM_OFFER_BY_TRANSACTION,
                                      message->transaction, message->dialog);
  uint32_t index = base;
  if (exchange->dialog != LM_NONE) {
    index = lm_offers_add_exchange(builder, told, LM_EXCHANGE_PENDING);
    LmExchange *branch = lm_offers_row(builder->offers, index);
    branch->offer = exchange->offer;
    branch->src = exchange->src;
    branch->dst = exchange->dst;
    branch->offerer = exchange->offerer;
    LmOfferWork *first = lm_offers_work(builder, base);
    lm_offers_work(builder, index)->bodies[exchange->offerer] = first->bodies[exchange->offerer];
    lm_offers_work(builder, index)->next_fork = first->next_fork;
    first->next_fork = index;
    exchange = branch;
  }
  exchange->dialog = message->dialog;
  entry->value = index;
  lm_offers_enter_hop(builder, index);
  return index;
}

void
lm_offers_answer(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told)
{
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  LmOfferWork *work = lm_offers_work(builder, index);
  bool again = exchange->answer != LM_NONE;
  bool settled = exchange->state == LM_EXCHANGE_ANSWERED;
  LmOfferRole role = told->reliable ? LM_ROLE_ANSWER : LM_ROLE_PREVIEW;
  if (again && lm_slice_equal(work->bodies[told->side], told->body)) {
    role = told->reliable && !settled ? LM_ROLE_ANSWER : LM_ROLE_REPEAT;
  } else {
    if (again)
      lm_offers_note(builder, index, LM_ANOMALY_OA_ANSWER_CHANGED, told, exchange->answer);
    exchange->answer = told->row;
    work->bodies[told->side] = told->body;
  }
  lm_offers_set_role(builder, told->row, index, role);
  exchange->state = told->reliable || settled ? LM_EXCHANGE_ANSWERED : LM_EXCHANGE_PREVIEW;
  if (told->reliable && !settled)
    exchange->closing = told->row;
  lm_offers_enter_hop(builder, index);
  if (work->hop == LM_NONE)
    return;
  LmOfferHop *hop = lm_offers_hop(builder, work->hop);
  if (!again) {
    work->before[told->side] = hop->sent[told->side];
    work->earlier[told->side] = hop->bodies[told->side];
  }
  hop->sent[told->side] = told->row;
  hop->bodies[told->side] = told->body;
  hop->agreed = index;
  if (told->reliable && hop->pending[exchange->offerer] == index)
    hop->pending[exchange->offerer] = LM_NONE;
}

/* A description that nobody waits for, or the lack of one: an exchange that is a finding. */
void
lm_offers_stray(LmOfferBuilder *builder, const LmOfferTold *told, LmAnomalyKind kind)
{
  uint32_t index = lm_offers_add_exchange(builder, told, LM_EXCHANGE_STRAY);
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  exchange->offerer = !told->side;
  exchange->answer = told->body.len ? told->row : LM_NONE;
  lm_offers_work(builder, index)->bodies[told->side] = told->body;
  exchange->closing = told->row;
  if (told->body.len)
    lm_offers_set_role(builder, told->row, index, LM_ROLE_STRAY);
  lm_offers_note(builder, index, kind, told, LM_NONE);
}

/* The message that had to answer has no description. */
void
lm_offers_leave(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told)
{
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  if (!lm_offers_is_open(builder, index) || told->opaque)
    return;
  exchange->state = exchange->answer == LM_NONE ? LM_EXCHANGE_UNANSWERED : LM_EXCHANGE_ANSWERED;
  exchange->closing = told->row;
  lm_offers_note(builder, index, LM_ANOMALY_OA_NO_ANSWER, told, exchange->offer);
}

/* Takes back what was offered; what an unreliable response said of it too. */
void
lm_offers_reject(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told)
{
  uint16_t status = told->message->status;
  for (; index != LM_NONE; index = lm_offers_work(builder, index)->next_fork) {
    LmExchange *exchange = lm_offers_row(builder->offers, index);
    LmOfferWork *work = lm_offers_work(builder, index);
    if (!lm_offers_is_open(builder, index))
      continue;
    exchange->state =
        status == 401 || status == 407 ? LM_EXCHANGE_CHALLENGED : LM_EXCHANGE_REJECTED;
    exchange->closing = told->row;
    if (work->hop != LM_NONE && lm_offers_hop(builder, work->hop)->agreed == index)
      lm_offers_hop(builder, work->hop)->agreed = exchange->previous;
  }
}
