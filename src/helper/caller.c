/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/caller.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 10000

static atomic_int control = STDIN_FILENO;
static int listening = -1;
static uid_t owner;

/* Of who made the socket @fd or its pair: pkexec and a file's capabilities change nothing in it. */
static bool
find_peer(int fd, uid_t *user)
{
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
    return false;
  *user = peer.uid;
  return true;
}

bool
lm_caller_begin(LmHelperStart *wanted, int *may_come)
{
  ssize_t n = lm_helper_receive(control, wanted, sizeof *wanted, &listening, 0);
  *may_come = listening;
  return lm_helper_start_is_good(wanted, n) && find_peer(control, &owner);
}

int
lm_caller_fd(void)
{
  return control >= 0 ? control : listening;
}

void
lm_caller_tell(const LmHelperNote *note, bool may_lose)
{
  lm_helper_send(control, lm_slice(note, sizeof *note), -1, may_lose ? MSG_DONTWAIT : 0);
}

ssize_t
lm_caller_next(LmHelperFilter *message, int *file, bool wait)
{
  struct pollfd poll_for = {.fd = control, .events = POLLIN};
  if (poll(&poll_for, 1, wait ? PATIENCE_MS : 0) != 1)
    return -1;
  ssize_t n = lm_helper_receive(control, message, sizeof *message, file, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    close(atomic_exchange(&control, -1));
    return 0;
  }
  return n;
}

/* The folder of the socket is for its owner alone; this holds even where somebody opened it. */
bool
lm_caller_accept(void)
{
  uid_t user;
  int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
  if (fd >= 0 && find_peer(fd, &user) && (user == owner || user == 0)) {
    control = fd;
    return true;
  }
  if (fd >= 0)
    close(fd);
  return false;
}
