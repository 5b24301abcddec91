/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-fields.h"

#include "ui/model/format.h"
#include "ui/model/row-list.h"

/* While a file is read, this long between two blocks: reading goes first. */
#define READING_REST_MS 50
/* More rows than ever are in sight need not be remembered one by one. */
#define MAX_LOOSE 4096u
#define NO_BLOCK G_MAXUINT

/* What was answered for a row alone, before its block. */
typedef struct {
  char *text;     /* safe to show; owned */
  gboolean stale; /* its row changed since */
} Loose;

typedef struct {
  char *name; /* NULL: nothing is here */
  LmuCallValues *values;
  GHashTable *loose;   /* row -> Loose. Numbers of our own, so nobody picks the keys */
  GArray *wanted;      /* guint32: rows in sight that were not known */
  GByteArray *clean;   /* a block: whether its values are as good as its rows */
  guint first_unclean; /* no block before it is unclean */
} Field;

struct LmuCallFields {
  LmuSession *session; /* borrowed */
  Field fields[LMU_MAX_FIELDS];
  guint sorted;
  guint serial, slot, block; /* what the engine was asked for; serial 0: nothing */
  guint idle_id;
};

static void
loose_free(gpointer data)
{
  Loose *loose = data;
  g_free(loose->text);
  g_free(loose);
}

static void
field_clear(Field *field)
{
  g_clear_pointer(&field->name, g_free);
  g_clear_pointer(&field->values, lmu_call_values_free);
  g_clear_pointer(&field->loose, g_hash_table_unref);
  g_clear_pointer(&field->wanted, g_array_unref);
  g_clear_pointer(&field->clean, g_byte_array_unref);
}

LmuCallFields *
lmu_call_fields_new(LmuSession *session)
{
  LmuCallFields *fields = g_new0(LmuCallFields, 1);
  fields->session = session;
  fields->sorted = LMU_MAX_FIELDS;
  return fields;
}

void
lmu_call_fields_free(LmuCallFields *fields)
{
  g_clear_handle_id(&fields->idle_id, g_source_remove);
  for (guint i = 0; i < LMU_MAX_FIELDS; i++)
    field_clear(&fields->fields[i]);
  g_free(fields);
}

static guint
n_blocks(const LmuCallFields *fields)
{
  return lmu_call_store_rows(lmu_session_get_call_store(fields->session))->n_blocks;
}

/* The first block whose values are not there, or are of rows that changed; NO_BLOCK: none. */
static guint
find_unclean(LmuCallFields *fields, Field *field)
{
  guint n = n_blocks(fields), block = field->first_unclean;
  for (; block < n && block < field->clean->len && field->clean->data[block]; block++)
    ;
  field->first_unclean = block;
  return block < n ? block : NO_BLOCK;
}

static void
request(LmuCallFields *fields, guint slot, guint block, const guint32 *rows, gsize n)
{
  fields->slot = slot;
  fields->block = block;
  fields->serial = lm_engine_request_values(lmu_session_get_engine(fields->session),
                                            fields->fields[slot].name, rows, n);
}

static void
request_block(LmuCallFields *fields, guint slot, guint block)
{
  Field *field = &fields->fields[slot];
  guint32 rows[LMU_CALL_BLOCK_ROWS], first = block * LMU_CALL_BLOCK_ROWS;
  guint32 n = MIN(lmu_session_n_call_rows(fields->session) - first, LMU_CALL_BLOCK_ROWS);
  for (guint32 i = 0; i < n; i++)
    rows[i] = first + i;
  /* Rows that come while the engine looks make it unclean again. */
  if (field->clean->len <= block) {
    guint before = field->clean->len;
    g_byte_array_set_size(field->clean, block + 1);
    memset(field->clean->data + before, 0, block + 1 - before);
  }
  field->clean->data[block] = TRUE;
  request(fields, slot, block, rows, n);
}

/* Asks for what is missed most, unless the engine is at it already. */
static gboolean
ask(LmuCallFields *fields)
{
  gboolean reading = lmu_session_is_reading(fields->session);
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++) {
    GArray *wanted = fields->fields[slot].wanted;
    if (!wanted || !wanted->len)
      continue;
    request(fields, slot, NO_BLOCK, (const guint32 *)(gpointer)wanted->data, wanted->len);
    g_array_set_size(wanted, 0);
    return TRUE;
  }
  for (guint i = 0; i < LMU_MAX_FIELDS; i++) {
    /* What the list is sorted by comes first. */
    guint slot = fields->sorted < LMU_MAX_FIELDS ? (fields->sorted + i) % LMU_MAX_FIELDS : i;
    Field *field = &fields->fields[slot];
    if (!field->name || (reading && slot != fields->sorted))
      continue;
    guint block = find_unclean(fields, field);
    if (block == NO_BLOCK)
      continue;
    request_block(fields, slot, block);
    return TRUE;
  }
  return FALSE;
}

static gboolean
idle_cb(gpointer data)
{
  LmuCallFields *fields = data;
  fields->idle_id = 0;
  if (!fields->serial)
    ask(fields);
  return G_SOURCE_REMOVE;
}

/* Soon: cells ask one by one. */
static void
queue(LmuCallFields *fields)
{
  if (!fields->idle_id && !fields->serial)
    fields->idle_id = g_idle_add(idle_cb, fields);
}

void
lmu_call_fields_set(LmuCallFields *fields, guint slot, const char *name)
{
  Field *field = &fields->fields[slot];
  if (g_strcmp0(field->name, name) == 0)
    return;
  field_clear(field);
  if (fields->slot == slot)
    fields->serial = 0; /* an answer to come is another column's */
  if (!name)
    return;
  field->name = g_strdup(name);
  field->values = lmu_call_values_new();
  field->loose = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, loose_free);
  field->wanted = g_array_new(FALSE, FALSE, sizeof(guint32));
  field->clean = g_byte_array_new();
  field->first_unclean = 0;
  queue(fields);
}

void
lmu_call_fields_set_sorted(LmuCallFields *fields, guint slot)
{
  fields->sorted = slot;
  queue(fields);
}

char *
lmu_call_fields_text(LmuCallFields *fields, guint slot, guint32 row)
{
  Field *field = &fields->fields[slot];
  if (!field->name)
    return NULL;
  Loose *loose = g_hash_table_lookup(field->loose, GUINT_TO_POINTER(row));
  gboolean known = loose ? !loose->stale : lmu_call_values_has(field->values, row);
  if (!known) {
    g_array_append_val(field->wanted, row);
    queue(fields);
  }
  if (loose)
    return g_strdup(loose->text);
  return known ? lmu_format_safe(lmu_call_values_text(field->values, row), LM_ENGINE_VALUE_BYTES)
               : NULL;
}

const LmuCallValues *
lmu_call_fields_values(const LmuCallFields *fields, guint slot)
{
  return slot < LMU_MAX_FIELDS ? fields->fields[slot].values : NULL;
}

gboolean
lmu_call_fields_is_complete(const LmuCallFields *fields, guint slot)
{
  const Field *field = &fields->fields[slot];
  guint n = n_blocks(fields);
  if (!field->name || (fields->serial && fields->slot == slot))
    return !field->name;
  for (guint block = 0; block < n; block++)
    if (block >= field->clean->len || !field->clean->data[block])
      return FALSE;
  return TRUE;
}

static void
unclean(Field *field, guint block)
{
  if (block < field->clean->len)
    field->clean->data[block] = FALSE;
  field->first_unclean = MIN(field->first_unclean, block);
}

void
lmu_call_fields_rows_changed(LmuCallFields *fields, const LmCallRow *rows, gsize n)
{
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++) {
    Field *field = &fields->fields[slot];
    for (gsize i = 0; field->name && i < n; i++) {
      Loose *loose = g_hash_table_lookup(field->loose, GUINT_TO_POINTER(rows[i].index));
      if (loose)
        loose->stale = TRUE;
      if (rows[i].index != LM_NONE)
        unclean(field, rows[i].index / LMU_CALL_BLOCK_ROWS);
    }
  }
  if (fields->sorted < LMU_MAX_FIELDS)
    queue(fields);
}

/* What hung on several calls together may be another now. */
void
lmu_call_fields_all_read(LmuCallFields *fields)
{
  for (guint slot = 0; slot < LMU_MAX_FIELDS; slot++)
    if (fields->fields[slot].name && fields->fields[slot].clean->len) {
      memset(fields->fields[slot].clean->data, 0, fields->fields[slot].clean->len);
      fields->fields[slot].first_unclean = 0;
    }
  queue(fields);
}

static void
take_loose(Field *field, const LmEngineValues *answer)
{
  if (g_hash_table_size(field->loose) > MAX_LOOSE)
    g_hash_table_remove_all(field->loose);
  for (gsize i = 0; i < answer->n; i++) {
    Loose *loose = g_new0(Loose, 1);
    guint32 begin = i ? answer->ends[i - 1] : 0, len = answer->ends[i] - begin;
    LmSlice text = len ? lm_slice(answer->texts + begin, len) : (LmSlice){0};
    loose->text = lmu_format_safe(text, LM_ENGINE_VALUE_BYTES);
    g_hash_table_insert(field->loose, GUINT_TO_POINTER(answer->rows[i]), loose);
  }
}

/* The rows of a block are known from now on without being remembered one by one. */
static void
forget_loose(Field *field, guint block)
{
  GHashTableIter iter;
  gpointer row;
  g_hash_table_iter_init(&iter, field->loose);
  while (g_hash_table_iter_next(&iter, &row, NULL))
    if (GPOINTER_TO_UINT(row) / LMU_CALL_BLOCK_ROWS == block)
      g_hash_table_iter_remove(&iter);
}

gboolean
lmu_call_fields_take(LmuCallFields *fields, LmEngineEvent *event, guint *slot)
{
  if (!fields->serial || event->serial != fields->serial)
    return FALSE;
  Field *field = &fields->fields[fields->slot];
  *slot = fields->slot;
  fields->serial = 0;
  if (fields->block == NO_BLOCK) {
    take_loose(field, event->values);
  } else {
    forget_loose(field, fields->block);
    lmu_call_values_take(field->values, fields->block, lm_engine_event_steal_values(event));
  }
  if (fields->block != NO_BLOCK && lmu_session_is_reading(fields->session) && !fields->idle_id)
    fields->idle_id = g_timeout_add(READING_REST_MS, idle_cb, fields);
  else if (!fields->idle_id)
    ask(fields);
  return TRUE;
}
