/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

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
count_methods(const LmTrace *trace, Counts *counts)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  for (unsigned i = 0; i < LM_SIP_METHOD_OTHER; i++)
    if (counters->methods[i])
      add_count(counts, lm_slice_str(lm_sip_method_name(i)), counters->methods[i]);
  for (uint32_t i = 0; i < lm_trace_n_other_methods(trace); i++) {
    const LmOtherMethod *other = lm_trace_other_method(trace, i);
    add_count(counts, other->name, other->messages);
  }
  end_counts(counts);
}

static void
count_statuses(const LmTrace *trace, Counts *counts)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  char name[8];
  for (unsigned i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "%03u", i);
    if (counters->statuses[i])
      add_count(counts, lm_slice_str(name), counters->statuses[i]);
  }
  end_counts(counts);
}

static void
count_transports(const LmTrace *trace, Counts *counts)
{
  uint64_t messages[LM_N_TRANSPORTS] = {0};
  for (uint32_t i = 0; i < lm_trace_n_messages(trace); i++)
    messages[lm_trace_message(trace, i)->transport]++;
  for (unsigned i = 0; i < LM_N_TRANSPORTS; i++)
    if (messages[i])
      add_count(counts, lm_slice_str(lm_transport_name(i)), messages[i]);
  end_counts(counts);
}

static void
count_states(const LmTrace *trace, Counts *counts)
{
  uint64_t states[LM_N_CALL_STATES] = {0};
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++)
    if (lm_trace_call(trace, i)->number)
      states[lm_trace_call(trace, i)->state]++;
  for (unsigned i = 0; i < LM_N_CALL_STATES; i++)
    if (states[i])
      add_count(counts, lm_slice_str(lm_call_state_name(i)), states[i]);
  end_counts(counts);
}

static void
count_events(const LmTrace *trace, Counts *counts)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  for (unsigned i = 0; i < LM_N_EVENT_PROTOCOLS; i++)
    if (counters->events[i])
      add_count(counts, lm_slice_str(lm_event_protocol_name(i)), counters->events[i]);
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

/* Protocols beside SIP and RTP that are told by their names. */
static void
count_protocols(const LmTrace *trace, Counts *counts)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  for (unsigned i = 0; i < LM_N_EVENT_PROTOCOLS; i++)
    if (counters->protocols[i])
      add_count(counts, lm_slice_str(lm_event_protocol_name(i)), counters->protocols[i]);
  end_counts(counts);
}

/* All the lists of counts. */
typedef struct {
  uint64_t tls_connections, tls_decrypted;
  Counts methods, statuses, transports, states, protocols, events;
} Lists;

static void
print_for_people(const LmTrace *trace, const Lists *lists)
{
  const LmTraceCounters *c = lm_trace_counters(trace);
  printf(_("Packets          %llu\n"), (unsigned long long)c->packets);
  if (c->copies)
    printf(_("Captured again   %llu (%llu of SIP, %llu of RTP), counted once\n"),
           (unsigned long long)c->copies, (unsigned long long)c->sip_copies,
           (unsigned long long)c->rtp_copies);
  printf(_("SIP messages     %llu (%llu requests, %llu responses)\n"),
         (unsigned long long)c->sip_messages, (unsigned long long)c->sip_requests,
         (unsigned long long)c->sip_responses);
  printf(_("  methods        %s\n"), lists->methods.people.str);
  printf(_("  statuses       %s\n"), lists->statuses.people.str);
  printf(_("  transports     %s\n"), lists->transports.people.str);
  printf(_("  malformed      %llu\n"), (unsigned long long)c->sip_malformed);
  printf(_("  sent again     %llu\n"), (unsigned long long)c->sip_retransmissions);
  printf(_("Call-IDs         %u\n"), lm_trace_n_calls(trace));
  printf(_("Calls            %llu\n"), (unsigned long long)c->calls);
  printf(_("  states         %s\n"), lists->states.people.str);
  printf(_("RTP streams      %u (%llu packets)\n"), lm_trace_n_streams(trace),
         (unsigned long long)c->rtp_packets);
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
  if (lm_trace_n_events(trace))
    printf(_("Events           %u (%s)\n"), lm_trace_n_events(trace), lists->events.people.str);
}

static bool
write_data(const LmTrace *trace, LmOutputFormat format, const Lists *lists)
{
  const LmTraceCounters *counters = lm_trace_counters(trace);
  LmOutput *output = lm_output_new(format, columns, sizeof columns / sizeof columns[0]);
  lm_output_uint(output, counters->packets);
  lm_output_uint(output, counters->sip_messages);
  lm_output_uint(output, counters->sip_requests);
  lm_output_uint(output, counters->sip_responses);
  lm_output_json(output, &lists->methods.json);
  lm_output_json(output, &lists->statuses.json);
  lm_output_json(output, &lists->transports.json);
  lm_output_uint(output, counters->sip_malformed);
  lm_output_uint(output, counters->sip_retransmissions);
  lm_output_uint(output, counters->sip_in_icmp);
  lm_output_uint(output, counters->keepalives);
  lm_output_uint(output, lm_trace_n_calls(trace));
  lm_output_uint(output, counters->calls);
  lm_output_json(output, &lists->states.json);
  lm_output_uint(output, lm_trace_n_streams(trace));
  lm_output_uint(output, counters->rtp_packets);
  lm_output_uint(output, counters->rtcp_packets);
  lm_output_uint(output, counters->stun_packets);
  lm_output_uint(output, counters->turn_packets);
  lm_output_uint(output, counters->dtls_packets);
  lm_output_uint(output, counters->zrtp_packets);
  lm_output_uint(output, lists->tls_connections);
  lm_output_uint(output, lists->tls_decrypted);
  lm_output_uint(output, counters->msrp_messages);
  lm_output_json(output, &lists->protocols.json);
  lm_output_json(output, &lists->events.json);
  lm_output_uint(output, counters->events_refused);
  lm_output_uint(output, counters->copies);
  lm_output_uint(output, counters->sip_copies);
  lm_output_uint(output, counters->rtp_copies);
  lm_output_end_row(output);
  return lm_output_finish(output);
}

int
lm_command_stats(const LmArguments *arguments)
{
  LmSession *session = lm_input_read(arguments);
  if (!session)
    return LM_EXIT_UNREADABLE;
  const LmTrace *trace = lm_session_trace(session);
  Lists lists = {0};
  count_methods(trace, &lists.methods);
  count_statuses(trace, &lists.statuses);
  count_transports(trace, &lists.transports);
  count_states(trace, &lists.states);
  count_protocols(trace, &lists.protocols);
  count_events(trace, &lists.events);
  count_tls(lm_session_tracker(session), &lists.tls_connections, &lists.tls_decrypted);
  bool ok = true;
  if (arguments->format == LM_FORMAT_TABLE)
    print_for_people(trace, &lists);
  else
    ok = write_data(trace, arguments->format, &lists);
  clear_counts(&lists.methods);
  clear_counts(&lists.statuses);
  clear_counts(&lists.transports);
  clear_counts(&lists.states);
  clear_counts(&lists.protocols);
  clear_counts(&lists.events);
  return lm_input_close(session, ok && lm_output_flush());
}
