/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The selection of the call list: rows of the trace, whatever their places. */

#include "ui/model/call-list-private.h"

/* Up to this many rows are looked at one by one to say what changed; of more, all may have. */
#define MANY_ROWS 4096u

static gboolean
lmu_call_list_is_selected(GtkSelectionModel *model, guint position)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  return position < lmu_shown_rows_length(&self->shown) &&
         gtk_bitset_contains(self->selected, lmu_shown_rows_get(&self->shown, position));
}

static GtkBitset *
lmu_call_list_get_selection_in_range(GtkSelectionModel *model, guint position, guint n_items)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  GtkBitset *found = gtk_bitset_new_empty();
  gsize n = lmu_shown_rows_length(&self->shown);
  if (gtk_bitset_is_empty(self->selected))
    return found;
  for (gsize i = position; i < n && i - position < n_items; i++)
    if (gtk_bitset_contains(self->selected, lmu_shown_rows_get(&self->shown, i)))
      gtk_bitset_add(found, (guint)i);
  return found;
}

/* The rows at the positions of @positions. A set of ranges is made many times faster than by adding
 * rows to it in the order of the list. */
static GtkBitset *
rows_at(LmuCallList *self, GtkBitset *positions)
{
  GtkBitset *rows = gtk_bitset_new_empty();
  GtkBitsetIter iter;
  guint position, n = (guint)lmu_shown_rows_length(&self->shown);
  guint n_rows = self->session ? lmu_session_n_call_rows(self->session) : 0;
  g_autofree guint8 *marks = g_new0(guint8, n_rows / 8 + 1);
  for (gboolean more = gtk_bitset_iter_init_first(&iter, positions, &position);
       more && position < n; more = gtk_bitset_iter_next(&iter, &position)) {
    guint32 row = lmu_shown_rows_get(&self->shown, position);
    if (row < n_rows)
      marks[row / 8] |= (guint8)(1u << row % 8);
  }
  for (guint row = 0, begin; row < n_rows; row++) {
    if (marks[row / 8] == 0) {
      row |= 7;
      continue;
    }
    for (begin = row; row < n_rows && (marks[row / 8] >> row % 8 & 1); row++)
      ;
    if (row > begin)
      gtk_bitset_add_range(rows, begin, row - begin);
  }
  return rows;
}

/* Says that the rows that are in one of the sets alone are selected or not. */
static void
tell_changed(LmuCallList *self, GtkBitset *before, GtkBitset *after)
{
  g_autoptr(GtkBitset) changed = gtk_bitset_copy(before);
  GtkBitsetIter iter;
  guint row, first = G_MAXUINT, last = 0, n = (guint)lmu_shown_rows_length(&self->shown);
  gtk_bitset_difference(changed, after);
  if (gtk_bitset_get_size(changed) > MANY_ROWS) {
    gtk_selection_model_selection_changed(GTK_SELECTION_MODEL(self), 0, n);
    return;
  }
  for (gboolean more = gtk_bitset_iter_init_first(&iter, changed, &row); more;
       more = gtk_bitset_iter_next(&iter, &row)) {
    guint position = lmu_call_list_find(self, row);
    if (position == GTK_INVALID_LIST_POSITION)
      continue;
    first = MIN(first, position);
    last = MAX(last, position);
  }
  if (first <= last)
    gtk_selection_model_selection_changed(GTK_SELECTION_MODEL(self), first, last - first + 1);
}

/* For every position in @mask its bit of @wanted; positions are those of the list. */
static gboolean
lmu_call_list_set_selection(GtkSelectionModel *model, GtkBitset *wanted, GtkBitset *mask)
{
  LmuCallList *self = LMU_CALL_LIST(model);
  g_autoptr(GtkBitset) before = g_steal_pointer(&self->selected);
  gsize n = lmu_shown_rows_length(&self->shown);
  /* What is hidden by the filter goes with a choice that replaces all. */
  if (n && gtk_bitset_get_size(mask) >= n) {
    self->selected = rows_at(self, wanted);
  } else {
    g_autoptr(GtkBitset) on = gtk_bitset_copy(mask), off = gtk_bitset_copy(mask);
    gtk_bitset_intersect(on, wanted);
    gtk_bitset_subtract(off, wanted);
    g_autoptr(GtkBitset) rows_on = rows_at(self, on), rows_off = rows_at(self, off);
    self->selected = gtk_bitset_copy(before);
    gtk_bitset_subtract(self->selected, rows_off);
    gtk_bitset_union(self->selected, rows_on);
  }
  tell_changed(self, before, self->selected);
  return TRUE;
}

void
lmu_call_list_selection_init(GtkSelectionModelInterface *iface)
{
  /* The other functions come down to this one by default. */
  iface->is_selected = lmu_call_list_is_selected;
  iface->get_selection_in_range = lmu_call_list_get_selection_in_range;
  iface->set_selection = lmu_call_list_set_selection;
}
