/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/offers.h"

#include "base/i18n.h"
#include "base/scan.h"
#include "relate/offers_build.h"

#include <stdlib.h>

static uint64_t
key_of(LmOfferIndex index, uint64_t first, uint64_t second)
{
  const LmHashKey *key = lm_hash_key();
  return lm_hash_pair(key, lm_hash_pair(key, index, first), second);
}

LmOfferEntry *
lm_offers_find(const LmOffers *offers, LmOfferIndex index, uint64_t first, uint64_t second)
{
  LmTableWalk walk;
  uint64_t key = key_of(index, first, second);
  uint32_t row = lm_table_first(&offers->table, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&offers->table, &walk)) {
    LmOfferEntry *entry = lm_vec_at(&offers->entries, row);
    if (entry->key == key)
      return entry;
  }
  return NULL;
}

LmOfferEntry *
lm_offers_put(LmOffers *offers, LmOfferIndex index, uint64_t first, uint64_t second)
{
  LmOfferEntry *entry = lm_offers_find(offers, index, first, second);
  if (entry)
    return entry;
  uint64_t key = key_of(index, first, second);
  lm_table_add(&offers->table, key, offers->entries.len);
  entry = lm_vec_push(&offers->entries);
  *entry = (LmOfferEntry){.key = key, .value = LM_NONE};
  return entry;
}

void
lm_offers_add_problem(LmOfferBuilder *builder, const LmOfferView *view, LmAnomalyKind kind,
                      const LmDescription *of, LmSlice where, uint32_t line, uint32_t against)
{
  LmSlice bytes = lm_message_bytes(lm_trace_message(builder->trace, of->message));
  /* What was decoded is about all of the body. */
  if ((uintptr_t)where.data < (uintptr_t)bytes.data ||
      (uintptr_t)where.data > (uintptr_t)bytes.data + bytes.len) {
    ptrdiff_t end = lm_slice_find(bytes, LM_SLICE_LITERAL("\r\n\r\n"));
    where = lm_slice_from(bytes, end < 0 ? bytes.len : (size_t)end + 4);
  }
  *(LmOfferProblem *)lm_vec_push(&builder->offers->problems) = (LmOfferProblem){
      .exchange = view->index,
      .kind = (uint16_t)kind,
      .line = line,
      .message = of->message,
      .offset = (uint32_t)lm_scan_offset(bytes, where),
      .len = (uint32_t)where.len,
      .against = against,
  };
}

static void
read_one(LmOfferBuilder *builder, uint32_t message, LmSlice body, LmDescription *out)
{
  *out = (LmDescription){.message = message};
  if (body.len && lm_sdp_parse(body, &builder->scratch, &out->sdp))
    out->body = body;
}

static bool
same_descriptions(const LmOfferBuilder *builder, uint32_t a, uint32_t b)
{
  const LmOfferWork *first = lm_offers_work(builder, a), *second = lm_offers_work(builder, b);
  return lm_slice_equal(first->bodies[0], second->bodies[0]) &&
         lm_slice_equal(first->bodies[1], second->bodies[1]);
}

/* Looks for the same exchange on a hop that was seen before. What a server changed on the way is an
 * exchange of its own. */
static void
find_twin(LmOfferBuilder *builder, uint32_t index)
{
  enum { MOST_HOPS = 16 };
  LmExchange *own = lm_offers_row(builder->offers, index);
  uint32_t first = own->offer == LM_NONE ? own->answer : own->offer;
  if (first == LM_NONE)
    return;
  const LmMessage *message = lm_trace_message(builder->trace, first);
  uint64_t what = (uint64_t)message->cseq << 32 | (uint64_t)message->status << 16 |
                  (uint64_t)message->method << 8 | (uint64_t)own->offerer;
  uint64_t where = (uint64_t)own->call << 32 | own->dialog;
  LmOfferEntry *entry = lm_offers_put(builder->offers, LM_OFFER_BY_TWIN, where, what);
  uint32_t last = LM_NONE, other = entry->value;
  for (int i = 0; i < MOST_HOPS && other != LM_NONE; i++) {
    const LmExchange *candidate = lm_offers_row(builder->offers, other);
    if (candidate->state == own->state && same_descriptions(builder, other, index)) {
      own->same_as = other;
      return;
    }
    last = other;
    other = lm_offers_work(builder, other)->next_twin;
  }
  if (last == LM_NONE)
    entry->value = index;
  else if (other == LM_NONE)
    lm_offers_work(builder, last)->next_twin = index;
}

/* What was met while pairing stands before what the rules find. */
static void
take_found(LmOfferBuilder *builder, uint32_t index)
{
  uint32_t found = lm_offers_work(builder, index)->first_found;
  while (found != LM_NONE) {
    const LmOfferFound *one = lm_vec_at(&builder->found, found);
    LmOfferProblem *problem = lm_vec_push(&builder->offers->problems);
    *problem = one->problem;
    problem->exchange = index;
    found = one->next;
  }
}

static void
compare(LmOfferBuilder *builder, uint32_t index)
{
  LmOffers *offers = builder->offers;
  LmExchange *exchange = lm_offers_row(offers, index);
  exchange->first_line = offers->lines.len;
  exchange->first_problem = offers->problems.len;
  find_twin(builder, index);
  if (exchange->same_as == LM_NONE) {
    LmOfferView view = {.index = index,
                        .exchange = exchange,
                        .offerer = exchange->offerer,
                        .answerer = !exchange->offerer};
    const LmOfferWork *work = lm_offers_work(builder, index);
    const uint32_t messages[2] = {exchange->offer, exchange->answer};
    for (unsigned side = 0; side < 2; side++) {
      read_one(builder, messages[side != exchange->offerer], work->bodies[side],
               &view.descriptions[side]);
      /* Nothing can be wrong with what is the same as before. */
      if (!lm_slice_equal(work->earlier[side], work->bodies[side]))
        read_one(builder, work->before[side], work->earlier[side], &view.before[side]);
    }
    take_found(builder, index);
    if (exchange->state != LM_EXCHANGE_STRAY)
      lm_offers_add_lines(builder, &view);
    lm_offers_check_answer(builder, &view);
    lm_offers_check_history(builder, &view);
  }
  exchange->n_lines = offers->lines.len - exchange->first_line;
  exchange->n_problems = offers->problems.len - exchange->first_problem;
  lm_arena_reset(&builder->scratch);
}

static void
take_call(LmOfferBuilder *builder, uint32_t call)
{
  uint32_t first = builder->offers->exchanges.len;
  lm_offers_pair(builder, call);
  for (uint32_t index = first; index < builder->offers->exchanges.len; index++)
    compare(builder, index);
}

LmOffers *
lm_offers_new(const LmTrace *trace, const uint32_t *calls, size_t n)
{
  LmOffers *offers = lm_alloc(sizeof *offers);
  *offers = (LmOffers){.trace = trace,
                       .exchanges = LM_VEC_INIT(LmExchange),
                       .lines = LM_VEC_INIT(LmMediaLine),
                       .problems = LM_VEC_INIT(LmOfferProblem),
                       .entries = LM_VEC_INIT(LmOfferEntry)};
  LmOfferBuilder *builder = lm_alloc(sizeof *builder);
  builder->offers = offers;
  builder->trace = trace;
  builder->works = LM_VEC_INIT(LmOfferWork);
  builder->hops = LM_VEC_INIT(LmOfferHop);
  builder->found = LM_VEC_INIT(LmOfferFound);
  for (size_t i = 0; calls && i < n; i++)
    take_call(builder, calls[i]);
  for (uint32_t i = lm_trace_next_call(trace, 0); !calls && i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1))
    take_call(builder, i);
  lm_arena_clear(&builder->scratch);
  lm_vec_clear(&builder->works);
  lm_vec_clear(&builder->hops);
  lm_vec_clear(&builder->found);
  free(builder);
  return offers;
}

void
lm_offers_free(LmOffers *offers)
{
  if (!offers)
    return;
  lm_arena_clear(&offers->arena);
  lm_vec_clear(&offers->exchanges);
  lm_vec_clear(&offers->lines);
  lm_vec_clear(&offers->problems);
  lm_vec_clear(&offers->entries);
  lm_table_clear(&offers->table);
  free(offers);
}

uint32_t
lm_offers_n_exchanges(const LmOffers *offers)
{
  return offers->exchanges.len;
}

const LmExchange *
lm_offers_exchange(const LmOffers *offers, uint32_t index)
{
  return lm_offers_row(offers, index);
}

const LmMediaLine *
lm_offers_line(const LmOffers *offers, uint32_t index)
{
  return lm_vec_at(&offers->lines, index);
}

const LmOfferProblem *
lm_offers_problem(const LmOffers *offers, uint32_t index)
{
  return lm_vec_at(&offers->problems, index);
}

bool
lm_offers_cut(const LmOffers *offers)
{
  return offers->cut;
}

const LmExchange *
lm_offers_whole(const LmOffers *offers, const LmExchange *exchange)
{
  return exchange->same_as == LM_NONE ? exchange : lm_offers_row(offers, exchange->same_as);
}

LmOfferRole
lm_offers_role(const LmOffers *offers, uint32_t message, const LmExchange **exchange)
{
  const LmOfferEntry *entry = lm_offers_find(offers, LM_OFFER_BY_MESSAGE, message, 0);
  *exchange = entry ? lm_offers_row(offers, entry->value) : NULL;
  return entry ? (LmOfferRole)entry->extra : LM_ROLE_NONE;
}

static const struct {
  const char *name, *text;
} states[LM_N_EXCHANGE_STATES] = {
    [LM_EXCHANGE_PENDING] = {"pending", N_("not answered yet")},
    [LM_EXCHANGE_PREVIEW] = {"preview", N_("answered unreliably")},
    [LM_EXCHANGE_ANSWERED] = {"answered", N_("agreed")},
    [LM_EXCHANGE_REJECTED] = {"rejected", N_("rejected")},
    [LM_EXCHANGE_CHALLENGED] = {"challenged", N_("asked for credentials")},
    [LM_EXCHANGE_UNANSWERED] = {"unanswered", N_("left without an answer")},
    [LM_EXCHANGE_STRAY] = {"stray", N_("out of place")},
};

const char *
lm_exchange_state_name(LmExchangeState state)
{
  return (unsigned)state < LM_N_EXCHANGE_STATES ? states[state].name : "";
}

const char *
lm_exchange_state_text(LmExchangeState state)
{
  return (unsigned)state < LM_N_EXCHANGE_STATES ? _(states[state].text) : "";
}
