/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "proto/sip/address.h"

#include <stdlib.h>

#define PAUSE_NS (5 * LM_NS_PER_S)
#define SCRATCH_BYTES (1u << 20)
#define MAX_TITLE_CHARS 60

static const LmLadderRow *
last_row(const LmLayout *layout)
{
  return layout->n_rows ? &layout->rows[layout->n_rows - 1] : NULL;
}

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

/* A row that says how long nothing happened, in front of one at @time_ns. */
static void
add_pause(LmLayout *layout, int64_t time_ns)
{
  const LmLadderRow *last = last_row(layout);
  if (!last || !layout->ladder->options.pauses)
    return;
  int64_t begin = last->time_ns, span = lm_time_sub(time_ns, begin);
  if (span <= PAUSE_NS)
    return;
  LmArena *arena = &layout->ladder->arena;
  LmLadderRow *row = push_row(layout);
  long long seconds = (span + LM_NS_PER_S / 2) / LM_NS_PER_S;
  row->kind = LM_LADDER_PAUSE;
  row->tone = LM_TONE_DIM;
  row->time_ns = begin;
  if (span < 99950 * LM_NS_PER_MS)
    row->label = lm_arena_printf(arena, _("%.1f s later"), (double)span / LM_NS_PER_S);
  else if (seconds < 3600)
    row->label = lm_arena_printf(arena, _("%lld min %lld s later"), seconds / 60, seconds % 60);
  else
    row->label =
        lm_arena_printf(arena, _("%lld h %lld min later"), seconds / 3600, seconds / 60 % 60);
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
  add_pause(layout, item->time_ns);
  LmLadderRow *row = push_row(layout);
  row->from = from;
  row->to = to;
  row->time_ns = item->time_ns;
  row->call = layout->calls[item->slot].call;
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
  add_pause(layout, item->time_ns);
  LmLadderRow *row = push_row(layout);
  row->time_ns = item->time_ns;
  row->call = layout->calls[item->slot].call;
  if (item->kind == LM_LADDER_ITEM_STREAM)
    lm_layout_media_row(layout, item, row);
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
finish_columns(LmLayout *layout)
{
  LmLadder *ladder = layout->ladder;
  LmColumns *columns = &layout->columns;
  lm_columns_place(columns);
  ladder->n_columns = columns->columns.len;
  ladder->columns =
      lm_arena_alloc(&ladder->arena, (ladder->n_columns + 1) * sizeof *ladder->columns);
  for (uint32_t i = 0; i < ladder->n_columns; i++) {
    LmColumn *column = lm_columns_at(columns, i);
    LmLadderColumn *out = &ladder->columns[column->position];
    char address[LM_ENDPOINT_TEXT_SIZE];
    lm_endpoint_format(&column->endpoint, address);
    out->endpoint = column->endpoint;
    out->address = lm_arena_string(&ladder->arena, lm_slice_str(address));
    if (!column->name && column->announcer != LM_NONE) {
      const LmColumn *announcer = lm_columns_at(columns, column->announcer);
      if (announcer->rank == LM_COLUMN_BY_USER)
        out->name = lm_arena_printf(&ladder->arena, _("%s, media"), announcer->name);
    }
    if (!out->name)
      out->name = column->name ? column->name : out->address;
  }
}

/* Takes the rows over, with the columns' places instead of their numbers, and their times. */
static void
finish_rows(LmLayout *layout)
{
  LmLadder *ladder = layout->ladder;
  int64_t previous = LM_TIME_NONE;
  ladder->n_rows = layout->n_rows;
  ladder->rows = lm_arena_alloc(&ladder->arena, (layout->n_rows + 1) * sizeof *ladder->rows);
  if (layout->n_rows)
    ladder->first_ns = layout->rows[0].time_ns;
  for (uint32_t i = 0; i < layout->n_rows; i++) {
    LmLadderRow *row = &ladder->rows[i];
    *row = layout->rows[i];
    row->since_first_ns = lm_time_sub(row->time_ns, ladder->first_ns);
    if (row->kind == LM_LADDER_PAUSE)
      continue;
    row->from = lm_columns_at(&layout->columns, row->from)->position;
    row->to = lm_columns_at(&layout->columns, row->to)->position;
    /* The time since the last message or step: media begin in between and go on beside them. */
    if (previous != LM_TIME_NONE)
      row->since_previous_ns = lm_time_sub(row->time_ns, previous);
    if (row->kind != LM_LADDER_MEDIA || previous == LM_TIME_NONE)
      previous = row->time_ns;
  }
}

static void
add_uri(LmText *out, LmSlice value)
{
  LmSipAddress address;
  lm_layout_add_cut(out, lm_sip_address_parse(value, &address) ? address.uri : value,
                    MAX_TITLE_CHARS);
}

static char *
make_title(LmLayout *layout)
{
  LmText out = LM_TEXT_INIT;
  lm_text_add_str(&out, "");
  if (layout->n_calls == 1) {
    const LmCall *call = lm_trace_call(layout->trace, layout->calls[0].call);
    const char *method = lm_sip_method_name(call->method);
    if (call->number == 0 && *method)
      lm_text_printf(&out, "%s ", method);
    add_uri(&out, call->from);
    if (call->method != LM_SIP_METHOD_REGISTER) {
      lm_text_add_str(&out, " → ");
      add_uri(&out, call->to);
    }
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

LmLadder *
lm_ladder_new(const LmTrace *trace, const uint32_t *calls, size_t n, const LmLadderOptions *options)
{
  LmLadder *ladder = lm_alloc(sizeof *ladder);
  LmLayout *layout = lm_alloc(sizeof *layout);
  ladder->options = options ? *options : LM_LADDER_OPTIONS_DEFAULT;
  layout->trace = trace;
  layout->ladder = ladder;
  layout->seen = LM_VEC_INIT(LmLadderSeen);
  lm_layout_hops_init(layout);
  lm_layout_collect(layout, calls, n);
  pair_offers(layout);
  lm_columns_init(&layout->columns, ladder->options.merge_ports && !is_one_host(layout));
  for (uint32_t i = 0; i < layout->n_items; i++) {
    if (layout->items[i].kind == LM_LADDER_ITEM_MESSAGE)
      add_message(layout, &layout->items[i]);
    else
      add_other(layout, &layout->items[i]);
  }
  lm_layout_find_columns(layout);
  finish_columns(layout);
  lm_layout_bars(layout);
  finish_rows(layout);
  ladder->title = make_title(layout);

  lm_columns_clear(&layout->columns);
  lm_offers_free(layout->offers);
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
  return ladder;
}
