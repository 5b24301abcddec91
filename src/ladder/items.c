/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include <stdlib.h>

static int
compare_rows(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The selected calls, each once, in the capture's order. */
static void
select_calls(LmLayout *layout, const uint32_t *calls, size_t n)
{
  uint32_t *sorted = lm_alloc((n ? n : 1) * sizeof *sorted);
  uint32_t n_known = 0;
  for (size_t i = 0; i < n; i++)
    if (lm_trace_has_call(layout->trace, calls[i]))
      sorted[n_known++] = calls[i];
  qsort(sorted, n_known, sizeof *sorted, compare_rows);
  layout->calls = lm_alloc((n_known ? n_known : 1) * sizeof *layout->calls);
  for (uint32_t i = 0; i < n_known; i++)
    if (i == 0 || sorted[i] != sorted[i - 1])
      layout->calls[layout->n_calls++] = (LmLadderCall){.call = sorted[i], .leg = LM_NONE};
  free(sorted);
}

static int
compare_items(const void *a, const void *b)
{
  const LmLadderItem *x = a, *y = b;
  if (x->time_ns != y->time_ns)
    return x->time_ns < y->time_ns ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

typedef struct {
  LmLadderItem *items;
  size_t n, capacity;
} ItemList;

static void
add_item(ItemList *list, LmLadderItemKind kind, int64_t time_ns, uint32_t index, uint32_t slot)
{
  if (list->n == list->capacity) {
    list->capacity = list->capacity ? list->capacity * 2 : 256;
    list->items = lm_realloc(list->items, list->capacity * sizeof *list->items);
  }
  list->items[list->n++] =
      (LmLadderItem){.time_ns = time_ns, .index = index, .slot = slot, .kind = kind};
}

static void
add_messages(ItemList *list, const LmTrace *trace, uint32_t index, uint32_t slot)
{
  while (index != LM_NONE) {
    const LmMessage *message = lm_trace_message(trace, index);
    add_item(list, LM_LADDER_ITEM_MESSAGE, message->time_ns, index, slot);
    index = message->next_in_call;
  }
}

static void
add_events(ItemList *list, const LmTrace *trace, uint32_t index, uint32_t slot)
{
  while (index != LM_NONE) {
    const LmEvent *event = lm_trace_event(trace, index);
    add_item(list, event->state ? LM_LADDER_ITEM_STATE : LM_LADDER_ITEM_EVENT, event->time_ns,
             index, slot);
    index = event->next_in_call;
  }
}

static void
add_streams(ItemList *list, const LmTrace *trace, uint32_t index, uint32_t slot)
{
  while (index != LM_NONE) {
    const LmStream *stream = lm_trace_stream(trace, index);
    add_item(list, LM_LADDER_ITEM_STREAM, stream->stats.first_ns, index, slot);
    index = stream->next_in_call;
  }
}

/* Keys that came in a message stand in its row. */
static void
add_digits(ItemList *list, LmLayout *layout)
{
  lm_layout_find_digits(layout);
  for (uint32_t i = 0, slot = 0; i < lm_digits_n(layout->digits); i++) {
    const LmDigit *digit = lm_digits_at(layout->digits, i);
    while (slot < layout->n_calls && layout->calls[slot].call != digit->call)
      slot++;
    if (digit->message == LM_NONE && slot < layout->n_calls)
      add_item(list, LM_LADDER_ITEM_DIGIT, digit->time_ns, i, slot);
  }
}

void
lm_layout_collect(LmLayout *layout, const uint32_t *calls, size_t n)
{
  select_calls(layout, calls, n);
  ItemList list = {0};
  for (uint32_t slot = 0; slot < layout->n_calls; slot++) {
    const LmCall *call = lm_trace_call(layout->trace, layout->calls[slot].call);
    add_messages(&list, layout->trace, call->first_message, slot);
    if (layout->ladder->options.events)
      add_events(&list, layout->trace, call->first_event, slot);
    if (layout->ladder->options.media)
      add_streams(&list, layout->trace, call->first_stream, slot);
  }
  if (layout->ladder->options.events)
    add_digits(&list, layout);
  bool sorted = true;
  for (size_t i = 1; i < list.n && sorted; i++)
    sorted = compare_items(&list.items[i - 1], &list.items[i]) <= 0;
  if (!sorted)
    qsort(list.items, list.n, sizeof *list.items, compare_items);
  layout->items = list.items;
  layout->n_items = list.n < LM_NONE ? (uint32_t)list.n : LM_NONE - 1;
}
