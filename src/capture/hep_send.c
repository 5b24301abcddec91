/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_send.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "capture/hep_gate.h"
#include "capture/hep_queue.h"
#include "capture/hep_wire.h"
#include "capture/hep_write.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>

#define QUEUE_MIB 16
#define FIRST_PAUSE_NS (50 * LM_NS_PER_MS)
#define LAST_PAUSE_NS (5 * LM_NS_PER_S)
#define LOOK_MS 5                         /* while it is not known whether something arrived */
#define IDLE_MS 1000                      /* else */
#define MOST_BEHIND_NS (5 * LM_NS_PER_MS) /* of a pace, that are made up for */

struct LmHepSend {
  char node[256];
  LmTlsContext *context;
  LmHepQueue *queue;
  uint32_t agent;
  size_t key_len, most_bytes;
  uint8_t key[LM_HEP_KEY_BYTES];
  int64_t pace_ns; /* between two messages; 0: none */
  pthread_t thread;
  int wake; /* an eventfd, told of what is put while the thread sleeps */
  atomic_bool sleeps, ending;
  _Atomic int64_t end_by_ns;
  pthread_mutex_t mutex;
  LmHepSendStatus status; /* under the mutex, but for what is waiting */

  /* Of the thread. */
  LmHepWire wire;     /* its place stays */
  size_t partly;      /* bytes of the next message that are sent */
  uint64_t confirmed; /* of what is written by this connection */
  int64_t next_ns;    /* when the pace lets the next one go */
  int64_t pause_ns;
  bool ever_up;

  uint8_t message[LM_HEP_MAX_BYTES]; /* of who puts */
};

static bool
is_udp(const LmHepSend *send)
{
  return send->wire.place.carrier == LM_HEP_UDP;
}

static void
set_up(LmHepSend *send, bool up)
{
  pthread_mutex_lock(&send->mutex);
  send->status.up = up;
  pthread_mutex_unlock(&send->mutex);
}

static void
count_break(LmHepSend *send)
{
  pthread_mutex_lock(&send->mutex);
  send->status.error = send->wire.error;
  send->status.n_breaks++;
  send->status.n_closed += send->wire.closed;
  pthread_mutex_unlock(&send->mutex);
}

/* Whether there is nothing more to do, or no more time for it. */
static bool
is_done(void *data)
{
  LmHepSend *send = data;
  if (!atomic_load(&send->ending))
    return false;
  return lm_hep_queue_n(send->queue) == 0 ||
         lm_time_now_ns(CLOCK_MONOTONIC) >= atomic_load(&send->end_by_ns);
}

/* What is known to have arrived leaves the queue. @quiet: nothing was refused for a while. */
static void
confirm(LmHepSend *send, bool quiet)
{
  uint64_t place = lm_hep_wire_arrived(&send->wire, quiet);
  if (place <= send->confirmed)
    return;
  send->confirmed = place;
  uint64_t n = lm_hep_queue_arrived(send->queue, place);
  if (n == 0)
    return;
  pthread_mutex_lock(&send->mutex);
  send->status.sent += n;
  pthread_mutex_unlock(&send->mutex);
  send->pause_ns = FIRST_PAUSE_NS;
  send->ever_up = true;
}

typedef enum { STEP_SENT, STEP_NOTHING, STEP_BLOCKED, STEP_PACED, STEP_FAILED } Step;

static Step
write_some(LmHepSend *send, LmSlice rest)
{
  ssize_t n = lm_hep_wire_write(&send->wire, rest);
  if (n < 0)
    return errno == EAGAIN ? STEP_BLOCKED : errno == ENOBUFS ? STEP_PACED : STEP_FAILED;
  send->partly += (size_t)n;
  if ((size_t)n == rest.len) {
    lm_hep_queue_sent(send->queue, send->wire.written);
    send->partly = 0;
  }
  return STEP_SENT;
}

/* Sends the next message, or what goes of it. */
static Step
send_next(LmHepSend *send)
{
  LmSlice message;
  int64_t now = send->pace_ns ? lm_time_now_ns(CLOCK_MONOTONIC) : 0;
  if (!lm_hep_queue_next(send->queue, &message))
    return STEP_NOTHING;
  if (now < send->next_ns && !send->partly)
    return STEP_PACED;
  Step step = write_some(send, lm_slice_from(message, send->partly));
  if (step == STEP_SENT && !send->partly && send->pace_ns) {
    int64_t from_ns = send->next_ns;
    if (from_ns < now - MOST_BEHIND_NS)
      from_ns = now - MOST_BEHIND_NS;
    send->next_ns = from_ns + send->pace_ns;
  }
  return step;
}

static bool
wait_a_while(LmHepSend *send, Step step)
{
  LmSlice message;
  bool unsure = lm_hep_queue_is_unsure(send->queue) || atomic_load(&send->ending);
  if (step == STEP_NOTHING)
    atomic_store(&send->sleeps, true);
  /* What was put before that was stored told nobody. */
  bool more = step == STEP_NOTHING && lm_hep_queue_next(send->queue, &message);
  int most_ms = more ? 0 : step == STEP_PACED ? 1 : unsure ? LOOK_MS : IDLE_MS;
  bool sound = lm_hep_wire_wait(&send->wire, send->wake, step == STEP_BLOCKED, most_ms);
  atomic_store(&send->sleeps, false);
  if (sound)
    confirm(send, step == STEP_NOTHING);
  return sound;
}

/* Sends what is there until it is done; false where the connection fails before. */
static bool
use_connection(LmHepSend *send)
{
  send->partly = 0;
  send->confirmed = 0;
  set_up(send, true);
  while (!is_done(send)) {
    if (!lm_hep_wire_hear(&send->wire))
      return false;
    Step step = send_next(send);
    if (step == STEP_SENT)
      confirm(send, false);
    else if (step == STEP_FAILED || !wait_a_while(send, step))
      return false;
  }
  bool time_is_up = lm_time_now_ns(CLOCK_MONOTONIC) >= atomic_load(&send->end_by_ns);
  return time_is_up || lm_hep_wire_end(&send->wire);
}

static void
hang_up(LmHepSend *send)
{
  if (send->wire.fd >= 0 && !is_udp(send))
    confirm(send, false);
  uint64_t n = lm_hep_queue_again(send->queue);
  lm_hep_wire_close(&send->wire);
  bool repeats = !is_udp(send) && !is_done(send);
  pthread_mutex_lock(&send->mutex);
  send->status.up = false;
  send->status.repeated += repeats ? n : 0;
  pthread_mutex_unlock(&send->mutex);
}

/* Later each time, up to a limit. */
static void
pause_before_next(LmHepSend *send)
{
  int64_t until_ns = lm_time_now_ns(CLOCK_MONOTONIC) + send->pause_ns;
  while (!is_done(send) && lm_time_now_ns(CLOCK_MONOTONIC) < until_ns)
    nanosleep(&(struct timespec){.tv_nsec = 10 * LM_NS_PER_MS}, NULL);
  send->pause_ns = send->pause_ns * 2 < LAST_PAUSE_NS ? send->pause_ns * 2 : LAST_PAUSE_NS;
}

static void *
run(void *data)
{
  LmHepSend *send = data;
  /* A signal is for the threads of the program. */
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  bool sound = true;
  while (!is_done(send)) {
    sound = lm_hep_wire_open(&send->wire, is_done, send) && use_connection(send);
    bool hopeless = atomic_load(&send->ending);
    hang_up(send);
    if (!sound)
      count_break(send);
    if (hopeless && !send->ever_up)
      break;
    if (!is_done(send))
      pause_before_next(send);
  }
  pthread_mutex_lock(&send->mutex);
  send->status.cut = !sound;
  send->status.ended = true;
  pthread_mutex_unlock(&send->mutex);
  return NULL;
}

static bool
read_options(LmHepSend *send, const LmHepSendOptions *options, LmError *error)
{
  snprintf(send->wire.text, sizeof send->wire.text, "%s", options->place);
  snprintf(send->node, sizeof send->node, "%s", options->node ? options->node : "");
  send->agent = options->agent;
  send->pace_ns = options->per_second ? LM_NS_PER_S / options->per_second : 0;
  if (!lm_hep_place_parse(options->place, &send->wire.place, error))
    return false;
  if (!send->wire.place.host[0])
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("“%.200s” names no host to send HEP to; one is written as "
                          "udp:homer.example.org:9060 or tls:192.0.2.1:9061"),
                        options->place);
  send->most_bytes = is_udp(send) ? LM_HEP_MAX_DATAGRAM : LM_HEP_MAX_BYTES;
  if (options->key_file && !lm_hep_read_key(options->key_file, send->key, &send->key_len, error))
    return false;
  if (send->wire.place.carrier == LM_HEP_TLS)
    send->wire.context = send->context = lm_tls_context_new(false, &options->tls, error);
  return send->wire.place.carrier != LM_HEP_TLS || send->context;
}

LmHepSend *
lm_hep_send_new(const LmHepSendOptions *options, LmError *error)
{
  LmHepSend *send = lm_alloc(sizeof *send);
  send->wire.fd = send->wake = -1;
  send->pause_ns = FIRST_PAUSE_NS;
  pthread_mutex_init(&send->mutex, NULL);
  if (read_options(send, options, error)) {
    send->queue =
        lm_hep_queue_new((size_t)(options->queue_mib ? options->queue_mib : QUEUE_MIB) << 20);
    send->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int cause = send->wake < 0 ? errno : pthread_create(&send->thread, NULL, run, send);
    if (cause == 0)
      return send;
    lm_error_set(error, LM_ERROR_UNREADABLE, _("HEP cannot be sent to %.200s (%s)"), options->place,
                 strerror(cause));
    if (send->wake >= 0)
      close(send->wake);
  }
  lm_hep_queue_free(send->queue);
  lm_tls_context_free(send->context);
  OPENSSL_cleanse(send->key, sizeof send->key);
  free(send);
  return NULL;
}

static void
wake(LmHepSend *send)
{
  /* Full, it wakes too. */
  if (write(send->wake, &(uint64_t){1}, sizeof(uint64_t)) < 0)
    return;
}

void
lm_hep_send_free(LmHepSend *send)
{
  if (!send)
    return;
  atomic_store(&send->end_by_ns, 0);
  atomic_store(&send->ending, true);
  wake(send);
  pthread_join(send->thread, NULL);
  close(send->wake);
  lm_hep_queue_free(send->queue);
  lm_tls_context_free(send->context);
  pthread_mutex_destroy(&send->mutex);
  OPENSSL_cleanse(send->key, sizeof send->key);
  free(send);
}

static void
count(LmHepSend *send, uint64_t *counter)
{
  pthread_mutex_lock(&send->mutex);
  (*counter)++;
  pthread_mutex_unlock(&send->mutex);
}

void
lm_hep_send_put(LmHepSend *send, const LmHep *hep)
{
  LmHep own = *hep;
  own.key = lm_slice(send->key, send->key_len);
  if (!own.agent) {
    own.agent = send->agent;
    own.node = lm_slice_str(send->node);
  }
  size_t len = lm_hep_write(&own, send->message, send->most_bytes);
  if (len == 0)
    count(send, &send->status.too_large);
  else if (!lm_hep_queue_put(send->queue, lm_slice(send->message, len)))
    count(send, &send->status.dropped);
  else if (atomic_exchange(&send->sleeps, false))
    wake(send);
}

bool
lm_hep_send_has_room(LmHepSend *send)
{
  return lm_hep_queue_has_room(send->queue);
}

void
lm_hep_send_end(LmHepSend *send, int64_t most_ns)
{
  atomic_store(&send->end_by_ns, lm_time_now_ns(CLOCK_MONOTONIC) + most_ns);
  atomic_store(&send->ending, true);
  wake(send);
}

void
lm_hep_send_wait(LmHepSend *send)
{
  LmHepSendStatus status;
  do
    lm_hep_send_status(send, &status);
  while (!status.ended && nanosleep(&(struct timespec){.tv_nsec = LM_NS_PER_MS}, NULL) == 0);
}

void
lm_hep_send_status(LmHepSend *send, LmHepSendStatus *status)
{
  pthread_mutex_lock(&send->mutex);
  *status = send->status;
  pthread_mutex_unlock(&send->mutex);
  status->waiting = lm_hep_queue_n(send->queue);
}

const char *
lm_hep_send_place(const LmHepSend *send)
{
  return send->wire.text;
}
