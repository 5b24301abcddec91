/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/offer_detail.h"

#include "base/i18n.h"
#include "relate/offers.h"

typedef struct {
  const LmTrace *trace;
  const LmOffers *offers;
  LmArena *arena;
  LmText text;
} Detail;

static LmDetail *
add(const Detail *detail, LmDetail *parent, const char *name)
{
  LmDetail *node = lm_arena_alloc(detail->arena, sizeof *node);
  node->name = name;
  node->offset = parent->offset;
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  return node;
}

static uint32_t
frame_of(const Detail *detail, uint32_t message)
{
  return message == LM_NONE ? 0 : lm_trace_message(detail->trace, message)->frame;
}

static const char *
offer_text(const Detail *detail, const LmExchange *exchange)
{
  uint32_t answer = frame_of(detail, exchange->answer);
  uint32_t closing = frame_of(detail, exchange->closing);
  const char *what = exchange->late ? _("late offer") : _("offer");
  switch ((LmExchangeState)exchange->state) {
  case LM_EXCHANGE_ANSWERED:
  case LM_EXCHANGE_PREVIEW:
    return lm_arena_printf(detail->arena, _("%s, answered in frame %u"), what, answer);
  case LM_EXCHANGE_REJECTED:
  case LM_EXCHANGE_CHALLENGED:
    return lm_arena_printf(detail->arena, _("%s, rejected in frame %u"), what, closing);
  case LM_EXCHANGE_UNANSWERED:
    return lm_arena_printf(detail->arena, _("%s, left without an answer in frame %u"), what,
                           closing);
  default:
    return lm_arena_printf(detail->arena, _("%s, not answered"), what);
  }
}

static const char *
role_text(const Detail *detail, LmOfferRole role, const LmExchange *exchange)
{
  uint32_t offer = frame_of(detail, exchange->offer);
  uint32_t first = exchange->answer == LM_NONE ? offer : frame_of(detail, exchange->answer);
  switch (role) {
  case LM_ROLE_OFFER:
    return offer_text(detail, exchange);
  case LM_ROLE_ANSWER:
    if (offer == 0)
      return _("answer to an offer that was not captured");
    return lm_arena_printf(detail->arena, _("answer to frame %u"), offer);
  case LM_ROLE_PREVIEW:
    return lm_arena_printf(detail->arena, _("answer to frame %u, in advance: not reliable"), offer);
  case LM_ROLE_REPEAT:
    return lm_arena_printf(detail->arena, _("the same again as in frame %u"), first);
  default:
    return _("neither an offer nor an answer");
  }
}

/* The line "m=" number @index of the description that @message has. */
static void
place_line(const Detail *detail, uint32_t message, uint32_t index, LmDetail *node)
{
  LmSlice bytes = lm_message_bytes(lm_trace_message(detail->trace, message)), rest = bytes;
  bool body = false;
  while (!lm_slice_is_empty(rest)) {
    uint32_t offset = (uint32_t)(bytes.len - rest.len);
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    body = body || lm_slice_is_empty(line);
    if (!body || !lm_slice_starts_with(line, LM_SLICE_LITERAL("m=")) || index--)
      continue;
    node->offset = offset;
    node->len = (uint32_t)line.len;
    return;
  }
}

static void
add_line(Detail *detail, LmDetail *parent, const LmExchange *exchange, const LmMediaLine *line,
         uint32_t message)
{
  static const char *const arrows[4] = {"—", "→", "←", "↔"};
  unsigned way =
      (unsigned)line->sends[exchange->offerer] + 2 * (unsigned)line->sends[!exchange->offerer];
  LmText *out = &detail->text;
  lm_text_reset(out);
  lm_text_add_safe(out, line->kind, false);
  lm_text_printf(out, " %s", line->active ? arrows[way] : _("not in use"));
  for (uint32_t i = 0; i < line->n_formats; i++) {
    lm_text_add_str(out, i ? ", " : " ");
    lm_text_add_safe(out, line->formats[i].encoding, false);
  }
  if (line->held[LM_SIDE_CALLER])
    lm_text_printf(out, ", %s", _("on hold by the caller"));
  if (line->held[LM_SIDE_CALLEE])
    lm_text_printf(out, ", %s", _("on hold by the callee"));
  LmDetail *node = add(detail, parent, N_("Media line"));
  node->value = lm_slice_str(lm_arena_string(detail->arena, lm_slice(out->str, out->len)));
  place_line(detail, message, line->index, node);
}

/* How many bytes further on the description stands in @message than in @other, which has the same.
 */
static int64_t
shift_between(const Detail *detail, uint32_t message, uint32_t other)
{
  if (message == other)
    return 0;
  const LmMessage *own = lm_trace_message(detail->trace, message);
  const LmMessage *first = lm_trace_message(detail->trace, other);
  /* Both end in the same description. */
  return (int64_t)own->len - (int64_t)first->len;
}

static void
add_problem(const Detail *detail, LmDetail *parent, const LmOfferProblem *problem, uint32_t message)
{
  int64_t offset = problem->offset + shift_between(detail, message, problem->message);
  uint32_t len = lm_trace_message(detail->trace, message)->len;
  LmDetail *node = add(detail, parent, lm_anomaly_text(problem->kind));
  node->value = lm_slice_str(lm_anomaly_source(problem->kind));
  node->anomaly = problem->kind;
  if (offset >= 0 && offset + problem->len <= len) {
    node->offset = (uint32_t)offset;
    node->len = problem->len;
  }
  if (problem->against == LM_NONE)
    return;
  LmDetail *against = add(detail, node, N_("Against frame"));
  against->value =
      lm_slice_str(lm_arena_printf(detail->arena, "%u", frame_of(detail, problem->against)));
}

/* Whether @problem of @whole is one of @message, which may be on another hop of it. */
static bool
is_about(const LmOfferProblem *problem, const LmExchange *whole, const LmExchange *own,
         uint32_t message)
{
  return problem->message == message ||
         (problem->message == whole->offer && message == own->offer) ||
         (problem->message == whole->answer && message == own->answer);
}

static void
add_exchange(Detail *detail, LmDetail *parent, const LmExchange *own, uint32_t message, bool lines)
{
  const LmExchange *whole = lm_offers_whole(detail->offers, own);
  for (uint32_t i = 0; lines && i < whole->n_lines; i++)
    add_line(detail, parent, whole, lm_offers_line(detail->offers, whole->first_line + i), message);
  for (uint32_t i = 0; i < whole->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(detail->offers, whole->first_problem + i);
    if (is_about(problem, whole, own, message))
      add_problem(detail, parent, problem, message);
  }
}

/* A message without a description can be at fault too: it had to have one. */
static void
add_problems_of_others(Detail *detail, LmDetail *root, const LmExchange *shown, uint32_t message)
{
  for (uint32_t i = 0; i < lm_offers_n_exchanges(detail->offers); i++) {
    const LmExchange *exchange = lm_offers_exchange(detail->offers, i);
    for (uint32_t k = 0; exchange != shown && k < exchange->n_problems; k++) {
      const LmOfferProblem *problem =
          lm_offers_problem(detail->offers, exchange->first_problem + k);
      if (problem->message == message && (!shown || exchange->offer != shown->offer))
        add_problem(detail, root, problem, message);
    }
  }
}

void
lm_offers_add_detail_of(LmDetail *root, const LmTrace *trace, const LmOffers *offers,
                        uint32_t message, LmArena *arena)
{
  Detail detail = {.trace = trace, .offers = offers, .arena = arena};
  const LmExchange *exchange;
  LmOfferRole role = lm_offers_role(offers, message, &exchange);
  if (role != LM_ROLE_NONE) {
    LmDetail *node = add(&detail, root, N_("Offer and answer"));
    node->value = lm_slice_str(role_text(&detail, role, exchange));
    add_exchange(&detail, node, exchange, message, role != LM_ROLE_REPEAT);
  }
  add_problems_of_others(&detail, root, exchange, message);
  lm_text_clear(&detail.text);
}

void
lm_offers_add_detail(LmDetail *root, const LmTrace *trace, uint32_t message, LmArena *arena)
{
  uint32_t call = lm_trace_message(trace, message)->call;
  if (call == LM_NONE)
    return;
  LmOffers *offers = lm_offers_new(trace, &call, 1);
  lm_offers_add_detail_of(root, trace, offers, message, arena);
  lm_offers_free(offers);
}
