/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Calls with session descriptions, and what is said of their offers and answers. */

#include "relate/offers.h"
#include "sip-packets.h"

/* A description of @version by @who with @lines, which are whole. */
#define SDP(who, version, lines)                                                         \
  "v=0\r\no=" who " 1 " version " IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 " \
  "0\r\n" lines
#define AUDIO "m=audio 7000 RTP/AVP 8 0\r\n"
#define ANSWER "m=audio 7002 RTP/AVP 8\r\n"
#define RELIABLE "Require: 100rel\r\nRSeq: 1\r\n"

static LmOffers *offers;

static inline void
pair(void)
{
  lm_offers_free(offers);
  offers = lm_offers_new(net->trace, NULL, 0);
}

static inline const LmExchange *
exchange(uint32_t index)
{
  g_assert_cmpuint(index, <, lm_offers_n_exchanges(offers));
  return lm_offers_exchange(offers, index);
}

static inline const LmMediaLine *
line(uint32_t index, uint32_t media)
{
  g_assert_cmpuint(media, <, exchange(index)->n_lines);
  return lm_offers_line(offers, exchange(index)->first_line + media);
}

static inline uint32_t
frame(uint32_t message)
{
  return message == LM_NONE ? 0 : lm_trace_message(net->trace, message)->frame;
}

/* "answered 1 2" one an exchange: state, frames of offer and answer. */
static inline void
assert_exchanges(const char *expected)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = 0; i < lm_offers_n_exchanges(offers); i++) {
    const LmExchange *one = lm_offers_exchange(offers, i);
    g_string_append_printf(text, "%s%s %u %u", i ? ", " : "", lm_exchange_state_name(one->state),
                           frame(one->offer), frame(one->answer));
    if (one->late)
      g_string_append(text, " late");
    if (one->same_as != LM_NONE)
      g_string_append_printf(text, " as %u", one->same_as);
  }
  g_assert_cmpstr(text->str, ==, expected);
}

/* The names of all problems, "" for none; each must have bytes. */
static inline void
assert_problems(const char *expected)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = 0; i < lm_offers_n_exchanges(offers); i++) {
    const LmExchange *one = lm_offers_exchange(offers, i);
    for (uint32_t k = 0; k < one->n_problems; k++) {
      const LmOfferProblem *problem = lm_offers_problem(offers, one->first_problem + k);
      const LmMessage *message = lm_trace_message(net->trace, problem->message);
      g_assert_cmpuint(problem->exchange, ==, i);
      g_assert_cmpuint(problem->len, >, 0);
      g_assert_cmpuint(problem->offset + problem->len, <=, message->len);
      g_string_append_printf(text, "%s%s", text->len ? " " : "", lm_anomaly_name(problem->kind));
    }
  }
  g_assert_cmpstr(text->str, ==, expected);
}

/* The bytes that the problem @index shows. */
static inline void
assert_evidence(uint32_t index, const char *expected)
{
  const LmOfferProblem *problem = lm_offers_problem(offers, index);
  LmSlice bytes = lm_message_bytes(lm_trace_message(net->trace, problem->message));
  LmSlice part = lm_slice_sub(bytes, problem->offset, problem->len);
  g_autofree char *copy = g_strndup((const char *)part.data, part.len);
  g_assert_cmpstr(copy, ==, expected);
}

/* A call from alice to bob with this offer and this answer. */
static inline void
call(const char *offer, const char *answer)
{
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(10, BOB, ALICE, "180 Ringing", .to_tag = "b");
  SIP(20, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(30, ALICE, BOB, "ACK", .to_tag = "b", .branch = "ack");
}

static inline void
assert_pair(const char *offer, const char *answer, const char *problems)
{
  test_net_reset();
  call(offer, answer);
  pair();
  assert_exchanges("answered 1 3");
  assert_problems(problems);
}

#define HOLD AUDIO "a=sendonly\r\n"
#define HELD ANSWER "a=recvonly\r\n"
#define OFFER SDP("alice", "1", AUDIO)
