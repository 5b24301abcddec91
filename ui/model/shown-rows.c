/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GTK makes and drops the widgets of about 200 rows whatever is seen of them. To make one takes
 * twenty times as long as to give it another row, so that all of this is about keeping them. */

#include "ui/model/shown-rows.h"

/* Widgets are made or dropped for this many rows in a turn of the main loop, some ten milliseconds:
 * a list that was short shows more of its rows bit by bit, until it has as many widgets as it ever
 * will, and one that gets short lets old rows go in the same way. */
#define TURN_ROWS 24u
#define ENOUGH_ROWS 206u

void
lmu_shown_rows_init(LmuShownRows *self, GListModel *list)
{
  self->list = list;
  self->order = lmu_order_new(NULL, 0, 0);
  self->parts[0].order = self->parts[1].order = self->order;
}

void
lmu_shown_rows_stop(LmuShownRows *self)
{
  g_clear_handle_id(&self->turn_id, g_source_remove);
}

void
lmu_shown_rows_clear(LmuShownRows *self)
{
  lmu_shown_rows_stop(self);
  g_clear_pointer(&self->order, lmu_order_free);
  g_clear_pointer(&self->old_order, lmu_order_free);
}

gsize
lmu_shown_rows_length(const LmuShownRows *self)
{
  return self->parts[0].end - self->parts[0].begin + self->parts[1].end - self->parts[1].begin;
}

guint32
lmu_shown_rows_get(const LmuShownRows *self, gsize position)
{
  const LmuShownPart *part = self->parts;
  gsize n = part->end - part->begin;
  if (position >= n) {
    position -= n;
    part++;
  }
  return position < part->end - part->begin ? part->order->rows[part->begin + position] : LM_NONE;
}

guint
lmu_shown_rows_find(const LmuShownRows *self, guint32 row)
{
  guint32 place = lmu_order_find(self->parts[0].order, row);
  return place < self->parts[0].end ? place : GTK_INVALID_LIST_POSITION;
}

/* How much of @n rows to show where @shown are. */
static gsize
goal(gsize shown, gsize n)
{
  return shown >= ENOUGH_ROWS || n <= shown + TURN_ROWS ? n : shown + TURN_ROWS;
}

guint
lmu_shown_rows_n(const LmuShownRows *self)
{
  return (guint)self->parts[0].end;
}

/* Whether the list shows nothing, and rows rest behind it so that their widgets are there for the
 * next ones. To drop all takes 0.1 s, and to make them again 0.2 s. */
static gboolean
is_resting(const LmuShownRows *self)
{
  return self->old_order && self->order->n == 0;
}

gboolean
lmu_shown_rows_is_whole(const LmuShownRows *self)
{
  return is_resting(self) || (!self->old_order && self->parts[0].end == self->order->n);
}

static void
tell(LmuShownRows *self, gsize position, gsize removed, gsize added)
{
  if (removed || added)
    g_list_model_items_changed(self->list, (guint)position, (guint)removed, (guint)added);
}

static void
drop_old(LmuShownRows *self)
{
  g_clear_pointer(&self->old_order, lmu_order_free);
  self->parts[1] = (LmuShownPart){self->order, 0, 0};
}

/* More of the new rows, which come in front of the old ones, and then less of those. A list that is
 * scrolled away from rows gives their widgets to others, and so needs no new ones, once there are
 * rows enough; those of rows that go are dropped. */
static void
advance(LmuShownRows *self)
{
  LmuShownPart *shown = &self->parts[0], *old = &self->parts[1];
  gsize n = shown->end, n_old = old->end, n_new = self->order->n;
  gsize stays = n_new < ENOUGH_ROWS ? MIN(ENOUGH_ROWS - n_new, n_old) : 0;
  gboolean replaces = n_old > 0 && (n < n_new || n_old > stays);
  if (replaces) {
    shown->end = n + n_old >= ENOUGH_ROWS ? n_new : MIN(n + TURN_ROWS, n_new);
    tell(self, n, 0, shown->end - n);
    g_signal_emit_by_name(self->list, "replaced");
  } else if (n_old == 0) {
    shown->end = goal(n, n_new);
    tell(self, n, 0, shown->end - n);
  }
  if (replaces && shown->end == n_new)
    old->end = stays;
  else if (!replaces)
    old->end -= MIN(n_old, TURN_ROWS);
  gsize removed = n_old - old->end;
  gsize position = shown->end + old->end;
  if (n_old && !old->end)
    drop_old(self);
  tell(self, position, removed, 0);
}

static gboolean
turn_cb(gpointer data)
{
  LmuShownRows *self = data;
  advance(self);
  if (!lmu_shown_rows_is_whole(self))
    return G_SOURCE_CONTINUE;
  self->turn_id = 0;
  g_signal_emit_by_name(self->list, "updated");
  return G_SOURCE_REMOVE;
}

/* One piece of a change: what is still shown of the old order behind @cut becomes what is not yet
 * shown of the next. Tells only what differs between its common beginning and end. Many rows go
 * only when those that come are there, and when the list was scrolled away from them. */
static void
change_piece(LmuShownRows *self, LmuCut cut)
{
  LmuShownPart *old = &self->parts[0], *next = &self->parts[1];
  gsize from = cut.from, to = cut.to, end = old->end;
  const guint32 *rows = old->order->rows, *next_rows = next->order->rows;
  while (old->end > from && next->begin > to && rows[old->end - 1] == next_rows[next->begin - 1])
    old->end--, next->begin--;
  end = old->end;
  gsize next_end = next->begin;
  while (from < end && to < next_end && rows[from] == next_rows[to])
    from++, to++;
  next->begin = to;
  if (end - from > TURN_ROWS) {
    tell(self, end, 0, next_end - to);
    next_end = to;
    g_signal_emit_by_name(self->list, "leaving", (guint)from, (guint)end);
  }
  old->end = from;
  tell(self, from, end - from, next_end - to);
  old->end = cut.from;
  next->begin = cut.to;
}

/* The list becomes the first @n rows of @next, and stays where it is. */
static void
change_in_pieces(LmuShownRows *self, LmuOrder *next, gsize n, LmuRowList *all)
{
  gsize n_live = 0;
  g_autofree guint32 *live = all ? lmu_row_list_live(all, &n_live) : NULL;
  g_autoptr(GArray) cuts = lmu_order_cuts(self->order, self->parts[0].end, next, n, live, n_live);
  self->parts[1] = (LmuShownPart){next, n, n};
  for (guint i = 0; i < cuts->len; i++)
    change_piece(self, g_array_index(cuts, LmuCut, i));
  lmu_order_free(self->order);
  self->order = next;
  self->parts[0] = (LmuShownPart){next, 0, n};
  self->parts[1] = (LmuShownPart){next, 0, 0};
}

/* The list shows nothing, for @next is empty. */
static void
rest(LmuShownRows *self, LmuOrder *next)
{
  if (is_resting(self)) {
    lmu_order_free(self->order);
  } else {
    self->old_order = self->order;
    self->parts[1] = self->parts[0];
  }
  self->order = next;
  self->parts[0] = (LmuShownPart){next, 0, 0};
}

/* What rests is the list again. */
static void
wake(LmuShownRows *self)
{
  lmu_order_free(self->order);
  self->order = g_steal_pointer(&self->old_order);
  self->parts[0] = self->parts[1];
  self->parts[1] = (LmuShownPart){self->order, 0, 0};
}

/* The list becomes @next, turn by turn where widgets must be made or dropped for it, and may be
 * seen from another place. */
static void
replace(LmuShownRows *self, LmuOrder *next)
{
  self->parts[1] = self->parts[0];
  self->parts[0] = (LmuShownPart){next, 0, 0};
  self->old_order = self->order;
  self->order = next;
  advance(self);
}

void
lmu_shown_rows_settle(LmuShownRows *self)
{
  LmuShownPart *old = &self->parts[1];
  gsize n_old = old->end - old->begin;
  lmu_shown_rows_stop(self);
  drop_old(self);
  tell(self, self->parts[0].end, n_old, 0);
}

void
lmu_shown_rows_change(LmuShownRows *self, LmuOrder *order, LmuRowList *all, gboolean asked)
{
  gboolean resting = is_resting(self);
  if (resting && order->n > 0)
    wake(self);
  else if (!resting)
    lmu_shown_rows_settle(self);
  gsize n_shown = self->parts[0].end;
  if (order->n == 0 && (resting || n_shown > TURN_ROWS))
    rest(self, order);
  else if ((asked || resting) && n_shown > TURN_ROWS)
    replace(self, order);
  else
    change_in_pieces(self, order, goal(n_shown, order->n), all);
  if (!lmu_shown_rows_is_whole(self))
    self->turn_id = g_idle_add(turn_cb, self);
}
