/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/runner.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 20 /* how often it is looked whether a command has ended, while any runs */

extern char **environ;

typedef struct {
  char *const *words;
  char *text;
  size_t len, sent;
  pid_t pid; /* 0: none */
  int input; /* the pipe to it; -1: all is sent */
  int64_t due_ns;
} Job;

struct LmRunner {
  pthread_t thread;
  pthread_mutex_t lock; /* of all below but @running, which is the thread's */
  int wake;
  Job waiting[LM_LIMIT_RUNNER_WAITING]; /* a ring */
  size_t first, n_waiting, n_running;
  bool ending, ended;
  int64_t end_ns; /* until then it waits for what is asked for */
  LmRunnerFigures figures;
  Job running[LM_LIMIT_RUNNER_AT_ONCE];
  int64_t next_start_ns;
};

static void
fail(LmRunner *runner, uint64_t *count, const char *command, const char *why)
{
  pthread_mutex_lock(&runner->lock);
  ++*count;
  snprintf(runner->figures.why, sizeof runner->figures.why, "%.100s: %.90s", command, why);
  pthread_mutex_unlock(&runner->lock);
}

/* In a process group of its own, which is killed as a whole, and with signals as they are in a
 * shell. */
static int
spawn(const Job *job, int input, pid_t *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  int failure = posix_spawnp(pid, job->words[0], &actions, &attributes, job->words, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

static void
release(Job *job)
{
  if (job->input >= 0)
    close(job->input);
  free(job->text);
  *job = (Job){.input = -1};
}

static void
start(LmRunner *runner, Job *job)
{
  int ends[2];
  int failure = pipe2(ends, O_CLOEXEC) ? errno : 0;
  if (!failure) {
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    failure = spawn(job, ends[0], &job->pid);
    job->input = ends[1];
    close(ends[0]);
  }
  job->due_ns = lm_time_now_ns(CLOCK_MONOTONIC) + LM_LIMIT_RUNNER_NS;
  if (!failure)
    return;
  job->pid = 0;
  fail(runner, &runner->figures.failed, job->words[0], strerror(failure));
  release(job);
}

/* The next that waits, into a free place; false where there is none, or not yet. */
static bool
start_next(LmRunner *runner)
{
  Job *place = NULL;
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  for (size_t i = 0; i < LM_LIMIT_RUNNER_AT_ONCE && !place; i++)
    place = runner->running[i].pid ? NULL : &runner->running[i];
  pthread_mutex_lock(&runner->lock);
  bool any = place && runner->n_waiting && now >= runner->next_start_ns;
  if (any) {
    *place = runner->waiting[runner->first];
    runner->first = (runner->first + 1) % LM_LIMIT_RUNNER_WAITING;
    runner->n_waiting--;
    runner->n_running++;
    runner->next_start_ns = now + LM_NS_PER_S / LM_LIMIT_RUNNER_PER_S;
  }
  pthread_mutex_unlock(&runner->lock);
  if (!any)
    return false;
  start(runner, place);
  if (!place->pid) {
    pthread_mutex_lock(&runner->lock);
    runner->n_running--;
    pthread_mutex_unlock(&runner->lock);
  }
  return true;
}

/* A command that does not read is none of ours to complain about. */
static void
feed(Job *job)
{
  if (job->input < 0)
    return;
  ssize_t n = write(job->input, job->text + job->sent, job->len - job->sent);
  job->sent += n > 0 ? (size_t)n : 0;
  if (job->sent < job->len && (n > 0 || errno == EAGAIN || errno == EINTR))
    return;
  close(job->input);
  job->input = -1;
}

static void
look_at(LmRunner *runner, Job *job, int64_t now, bool no_more)
{
  int how;
  feed(job);
  pid_t ended = waitpid(job->pid, &how, WNOHANG);
  if (ended == 0 && now < job->due_ns && !no_more)
    return;
  if (ended == 0) {
    kill(-job->pid, SIGKILL);
    waitpid(job->pid, &how, 0);
    fail(runner, &runner->figures.late, job->words[0], _("it took too long, and was ended"));
  } else if (ended > 0 && WIFEXITED(how) && WEXITSTATUS(how) == 0) {
    pthread_mutex_lock(&runner->lock);
    runner->figures.done++;
    pthread_mutex_unlock(&runner->lock);
  } else {
    char why[80];
    snprintf(why, sizeof why,
             ended > 0 && WIFSIGNALED(how) ? _("ended by signal %d") : _("exit status %d"),
             ended > 0 && WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
    fail(runner, &runner->figures.failed, job->words[0], why);
  }
  release(job);
  pthread_mutex_lock(&runner->lock);
  runner->n_running--;
  pthread_mutex_unlock(&runner->lock);
}

/* Until something is to be done: somebody asks, a command reads on, or time passes. */
static void
wait_a_little(LmRunner *runner, bool busy)
{
  struct pollfd fds[LM_LIMIT_RUNNER_AT_ONCE + 1] = {{.fd = runner->wake, .events = POLLIN}};
  uint64_t count;
  for (size_t i = 0; i < LM_LIMIT_RUNNER_AT_ONCE; i++)
    fds[i + 1] = (struct pollfd){.fd = runner->running[i].input, .events = POLLOUT};
  poll(fds, LM_LIMIT_RUNNER_AT_ONCE + 1, busy ? LOOK_MS : -1);
  if (fds[0].revents && read(runner->wake, &count, sizeof count) < 0)
    return;
}

static void *
run(void *data)
{
  LmRunner *runner = data;
  prctl(PR_SET_NAME, "runner");
  /* What this program may do, a service for one that has a privilege, its commands may not. */
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (;;) {
    int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
    pthread_mutex_lock(&runner->lock);
    bool no_more = runner->ending && now >= runner->end_ns;
    bool end = runner->ending && (no_more || (!runner->n_waiting && !runner->n_running));
    pthread_mutex_unlock(&runner->lock);
    for (size_t i = 0; i < LM_LIMIT_RUNNER_AT_ONCE; i++)
      if (runner->running[i].pid)
        look_at(runner, &runner->running[i], now, no_more);
    if (end)
      break;
    while (start_next(runner))
      ;
    pthread_mutex_lock(&runner->lock);
    bool busy = runner->n_running || runner->n_waiting || runner->ending;
    pthread_mutex_unlock(&runner->lock);
    wait_a_little(runner, busy);
  }
  pthread_mutex_lock(&runner->lock);
  runner->figures.dropped += runner->n_waiting;
  pthread_mutex_unlock(&runner->lock);
  return NULL;
}

static void
destroy(LmRunner *runner)
{
  for (; runner->n_waiting; runner->n_waiting--) {
    release(&runner->waiting[runner->first]);
    runner->first = (runner->first + 1) % LM_LIMIT_RUNNER_WAITING;
  }
  if (runner->wake >= 0)
    close(runner->wake);
  pthread_mutex_destroy(&runner->lock);
  free(runner);
}

LmRunner *
lm_runner_new(LmError *error)
{
  LmRunner *runner = lm_alloc(sizeof *runner);
  sigset_t all, old;
  pthread_mutex_init(&runner->lock, NULL);
  runner->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  for (size_t i = 0; i < LM_LIMIT_RUNNER_AT_ONCE; i++)
    runner->running[i].input = -1;
  /* No signal is for this thread; a pipe that nobody reads fails and does not kill. */
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  int failure = runner->wake < 0 ? errno : pthread_create(&runner->thread, NULL, run, runner);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (!failure)
    return runner;
  lm_error_set(error, LM_ERROR_UNREADABLE, _("no commands can be run (%s)"), strerror(failure));
  destroy(runner);
  return NULL;
}

static void
wake(LmRunner *runner)
{
  uint64_t one = 1;
  if (write(runner->wake, &one, sizeof one) < 0)
    return; /* it is awake */
}

void
lm_runner_finish(LmRunner *runner, int64_t wait_ns)
{
  if (runner->ended)
    return;
  pthread_mutex_lock(&runner->lock);
  runner->ending = true;
  runner->end_ns = lm_time_now_ns(CLOCK_MONOTONIC) + wait_ns;
  pthread_mutex_unlock(&runner->lock);
  wake(runner);
  pthread_join(runner->thread, NULL);
  runner->ended = true;
}

void
lm_runner_free(LmRunner *runner)
{
  if (!runner)
    return;
  lm_runner_finish(runner, 0);
  destroy(runner);
}

void
lm_runner_add(LmRunner *runner, char *const *words, char *text, size_t len)
{
  Job job = {.words = words, .text = text, .len = len, .input = -1};
  pthread_mutex_lock(&runner->lock);
  bool room = runner->n_waiting < LM_LIMIT_RUNNER_WAITING && !runner->ending;
  runner->figures.asked++;
  if (room)
    runner->waiting[(runner->first + runner->n_waiting++) % LM_LIMIT_RUNNER_WAITING] = job;
  else
    runner->figures.dropped++;
  pthread_mutex_unlock(&runner->lock);
  if (!room)
    free(text);
  wake(runner);
}

bool
lm_runner_has_room(LmRunner *runner)
{
  pthread_mutex_lock(&runner->lock);
  bool room = runner->n_waiting < LM_LIMIT_RUNNER_WAITING;
  pthread_mutex_unlock(&runner->lock);
  return room;
}

void
lm_runner_figures(LmRunner *runner, LmRunnerFigures *figures)
{
  pthread_mutex_lock(&runner->lock);
  *figures = runner->figures;
  pthread_mutex_unlock(&runner->lock);
}
