/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "proto/sip/address.h"

#include <stdlib.h>

#define SCRATCH_BYTES (1u << 20)
#define MAX_TITLE_CHARS 60

static LmLadderRow *
push_row(LmLayout *layout)
{
  if (layout->n_rows == layout->row_capacity) {
    layout->row_capacity = layout->row_capacity ? layout->row_capacity * 2 : 64;
    layout->rows = lm_realloc(layout->rows, layout->row_capacity * sizeof *layout->rows);
  }
  LmLadderRow *row = &layout->rows[layout->n_rows++];
  *row = (LmLadderRow){.message = LM_NONE,
                       .stream = LM_NONE,
                       .event = LM_NONE,
                       .call = LM_NONE,
                       .leg = LM_NONE,
                       .detail = "",
                       .badge = "",
                       .protocol = ""};
  return row;
}

static LmLadderSeen *
find_seen(const LmLayout *layout, uint32_t message)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash(lm_hash_key(), &message, sizeof message);
  uint32_t index = lm_table_first(&layout->row_of, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&layout->row_of, &walk)) {
    LmLadderSeen *seen = lm_vec_at(&layout->seen, index);
    if (seen->message == message)
      return seen;
  }
  return NULL;
}

uint32_t
lm_layout_row_of(const LmLayout *layout, uint32_t message)
{
  const LmLadderSeen *seen = message == LM_NONE ? NULL : find_seen(layout, message);
  return seen ? seen->row : LM_NONE;
}

static void
remember(LmLayout *layout, uint32_t message, uint32_t row)
{
  lm_table_add(&layout->row_of, lm_hash(lm_hash_key(), &message, sizeof message), layout->seen.len);
  LmLadderSeen *seen = lm_vec_push(&layout->seen);
  *seen = (LmLadderSeen){.message = message, .row = row};
}

static bool
keeps(const LmLayout *layout, LmLadderRowKind kind, uint32_t row)
{
  const LmLadderExtras *extras = layout->extras;
  return !extras->keeps || extras->keeps(extras->data, kind, row);
}

static bool
is_kept(const LmLayout *layout, const LmLadderItem *item)
{
  static const LmLadderRowKind kinds[] = {
      [LM_LADDER_ITEM_MESSAGE] = LM_LADDER_MESSAGE, [LM_LADDER_ITEM_EVENT] = LM_LADDER_EVENT,
      [LM_LADDER_ITEM_STATE] = LM_LADDER_EVENT,     [LM_LADDER_ITEM_STREAM] = LM_LADDER_MEDIA,
      [LM_LADDER_ITEM_DIGIT] = LM_LADDER_MEDIA,
  };
  uint32_t row = item->kind == LM_LADDER_ITEM_DIGIT
                     ? lm_digits_at(layout->digits, item->index)->stream
                     : item->index;
  return keeps(layout, kinds[item->kind], row);
}

static bool
fold(LmLayout *layout, const LmMessage *message, uint32_t index, uint32_t from, uint32_t to)
{
  if (!layout->ladder->options.fold_retransmissions)
    return false;
  uint32_t original = lm_layout_row_of(layout, message->original);
  if (original == LM_NONE)
    return false;
  LmLadderRow *row = &layout->rows[original];
  if (row->from != from || row->to != to)
    return false;
  row->repeats++;
  row->left_out = row->left_out && !keeps(layout, LM_LADDER_MESSAGE, index);
  remember(layout, index, original);
  return true;
}

static void
add_message(LmLayout *layout, const LmLadderItem *item)
{
  const LmMessage *message = lm_trace_message(layout->trace, item->index);
  uint32_t from, to;
  lm_columns_of_message(&layout->columns, lm_trace_endpoint(layout->trace, message->src),
                        lm_trace_endpoint(layout->trace, message->dst), message->status == 0, &from,
                        &to);
  if (fold(layout, message, item->index, from, to))
    return;
  LmLadderRow *row = push_row(layout);
  row->from = from;
  row->to = to;
  row->time_ns = item->time_ns;
  row->call = layout->calls[item->slot].call;
  row->leg = layout->calls[item->slot].leg;
  row->left_out = !is_kept(layout, item);
  lm_layout_message_row(layout, item, from, row);
  lm_layout_name_columns(layout, item, row);
  remember(layout, item->index, layout->n_rows - 1);
  if (layout->scratch.total_bytes > SCRATCH_BYTES)
    lm_arena_clear(&layout->scratch);
}

/* The columns of media and events are found when all messages have theirs. */
static void
add_other(LmLayout *layout, const LmLadderItem *item)
{
  LmLadderRow *row = push_row(layout);
  row->time_ns = item->time_ns;
  row->call = layout->calls[item->slot].call;
  row->leg = layout->calls[item->slot].leg;
  row->left_out = !is_kept(layout, item);
  if (item->kind == LM_LADDER_ITEM_STREAM)
    lm_layout_media_row(layout, item, row);
  else if (item->kind == LM_LADDER_ITEM_DIGIT)
    lm_layout_digit_row(layout, item, row);
  else
    lm_layout_event_row(layout, item, row);
}

/* Where all messages are between ports of one host, a column a host would show none of them. */
static bool
is_one_host(const LmLayout *layout)
{
  const LmEndpoint *first = NULL;
  bool ports_differ = false;
  for (uint32_t i = 0; i < layout->n_items; i++) {
    if (layout->items[i].kind != LM_LADDER_ITEM_MESSAGE)
      continue;
    const LmMessage *message = lm_trace_message(layout->trace, layout->items[i].index);
    const LmEndpoint *ends[2] = {lm_trace_endpoint(layout->trace, message->src),
                                 lm_trace_endpoint(layout->trace, message->dst)};
    for (int end = 0; end < 2; end++) {
      if (!first)
        first = ends[end];
      if (!lm_addr_equal(&first->addr, &ends[end]->addr))
        return false;
      ports_differ = ports_differ || first->port != ends[end]->port;
    }
  }
  return ports_differ;
}

static void
add_uri(LmText *out, LmSlice value)
{
  LmSipAddress address;
  lm_layout_add_cut(out, lm_sip_address_parse(value, &address) ? address.uri : value,
                    MAX_TITLE_CHARS);
}

static void
add_parties(LmText *out, const LmCall *call)
{
  const char *method = lm_sip_method_name(call->method);
  if (call->number == 0 && *method)
    lm_text_printf(out, "%s ", method);
  add_uri(out, call->from);
  if (call->method != LM_SIP_METHOD_REGISTER) {
    lm_text_add_str(out, " → ");
    add_uri(out, call->to);
  }
}

/* Whether all of it is one conversation of several legs. */
static bool
is_one_conversation(const LmLayout *layout)
{
  const LmLadder *ladder = layout->ladder;
  return ladder->n_legs > 1 && ladder->n_legs == layout->n_calls &&
         ladder->legs[ladder->n_legs - 1].conversation == 0;
}

static char *
make_title(LmLayout *layout)
{
  LmText out = LM_TEXT_INIT;
  lm_text_add_str(&out, "");
  if (layout->n_calls == 1) {
    add_parties(&out, lm_trace_call(layout->trace, layout->calls[0].call));
  } else if (is_one_conversation(layout)) {
    uint32_t n = layout->ladder->n_legs;
    add_parties(&out, lm_trace_call(layout->trace, layout->ladder->legs[0].call));
    lm_text_printf(&out, LM_NGETTEXT(", %u leg", ", %u legs", n), n);
  } else if (layout->n_calls > 1) {
    bool calls = true;
    for (uint32_t i = 0; i < layout->n_calls; i++)
      calls = calls && lm_trace_call(layout->trace, layout->calls[i].call)->number != 0;
    lm_text_printf(&out,
                   calls ? LM_NGETTEXT("%u call", "%u calls", layout->n_calls)
                         : LM_NGETTEXT("%u Call-ID", "%u Call-IDs", layout->n_calls),
                   layout->n_calls);
  }
  char *title = lm_arena_string(&layout->ladder->arena, lm_slice(out.str, out.len));
  lm_text_clear(&out);
  return title;
}

/* What is offered and answered in the calls, for the words beside their messages. */
static void
pair_offers(LmLayout *layout)
{
  uint32_t *calls = lm_alloc((layout->n_calls + 1) * sizeof *calls);
  for (uint32_t i = 0; i < layout->n_calls; i++)
    calls[i] = layout->calls[i].call;
  layout->offers = lm_offers_new(layout->trace, calls, layout->n_calls);
  free(calls);
}

static void
clear(LmLayout *layout)
{
  lm_columns_clear(&layout->columns);
  lm_offers_free(layout->offers);
  lm_digits_free(layout->digits);
  lm_vec_clear(&layout->seen);
  lm_layout_hops_clear(layout);
  lm_table_clear(&layout->row_of);
  lm_arena_clear(&layout->scratch);
  lm_text_clear(&layout->label);
  lm_text_clear(&layout->detail);
  free(layout->items);
  free(layout->calls);
  free(layout->rows);
  free(layout);
}

static void
lay_out(LmLayout *layout, const uint32_t *calls, size_t n)
{
  lm_layout_collect(layout, calls, n);
  if (layout->extras->legs)
    lm_layout_legs(layout, layout->extras->legs);
  pair_offers(layout);
  lm_columns_init(&layout->columns, layout->ladder->options.merge_ports && !is_one_host(layout));
  for (uint32_t i = 0; i < layout->n_items; i++) {
    if (layout->items[i].kind == LM_LADDER_ITEM_MESSAGE)
      add_message(layout, &layout->items[i]);
    else
      add_other(layout, &layout->items[i]);
  }
  lm_layout_find_columns(layout);
  lm_layout_finish_columns(layout);
  lm_layout_bars(layout);
  lm_layout_finish_rows(layout);
  layout->ladder->title = make_title(layout);
}

LmLadder *
lm_ladder_new(const LmTrace *trace, const uint32_t *calls, size_t n, const LmLadderOptions *options)
{
  return lm_ladder_new_with(trace, calls, n, options, NULL);
}

LmLadder *
lm_ladder_new_with(const LmTrace *trace, const uint32_t *calls, size_t n,
                   const LmLadderOptions *options, const LmLadderExtras *extras)
{
  static const LmLadderExtras nothing = {0};
  LmLadder *ladder = lm_alloc(sizeof *ladder);
  LmLayout *layout = lm_alloc(sizeof *layout);
  ladder->options = options ? *options : LM_LADDER_OPTIONS_DEFAULT;
  layout->trace = trace;
  layout->extras = extras ? extras : &nothing;
  layout->ladder = ladder;
  layout->seen = LM_VEC_INIT(LmLadderSeen);
  lm_layout_hops_init(layout);
  if (!layout->extras->legs) {
    lay_out(layout, calls, n);
  } else {
    uint32_t *all = lm_alloc((n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++)
      all[i] = calls[i];
    lm_layout_add_legs(layout->extras->legs, &all, &n);
    lay_out(layout, all, n);
    free(all);
  }
  clear(layout);
  return ladder;
}
