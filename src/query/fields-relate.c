/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of what messages have to do with each other: conversations of several calls, what offers
 * and answers agreed on, and the roles that hosts play. It is worked out when such a field is asked
 * for, once for a run, or once a call. */

#include "query/run.h"
#include "relate/legs.h"
#include "relate/offers.h"
#include "relate/roles.h"
#include "report/media.h"
#include "report/reports.h"
#include "track/part.h"

enum { CONVERSATION, LEGS, LINKS };
enum { CODEC, SECURITY, CHANGE, PROBLEM, LATE, EXCHANGES };
enum { SRC = 1, DST = 2 };
enum { ROLE, SOFTWARE };

const char *const lm_query_link_names[LM_N_LINKS + 1] = {
    "leg",  "forward",  "blind-transfer", "attended-transfer", "replaces", "pick-up",
    "join", "redirect", "third-party",    "conference",        "by-hand",  NULL};
const char *const lm_query_role_names[LM_N_ROLES + 1] = {
    "user-agent",      "proxy", "stateful-proxy", "stateless-proxy", "record-router", "registrar",
    "redirect-server", "b2bua", "notifier",       "gateway",         "focus",         NULL};
static const char *const securities[] = {"none", "sdes", "dtls", "zrtp", "other", NULL};
static const char *const changes[] = {"begun", "ended", "held", "resumed", "moved", "codecs", NULL};

void
lm_query_forget_relations(LmQueryRun *run)
{
  lm_legs_free(run->legs);
  lm_roles_free(run->roles);
  lm_offers_free(run->offers);
  run->legs = NULL;
  run->roles = NULL;
  run->offers = NULL;
}

static bool
get_conversation(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  LmQueryRun *run = row->run;
  if (row->call == LM_NONE)
    return false;
  if (!run->legs) {
    run->legs = lm_legs_new_in_room(row->trace, NULL, 0);
    lm_query_leave_out(run, lm_legs_n_left_out(run->legs));
  }
  uint32_t index = lm_legs_conversation_of(run->legs, row->call);
  if (index == LM_NONE)
    return false;
  const LmConversation *conversation = lm_legs_conversation(run->legs, index);
  if (field->what == CONVERSATION)
    return lm_query_give_number(sink, field, index + 1.0);
  if (field->what == LEGS)
    return lm_query_give_number(sink, field, conversation->n_legs);
  for (uint32_t i = 0; i < conversation->n_links; i++)
    if (lm_query_give_number(sink, field, lm_legs_link(run->legs, conversation, i)->kind))
      return true;
  return false;
}

/* The exchanges of the call that is asked, kept until another one is. */
static const LmOffers *
offers_of(const LmQueryRow *row)
{
  LmQueryRun *run = row->run;
  if (row->call == LM_NONE || !lm_trace_call(row->trace, row->call)->number)
    return NULL;
  if (run->offers && run->offers_call == row->call)
    return run->offers;
  lm_offers_free(run->offers);
  run->offers = lm_offers_new(row->trace, &row->call, 1);
  run->offers_call = row->call;
  return run->offers;
}

static bool
give_line(const LmMediaLine *line, const LmQueryField *field, LmQuerySink *sink)
{
  if (field->what == SECURITY)
    return line->active && lm_query_give_number(sink, field, line->security);
  for (unsigned i = 0; field->what == CHANGE && changes[i]; i++)
    if (line->changes & 1u << i && lm_query_give_number(sink, field, i))
      return true;
  for (uint32_t i = 0; field->what == CODEC && i < line->n_formats; i++)
    if (lm_query_give_some(sink, field, line->formats[i].encoding))
      return true;
  return false;
}

static bool
give_exchange(const LmOffers *offers, const LmExchange *exchange, const LmQueryField *field,
              LmQuerySink *sink)
{
  if (field->what == LATE)
    return lm_query_give_flag(sink, field, exchange->late);
  if (field->what == PROBLEM) {
    for (uint32_t i = 0; i < exchange->n_problems; i++) {
      const LmOfferProblem *problem = lm_offers_problem(offers, exchange->first_problem + i);
      if (lm_query_give_some(sink, field, lm_slice_str(lm_anomaly_name(problem->kind))))
        return true;
    }
    return false;
  }
  for (uint32_t i = 0; exchange->state == LM_EXCHANGE_ANSWERED && i < exchange->n_lines; i++)
    if (give_line(lm_offers_line(offers, exchange->first_line + i), field, sink))
      return true;
  return false;
}

/* In a row of the report of media lines these fields are those of its line. */
static bool
give_media_row(const LmReportRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmMediaRow *record = row->record;
  const LmMediaRows *rows = row->data;
  const LmExchange *exchange = lm_offers_exchange(rows->offers, record->exchange);
  if (field->what == LATE)
    return lm_query_give_flag(sink, field, exchange->late);
  for (uint32_t i = 0; field->what == PROBLEM && i < exchange->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(rows->offers, exchange->first_problem + i);
    if (lm_media_row_has(record, problem) &&
        lm_query_give_some(sink, field, lm_slice_str(lm_anomaly_name(problem->kind))))
      return true;
  }
  return record->line && exchange->state == LM_EXCHANGE_ANSWERED &&
         give_line(record->line, field, sink);
}

static bool
get_offers(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  if (row->report && row->report->report == &lm_report_media && field->what != EXCHANGES)
    return give_media_row(row->report, field, sink);
  const LmOffers *offers = offers_of(row);
  uint32_t n = offers ? lm_offers_n_exchanges(offers) : 0;
  if (field->what == EXCHANGES)
    return n && lm_query_give_number(sink, field, n);
  for (uint32_t i = 0; i < n; i++)
    if (give_exchange(offers, lm_offers_exchange(offers, i), field, sink))
      return true;
  return false;
}

static bool
give_roles(const LmHostRoles *host, const LmQueryField *field, LmQuerySink *sink)
{
  if (field->what == SOFTWARE)
    return lm_query_give_some(sink, field, host->software);
  for (unsigned i = 0; i < LM_N_ROLES; i++)
    if (host->roles & 1u << i && lm_query_give_number(sink, field, i))
      return true;
  return false;
}

static bool
give_host(const LmQueryRow *row, uint32_t endpoint, const LmQueryField *field, LmQuerySink *sink)
{
  uint32_t index = lm_roles_find(row->run->roles, lm_trace_endpoint(row->trace, endpoint));
  return index != LM_NONE && give_roles(lm_roles_at(row->run->roles, index), field, sink);
}

static void *
make_roles(const LmTrace *trace, const void *how)
{
  (void)how;
  return lm_roles_new(trace);
}

static void
free_roles(void *roles)
{
  lm_roles_free(roles);
}

/* In a row of the report of hosts they are those of the host. */
static bool
get_host(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  uint32_t src, dst;
  if (row->report && row->report->report == &lm_report_hosts)
    return give_roles(row->report->record, field, sink);
  if (!lm_query_ends(row, &src, &dst))
    return false;
  if (!row->run->roles) {
    uint64_t n;
    row->run->roles = lm_trace_make_part(row->trace, 1, make_roles, free_roles, NULL, &n);
    lm_query_leave_out(row->run, n);
  }
  return (field->part & SRC && give_host(row, src, field, sink)) ||
         (field->part & DST && give_host(row, dst, field, sink));
}

#define ROW(name_, type_, of_, many_, part_, what_, get_, values_, help_)                 \
  {                                                                                       \
    .name = name_, .aliases = "", .type = type_, .of = of_, .many = many_, .part = part_, \
    .what = what_, .get = get_, .values = values_, .help = help_                          \
  }
#define CALL(name_, type_, many_, what_, get_, values_, help_) \
  ROW(name_, type_, LM_QUERY_OF_CALL, many_, 0, what_, get_, values_, help_)
#define HOST(name_, type_, part_, what_, values_, help_) \
  ROW(name_, type_, LM_QUERY_OF_ANY, true, part_, what_, get_host, values_, help_)

static const LmQueryField fields[] = {
    CALL("call.conversation", LM_QUERY_NUMBER, false, CONVERSATION, get_conversation, NULL,
         N_("Number of the conversation that the call is a leg of")),
    CALL("call.legs", LM_QUERY_NUMBER, false, LEGS, get_conversation, NULL,
         N_("Number of calls in its conversation")),
    CALL("call.links", LM_QUERY_ENUM, true, LINKS, get_conversation, lm_query_link_names,
         N_("How the calls of its conversation came about")),
    CALL("media.codec", LM_QUERY_TOKEN, true, CODEC, get_offers, NULL,
         N_("Codecs that offers and answers agreed on")),
    CALL("media.security", LM_QUERY_ENUM, true, SECURITY, get_offers, securities,
         N_("Where the keys of SRTP were agreed on")),
    CALL("media.change", LM_QUERY_ENUM, true, CHANGE, get_offers, changes,
         N_("What an offer and its answer did to media")),
    CALL("media.problem", LM_QUERY_TOKEN, true, PROBLEM, get_offers, NULL,
         N_("Rules of offers and answers that were broken, by name")),
    CALL("media.late_offer", LM_QUERY_FLAG, true, LATE, get_offers, NULL,
         N_("An INVITE had no offer")),
    CALL("media.exchanges", LM_QUERY_NUMBER, false, EXCHANGES, get_offers, NULL,
         N_("Number of offers")),
    HOST("host.role", LM_QUERY_ENUM, SRC | DST, ROLE, lm_query_role_names,
         N_("Roles of the host at either end")),
    HOST("host.src.role", LM_QUERY_ENUM, SRC, ROLE, lm_query_role_names,
         N_("Roles of the host that sent it")),
    HOST("host.dst.role", LM_QUERY_ENUM, DST, ROLE, lm_query_role_names,
         N_("Roles of the host that it went to")),
    HOST("host.software", LM_QUERY_TOKEN, SRC | DST, SOFTWARE, NULL,
         N_("What the host at either end says that it is")),
};

const LmQueryTable lm_query_relate_fields = {fields, sizeof fields / sizeof fields[0]};
