/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_start.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "capture/live_status.h"
#include "capture/piped.h"
#include "capture/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 50
/* The kernel hands over a block of a quarter of a MiB after 20 ms, full or not: this is room for 5
 * s in which the helper does not come to read, at any rate that fills none before. Interfaces share
 * it, each has the least. */
#define DEFAULT_KERNEL_MIB 64
#define LEAST_KERNEL_MIB 16
#define LISTENED_KERNEL_MIB 16 /* of who listens for HEP, which comes in no blocks */
#define DEFAULT_RING_MIB 64
#define DEFAULT_ALONE_BYTES (16ull << 30)
#define MAX_KEPT 100000

extern char **environ;

/* As pkexec and setcap want it: without links and dots. */
static bool
take_program(const char *candidate, char *path, size_t size)
{
  char real[PATH_MAX];
  return access(candidate, X_OK) == 0 && realpath(candidate, real) &&
         (size_t)snprintf(path, size, "%s", real) < size;
}

bool
lm_live_find_helper(char *path, size_t size)
{
  /* Of a program in bin/; in the build folder of src/cli/, ui/ and tests/unit/. */
  static const char *const places[] = {"../libexec/linesman", "../helper", "../src/helper",
                                       "../../src/helper"};
  const char *set = getenv("LINESMAN_CAPTURE");
  char self[2048], candidate[4096];
  if (set && *set)
    return take_program(set, path, size);
  ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
  for (; len > 0 && self[len - 1] != '/'; len--)
    ;
  for (size_t i = 0; len > 0 && i < sizeof places / sizeof *places; i++) {
    snprintf(candidate, sizeof candidate, "%.*s%s/linesman-capture", (int)len, self, places[i]);
    if (take_program(candidate, path, size))
      return true;
  }
  return take_program(LM_LIBEXEC_DIR "/linesman/linesman-capture", path, size);
}

static uint32_t
kernel_mib(const LmLiveOptions *options)
{
  size_t n = options->n_interfaces ? options->n_interfaces : 1;
  uint32_t share = (uint32_t)(DEFAULT_KERNEL_MIB / n);
  if (options->kernel_mib)
    return options->kernel_mib;
  return share > LEAST_KERNEL_MIB ? share : LEAST_KERNEL_MIB;
}

static void
fill_start(const LmLiveOptions *options, LmHelperStart *start)
{
  *start = (LmHelperStart){.n_links = (uint32_t)options->n_interfaces,
                           .snap_bytes =
                               options->snap_bytes ? options->snap_bytes : LM_HELPER_MAX_SNAP_BYTES,
                           .kernel_mib = kernel_mib(options),
                           .ring_mib = options->ring_mib ? options->ring_mib : DEFAULT_RING_MIB,
                           .promiscuous = !options->no_promiscuous,
                           .monitor = options->monitor,
                           .hardware_time = options->hardware_time,
                           .keep_on = options->keep_on,
                           .look_back_mib = options->look_back_mib,
                           .look_back_s = options->look_back_s,
                           .limit_bytes = options->limit_bytes,
                           .limit_packets = options->limit_packets,
                           .file_bytes = options->file_bytes,
                           .alone_bytes = options->alone_bytes,
                           .limit_ms = ((uint64_t)options->limit_ns + 999999) / 1000000};
  if (!start->alone_bytes && options->n_files && options->file_bytes < UINT64_MAX / MAX_KEPT)
    start->alone_bytes = options->n_files * options->file_bytes;
  if (!start->alone_bytes && !start->limit_bytes)
    start->alone_bytes = DEFAULT_ALONE_BYTES;
  for (uint32_t i = 0; i < start->n_links; i++)
    snprintf(start->names[i], sizeof start->names[i], "%s", options->interfaces[i]);
  snprintf(start->filter, sizeof start->filter, "%s", options->filter ? options->filter : "");
}

/* In a process group of its own: what the user types at the terminal is for this program, which
 * stops the helper in its own time. */
static bool
spawn(char *program, const LmLiveOptions *options, int output, LmLiveHelper *helper)
{
  int ends[2];
  char pkexec[] = "pkexec";
  char no_terminal[] = "--disable-internal-agent";
  char *const plain[] = {program, NULL}, *const asking[] = {pkexec, program, NULL};
  char *const desktop[] = {pkexec, no_terminal, program, NULL};
  char *const *argv = !options->ask ? plain : options->desktop ? desktop : asking;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
    return false;
  sigemptyset(&none);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  int failure = posix_spawnp(&helper->pid, argv[0], &actions, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  helper->control = ends[0];
  errno = failure;
  if (failure)
    close(ends[0]);
  return failure == 0;
}

typedef struct {
  LmLiveProducer run;
  void *data;
  int control, output;
} Thread;

static void *
run_thread(void *data)
{
  Thread thread = *(Thread *)data;
  free(data);
  thread.run(thread.control, thread.output, thread.data);
  return NULL;
}

bool
lm_live_launch_thread(LmLiveProducer run, void *data, int output, LmLiveHelper *helper,
                      LmError *error)
{
  int ends[2], failure = 0;
  sigset_t all, old;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("no thread can be started (%s)"),
                        strerror(errno));
  Thread *thread = lm_alloc(sizeof *thread);
  *thread = (Thread){run, data, ends[1], fcntl(output, F_DUPFD_CLOEXEC, 3)};
  *helper = (LmLiveHelper){.control = ends[0], .is_thread = true};
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  failure = thread->output < 0 ? errno : pthread_create(&helper->thread, NULL, run_thread, thread);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (failure == 0)
    return true;
  if (thread->output >= 0)
    close(thread->output);
  close(ends[0]);
  close(ends[1]);
  free(thread);
  return lm_error_set(error, LM_ERROR_UNREADABLE, _("no thread can be started (%s)"),
                      strerror(failure));
}

bool
lm_live_join(LmLiveHelper *helper, int *how)
{
  *how = 0;
  shutdown(helper->control, SHUT_RDWR); /* who waits to be heard waits no more */
  if (helper->is_thread)
    pthread_join(helper->thread, NULL);
  bool child = helper->pid > 0 && waitpid(helper->pid, how, 0) == helper->pid;
  close(helper->control);
  return child;
}

void
lm_live_give_up(LmLiveHelper *helper)
{
  LmHelperNote note = {.kind = LM_HELPER_STOP};
  int how;
  lm_live_send(helper->control, &note, -1);
  if (helper->pid > 0)
    kill(helper->pid, SIGTERM);
  lm_live_join(helper, &how);
}

bool
lm_live_send(int control, const LmHelperNote *note, int fd)
{
  return lm_helper_send(control, lm_slice(note, sizeof *note), fd, 0);
}

ssize_t
lm_live_receive(int control, LmHelperNote *note)
{
  ssize_t n = recv(control, note, sizeof *note, MSG_DONTWAIT);
  return n < 0 && errno == ECONNRESET ? recv(control, note, sizeof *note, MSG_DONTWAIT) : n;
}

static void
explain_privilege(LmError *error)
{
  char path[2048];
  if (!lm_live_find_helper(path, sizeof path))
    snprintf(path, sizeof path, "linesman-capture");
  lm_error_set(error, LM_ERROR_PRIVILEGE,
               _("capturing needs a privilege; allow it for good with “sudo setcap cap_net_raw+ep "
                 "%.200s”, or for this time with --ask, which asks for a password (pkexec)"),
               path);
}

void
lm_live_explain(const LmHelperNote *note, LmError *error)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, lm_slice(note->text, strnlen(note->text, sizeof note->text)), false);
  if (note->cause == LM_HELPER_CAUSE_PRIVILEGE)
    explain_privilege(error);
  else if (note->cause == LM_HELPER_CAUSE_NO_INTERFACE)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("there is no such interface, or it is switched off (%s); “linesman-cli "
                   "interfaces” lists them"),
                 safe.str);
  else if (note->cause == LM_HELPER_CAUSE_FULL)
    lm_error_set(error, LM_ERROR_DAMAGED,
                 _("the capture has stopped, and what was written is kept: %s"), safe.str);
  else if (note->cause == LM_HELPER_CAUSE_SAID)
    lm_error_set(error, LM_ERROR_UNREADABLE, "%s", safe.str);
  else
    lm_error_set(error, LM_ERROR_UNREADABLE, "linesman-capture: %s", safe.len ? safe.str : "?");
  lm_text_clear(&safe);
}

bool
lm_live_send_filter(int control, LmHelperKind kind, uint32_t link, const char *text, LmBpfOnly only,
                    const LmLiveStatus *status, LmError *error)
{
  LmBpf *bpf = lm_alloc(sizeof *bpf);
  LmHelperFilter *filter = lm_alloc(sizeof *filter);
  bool ok =
      lm_bpf_compile(text, only, status->link_types[link], status->snap_bytes[link], bpf, error);
  filter->note = (LmHelperNote){.kind = kind, .link = link, .n_instructions = bpf->n};
  memcpy(filter->instructions, bpf->instructions, bpf->n * sizeof *bpf->instructions);
  if (ok) {
    size_t bytes = sizeof filter->note + bpf->n * LM_HELPER_INSTRUCTION_BYTES;
    ok = lm_helper_send(control, lm_slice(filter, bytes), -1, 0) ||
         lm_error_set(error, LM_ERROR_UNREADABLE, _("linesman-capture has ended (%s)"),
                      strerror(errno));
  }
  free(filter);
  free(bpf);
  return ok;
}

bool
lm_live_answer_link(const LmLiveOptions *options, uint32_t link, int control,
                    const LmLiveStatus *status, LmError *error)
{
  bool wide = options->look_back_mib && !options->listen.n_places;
  /* A listener sees by itself to what is only wanted. */
  bool all = wide || options->listen.n_places;
  return (!wide || lm_live_send_filter(control, LM_HELPER_KEEP, link, options->filter,
                                       options->only, status, error)) &&
         lm_live_send_filter(control, LM_HELPER_FILTER, link, options->filter,
                             all ? LM_BPF_ALL : options->only, status, error);
}

/* Until the helper says that it captures. A password may be asked for, so there is no time limit.
 */
static bool
greet(const LmLiveOptions *options, const LmCancel *cancel, const LmLiveHelper *helper,
      LmLiveStatus *status, LmError *error)
{
  for (;;) {
    LmHelperNote note = {0};
    struct pollfd wait = {.fd = helper->control, .events = POLLIN};
    if (lm_is_cancelled(cancel))
      return lm_error_set(error, LM_ERROR_CANCELLED, _("the capture was not begun"));
    if (poll(&wait, 1, LOOK_MS) <= 0)
      continue;
    ssize_t n = lm_live_receive(helper->control, &note);
    if (n != (ssize_t)sizeof note)
      return options->ask
                 ? lm_error_set(error, LM_ERROR_PRIVILEGE,
                                _("the privilege to capture was not given"))
                 : lm_error_set(error, LM_ERROR_UNREADABLE, _("linesman-capture does not start"));
    note.text[sizeof note.text - 1] = '\0';
    if (note.kind == LM_HELPER_READY)
      return true;
    if (note.kind == LM_HELPER_FAILED) {
      lm_live_explain(&note, error);
      return false;
    }
    lm_live_status_take(status, &note);
    if (note.kind == LM_HELPER_LINK && note.link < status->n_links &&
        !lm_live_answer_link(options, note.link, helper->control, status, error))
      return false;
  }
}

bool
lm_live_greet(const LmLiveOptions *options, const LmCancel *cancel, LmLiveHelper *helper,
              LmLiveStatus *status, LmError *error)
{
  if (greet(options, cancel, helper, status, error))
    return true;
  lm_live_give_up(helper);
  return false;
}

static bool
launch_program(const LmLiveOptions *options, int output, int listening, LmLiveHelper *helper,
               LmLiveStatus *status, LmError *error)
{
  char program[4096];
  LmHelperStart start;
  if (options->n_interfaces == 0 || options->n_interfaces > LM_HELPER_MAX_LINKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("a capture is on one to %d interfaces"),
                        LM_HELPER_MAX_LINKS);
  if (!lm_live_find_helper(program, sizeof program))
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("the program linesman-capture is not there; it is built where libpcap, "
                          "libcap-ng and libseccomp are"));
  fill_start(options, &start);
  for (size_t i = 0; i < options->n_interfaces; i++)
    snprintf(status->names[i], sizeof status->names[i], "%s", options->interfaces[i]);
  if (!spawn(program, options, output, helper))
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%.200s cannot be started (%s)"),
                        options->ask ? "pkexec" : program, strerror(errno));
  lm_helper_send(helper->control, lm_slice(&start, sizeof start), listening, 0);
  return true;
}

static bool
launch_listener(const LmLiveOptions *options, int output, LmLiveHelper *helper,
                LmLiveStatus *status, LmError *error)
{
  LmHepListenLimits limits = {.filter = options->filter,
                              .only = options->only,
                              .buffer_mib =
                                  options->kernel_mib ? options->kernel_mib : LISTENED_KERNEL_MIB,
                              .limit_bytes = options->limit_bytes,
                              .limit_packets = options->limit_packets,
                              .file_bytes = options->file_bytes,
                              .limit_ns = options->limit_ns};
  if (options->n_interfaces)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("a capture is on interfaces or listens for HEP, not both at once"));
  if (options->keep_on)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("listening for HEP does not go on without the program that listens"));
  status->buffer_mib = limits.buffer_mib;
  limits.senders = lm_hep_senders_new();
  LmHepListen *listen = lm_hep_listen_new(&options->listen, &limits, error);
  bool ok = listen && lm_live_launch_thread(lm_hep_listen_run, listen, output, helper, error);
  helper->senders = limits.senders;
  if (!ok)
    lm_hep_listen_free(listen);
  return ok;
}

bool
lm_live_launch(const LmLiveOptions *options, int output, int listening, LmLiveHelper *helper,
               LmLiveStatus *status, LmError *error)
{
  *helper = (LmLiveHelper){.control = -1};
  /* Where packets come from elsewhere, another launch_... stands here, by what @options say. */
  if (options->listen.n_places)
    return launch_listener(options, output, helper, status, error);
  if (options->stream)
    return lm_piped_launch(options, output, helper, error);
  return options->remote ? lm_remote_launch(options, output, helper, error)
                         : launch_program(options, output, listening, helper, status, error);
}
