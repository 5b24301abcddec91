/* SPDX-License-Identifier: GPL-3.0-or-later */

/* linesman-capture: takes packets off interfaces and writes them as pcapng to its standard output.
 * It alone of the house's programs may need a privilege, so it does nothing else: it looks into no
 * packet, opens no file but the kernel's own counters, and once it captures it can open nothing
 * more. capture/helper.h has what it says and is told. */

#include "helper/caller.h"
#include "helper/confine.h"
#include "helper/output.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_MS 100
#define MS_NS 1000000
#define SECOND_NS 1000000000

static LmHelperStart wanted;
static LmHelperFilter message;
static LmLink links[LM_HELPER_MAX_LINKS];
static LmOutput output = {.links = links, .next = -1};
static uint64_t alone_from = UINT64_MAX; /* bytes that were written when the caller went */
static volatile sig_atomic_t signalled;

static void
handle_signal(int number)
{
  signalled = number;
}

static int
fail(const char *what)
{
  LmHelperNote note = {.kind = LM_HELPER_FAILED};
  snprintf(note.text, sizeof note.text, "%s (%s)", what, strerror(errno));
  lm_caller_tell(&note, false);
  return 1;
}

/* What the caller wants of an interface; it has seen its link type. What is kept comes first. */
static bool
take_filter(LmLink *link)
{
  for (bool kept = true; kept;) {
    int file;
    ssize_t n = lm_caller_next(&message, &file, true);
    kept = message.note.kind == LM_HELPER_KEEP;
    if (n <= 0 || !lm_helper_note_is_good(&message.note, n) ||
        (!kept && message.note.kind != LM_HELPER_FILTER) || !lm_link_filter(link, &message, kept))
      return false;
  }
  return true;
}

static bool
open_links(void)
{
  for (uint32_t i = 0; i < wanted.n_links; i++) {
    LmHelperNote note = {.link = i};
    links[i].number = i;
    links[i].ring = output.ring;
    bool open = lm_link_open(&links[i], &wanted, &note);
    lm_caller_tell(&note, false);
    if (!open)
      return false;
    if (!take_filter(&links[i])) {
      fail("the filter was not given, or the kernel refuses it");
      return false;
    }
  }
  return true;
}

/* False when it is to stop. */
static bool
obey(void)
{
  int file = -1;
  if (alone_from != UINT64_MAX) {
    if (lm_caller_accept()) {
      alone_from = UINT64_MAX;
      atomic_store(&output.welcome, true);
    }
    return true;
  }
  ssize_t n = lm_caller_next(&message, &file, false);
  if (n == 0) {
    alone_from = output.bytes;
    return wanted.keep_on;
  }
  uint32_t kind = lm_helper_note_is_good(&message.note, n) ? message.note.kind : 0;
  if (file >= 0 && kind == LM_HELPER_NEXT)
    file = atomic_exchange(&output.next, file);
  if (file >= 0)
    close(file);
  if (kind == LM_HELPER_KEEP && message.note.link < wanted.n_links)
    lm_link_filter(&links[message.note.link], &message, true);
  return kind != LM_HELPER_STOP;
}

/* What an interface has; false when it delivers no more. */
static bool
read_link(LmLink *link)
{
  if (lm_link_read(link))
    return true;
  LmHelperNote note = {.kind = LM_HELPER_GONE, .link = link->number};
  snprintf(note.text, sizeof note.text, "%.31s: %.200s", link->name, pcap_geterr(link->pcap));
  lm_caller_tell(&note, true); /* the figures tell it too */
  link->gone = true;
  link->fd = -1;
  return false;
}

static void
capture(void)
{
  struct pollfd fds[LM_HELPER_MAX_LINKS + 1];
  uint32_t n = wanted.n_links, n_left = n;
  int64_t began = lm_helper_now_ns(CLOCK_MONOTONIC), counted = began;
  while (!signalled && !atomic_load(&output.full) && n_left > 0) {
    for (uint32_t i = 0; i < n; i++)
      fds[i] = (struct pollfd){.fd = links[i].fd, .events = POLLIN};
    fds[n] = (struct pollfd){.fd = lm_caller_fd(), .events = POLLIN};
    if (poll(fds, n + 1, LOOK_MS) > 0 && fds[n].revents && !obey())
      break;
    for (uint32_t i = 0; i < n; i++)
      n_left -= fds[i].revents && !read_link(&links[i]);
    int64_t now = lm_helper_now_ns(CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < n && now - counted >= SECOND_NS; i++)
      lm_link_count(&links[i]);
    counted = now - counted >= SECOND_NS ? now : counted;
    if (wanted.limit_ms && (uint64_t)(now - began) / MS_NS >= wanted.limit_ms)
      break;
    if (wanted.alone_bytes && alone_from != UINT64_MAX &&
        output.bytes - alone_from >= wanted.alone_bytes)
      break;
  }
  for (uint32_t i = 0; i < n; i++)
    lm_link_drain(&links[i]);
}

int
main(int argc, char **argv)
{
  struct sigaction action = {.sa_handler = handle_signal};
  LmHelperNote note = {.kind = LM_HELPER_READY};
  pthread_t thread;
  sigset_t all, old;
  int listening;
  if (!lm_caller_begin(&wanted, &listening)) {
    fputs("linesman-capture: Linesman starts this program; see linesman-cli(1), “capture”\n",
          stderr);
    return 2;
  }
  output.n_links = wanted.n_links;
  output.filter = wanted.filter;
  output.limit_bytes = wanted.limit_bytes ? wanted.limit_bytes : UINT64_MAX;
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, wanted.keep_on ? SIG_IGN : handle_signal);
  output.ring = lm_ring_new((size_t)wanted.ring_mib << 20);
  if (!output.ring)
    return fail("there is no memory for the buffer");
  /* Nothing is looked at before all is open, and nothing opened after. */
  if (!open_links())
    return 1;
  if (!lm_confine_privileges())
    return fail("the privileges cannot be given up");
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  errno = pthread_create(&thread, NULL, lm_output_run, &output);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (errno || !lm_confine_calls(listening))
    return fail("the helper cannot be confined");
  lm_caller_tell(&note, false);
  capture();
  lm_ring_end(output.ring);
  pthread_join(thread, NULL);
  note.kind = LM_HELPER_ENDED;
  lm_caller_tell(&note, false);
  return 0;
}
