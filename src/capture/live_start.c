/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_start.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"

#include <errno.h>
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
#define DEFAULT_KERNEL_MIB 16
#define DEFAULT_RING_MIB 64

extern char **environ;

typedef struct {
  LmHelperNote note;
  uint64_t instructions[LM_HELPER_MAX_INSTRUCTIONS];
} FilterNote;

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

static void
fill_start(const LmLiveOptions *options, LmHelperStart *start)
{
  *start = (LmHelperStart){
      .n_links = (uint32_t)options->n_interfaces,
      .snap_bytes = options->snap_bytes ? options->snap_bytes : LM_HELPER_MAX_SNAP_BYTES,
      .kernel_mib = options->kernel_mib ? options->kernel_mib : DEFAULT_KERNEL_MIB,
      .ring_mib = options->ring_mib ? options->ring_mib : DEFAULT_RING_MIB,
      .promiscuous = !options->no_promiscuous,
      .monitor = options->monitor,
      .hardware_time = options->hardware_time,
      .keep_on = options->keep_on,
      .limit_bytes = options->limit_bytes,
      .limit_ms = ((uint64_t)options->limit_ns + 999999) / 1000000};
  for (uint32_t i = 0; i < start->n_links; i++)
    snprintf(start->names[i], sizeof start->names[i], "%s", options->interfaces[i]);
  snprintf(start->filter, sizeof start->filter, "%s", options->filter ? options->filter : "");
}

/* In a process group of its own: what the user types at the terminal is for this program, which
 * stops the helper in its own time. */
static bool
spawn(char *program, bool ask, int output, LmLiveHelper *helper)
{
  int ends[2];
  char pkexec[] = "pkexec";
  char *const argv[] = {ask ? pkexec : program, ask ? program : NULL, NULL};
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

bool
lm_live_send(int control, const LmHelperNote *note, int fd)
{
  char space[CMSG_SPACE(sizeof fd)] = "";
  struct iovec bytes = {(void *)(uintptr_t)note, sizeof *note};
  struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
  if (fd >= 0) {
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    struct cmsghdr *extra = CMSG_FIRSTHDR(&message);
    *extra = (struct cmsghdr){
        .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd)};
    memcpy(CMSG_DATA(extra), &fd, sizeof fd);
  }
  return sendmsg(control, &message, MSG_NOSIGNAL) == (ssize_t)sizeof *note;
}

static void
explain_privilege(LmError *error)
{
  char path[2048];
  if (!lm_live_find_helper(path, sizeof path))
    snprintf(path, sizeof path, "linesman-capture");
  lm_error_set(error, LM_ERROR_UNREADABLE,
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
  else
    lm_error_set(error, LM_ERROR_UNREADABLE, "linesman-capture: %s", safe.len ? safe.str : "?");
  lm_text_clear(&safe);
}

static bool
send_filter(const LmLiveOptions *options, const LmHelperNote *link, int control, LmError *error)
{
  LmBpf *bpf = lm_alloc(sizeof *bpf);
  FilterNote *filter = lm_alloc(sizeof *filter);
  bool ok =
      lm_bpf_compile(options->filter, options->only, link->link_type, link->snap_bytes, bpf, error);
  filter->note =
      (LmHelperNote){.kind = LM_HELPER_FILTER, .link = link->link, .n_instructions = bpf->n};
  memcpy(filter->instructions, bpf->instructions, bpf->n * sizeof *bpf->instructions);
  if (ok)
    ok = send(control, filter, sizeof filter->note + bpf->n * LM_HELPER_INSTRUCTION_BYTES,
              MSG_NOSIGNAL) > 0 ||
         lm_error_set(error, LM_ERROR_UNREADABLE, _("linesman-capture has ended (%s)"),
                      strerror(errno));
  free(filter);
  free(bpf);
  return ok;
}

/* Until the helper says that it captures. A password may be asked for, so there is no time limit.
 */
static bool
greet(const LmLiveOptions *options, const LmCancel *cancel, const LmLiveHelper *helper,
      LmError *error)
{
  for (;;) {
    LmHelperNote note = {0};
    struct pollfd wait = {.fd = helper->control, .events = POLLIN};
    if (lm_is_cancelled(cancel))
      return lm_error_set(error, LM_ERROR_CANCELLED, _("the capture was not begun"));
    if (poll(&wait, 1, LOOK_MS) <= 0)
      continue;
    ssize_t n = recv(helper->control, &note, sizeof note, 0);
    if (n != (ssize_t)sizeof note)
      return options->ask
                 ? lm_error_set(error, LM_ERROR_UNREADABLE,
                                _("the privilege to capture was not given"))
                 : lm_error_set(error, LM_ERROR_UNREADABLE, _("linesman-capture does not start"));
    note.text[sizeof note.text - 1] = '\0';
    if (note.kind == LM_HELPER_READY)
      return true;
    if (note.kind == LM_HELPER_FAILED) {
      lm_live_explain(&note, error);
      return false;
    }
    if (note.kind == LM_HELPER_LINK && !send_filter(options, &note, helper->control, error))
      return false;
  }
}

bool
lm_live_launch(const LmLiveOptions *options, int output, const LmCancel *cancel,
               LmLiveHelper *helper, LmError *error)
{
  char program[4096];
  LmHelperStart start;
  if (!lm_live_find_helper(program, sizeof program))
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("the program linesman-capture is not there; it is built where libpcap, "
                          "libcap-ng and libseccomp are"));
  fill_start(options, &start);
  if (!spawn(program, options->ask, output, helper))
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%.200s cannot be started (%s)"),
                        options->ask ? "pkexec" : program, strerror(errno));
  send(helper->control, &start, sizeof start, MSG_NOSIGNAL);
  if (greet(options, cancel, helper, error))
    return true;
  close(helper->control);
  waitpid(helper->pid, NULL, 0);
  return false;
}
