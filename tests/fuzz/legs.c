/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conversations out of any messages. The input is pieces: a byte with the hosts that a message goes
 * between, a byte of time since the one before in units of 10 ms, two bytes of length, and the
 * message. */

#include "relate/legs.h"
#include "base/bytes.h"
#include "fuzz.h"
#include "relate/hops.h"
#include "track/tracker.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_PIECES 256
#define HEAD_BYTES 4

static void
check_at(bool holds, int line)
{
  if (holds)
    return;
  fprintf(stderr, "what line %d says does not hold\n", line);
  abort();
}

#define check(holds) check_at((holds), __LINE__)

static LmEndpoint
host(unsigned number)
{
  LmEndpoint endpoint = {.port = 5060};
  const uint8_t bytes[4] = {192, 0, 2, (uint8_t)number};
  endpoint.addr.family = LM_ADDR_IPV4;
  memcpy(endpoint.addr.bytes, bytes, sizeof bytes);
  return endpoint;
}

static size_t
feed(LmSlice input, LmTracker *tracker, uint8_t **pieces)
{
  size_t n = 0;
  LmFrame frame = {.time_ns = 1700000000000000000};
  while (input.len > HEAD_BYTES && n < MAX_PIECES) {
    uint8_t way = lm_slice_u8(input, 0);
    frame.time_ns += lm_slice_u8(input, 1) * 10 * LM_NS_PER_MS;
    LmSlice bytes = lm_slice_sub(input, HEAD_BYTES, lm_slice_be16(input, 2));
    input = lm_slice_from(input, HEAD_BYTES + bytes.len);
    uint8_t *exact = malloc(bytes.len ? bytes.len : 1);
    if (bytes.len)
      memcpy(exact, bytes.data, bytes.len);
    pieces[n++] = exact;
    frame.number++;
    LmPacket packet = {.frame = &frame,
                       .kind = LM_PACKET_UDP,
                       .src = host(way >> 4),
                       .dst = host(way & 15),
                       .ip_id = (uint16_t)n,
                       .payload = lm_slice(exact, bytes.len)};
    lm_tracker_add(tracker, &packet);
  }
  return n;
}

static void
look_at_link(const LmTrace *trace, const LmLegs *legs, const LmLink *link, uint32_t index)
{
  LmEvidence list[LM_N_EVIDENCE];
  LmArena arena = LM_ARENA_INIT;
  LmText text = LM_TEXT_INIT;
  check(link->from != link->to && link->kind < LM_N_LINKS);
  check(link->score > 0.5 && link->score <= 1);
  check(lm_legs_conversation_of(legs, link->from) == index);
  check(lm_legs_conversation_of(legs, link->to) == index);
  unsigned n = lm_legs_evidence(legs, link, list, &arena);
  check(n <= LM_N_EVIDENCE);
  for (unsigned i = 0; i < n; i++) {
    check(list[i].weight > -40 && list[i].weight < 20);
    lm_text_add_json(&text, list[i].what);
  }
  lm_text_add_json(&text, link->what);
  lm_text_add_json(&text, lm_trace_call(trace, link->from)->call_id);
  lm_text_clear(&text);
  lm_arena_clear(&arena);
}

static void
look_at_hops(const LmTrace *trace, uint32_t call)
{
  LmHop hops[LM_MAX_HOPS];
  uint32_t n = lm_call_hops(trace, lm_trace_call(trace, call), hops);
  check(n <= LM_MAX_HOPS);
  for (uint32_t i = 0; i < n; i++) {
    check(hops[i].previous == LM_NONE || hops[i].previous < i);
    check(hops[i].depth <= i);
  }
}

static void
look_at(const LmTrace *trace, const LmLegPin *pins, size_t n_pins)
{
  LmLegs *legs = lm_legs_new(trace, pins, n_pins);
  uint32_t n_legs = 0, n_calls = 0;
  for (uint32_t i = 0; i < lm_legs_n_conversations(legs); i++) {
    const LmConversation *conversation = lm_legs_conversation(legs, i);
    check(conversation->n_legs > 0 && conversation->n_links + 1 >= conversation->n_legs);
    n_legs += conversation->n_legs;
    for (uint32_t k = 0; k < conversation->n_legs; k++)
      check(lm_legs_conversation_of(legs, lm_legs_call(legs, conversation, k)) == i);
    for (uint32_t k = 0; k < conversation->n_links; k++)
      look_at_link(trace, legs, lm_legs_link(legs, conversation, k), i);
  }
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++) {
    bool is_call = lm_trace_call(trace, i)->number;
    check(is_call == (lm_legs_conversation_of(legs, i) != LM_NONE));
    n_calls += is_call;
    look_at_hops(trace, i);
  }
  check(n_legs == n_calls);
  lm_legs_free(legs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *pieces[MAX_PIECES];
  LmTracker *tracker = lm_tracker_new();
  size_t n = feed(lm_slice(data, size), tracker, pieces);
  lm_tracker_finish(tracker);
  const LmTrace *trace = lm_tracker_trace(tracker);
  look_at(trace, NULL, 0);
  uint32_t n_calls = lm_trace_n_calls(trace);
  if (n_calls > 1) {
    LmLegPin pins[] = {{0, 1, true}, {n_calls - 1, 0, false}};
    look_at(trace, pins, 2);
  }
  lm_tracker_free(tracker);
  for (size_t i = 0; i < n; i++)
    free(pieces[i]);
  return 0;
}
