/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-model.h"

#include "base/i18n.h"
#include "base/time.h"
#include "base/vec.h"
#include "ui/model/format.h"

struct _LmuLadderItem {
  GObject parent_instance;
  LmuLadderModel *model;
  guint index;
};

G_DEFINE_FINAL_TYPE(LmuLadderItem, lmu_ladder_item, G_TYPE_OBJECT)

struct _LmuLadderModel {
  GObject parent_instance;
  LmLadder *ladder;
  LmuLadderCounts counts;
  gint64 times[LMU_N_LADDER_MARKS];
  double places[LMU_N_LADDER_MARKS];
};

static void list_model_init(GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuLadderModel, lmu_ladder_model, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, list_model_init))

enum { REDRAW, MARKS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
lmu_ladder_item_dispose(GObject *object)
{
  LmuLadderItem *self = LMU_LADDER_ITEM(object);

  g_clear_object(&self->model);
  G_OBJECT_CLASS(lmu_ladder_item_parent_class)->dispose(object);
}

static void
lmu_ladder_item_class_init(LmuLadderItemClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_item_dispose;
}

static void
lmu_ladder_item_init(LmuLadderItem *self)
{
}

guint
lmu_ladder_item_get_index(LmuLadderItem *self)
{
  return self->index;
}

LmuLadderModel *
lmu_ladder_item_get_model(LmuLadderItem *self)
{
  return self->model;
}

const LmLadderRow *
lmu_ladder_item_get_row(LmuLadderItem *self)
{
  const LmLadder *ladder = self->model->ladder;

  return ladder && self->index < ladder->n_rows ? &ladder->rows[self->index] : NULL;
}

static GType
get_item_type(GListModel *list)
{
  return LMU_TYPE_LADDER_ITEM;
}

static guint
get_n_items(GListModel *list)
{
  LmuLadderModel *self = LMU_LADDER_MODEL(list);

  return self->ladder ? self->ladder->n_rows : 0;
}

static gpointer
get_item(GListModel *list, guint position)
{
  LmuLadderModel *self = LMU_LADDER_MODEL(list);
  LmuLadderItem *item;

  if (position >= get_n_items(list))
    return NULL;
  item = g_object_new(LMU_TYPE_LADDER_ITEM, NULL);
  item->model = g_object_ref(self);
  item->index = position;
  return item;
}

static void
list_model_init(GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
lmu_ladder_model_finalize(GObject *object)
{
  LmuLadderModel *self = LMU_LADDER_MODEL(object);

  g_clear_pointer(&self->ladder, lm_ladder_free);
  G_OBJECT_CLASS(lmu_ladder_model_parent_class)->finalize(object);
}

static void
lmu_ladder_model_class_init(LmuLadderModelClass *class)
{
  G_OBJECT_CLASS(class)->finalize = lmu_ladder_model_finalize;

  signals[REDRAW] = g_signal_new("redraw", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[MARKS_CHANGED] = g_signal_new("marks-changed", G_TYPE_FROM_CLASS(class),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lmu_ladder_model_init(LmuLadderModel *self)
{
  for (guint i = 0; i < LMU_N_LADDER_MARKS; i++) {
    self->times[i] = LM_TIME_NONE;
    self->places[i] = -1;
  }
}

LmuLadderModel *
lmu_ladder_model_new(void)
{
  return g_object_new(LMU_TYPE_LADDER_MODEL, NULL);
}

/* Whether two rows stand for the same thing, however it is told now. */
static gboolean
same_row(const LmLadderRow *a, const LmLadderRow *b)
{
  return a->kind == b->kind && a->message == b->message && a->stream == b->stream &&
         a->event == b->event && a->time_ns == b->time_ns;
}

static void
count(LmuLadderModel *self)
{
  self->counts = (LmuLadderCounts){0};
  for (guint i = 0; self->ladder && i < self->ladder->n_rows; i++) {
    const LmLadderRow *row = &self->ladder->rows[i];

    if (row->kind == LM_LADDER_MESSAGE)
      self->counts.messages += 1 + row->repeats;
    else if (row->kind == LM_LADDER_EVENT)
      self->counts.events += 1;
    else if (row->kind == LM_LADDER_MEDIA)
      self->counts.streams += 1;
  }
}

/* As lmu_ladder_model_get_place() has it. */
static double
place_of(const LmLadder *ladder, gint64 time_ns)
{
  guint low = 0, high = ladder ? ladder->n_rows : 0;
  gint64 begin, span;

  if (high == 0 || time_ns == LM_TIME_NONE || time_ns < ladder->rows[0].time_ns ||
      time_ns > ladder->rows[high - 1].time_ns)
    return -1;
  /* The last row that is not behind it. */
  while (low + 1 < high) {
    guint middle = low + (high - low) / 2;

    if (ladder->rows[middle].time_ns <= time_ns)
      low = middle;
    else
      high = middle;
  }
  if (low + 1 >= ladder->n_rows)
    return low + 0.5;
  begin = ladder->rows[low].time_ns;
  span = MAX(lm_time_sub(ladder->rows[low + 1].time_ns, begin), 1);
  return low + 0.5 + MIN((double)lm_time_sub(time_ns, begin) / (double)span, 1);
}

static void
place_marks(LmuLadderModel *self)
{
  for (guint i = 0; i < LMU_N_LADDER_MARKS; i++)
    self->places[i] = place_of(self->ladder, self->times[i]);
}

void
lmu_ladder_model_set_times(LmuLadderModel *self, gint64 cursor_ns, gint64 play_ns)
{
  self->times[LMU_LADDER_CURSOR] = cursor_ns;
  self->times[LMU_LADDER_PLAY_HEAD] = play_ns;
  place_marks(self);
  g_signal_emit(self, signals[MARKS_CHANGED], 0);
}

gint64
lmu_ladder_model_get_time(LmuLadderModel *self, LmuLadderMark mark)
{
  return self->times[mark];
}

double
lmu_ladder_model_get_place(LmuLadderModel *self, LmuLadderMark mark)
{
  return self->places[mark];
}

void
lmu_ladder_model_set_ladder(LmuLadderModel *self, LmLadder *ladder)
{
  LmLadder *old = self->ladder;
  guint n_old = old ? old->n_rows : 0, n_new = ladder ? ladder->n_rows : 0, head = 0, tail = 0;

  while (head < n_old && head < n_new && same_row(&old->rows[head], &ladder->rows[head]))
    head++;
  /* Items know their position, so rows behind a change stay only where nothing shifts. */
  while (n_old == n_new && tail < n_new - head &&
         same_row(&old->rows[n_old - 1 - tail], &ladder->rows[n_new - 1 - tail]))
    tail++;

  self->ladder = ladder;
  count(self);
  place_marks(self);
  if (head + tail < n_old || head + tail < n_new)
    g_list_model_items_changed(G_LIST_MODEL(self), head, n_old - head - tail, n_new - head - tail);
  g_signal_emit(self, signals[REDRAW], 0);
  g_clear_pointer(&old, lm_ladder_free);
}

const LmLadder *
lmu_ladder_model_get_ladder(LmuLadderModel *self)
{
  return self->ladder;
}

LmLadder *
lmu_ladder_model_share_ladder(LmuLadderModel *self)
{
  return self->ladder ? lm_ladder_share(self->ladder) : NULL;
}

guint
lmu_ladder_model_find_message(LmuLadderModel *self, guint message)
{
  for (guint i = 0; message != LM_NONE && self->ladder && i < self->ladder->n_rows; i++)
    if (self->ladder->rows[i].kind == LM_LADDER_MESSAGE && self->ladder->rows[i].message == message)
      return i;
  return LM_NONE;
}

guint
lmu_ladder_model_find_event(LmuLadderModel *self, guint event)
{
  for (guint i = 0; event != LM_NONE && self->ladder && i < self->ladder->n_rows; i++)
    if (self->ladder->rows[i].kind == LM_LADDER_EVENT && self->ladder->rows[i].event == event)
      return i;
  return LM_NONE;
}

guint
lmu_ladder_model_find_stream(LmuLadderModel *self, guint stream)
{
  for (guint i = 0; stream != LM_NONE && self->ladder && i < self->ladder->n_rows; i++)
    if (self->ladder->rows[i].kind == LM_LADDER_MEDIA && self->ladder->rows[i].stream == stream)
      return i;
  return LM_NONE;
}

guint
lmu_ladder_model_find_leg(LmuLadderModel *self, guint leg)
{
  for (guint i = 0; leg != LM_NONE && self->ladder && i < self->ladder->n_rows; i++)
    if (self->ladder->rows[i].kind == LM_LADDER_MESSAGE && self->ladder->rows[i].leg == leg)
      return i;
  return LM_NONE;
}

guint
lmu_ladder_model_first_message(LmuLadderModel *self)
{
  for (guint i = 0; self->ladder && i < self->ladder->n_rows; i++)
    if (self->ladder->rows[i].kind == LM_LADDER_MESSAGE)
      return i;
  return LM_NONE;
}

LmuLadderCounts
lmu_ladder_model_get_counts(LmuLadderModel *self)
{
  return self->counts;
}

/* Takes both over. */
static char *
add_count(char *text, char *count)
{
  /* Translators: what a ladder holds, "22 messages, 2 streams". */
  char *both = g_strdup_printf(_("%s, %s"), text, count);

  g_free(text);
  g_free(count);
  return both;
}

char *
lmu_ladder_counts_text(const LmuLadderCounts *counts)
{
  g_autofree char *messages = lmu_format_count(counts->messages);
  g_autofree char *events = lmu_format_count(counts->events);
  g_autofree char *streams = lmu_format_count(counts->streams);
  char *text =
      g_strdup_printf(LM_NGETTEXT("%s message", "%s messages", counts->messages), messages);

  if (counts->events > 0)
    text = add_count(text,
                     g_strdup_printf(LM_NGETTEXT("%s event", "%s events", counts->events), events));
  if (counts->streams > 0)
    text = add_count(
        text, g_strdup_printf(LM_NGETTEXT("%s stream", "%s streams", counts->streams), streams));
  return text;
}
