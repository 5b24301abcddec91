/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Live: linesman-capture writes a file, and the session reads that file while it grows. So what is
 * shown is what is written, and what is written is what a later look at the file shows. */

#include "base/i18n.h"
#include "cli/calls.h"
#include "cli/commands.h"
#include "cli/filter.h"
#include "cli/input.h"
#include "cli/live_text.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define MAX_CHANGES 256

typedef struct {
  const LmArguments *arguments;
  LmLive *live;
  LmSession *session;
  LmFilter filter;
  LmOutput *output; /* NULL: lines for people */
  LmVec told;       /* uint8_t a call: its state when it was last printed, + 1 */
  LmVec gone;       /* uint8_t an interface that was said to be gone */
  int64_t began_ns, told_ns;
  bool ok; /* standard output takes what is written */
} Capture;

/* For the signal handler. */
static _Atomic(LmLive *) running;
static LmCancel cancelled;

static void
handle_signal(int number)
{
  LmLive *live = atomic_load(&running);
  lm_cancel(&cancelled);
  if (live)
    lm_live_stop(live);
}

static void
set_signals(void)
{
  struct sigaction action = {.sa_handler = handle_signal, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

static int64_t
now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * LM_NS_PER_S + now.tv_nsec;
}

static LmLive *
start(const LmLiveArguments *asked, LmError *error)
{
  LmLiveOptions options = {.interfaces = asked->interfaces,
                           .n_interfaces = asked->n_interfaces,
                           .filter = asked->filter,
                           .only = asked->only,
                           .no_promiscuous = asked->no_promiscuous,
                           .monitor = asked->monitor,
                           .hardware_time = asked->hardware_time,
                           .keep_on = asked->keep_on,
                           .ask = asked->ask,
                           .snap_bytes = asked->snap_bytes,
                           .kernel_mib = asked->kernel_mib,
                           .ring_mib = asked->ring_mib,
                           .path = asked->write,
                           .file_bytes = asked->file_bytes,
                           .file_ns = asked->file_ns,
                           .n_files = asked->n_files,
                           .limit_bytes = asked->stop_bytes,
                           .limit_ns = asked->stop_ns};
  if (asked->n_interfaces == 0)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: no interface given; -i any takes all, “linesman-cli interfaces” lists "
                   "them"));
  else if ((asked->file_bytes || asked->file_ns || asked->n_files) && !asked->write)
    lm_error_set(error, LM_ERROR_USAGE, _("capture: --file-size, --file-time and --files need -w"));
  else if (asked->n_files && !asked->file_bytes && !asked->file_ns)
    lm_error_set(error, LM_ERROR_USAGE, _("capture: --files needs --file-size or --file-time"));
  else
    return lm_live_start(&options, &cancelled, error);
  return NULL;
}

static bool
is_wanted(Capture *capture, uint32_t row)
{
  const LmTrace *trace = lm_session_trace(capture->session);
  return (capture->arguments->all || lm_trace_call(trace, row)->number) &&
         lm_filter_has(&capture->filter, LM_QUERY_CALL, row);
}

/* A row when a call's state changes. Its conversation and its scores come out of the whole, so they
 * are not in it until the end. */
static void
print_change(Capture *capture, uint32_t index)
{
  const LmTrace *trace = lm_session_trace(capture->session);
  LmCallLookups lookups = {.trace = trace};
  LmCallRow row;
  while (capture->told.len <= index)
    lm_vec_push(&capture->told);
  uint8_t *told = lm_vec_at(&capture->told, index);
  uint8_t state = (uint8_t)(lm_trace_call(trace, index)->state + 1);
  if (*told == state || !is_wanted(capture, index))
    return;
  *told = state;
  lm_call_row_fill(trace, index, &row);
  if (capture->output)
    lm_calls_write(capture->output, &lookups, &row);
  else
    lm_live_text_call(&row);
}

static void
print_changes(Capture *capture)
{
  uint32_t rows[MAX_CHANGES];
  size_t n;
  bool any = false;
  while ((n = lm_tracker_take_changed_calls(lm_session_tracker(capture->session), rows,
                                            MAX_CHANGES)) > 0) {
    for (size_t i = 0; i < n; i++)
      print_change(capture, rows[i]);
    any = true;
  }
  if (any && !lm_output_flush())
    capture->ok = false;
}

/* Every call once more as it is at the end, with all that is known then: the rows of “calls”. */
static void
print_all(Capture *capture)
{
  const LmTrace *trace = lm_session_trace(capture->session);
  LmError error = {0};
  lm_filter_end(&capture->filter);
  if (!capture->output || !lm_filter_read(capture->arguments, &capture->filter))
    return;
  lm_filter_begin(&capture->filter, trace);
  LmCallLookups lookups = {.trace = trace,
                           .legs = lm_cli_legs_new(trace, capture->arguments, &error),
                           .reports = lm_rtcp_view_new(trace, NULL)};
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++) {
    LmCallRow row;
    if (!is_wanted(capture, i))
      continue;
    lm_call_row_fill(trace, i, &row);
    lm_calls_write(capture->output, &lookups, &row);
  }
  lm_rtcp_view_free(lookups.reports);
  lm_legs_free(lookups.legs);
}

static void
tell_gone(Capture *capture, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links; i++) {
    LmError error = {0};
    if (capture->gone.len <= i)
      lm_vec_push(&capture->gone);
    uint8_t *told = lm_vec_at(&capture->gone, i);
    if (*told || !status->gone[i])
      continue;
    *told = 1;
    lm_error_set(&error, LM_ERROR_DAMAGED,
                 _("%s; nothing more comes from it, and what came before is kept"),
                 status->gone_why[i]);
    lm_input_warn(&error);
  }
}

/* What is due now and then, and whether enough has come. */
static void
look(Capture *capture)
{
  const LmLiveArguments *asked = &capture->arguments->live;
  const LmTraceCounters *counters = lm_trace_counters(lm_session_trace(capture->session));
  static LmLiveStatus status;
  int64_t now = now_ns();
  if ((asked->stop_packets && counters->packets >= asked->stop_packets) ||
      (asked->stop_calls && counters->calls >= asked->stop_calls) || !capture->ok)
    lm_live_stop(capture->live);
  if (asked->statistics_ns ? now - capture->told_ns < asked->statistics_ns
                           : now - capture->told_ns < LM_NS_PER_S)
    return;
  capture->told_ns = now;
  lm_live_status(capture->live, &status);
  tell_gone(capture, &status);
  if (asked->statistics_ns)
    lm_live_text_figures(&status, counters->calls, now - capture->began_ns);
}

/* The exit status. */
static int
finish(Capture *capture)
{
  static LmLiveStatus status;
  print_all(capture);
  if (capture->output)
    capture->ok &= lm_output_finish(capture->output);
  lm_filter_end(&capture->filter);
  /* The file is whole when all of it was read, but its last words may still be on the way. */
  do
    lm_live_status(capture->live, &status);
  while (!status.ended && nanosleep(&(struct timespec){.tv_nsec = 5 * LM_NS_PER_MS}, NULL) == 0);
  tell_gone(capture, &status);
  lm_live_text_figures(&status, lm_trace_counters(lm_session_trace(capture->session))->calls,
                       now_ns() - capture->began_ns);
  int code = lm_input_close(capture->session, capture->ok);
  if (status.error.code != LM_ERROR_NONE)
    lm_input_warn(&status.error);
  return code == LM_EXIT_DONE && (status.error.code != LM_ERROR_NONE || status.n_gone)
             ? LM_EXIT_DAMAGED
             : code;
}

static int
run(Capture *capture)
{
  const LmArguments *arguments = capture->arguments;
  capture->session =
      lm_input_open_follow(arguments, lm_live_follow(capture->live),
                           arguments->live.write ? arguments->live.write : _("the capture"));
  if (!capture->session)
    return LM_EXIT_UNREADABLE;
  lm_filter_begin(&capture->filter, lm_session_trace(capture->session));
  if (arguments->format != LM_FORMAT_TABLE)
    capture->output = lm_calls_output_new(arguments->format);
  capture->began_ns = capture->told_ns = now_ns();
  bool more;
  do {
    more = lm_session_step(capture->session);
    print_changes(capture);
    look(capture);
  } while (more);
  return finish(capture);
}

int
lm_command_capture(const LmArguments *arguments)
{
  LmError error = {0};
  Capture capture = {.arguments = arguments,
                     .told = LM_VEC_INIT(uint8_t),
                     .gone = LM_VEC_INIT(uint8_t),
                     .ok = true};
  if (!lm_filter_read(arguments, &capture.filter))
    return LM_EXIT_USAGE;
  set_signals();
  capture.live = start(&arguments->live, &error);
  if (!capture.live) {
    lm_filter_end(&capture.filter);
    return lm_input_fail(&error);
  }
  atomic_store(&running, capture.live);
  if (lm_is_cancelled(&cancelled))
    lm_live_stop(capture.live);
  int code = run(&capture);
  atomic_store(&running, NULL);
  lm_live_free(capture.live);
  lm_vec_clear(&capture.told);
  lm_vec_clear(&capture.gone);
  return code;
}
