/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "capture/remote_ssh.h"
#include "capture/remote_stream.h"
#include "capture/writer.h"

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

#define LOOK_MS 40
#define PATIENCE_MS 3000 /* for the program over there, after it was told to end */
#define MAX_SAID_BYTES 16384
#define NS_PER_MS 1000000LL

typedef struct {
  char *interface, *filter, *host_text;
  LmRemoteHost host;
  LmText command;
  bool ask;
  uint64_t limit_bytes;
  int64_t limit_ns;

  int control, output;
  LmRemoteSsh ssh;
  LmRemoteStream stream;
  LmText said;
  LmBpf bpf;
  LmWriter *writer;
  LmHelperFigures figures;
  uint64_t in_file, before;              /* packets in this file; bytes in those before it */
  int64_t began_ns, told_ns, stopped_ns; /* 0: not yet */
  bool ready, over, failed;
} Remote;

typedef struct {
  LmHelperNote note;
  uint64_t instructions[LM_HELPER_MAX_INSTRUCTIONS];
} FilterNote;

static int64_t
now_ns(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
fail(Remote *remote, LmHelperCause cause, const char *text)
{
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = cause};
  snprintf(note.text, sizeof note.text, "%s", text);
  if (!remote->failed)
    lm_live_send(remote->control, &note, -1);
  remote->failed = remote->over = true;
}

static uint64_t
file_bytes(const Remote *remote)
{
  struct stat status;
  return fstat(remote->output, &status) == 0 && S_ISREG(status.st_mode) ? (uint64_t)status.st_size
                                                                        : 0;
}

static void
tell_figures(Remote *remote)
{
  LmHelperNote note = {
      .kind = LM_HELPER_FIGURES, .figures = remote->figures, .bytes = file_bytes(remote)};
  note.figures.received =
      note.figures.written + note.figures.dropped_by_system + note.figures.unwritten;
  lm_live_send(remote->control, &note, -1);
  remote->told_ns = now_ns(CLOCK_MONOTONIC);
}

/* --- Files --- */

static void
begin_file(Remote *remote)
{
  uint32_t id;
  LmWriterInterface link = {.name = remote->interface,
                            .description = remote->host_text,
                            .filter = *remote->filter ? remote->filter : NULL,
                            .link_type = (uint16_t)remote->stream.link_type,
                            .snap_bytes = remote->stream.snap_bytes};
  remote->writer = lm_writer_new(remote->output, "Linesman", NULL);
  remote->in_file = 0;
  lm_writer_add_interface(remote->writer, &link, &id);
  lm_writer_flush(remote->writer);
}

static void
end_file(Remote *remote)
{
  LmError error = {0};
  LmWriterStatistics figures = {.time_ns = now_ns(CLOCK_REALTIME),
                                .received = UINT64_MAX,
                                .dropped_by_interface = UINT64_MAX,
                                .accepted = remote->in_file + remote->figures.dropped_by_system,
                                .dropped_by_system = remote->figures.dropped_by_system,
                                .delivered = remote->in_file};
  if (!remote->writer)
    return;
  lm_writer_add_statistics(remote->writer, &figures);
  lm_writer_flush(remote->writer);
  uint64_t lost = lm_writer_n_lost(remote->writer);
  remote->figures.unwritten += lost;
  remote->figures.written -= lost < remote->figures.written ? lost : remote->figures.written;
  if (!lm_writer_free(remote->writer, &error))
    fail(remote, LM_HELPER_CAUSE_FULL, error.message);
  remote->writer = NULL;
}

static void
change_file(Remote *remote, int file)
{
  LmHelperNote note = {.kind = LM_HELPER_FILE};
  end_file(remote);
  note.bytes = file_bytes(remote);
  remote->before += note.bytes;
  close(remote->output);
  remote->output = file;
  begin_file(remote);
  lm_live_send(remote->control, &note, -1);
}

/* --- What comes --- */

/* The caller compiles the filter again for what the link is there, and cuts by it. */
static void
begin(Remote *remote)
{
  LmHelperNote link = {.kind = LM_HELPER_LINK,
                       .link_type = remote->stream.link_type,
                       .snap_bytes = remote->stream.snap_bytes};
  FilterNote *filter = lm_alloc(sizeof *filter);
  snprintf(link.text, sizeof link.text, "%.31s", remote->interface);
  if (!link.snap_bytes || link.snap_bytes > LM_HELPER_MAX_SNAP_BYTES)
    link.snap_bytes = LM_HELPER_MAX_SNAP_BYTES;
  lm_live_send(remote->control, &link, -1);
  ssize_t n = recv(remote->control, filter, sizeof *filter, 0);
  remote->bpf.n = n >= (ssize_t)sizeof filter->note ? filter->note.n_instructions : UINT32_MAX;
  remote->over = remote->bpf.n > LM_HELPER_MAX_INSTRUCTIONS ||
                 n != (ssize_t)(sizeof filter->note + remote->bpf.n * LM_HELPER_INSTRUCTION_BYTES);
  if (!remote->over) {
    LmHelperNote ready = {.kind = LM_HELPER_READY};
    memcpy(remote->bpf.instructions, filter->instructions,
           remote->bpf.n * LM_HELPER_INSTRUCTION_BYTES);
    begin_file(remote);
    remote->began_ns = now_ns(CLOCK_MONOTONIC);
    remote->ready = lm_live_send(remote->control, &ready, -1);
  }
  free(filter);
}

static void
write_record(Remote *remote)
{
  const LmRemoteStream *stream = &remote->stream;
  uint32_t len = (uint32_t)stream->data.len;
  uint32_t kept = lm_bpf_run(&remote->bpf, stream->data.data, stream->original_bytes, len);
  LmWriterPacket packet = {.time_ns = stream->time_ns,
                           .data = lm_slice_sub(stream->data, 0, kept < len ? kept : len),
                           .original_bytes = stream->original_bytes};
  if (!kept)
    return;
  remote->figures.written++;
  remote->in_file++;
  lm_writer_add_packet(remote->writer, &packet);
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
      begin(remote);
    else if (found == LM_REMOTE_RECORD)
      write_record(remote);
    else
      explain_stream(remote, found);
  }
  if (remote->writer && !lm_writer_flush(remote->writer))
    fail(remote, LM_HELPER_CAUSE_FULL, lm_writer_error(remote->writer)->message);
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
  remote->stopped_ns = now_ns(CLOCK_MONOTONIC);
  if (remote->ssh.in >= 0)
    close(remote->ssh.in);
  remote->ssh.in = -1;
}

static void
read_control(Remote *remote)
{
  LmHelperNote note = {0};
  char space[CMSG_SPACE(sizeof(int))];
  struct iovec bytes = {&note, sizeof note};
  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t n = recvmsg(remote->control, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  struct cmsghdr *extra = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  int file = -1;
  if (extra && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS)
    memcpy(&file, CMSG_DATA(extra), sizeof file);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    remote->over = true;
  } else if (n == (ssize_t)sizeof note && note.kind == LM_HELPER_NEXT && file >= 0 &&
             remote->writer) {
    change_file(remote, file);
    file = -1;
  } else if (n > 0 && note.kind == LM_HELPER_STOP) {
    stop(remote);
    remote->over |= !remote->ready;
  }
  if (file >= 0)
    close(file);
}

static void
look(Remote *remote)
{
  int64_t now = now_ns(CLOCK_MONOTONIC);
  if (remote->stopped_ns && now - remote->stopped_ns > PATIENCE_MS * NS_PER_MS)
    remote->over = true;
  if (!remote->ready)
    return;
  if (now - remote->told_ns >= 1000 * NS_PER_MS)
    tell_figures(remote);
  if ((remote->limit_ns && now - remote->began_ns >= remote->limit_ns) ||
      (remote->limit_bytes && remote->before + file_bytes(remote) >= remote->limit_bytes))
    stop(remote);
}

static void
take_all(Remote *remote)
{
  bool said = true;
  while (!remote->over) {
    struct pollfd fds[] = {{.fd = remote->ssh.out, .events = POLLIN},
                           {.fd = said ? remote->ssh.said : -1, .events = POLLIN},
                           {.fd = remote->control, .events = POLLIN}};
    poll(fds, 3, LOOK_MS);
    if (fds[1].revents)
      said = read_said(remote);
    if (fds[0].revents)
      read_packets(remote);
    if (fds[2].revents && !remote->over)
      read_control(remote);
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
  if (safe.len)
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
  LmHelperNote ended = {.kind = LM_HELPER_ENDED};
  LmSlice said = lm_slice(remote->said.str ? remote->said.str : "", remote->said.len);
  bool was_told = remote->stopped_ns || remote->failed;
  remote->figures.dropped_by_system = lm_remote_count(said, "dropped by kernel");
  remote->figures.dropped_by_interface = lm_remote_count(said, "dropped by interface");
  end_file(remote);
  int how = lm_remote_ssh_end(&remote->ssh, was_told ? 200 : PATIENCE_MS);
  if (!was_told && (!remote->ready || how))
    explain_end(remote, how);
  if (remote->ready)
    tell_figures(remote);
  ended.bytes = file_bytes(remote);
  if (remote->ready)
    lm_live_send(remote->control, &ended, -1);
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
  remote->control = control;
  remote->output = output;
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
  close(remote->output);
  close(control);
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
                     .limit_bytes = options->limit_bytes,
                     .limit_ns = options->limit_ns,
                     .stream = {.buffer = malloc(LM_REMOTE_BUFFER_BYTES)}};
  bool ok = remote->stream.buffer || lm_error_set(error, LM_ERROR_LIMIT, "%s", strerror(ENOMEM));
  ok = ok && lm_remote_host_parse(options->remote->host, &remote->host, error) &&
       lm_remote_command(options, &remote->command, error) &&
       lm_live_launch_thread(run, remote, output, helper, error);
  if (!ok)
    remote_free(remote);
  return ok;
}
