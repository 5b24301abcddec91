/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"
#include "relate/pings.h"
#include "relate/roles.h"

#include <stdlib.h>

static const LmOutputColumn columns[] = {
    {"host", N_("Host"), LM_SHOW_ALL, false, 0},
    {"roles", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Roles"), LM_SHOW_PEOPLE, false, 60},
    {"software", N_("Software"), LM_SHOW_ALL, false, 30},
    {"requests", N_("Requests"), LM_SHOW_ALL, true, 0},
    {"responses", N_("Responses"), LM_SHOW_ALL, true, 0},
    {"calls_made", N_("Called"), LM_SHOW_ALL, true, 0},
    {"calls_taken", N_("Answered"), LM_SHOW_ALL, true, 0},
    {"calls_passed_on", N_("Passed on"), LM_SHOW_ALL, true, 0},
    {NULL, N_("OPTIONS answered"), LM_SHOW_PEOPLE, true, 0},
    {"several_software", NULL, LM_SHOW_DATA, false, 0},
    {"role_frames", NULL, LM_SHOW_DATA, false, 0},
    {"first_ns", NULL, LM_SHOW_DATA, false, 0},
    {"last_ns", NULL, LM_SHOW_DATA, false, 0},
    {"pings_sent", NULL, LM_SHOW_DATA, false, 0},
    {"pings_answered", NULL, LM_SHOW_DATA, false, 0},
    {"pings_received", NULL, LM_SHOW_DATA, false, 0},
    {"keepalives", NULL, LM_SHOW_DATA, false, 0},
};

typedef struct {
  const LmTrace *trace;
  const LmRoles *roles;
  const LmPings *pings;
  uint32_t *order; /* rows of the pings by host */
  uint32_t *host;  /* of each of them */
  uint32_t next;   /* in @order */
} Hosts;

/* A kind of proxy says more than that it is one. */
static bool
says_more(uint32_t roles, unsigned role)
{
  uint32_t kinds = 1u << LM_ROLE_STATEFUL_PROXY | 1u << LM_ROLE_STATELESS_PROXY;
  return roles & 1u << role && !(role == LM_ROLE_PROXY && roles & kinds);
}

static void
write_roles(LmOutput *output, const LmHostRoles *host)
{
  LmText json = LM_TEXT_INIT, text = LM_TEXT_INIT;
  lm_text_add_char(&json, '[');
  for (unsigned i = 0; i < LM_N_ROLES; i++) {
    if (host->roles & 1u << i)
      lm_text_printf(&json, "%s\"%s\"", json.len > 1 ? "," : "", lm_role_name(i));
    if (says_more(host->roles, i))
      lm_text_printf(&text, "%s%s", text.len ? ", " : "", lm_role_text(i));
  }
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_output_str(output, text.str);
  lm_text_clear(&json);
  lm_text_clear(&text);
}

static void
write_role_frames(LmOutput *output, const LmHostRoles *host)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_char(&json, '{');
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (host->roles & 1u << i)
      lm_text_printf(&json, "%s\"%s\":%u", json.len > 1 ? "," : "", lm_role_name(i),
                     host->frames[i]);
  lm_text_add_char(&json, '}');
  lm_output_json(output, &json);
  lm_text_clear(&json);
}

static void
add_span(LmText *json, const char *name, int64_t span_ns)
{
  if (span_ns != LM_TIME_NONE)
    lm_text_printf(json, ",\"%s\":%.3f", name, (double)span_ns / 1e6);
}

static void
add_ping(LmText *json, const LmTrace *trace, const LmPing *ping)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  lm_text_printf(json, "%s{\"peer\":\"%s\",\"sent\":%u,\"answered\":%u,\"retransmissions\":%u",
                 json->len > 1 ? "," : "",
                 lm_endpoint_format(lm_trace_endpoint(trace, ping->dst), text), ping->n_sent,
                 ping->n_answered, ping->n_retransmissions);
  lm_text_printf(json, ",\"silent\":%u,\"longest_silent\":%u,\"first_frame\":%u,\"last_frame\":%u",
                 ping->n_silent, ping->n_longest_silent, ping->first_frame, ping->last_frame);
  if (ping->n_answered) {
    lm_text_printf(json, ",\"last_status\":%u", ping->last_status);
    add_span(json, "response_min_ms", ping->shortest_ns);
    add_span(json, "response_mean_ms", ping->total_ns / ping->n_answered);
    add_span(json, "response_max_ms", ping->longest_ns);
  }
  add_span(json, "gap_min_ms", ping->shortest_gap_ns);
  add_span(json, "gap_max_ms", ping->longest_gap_ns);
  lm_text_add_char(json, '}');
}

static void
write_pings(LmOutput *output, Hosts *hosts, uint32_t index)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_char(&json, '[');
  for (; hosts->next < lm_pings_n(hosts->pings); hosts->next++) {
    uint32_t row = hosts->order[hosts->next];
    if (hosts->host[row] != index)
      break;
    add_ping(&json, hosts->trace, lm_pings_at(hosts->pings, row));
  }
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_text_clear(&json);
}

static void
write_host(LmOutput *output, Hosts *hosts, uint32_t index)
{
  const LmHostRoles *host = lm_roles_at(hosts->roles, index);
  LmText text = LM_TEXT_INIT;
  lm_output_endpoint(output, &host->endpoint);
  write_roles(output, host);
  lm_output_some_text(output, host->software);
  lm_output_uint(output, host->n_requests);
  lm_output_uint(output, host->n_responses);
  lm_output_uint(output, host->n_calls_made);
  lm_output_uint(output, host->n_calls_taken);
  lm_output_uint(output, host->n_calls_passed);
  if (host->n_pings_sent)
    lm_text_printf(&text, "%u/%u", host->n_pings_answered, host->n_pings_sent);
  lm_output_str(output, text.str);
  lm_text_clear(&text);
  lm_output_bool(output, host->several_software);
  write_role_frames(output, host);
  lm_output_time_ns(output, host->first_ns);
  lm_output_time_ns(output, host->last_ns);
  lm_output_uint(output, host->n_pings_sent);
  lm_output_uint(output, host->n_pings_answered);
  lm_output_uint(output, host->n_pings_received);
  write_pings(output, hosts, index);
  lm_output_end_row(output);
}

static int
compare(const void *a, const void *b, void *data)
{
  const uint32_t *host = data;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  if (host[left] != host[right])
    return host[left] < host[right] ? -1 : 1;
  return (left > right) - (left < right);
}

int
lm_command_hosts(const LmArguments *arguments)
{
  LmSession *session = lm_input_read(arguments);
  if (!session)
    return LM_EXIT_UNREADABLE;
  const LmTrace *trace = lm_session_trace(session);
  LmRoles *roles = lm_roles_new(trace);
  LmPings *pings = lm_pings_new(trace);
  uint32_t n = lm_pings_n(pings);
  Hosts hosts = {.trace = trace, .roles = roles, .pings = pings};
  hosts.order = lm_alloc((n + 1) * sizeof *hosts.order);
  hosts.host = lm_alloc((n + 1) * sizeof *hosts.host);
  for (uint32_t i = 0; i < n; i++) {
    hosts.order[i] = i;
    hosts.host[i] = lm_roles_find(roles, lm_trace_endpoint(trace, lm_pings_at(pings, i)->src));
  }
  qsort_r(hosts.order, n, sizeof *hosts.order, compare, hosts.host);
  LmOutput *output = lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
  for (uint32_t i = 0; i < lm_roles_n(roles); i++)
    write_host(output, &hosts, i);
  free(hosts.order);
  free(hosts.host);
  lm_roles_free(roles);
  lm_pings_free(pings);
  return lm_input_close(session, lm_output_finish(output));
}
