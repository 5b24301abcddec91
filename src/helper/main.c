/* SPDX-License-Identifier: GPL-3.0-or-later */

/* linesman-capture: takes packets off interfaces and writes them as pcapng to its standard output.
 * It alone of the house's programs may need a privilege, so it does nothing else: it looks into no
 * packet, opens no file but the kernel's own counters, and once it captures it can open nothing
 * more. capture/helper.h has what it says and is told.
 *
 *   this thread: sockets -> ring        the other: ring -> file, and what the caller says */

#include "base/time.h"
#include "helper/caller.h"
#include "helper/confine.h"
#include "helper/link.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_MS 40
#define GATHER_BYTES (64u << 10)

static LmHelperStart wanted;
static LmLink links[LM_HELPER_MAX_LINKS];
static LmRing *ring;
static LmLiveOutput *output; /* of the writer, once that runs */
static int listening;
static sem_t confined;
static atomic_bool enough; /* the writer wants no more */
static volatile sig_atomic_t signalled;

static void
handle_signal(int number)
{
  signalled = number;
}

static int
fail(const char *what)
{
  char why[256];
  snprintf(why, sizeof why, "%s (%s)", what, strerror(errno));
  lm_live_output_fail(output, LM_HELPER_CAUSE_OTHER, why);
  return 1;
}

/* --- The writer --- */

/* Moves what fits one flush from the ring to the file; false if there was nothing. */
static bool
gather(void)
{
  LmRingPacket packet;
  LmSlice data;
  size_t bytes = 0;
  while (bytes < GATHER_BYTES && lm_ring_peek(ring, &packet, &data)) {
    lm_live_output_put(output, &packet, data.data);
    lm_ring_drop(ring);
    bytes += sizeof packet + data.len;
  }
  return bytes > 0;
}

/* While nobody is there it goes on for so much; false when that was written, or when somebody
 * removed the file: nobody would find it, nor this. */
static bool
may_go_on(void)
{
  static uint64_t alone_from;
  int control = lm_live_output_control(output);
  if (control >= 0) {
    alone_from = lm_live_output_bytes(output);
    return true;
  }
  control = lm_caller_accept(listening);
  if (control >= 0)
    lm_live_output_welcome(output, control);
  if (!lm_live_output_has_name(output))
    return false;
  return !wanted.alone_bytes || lm_live_output_bytes(output) - alone_from < wanted.alone_bytes;
}

static void *
write_all(void *unused)
{
  bool alone = false; /* for too long */
  sem_wait(&confined);
  lm_live_output_begin(output);
  for (;;) {
    bool ended = lm_ring_ended(ring); /* asked first: then nothing comes after */
    bool any = gather();
    for (uint32_t i = 0; i < wanted.n_links; i++)
      lm_link_tell(&links[i], lm_live_output_link(output, i));
    alone |= !may_go_on();
    if (!lm_live_output_turn(output) || alone)
      atomic_store(&enough, true);
    if (!any && ended)
      break;
    if (!any)
      lm_ring_wait(ring, lm_live_output_wait_ms(output));
  }
  lm_live_output_end(output, alone       ? LM_HELPER_END_ALONE
                             : signalled ? LM_HELPER_END_SIGNAL
                                         : LM_HELPER_END_GONE);
  return unused;
}

/* --- The reader --- */

static bool
is_sound(const uint64_t *program, uint32_t n)
{
  return bpf_validate((const struct bpf_insn *)(const void *)program, (int)n);
}

static uint32_t
run(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_bytes, uint32_t bytes)
{
  return bpf_filter((const struct bpf_insn *)(const void *)program, packet, wire_bytes, bytes);
}

static bool
open_links(void)
{
  for (uint32_t i = 0; i < wanted.n_links; i++) {
    links[i].number = i;
    links[i].ring = ring;
    if (!lm_link_open(&links[i], &wanted, output))
      return false;
  }
  return true;
}

static void
capture(void)
{
  struct pollfd fds[LM_HELPER_MAX_LINKS];
  uint32_t n = wanted.n_links, n_left = n;
  int64_t counted = lm_time_now_ns(CLOCK_MONOTONIC);
  while (!signalled && !atomic_load(&enough) && n_left > 0) {
    for (uint32_t i = 0; i < n; i++)
      fds[i] = (struct pollfd){.fd = links[i].fd, .events = POLLIN};
    poll(fds, n, LOOK_MS);
    for (uint32_t i = 0; i < n; i++)
      n_left -= fds[i].revents && !lm_link_read(&links[i]);
    int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
    if (now - counted < LM_NS_PER_S)
      continue;
    counted = now;
    for (uint32_t i = 0; i < n; i++)
      lm_link_count(&links[i]);
  }
  for (uint32_t i = 0; i < n; i++)
    lm_link_drain(&links[i]);
}

int
main(int argc, char **argv)
{
  struct sigaction action = {.sa_handler = handle_signal};
  pthread_t thread;
  sigset_t all, old;
  if (!lm_caller_begin(&wanted, &listening)) {
    fputs("linesman-capture: Linesman starts this program; see linesman-cli(1), “capture”\n",
          stderr);
    return 2;
  }
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, wanted.keep_on ? SIG_IGN : handle_signal);
  LmLiveOutputSetup setup = {.control = STDIN_FILENO,
                             .file = STDOUT_FILENO,
                             .application = "linesman-capture " LM_VERSION,
                             .programs = {is_sound, run},
                             .keep_on = wanted.keep_on,
                             .limit_bytes = wanted.limit_bytes,
                             .limit_packets = wanted.limit_packets,
                             .file_bytes = wanted.file_bytes,
                             .limit_ns = (int64_t)wanted.limit_ms * LM_NS_PER_MS,
                             .look_back_bytes =
                                 ((uint64_t)wanted.look_back_mib << 20) / wanted.n_links,
                             .look_back_ns = wanted.look_back_s * LM_NS_PER_S};
  output = lm_live_output_new(&setup);
  ring = lm_ring_new((size_t)wanted.ring_mib << 20);
  if (!ring)
    return fail("there is no memory for the buffer");
  /* Nothing is looked at before all is open, and nothing opened after. */
  if (!open_links())
    return 1;
  if (!lm_confine_privileges())
    return fail("the privileges cannot be given up");
  sem_init(&confined, 0, 0);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  errno = pthread_create(&thread, NULL, write_all, NULL);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (errno || !lm_confine_calls(listening))
    return fail("the helper cannot be confined");
  sem_post(&confined);
  capture();
  lm_ring_end(ring);
  pthread_join(thread, NULL);
  return 0;
}
