/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-order.h"

#include "ui/model/halves.h"
#include "ui/model/sort-keys.h"

/* Below this many it is not worth a second thread. */
#define LEAST_ROWS 8192u

#define LOOKED_BLOCKS 8 /* after so many, pages of the capture that came into memory are to go */

static LmSlice
text_of(const LmuCallEntry *entry, LmuCallSort sort)
{
  switch (sort) {
  case LMU_SORT_FROM:
    return entry->from;
  case LMU_SORT_TO:
    return entry->to;
  case LMU_SORT_CODEC:
    return entry->row.codec;
  default:
    return entry->row.call_id;
  }
}

static gboolean
is_text(LmuCallSort sort)
{
  return sort == LMU_SORT_FROM || sort == LMU_SORT_TO || sort == LMU_SORT_CODEC ||
         sort == LMU_SORT_CALL_ID;
}

/* An address as a number that keeps the order of lm_endpoint_compare() for IPv4, and for IPv6 as
 * far as its first seven bytes go. */
static guint64
endpoint_key(const LmEndpoint *endpoint)
{
  const guint8 *b = endpoint->addr.bytes;
  guint64 key = endpoint->addr.family == LM_ADDR_IPV6 ? 1 : 0;
  if (!key)
    return (guint64)b[0] << 40 | (guint64)b[1] << 32 | (guint64)b[2] << 24 | (guint64)b[3] << 16 |
           endpoint->port;
  for (guint i = 0; i < 7; i++)
    key = key << 8 | b[i];
  return key;
}

/* The value to sort by, or LMU_SORT_KEY_NONE where it is not known. */
static guint64
number_of(const LmCallRow *row, LmuCallSort sort)
{
  switch (sort) {
  case LMU_SORT_START:
    return lmu_sort_key_time(row->start_ns);
  case LMU_SORT_DURATION:
    return lmu_sort_key_time(row->duration_ns);
  case LMU_SORT_SETUP:
    return lmu_sort_key_time(row->setup_ns);
  case LMU_SORT_PDD:
    return lmu_sort_key_time(row->pdd_ns);
  case LMU_SORT_MOS:
    return row->mos > 0 ? (guint64)(row->mos * 1000) : LMU_SORT_KEY_NONE;
  case LMU_SORT_STATE:
    return row->state;
  case LMU_SORT_MESSAGES:
    return row->n_messages;
  case LMU_SORT_RETRANSMISSIONS:
    return row->n_retransmissions;
  case LMU_SORT_METHOD:
    return row->method;
  case LMU_SORT_STATUS:
    return row->final_status ? row->final_status : LMU_SORT_KEY_NONE;
  case LMU_SORT_RELEASED:
    return row->released_by ? row->released_by : LMU_SORT_KEY_NONE;
  case LMU_SORT_CALLER:
    return endpoint_key(&row->caller);
  case LMU_SORT_CALLEE:
    return endpoint_key(&row->callee);
  case LMU_SORT_TRANSPORT:
    return row->transports;
  case LMU_SORT_EVENTS:
    return row->n_events;
  default:
    return 0;
  }
}

typedef struct {
  const LmuCallRows *rows;
  const LmuCallValues *values; /* NULL: it is not an added column */
  LmuCallSort sort;
} Source;

static LmSlice
text_cb(guint32 row, gconstpointer data)
{
  const Source *source = data;
  if (source->values)
    return lmu_call_values_text(source->values, row);
  return text_of(lmu_call_rows_get(source->rows, row), source->sort);
}

typedef struct {
  const LmuCallRows *rows;
  const LmuCallQuery *query;
  GCancellable *cancellable;
  guint32 *found; /* those of a half from the number of its first row on */
  gsize n_found[2];
} Filter;

/* Blocks from @begin up to @end. */
static void
filter_half(gpointer data, gsize begin, gsize end)
{
  Filter *filter = data;
  const LmuLooks look = LMU_LOOK_BIT(filter->query->look);
  gboolean plain = lmu_call_query_is_plain(filter->query);
  const LmuRowBits *found_bits = filter->query->engine ? filter->rows->found : NULL;
  guint32 *found = filter->found + begin * LMU_CALL_BLOCK_ROWS;
  gsize n = 0;
  for (gsize block = begin; block < end; block++) {
    const LmuLooks *looks = lmu_call_rows_looks(filter->rows, (guint)block);
    guint32 first = (guint32)block * LMU_CALL_BLOCK_ROWS;
    guint32 n_rows = MIN(filter->rows->n_rows - first, LMU_CALL_BLOCK_ROWS);
    if (g_cancellable_is_cancelled(filter->cancellable))
      break;
    /* The engine cannot be waited for: this takes all processors. */
    if (filter->rows->engine && block % LOOKED_BLOCKS == 0)
      lm_engine_drop_pages(filter->rows->engine);
    for (guint32 i = 0; i < n_rows; i++)
      if (looks[i] & look && (!found_bits || lmu_row_bits_get(found_bits, first + i)) &&
          (plain ||
           lmu_call_query_matches(filter->query, lmu_call_rows_get(filter->rows, first + i))))
        found[n++] = first + i;
  }
  filter->n_found[begin ? 1 : 0] = n;
}

/* Writes the rows that match to @found, which has room for all, ascending. Returns how many. */
static gsize
filter_rows(const LmuCallRows *rows, const LmuCallQuery *query, GCancellable *cancellable,
            guint32 *found)
{
  Filter filter = {rows, query, cancellable, found, {0}};
  gsize second =
      lmu_in_halves(filter_half, &filter, rows->n_blocks, LEAST_ROWS / LMU_CALL_BLOCK_ROWS);
  memmove(found + filter.n_found[0], found + second * LMU_CALL_BLOCK_ROWS,
          filter.n_found[1] * sizeof *found);
  return filter.n_found[0] + filter.n_found[1];
}

typedef struct {
  const Source *source;
  LmuSortKey *keys;
} Numbers;

static void
number_half(gpointer data, gsize begin, gsize end)
{
  const Numbers *numbers = data;
  const Source *source = numbers->source;
  LmuSortKey *keys = numbers->keys;
  for (gsize i = begin; i < end; i++)
    keys[i].key = source->values
                      ? lmu_call_values_key(source->values, keys[i].row)
                      : number_of(&lmu_call_rows_get(source->rows, keys[i].row)->row, source->sort);
}

static void
sort_rows(Source source, guint32 *found, gsize n, gboolean descending)
{
  g_autofree LmuSortKey *keys = g_new(LmuSortKey, n);
  gboolean by_text = source.values ? lmu_call_values_by_text(source.values) : is_text(source.sort);
  for (gsize i = 0; i < n; i++)
    keys[i].row = found[i];
  if (by_text) {
    lmu_sort_keys_by_text(keys, n, text_cb, &source, descending);
  } else {
    Numbers numbers = {&source, keys};
    lmu_in_halves(number_half, &numbers, n, LEAST_ROWS);
    lmu_sort_keys_by_number(keys, n, descending);
  }
  for (gsize i = 0; i < n; i++)
    found[i] = keys[i].row;
}

guint32 *
lmu_call_order_run(const LmuCallRows *rows, const LmuCallValues *values, const LmuCallQuery *query,
                   LmuCallSort sort, gboolean descending, GCancellable *cancellable, gsize *n)
{
  g_autofree guint32 *found = g_new(guint32, MAX(rows->n_rows, 1u));
  *n = filter_rows(rows, query, cancellable, found);
  if (sort != LMU_SORT_NONE && (sort < LMU_SORT_FIELD || values) && *n > 1)
    sort_rows((Source){rows, values, sort}, found, *n, descending);
  if (g_cancellable_is_cancelled(cancellable)) {
    *n = 0;
    return NULL;
  }
  return g_steal_pointer(&found);
}
