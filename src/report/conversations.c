/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/hops.h"
#include "relate/legs.h"
#include "relate/party.h"
#include "report/cells.h"
#include "report/reports.h"

enum { FROM, TO };

static const char *const link_names[LM_N_LINKS + 1] = {
    "leg",  "forward",  "blind-transfer", "attended-transfer", "replaces", "pick-up",
    "join", "redirect", "third-party",    "conference",        "by-hand",  NULL};

static const LmLink *
link_at(const LmReportRow *row, uint32_t index)
{
  return lm_legs_link(row->data, row->record, index);
}

static uint32_t
number_of(const LmReportRow *row, uint32_t call)
{
  return lm_trace_call(row->trace, call)->number;
}

/* The call that it began with. */
static const LmCall *
first_call(const LmReportRow *row)
{
  return lm_trace_call(row->trace, row->calls[0]);
}

static void
get_number(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_count(cell, row->index + 1);
}

static void
get_start(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_time(cell, first_call(row)->start_ns);
}

static void
get_uri(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmCall *call = first_call(row);
  cell->kind = LM_CELL_TEXT;
  cell->text = lm_party_uri(column->part == FROM ? call->from : call->to);
}

static void
get_name(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmCall *call = first_call(row);
  cell->kind = LM_CELL_TEXT;
  cell->text = lm_party_name(column->part == FROM ? call->from : call->to);
}

static void
get_legs(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  for (uint32_t i = 0; i < row->n_calls; i++) {
    const char *number = lm_arena_printf(&row->arena, "%u", number_of(row, row->calls[i]));
    lm_cell_words_add(row, &words, lm_slice_str(number));
    lm_text_printf(&row->text, "%c%s", i ? ',' : '[', number);
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

static void
get_call_ids(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  for (uint32_t i = 0; i < row->n_calls; i++) {
    LmSlice call_id = lm_trace_call(row->trace, row->calls[i])->call_id;
    lm_cell_words_add(row, &words, call_id);
    lm_text_add_char(&row->text, i ? ',' : '[');
    lm_text_add_json(&row->text, call_id);
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

static void
add_evidence(LmReportRow *row, const LmLink *link)
{
  LmEvidence list[LM_N_EVIDENCE];
  unsigned n = lm_legs_evidence(row->data, link, list, &row->arena);
  lm_text_add_str(&row->text, ",\"evidence\":[");
  for (unsigned i = 0; i < n; i++) {
    lm_text_printf(&row->text, "%s{\"kind\":\"%s\",\"weight\":%.2f", i ? "," : "",
                   lm_evidence_name(list[i].kind), list[i].weight);
    lm_cell_add_member(row, "value", list[i].what);
    lm_text_add_char(&row->text, '}');
  }
  lm_text_add_char(&row->text, ']');
}

static void
get_links(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmConversation *conversation = row->record;
  LmCellWords words = {0};
  (void)column;
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = link_at(row, i);
    lm_cell_words_add(row, &words, lm_slice_str(lm_link_name(link->kind)));
    lm_text_printf(&row->text, "%s{\"from\":%u,\"to\":%u,\"kind\":\"%s\",\"score\":%.4f",
                   i ? "," : "", number_of(row, link->from), number_of(row, link->to),
                   lm_link_name(link->kind), link->score);
    lm_cell_add_member(row, "by", link->what);
    add_evidence(row, link);
    lm_text_add_char(&row->text, '}');
  }
  lm_text_add_char(&row->text, ']');
  lm_cell_json(row, cell, &words);
}

/* "1>2 leg, 2>3 forwarded" */
static void
get_link_texts(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmConversation *conversation = row->record;
  (void)column;
  lm_text_reset(&row->text);
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = link_at(row, i);
    lm_text_printf(&row->text, "%s%u>%u %s", i ? ", " : "", number_of(row, link->from),
                   number_of(row, link->to), lm_link_text(link->kind));
  }
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

/* How sure the least sure link is. */
static void
get_score(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmConversation *conversation = row->record;
  double least = 2;
  (void)column;
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    double score = link_at(row, i)->score;
    least = score < least ? score : least;
  }
  if (least > 1)
    return;
  cell->kind = LM_CELL_REAL;
  cell->real = least;
}

/* What speaks for the first link, the strongest first. */
static void
get_evidence(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmConversation *conversation = row->record;
  LmEvidence list[LM_N_EVIDENCE];
  unsigned n = 0;
  (void)column;
  lm_text_reset(&row->text);
  if (conversation->n_links)
    n = lm_legs_evidence(row->data, link_at(row, 0), list, &row->arena);
  for (unsigned shown = 0; shown < n; shown++) {
    unsigned best = shown;
    for (unsigned i = shown; i < n; i++)
      if (list[i].weight > list[best].weight)
        best = i;
    if (list[best].weight <= 0)
      break;
    lm_text_printf(&row->text, "%s%s", shown ? ", " : "", lm_evidence_text(list[best].kind));
    list[best] = list[shown];
  }
  if (row->text.len)
    lm_cell_built(row, cell, LM_CELL_TEXT);
}

static LmSlice
copy_endpoint(LmReportRow *row, uint32_t endpoint)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  lm_endpoint_format(lm_trace_endpoint(row->trace, endpoint), text);
  return lm_arena_copy(&row->arena, lm_slice_str(text));
}

static void
get_hops(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  LmCellWords words = {0};
  LmText *json = &row->text;
  (void)column;
  lm_text_reset(json);
  lm_text_add_char(json, '[');
  for (uint32_t leg = 0; leg < row->n_calls; leg++) {
    LmHop hops[LM_MAX_HOPS];
    uint32_t n = lm_call_hops(row->trace, lm_trace_call(row->trace, row->calls[leg]), hops);
    for (uint32_t i = 0; i < n; i++) {
      LmSlice src = copy_endpoint(row, hops[i].src), dst = copy_endpoint(row, hops[i].dst);
      lm_text_printf(json, "%s{\"call\":%u", words.n ? "," : "", number_of(row, row->calls[leg]));
      lm_cell_add_member(row, "src", src);
      lm_cell_add_member(row, "dst", dst);
      lm_text_printf(json, ",\"depth\":%u", hops[i].depth);
      if (hops[i].status)
        lm_text_printf(json, ",\"final_status\":%u", hops[i].status);
      lm_text_add_char(json, '}');
      lm_cell_words_add(row, &words, src);
      lm_cell_words_add(row, &words, dst);
    }
  }
  lm_text_add_char(json, ']');
  lm_cell_json(row, cell, &words);
}

static void
add_address(LmReportRow *row, uint32_t endpoint)
{
  char address[LM_ADDR_TEXT_SIZE];
  const LmEndpoint *at = lm_trace_endpoint(row->trace, endpoint);
  lm_text_add_str(&row->text, lm_addr_format(&at->addr, address));
}

/* "192.0.2.1 > 192.0.2.5 > 192.0.2.2": from hop to hop; a comma where one does not go on where the
 * one before arrived. */
static void
get_way(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  uint32_t last = LM_NONE;
  (void)column;
  lm_text_reset(&row->text);
  for (uint32_t leg = 0; leg < row->n_calls; leg++) {
    LmHop hops[LM_MAX_HOPS];
    uint32_t n = lm_call_hops(row->trace, lm_trace_call(row->trace, row->calls[leg]), hops);
    for (uint32_t i = 0; i < n; i++) {
      bool goes_on =
          last != LM_NONE && lm_addr_equal(&lm_trace_endpoint(row->trace, hops[i].src)->addr,
                                           &lm_trace_endpoint(row->trace, last)->addr);
      if (!goes_on) {
        lm_text_add_str(&row->text, row->text.len ? ", " : "");
        add_address(row, hops[i].src);
      }
      lm_text_add_str(&row->text, " > ");
      add_address(row, hops[i].dst);
      last = hops[i].dst;
    }
  }
  if (row->text.len)
    lm_cell_built(row, cell, LM_CELL_TEXT);
}

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("conversation", N_("Conversation"), N_("Its number"), LM_CELL_COUNT, 0,
                  LM_GOT(get_number, 0)),
    LM_COLUMN_PEOPLE(N_("Start"), LM_CELL_TIME, false, 0, LM_GOT(get_start, 0)),
    LM_COLUMN_DATA("from", N_("URI of the first caller"), LM_CELL_TEXT, LM_GOT(get_uri, FROM)),
    LM_COLUMN_DATA("to", N_("URI that was called first"), LM_CELL_TEXT, LM_GOT(get_uri, TO)),
    LM_COLUMN_PEOPLE(N_("From"), LM_CELL_TEXT, false, 28, LM_GOT(get_name, FROM)),
    LM_COLUMN_PEOPLE(N_("To"), LM_CELL_TEXT, false, 28, LM_GOT(get_name, TO)),
    LM_COLUMN_ALL("legs", N_("Calls"), N_("Numbers of its calls"), LM_CELL_JSON, 0,
                  LM_GOT(get_legs, 0)),
    LM_COLUMN_PEOPLE(N_("Links"), LM_CELL_TEXT, false, 60, LM_GOT(get_link_texts, 0)),
    LM_COLUMN_ALL("score", N_("Score"), N_("How sure the least sure link is, up to 1"),
                  LM_CELL_REAL, 0, LM_GOT(get_score, 0), .decimals = 2),
    LM_COLUMN_PEOPLE(N_("Evidence"), LM_CELL_TEXT, false, 60, LM_GOT(get_evidence, 0)),
    LM_COLUMN_PEOPLE(N_("Way"), LM_CELL_TEXT, false, 100, LM_GOT(get_way, 0)),
    LM_COLUMN_DATA("links", N_("How its calls came about, and what speaks for it"), LM_CELL_JSON,
                   LM_GOT(get_links, 0), .words = link_names),
    LM_COLUMN_DATA("hops", N_("Ways of its calls from host to host"), LM_CELL_JSON,
                   LM_GOT(get_hops, 0)),
    LM_COLUMN_DATA("call_ids", N_("Call-IDs of its calls"), LM_CELL_JSON, LM_GOT(get_call_ids, 0)),
    LM_COLUMN_DATA("start_ns", N_("When it began"), LM_CELL_TIME, LM_GOT(get_start, 0)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  if (options->most_calls == 0)
    return lm_legs_new_in_room(trace, options->pins, options->n_pins);
  return lm_legs_new_near(trace, options->pins, options->n_pins, LM_NONE, options->most_calls);
}

static uint64_t
left_out(const void *data)
{
  return lm_legs_n_left_out(data);
}

static void
discard(void *data)
{
  lm_legs_free(data);
}

static uint32_t
n_rows(const void *data)
{
  return lm_legs_n_conversations(data);
}

static void
go(LmReportRow *row)
{
  const LmConversation *conversation = lm_legs_conversation(row->data, row->index);
  uint32_t *calls = lm_arena_alloc(&row->arena, conversation->n_legs * sizeof *calls);
  for (uint32_t i = 0; i < conversation->n_legs; i++)
    calls[i] = lm_legs_call(row->data, conversation, i);
  row->record = conversation;
  row->calls = calls;
  row->n_calls = conversation->n_legs;
  uint32_t first = lm_trace_call(row->trace, calls[0])->first_message;
  row->frame = first == LM_NONE ? 0 : lm_trace_message(row->trace, first)->frame;
}

const LmReport lm_report_conversations = {
    .name = "conversations",
    .noun = "conversation",
    .title = N_("Conversations"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = left_out,
    .left_out = left_out,
    .go = go,
};
