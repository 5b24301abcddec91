/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote_ssh.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STEP_MS 10

extern char **environ;

/* The program that asks for passwords; NULL for none. */
static const char *
find_asker(void)
{
  static const char *const usual[] = {"/usr/bin/ssh-askpass", "/usr/lib/ssh/ssh-askpass",
                                      "/usr/lib/openssh/gnome-ssh-askpass",
                                      "/usr/libexec/openssh/ssh-askpass", "/usr/bin/ksshaskpass"};
  const char *set = getenv("SSH_ASKPASS");
  if (set && *set)
    return set;
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (access(usual[i], X_OK) == 0)
      return usual[i];
  return NULL;
}

/* The environment of this process, with the program that asks in it. Owned, but not its texts but
 * for the first. */
static char **
make_environment(const char *asker)
{
  static char force[] = "SSH_ASKPASS_REQUIRE=force";
  size_t n = 0, kept = 0;
  LmText set = LM_TEXT_INIT;
  while (environ[n])
    n++;
  char **list = lm_alloc((n + 3) * sizeof *list);
  if (asker) {
    lm_text_printf(&set, "SSH_ASKPASS=%s", asker);
    list[kept++] = set.str;
    list[kept++] = force;
  }
  for (size_t i = 0; i < n; i++)
    if (!asker || strncmp(environ[i], "SSH_ASKPASS", strlen("SSH_ASKPASS")) != 0)
      list[kept++] = environ[i];
  return list;
}

/* In a session of its own: it has no terminal to ask at, and what is typed at ours is not for it.
 */
static bool
spawn(char *const *arguments, const char *asker, const int *ends, pid_t *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawn_file_actions_init(&actions);
  for (int i = 0; i < 3; i++)
    posix_spawn_file_actions_adddup2(&actions, ends[i], i);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  char **list = make_environment(asker);
  int failure = posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, list);
  if (asker)
    free(list[0]);
  free(list);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  errno = failure;
  return failure == 0;
}

/* Pipes for the three streams: the ends of the child, then those of the caller. */
static bool
make_pipes(int *theirs, int *ours)
{
  for (int i = 0; i < 3; i++)
    theirs[i] = ours[i] = -1;
  for (int i = 0; i < 3; i++) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
      return false;
    theirs[i] = ends[i > 0];
    ours[i] = ends[i == 0];
  }
  return true;
}

static void
close_all(const int *ends)
{
  for (int i = 0; i < 3; i++)
    if (ends[i] >= 0)
      close(ends[i]);
}

/* Of this build's own wishes no more than must be: the rest is the user's configuration of ssh. */
static void
make_arguments(const LmRemoteHost *host, char *command, bool ask, char **arguments)
{
  static char ssh[] = "ssh", no_terminal[] = "-T", option[] = "-o", port[] = "-p", end[] = "--",
              batch[] = "BatchMode=yes", no_batch[] = "BatchMode=no",
              patience[] = "ConnectTimeout=20", alive[] = "ServerAliveInterval=15";
  char *const fixed[] = {ssh,    no_terminal, option, ask ? no_batch : batch,
                         option, patience,    option, alive};
  size_t n = sizeof fixed / sizeof *fixed;
  memcpy(arguments, fixed, sizeof fixed);
  if (*host->port) {
    arguments[n++] = port;
    arguments[n++] = (char *)(uintptr_t)host->port;
  }
  arguments[n++] = end;
  arguments[n++] = (char *)(uintptr_t)host->user_host;
  arguments[n++] = command;
  arguments[n] = NULL;
}

bool
lm_remote_ssh_start(const LmRemoteHost *host, const char *command, bool ask, LmRemoteSsh *ssh)
{
  int theirs[3], ours[3];
  char *arguments[16];
  const char *asker = ask ? find_asker() : NULL;
  make_arguments(host, (char *)(uintptr_t)command, asker, arguments);
  bool ok = make_pipes(theirs, ours) && spawn(arguments, asker, theirs, &ssh->pid);
  int cause = errno;
  close_all(theirs);
  if (!ok)
    close_all(ours);
  ssh->in = ok ? ours[0] : -1;
  ssh->out = ok ? ours[1] : -1;
  ssh->said = ok ? ours[2] : -1;
  errno = cause;
  return ok;
}

int
lm_remote_ssh_end(LmRemoteSsh *ssh, int patience_ms)
{
  const int ends[] = {ssh->in, ssh->out, ssh->said};
  int how = 0;
  close_all(ends);
  for (; patience_ms > 0 && waitpid(ssh->pid, &how, WNOHANG) == 0; patience_ms -= STEP_MS)
    nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
  if (patience_ms <= 0) {
    kill(ssh->pid, SIGKILL);
    waitpid(ssh->pid, &how, 0);
  }
  return how;
}
