/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/pings.h"
#include "relate/roles.h"
#include "report/cells.h"
#include "report/reports.h"

#include <stdlib.h>

static const char *const role_names[LM_N_ROLES + 1] = {
    "user-agent",      "proxy", "stateful-proxy", "stateless-proxy", "record-router", "registrar",
    "redirect-server", "b2bua", "notifier",       "gateway",         "focus",         NULL};

/* The pings of all hosts are worked out when somebody asks for those of one. */
typedef struct {
  const LmTrace *trace;
  LmRoles *roles;
  LmPings *pings;   /* NULL: nobody asked */
  uint32_t *starts; /* of each host in @list, and the end of the last */
  uint32_t *list;   /* rows of the pings by host */
} Hosts;

static void
get_roles(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmHostRoles *host = row->record;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (host->roles & 1u << i) {
      lm_cell_words_add(row, &words, lm_slice_str(lm_role_name(i)));
      lm_text_printf(&row->text, "%s\"%s\"", words.n > 1 ? "," : "", lm_role_name(i));
    }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

/* A kind of proxy says more than that it is one. */
static bool
says_more(uint32_t roles, unsigned role)
{
  uint32_t kinds = 1u << LM_ROLE_STATEFUL_PROXY | 1u << LM_ROLE_STATELESS_PROXY;
  return roles & 1u << role && !(role == LM_ROLE_PROXY && roles & kinds);
}

static void
get_role_texts(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmHostRoles *host = row->record;
  (void)column;
  lm_text_reset(&row->text);
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (says_more(host->roles, i))
      lm_text_printf(&row->text, "%s%s", row->text.len ? ", " : "", lm_role_text(i));
  if (row->text.len)
    lm_cell_built(row, cell, LM_CELL_TEXT);
}

static void
get_role_frames(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmHostRoles *host = row->record;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '{');
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (host->roles & 1u << i) {
      lm_cell_words_add(row, &words,
                        lm_slice_str(lm_arena_printf(&row->arena, "%u", host->frames[i])));
      lm_text_printf(&row->text, "%s\"%s\":%u", words.n > 1 ? "," : "", lm_role_name(i),
                     host->frames[i]);
    }
  lm_text_add_char(&row->text, '}');
  lm_cell_json(row, cell, &words);
}

static void
get_answered(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmHostRoles *host = row->record;
  (void)column;
  if (!host->n_pings_sent)
    return;
  lm_text_reset(&row->text);
  lm_text_printf(&row->text, "%u/%u", host->n_pings_answered, host->n_pings_sent);
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

/* Counts the pings of each host, and then, with the list, puts them where they belong. */
static void
sort_by_host(Hosts *hosts)
{
  for (uint32_t i = 0; i < lm_pings_n(hosts->pings); i++) {
    uint32_t src = lm_pings_at(hosts->pings, i)->src;
    uint32_t host = lm_roles_find(hosts->roles, lm_trace_endpoint(hosts->trace, src));
    if (host == LM_NONE)
      continue;
    if (hosts->list)
      hosts->list[hosts->starts[host]] = i;
    hosts->starts[host]++;
  }
}

static void
look_at_pings(Hosts *hosts)
{
  uint32_t n = lm_roles_n(hosts->roles), total = 0;
  hosts->pings = lm_pings_new(hosts->trace);
  hosts->starts = lm_alloc((n + 1) * sizeof *hosts->starts);
  sort_by_host(hosts);
  for (uint32_t i = 0; i <= n; i++) {
    uint32_t here = hosts->starts[i];
    hosts->starts[i] = total;
    total += here;
  }
  hosts->list = lm_alloc((total + 1) * sizeof *hosts->list);
  sort_by_host(hosts);
  /* Each now ends where the next one begins. */
  memmove(hosts->starts + 1, hosts->starts, n * sizeof *hosts->starts);
  hosts->starts[0] = 0;
}

static void
add_span(LmText *json, const char *name, int64_t span_ns)
{
  if (span_ns != LM_TIME_NONE)
    lm_text_printf(json, ",\"%s\":%.3f", name, (double)span_ns / 1e6);
}

static void
add_ping(LmText *json, const char *peer, const LmPing *ping)
{
  lm_text_printf(json, "%s{\"peer\":\"%s\",\"sent\":%u,\"answered\":%u,\"retransmissions\":%u",
                 json->len > 1 ? "," : "", peer, ping->n_sent, ping->n_answered,
                 ping->n_retransmissions);
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
get_pings(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  Hosts *hosts = row->data;
  LmCellWords words = {0};
  (void)column;
  if (!hosts->pings)
    look_at_pings(hosts);
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (uint32_t i = hosts->starts[row->index]; i < hosts->starts[row->index + 1]; i++) {
    const LmPing *ping = lm_pings_at(hosts->pings, hosts->list[i]);
    char peer[LM_ENDPOINT_TEXT_SIZE];
    lm_endpoint_format(lm_trace_endpoint(hosts->trace, ping->dst), peer);
    lm_cell_words_add(row, &words, lm_arena_copy(&row->arena, lm_slice_str(peer)));
    add_ping(&row->text, peer, ping);
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

#define AT(from_, member_) LM_AT(from_, LmHostRoles, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("host", N_("Host"), N_("Its address; with the port where it talks to itself"),
                  LM_CELL_ENDPOINT, 0, AT(LM_FROM_ENDPOINT, endpoint)),
    LM_COLUMN_DATA("roles", N_("Roles that it plays, by what it does"), LM_CELL_JSON,
                   LM_GOT(get_roles, 0), .words = role_names),
    LM_COLUMN_PEOPLE(N_("Roles"), LM_CELL_TEXT, false, 60, LM_GOT(get_role_texts, 0)),
    LM_COLUMN_ALL("software", N_("Software"), N_("What it says that it is"), LM_CELL_TEXT, 30,
                  AT(LM_FROM_SLICE, software)),
    LM_COLUMN_ALL("requests", N_("Requests"), N_("Number of requests that it sent"), LM_CELL_COUNT,
                  0, AT(LM_FROM_U32_ALWAYS, n_requests)),
    LM_COLUMN_ALL("responses", N_("Responses"), N_("Number of responses that it sent"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, n_responses)),
    LM_COLUMN_ALL("calls_made", N_("Called"), N_("Number of calls that it made"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, n_calls_made)),
    LM_COLUMN_ALL("calls_taken", N_("Answered"), N_("Number of calls that it took"), LM_CELL_COUNT,
                  0, AT(LM_FROM_U32_ALWAYS, n_calls_taken)),
    LM_COLUMN_ALL("calls_passed_on", N_("Passed on"), N_("Number of calls that it passed on"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, n_calls_passed)),
    LM_COLUMN_PEOPLE(N_("OPTIONS answered"), LM_CELL_TEXT, true, 0, LM_GOT(get_answered, 0)),
    LM_COLUMN_DATA("several_software", N_("It calls itself by different names"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, several_software)),
    LM_COLUMN_DATA("role_frames", N_("Frames in which its roles show first"), LM_CELL_JSON,
                   LM_GOT(get_role_frames, 0)),
    LM_COLUMN_DATA("first_ns", N_("When it was seen first"), LM_CELL_TIME,
                   AT(LM_FROM_NS, first_ns)),
    LM_COLUMN_DATA("last_ns", N_("When it was seen last"), LM_CELL_TIME, AT(LM_FROM_NS, last_ns)),
    LM_COLUMN_DATA("pings_sent", N_("Number of OPTIONS that it sent outside dialogs"),
                   LM_CELL_COUNT, AT(LM_FROM_U32_ALWAYS, n_pings_sent)),
    LM_COLUMN_DATA("pings_answered", N_("How many of these were answered"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_pings_answered)),
    LM_COLUMN_DATA("pings_received", N_("Number of OPTIONS that it got outside dialogs"),
                   LM_CELL_COUNT, AT(LM_FROM_U32_ALWAYS, n_pings_received)),
    LM_COLUMN_DATA("keepalives", N_("Peers that it sends OPTIONS to"), LM_CELL_JSON,
                   LM_GOT(get_pings, 0)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Hosts *hosts = lm_alloc(sizeof *hosts);
  (void)options;
  hosts->trace = trace;
  hosts->roles = lm_roles_new(trace);
  return hosts;
}

static void
discard(void *data)
{
  Hosts *hosts = data;
  lm_roles_free(hosts->roles);
  lm_pings_free(hosts->pings);
  free(hosts->starts);
  free(hosts->list);
  free(hosts);
}

static uint32_t
n_rows(const void *data)
{
  const Hosts *hosts = data;
  return lm_roles_n(hosts->roles);
}

static void
go(LmReportRow *row)
{
  const Hosts *hosts = row->data;
  const LmHostRoles *host = lm_roles_at(hosts->roles, row->index);
  row->record = host;
  for (unsigned i = 0; i < LM_N_ROLES && !row->frame; i++)
    if (host->roles & 1u << i)
      row->frame = host->frames[i];
}

const LmReport lm_report_hosts = {
    .name = "hosts",
    .noun = "host",
    .title = N_("Hosts"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
