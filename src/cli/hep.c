/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sends what files hold by HEP, as if it were captured now, with the times that it has. */

#include "base/i18n.h"
#include "capture/hep_place.h"
#include "cli/commands.h"
#include "cli/filter.h"
#include "cli/hep_sending.h"
#include "cli/input.h"
#include "cli/selection.h"

#include <time.h>

/* A datagram that its receiver has no room for is lost, and nobody says so. */
#define DATAGRAMS_PER_SECOND 5000
#define PATIENCE_NS (10 * LM_NS_PER_S) /* with a place that takes nothing */
#define LOOK_NS (2 * LM_NS_PER_MS)

static const LmOutputColumn columns[] = {
    {"place", N_("Place"), LM_SHOW_ALL, false, 0},
    {"agent", N_("Number"), LM_SHOW_ALL, true, 0},
    {"sent", N_("Sent"), LM_SHOW_ALL, true, 0},
    {"repeated", N_("Again"), LM_SHOW_ALL, true, 0},
    {"too_large", N_("Too large"), LM_SHOW_ALL, true, 0},
    {"not_sent", N_("Not sent"), LM_SHOW_ALL, true, 0},
    {"breaks", N_("Breaks"), LM_SHOW_ALL, true, 0},
    {"error", N_("Error"), LM_SHOW_ALL, false, 0},
};

/* What changes while anything goes on. */
static uint64_t
progress(LmHepFeed *feed)
{
  uint64_t sum = 0;
  LmHepSendStatus status;
  for (size_t i = 0; i < lm_hep_feed_n(feed); i++) {
    lm_hep_feed_status(feed, i, &status);
    sum += status.sent;
  }
  return sum;
}

/* False where nothing went on for too long. */
static bool
wait_for_room(LmHepFeed *feed)
{
  uint64_t before = progress(feed);
  int64_t until_ns = lm_time_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
  while (!lm_hep_feed_has_room(feed) && lm_time_now_ns(CLOCK_MONOTONIC) < until_ns) {
    nanosleep(&(struct timespec){.tv_nsec = LOOK_NS}, NULL);
    if (progress(feed) != before)
      until_ns = lm_time_now_ns(CLOCK_MONOTONIC) + PATIENCE_NS;
    before = progress(feed);
  }
  return lm_time_now_ns(CLOCK_MONOTONIC) < until_ns;
}

typedef struct {
  LmHepFeed *feed;
  const LmTrace *trace;
  const LmSelection *selection;
  const LmFilter *filter;
  bool patient;
} Sender;

static void
send_message(Sender *sender, uint32_t row)
{
  if (!lm_selection_has(sender->selection, lm_trace_message(sender->trace, row)->call) ||
      !lm_filter_has(sender->filter, LM_QUERY_MESSAGE, row))
    return;
  sender->patient = sender->patient && wait_for_room(sender->feed);
  lm_hep_feed_put_message(sender->feed, sender->trace, row);
}

static void
send_rtcp(Sender *sender, uint32_t row)
{
  uint32_t call = lm_trace_rtcp_call(sender->trace, lm_trace_rtcp(sender->trace, row));
  if (!lm_selection_has(sender->selection, call))
    return;
  sender->patient = sender->patient && wait_for_room(sender->feed);
  lm_hep_feed_put_rtcp(sender->feed, sender->trace, row);
}

static void
send_event(Sender *sender, uint32_t row)
{
  if (!lm_selection_has(sender->selection, lm_trace_event(sender->trace, row)->call))
    return;
  sender->patient = sender->patient && wait_for_room(sender->feed);
  lm_hep_feed_put_event(sender->feed, sender->trace, row);
}

/* In the order of their times, as each kind is already. A filter is for messages. */
static void
send_all(Sender *sender)
{
  const LmTrace *trace = sender->trace;
  bool all = !sender->filter->query;
  uint32_t m = 0, r = 0, e = 0;
  uint32_t n = lm_trace_n_messages(trace), n_r = all ? lm_trace_n_rtcp(trace) : 0,
           n_e = all ? lm_trace_n_events(trace) : 0;
  while (m < n || r < n_r || e < n_e) {
    int64_t of_m = m < n ? lm_trace_message(trace, m)->time_ns : INT64_MAX;
    int64_t of_r = r < n_r ? lm_trace_rtcp(trace, r)->time_ns : INT64_MAX;
    int64_t of_e = e < n_e ? lm_trace_event(trace, e)->time_ns : INT64_MAX;
    if (m < n && of_m <= of_r && of_m <= of_e)
      send_message(sender, m++);
    else if (r < n_r && of_r <= of_e)
      send_rtcp(sender, r++);
    else if (e < n_e)
      send_event(sender, e++);
  }
}

/* The exit status. */
static int
tell(LmHepFeed *feed, LmOutputFormat format)
{
  bool all = true, any = lm_hep_feed_counts(feed)->given == 0;
  LmOutput *output = lm_output_new(format, columns, sizeof columns / sizeof columns[0]);
  for (size_t i = 0; i < lm_hep_feed_n(feed); i++) {
    LmHepSendStatus status;
    lm_output_str(output, lm_hep_feed_status(feed, i, &status));
    lm_output_uint(output, lm_hep_feed_counts(feed)->agent);
    lm_output_uint(output, status.sent);
    lm_output_uint(output, status.repeated);
    lm_output_uint(output, status.too_large);
    lm_output_uint(output, status.waiting + status.dropped);
    lm_output_uint(output, status.n_breaks);
    lm_output_str(output, status.error.code == LM_ERROR_NONE ? NULL : status.error.message);
    lm_output_end_row(output);
    all &= status.waiting + status.dropped + status.too_large == 0 && !status.cut;
    any |= status.sent > 0;
  }
  if (!lm_output_finish(output) || !any)
    return LM_EXIT_UNREADABLE;
  return all ? LM_EXIT_DONE : LM_EXIT_DAMAGED;
}

static int
run(const LmArguments *arguments, LmFilter *filter, LmHepSending *sending)
{
  int status, told;
  LmSelection selection;
  LmSession *session = lm_selection_read(arguments, &selection, &status);
  if (!session)
    return status;
  const LmTrace *trace = lm_session_trace(session);
  lm_filter_begin(filter, trace);
  send_all(&(Sender){sending->feed, trace, &selection, filter, true});
  lm_filter_end(filter);
  lm_hep_sending_end(sending, PATIENCE_NS);
  told = tell(sending->feed, arguments->format);
  status = lm_input_close(session, true);
  return told > status ? told : status;
}

static bool
begin(const LmArguments *arguments, LmHepSending *sending, LmError *error)
{
  const LmLiveArguments *live = &arguments->live;
  bool udp = false;
  if (live->n_send == 0)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("hep: no place given; --hep-send udp:homer.example.org:9060 sends "
                          "there"));
  for (size_t i = 0; i < live->n_send; i++) {
    LmHepPlace place;
    udp |= lm_hep_place_parse(live->send[i], &place, error) && place.carrier == LM_HEP_UDP;
  }
  uint32_t pace = live->hep_pace ? live->hep_pace : udp ? DATAGRAMS_PER_SECOND : 0;
  return error->code == LM_ERROR_NONE &&
         lm_hep_sending_begin(sending, arguments, LM_HEP_FEED_ALL, pace, error);
}

int
lm_command_hep(const LmArguments *arguments)
{
  LmError error = {0};
  LmFilter filter;
  LmHepSending sending = {0};
  if (!lm_filter_read(arguments, &filter))
    return LM_EXIT_USAGE;
  int status = begin(arguments, &sending, &error) ? run(arguments, &filter, &sending)
                                                  : lm_input_fail(&error);
  lm_filter_end(&filter);
  lm_hep_sending_clear(&sending);
  return status;
}
