/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Offers and answers of a call that the input tells. The input is pieces: a byte that says which
 * message, one that says who sent it, with which number and tags, and the lines of its session
 * description up to a zero byte; none: it has none. */

#include "relate/offers.h"
#include "base/limits.h"
#include "fuzz.h"
#include "relate/offer_detail.h"
#include "track/tracker.h"

#include <stdlib.h>

#define MAX_PIECES 128

static const char *const starts[16] = {
    "INVITE sip:b@b SIP/2.0", "INVITE sip:b@b SIP/2.0", "UPDATE sip:b@b SIP/2.0",
    "PRACK sip:b@b SIP/2.0",  "ACK sip:b@b SIP/2.0",    "SIP/2.0 180 Ringing",
    "SIP/2.0 183 Progress",   "SIP/2.0 200 OK",         "SIP/2.0 200 OK",
    "SIP/2.0 200 OK",         "SIP/2.0 407 Who",        "SIP/2.0 488 No",
    "SIP/2.0 491 Pending",    "SIP/2.0 487 Gone",       "SIP/2.0 200 OK",
    "SIP/2.0 183 Progress"};
static const char *const methods[16] = {"INVITE", "INVITE", "UPDATE", "PRACK", "ACK",    "INVITE",
                                        "INVITE", "INVITE", "UPDATE", "PRACK", "INVITE", "INVITE",
                                        "INVITE", "INVITE", "INVITE", "INVITE"};

typedef struct {
  LmTracker *tracker;
  LmFrame frame;
  LmArena arena; /* of the messages */
} Feeding;

static void
set_host(LmEndpoint *endpoint, unsigned host)
{
  const uint8_t bytes[4] = {192, 0, 2, (uint8_t)host};
  endpoint->addr.family = LM_ADDR_IPV4;
  memcpy(endpoint->addr.bytes, bytes, sizeof bytes);
  endpoint->port = 5060;
}

static void
feed(Feeding *feeding, unsigned kind, unsigned how, LmSlice lines)
{
  bool callee = how & 1, response = kind >= 5;
  unsigned number = (how >> 1 & 3) + 1;
  const char *callee_tag = how & 8 ? "c" : "b";
  LmText text = LM_TEXT_INIT;
  lm_text_printf(&text, "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK%u%u%s\r\nFrom: <sip:x>;tag=%s\r\n",
                 starts[kind], how >> 4 & 3, callee, methods[kind], callee ? callee_tag : "a");
  lm_text_printf(&text, "To: <sip:y>%s%s\r\nCall-ID: 1\r\nCSeq: %u %s\r\n",
                 how & 64 && !response ? "" : ";tag=",
                 how & 64 && !response ? ""
                 : callee              ? "a"
                                       : callee_tag,
                 number, methods[kind]);
  if (kind == 15)
    lm_text_add_str(&text, "RSeq: 1\r\n");
  if (kind == 3)
    lm_text_printf(&text, "RAck: 1 %u INVITE\r\n", how >> 4 & 3);
  if (lines.len) {
    lm_text_add_str(&text, "Content-Type: application/sdp\r\n\r\n");
    lm_text_add_str(&text, "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n");
    lm_text_add(&text, lines);
  } else {
    lm_text_add_str(&text, "\r\n");
  }
  /* In memory that does not move: the trace points into it. */
  LmPacket packet = {.frame = &feeding->frame,
                     .kind = LM_PACKET_UDP,
                     .payload = lm_arena_copy(&feeding->arena, lm_slice(text.str, text.len))};
  bool from_callee = callee != response;
  unsigned hop = how >> 7;
  set_host(&packet.src, hop * 2 + from_callee);
  set_host(&packet.dst, hop * 2 + !from_callee);
  feeding->frame.number++;
  feeding->frame.time_ns += 10 * LM_NS_PER_MS;
  lm_tracker_add(feeding->tracker, &packet);
  lm_text_clear(&text);
}

static void
check_exchange(const LmTrace *trace, const LmOffers *offers, uint32_t index)
{
  const LmExchange *exchange = lm_offers_exchange(offers, index);
  if (exchange->offer == LM_NONE && exchange->answer == LM_NONE && exchange->closing == LM_NONE)
    abort();
  for (uint32_t i = 0; i < exchange->n_lines; i++) {
    const LmMediaLine *line = lm_offers_line(offers, exchange->first_line + i);
    if (line->exchange != index || line->index != i || (line->sends[0] && !line->active))
      abort();
  }
  for (uint32_t i = 0; i < exchange->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(offers, exchange->first_problem + i);
    uint32_t len = lm_trace_message(trace, problem->message)->len;
    if (problem->exchange != index || problem->offset > len || problem->len > len - problem->offset)
      abort();
  }
}

static void
look(const LmTrace *trace)
{
  LmOffers *offers = lm_offers_new(trace, NULL, 0);
  for (uint32_t i = 0; i < lm_offers_n_exchanges(offers); i++)
    check_exchange(trace, offers, i);
  lm_offers_free(offers);
  LmArena arena = LM_ARENA_INIT;
  LmDetail root = {.name = ""};
  uint32_t n = lm_trace_n_messages(trace);
  if (n)
    lm_offers_add_detail(&root, trace, n - 1, &arena);
  lm_arena_clear(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  Feeding feeding = {.tracker = lm_tracker_new()};
  LmSlice rest = lm_slice(data, size);
  for (int i = 0; i < MAX_PIECES && rest.len >= 2; i++) {
    unsigned kind = rest.data[0] & 15, how = rest.data[1];
    LmSlice lines = lm_slice_split(lm_slice_from(rest, 2), 0, &rest);
    feed(&feeding, kind, how, lines);
  }
  lm_tracker_finish(feeding.tracker);
  look(lm_tracker_trace(feeding.tracker));
  lm_tracker_free(feeding.tracker);
  lm_arena_clear(&feeding.arena);
  return 0;
}
