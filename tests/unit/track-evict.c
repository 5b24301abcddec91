/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes when room is made, in which order, and what is left. */

#include "sip-packets.h"
#include "track/evict.h"

#include <string.h>

#define MINUTE_MS 60000.0

/* Where packets lie that lie in none of the capture's frames; NULL: there are none. */
static LmArena *apart;

static void
evict(LmEviction eviction)
{
  LmKeep keep = LM_KEEP_INIT;
  if (apart)
    lm_keep_add(&keep, apart);
  LmEvicting *evicting = lm_tracker_evict(net->tracker, &eviction, &keep);
  while (lm_evicting_go_on(evicting))
    ;
  lm_evicting_free(evicting);
  lm_keep_end(&keep);
}

#define EVICT(...) evict((LmEviction){__VA_ARGS__})

static bool
is_there(const char *call_id)
{
  return lm_trace_find_call(net->trace, lm_slice_str(call_id)) != LM_NONE;
}

static void
answer(double at_ms, const char *id)
{
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = id);
  SIP(at_ms + 10, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b");
  SIP(at_ms + 20, ALICE, BOB, "ACK", .call_id = id, .to_tag = "b", .branch = "ack");
}

static void
complete(double at_ms, const char *id)
{
  answer(at_ms, id);
  SIP(at_ms + 30, ALICE, BOB, "BYE", .call_id = id, .to_tag = "b", .cseq = 2);
  SIP(at_ms + 40, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b", .cseq = 2, .of = "BYE");
}

static void
one_of_each(double at_ms)
{
  complete(at_ms, "completed");
  answer(at_ms, "up");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = "unanswered");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = "tried");
  SIP(at_ms, BOB, ALICE, "100 Trying", .call_id = "tried");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = "ringing");
  SIP(at_ms, BOB, ALICE, "180 Ringing", .call_id = "ringing", .to_tag = "b");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = "busy");
  SIP(at_ms, BOB, ALICE, "486 Busy Here", .call_id = "busy", .to_tag = "b");
  SIP(at_ms, ALICE, BOB, "REGISTER", .call_id = "registered");
  SIP(at_ms, BOB, ALICE, "200 OK", .call_id = "registered", .of = "REGISTER");
  SIP(at_ms, ALICE, BOB, "OPTIONS", .call_id = "");
}

/* Makes it as late as that. */
static void
tick(double at_ms)
{
  SIP(at_ms, CAROL, BOB, "OPTIONS", .call_id = "now", .branch = "now");
}

/* Somebody who wants to see only what is under way does not wait for what may be sent again. */
static void
test_at_once(void)
{
  lm_tracker_begin_evicting(net->tracker);
  one_of_each(0);
  EVICT(.share = 1);
  g_assert_true(is_there("completed") && is_there("busy"));
  EVICT(.share = 1, .at_once = true);
  g_assert_false(is_there("completed") || is_there("busy"));
  g_assert_true(is_there("up") && is_there("tried") && is_there("ringing"));
  g_assert_true(is_there("unanswered") && is_there("registered"));
  g_assert_cmpuint(lm_trace_counters(net->trace)->evicted_unfinished, ==, 0);
}

static void
test_states(void)
{
  lm_tracker_begin_evicting(net->tracker);
  one_of_each(0);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  tick(31000);
  EVICT(.share = 1);
  g_assert_cmpuint(counters->evicted_call_ids, ==, 0);
  tick(33000);
  EVICT(.share = 1);
  g_assert_false(is_there("completed"));
  g_assert_false(is_there("unanswered"));
  g_assert_false(is_there("busy"));
  g_assert_false(is_there("registered"));
  g_assert_true(is_there("up") && is_there("tried") && is_there("ringing") && is_there("now"));
  g_assert_cmpuint(counters->evicted_call_ids, ==, 4);
  g_assert_cmpuint(counters->evicted_calls, ==, 3);
  g_assert_cmpuint(counters->evicted_unfinished, ==, 0);
  g_assert_cmpuint(counters->evicted_messages, ==, 5 + 1 + 2 + 2);
  /* After a minute the one without Call-ID goes, after three what rang. */
  tick(3.1 * MINUTE_MS);
  EVICT(.share = 1);
  g_assert_false(is_there("tried") || is_there("ringing"));
  g_assert_true(is_there("up"));
  g_assert_cmpuint(counters->evicted_messages, ==, 10 + 1 + 4);
  EVICT(.share = 1, .unfinished = true);
  g_assert_false(is_there("up") || is_there("now"));
  g_assert_cmpuint(counters->evicted_unfinished, ==, 2);
  g_assert_cmpuint(counters->evicted_messages, ==, lm_trace_n_messages(net->trace));
  g_assert_cmpuint(counters->evicted_call_ids, ==, lm_trace_n_calls(net->trace));
  g_assert_cmpuint(counters->evicted_calls, ==, counters->calls);
}

/* What was evicted and goes on is a row anew; its number is not that of another. */
static void
test_again(void)
{
  lm_tracker_begin_evicting(net->tracker);
  complete(0, "one");
  uint32_t old = lm_trace_find_call(net->trace, lm_slice_str("one"));
  tick(33000);
  EVICT(.share = 1);
  uint32_t rows[8];
  g_assert_cmpuint(lm_tracker_take_gone_calls(net->tracker, rows, 8), ==, 1);
  g_assert_cmpuint(rows[0], ==, old);
  g_assert_cmpuint(lm_tracker_take_gone_calls(net->tracker, rows, 8), ==, 0);
  g_assert_cmpuint(lm_trace_call(net->trace, old)->n_messages, ==, 0);
  g_assert_cmpuint(lm_trace_call_by_number(net->trace, 1), ==, LM_NONE);
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 1), ==, LM_NONE);
  SIP(34000, BOB, ALICE, "200 OK", .call_id = "one", .to_tag = "b", .cseq = 2, .of = "BYE");
  const LmCall *call = test_call("one");
  g_assert_cmpuint(call->n_messages, ==, 1);
  g_assert_cmpuint(call->number, ==, 2);
  g_assert_cmpuint(lm_trace_next_call(net->trace, 0), ==, old + 1);
  g_assert_cmpuint(lm_trace_message_by_frame(net->trace, 7), ==, 6);
}

/* The oldest first, and about as much as was asked for. */
static void
test_order(void)
{
  enum { N = 3000 };
  lm_tracker_begin_evicting(net->tracker);
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("call-%u", i);
    complete(i * 100, id);
  }
  tick(N * 100 + 33000);
  EVICT(.share = 0.25);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->evicted_calls, >=, N / 4);
  g_assert_cmpuint(counters->evicted_calls, <=, N / 3);
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("call-%u", i);
    g_assert_cmpint(is_there(id), ==, i >= counters->evicted_calls);
  }
  uint32_t n = 0;
  for (uint32_t row = lm_trace_next_message(net->trace, 0); row < lm_trace_n_messages(net->trace);
       row = lm_trace_next_message(net->trace, row + 1), n++) {
    const LmMessage *message = lm_trace_message(net->trace, row);
    g_assert_cmpuint(lm_trace_message_by_frame(net->trace, message->frame), ==, row);
  }
  g_assert_cmpuint(n + counters->evicted_messages, ==, lm_trace_n_messages(net->trace));
}

static void
announced_call(double at_ms, const char *id)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "8", "");
  g_autofree char *accepted = test_sdp(BOB_MEDIA, "8", "");
  SIP(at_ms, ALICE, BOB, "INVITE", .call_id = id, .sdp = offer);
  SIP(at_ms + 10, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b", .sdp = accepted);
}

static void
test_streams(void)
{
  lm_tracker_begin_evicting(net->tracker);
  announced_call(0, "one");
  test_rtp_run(20, ALICE_MEDIA, BOB_MEDIA, 0xa, 1, 8, 50);
  test_rtp_run(20, "192.0.2.7:9000", "192.0.2.8:9002", 0xb, 1, 8, 50);
  SIP(2000, ALICE, BOB, "BYE", .call_id = "one", .to_tag = "b", .cseq = 2);
  announced_call(2.5 * MINUTE_MS, "two");
  test_rtp_run(2.5 * MINUTE_MS + 20, ALICE_MEDIA, BOB_MEDIA, 0xc, 1, 8, 10);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 3);
  EVICT(.share = 1);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->evicted_streams, ==, 2);
  g_assert_cmpuint(lm_trace_next_stream(net->trace, 0), ==, 2);
  uint32_t rows[4];
  g_assert_cmpuint(lm_tracker_take_gone_streams(net->tracker, rows, 4), ==, 2);
  /* What is there goes on; a source that went begins anew. */
  test_rtp_run(2.5 * MINUTE_MS + 220, ALICE_MEDIA, BOB_MEDIA, 0xc, 11, 8, 10);
  test_rtp_run(2.5 * MINUTE_MS + 220, "192.0.2.7:9000", "192.0.2.8:9002", 0xb, 51, 8, 10);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 4);
  g_assert_cmpuint(lm_trace_stream(net->trace, 2)->stats.packets, ==, 20);
  g_assert_cmpuint(lm_trace_stream(net->trace, 3)->stats.packets, ==, 10);
  g_assert_cmpuint(lm_trace_stream(net->trace, 2)->call, ==,
                   lm_trace_find_call(net->trace, lm_slice_str("two")));
  test_net_finish();
  EVICT(.share = 1, .unfinished = true);
  g_assert_cmpuint(counters->evicted_streams, ==, 4);
}

/* Messages that were put together from segments: their bytes go with them, and no others. */
static void
test_tcp_bytes(void)
{
  enum { N = 400, PAD = 20000 };
  lm_tracker_begin_evicting(net->tracker);
  g_autofree char *pad = g_strnfill(PAD, 'x');
  g_autofree char *extra = g_strdup_printf("X-Pad: %s\r\n", pad);
  uint32_t seq = 0;
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("tcp-%u", i);
    TestSip sip = {.what = "OPTIONS", .call_id = id, .extra = extra};
    g_autofree char *text = test_sip_text(&sip);
    size_t len = strlen(text);
    test_tcp(i * 1000, ALICE, PROXY, seq, text, len / 2);
    test_tcp(i * 1000 + 1, ALICE, PROXY, seq + (uint32_t)(len / 2), text + len / 2, len - len / 2);
    seq += (uint32_t)len;
  }
  uint64_t before = lm_tracker_bytes(net->tracker);
  g_assert_cmpuint(before, >, N * PAD);
  uint32_t first = lm_trace_n_messages(net->trace);
  g_assert_cmpuint(first, ==, N);
  const LmMessage gone = *lm_trace_message(net->trace, N / 2);
  EVICT(.share = 0.9);
  g_assert_cmpuint(lm_tracker_bytes(net->tracker), <, before * 2 / 3);
  for (uint32_t row = lm_trace_next_message(net->trace, 0); row < N;
       row = lm_trace_next_message(net->trace, row + 1)) {
    g_autofree char *id = g_strdup_printf("tcp-%u", row);
    TestSip sip = {.what = "OPTIONS", .call_id = id, .extra = extra};
    g_autofree char *text = test_sip_text(&sip);
    g_assert_true(
        lm_slice_equal(lm_message_bytes(lm_trace_message(net->trace, row)), lm_slice_str(text)));
  }
  /* A slice that somebody forgot shows nothing, and harms nobody. */
  g_assert_cmpuint(gone.data[gone.len / 2], ==, 0);
  test_net_finish();
}

/* RTP that was put together from fragments, or was decrypted. Returns where it lies. */
static const uint8_t *
rtp_apart(double at_ms, uint8_t host, uint16_t sequence)
{
  enum { BYTES = 1372 };
  uint8_t *bytes = lm_arena_alloc(apart, BYTES);
  memset(bytes, 0x55, BYTES);
  memcpy(
      bytes,
      (uint8_t[]){0x80, 96, (uint8_t)(sequence >> 8), (uint8_t)sequence, 0, 0, 0, 0, host, 0, 0, 1},
      12);
  LmFrame frame = {.data = (const uint8_t *)"",
                   .time_ns = TEST_EPOCH_NS + (int64_t)(at_ms * 1e6),
                   .number = ++net->frame,
                   .link_type = LM_LINK_RAW};
  LmEndpoint ends[2] = {{.port = 5004}, {.port = 5004}};
  g_assert_true(lm_addr_parse(lm_slice_str("192.0.2.9"), &ends[0].addr));
  g_assert_true(lm_addr_parse(lm_slice_str("192.0.2.10"), &ends[1].addr));
  LmPacket packet = {.src = ends[0],
                     .dst = ends[1],
                     .kind = LM_PACKET_UDP,
                     .frame = &frame,
                     .ip_id = (uint16_t)net->frame,
                     .reassembled = true,
                     .payload = lm_slice(bytes, BYTES)};
  lm_tracker_add(net->tracker, &packet);
  return bytes;
}

static void
test_rtp_apart(void)
{
  enum { N = 6000 };
  LmArena arena = LM_ARENA_INIT;
  const uint8_t *gone[N], *left[N];
  apart = &arena;
  lm_tracker_begin_evicting(net->tracker);
  for (unsigned i = 0; i < N; i++)
    gone[i] = rtp_apart(i * 2, 1, (uint16_t)i);
  for (unsigned i = 0; i < N; i++)
    left[i] = rtp_apart(10 * MINUTE_MS + i * 2, 2, (uint16_t)i);
  lm_tracker_trace(net->tracker);
  g_assert_cmpuint(lm_trace_n_streams(net->trace), ==, 2);
  EVICT(.share = 0.5);
  g_assert_cmpuint(lm_trace_next_stream(net->trace, 0), ==, 1);
  g_assert_cmpuint(lm_trace_stream(net->trace, 1)->stats.packets, ==, N);
  for (unsigned i = 0; i < N; i++)
    g_assert_cmpuint(left[i][1371], ==, 0x55);
  g_assert_cmpuint(gone[N / 2][1371], ==, 0);
  apart = NULL;
  lm_arena_clear(&arena);
}

/* A flood of sources that nobody answers: all goes that only they needed. */
static void
test_flood(void)
{
  enum { N = 20000 };
  lm_tracker_begin_evicting(net->tracker);
  answer(0, "up");
  for (unsigned i = 0; i < N; i++) {
    g_autofree char *id = g_strdup_printf("flood-%u", i);
    g_autofree char *src =
        g_strdup_printf("10.%u.%u.%u:%u", i / 65536, i / 256 % 256, i % 256, 1024 + i % 60000);
    SIP(i, src, PROXY, "INVITE", .call_id = id);
  }
  uint64_t before = lm_tracker_bytes(net->tracker);
  EVICT(.share = 0.5, .unfinished = true);
  const LmTraceCounters *counters = lm_trace_counters(net->trace);
  g_assert_cmpuint(counters->evicted_unfinished, ==, counters->evicted_calls);
  g_assert_cmpuint(counters->evicted_calls, >=, N / 2);
  g_assert_cmpuint(lm_tracker_bytes(net->tracker), <, before * 3 / 4);
  EVICT(.share = 1, .unfinished = true);
  g_assert_cmpuint(lm_tracker_bytes(net->tracker), <, before / 4);
  g_assert_cmpuint(counters->evicted_calls, ==, N + 1);
  complete(N, "after");
  g_assert_cmpuint(test_call("after")->state, ==, LM_CALL_COMPLETED);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/evict/at-once", test_at_once},     {"/track/evict/states", test_states},
      {"/track/evict/again", test_again},         {"/track/evict/order", test_order},
      {"/track/evict/streams", test_streams},     {"/track/evict/tcp", test_tcp_bytes},
      {"/track/evict/rtp-apart", test_rtp_apart}, {"/track/evict/flood", test_flood},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
