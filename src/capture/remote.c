/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "capture/live_output.h"
#include "capture/remote_ssh.h"
#include "capture/remote_stream.h"

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
  LmRemoteStream stream;
  LmText said;
  int64_t stopped_ns; /* 0: not yet */
  bool ready, over, failed;
} Remote;

static void
fail(Remote *remote, LmHelperCause cause, const char *text)
{
  lm_live_output_fail(remote->output, cause, text);
  remote->failed = remote->over = true;
}

/* --- What comes --- */

/* The caller compiles the filter again for what the link is there. Where it has said nothing more
 * of what is to be kept, it is what passes that. */
static bool
begin(Remote *remote)
{
  uint32_t snap_bytes = remote->stream.snap_bytes;
  if (!snap_bytes || snap_bytes > LM_HELPER_MAX_SNAP_BYTES)
    snap_bytes = LM_HELPER_MAX_SNAP_BYTES;
  LmWriterInterface link = {.name = remote->interface,
                            .description = remote->host_text,
                            .filter = *remote->filter ? remote->filter : NULL,
                            .link_type = (uint16_t)remote->stream.link_type,
                            .snap_bytes = snap_bytes};
  const LmHelperFilter *filter = lm_live_output_add_link(remote->output, &link);
  if (!filter ||
      (!remote->setup.look_back_bytes && !lm_live_output_keep(remote->output, 0, filter)))
    return false;
  lm_live_output_begin(remote->output);
  return remote->ready = true;
}

static void
write_record(Remote *remote)
{
  const LmRemoteStream *stream = &remote->stream;
  LmRingPacket packet = {.captured_bytes = (uint32_t)stream->data.len,
                         .original_bytes = stream->original_bytes,
                         .time_ns = stream->time_ns};
  lm_live_output_link(remote->output, 0)->figures.received++;
  lm_live_output_put(remote->output, &packet, stream->data.data);
}

static void
explain_stream(Remote *remote, LmRemoteFound found)
{
  LmText text = LM_TEXT_INIT;
  if (found == LM_REMOTE_PCAPNG)
    lm_text_printf(&text, _("the program on %.80s writes pcapng; have it write pcap (dumpcap -P)"),
                   remote->host_text);
  else if (found == LM_REMOTE_DAMAGED)
    lm_text_printf(&text, _("what comes from %.80s is damaged; what came before it is kept"),
                   remote->host_text);
  else
    lm_text_printf(&text,
                   _("what comes from %.80s is no capture; do its start-up files print something?"),
                   remote->host_text);
  fail(remote, LM_HELPER_CAUSE_SAID, text.str);
  lm_text_clear(&text);
}

static void
take_records(Remote *remote)
{
  while (!remote->over) {
    LmRemoteFound found = lm_remote_stream_next(&remote->stream);
    if (found == LM_REMOTE_MORE)
      break;
    if (found == LM_REMOTE_HEADER)
      remote->over = !begin(remote);
    else if (found == LM_REMOTE_RECORD)
      write_record(remote);
    else
      explain_stream(remote, found);
  }
}

static void
read_packets(Remote *remote)
{
  size_t size;
  uint8_t *room = lm_remote_stream_room(&remote->stream, &size);
  ssize_t n = read(remote->ssh.out, room, size);
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
    remote->over = true;
  if (n <= 0)
    return;
  lm_remote_stream_add(&remote->stream, (size_t)n);
  take_records(remote);
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
  if (!lm_live_output_turn(remote->output)) {
    stop(remote);
    remote->over |= !remote->ready || lm_live_output_control(remote->output) < 0;
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
  if (how == 0 && remote->stream.len)
    lm_text_printf(&text, _("%.60s: the stream has ended in the middle of a packet"),
                   remote->host_text);
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
  figures->dropped_by_system = lm_remote_count(said, "dropped by kernel");
  figures->dropped_by_interface = lm_remote_count(said, "dropped by interface");
  figures->received += figures->dropped_by_system;
  int how = lm_remote_ssh_end(&remote->ssh, was_told ? 200 : PATIENCE_MS);
  if (!was_told && (!remote->ready || how || remote->stream.len))
    explain_end(remote, how);
}

static void
remote_free(Remote *remote)
{
  free(remote->interface);
  free(remote->filter);
  free(remote->host_text);
  free(remote->stream.buffer);
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
                               .limit_ns = options->limit_ns,
                               .look_back_bytes = (uint64_t)options->look_back_mib << 20,
                               .look_back_ns = options->look_back_s * LM_NS_PER_S},
                     .stream = {.buffer = malloc(LM_REMOTE_BUFFER_BYTES)}};
  bool ok = remote->stream.buffer || lm_error_set(error, LM_ERROR_LIMIT, "%s", strerror(ENOMEM));
  ok = ok && lm_remote_host_parse(options->remote->host, &remote->host, error) &&
       lm_remote_command(options, &remote->command, error) &&
       lm_live_launch_thread(run, remote, output, helper, error);
  if (!ok)
    remote_free(remote);
  return ok;
}
