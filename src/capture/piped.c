/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/piped.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "capture/live_output.h"
#include "capture/live_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who is told to stop by the same Ctrl+C as this still writes what it has. */
#define PATIENCE_NS (LM_NS_PER_S / 2)
#define QUIET_MS 100

typedef struct {
  int input;
  char *filter; /* NULL: none */
  uint32_t snap_bytes;
  LmText name;
  LmLiveOutputSetup setup;
  LmLiveOutput *output;
  LmLiveStream *stream;
  int64_t began_ns, stopped_ns; /* of the steady clock; stopped: 0 for not yet */
  bool late;                    /* nothing came in its time */
} Piped;

static void
fail(Piped *piped, const char *why)
{
  lm_live_output_fail(piped->output, LM_HELPER_CAUSE_SAID, why);
}

/* False when no more is to be read. */
static bool
look(Piped *piped)
{
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  lm_live_stream_count(piped->stream);
  /* The time of the output begins with the first that comes. */
  piped->late = !lm_live_stream_begun(piped->stream) && piped->setup.limit_ns &&
                now - piped->began_ns >= piped->setup.limit_ns;
  if (lm_live_output_turn(piped->output) && !piped->late)
    return true;
  if (!lm_live_output_was_stopped(piped->output) || lm_live_output_control(piped->output) < 0 ||
      !lm_live_stream_begun(piped->stream))
    return false;
  piped->stopped_ns = piped->stopped_ns ? piped->stopped_ns : now;
  return now - piped->stopped_ns < PATIENCE_NS;
}

/* True when all was read that there is. */
static bool
take_all(Piped *piped)
{
  do {
    struct pollfd fds[] = {{.fd = piped->input, .events = POLLIN},
                           {.fd = lm_live_output_control(piped->output), .events = POLLIN}};
    int n = piped->stopped_ns ? poll(fds, 1, QUIET_MS)
                              : poll(fds, 2, lm_live_output_wait_ms(piped->output));
    if (n == 0 && piped->stopped_ns)
      return false;
    if (fds[0].revents && !lm_live_stream_read(piped->stream, piped->input))
      return true;
  } while (look(piped));
  return false;
}

static void
explain_end(Piped *piped)
{
  LmText text = LM_TEXT_INIT;
  const LmError *damage = lm_live_stream_damage(piped->stream);
  if (damage->code != LM_ERROR_NONE)
    lm_text_add_str(&text, damage->message);
  else if (piped->late)
    lm_text_printf(&text, _("%.200s: nothing came from it in the time that it had"),
                   piped->name.str);
  else if (!lm_live_stream_begun(piped->stream))
    lm_text_printf(&text, _("%.200s: it has ended before it named an interface"), piped->name.str);
  if (text.len)
    fail(piped, text.str);
  lm_text_clear(&text);
}

static void
piped_free(Piped *piped)
{
  lm_live_stream_free(piped->stream);
  lm_text_clear(&piped->name);
  if (piped->input >= 0)
    close(piped->input);
  free(piped->filter);
  free(piped);
}

static void
run(int control, int output, void *data)
{
  Piped *piped = data;
  piped->setup.control = control;
  piped->setup.file = output;
  piped->output = lm_live_output_new(&piped->setup);
  LmLiveStreamSetup setup = {.output = piped->output,
                             .name = piped->name.str,
                             .link_name = piped->name.str,
                             .filter = piped->filter,
                             .snap_bytes = piped->snap_bytes,
                             .looks_back = piped->setup.look_back_bytes > 0};
  piped->stream = lm_live_stream_new(&setup);
  piped->began_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  bool whole = take_all(piped);
  if (whole)
    lm_live_stream_end(piped->stream);
  lm_live_stream_count(piped->stream);
  if (whole || piped->late || lm_live_stream_damage(piped->stream)->code != LM_ERROR_NONE)
    explain_end(piped);
  lm_live_output_end(piped->output, LM_HELPER_END_UNKNOWN);
  piped_free(piped);
}

/* A named pipe must not hold the opening up until somebody writes to it. -1 with @error set. */
static int
open_input(const char *path, const char *name, LmError *error)
{
  struct stat status;
  bool is_standard = strcmp(path, "-") == 0;
  int fd = is_standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                       : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%.200s: it cannot be opened (%s)"), name,
                 strerror(errno));
    return -1;
  }
  if (isatty(fd))
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: -i - reads a capture from standard input, which is a terminal; “ssh "
                   "HOST tcpdump -U -w - | linesman-cli capture -i -” brings one"));
  else if (!is_standard && fstat(fd, &status) == 0 && !S_ISFIFO(status.st_mode))
    lm_error_set(error, LM_ERROR_USAGE,
                 _("%.200s: it is neither an interface nor a pipe; files are read by “linesman-cli "
                   "calls FILE”"),
                 name);
  else
    return fd;
  close(fd);
  return -1;
}

bool
lm_piped_launch(const LmLiveOptions *options, int output, LmLiveHelper *helper, LmError *error)
{
  if (options->n_interfaces != 1)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("a capture is of one stream, and then of nothing "
                          "else"));
  Piped *piped = lm_alloc(sizeof *piped);
  const char *path = options->interfaces[0];
  *piped = (Piped){.filter = options->filter ? strdup(options->filter) : NULL,
                   .snap_bytes = options->snap_bytes,
                   .name = LM_TEXT_INIT,
                   .setup = {.application = "linesman " LM_VERSION,
                             .programs = {.run = lm_bpf_run},
                             .limit_bytes = options->limit_bytes,
                             .limit_packets = options->limit_packets,
                             .file_bytes = options->file_bytes,
                             .limit_ns = options->limit_ns,
                             .look_back_bytes = (uint64_t)options->look_back_mib << 20,
                             .look_back_ns = options->look_back_s * LM_NS_PER_S}};
  lm_text_add_safe(&piped->name, lm_slice_str(strcmp(path, "-") ? path : _("standard input")),
                   false);
  piped->input = open_input(path, piped->name.str, error);
  bool ok = piped->input >= 0 && lm_live_launch_thread(run, piped, output, helper, error);
  if (!ok)
    piped_free(piped);
  return ok;
}
