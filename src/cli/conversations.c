/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/legs.h"
#include "cli/optional.h"
#include "cli/party.h"
#include "relate/hops.h"

static const LmOutputColumn columns[] = {
    {"conversation", N_("Conversation"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Start"), LM_SHOW_PEOPLE, false, 0},
    {"from", N_("From"), LM_SHOW_DATA, false, 0},
    {"to", N_("To"), LM_SHOW_DATA, false, 0},
    {NULL, N_("From"), LM_SHOW_PEOPLE, false, 28},
    {NULL, N_("To"), LM_SHOW_PEOPLE, false, 28},
    {"legs", N_("Calls"), LM_SHOW_ALL, false, 0},
    {NULL, N_("Links"), LM_SHOW_PEOPLE, false, 60},
    {"score", N_("Score"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Evidence"), LM_SHOW_PEOPLE, false, 60},
    {NULL, N_("Way"), LM_SHOW_PEOPLE, false, 100},
    {"links", NULL, LM_SHOW_DATA, false, 0},
    {"hops", NULL, LM_SHOW_DATA, false, 0},
    {"call_ids", NULL, LM_SHOW_DATA, false, 0},
    {"start_ns", NULL, LM_SHOW_DATA, false, 0},
};

typedef struct {
  const LmTrace *trace;
  const LmLegs *legs;
  const LmConversation *conversation;
  LmArena scratch;
  LmText text;
} Writing;

static uint32_t
number_of(const Writing *writing, uint32_t call)
{
  return lm_trace_call(writing->trace, call)->number;
}

static void
add_evidence_json(Writing *writing, const LmLink *link)
{
  LmEvidence list[LM_N_EVIDENCE];
  unsigned n = lm_legs_evidence(writing->legs, link, list, &writing->scratch);
  lm_text_add_str(&writing->text, ",\"evidence\":[");
  for (unsigned i = 0; i < n; i++) {
    lm_text_printf(&writing->text, "%s{\"kind\":\"%s\",\"weight\":%.2f", i ? "," : "",
                   lm_evidence_name(list[i].kind), list[i].weight);
    if (list[i].what.len) {
      lm_text_add_str(&writing->text, ",\"value\":");
      lm_text_add_json(&writing->text, list[i].what);
    }
    lm_text_add_char(&writing->text, '}');
  }
  lm_text_add_char(&writing->text, ']');
}

static void
write_links(LmOutput *output, Writing *writing)
{
  LmText *text = &writing->text;
  lm_text_reset(text);
  lm_text_add_char(text, '[');
  for (uint32_t i = 0; i < writing->conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(writing->legs, writing->conversation, i);
    lm_text_printf(text, "%s{\"from\":%u,\"to\":%u,\"kind\":\"%s\",\"score\":%.4f", i ? "," : "",
                   number_of(writing, link->from), number_of(writing, link->to),
                   lm_link_name(link->kind), link->score);
    if (link->what.len) {
      lm_text_add_str(text, ",\"by\":");
      lm_text_add_json(text, link->what);
    }
    add_evidence_json(writing, link);
    lm_text_add_char(text, '}');
  }
  lm_text_add_char(text, ']');
  lm_output_json(output, text);
}

/* "1>2 leg, 2>3 forwarded" */
static void
write_links_for_people(LmOutput *output, Writing *writing)
{
  lm_text_reset(&writing->text);
  for (uint32_t i = 0; i < writing->conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(writing->legs, writing->conversation, i);
    lm_text_printf(&writing->text, "%s%u>%u %s", i ? ", " : "", number_of(writing, link->from),
                   number_of(writing, link->to), lm_link_text(link->kind));
  }
  lm_output_str(output, writing->text.str);
}

/* How sure the least sure link is. */
static void
write_score(LmOutput *output, const Writing *writing)
{
  double least = 2;
  for (uint32_t i = 0; i < writing->conversation->n_links; i++) {
    double score = lm_legs_link(writing->legs, writing->conversation, i)->score;
    least = score < least ? score : least;
  }
  if (least <= 1)
    lm_output_real(output, least, 2);
  else
    lm_output_none(output);
}

/* What speaks for the first link, the strongest first. */
static void
write_evidence(LmOutput *output, Writing *writing)
{
  LmEvidence list[LM_N_EVIDENCE];
  unsigned n = 0;
  lm_text_reset(&writing->text);
  if (writing->conversation->n_links)
    n = lm_legs_evidence(writing->legs, lm_legs_link(writing->legs, writing->conversation, 0), list,
                         &writing->scratch);
  for (unsigned shown = 0; shown < n; shown++) {
    unsigned best = shown;
    for (unsigned i = shown; i < n; i++)
      if (list[i].weight > list[best].weight)
        best = i;
    if (list[best].weight <= 0)
      break;
    lm_text_printf(&writing->text, "%s%s", shown ? ", " : "", lm_evidence_text(list[best].kind));
    list[best] = list[shown];
  }
  lm_output_str(output, writing->text.len ? writing->text.str : NULL);
}

static void
write_hops(LmOutput *output, Writing *writing)
{
  LmText *text = &writing->text;
  unsigned n_written = 0;
  lm_text_reset(text);
  lm_text_add_char(text, '[');
  for (uint32_t leg = 0; leg < writing->conversation->n_legs; leg++) {
    LmHop hops[LM_MAX_HOPS];
    uint32_t call = lm_legs_call(writing->legs, writing->conversation, leg);
    uint32_t n = lm_call_hops(writing->trace, lm_trace_call(writing->trace, call), hops);
    for (uint32_t i = 0; i < n; i++) {
      char src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE];
      lm_endpoint_format(lm_trace_endpoint(writing->trace, hops[i].src), src);
      lm_endpoint_format(lm_trace_endpoint(writing->trace, hops[i].dst), dst);
      lm_text_printf(text, "%s{\"call\":%u,\"src\":\"%s\",\"dst\":\"%s\",\"depth\":%u",
                     n_written++ ? "," : "", number_of(writing, call), src, dst, hops[i].depth);
      if (hops[i].status)
        lm_text_printf(text, ",\"final_status\":%u", hops[i].status);
      lm_text_add_char(text, '}');
    }
  }
  lm_text_add_char(text, ']');
  lm_output_json(output, text);
}

static void
add_address(const Writing *writing, uint32_t endpoint, LmText *text)
{
  char address[LM_ADDR_TEXT_SIZE];
  lm_text_add_str(text,
                  lm_addr_format(&lm_trace_endpoint(writing->trace, endpoint)->addr, address));
}

/* "192.0.2.1 > 192.0.2.5 > 192.0.2.2": from hop to hop; a comma where one does not go on where the
 * one before arrived. */
static void
write_way(LmOutput *output, Writing *writing)
{
  LmText *text = &writing->text;
  uint32_t last = LM_NONE;
  lm_text_reset(text);
  for (uint32_t leg = 0; leg < writing->conversation->n_legs; leg++) {
    LmHop hops[LM_MAX_HOPS];
    uint32_t call = lm_legs_call(writing->legs, writing->conversation, leg);
    uint32_t n = lm_call_hops(writing->trace, lm_trace_call(writing->trace, call), hops);
    for (uint32_t i = 0; i < n; i++) {
      bool goes_on =
          last != LM_NONE && lm_addr_equal(&lm_trace_endpoint(writing->trace, hops[i].src)->addr,
                                           &lm_trace_endpoint(writing->trace, last)->addr);
      if (!goes_on) {
        lm_text_add_str(text, text->len ? ", " : "");
        add_address(writing, hops[i].src, text);
      }
      lm_text_add_str(text, " > ");
      add_address(writing, hops[i].dst, text);
      last = hops[i].dst;
    }
  }
  lm_output_str(output, text->len ? text->str : NULL);
}

static void
write_conversation(LmOutput *output, Writing *writing, uint32_t index)
{
  char time[LM_TIME_TEXT_SIZE];
  writing->conversation = lm_legs_conversation(writing->legs, index);
  const LmCall *first =
      lm_trace_call(writing->trace, lm_legs_call(writing->legs, writing->conversation, 0));
  lm_output_uint(output, index + 1);
  lm_output_str(output, lm_time_format_clock(first->start_ns, time));
  lm_output_text(output, lm_party_uri(first->from));
  lm_output_text(output, lm_party_uri(first->to));
  lm_output_text(output, lm_party_name(first->from));
  lm_output_text(output, lm_party_name(first->to));
  lm_text_reset(&writing->text);
  lm_cli_add_legs(writing->trace, writing->legs, writing->conversation, &writing->text);
  lm_output_json(output, &writing->text);
  write_links_for_people(output, writing);
  write_score(output, writing);
  write_evidence(output, writing);
  write_way(output, writing);
  write_links(output, writing);
  write_hops(output, writing);
  lm_text_reset(&writing->text);
  lm_cli_add_call_ids(writing->trace, writing->legs, writing->conversation, &writing->text);
  lm_output_json(output, &writing->text);
  lm_output_time_ns(output, first->start_ns);
  lm_output_end_row(output);
  lm_arena_reset(&writing->scratch);
}

/* One is wanted where any of its calls is, which then is the one that is asked for columns. */
static bool
has_conversation(LmListing *listing, const LmLegs *legs, const LmConversation *conversation)
{
  for (uint32_t i = 0; i < conversation->n_legs; i++)
    if (lm_listing_has_call(listing, lm_legs_call(legs, conversation, i)))
      return true;
  return false;
}

int
lm_command_conversations(const LmArguments *arguments)
{
  LmError error = {0};
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  Writing writing = {.trace = listing.trace};
  LmLegs *legs = lm_cli_legs_new(writing.trace, arguments, &error);
  if (!legs)
    return lm_listing_fail(&listing, &error);
  writing.legs = legs;
  for (uint32_t i = 0; i < lm_legs_n_conversations(legs); i++)
    if (has_conversation(&listing, legs, lm_legs_conversation(legs, i)))
      write_conversation(listing.output, &writing, i);
  lm_text_clear(&writing.text);
  lm_arena_clear(&writing.scratch);
  lm_legs_free(legs);
  return lm_listing_close(&listing);
}
