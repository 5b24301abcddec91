/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-find.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/format.h"

struct _LmuLadderFind {
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkEditable *entry;
  GtkLabel *count_label;

  LmuLadderModel *model;
  GtkSingleSelection *selection;
  LmuSession *session;
  GArray *found;       /* guint32 rows, ascending */
  gboolean known;      /* @found is what the text has */
  guint serial;        /* of the request that is under way; 0: none */
  gboolean move;       /* its answer selects a row */
  gboolean going_back; /* towards the one before */
  guint from;          /* the row that it looks on from, or LM_NONE */
  guint origin;        /* the row that typing began at, or LM_NONE */
  gboolean typing;     /* a selection that is ours to make while somebody types */
};

G_DEFINE_FINAL_TYPE(LmuLadderFind, lmu_ladder_find, ADW_TYPE_BIN)

enum { MOVED, OPENED, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
text_of(LmuLadderFind *self)
{
  return gtk_editable_get_text(self->entry);
}

static guint
selected_row(LmuLadderFind *self)
{
  guint selected = gtk_single_selection_get_selected(self->selection);

  return selected == GTK_INVALID_LIST_POSITION ? LM_NONE : selected;
}

/* The place in @found of the first row that is not above @row; the number of rows if there is none.
 */
static guint
place_of(LmuLadderFind *self, guint row)
{
  guint low = 0, high = self->found->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (g_array_index(self->found, guint32, middle) < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void
update_count(LmuLadderFind *self)
{
  guint n = self->found->len, row = selected_row(self), place;
  g_autofree char *text = NULL;
  g_autofree char *total = lmu_format_count(n);

  if (!self->known || !*text_of(self)) {
    text = g_strdup("");
  } else if (n == 0) {
    text = g_strdup(_("No message"));
  } else {
    place = row == LM_NONE ? n : place_of(self, row);
    if (place < n && g_array_index(self->found, guint32, place) == row) {
      g_autofree char *number = lmu_format_count(place + 1);

      /* Translators: which one of the messages that were found, "3 of 120". */
      text = g_strdup_printf(_("%s of %s"), number, total);
    } else {
      text = g_strdup_printf(LM_NGETTEXT("%s found", "%s found", n), total);
    }
  }
  gtk_label_set_label(self->count_label, text);
  if (self->known && n == 0 && *text_of(self))
    gtk_widget_add_css_class(GTK_WIDGET(self->entry), "error");
  else
    gtk_widget_remove_css_class(GTK_WIDGET(self->entry), "error");
}

/* Whoever goes elsewhere looks on from there. */
static void
selected_cb(LmuLadderFind *self)
{
  if (!self->typing)
    self->origin = selected_row(self);
  update_count(self);
}

static void
select_place(LmuLadderFind *self, guint place)
{
  guint row = g_array_index(self->found, guint32, place);

  gtk_single_selection_set_selected(self->selection, row);
  g_signal_emit(self, signals[MOVED], 0, row);
  update_count(self);
}

/* @from: the row that is looked on from, itself among what may be found. */
static void
select_from(LmuLadderFind *self, guint from, gboolean back)
{
  guint n = self->found->len, place = from == LM_NONE ? 0 : place_of(self, from);

  if (n == 0)
    return;
  if (!back) {
    select_place(self, place < n ? place : 0);
    return;
  }
  if (place == n || g_array_index(self->found, guint32, place) != from)
    place = place > 0 ? place - 1 : n - 1;
  select_place(self, place);
}

static void
request(LmuLadderFind *self, gboolean move)
{
  const LmLadder *ladder = self->model ? lmu_ladder_model_get_ladder(self->model) : NULL;
  g_autofree LmEngineSought *rows = NULL;

  self->known = FALSE;
  self->serial = 0;
  g_array_set_size(self->found, 0);
  if (!ladder || !self->session || !*text_of(self)) {
    update_count(self);
    return;
  }
  rows = g_new(LmEngineSought, ladder->n_rows + 1);
  for (guint i = 0; i < ladder->n_rows; i++)
    rows[i] =
        (LmEngineSought){ladder->rows[i].message,
                         ladder->rows[i].kind == LM_LADDER_EVENT ? ladder->rows[i].event : LM_NONE};
  self->move = move;
  self->serial = lm_engine_request_search(lmu_session_get_engine(self->session), rows,
                                          ladder->n_rows, text_of(self));
}

static void
found_cb(LmuLadderFind *self, guint serial, const guint32 *places, gulong n)
{
  if (self->serial == 0 || serial != self->serial)
    return;
  self->serial = 0;
  self->known = TRUE;
  g_array_set_size(self->found, 0);
  g_array_append_vals(self->found, places, (guint)n);
  self->typing = self->from == self->origin;
  if (self->move)
    select_from(self, self->from, self->going_back);
  self->typing = FALSE;
  update_count(self);
}

static void
text_changed_cb(LmuLadderFind *self)
{
  self->from = self->origin;
  self->going_back = FALSE;
  request(self, TRUE);
}

static void
next_cb(LmuLadderFind *self)
{
  lmu_ladder_find_step(self, FALSE);
}

static void
previous_cb(LmuLadderFind *self)
{
  lmu_ladder_find_step(self, TRUE);
}

static gboolean
key_pressed_cb(LmuLadderFind *self, guint key, guint code, GdkModifierType state)
{
  gboolean enter = key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;

  if (!enter || !(state & GDK_SHIFT_MASK))
    return FALSE;
  lmu_ladder_find_step(self, TRUE);
  return TRUE;
}

static void
reveal(LmuLadderFind *self)
{
  if (gtk_revealer_get_reveal_child(self->revealer))
    return;
  gtk_revealer_set_reveal_child(self->revealer, TRUE);
  g_signal_emit(self, signals[OPENED], 0);
}

static void
close_cb(LmuLadderFind *self)
{
  gtk_revealer_set_reveal_child(self->revealer, FALSE);
  g_signal_emit(self, signals[CLOSED], 0);
}

/* What stands in the rows is another thing now. */
static void
redraw_cb(LmuLadderFind *self)
{
  if (gtk_revealer_get_reveal_child(self->revealer) || self->known)
    request(self, FALSE);
}

static void
lmu_ladder_find_dispose(GObject *object)
{
  LmuLadderFind *self = LMU_LADDER_FIND(object);

  if (self->model)
    g_signal_handlers_disconnect_by_data(self->model, self);
  if (self->selection)
    g_signal_handlers_disconnect_by_data(self->selection, self);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->model);
  g_clear_object(&self->selection);
  g_clear_object(&self->session);
  g_clear_pointer(&self->found, g_array_unref);
  G_OBJECT_CLASS(lmu_ladder_find_parent_class)->dispose(object);
}

static void
lmu_ladder_find_class_init(LmuLadderFindClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_find_dispose;
  signals[MOVED] = g_signal_new("moved", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[OPENED] = g_signal_new("opened", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new("closed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/ladder/ladder-find.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFind, revealer);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFind, entry);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFind, count_label);
  gtk_widget_class_bind_template_callback(widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, next_cb);
  gtk_widget_class_bind_template_callback(widget_class, previous_cb);
  gtk_widget_class_bind_template_callback(widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback(widget_class, close_cb);
}

static void
lmu_ladder_find_init(LmuLadderFind *self)
{
  self->found = g_array_new(FALSE, FALSE, sizeof(guint32));
  self->from = self->origin = LM_NONE;
  gtk_widget_init_template(GTK_WIDGET(self));
}

void
lmu_ladder_find_connect(LmuLadderFind *self, LmuLadderModel *model, GtkSingleSelection *selection)
{
  g_return_if_fail(!self->model);

  self->model = g_object_ref(model);
  self->selection = g_object_ref(selection);
  g_signal_connect_swapped(model, "redraw", G_CALLBACK(redraw_cb), self);
  g_signal_connect_swapped(selection, "notify::selected", G_CALLBACK(selected_cb), self);
}

void
lmu_ladder_find_set_session(LmuLadderFind *self, LmuSession *session)
{
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  if (session)
    g_signal_connect_swapped(session, "found", G_CALLBACK(found_cb), self);
  request(self, FALSE);
}

void
lmu_ladder_find_open(LmuLadderFind *self)
{
  self->origin = selected_row(self);
  reveal(self);
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  gtk_editable_select_region(self->entry, 0, -1);
}

void
lmu_ladder_find_step(LmuLadderFind *self, gboolean back)
{
  guint row = selected_row(self);

  if (!*text_of(self)) {
    lmu_ladder_find_open(self);
    return;
  }
  self->from = row == LM_NONE ? LM_NONE : back ? (row > 0 ? row - 1 : LM_NONE - 1) : row + 1;
  self->going_back = back;
  if (self->known)
    select_from(self, self->from, back);
  else
    request(self, TRUE);
}

void
lmu_ladder_find_set_text(LmuLadderFind *self, const char *text)
{
  self->origin = selected_row(self);
  gtk_editable_set_text(self->entry, text);
  reveal(self);
  text_changed_cb(self);
}

gboolean
lmu_ladder_find_get_n_found(LmuLadderFind *self, guint *n)
{
  *n = self->found->len;
  return self->known;
}
