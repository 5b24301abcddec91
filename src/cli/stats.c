/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/figures.h"
#include "cli/input.h"
#include "engine/output.h"

#include <stdio.h>

static const LmOutputColumn columns[] = {
    {"packets", NULL, LM_SHOW_DATA, false, 0},
    {"sip_messages", NULL, LM_SHOW_DATA, false, 0},
    {"sip_requests", NULL, LM_SHOW_DATA, false, 0},
    {"sip_responses", NULL, LM_SHOW_DATA, false, 0},
    {"methods", NULL, LM_SHOW_DATA, false, 0},
    {"statuses", NULL, LM_SHOW_DATA, false, 0},
    {"transports", NULL, LM_SHOW_DATA, false, 0},
    {"sip_malformed", NULL, LM_SHOW_DATA, false, 0},
    {"sip_retransmissions", NULL, LM_SHOW_DATA, false, 0},
    {"sip_in_icmp", NULL, LM_SHOW_DATA, false, 0},
    {"keepalives", NULL, LM_SHOW_DATA, false, 0},
    {"call_ids", NULL, LM_SHOW_DATA, false, 0},
    {"calls", NULL, LM_SHOW_DATA, false, 0},
    {"call_states", NULL, LM_SHOW_DATA, false, 0},
    {"rtp_streams", NULL, LM_SHOW_DATA, false, 0},
    {"rtp_packets", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_packets", NULL, LM_SHOW_DATA, false, 0},
    {"stun_packets", NULL, LM_SHOW_DATA, false, 0},
    {"turn_packets", NULL, LM_SHOW_DATA, false, 0},
    {"dtls_packets", NULL, LM_SHOW_DATA, false, 0},
    {"zrtp_packets", NULL, LM_SHOW_DATA, false, 0},
    {"tls_connections", NULL, LM_SHOW_DATA, false, 0},
    {"tls_decrypted", NULL, LM_SHOW_DATA, false, 0},
    {"msrp_messages", NULL, LM_SHOW_DATA, false, 0},
    {"protocols", NULL, LM_SHOW_DATA, false, 0},
    {"events", NULL, LM_SHOW_DATA, false, 0},
    {"events_refused", NULL, LM_SHOW_DATA, false, 0},
    {"copies", NULL, LM_SHOW_DATA, false, 0},
    {"sip_copies", NULL, LM_SHOW_DATA, false, 0},
    {"rtp_copies", NULL, LM_SHOW_DATA, false, 0},
};

/* A list of counts under names, gathered once and then written as JSON or for people. */
typedef struct {
  LmText json, people;
} Counts;

static void
add_count(Counts *counts, LmSlice name, uint64_t n)
{
  lm_text_add_char(&counts->json, counts->json.len ? ',' : '{');
  lm_text_add_json(&counts->json, name);
  lm_text_printf(&counts->json, ":%llu", (unsigned long long)n);
  lm_text_add_str(&counts->people, counts->people.len ? ", " : "");
  lm_text_add_safe(&counts->people, name, false);
  lm_text_printf(&counts->people, " %llu", (unsigned long long)n);
}

static void
end_counts(Counts *counts)
{
  lm_text_add_str(&counts->json, counts->json.len ? "}" : "{}");
  lm_text_add_str(&counts->people, counts->people.len ? "" : "—");
}

static void
clear_counts(Counts *counts)
{
  lm_text_clear(&counts->json);
  lm_text_clear(&counts->people);
}

static void
count_methods(const LmFigures *figures, const LmTrace *trace, Counts *counts)
{
  const LmTraceCounters *counters = &figures->counters;
  for (unsigned i = 0; i < LM_SIP_METHOD_OTHER; i++)
    if (counters->methods[i])
      add_count(counts, lm_slice_str(lm_sip_method_name(i)), counters->methods[i]);
  for (uint32_t i = 0; i < lm_trace_n_other_methods(trace); i++)
    if (figures->other_methods[i])
      add_count(counts, lm_trace_other_method(trace, i)->name, figures->other_methods[i]);
  end_counts(counts);
}

static void
count_statuses(const LmFigures *figures, Counts *counts)
{
  const LmTraceCounters *counters = &figures->counters;
  char name[8];
  for (unsigned i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "%03u", i);
    if (counters->statuses[i])
      add_count(counts, lm_slice_str(name), counters->statuses[i]);
  }
  end_counts(counts);
}

static void
count_transports(const LmFigures *figures, Counts *counts)
{
  for (unsigned i = 0; i < LM_N_TRANSPORTS; i++)
    if (figures->transports[i])
      add_count(counts, lm_slice_str(lm_transport_name(i)), figures->transports[i]);
  end_counts(counts);
}

static void
count_states(const LmFigures *figures, Counts *counts)
{
  for (unsigned i = 0; i < LM_N_CALL_STATES; i++)
    if (figures->states[i])
      add_count(counts, lm_slice_str(lm_call_state_name(i)), figures->states[i]);
  end_counts(counts);
}

/* @counted: under the name of each protocol. */
static void
count_protocols(const uint64_t *counted, Counts *counts)
{
  for (unsigned i = 0; i < LM_N_EVENT_PROTOCOLS; i++)
    if (counted[i])
      add_count(counts, lm_slice_str(lm_event_protocol_name(i)), counted[i]);
  end_counts(counts);
}

static void
count_tls(LmTracker *tracker, uint64_t *connections, uint64_t *decrypted)
{
  LmTlsConnection connection;
  for (uint32_t at = 0; lm_tracker_next_tls(tracker, &at, &connection);) {
    ++*connections;
    *decrypted += connection.info->state == LM_TLS_DECRYPTED;
  }
}

/* All the lists of counts. */
typedef struct {
  uint64_t tls_connections, tls_decrypted;
  Counts methods, statuses, transports, states, protocols, events;
} Lists;

/* Lines that are about what is no row of a list, which a filter cannot tell. */
static void
print_packets(const LmTraceCounters *c)
{
  printf(_("Packets          %llu\n"), (unsigned long long)c->packets);
  if (c->copies)
    printf(_("Captured again   %llu (%llu of SIP, %llu of RTP), counted once\n"),
           (unsigned long long)c->copies, (unsigned long long)c->sip_copies,
           (unsigned long long)c->rtp_copies);
}

static void
print_other_packets(const LmTraceCounters *c, const Lists *lists)
{
  printf(_("RTCP packets     %llu\n"), (unsigned long long)c->rtcp_packets);
  printf(_("STUN packets     %llu (%llu of TURN with something inside)\n"),
         (unsigned long long)c->stun_packets, (unsigned long long)c->turn_packets);
  printf(_("DTLS packets     %llu\n"), (unsigned long long)c->dtls_packets);
  printf(_("ZRTP packets     %llu\n"), (unsigned long long)c->zrtp_packets);
  if (lists->tls_connections)
    printf(_("TLS connections  %llu (%llu decrypted)\n"),
           (unsigned long long)lists->tls_connections, (unsigned long long)lists->tls_decrypted);
  if (c->msrp_messages)
    printf(_("MSRP messages    %llu\n"), (unsigned long long)c->msrp_messages);
  if (lists->protocols.json.len > 2)
    printf(_("Other protocols  %s\n"), lists->protocols.people.str);
}

static void
print_for_people(const LmFigures *figures, const Lists *lists)
{
  const LmTraceCounters *c = &figures->counters;
  if (!figures->filtered)
    print_packets(c);
  printf(_("SIP messages     %llu (%llu requests, %llu responses)\n"),
         (unsigned long long)c->sip_messages, (unsigned long long)c->sip_requests,
         (unsigned long long)c->sip_responses);
  printf(_("  methods        %s\n"), lists->methods.people.str);
  printf(_("  statuses       %s\n"), lists->statuses.people.str);
  printf(_("  transports     %s\n"), lists->transports.people.str);
  printf(_("  malformed      %llu\n"), (unsigned long long)c->sip_malformed);
  printf(_("  sent again     %llu\n"), (unsigned long long)c->sip_retransmissions);
  printf(_("Call-IDs         %llu\n"), (unsigned long long)figures->call_ids);
  printf(_("Calls            %llu\n"), (unsigned long long)c->calls);
  printf(_("  states         %s\n"), lists->states.people.str);
  printf(_("RTP streams      %llu (%llu packets)\n"), (unsigned long long)figures->streams,
         (unsigned long long)c->rtp_packets);
  if (!figures->filtered)
    print_other_packets(c, lists);
  if (figures->events)
    printf(_("Events           %llu (%s)\n"), (unsigned long long)figures->events,
           lists->events.people.str);
}

/* A count that a filter cannot tell. */
static void
write_whole(LmOutput *output, const LmFigures *figures, uint64_t count)
{
  if (figures->filtered)
    lm_output_none(output);
  else
    lm_output_uint(output, count);
}

static void
write_packets(LmOutput *output, const LmFigures *figures, const Lists *lists)
{
  const LmTraceCounters *counters = &figures->counters;
  write_whole(output, figures, counters->rtcp_packets);
  write_whole(output, figures, counters->stun_packets);
  write_whole(output, figures, counters->turn_packets);
  write_whole(output, figures, counters->dtls_packets);
  write_whole(output, figures, counters->zrtp_packets);
  write_whole(output, figures, lists->tls_connections);
  write_whole(output, figures, lists->tls_decrypted);
  write_whole(output, figures, counters->msrp_messages);
  if (figures->filtered)
    lm_output_none(output);
  else
    lm_output_json(output, &lists->protocols.json);
}

static bool
write_data(const LmFigures *figures, LmOutputFormat format, const Lists *lists)
{
  const LmTraceCounters *counters = &figures->counters;
  LmOutput *output = lm_output_new(format, columns, sizeof columns / sizeof columns[0]);
  write_whole(output, figures, counters->packets);
  lm_output_uint(output, counters->sip_messages);
  lm_output_uint(output, counters->sip_requests);
  lm_output_uint(output, counters->sip_responses);
  lm_output_json(output, &lists->methods.json);
  lm_output_json(output, &lists->statuses.json);
  lm_output_json(output, &lists->transports.json);
  lm_output_uint(output, counters->sip_malformed);
  lm_output_uint(output, counters->sip_retransmissions);
  write_whole(output, figures, counters->sip_in_icmp);
  write_whole(output, figures, counters->keepalives);
  lm_output_uint(output, figures->call_ids);
  lm_output_uint(output, counters->calls);
  lm_output_json(output, &lists->states.json);
  lm_output_uint(output, figures->streams);
  lm_output_uint(output, counters->rtp_packets);
  write_packets(output, figures, lists);
  lm_output_json(output, &lists->events.json);
  write_whole(output, figures, counters->events_refused);
  write_whole(output, figures, counters->copies);
  write_whole(output, figures, counters->sip_copies);
  write_whole(output, figures, counters->rtp_copies);
  lm_output_end_row(output);
  return lm_output_finish(output);
}

static void
gather(Lists *lists, const LmFigures *figures, const LmTrace *trace)
{
  count_methods(figures, trace, &lists->methods);
  count_statuses(figures, &lists->statuses);
  count_transports(figures, &lists->transports);
  count_states(figures, &lists->states);
  count_protocols(figures->counters.protocols, &lists->protocols);
  count_protocols(figures->counters.events, &lists->events);
}

static void
clear(Lists *lists)
{
  clear_counts(&lists->methods);
  clear_counts(&lists->statuses);
  clear_counts(&lists->transports);
  clear_counts(&lists->states);
  clear_counts(&lists->protocols);
  clear_counts(&lists->events);
}

int
lm_command_stats(const LmArguments *arguments)
{
  LmFilter filter;
  LmFigures figures;
  Lists lists = {0};
  bool ok = true;
  if (!lm_filter_read(arguments, &filter))
    return LM_EXIT_USAGE;
  LmSession *session = lm_input_read(arguments);
  if (!session) {
    lm_filter_end(&filter);
    return LM_EXIT_UNREADABLE;
  }
  const LmTrace *trace = lm_session_trace(session);
  lm_filter_begin(&filter, trace);
  lm_figures_count(&figures, trace, &filter);
  lm_filter_end(&filter);
  gather(&lists, &figures, trace);
  count_tls(lm_session_tracker(session), &lists.tls_connections, &lists.tls_decrypted);
  if (arguments->format == LM_FORMAT_TABLE)
    print_for_people(&figures, &lists);
  else
    ok = write_data(&figures, arguments->format, &lists);
  clear(&lists);
  lm_figures_clear(&figures);
  return lm_input_close(session, ok && lm_output_flush());
}
