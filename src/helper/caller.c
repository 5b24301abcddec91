/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/caller.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

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
lm_caller_begin(LmHelperStart *wanted, int *listening)
{
  ssize_t n = lm_helper_receive(STDIN_FILENO, wanted, sizeof *wanted, listening, 0);
  return lm_helper_start_is_good(wanted, n) && find_peer(STDIN_FILENO, &owner);
}

/* The folder of the socket is for its owner alone; this holds even where somebody opened it. */
int
lm_caller_accept(int listening)
{
  uid_t user;
  struct pollfd wait = {.fd = listening, .events = POLLIN};
  int fd = poll(&wait, 1, 0) == 1 ? accept4(listening, NULL, NULL, SOCK_CLOEXEC) : -1;
  if (fd < 0 || (find_peer(fd, &user) && (user == owner || user == 0)))
    return fd;
  close(fd);
  return -1;
}
