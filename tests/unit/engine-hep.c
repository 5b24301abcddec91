/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an engine reads it sends by HEP, each message once, in order and as it is in the trace. */

#include "engines.h"

#include "capture/hep.h"
#include "engine/hep_feed.h"
#include "engine/session.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *path;

/* A socket that waits for datagrams; @place becomes where. */
static int
open_receiver(char place[32])
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint(bind(fd, (struct sockaddr *)(void *)&address, size), ==, 0);
  g_assert_cmpint(getsockname(fd, (struct sockaddr *)(void *)&address, &size), ==, 0);
  g_assert_cmpint(
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){10, 0}, sizeof(struct timeval)), ==,
      0);
  g_snprintf(place, 32, "udp:127.0.0.1:%u", ntohs(address.sin_port));
  return fd;
}

static void
assert_arrives(int fd, const LmTrace *trace, uint32_t row)
{
  static uint8_t bytes[LM_HEP_MAX_BYTES];
  const LmMessage *message = lm_trace_message(trace, row);
  LmHep hep;
  ssize_t n = recv(fd, bytes, sizeof bytes, 0);
  g_assert_cmpint(n, >, 0);
  g_assert_true(lm_hep_parse(lm_slice(bytes, (size_t)n), &hep));
  g_assert_true(lm_slice_equal(hep.payload, lm_message_bytes(message)));
  g_assert_cmpint(hep.time_ns, ==, message->time_ns / 1000 * 1000);
  g_assert_true(lm_endpoint_equal(&hep.src, lm_trace_endpoint(trace, message->src)));
  g_assert_true(lm_endpoint_equal(&hep.dst, lm_trace_endpoint(trace, message->dst)));
  g_assert_cmpuint(hep.agent, ==, 7);
}

static void
test_engine(void)
{
  char place[32];
  const char *places[] = {place};
  LmError error = {0};
  int fd = open_receiver(place);
  LmHepFeedOptions options = {
      .places = places, .n_places = 1, .agent = 7, .per_second = 500, .rule = LM_HEP_FEED_ALL};
  LmHepFeed *feed = lm_hep_feed_new(&options, &error);
  g_assert_cmpstr(error.message, ==, "");
  LmSession *session = lm_session_open(&path, 1, &(LmSessionOptions){0}, NULL, &error);
  while (lm_session_step(session))
    ;
  const LmTrace *trace = lm_session_trace(session);
  g_assert_cmpuint(lm_trace_n_messages(trace), >, 20);
  /* Taken as they come: the socket does not hold them all. */
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  lm_engine_open(engine, &path, 1, &(LmEngineOptions){.feed = feed});
  for (uint32_t i = 0; i < lm_trace_n_messages(trace); i++)
    assert_arrives(fd, trace, i);
  drop_until_done(engine);
  lm_hep_feed_end(feed, 10 * LM_NS_PER_S);
  LmHepSendStatus status;
  g_assert_cmpstr(lm_hep_feed_status(feed, 0, &status), ==, place);
  g_assert_cmpuint(status.sent, ==, lm_trace_n_messages(trace));
  g_assert_cmpuint(status.dropped + status.too_large + status.waiting, ==, 0);
  g_assert_true(status.ended);
  lm_engine_free(engine);
  lm_hep_feed_free(feed);
  lm_session_close(session);
  close(fd);
}

/* It ends at once where nobody takes anything, and keeps count. */
static void
test_nobody(void)
{
  char place[32];
  const char *places[] = {place};
  LmError error = {0};
  close(open_receiver(place));
  memcpy(place, "tcp", 3);
  LmHepFeed *feed = lm_hep_feed_new(&(LmHepFeedOptions){.places = places, .n_places = 1}, &error);
  LmSession *session = lm_session_open(&path, 1, &(LmSessionOptions){.feed = feed}, NULL, &error);
  while (lm_session_step(session))
    ;
  LmHepSendStatus status;
  uint64_t n = lm_trace_n_messages(lm_session_trace(session));
  int64_t began = g_get_monotonic_time();
  lm_hep_feed_end(feed, 60 * LM_NS_PER_S);
  g_assert_cmpint(g_get_monotonic_time() - began, <, 10 * G_USEC_PER_SEC);
  lm_hep_feed_status(feed, 0, &status);
  g_assert_cmpuint(status.waiting, ==, n);
  g_assert_cmpuint(status.sent, ==, 0);
  g_assert_cmpuint(status.n_breaks, >, 0);
  g_assert_cmpint(status.error.code, ==, LM_ERROR_UNREADABLE);
  lm_session_close(session);
  lm_hep_feed_free(feed);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autofree char *sample =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests/captures/legs.pcapng", NULL);
  path = sample;
  g_test_add_func("/engine-hep/engine", test_engine);
  g_test_add_func("/engine-hep/nobody", test_nobody);
  return g_test_run();
}
