/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Live: linesman-capture writes a file, and the session reads that file while it grows. So what is
 * shown is what is written, and what is written is what a later look at the file shows. */

#include "base/i18n.h"
#include "cli/alerts.h"
#include "cli/captures.h"
#include "cli/commands.h"
#include "cli/filter.h"
#include "cli/hep_sending.h"
#include "cli/input.h"
#include "cli/live_text.h"
#include "cli/live_watch.h"
#include "cli/pass_on.h"
#include "engine/call_output.h"
#include "relate/legs.h"
#include "track/evict.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define MAX_CHANGES 256
#define LOOK_BACK_MIB 64
#define HEP_PATIENCE_NS (3 * LM_NS_PER_S) /* at the end, with what was not sent yet */

typedef struct {
  const LmArguments *arguments;
  LmLive *live;
  LmSession *session;
  LmFilter filter;
  LmCliAlerts alerts;
  LmHepSending sending;
  LmOutput *output; /* NULL: lines for people */
  LmVec told;       /* uint8_t a call: its state when it was last printed, + 1 */
  uint32_t n_evictions;
  int64_t began_ns, told_ns, looked_ns;
  LmLiveWatch watch;
  LmInputSaid said;
  bool ok; /* standard output takes what is written */
} Capture;

/* For the signal handler. */
static _Atomic(LmLive *) running;
static LmCancel cancelled;
static atomic_bool change_only;

static void
handle_signal(int number)
{
  if (number == SIGUSR1) {
    atomic_store(&change_only, true);
    return;
  }
  LmLive *live = atomic_load(&running);
  bool again = lm_is_cancelled(&cancelled);
  lm_cancel(&cancelled);
  if (live && again)
    lm_live_force(live);
  else if (live)
    lm_live_stop(live);
}

static void
set_signals(void)
{
  struct sigaction before, action = {.sa_handler = handle_signal, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  /* nohup(1) has it ignored, so that a capture outlives its terminal. */
  if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
    sigaction(SIGHUP, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
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
                           .limit_packets = asked->stop_packets,
                           .limit_ns = asked->stop_ns,
                           .look_back_mib = asked->look_back_ns ? LOOK_BACK_MIB : 0,
                           .look_back_s =
                               (uint32_t)((asked->look_back_ns + LM_NS_PER_S - 1) / LM_NS_PER_S)};
  LmLiveRemote remote = {.host = asked->ssh, .command = asked->ssh_command, .ask = asked->ask};
  options.listen = asked->listen;
  options.listen.places = asked->places;
  options.listen.networks = asked->networks;
  options.stream = lm_live_is_stream(asked);
  if (asked->ssh)
    options.remote = &remote;
  if (asked->ssh && (asked->keep_on || asked->monitor))
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: another host knows no --keep-on and --monitor"));
  else if (options.stream && (asked->keep_on || asked->monitor || asked->hardware_time))
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: what comes through a pipe knows no --keep-on, --monitor and "
                   "--hardware-time"));
  else if (asked->listen.n_places && asked->look_back_ns)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: --look-back is of packets; what comes by HEP is taken or not"));
  else if (asked->ssh_command && !asked->ssh)
    lm_error_set(error, LM_ERROR_USAGE, _("capture: --ssh-command needs --ssh"));
  else if (asked->resume && (asked->n_interfaces || asked->write || asked->filter))
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: --resume goes on as the capture was begun; without -i, -f and -w"));
  else if (asked->resume)
    return lm_captures_adopt(asked->resume, &cancelled, error);
  else if (asked->n_interfaces == 0 && asked->listen.n_places == 0)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: no interface given; -i any takes all, “linesman-cli interfaces” lists "
                   "them"));
  else if ((asked->file_bytes || asked->file_ns || asked->n_files) && !asked->write &&
           !asked->keep_on)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("capture: --file-size, --file-time and --files need -w or --keep-on"));
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

/* The rows of calls that were evicted were printed as they were when they went. */
static void
take_evicted(Capture *capture)
{
  /* No state: a call that was not printed is there all the same, and may be yet. */
  static const uint8_t nothing = UINT8_MAX;
  uint32_t rows[MAX_CHANGES];
  size_t n;
  LmTracker *tracker = lm_session_tracker(capture->session);
  uint32_t n_evictions = lm_session_n_evictions(capture->session);
  if (n_evictions == capture->n_evictions)
    return;
  capture->n_evictions = n_evictions;
  lm_query_run_forget(capture->filter.run);
  lm_cli_alerts_evicted(&capture->alerts, NULL, 0);
  lm_vec_set_nothing(&capture->told, &nothing);
  while ((n = lm_tracker_take_gone_calls(tracker, rows, MAX_CHANGES)) > 0) {
    for (size_t i = 0; i < n; i++)
      if (rows[i] < capture->told.len)
        lm_vec_bury(&capture->told, rows[i]);
    lm_cli_alerts_evicted(&capture->alerts, rows, n);
  }
  while (lm_tracker_take_gone_streams(tracker, rows, MAX_CHANGES) > 0)
    ;
  lm_vec_sweep(&capture->told);
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
    lm_cli_alerts_look(&capture->alerts, rows, n);
    lm_session_drop_pages(capture->session);
    any = true;
  }
  if (any && !lm_output_flush())
    capture->ok = false;
}

/* What belongs together is not known where a part of it went, and what it takes to find it out is
 * to be within the budget too. Owned; NULL: not looked for. */
static LmLegs *
find_legs(Capture *capture)
{
  const LmTrace *trace = lm_session_trace(capture->session);
  uint64_t left_bytes = lm_session_room_left(capture->session);
  if (lm_trace_counters(trace)->evicted_call_ids)
    return NULL;
  LmLegs *legs = lm_legs_new_within(trace, NULL, 0, left_bytes);
  if (!legs)
    lm_live_text_no_conversations(left_bytes, capture->arguments->live.write);
  return legs;
}

/* Every call once more as it is at the end, with all that is known then: the rows of “calls”. */
static void
print_all(Capture *capture)
{
  const LmTrace *trace = lm_session_trace(capture->session);
  lm_filter_end(&capture->filter);
  if (!capture->output || !lm_filter_read(capture->arguments, &capture->filter))
    return;
  lm_filter_begin(&capture->filter, trace);
  LmCallLookups lookups = {.trace = trace, .reports = lm_rtcp_view_new(trace, NULL)};
  lookups.legs = find_legs(capture);
  for (uint32_t i = lm_trace_next_call(trace, 0); i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1)) {
    LmCallRow row;
    if (i % MAX_CHANGES == 0)
      lm_session_drop_pages(capture->session);
    if (!is_wanted(capture, i))
      continue;
    lm_call_row_fill(trace, i, &row);
    lm_calls_write(capture->output, &lookups, &row);
  }
  lm_rtcp_view_free(lookups.reports);
  lm_legs_free(lookups.legs);
}

/* By signal USR1: of everything, SIP, SIP and RTP, and headers, the next. */
static void
keep_next(Capture *capture)
{
  static LmLiveStatus status;
  LmError error = {0};
  lm_live_status(capture->live, &status);
  LmBpfOnly next = status.only == LM_BPF_HEADERS ? LM_BPF_ALL : status.only + 1;
  if (lm_live_keep(capture->live, next, &error))
    lm_live_text_only(next);
  else
    lm_input_warn(&error);
}

/* What is due now and then, and whether enough has come: @n_packets. True once a second. */
static bool
look(Capture *capture, uint64_t n_packets)
{
  const LmLiveArguments *asked = &capture->arguments->live;
  const LmTraceCounters *counters = lm_trace_counters(lm_session_trace(capture->session));
  static LmLiveStatus status;
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  if ((asked->stop_packets && n_packets >= asked->stop_packets) ||
      (asked->stop_calls && counters->calls >= asked->stop_calls) || !capture->ok)
    lm_live_stop(capture->live);
  if (atomic_exchange(&change_only, false))
    keep_next(capture);
  bool due = now - capture->looked_ns >= LM_NS_PER_S;
  bool figures = asked->statistics_ns && now - capture->told_ns >= asked->statistics_ns;
  if (due || figures)
    lm_live_status(capture->live, &status);
  if (due) {
    capture->looked_ns = now;
    lm_live_watch_look(&capture->watch, &status, !asked->ssh && !lm_live_is_stream(asked));
    lm_input_warn_live(capture->session, &capture->said);
    lm_hep_sending_look(&capture->sending);
  }
  if (figures) {
    capture->told_ns = now;
    lm_live_text_figures(&status, counters->calls, now - capture->began_ns);
    lm_live_text_senders(capture->live);
    lm_hep_sending_figures(&capture->sending);
  }
  return due;
}

/* The file is whole when all of it was read, but its last words may still be on the way; and it
 * goes on where the tables are full, of which the helper's own figures tell. */
static void
await_end(Capture *capture, LmLiveStatus *status)
{
  for (;;) {
    lm_live_status(capture->live, status);
    if (status->ended)
      return;
    look(capture, status->sum.received);
    nanosleep(&(struct timespec){.tv_nsec = 5 * LM_NS_PER_MS}, NULL);
  }
}

/* The exit status. */
static int
finish(Capture *capture)
{
  static LmLiveStatus status;
  LmError ended = {0};
  const LmLiveArguments *asked = &capture->arguments->live;
  lm_cli_alerts_tick(&capture->alerts, capture->session);
  print_changes(capture);
  lm_cli_alerts_finish(&capture->alerts);
  lm_hep_sending_end(&capture->sending, HEP_PATIENCE_NS);
  print_all(capture);
  if (capture->output)
    capture->ok &= lm_output_finish(capture->output);
  lm_filter_end(&capture->filter);
  await_end(capture, &status);
  lm_live_watch_end(&capture->watch, &status);
  const LmTraceCounters *counters = lm_trace_counters(lm_session_trace(capture->session));
  lm_live_text_figures(&status, counters->calls,
                       lm_time_now_ns(CLOCK_MONOTONIC) - capture->began_ns);
  lm_live_text_senders(capture->live);
  lm_hep_sending_figures(&capture->sending);
  lm_live_text_evicted(counters, asked->memory_bytes, asked->write, asked->n_files,
                       status.n_removed || status.n_cut);
  int code = lm_input_close_live(capture->session, &capture->said, capture->ok);
  if (status.error.code != LM_ERROR_NONE)
    lm_input_warn(&status.error);
  bool early = lm_live_was_ended(&status, lm_is_cancelled(&cancelled), &ended);
  if (early)
    lm_input_warn(&ended);
  early |= status.error.code != LM_ERROR_NONE;
  return code == LM_EXIT_DONE && (early || status.n_gone || status.n_removed || status.n_cut)
             ? LM_EXIT_DAMAGED
             : code;
}

/* Where not even the beginning of the file could be written, that is the cause. */
static int
fail_to_open(Capture *capture, LmError *error)
{
  static LmLiveStatus status;
  lm_live_stop(capture->live);
  do {
    nanosleep(&(struct timespec){.tv_nsec = 5 * LM_NS_PER_MS}, NULL);
    lm_live_status(capture->live, &status);
  } while (!status.ended);
  return lm_input_fail(status.error.code != LM_ERROR_NONE ? &status.error : error);
}

static int
run(Capture *capture)
{
  LmError error = {0};
  const LmArguments *arguments = capture->arguments;
  capture->session = lm_input_open_follow(
      arguments, lm_live_follow(capture->live), capture->sending.feed,
      arguments->live.write ? arguments->live.write : _("the capture"), &error);
  if (!capture->session)
    return fail_to_open(capture, &error);
  lm_filter_begin(&capture->filter, lm_session_trace(capture->session));
  lm_cli_alerts_begin(&capture->alerts, lm_session_trace(capture->session));
  if (arguments->format != LM_FORMAT_TABLE)
    capture->output = lm_calls_output_new(arguments->format);
  capture->began_ns = capture->told_ns = capture->looked_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  bool more;
  do {
    more = lm_session_step(capture->session);
    take_evicted(capture);
    print_changes(capture);
    if (look(capture, lm_trace_counters(lm_session_trace(capture->session))->packets))
      lm_cli_alerts_tick(&capture->alerts, capture->session);
  } while (more);
  /* At once, as the capture goes on until it is stopped. */
  if (lm_session_full(capture->session)->code != LM_ERROR_NONE)
    lm_input_warn(lm_session_full(capture->session));
  return finish(capture);
}

int
lm_command_capture(const LmArguments *arguments)
{
  LmError error = {0};
  Capture capture = {.arguments = arguments, .told = LM_VEC_INIT(uint8_t), .ok = true};
  if (!lm_pass_on_check(arguments, &error))
    return lm_input_fail(&error);
  if (!lm_cli_alerts_read(arguments, &capture.alerts))
    return LM_EXIT_USAGE;
  if (!lm_filter_read(arguments, &capture.filter)) {
    lm_cli_alerts_clear(&capture.alerts);
    return LM_EXIT_USAGE;
  }
  LmHepFeedRule rule = arguments->live.listen.n_places ? LM_HEP_FEED_FOREIGN : LM_HEP_FEED_NONE;
  if (!lm_hep_sending_begin(&capture.sending, arguments, rule, arguments->live.hep_pace, &error)) {
    lm_filter_end(&capture.filter);
    lm_cli_alerts_clear(&capture.alerts);
    return lm_input_fail(&error);
  }
  set_signals();
  if (arguments->live.keep_on)
    lm_captures_clean();
  capture.live = start(&arguments->live, &error);
  if (!capture.live) {
    lm_filter_end(&capture.filter);
    lm_cli_alerts_clear(&capture.alerts);
    lm_hep_sending_clear(&capture.sending);
    return lm_input_fail(&error);
  }
  lm_live_shed_privilege();
  lm_captures_tell(capture.live, arguments->live.keep_on);
  if (arguments->live.resume)
    lm_hep_sending_tell_resumed(&capture.sending);
  atomic_store(&running, capture.live);
  if (lm_is_cancelled(&cancelled))
    lm_live_stop(capture.live);
  int code =
      lm_live_passes_on(capture.live) ? lm_pass_on(capture.live, &arguments->live) : run(&capture);
  atomic_store(&running, NULL);
  lm_cli_alerts_clear(&capture.alerts);
  lm_hep_sending_clear(&capture.sending);
  lm_live_free(capture.live);
  lm_vec_clear(&capture.told);
  return code;
}
