/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine as a window uses it: commands in, events out, and never a wait. */

#include "engine/batch.h"
#include "engine/rows.h"
#include "engine/stream_detail.h"
#include "engines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the header promises; the sanitizers take their share. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PROMPT_MS 1000
#else
#define PROMPT_MS 100
#endif

static char *folder, *sample;

static LmEngine *
open_sample(void)
{
  LmEngine *engine = open_engine(sample);
  drop_until_done(engine);
  return engine;
}

static void
assert_slice(LmSlice a, LmSlice b)
{
  g_assert_true(lm_slice_equal(a, b));
}

static void
assert_call_rows(const LmCallRow *a, const LmCallRow *b)
{
  g_assert_cmpuint(a->index, ==, b->index);
  g_assert_cmpuint(a->number, ==, b->number);
  assert_slice(a->call_id, b->call_id);
  assert_slice(a->from, b->from);
  assert_slice(a->to, b->to);
  assert_slice(a->codec, b->codec);
  g_assert_cmpint(a->start_ns, ==, b->start_ns);
  g_assert_cmpint(a->pdd_ns, ==, b->pdd_ns);
  g_assert_cmpint(a->setup_ns, ==, b->setup_ns);
  g_assert_cmpint(a->duration_ns, ==, b->duration_ns);
  g_assert_cmpfloat(a->mos, ==, b->mos);
  g_assert_cmpuint(a->n_messages, ==, b->n_messages);
  g_assert_cmpuint(a->n_streams, ==, b->n_streams);
  g_assert_cmpuint(a->n_retransmissions, ==, b->n_retransmissions);
  g_assert_cmpuint(a->final_status, ==, b->final_status);
  g_assert_cmpuint(a->state, ==, b->state);
  g_assert_cmpuint(a->released_by, ==, b->released_by);
  g_assert_cmpuint(a->transports, ==, b->transports);
  g_assert_true(lm_endpoint_equal(&a->caller, &b->caller));
  g_assert_true(lm_endpoint_equal(&a->callee, &b->callee));
}

static void
assert_stream_rows(const LmStreamRow *a, const LmStreamRow *b)
{
  g_assert_cmpuint(a->index, ==, b->index);
  g_assert_cmpuint(a->call_number, ==, b->call_number);
  g_assert_cmpuint(a->ssrc, ==, b->ssrc);
  assert_slice(a->codec, b->codec);
  g_assert_cmpuint(a->packets, ==, b->packets);
  g_assert_cmpint(a->lost, ==, b->lost);
  g_assert_cmpuint(a->bytes, ==, b->bytes);
  g_assert_cmpfloat(a->jitter_mean_ms, ==, b->jitter_mean_ms);
  g_assert_cmpfloat(a->jitter_max_ms, ==, b->jitter_max_ms);
  g_assert_cmpfloat(a->delta_max_ms, ==, b->delta_max_ms);
  g_assert_cmpint(a->duration_ns, ==, b->duration_ns);
  g_assert_cmpfloat(a->score.mos, ==, b->score.mos);
  g_assert_cmpuint(a->rtcp_packets, ==, b->rtcp_packets);
  g_assert_cmpint(a->rtcp_lost, ==, b->rtcp_lost);
  g_assert_true(lm_endpoint_equal(&a->src, &b->src));
  g_assert_true(lm_endpoint_equal(&a->dst, &b->dst));
}

/* The newest row of each index that the events told, as a list in a window keeps it. */
typedef struct {
  GArray *calls, *streams;
  LmTraceCounters counters;
  unsigned n_opened;
} Lists;

static void
take_rows(Lists *lists, const LmEngineEvent *event)
{
  for (size_t i = 0; i < event->n_calls; i++) {
    if (event->calls[i].index >= lists->calls->len)
      g_array_set_size(lists->calls, event->calls[i].index + 1);
    g_array_index(lists->calls, LmCallRow, event->calls[i].index) = event->calls[i];
  }
  for (size_t i = 0; i < event->n_streams; i++) {
    if (event->streams[i].index >= lists->streams->len)
      g_array_set_size(lists->streams, event->streams[i].index + 1);
    g_array_index(lists->streams, LmStreamRow, event->streams[i].index) = event->streams[i];
  }
  if (event->kind == LM_ENGINE_PROGRESS)
    lists->counters = event->counters;
  lists->n_opened += event->kind == LM_ENGINE_OPENED;
}

static void
assert_lists(const Lists *lists, const LmTrace *trace)
{
  g_assert_cmpuint(lists->calls->len, ==, lm_trace_n_calls(trace));
  g_assert_cmpuint(lists->streams->len, ==, lm_trace_n_streams(trace));
  for (guint i = 0; i < lists->calls->len; i++) {
    LmCallRow row;
    lm_call_row_fill(trace, i, &row);
    assert_call_rows(&g_array_index(lists->calls, LmCallRow, i), &row);
  }
  for (guint i = 0; i < lists->streams->len; i++) {
    LmStreamRow row;
    lm_stream_row_fill(trace, i, NULL, &row);
    assert_stream_rows(&g_array_index(lists->streams, LmStreamRow, i), &row);
  }
  g_assert_cmpuint(lists->counters.packets, ==, lm_trace_counters(trace)->packets);
  g_assert_cmpuint(lists->counters.sip_messages, ==, lm_trace_counters(trace)->sip_messages);
}

static void
test_events(void)
{
  Lists lists = {g_array_new(FALSE, TRUE, sizeof(LmCallRow)),
                 g_array_new(FALSE, TRUE, sizeof(LmStreamRow))};
  const char *path = sample;
  LmError error = {0};
  LmSession *session = lm_session_open(&path, 1, &(LmSessionOptions){0}, NULL, &error);
  while (lm_session_step(session))
    ;
  atomic_store(&n_wakes, 0);
  LmEngine *engine = open_engine(sample);
  bool done = false;
  while (!done) {
    LmEngineEvent *event = next_event(engine);
    if (lists.n_opened == 0)
      g_assert_cmpint(event->kind, ==, LM_ENGINE_OPENED);
    if (event->kind == LM_ENGINE_OPENED)
      g_assert_cmpstr(event->text, ==, "pcapng");
    take_rows(&lists, event);
    done = event->kind == LM_ENGINE_DONE;
    if (done)
      g_assert_cmpint(event->error.code, ==, LM_ERROR_NONE);
    lm_engine_event_free(event);
  }
  g_assert_null(lm_engine_take(engine));
  g_assert_cmpint(atomic_load(&n_wakes), >=, 1);
  g_assert_cmpuint(lists.n_opened, ==, 1);
  assert_lists(&lists, lm_session_trace(session));
  g_array_unref(lists.calls);
  g_array_unref(lists.streams);
  lm_engine_free(engine);
  lm_session_close(session);
}

/* Stream 4 of the sample lost 46 of its packets, and its receiver reported on it. */
static void
assert_detail(const LmStreamDetail *detail)
{
  g_assert_cmpuint(detail->stream, ==, 3);
  g_assert_cmpuint(detail->packets->n, ==, 557);
  g_assert_cmpuint(detail->working.views[0].result.pattern.lost, ==, 46);
  g_assert_cmpuint(detail->reverse, ==, 2);
  g_assert_true(detail->n_words > 0 && detail->words[0].mos > 1 && detail->has_round_trip);
}

static void
test_requests(void)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  LmEngine *engine = open_sample();
  const uint32_t calls[] = {3, 4};
  uint32_t ladder = lm_engine_request_ladder(engine, calls, 2, &options);
  uint32_t message = lm_engine_request_message(engine, 12);
  uint32_t stream = lm_engine_request_stream(engine, 3);
  g_assert_cmpuint(ladder, !=, message);
  LmEngineEvent *event = expect(engine, LM_ENGINE_LADDER, ladder);
  LmLadder *taken = lm_engine_event_steal_ladder(event);
  g_assert_null(event->ladder);
  lm_engine_event_free(event);
  g_assert_cmpuint(taken->n_rows, >, 30);
  event = expect(engine, LM_ENGINE_MESSAGE, message);
  g_assert_cmpuint(event->message.index, ==, 12);
  g_assert_cmpuint(event->message.frame, ==, 69);
  g_assert_true(lm_slice_starts_with(event->message.bytes, LM_SLICE_LITERAL("INVITE sip:")));
  g_assert_cmpint(event->message.body_is_sdp, ==, true);
  g_assert_cmpstr(event->message.path, ==, "eth / ip / udp");
  g_assert_false(event->message.is_event);
  lm_engine_event_free(event);
  event = expect(engine, LM_ENGINE_STREAM, stream);
  LmStreamDetail *detail = lm_engine_event_steal_stream(event);
  lm_engine_event_free(event);
  assert_detail(detail);
  lm_engine_free(engine);
  lm_stream_detail_free(detail);
  /* A ladder outlives the engine. */
  g_assert_cmpstr(taken->rows[0].label, !=, "");
  lm_ladder_free(taken);
}

static void
assert_found(LmEngine *engine, const LmEngineSought *rows, size_t n, const char *text,
             const uint32_t *places, size_t n_places)
{
  LmEngineEvent *event =
      expect(engine, LM_ENGINE_FOUND, lm_engine_request_search(engine, rows, n, text));
  g_assert_cmpmem(event->found, event->n_found * sizeof *places, places, n_places * sizeof *places);
  lm_engine_event_free(event);
}

static void
test_search(void)
{
  LmEngine *engine = open_sample();
  /* An INVITE with SDP, what is no message, what is not there, the INVITE again. */
  const LmEngineSought rows[] = {{12, LM_NONE}, {LM_NONE, LM_NONE}, {4711, 4711}, {12, LM_NONE}};
  const uint32_t both[] = {0, 3};
  assert_found(engine, rows, 4, "invite SIP:", both, 2);
  assert_found(engine, rows, 4, "a=rtpmap", both, 2);
  assert_found(engine, rows, 4, "no such text at all", NULL, 0);
  assert_found(engine, rows, 3, "call-id", both, 1);
  assert_found(engine, NULL, 0, "call-id", NULL, 0);
  lm_engine_free(engine);
}

/* A list in the window may be older than what the engine holds, never the other way round; but what
 * asks for a row that is not there must do no harm. */
static void
test_rows_out_of_range(void)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  LmEngine *engine = open_sample();
  g_autofree char *path = g_build_filename(folder, "out-of-range.svg", NULL);
  const uint32_t calls[] = {4711, UINT32_MAX, 3};
  lm_engine_request_message(engine, 141);
  lm_engine_request_message(engine, UINT32_MAX);
  lm_engine_request_event(engine, 4711);
  lm_engine_request_event(engine, UINT32_MAX);
  lm_engine_request_stream(engine, 8);
  lm_engine_request_stream(engine, UINT32_MAX);
  uint32_t empty = lm_engine_request_ladder(engine, calls, 2, &options);
  uint32_t one = lm_engine_request_ladder(engine, calls, 3, &options);
  uint32_t exported = lm_engine_export_ladder(engine, calls, 3, &options, path);
  uint32_t last = lm_engine_request_message(engine, 140);
  LmEngineEvent *event = next_event(engine);
  g_assert_cmpint(event->kind, ==, LM_ENGINE_LADDER);
  g_assert_cmpuint(event->serial, ==, empty);
  g_assert_cmpuint(event->ladder->n_rows, ==, 0);
  lm_engine_event_free(event);
  event = expect(engine, LM_ENGINE_LADDER, one);
  g_assert_cmpuint(event->ladder->n_rows, >, 0);
  lm_engine_event_free(event);
  event = expect(engine, LM_ENGINE_EXPORTED, exported);
  g_assert_cmpint(event->error.code, ==, LM_ERROR_NONE);
  lm_engine_event_free(event);
  lm_engine_event_free(expect(engine, LM_ENGINE_MESSAGE, last));
  lm_engine_free(engine);
  g_assert_cmpint(g_unlink(path), ==, 0);
}

static void
test_export(void)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  LmEngine *engine = open_sample();
  g_autofree char *path = g_build_filename(folder, "call.txt", NULL);
  g_autofree char *missing = g_build_filename(folder, "missing", "call.svg", NULL);
  g_autofree char *text = NULL;
  uint32_t call = 3;
  uint32_t good = lm_engine_export_ladder(engine, &call, 1, &options, path);
  uint32_t bad = lm_engine_export_ladder(engine, &call, 1, &options, missing);
  LmEngineEvent *event = expect(engine, LM_ENGINE_EXPORTED, good);
  g_assert_cmpint(event->error.code, ==, LM_ERROR_NONE);
  g_assert_cmpstr(event->text, ==, path);
  lm_engine_event_free(event);
  event = expect(engine, LM_ENGINE_EXPORTED, bad);
  g_assert_cmpint(event->error.code, !=, LM_ERROR_NONE);
  g_assert_nonnull(g_strstr_len(event->error.message, -1, "missing"));
  lm_engine_event_free(event);
  lm_engine_free(engine);
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_assert_nonnull(g_strstr_len(text, -1, "INVITE"));
  g_assert_cmpint(g_unlink(path), ==, 0);
}

static void
test_failed_open(void)
{
  LmEngine *engine = open_engine("/nowhere/at-all.pcap");
  LmEngineEvent *event = next_event(engine);
  g_assert_cmpint(event->kind, ==, LM_ENGINE_FAILED);
  g_assert_cmpint(event->error.code, ==, LM_ERROR_UNREADABLE);
  g_assert_nonnull(g_strstr_len(event->error.message, -1, "/nowhere/at-all.pcap"));
  lm_engine_event_free(event);
  lm_engine_request_message(engine, 0);
  lm_engine_cancel(engine);
  lm_engine_free(engine);
  lm_engine_free(NULL);
}

static void
assert_prompt(int64_t since_us)
{
  int64_t ms = (g_get_monotonic_time() - since_us) / 1000;
  g_test_message("%" G_GINT64_FORMAT " ms", ms);
  g_assert_cmpint(ms, <=, PROMPT_MS);
}

static void
test_cancel(void)
{
  g_autofree char *path = g_build_filename(folder, "large.pcap", NULL);
  LmEngine *engine = open_engine(path);
  lm_engine_event_free(expect(engine, LM_ENGINE_CALLS, 0));
  int64_t start = g_get_monotonic_time();
  lm_engine_cancel(engine);
  LmEngineEvent *event = expect(engine, LM_ENGINE_DONE, 0);
  assert_prompt(start);
  g_assert_cmpint(event->error.code, ==, LM_ERROR_CANCELLED);
  lm_engine_event_free(event);
  /* What was read until then can be looked at. */
  uint32_t serial = lm_engine_request_message(engine, 0);
  lm_engine_event_free(expect(engine, LM_ENGINE_MESSAGE, serial));
  start = g_get_monotonic_time();
  lm_engine_free(engine);
  assert_prompt(start);
}

/* A pipe into which nobody writes: none at all, nothing yet, or no more. The reader waits, and must
 * not be waited for. */
static void
test_pipe(void)
{
  g_autofree char *path = g_build_filename(folder, "pipe", NULL);
  const uint32_t head[] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 101};
  g_assert_cmpint(mkfifo(path, 0600), ==, 0);
  for (int step = 0; step < 3; step++) {
    int fd = step > 0 ? open(path, O_RDWR) : -1;
    if (step == 2)
      g_assert_cmpint(write(fd, head, sizeof head), ==, sizeof head);
    LmEngine *engine = open_engine(path);
    if (step == 2)
      lm_engine_event_free(expect(engine, LM_ENGINE_OPENED, 1));
    g_usleep(20000);
    int64_t start = g_get_monotonic_time();
    lm_engine_free(engine);
    assert_prompt(start);
    if (fd >= 0)
      close(fd);
  }
  g_unlink(path);
}

static void
test_free_while_busy(void)
{
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  g_autofree char *path = g_build_filename(folder, "large.pcap", NULL);
  for (uint32_t i = 0; i < 100; i++) {
    LmEngine *engine = open_engine(i % 2 ? path : sample);
    for (uint32_t k = 0; k < i % 5; k++) {
      lm_engine_request_ladder(engine, &k, 1, &options);
      lm_engine_request_stream(engine, k);
    }
    g_usleep(i * 37 % 5000);
    if (i % 3 == 0)
      lm_engine_event_free(lm_engine_take(engine));
    int64_t start = g_get_monotonic_time();
    lm_engine_free(engine);
    g_assert_cmpint((g_get_monotonic_time() - start) / 1000, <=, PROMPT_MS);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  sample = g_build_filename(g_getenv("LINESMAN_SOURCE"), "data/samples/calls.pcapng", NULL);
  folder = g_dir_make_tmp("linesman-engine-XXXXXX", NULL);
  g_autofree char *large = make_large(folder, 200000);
  g_test_add_func("/engine/events", test_events);
  g_test_add_func("/engine/requests", test_requests);
  g_test_add_func("/engine/search", test_search);
  g_test_add_func("/engine/rows-out-of-range", test_rows_out_of_range);
  g_test_add_func("/engine/export", test_export);
  g_test_add_func("/engine/failed-open", test_failed_open);
  g_test_add_func("/engine/cancel", test_cancel);
  g_test_add_func("/engine/pipe", test_pipe);
  g_test_add_func("/engine/free-while-busy", test_free_while_busy);
  int status = g_test_run();
  g_unlink(large);
  g_rmdir(folder);
  g_free(folder);
  g_free(sample);
  return status;
}
