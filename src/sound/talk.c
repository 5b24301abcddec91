/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/talk.h"

#include "base/arena.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define LOOK_MS 100 /* how often is looked whether it was cancelled */
#define MOST_WAITING_BYTES (256u << 10)
#define READ_BYTES 65536

extern char **environ;

typedef struct {
  const LmTalkTask *task;
  pid_t pid;
  int fd;
  LmText out, in;
  size_t sent;
  bool all_given;
  LmTalkResult result; /* GOES_ON: it does */
} Talk;

bool
lm_talk_find_program(const char *name, char *path, size_t size)
{
  /* Of a program in bin/ or libexec/; in the build folder of src/cli/, ui/ and tests/unit/. */
  static const char *const places[] = {"../libexec/linesman", "../sound", "../src/sound",
                                       "../../src/sound",     "../fax",   "../src/fax",
                                       "../../src/fax"};
  char self[4096];
  ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
  for (; len > 0 && self[len - 1] != '/'; len--)
    ;
  if (len > 0) {
    self[len] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
      int n = snprintf(path, size, "%s%s/%s", self, places[i], name);
      if (n > 0 && (size_t)n < size && access(path, X_OK) == 0)
        return true;
    }
  }
  int n = snprintf(path, size, "%s/linesman/%s", LM_LIBEXEC_DIR, name);
  return n > 0 && (size_t)n < size && access(path, X_OK) == 0;
}

static bool
spawn(Talk *talk)
{
  const LmTalkTask *task = talk->task;
  char found[4096], name[32], verb[32];
  const char *program = task->program;
  if (!program && lm_talk_find_program(task->name, found, sizeof found))
    program = found;
  int ends[2];
  if (!program || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
    return false;
  snprintf(name, sizeof name, "%s", task->name);
  snprintf(verb, sizeof verb, "%s", task->verb);
  char *const argv[] = {name, verb, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigemptyset(&none);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  bool ok = posix_spawn(&talk->pid, program, &actions, &attributes, argv, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  talk->fd = ends[0];
  if (!ok)
    close(ends[0]);
  return ok;
}

/* Gathers what is to be sent, as far as there is room. */
static void
fill(Talk *talk)
{
  if (talk->sent == talk->out.len) {
    lm_text_reset(&talk->out);
    talk->sent = 0;
  }
  while (!talk->all_given && talk->out.len < MOST_WAITING_BYTES)
    talk->all_given = !talk->task->give(talk->task->data, &talk->out);
}

/* True if anything went out. */
static bool
send_some(Talk *talk)
{
  ssize_t n = send(talk->fd, talk->out.str + talk->sent, talk->out.len - talk->sent,
                   MSG_NOSIGNAL | MSG_DONTWAIT);
  talk->sent += n > 0 ? (size_t)n : 0;
  return n > 0;
}

/* False when the other side has gone. */
static bool
receive_some(Talk *talk)
{
  static _Thread_local uint8_t buffer[READ_BYTES];
  LmWireFrame frame;
  ssize_t n = recv(talk->fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (n <= 0)
    return n < 0 && (errno == EAGAIN || errno == EINTR);
  lm_text_add(&talk->in, lm_slice(buffer, (size_t)n));
  LmSlice bytes = lm_slice(talk->in.str, talk->in.len);
  size_t at = 0;
  bool broken = false;
  while (talk->result == LM_TALK_GOES_ON) {
    size_t len = lm_wire_take(lm_slice_from(bytes, at), &frame, &broken);
    if (len == 0)
      break;
    talk->result = talk->task->take(talk->task->data, &frame);
    at += len;
  }
  if (broken)
    talk->result = LM_TALK_STOPPED;
  LmText rest = LM_TEXT_INIT;
  lm_text_add(&rest, lm_slice_from(bytes, at));
  lm_text_clear(&talk->in);
  talk->in = rest;
  return true;
}

static int64_t
now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static LmTalkResult
talk_on(Talk *talk, const LmCancel *cancel)
{
  unsigned patience_ms = talk->task->patience_ms ? talk->task->patience_ms : PATIENCE_MS;
  int64_t moved_ms = now_ms();
  while (talk->result == LM_TALK_GOES_ON) {
    fill(talk);
    struct pollfd fd = {.fd = talk->fd, .events = POLLIN};
    if (talk->sent < talk->out.len)
      fd.events |= POLLOUT;
    int n = poll(&fd, 1, LOOK_MS);
    if (lm_is_cancelled(cancel))
      return LM_TALK_CANCELLED;
    if (n < 0 && errno != EINTR)
      return LM_TALK_STOPPED;
    if (n > 0 && (fd.revents & (POLLIN | POLLHUP | POLLERR))) {
      if (!receive_some(talk))
        return LM_TALK_STOPPED;
      moved_ms = now_ms();
    }
    if (n > 0 && (fd.revents & POLLOUT) && send_some(talk))
      moved_ms = now_ms();
    if (now_ms() - moved_ms > patience_ms)
      return LM_TALK_STOPPED;
  }
  return talk->result;
}

LmTalkResult
lm_talk_run(const LmTalkTask *task, const LmCancel *cancel)
{
  Talk talk = {.task = task, .result = LM_TALK_GOES_ON};
  if (!spawn(&talk))
    return LM_TALK_NO_PROGRAM;
  LmTalkResult result = talk_on(&talk, cancel);
  /* It has nothing to clear up. */
  close(talk.fd);
  kill(talk.pid, SIGKILL);
  while (waitpid(talk.pid, NULL, 0) < 0 && errno == EINTR)
    ;
  lm_text_clear(&talk.out);
  lm_text_clear(&talk.in);
  return result;
}
