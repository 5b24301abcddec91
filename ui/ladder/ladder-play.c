/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-play.h"

#include "base/i18n.h"
#include "base/time.h"

struct _LmuLadderPlay {
  GtkWidget parent_instance;
  GtkButton *button;
  LmuLadderModel *model;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE(LmuLadderPlay, lmu_ladder_play, GTK_TYPE_WIDGET)

enum { TIME_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What a growing ladder selects anew is nobody's wish while the graphs are looked at. */
static void
selected_cb(LmuLadderPlay *self)
{
  const LmLadder *ladder = lmu_ladder_model_get_ladder(self->model);
  guint selected = gtk_single_selection_get_selected(self->selection);

  if (ladder && selected < ladder->n_rows &&
      gtk_widget_get_mapped(gtk_widget_get_parent(GTK_WIDGET(self))))
    g_signal_emit(self, signals[TIME_SELECTED], 0, ladder->rows[selected].time_ns);
}

static void
lmu_ladder_play_dispose(GObject *object)
{
  LmuLadderPlay *self = LMU_LADDER_PLAY(object);
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(self));

  if (self->selection)
    g_signal_handlers_disconnect_by_data(self->selection, self);
  g_clear_object(&self->selection);
  g_clear_object(&self->model);
  g_clear_pointer(&child, gtk_widget_unparent);
  G_OBJECT_CLASS(lmu_ladder_play_parent_class)->dispose(object);
}

static void
lmu_ladder_play_class_init(LmuLadderPlayClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_play_dispose;
  signals[TIME_SELECTED] =
      g_signal_new("time-selected", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name(widget_class, "ladderplay");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
lmu_ladder_play_init(LmuLadderPlay *self)
{
  self->button = GTK_BUTTON(gtk_button_new());
  gtk_actionable_set_detailed_action_name(GTK_ACTIONABLE(self->button), "win.sound('play')");
  gtk_widget_add_css_class(GTK_WIDGET(self->button), "flat");
  gtk_widget_set_parent(GTK_WIDGET(self->button), GTK_WIDGET(self));
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
  lmu_ladder_play_set_playing(self, FALSE);
}

void
lmu_ladder_play_connect(LmuLadderPlay *self, LmuLadderModel *model, GtkSingleSelection *selection)
{
  self->model = g_object_ref(model);
  self->selection = g_object_ref(selection);
  g_signal_connect_swapped(selection, "notify::selected", G_CALLBACK(selected_cb), self);
}

void
lmu_ladder_play_set_times(LmuLadderPlay *self, gint64 cursor_ns, gint64 play_ns)
{
  gtk_widget_set_visible(GTK_WIDGET(self), play_ns != LM_TIME_NONE);
  lmu_ladder_model_set_times(self->model, cursor_ns, play_ns);
}

void
lmu_ladder_play_set_playing(LmuLadderPlay *self, gboolean playing)
{
  const char *words = playing ? _("Pause the sound") : _("Play the sound on");

  gtk_button_set_icon_name(self->button, playing ? "media-playback-pause-symbolic"
                                                 : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->button), words);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                 -1);
}
