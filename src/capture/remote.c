/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "capture/live_output.h"
#include "capture/live_stream.h"
#include "capture/remote_ssh.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 3000 /* for the program over there, after it was told to end */
#define MAX_SAID_BYTES 16384

typedef struct {
  char *interface, *filter, *host_text;
  LmRemoteHost host;
  LmText command;
  bool ask;
  LmLiveOutputSetup setup;
  LmLiveOutput *output;
  LmRemoteSsh ssh;
  LmLiveStream *stream;
  LmText said;
  int64_t stopped_ns; /* 0: not yet */
  bool over, failed;
} Remote;

static void
fail(Remote *remote, LmHelperCause cause, const char *text)
{
  lm_live_output_fail(remote->output, cause, text);
  remote->failed = remote->over = true;
}

/* --- What comes --- */

static void
explain_stream(Remote *remote)
{
  LmText text = LM_TEXT_INIT;
  const LmError *damage = lm_live_stream_damage(remote->stream);
  if (lm_live_stream_is_capture(remote->stream))
    lm_text_add_str(&text, damage->message);
  else
    lm_text_printf(&text,
                   _("what comes from %.80s is no capture; do its start-up files print something?"),
                   remote->host_text);
  fail(remote, LM_HELPER_CAUSE_SAID, text.str);
  lm_text_clear(&text);
}

static bool
is_damaged(const Remote *remote)
{
  return lm_live_stream_damage(remote->stream)->code != LM_ERROR_NONE;
}

static void
read_packets(Remote *remote)
{
  if (lm_live_stream_read(remote->stream, remote->ssh.out))
    return;
  remote->over = true;
  if (is_damaged(remote) && lm_live_output_control(remote->output) >= 0)
    explain_stream(remote);
}

/* False when no more will be said. What is beyond the limit is read and forgotten, its oldest
 * first. */
static bool
read_said(Remote *remote)
{
  char bytes[1024];
  ssize_t n = read(remote->ssh.said, bytes, sizeof bytes);
  if (n <= 0)
    return n < 0 && (errno == EINTR || errno == EAGAIN);
  if (remote->said.len + (size_t)n > MAX_SAID_BYTES)
    lm_text_reset(&remote->said);
  lm_text_add(&remote->said, lm_slice(bytes, (size_t)n));
  return true;
}

/* --- What the caller says --- */

/* The end of its standard input is what ends the program over there. */
static void
stop(Remote *remote)
{
  if (remote->stopped_ns)
    return;
  remote->stopped_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  if (remote->ssh.in >= 0)
    close(remote->ssh.in);
  remote->ssh.in = -1;
}

/* What is on its way from there when it is to end still comes. */
static void
look(Remote *remote)
{
  lm_live_stream_count(remote->stream);
  if (!lm_live_output_turn(remote->output)) {
    stop(remote);
    remote->over |=
        !lm_live_stream_begun(remote->stream) || lm_live_output_control(remote->output) < 0;
  }
  if (remote->stopped_ns &&
      lm_time_now_ns(CLOCK_MONOTONIC) - remote->stopped_ns > PATIENCE_MS * LM_NS_PER_MS)
    remote->over = true;
}

static void
take_all(Remote *remote)
{
  bool said = true;
  while (!remote->over) {
    struct pollfd fds[] = {{.fd = remote->ssh.out, .events = POLLIN},
                           {.fd = said ? remote->ssh.said : -1, .events = POLLIN},
                           {.fd = lm_live_output_control(remote->output), .events = POLLIN}};
    poll(fds, 3, lm_live_output_wait_ms(remote->output));
    if (fds[1].revents)
      said = read_said(remote);
    if (fds[0].revents)
      read_packets(remote);
    look(remote);
  }
  /* Its last words: why it ended, or how many packets it has dropped. */
  struct pollfd last = {.fd = remote->ssh.said, .events = POLLIN};
  while (said && poll(&last, 1, remote->failed ? 0 : 500) > 0)
    said = read_said(remote);
}

/* --- The end --- */

/* What to do about it, for what happens most. */
static const char *
find_advice(LmSlice cause)
{
  static const struct {
    const char *words, *advice;
  } rows[] = {
      {"Permission denied (", N_("let ssh in without a password: ssh-copy-id")},
      {"Host key verification failed",
       N_("connect once with ssh in a terminal, and look at its key")},
      {"permission to", N_("there it needs a privilege: “sudo -n tcpdump” as the command")},
      {"not permitted", N_("there it needs a privilege: “sudo -n tcpdump” as the command")},
      {"not found", N_("it has to be installed there")},
      {"No such device", N_("“ip link” names the interfaces there")},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (memmem(cause.data, cause.len, rows[i].words, strlen(rows[i].words)))
      return _(rows[i].advice);
  return NULL;
}

static void
explain_end(Remote *remote, int how)
{
  LmText text = LM_TEXT_INIT, safe = LM_TEXT_INIT;
  LmSlice cause =
      lm_remote_cause(lm_slice(remote->said.str ? remote->said.str : "", remote->said.len));
  const char *advice = find_advice(cause);
  lm_text_add_safe(&safe, cause, false);
  if (how == 0 && is_damaged(remote) && !lm_live_stream_is_empty(remote->stream))
    lm_text_add_str(&text, lm_live_stream_damage(remote->stream)->message);
  else if (safe.len)
    lm_text_printf(&text, _("%.60s: %.100s"), remote->host_text, safe.str);
  else
    lm_text_printf(&text, _("%.60s: the connection has ended (%d)"), remote->host_text,
                   WIFEXITED(how) ? WEXITSTATUS(how) : WTERMSIG(how));
  if (advice)
    lm_text_printf(&text, "; %s", advice);
  fail(remote, LM_HELPER_CAUSE_SAID, text.str);
  lm_text_clear(&text);
  lm_text_clear(&safe);
}

static void
finish(Remote *remote)
{
  LmSlice said = lm_slice(remote->said.str ? remote->said.str : "", remote->said.len);
  bool was_told = remote->stopped_ns || remote->failed;
  LmHelperFigures *figures = &lm_live_output_link(remote->output, 0)->figures;
  uint64_t dropped = lm_remote_count(said, "dropped by kernel");
  lm_live_stream_end(remote->stream);
  figures->dropped_by_system += dropped;
  figures->dropped_by_interface += lm_remote_count(said, "dropped by interface");
  figures->received += dropped;
  int how = lm_remote_ssh_end(&remote->ssh, was_told ? 200 : PATIENCE_MS);
  if (!was_told && (!lm_live_stream_begun(remote->stream) || how || is_damaged(remote)))
    explain_end(remote, how);
}

static void
remote_free(Remote *remote)
{
  free(remote->interface);
  free(remote->filter);
  free(remote->host_text);
  lm_live_stream_free(remote->stream);
  lm_text_clear(&remote->command);
  lm_text_clear(&remote->said);
  free(remote);
}

static void
run(int control, int output, void *data)
{
  Remote *remote = data;
  remote->setup.control = control;
  remote->setup.file = output;
  remote->output = lm_live_output_new(&remote->setup);
  LmLiveStreamSetup setup = {.output = remote->output,
                             .name = remote->host_text,
                             .link_name = remote->interface,
                             .link_description = remote->host_text,
                             .filter = *remote->filter ? remote->filter : NULL,
                             .looks_back = remote->setup.look_back_bytes > 0};
  remote->stream = lm_live_stream_new(&setup);
  if (lm_remote_ssh_start(&remote->host, remote->command.str, remote->ask, &remote->ssh)) {
    take_all(remote);
    finish(remote);
  } else {
    LmText text = LM_TEXT_INIT;
    lm_text_printf(&text, _("ssh cannot be started (%s); Debian's package openssh-client has it"),
                   strerror(errno));
    fail(remote, LM_HELPER_CAUSE_SAID, text.str);
    lm_text_clear(&text);
  }
  lm_live_output_end(remote->output, LM_HELPER_END_UNKNOWN);
  remote_free(remote);
}

bool
lm_remote_launch(const LmLiveOptions *options, int output, LmLiveHelper *helper, LmError *error)
{
  Remote *remote = lm_alloc(sizeof *remote);
  *remote = (Remote){.host_text = strdup(options->remote->host),
                     .filter = strdup(options->filter ? options->filter : ""),
                     .interface = strdup(options->n_interfaces ? options->interfaces[0] : ""),
                     .command = LM_TEXT_INIT,
                     .said = LM_TEXT_INIT,
                     .ask = options->remote->ask,
                     .setup = {.application = "linesman " LM_VERSION,
                               .programs = {.run = lm_bpf_run},
                               .limit_bytes = options->limit_bytes,
                               .limit_packets = options->limit_packets,
                               .file_bytes = options->file_bytes,
                               .limit_ns = options->limit_ns,
                               .look_back_bytes = (uint64_t)options->look_back_mib << 20,
                               .look_back_ns = options->look_back_s * LM_NS_PER_S}};
  bool ok = lm_remote_host_parse(options->remote->host, &remote->host, error) &&
            lm_remote_command(options, &remote->command, error) &&
            lm_live_launch_thread(run, remote, output, helper, error);
  if (!ok)
    remote_free(remote);
  return ok;
}
