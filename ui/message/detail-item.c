/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/detail-item.h"

#include "base/i18n.h"
#include "base/text.h"
#include "engine/event_detail.h"
#include "proto/anomaly.h"

/* More of a value than this helps nobody in a line. */
#define MAX_TEXT_BYTES 400
/* A value that is longer, or has several lines, is worth a place of its own, which has room for so
 * much of it. */
#define LONG_VALUE_BYTES 80
#define MAX_LONG_VALUE_BYTES (256u << 10)
/* What is odd deeper than this does not open the lines above it. */
#define MAX_ODD_DEPTH 16

typedef struct {
  LmArena arena;
  LmDetail *root;
  LmMessageNotes *notes; /* whose fields stand in it */
} Tree;

struct _LmuDetailItem {
  GObject parent_instance;
  Tree *tree;
  const LmDetail *detail;
};

G_DEFINE_FINAL_TYPE(LmuDetailItem, lmu_detail_item, G_TYPE_OBJECT)

static void
clear_tree(gpointer data)
{
  Tree *tree = data;

  lm_arena_clear(&tree->arena);
  lm_message_notes_free(tree->notes);
}

static void
lmu_detail_item_finalize(GObject *object)
{
  g_rc_box_release_full(LMU_DETAIL_ITEM(object)->tree, clear_tree);
  G_OBJECT_CLASS(lmu_detail_item_parent_class)->finalize(object);
}

static void
lmu_detail_item_class_init(LmuDetailItemClass *class)
{
  G_OBJECT_CLASS(class)->finalize = lmu_detail_item_finalize;
}

static void
lmu_detail_item_init(LmuDetailItem *self)
{
}

/* Takes the reference to @tree over. */
static LmuDetailItem *
item_new(Tree *tree, const LmDetail *detail)
{
  LmuDetailItem *self = g_object_new(LMU_TYPE_DETAIL_ITEM, NULL);

  self->tree = tree;
  self->detail = detail;
  return self;
}

LmuDetailItem *
lmu_detail_item_new(LmSlice bytes, gboolean stream)
{
  return lmu_detail_item_new_with(bytes, stream, NULL);
}

/* Behind the start line, where they are seen before all headers. */
static void
add_notes(LmDetail *root, const LmMessageNotes *notes)
{
  LmDetail *start = root->first_child;

  if (!notes || !notes->root.first_child || !start)
    return;
  notes->root.last_child->next = start->next;
  start->next = notes->root.first_child;
  if (root->last_child == start)
    root->last_child = notes->root.last_child;
}

LmuDetailItem *
lmu_detail_item_new_with(LmSlice bytes, gboolean stream, LmMessageNotes *notes)
{
  Tree *tree = g_rc_box_new0(Tree);
  LmSipMessage *message = lm_arena_alloc(&tree->arena, sizeof *message);

  tree->notes = notes;
  if (!lm_sip_message_parse(bytes, stream, &tree->arena, message)) {
    g_rc_box_release_full(tree, clear_tree);
    return NULL;
  }
  tree->root = lm_detail_sip(message, &tree->arena);
  add_notes(tree->root, notes);
  return item_new(tree, tree->root);
}

LmuDetailItem *
lmu_detail_item_new_for_event(const LmMessageView *event)
{
  Tree *tree = g_rc_box_new0(Tree);

  tree->root = lm_event_view_detail(event, &tree->arena);
  return item_new(tree, tree->root);
}

const LmDetail *
lmu_detail_item_get(LmuDetailItem *self)
{
  return self->detail;
}

GListModel *
lmu_detail_item_children(LmuDetailItem *self)
{
  GListStore *store;

  if (!self->detail->first_child)
    return NULL;
  store = g_list_store_new(LMU_TYPE_DETAIL_ITEM);
  for (const LmDetail *child = self->detail->first_child; child; child = child->next) {
    g_autoptr(LmuDetailItem) item = item_new(g_rc_box_acquire(self->tree), child);

    g_list_store_append(store, item);
  }
  return G_LIST_MODEL(store);
}

static gboolean
is_odd(const LmDetail *detail, int depth)
{
  if (detail->anomaly != LM_ANOMALY_NONE)
    return TRUE;
  for (const LmDetail *child = detail->first_child; child && depth > 0; child = child->next)
    if (is_odd(child, depth - 1))
      return TRUE;
  return FALSE;
}

gboolean
lmu_detail_item_is_odd(LmuDetailItem *self)
{
  return is_odd(self->detail, MAX_ODD_DEPTH);
}

/* One line of safe text; of several lines the first. */
static char *
safe(LmSlice bytes)
{
  LmText text = LM_TEXT_INIT;
  LmSlice rest, line = lm_slice_trim(lm_slice_split(lm_slice_trim(bytes), '\n', &rest));
  char *copy;

  lm_text_add_safe(&text, lm_slice_sub(line, 0, MAX_TEXT_BYTES), false);
  if (line.len > MAX_TEXT_BYTES || rest.len > 0)
    lm_text_add_str(&text, " …");
  copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return copy;
}

char *
lmu_detail_item_name(LmuDetailItem *self)
{
  const char *name = self->detail->name;

  /* An empty text would be translated into the catalogue's own heading. */
  return safe(lm_slice_str(name && *name ? _(name) : ""));
}

char *
lmu_detail_item_value(LmuDetailItem *self)
{
  return safe(self->detail->value);
}

char *
lmu_detail_item_long_value(LmuDetailItem *self)
{
  LmSlice value = lm_slice_trim(self->detail->value);
  LmText text = LM_TEXT_INIT;
  char *copy;

  if (value.len <= LONG_VALUE_BYTES && lm_slice_find_byte(value, '\n', 0) < 0)
    return NULL;
  lm_text_add_safe(&text, lm_slice_sub(value, 0, MAX_LONG_VALUE_BYTES), true);
  if (value.len > MAX_LONG_VALUE_BYTES)
    lm_text_add_str(&text, " …");
  copy = g_strdup(text.str);
  lm_text_clear(&text);
  return copy;
}
