/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/pass_on.h"

#include "base/i18n.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/live_text.h"
#include "cli/live_watch.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS (20 * LM_NS_PER_MS)

/* Standard output, a named pipe or a device: what was written there cannot be read again. */
static bool
passes_on(const LmLiveArguments *asked)
{
  struct stat status;
  bool in_turn = asked->file_bytes || asked->file_ns; /* whose names are others */
  if (!asked->write || strcmp(asked->write, "-") == 0)
    return asked->write;
  return !in_turn && stat(asked->write, &status) == 0 && !S_ISREG(status.st_mode) &&
         !S_ISDIR(status.st_mode);
}

bool
lm_pass_on_check(const LmArguments *arguments, LmError *error)
{
  const LmLiveArguments *asked = &arguments->live;
  if (!passes_on(asked))
    return true;
  if (strcmp(asked->write, "-") == 0 && isatty(STDOUT_FILENO))
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("capture: -w - writes packets to standard output, which is a terminal"));
  if (arguments->format != LM_FORMAT_TABLE || arguments->filter || arguments->all ||
      asked->n_alerts || asked->n_send || asked->stop_calls || asked->file_bytes ||
      asked->file_ns || asked->keep_on)
    return lm_error_set(
        error, LM_ERROR_USAGE,
        _("capture: with -w %.200s packets go on and are not looked into: no --json, --csv, "
          "--filter, --all, --alert, --hep-send, --keep-on, files that follow each other or number "
          "of calls"),
        asked->write);
  return true;
}

int
lm_pass_on(LmLive *live, const LmLiveArguments *asked)
{
  static LmLiveStatus status;
  LmLiveWatch watch = {0};
  int64_t began_ns = lm_time_now_ns(CLOCK_MONOTONIC), told_ns = began_ns, looked_ns = 0;
  do {
    int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
    lm_live_status(live, &status);
    if (now - looked_ns >= LM_NS_PER_S) {
      looked_ns = now;
      lm_live_watch_look(&watch, &status, !asked->ssh && !lm_live_is_stream(asked));
    }
    if (asked->statistics_ns && now - told_ns >= asked->statistics_ns && !status.ended) {
      told_ns = now;
      lm_live_text_figures(&status, 0, told_ns - began_ns);
    }
    nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
  } while (!status.ended);
  lm_live_watch_end(&watch, &status);
  lm_live_text_figures(&status, 0, lm_time_now_ns(CLOCK_MONOTONIC) - began_ns);
  if (status.error.code != LM_ERROR_NONE)
    lm_input_warn(&status.error);
  return status.error.code != LM_ERROR_NONE || status.n_gone ? LM_EXIT_DAMAGED : LM_EXIT_DONE;
}
