/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which session description is an offer, and which one answers it.
 *
 *   INVITE with one         -> offer    answered by 18x and 2xx (RFC 3261, 13.2.1)
 *   INVITE without          -> 2xx, or an 18x that is reliable, offers; ACK or PRACK answers
 *   UPDATE, PRACK with one  -> offer    answered by its 2xx (RFC 3311, 5.1; RFC 3262, 5)
 *   a final response above 299          takes the offer back (RFC 3261, 14.1)
 *
 * A message is looked at on the hop on which it was seen: requests and responses belong together by
 * their transaction; ACK and PRACK by dialog, number of the INVITE, and hop. */

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sdp/message.h"
#include "proto/sip/fields.h"
#include "relate/offers_build.h"

/* How many late offers with the same dialog and number are looked through: one a hop. */
#define MOST_LATE 32

static LmOfferSide
sender(const LmOfferBuilder *builder, const LmMessage *message, LmSlice tag)
{
  if (message->dialog == LM_NONE)
    return message->status ? LM_SIDE_CALLEE : LM_SIDE_CALLER;
  const LmDialog *dialog = lm_trace_dialog(builder->trace, message->dialog);
  return lm_slice_equal(tag, dialog->caller_tag) ? LM_SIDE_CALLER : LM_SIDE_CALLEE;
}

/* "776656 1 INVITE" (RFC 3262, 7.2). */
static uint32_t
acknowledged(const LmSipMessage *sip, uint32_t otherwise)
{
  LmSlice rest, value = lm_sip_message_value(sip, LM_SIP_HEADER_RACK), method;
  uint32_t number;
  lm_slice_split(value, ' ', &rest);
  return lm_sip_cseq_parse(lm_slice_trim(rest), &number, &method) ? number : otherwise;
}

/* What had to be decoded goes with the message that is read, so that it is kept, up to a limit. */
static LmSlice
keep(LmOfferBuilder *builder, const LmSipMessage *sip, LmSlice sdp)
{
  if (!lm_sdp_was_decoded(sip, sdp))
    return sdp;
  if (sdp.len > LM_LIMIT_OFFERS_DECODED_BYTES - builder->decoded_bytes)
    return LM_SLICE_EMPTY;
  builder->decoded_bytes += sdp.len;
  return lm_arena_copy(&builder->offers->arena, sdp);
}

static void
look(LmOfferBuilder *builder, uint32_t row, LmOfferTold *told)
{
  const LmMessage *message = lm_trace_message(builder->trace, row);
  *told = (LmOfferTold){.row = row, .message = message, .invite = message->cseq, .reliable = true};
  LmSipMessage *sip = &builder->sip;
  lm_trace_tell_read(builder->trace);
  if (!lm_sip_message_parse(lm_message_bytes(message), lm_transport_is_stream(message->transport),
                            &builder->scratch, sip))
    return;
  if (message->flags & LM_MESSAGE_HAS_SDP)
    told->body = keep(builder, sip, lm_sdp_of_message(sip, &builder->scratch));
  told->opaque = (sip->body.len > 0 || message->flags & LM_MESSAGE_TRUNCATED) && !told->body.len;
  told->side = sender(builder, message, message->status ? sip->to_tag : sip->from_tag);
  if (message->status && message->status < 200)
    told->reliable = lm_sip_message_header(sip, LM_SIP_HEADER_RSEQ, 0) != NULL;
  if (message->method == LM_SIP_METHOD_PRACK)
    told->invite = acknowledged(sip, message->cseq);
  lm_arena_reset(&builder->scratch);
}

static bool
was_request_seen(const LmOfferBuilder *builder, const LmMessage *message)
{
  return lm_trace_transaction(builder->trace, message->transaction)->request != LM_NONE;
}

/* Whether the INVITE is one of those that has no description, and nothing else either. */
static bool
lacks_offer(LmOfferBuilder *builder, const LmMessage *response)
{
  uint32_t request = lm_trace_transaction(builder->trace, response->transaction)->request;
  if (request == LM_NONE)
    return false;
  LmOfferTold told;
  look(builder, request, &told);
  return told.body.len == 0 && !told.opaque;
}

/* The response to an INVITE without an offer makes it. */
static void
take_late(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told)
{
  if (index == LM_NONE) {
    index = lm_offers_begin(builder, told, true);
    if (!told->reliable)
      lm_offers_note(builder, index, LM_ANOMALY_OA_UNRELIABLE_OFFER, told, LM_NONE);
    return;
  }
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  LmOfferWork *work = lm_offers_work(builder, index);
  if (!lm_slice_equal(work->bodies[told->side], told->body)) {
    lm_offers_note(builder, index, LM_ANOMALY_OA_ANSWER_CHANGED, told, exchange->offer);
    if (exchange->answer == LM_NONE) {
      exchange->offer = told->row;
      work->bodies[told->side] = told->body;
    }
  }
  lm_offers_set_role(builder, told->row, index, LM_ROLE_REPEAT);
}

/* Whether it was an offer or an answer shows the ACK, if at all. */
static void
take_unknown(LmOfferBuilder *builder, const LmOfferTold *told)
{
  uint32_t index = lm_offers_add_exchange(builder, told, LM_EXCHANGE_ANSWERED);
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  exchange->offerer = !told->side;
  exchange->answer = exchange->closing = told->row;
  lm_offers_work(builder, index)->unknown = true;
  lm_offers_work(builder, index)->bodies[told->side] = told->body;
  LmOfferEntry *entry = lm_offers_put(builder->offers, LM_OFFER_BY_TRANSACTION,
                                      exchange->transaction, exchange->dialog);
  entry->value = index;
  lm_offers_set_role(builder, told->row, index, LM_ROLE_ANSWER);
  lm_offers_list_late(builder, index, told);
  lm_offers_enter_hop(builder, index);
  uint32_t hop = lm_offers_work(builder, index)->hop;
  if (hop != LM_NONE) {
    lm_offers_hop(builder, hop)->agreed = index;
    lm_offers_hop(builder, hop)->sent[told->side] = told->row;
    lm_offers_hop(builder, hop)->bodies[told->side] = told->body;
  }
}

static void
take_invite_description(LmOfferBuilder *builder, const LmOfferTold *told)
{
  uint32_t index = lm_offers_find_branch(builder, told);
  if (index == LM_NONE && !was_request_seen(builder, told->message))
    take_unknown(builder, told);
  else if (index == LM_NONE || lm_offers_row(builder->offers, index)->late)
    take_late(builder, index, told);
  else
    lm_offers_answer(builder, index, told);
}

/* A provisional response without a description begins a dialog in which the offer waits. */
static void
wait_in_dialog(LmOfferBuilder *builder, const LmMessage *message)
{
  uint32_t index = lm_offers_find_begun(builder, message);
  if (message->dialog == LM_NONE || index == LM_NONE)
    return;
  const LmExchange *exchange = lm_offers_row(builder->offers, index);
  LmOfferHop *hop = lm_offers_hop(
      builder, lm_offers_associate(builder, message->dialog, exchange->src, exchange->dst));
  if (hop->pending[exchange->offerer] == LM_NONE)
    hop->pending[exchange->offerer] = index;
}

static void
take_invite_response(LmOfferBuilder *builder, const LmOfferTold *told)
{
  const LmMessage *message = told->message;
  if (message->status >= 300) {
    lm_offers_reject(builder, lm_offers_find_begun(builder, message), told);
    return;
  }
  if (message->status <= 100)
    return;
  if (told->body.len) {
    take_invite_description(builder, told);
    return;
  }
  if (message->status < 200) {
    wait_in_dialog(builder, message);
    return;
  }
  uint32_t index = lm_offers_find_branch(builder, told);
  if (index != LM_NONE && !lm_offers_row(builder->offers, index)->late)
    lm_offers_leave(builder, index, told);
  else if (index == LM_NONE && !told->opaque && lacks_offer(builder, message))
    lm_offers_stray(builder, told, LM_ANOMALY_OA_NO_OFFER);
}

/* The response to an UPDATE or a PRACK. */
static void
take_response(LmOfferBuilder *builder, const LmOfferTold *told)
{
  const LmMessage *message = told->message;
  uint32_t index = lm_offers_find_begun(builder, message);
  if (message->status < 200)
    return;
  if (message->status >= 300)
    lm_offers_reject(builder, index, told);
  else if (told->body.len == 0 && index != LM_NONE)
    lm_offers_leave(builder, index, told);
  else if (told->body.len && index != LM_NONE)
    lm_offers_answer(builder, index, told);
  else if (told->body.len && was_request_seen(builder, message))
    lm_offers_stray(builder, told, LM_ANOMALY_OA_ANSWER_WITHOUT_OFFER);
}

/* The late offer that an ACK or a PRACK is about: that of its hop, else one that still waits. */
static uint32_t
find_late(const LmOfferBuilder *builder, const LmOfferTold *told)
{
  const LmMessage *message = told->message;
  const LmOfferEntry *entry =
      lm_offers_find(builder->offers, LM_OFFER_BY_LATE, message->dialog, told->invite);
  uint32_t index = entry ? entry->value : LM_NONE, open = LM_NONE;
  uint64_t hop = lm_offers_hop_of(builder, message->src, message->dst);
  for (int i = 0; i < MOST_LATE && index != LM_NONE; i++) {
    const LmExchange *exchange = lm_offers_row(builder->offers, index);
    if (exchange->offerer != told->side || lm_offers_work(builder, index)->unknown) {
      if (lm_offers_hop_of(builder, exchange->src, exchange->dst) == hop)
        return index;
      if (lm_offers_is_open(builder, index))
        open = index;
    }
    index = lm_offers_work(builder, index)->next_late;
  }
  return open;
}

/* What was taken for an answer is answered, so it was the offer. */
static void
turn_around(LmOfferBuilder *builder, uint32_t index)
{
  LmExchange *exchange = lm_offers_row(builder->offers, index);
  LmOfferWork *work = lm_offers_work(builder, index);
  work->unknown = false;
  exchange->offer = exchange->answer;
  exchange->answer = exchange->closing = LM_NONE;
  exchange->offerer = !exchange->offerer;
  exchange->late = true;
  exchange->state = LM_EXCHANGE_PENDING;
  LmOfferEntry *entry = lm_offers_find(builder->offers, LM_OFFER_BY_MESSAGE, exchange->offer, 0);
  if (entry)
    entry->extra = LM_ROLE_OFFER;
}

static void
take_acknowledgement(LmOfferBuilder *builder, const LmOfferTold *told, bool may_offer)
{
  uint32_t index = find_late(builder, told);
  bool unknown = index != LM_NONE && lm_offers_work(builder, index)->unknown;
  if (unknown && told->body.len)
    turn_around(builder, index);
  else if (unknown)
    index = LM_NONE;
  if (index != LM_NONE && told->body.len && lm_offers_is_open(builder, index))
    lm_offers_answer(builder, index, told);
  else if (index != LM_NONE && told->body.len == 0)
    lm_offers_leave(builder, index, told);
  else if (told->body.len && may_offer)
    lm_offers_begin(builder, told, false);
  else if (told->body.len && index == LM_NONE)
    lm_offers_stray(builder, told, LM_ANOMALY_OA_ANSWER_WITHOUT_OFFER);
}

static bool
is_failed(const LmOfferBuilder *builder, const LmTransaction *transaction)
{
  return transaction->final != LM_NONE &&
         lm_trace_message(builder->trace, transaction->final)->status >= 300;
}

/* An ACK to a failure is of the INVITE's transaction and carries nothing (RFC 3261, 17.1.1.3). */
static void
take_request(LmOfferBuilder *builder, const LmOfferTold *told)
{
  const LmMessage *message = told->message;
  const LmTransaction *transaction = lm_trace_transaction(builder->trace, message->transaction);
  if (message->method == LM_SIP_METHOD_PRACK)
    take_acknowledgement(builder, told, true);
  else if (message->method == LM_SIP_METHOD_ACK && !is_failed(builder, transaction))
    take_acknowledgement(builder, told, false);
  else if (message->method != LM_SIP_METHOD_ACK && told->body.len)
    lm_offers_begin(builder, told, false);
}

static void
take(LmOfferBuilder *builder, uint32_t row)
{
  const LmMessage *message = lm_trace_message(builder->trace, row);
  uint8_t method = message->status ? message->cseq_method : message->method;
  if (message->original != LM_NONE ||
      (method != LM_SIP_METHOD_INVITE && method != LM_SIP_METHOD_ACK &&
       method != LM_SIP_METHOD_PRACK && method != LM_SIP_METHOD_UPDATE))
    return;
  LmOfferTold told;
  look(builder, row, &told);
  if (message->status == 0)
    take_request(builder, &told);
  else if (method == LM_SIP_METHOD_INVITE)
    take_invite_response(builder, &told);
  else if (method != LM_SIP_METHOD_ACK)
    take_response(builder, &told);
}

void
lm_offers_pair(LmOfferBuilder *builder, uint32_t call)
{
  uint32_t row = lm_trace_call(builder->trace, call)->first_message;
  for (; row != LM_NONE; row = lm_trace_message(builder->trace, row)->next_in_call)
    take(builder, row);
}
