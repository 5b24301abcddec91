/* SPDX-License-Identifier: GPL-3.0-or-later */

/* linesman-capture: takes packets off interfaces and writes them as pcapng to its standard output.
 * It alone of the house's programs may need a privilege, so it does nothing else: it looks into no
 * packet, opens no file but the kernel's own counters, and once it captures it can open nothing
 * more. capture/helper.h has what it says and is told. */

#include "helper/confine.h"
#include "helper/output.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONTROL STDIN_FILENO
#define LOOK_MS 100
#define MS_NS 1000000
#define SECOND_NS 1000000000
#define PATIENCE_MS 10000 /* for the filters */

typedef struct {
  LmHelperNote note;
  struct bpf_insn instructions[LM_HELPER_MAX_INSTRUCTIONS];
} FilterNote;

static LmHelperStart wanted;
static LmLink links[LM_HELPER_MAX_LINKS];
static LmOutput output = {.links = links, .next = -1};
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
  lm_helper_tell(&note, false);
  return 1;
}

static bool
take_wish(void)
{
  ssize_t n = recv(CONTROL, &wanted, sizeof wanted, 0);
  for (uint32_t i = 0; i < LM_HELPER_MAX_LINKS; i++)
    wanted.names[i][sizeof wanted.names[i] - 1] = '\0';
  wanted.filter[sizeof wanted.filter - 1] = '\0';
  output.n_links = wanted.n_links;
  output.filter = wanted.filter;
  output.limit_bytes = wanted.limit_bytes ? wanted.limit_bytes : UINT64_MAX;
  return n == sizeof wanted && wanted.n_links > 0 && wanted.n_links <= LM_HELPER_MAX_LINKS &&
         wanted.snap_bytes <= LM_HELPER_MAX_SNAP_BYTES && wanted.kernel_mib < 2048 &&
         wanted.ring_mib > 0 && wanted.ring_mib <= 65536;
}

/* What the caller wants of an interface; it has seen its link type. */
static bool
take_filter(LmLink *link)
{
  static FilterNote filter;
  struct pollfd wait = {.fd = CONTROL, .events = POLLIN};
  errno = ETIMEDOUT;
  if (poll(&wait, 1, PATIENCE_MS) != 1)
    return false;
  ssize_t n = recv(CONTROL, &filter, sizeof filter, 0);
  uint32_t count = filter.note.n_instructions;
  errno = EPROTO;
  if (n < (ssize_t)sizeof filter.note || filter.note.kind != LM_HELPER_FILTER ||
      count > LM_HELPER_MAX_INSTRUCTIONS ||
      (size_t)n != sizeof filter.note + count * LM_HELPER_INSTRUCTION_BYTES)
    return false;
  errno = EINVAL;
  struct bpf_program program = {count, filter.instructions};
  return count == 0 || (bpf_validate(filter.instructions, (int)count) &&
                        pcap_setfilter(link->pcap, &program) == 0);
}

static bool
open_links(void)
{
  for (uint32_t i = 0; i < wanted.n_links; i++) {
    LmHelperNote note = {.link = i};
    links[i].number = i;
    links[i].ring = output.ring;
    bool open = lm_link_open(&links[i], &wanted, &note);
    lm_helper_tell(&note, false);
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
obey(int *control)
{
  LmHelperNote note = {0};
  char space[CMSG_SPACE(sizeof(int))] = "";
  struct iovec bytes = {&note, sizeof note};
  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t n = recvmsg(*control, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  struct cmsghdr *extra = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  int file = -1;
  if (extra && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS)
    memcpy(&file, CMSG_DATA(extra), sizeof file);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    *control = -1; /* nobody is there any more */
    return wanted.keep_on;
  }
  if (file >= 0 && note.kind == LM_HELPER_NEXT)
    file = atomic_exchange(&output.next, file);
  if (file >= 0)
    close(file);
  return note.kind != LM_HELPER_STOP;
}

/* What an interface has; false when it delivers no more. */
static bool
read_link(LmLink *link)
{
  if (lm_link_read(link))
    return true;
  LmHelperNote note = {.kind = LM_HELPER_GONE, .link = link->number};
  snprintf(note.text, sizeof note.text, "%.31s: %.200s", link->name, pcap_geterr(link->pcap));
  lm_helper_tell(&note, false);
  link->gone = true;
  link->fd = -1;
  return false;
}

static void
capture(void)
{
  struct pollfd fds[LM_HELPER_MAX_LINKS + 1];
  uint32_t n = wanted.n_links, n_left = n;
  int control = CONTROL;
  int64_t began = lm_helper_now_ns(CLOCK_MONOTONIC), counted = began;
  while (!signalled && !atomic_load(&output.full) && n_left > 0) {
    for (uint32_t i = 0; i < n; i++)
      fds[i] = (struct pollfd){.fd = links[i].fd, .events = POLLIN};
    fds[n] = (struct pollfd){.fd = control, .events = POLLIN};
    if (poll(fds, n + 1, LOOK_MS) > 0 && fds[n].revents && !obey(&control))
      break;
    for (uint32_t i = 0; i < n; i++)
      n_left -= fds[i].revents && !read_link(&links[i]);
    int64_t now = lm_helper_now_ns(CLOCK_MONOTONIC);
    for (uint32_t i = 0; i < n && now - counted >= SECOND_NS; i++)
      lm_link_count(&links[i]);
    counted = now - counted >= SECOND_NS ? now : counted;
    if (wanted.limit_ms && (uint64_t)(now - began) / MS_NS >= wanted.limit_ms)
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
  if (!take_wish()) {
    fputs("linesman-capture: Linesman starts this program; see linesman-cli(1), “capture”\n",
          stderr);
    return 2;
  }
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
  if (errno || !lm_confine_calls())
    return fail("the helper cannot be confined");
  lm_helper_tell(&note, false);
  capture();
  lm_ring_end(output.ring);
  pthread_join(thread, NULL);
  note.kind = LM_HELPER_ENDED;
  lm_helper_tell(&note, false);
  return 0;
}
