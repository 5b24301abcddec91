/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/sound-panel.h"

#include "base/i18n.h"
#include "ui/sound/sound-panel-private.h"
#include "ui/streams/stream-text.h"

#include <adwaita.h>

/* Decoding that is done sooner shows no spinner. */
#define SPINNER_DELAY_MS 300
/* The lanes do not take more from the graphs. */
#define MOST_HEIGHT 220

G_DEFINE_FINAL_TYPE(LmuSoundPanel, lmu_sound_panel, GTK_TYPE_WIDGET)

enum { PROP_PLAY_NS = 1, PROP_PLAYING, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { PROBLEM_WANTED, DECODED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
title_of(LmuSoundPanel *self, guint index)
{
  guint32 stream = g_array_index(self->streams, guint32, index);
  const LmStreamRow *row = lmu_session_get_stream_row(self->session, stream);
  g_autofree char *src = NULL, *dst = NULL;

  if (!row)
    return g_strdup("");
  src = lmu_stream_endpoint_text(&row->src);
  dst = lmu_stream_endpoint_text(&row->dst);
  return g_strdup_printf("%s → %s", src, dst);
}

/* Why a stream cannot be heard, or not all of it. Owned. */
static char *
words_of(LmuSoundPanel *self, guint index)
{
  const LmSoundStream *stream = &self->decoded->sound->streams[index];

  if (stream->error.code != LM_ERROR_NONE)
    return g_strdup(stream->error.message);
  if (stream->n_frames == 0)
    return g_strdup(_("There is no sound in this stream."));
  return stream->cut ? g_strdup(_("It is longer than what is decoded.")) : NULL;
}

static void
show_sound(LmuSoundPanel *self)
{
  guint n = lmu_lane_box_get_n(self->lanes);

  for (guint i = 0; i < n; i++) {
    gboolean there = self->decoded && i < self->decoded->sound->n;
    g_autofree char *words = there ? words_of(self, i) : NULL;

    lmu_sound_lane_set_sound(lmu_lane_box_get(self->lanes, i), there ? self->decoded : NULL, i,
                             words);
  }
  lmu_sound_panel_update_play(self);
}

static void
stop_spinner(LmuSoundPanel *self)
{
  g_clear_handle_id(&self->spinner_id, g_source_remove);
  gtk_spinner_set_spinning(self->spinner, FALSE);
  gtk_widget_set_visible(GTK_WIDGET(self->spinner), FALSE);
}

static gboolean
spinner_cb(gpointer data)
{
  LmuSoundPanel *self = data;

  self->spinner_id = 0;
  gtk_widget_set_visible(GTK_WIDGET(self->spinner), TRUE);
  gtk_spinner_set_spinning(self->spinner, TRUE);
  lmu_sound_panel_say(self, _("Decoding…"));
  return G_SOURCE_REMOVE;
}

static void
loaded_cb(gpointer data, LmuDecoded *decoded, const LmError *error)
{
  LmuSoundPanel *self = data;

  stop_spinner(self);
  lmu_player_stop(self->player);
  g_clear_pointer(&self->decoded, lmu_decoded_unref);
  self->decoded = decoded ? lmu_decoded_ref(decoded) : NULL;
  show_sound(self);
  g_signal_emit(self, signals[DECODED], 0);
  lmu_sound_panel_say(self, decoded ? NULL : error->message);
}

LmuLevels *const *
lmu_sound_panel_get_levels(LmuSoundPanel *self, guint *n)
{
  *n = self->decoded ? (guint)self->decoded->sound->n : 0;
  return self->decoded ? self->decoded->levels : NULL;
}

/* Sound that nobody sees is not decoded. */
static void
load(LmuSoundPanel *self)
{
  LmSoundOptions options;

  if (!self->stale || !self->session || !gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  self->stale = FALSE;
  stop_spinner(self);
  lmu_sound_panel_get_options(self, &options);
  lmu_sound_loader_load(self->loader, (const guint32 *)(void *)self->streams->data,
                        self->streams->len, &options);
  if (lmu_sound_loader_is_busy(self->loader))
    self->spinner_id = g_timeout_add(SPINNER_DELAY_MS, spinner_cb, self);
}

void
lmu_sound_panel_reload(LmuSoundPanel *self)
{
  self->stale = TRUE;
  load(self);
}

static void
seek_cb(LmuSoundPanel *self, gint64 time_ns)
{
  lmu_sound_panel_seek(self, time_ns);
}

static void
problem_wanted_cb(LmuSoundPanel *self, int by)
{
  g_signal_emit(self, signals[PROBLEM_WANTED], 0, by);
}

static void
make_lanes(LmuSoundPanel *self)
{
  guint n = self->lanes ? lmu_lane_box_get_n(self->lanes) : 0;

  self->lanes = LMU_LANE_BOX(lmu_lane_box_new(self->axis));
  lmu_lane_box_set_n(self->lanes, n);
  gtk_scrolled_window_set_child(self->scroller, GTK_WIDGET(self->lanes));
  g_signal_connect_object(self->lanes, "seek", G_CALLBACK(seek_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(self->lanes, "problem-wanted", G_CALLBACK(problem_wanted_cb), self,
                          G_CONNECT_SWAPPED);
}

void
lmu_sound_panel_head_changed(LmuSoundPanel *self)
{
  for (guint i = 0; i < lmu_lane_box_get_n(self->lanes); i++)
    lmu_sound_lane_set_head(lmu_lane_box_get(self->lanes, i), self->head_ns);
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PLAY_NS]);
}

void
lmu_sound_panel_playing_changed(LmuSoundPanel *self)
{
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PLAYING]);
}

/* Space plays wherever it has no other meaning: in the graphs as in the lists. */
static gboolean
takes_space(GtkWidget *focus)
{
  return focus && (GTK_IS_EDITABLE(focus) || GTK_IS_TEXT_VIEW(focus) || GTK_IS_BUTTON(focus) ||
                   GTK_IS_MENU_BUTTON(focus) || GTK_IS_SWITCH(focus) ||
                   gtk_widget_get_ancestor(focus, GTK_TYPE_POPOVER));
}

static gboolean
key_cb(LmuSoundPanel *self, guint key, guint code, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask();
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));

  if ((key != GDK_KEY_space && key != GDK_KEY_KP_Space) || modifiers != 0 ||
      takes_space(gtk_root_get_focus(root)))
    return FALSE;
  g_action_group_activate_action(G_ACTION_GROUP(self->actions), "play", NULL);
  return TRUE;
}

/* Keys are listened for in the whole view, before a list takes them. */
static void
listen(LmuSoundPanel *self)
{
  GtkWidget *place = gtk_widget_get_parent(GTK_WIDGET(self));

  while (place && !gtk_widget_has_css_class(place, "streams-view"))
    place = gtk_widget_get_parent(place);
  self->key_place = place ? place : GTK_WIDGET(self);
  self->keys = gtk_event_controller_key_new();
  gtk_event_controller_set_propagation_phase(self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(self->keys, "key-pressed", G_CALLBACK(key_cb), self);
  gtk_widget_add_controller(self->key_place, self->keys);
}

static void
lmu_sound_panel_map(GtkWidget *widget)
{
  LmuSoundPanel *self = LMU_SOUND_PANEL(widget);

  GTK_WIDGET_CLASS(lmu_sound_panel_parent_class)->map(widget);
  listen(self);
  load(self);
}

/* Another page of the view has neither lanes nor a button to stop it; another view has the ladder,
 * where the play head goes on. */
static void
lmu_sound_panel_unmap(GtkWidget *widget)
{
  LmuSoundPanel *self = LMU_SOUND_PANEL(widget);

  if (gtk_widget_get_mapped(self->key_place))
    lmu_player_stop(self->player);
  gtk_widget_remove_controller(self->key_place, self->keys);
  GTK_WIDGET_CLASS(lmu_sound_panel_parent_class)->unmap(widget);
}

static void
lmu_sound_panel_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLAY_NS)
    g_value_set_int64(value, lmu_sound_panel_get_play_ns(LMU_SOUND_PANEL(object)));
  else if (id == PROP_PLAYING)
    g_value_set_boolean(value, lmu_sound_panel_is_playing(LMU_SOUND_PANEL(object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
lmu_sound_panel_dispose(GObject *object)
{
  LmuSoundPanel *self = LMU_SOUND_PANEL(object);
  GtkWidget *child;

  g_clear_handle_id(&self->spinner_id, g_source_remove);
  if (self->player)
    g_signal_handlers_disconnect_by_data(self->player, self);
  g_clear_object(&self->player);
  g_clear_pointer(&self->loader, lmu_sound_loader_free);
  g_clear_pointer(&self->decoded, lmu_decoded_unref);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  g_clear_object(&self->chooser);
  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self))))
    gtk_widget_unparent(child);
  g_clear_object(&self->axis);
  g_clear_object(&self->actions);
  g_clear_pointer(&self->streams, g_array_unref);
  G_OBJECT_CLASS(lmu_sound_panel_parent_class)->dispose(object);
}

static void
lmu_sound_panel_class_init(LmuSoundPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS(class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  object_class->dispose = lmu_sound_panel_dispose;
  object_class->get_property = lmu_sound_panel_get_property;
  widget_class->map = lmu_sound_panel_map;
  widget_class->unmap = lmu_sound_panel_unmap;
  properties[PROP_PLAY_NS] =
      g_param_spec_int64("play-ns", NULL, NULL, G_MININT64, G_MAXINT64, LM_TIME_NONE,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PLAYING] =
      g_param_spec_boolean("playing", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties(object_class, N_PROPS, properties);
  signals[PROBLEM_WANTED] =
      g_signal_new("problem-wanted", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[DECODED] = g_signal_new("decoded", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name(widget_class, "soundpanel");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/sound/sound-panel.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, scroller);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, play_button);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, mode_button);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, mode_label);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, buffer_label);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, status);
  gtk_widget_class_bind_template_child(widget_class, LmuSoundPanel, spinner);
}

static void
lmu_sound_panel_init(LmuSoundPanel *self)
{
  self->head_ns = LM_TIME_NONE;
  self->streams = g_array_new(FALSE, FALSE, sizeof(guint32));
  self->axis = lmu_graph_axis_new();
  self->loader = lmu_sound_loader_new(loaded_cb, self);
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_orientable_set_orientation(GTK_ORIENTABLE(gtk_widget_get_layout_manager(GTK_WIDGET(self))),
                                 GTK_ORIENTATION_VERTICAL);
  gtk_scrolled_window_set_max_content_height(self->scroller, MOST_HEIGHT);
  make_lanes(self);
  lmu_sound_panel_init_play(self);
}

void
lmu_sound_panel_set_session(LmuSoundPanel *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  lmu_sound_loader_set_session(self->loader, session);
  /* More packets of the streams may have come since they were decoded. */
  if (session)
    g_signal_connect_swapped(session, "done", G_CALLBACK(lmu_sound_panel_reload), self);
  lmu_sound_panel_set_streams(self, NULL, 0);
}

void
lmu_sound_panel_set_axis(LmuSoundPanel *self, LmuGraphAxis *axis)
{
  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  if (!g_set_object(&self->axis, axis))
    return;
  make_lanes(self);
  show_sound(self);
}

/* The stream that goes the other way in the same call; LM_NONE where there is none. */
static guint32
other_direction(LmuSoundPanel *self, guint32 stream)
{
  const LmStreamRow *row = lmu_session_get_stream_row(self->session, stream);
  guint n = lmu_session_n_stream_rows(self->session);

  for (guint32 i = 0; row && row->call != LM_NONE && i < n; i++) {
    const LmStreamRow *other = lmu_session_get_stream_row(self->session, i);

    if (other && other->call == row->call && lm_endpoint_equal(&other->src, &row->dst) &&
        lm_endpoint_equal(&other->dst, &row->src))
      return i;
  }
  return LM_NONE;
}

static gboolean
has_streams(LmuSoundPanel *self, const guint32 *streams, gsize n)
{
  return n == self->streams->len &&
         (n == 0 || memcmp(self->streams->data, streams, n * sizeof *streams) == 0);
}

void
lmu_sound_panel_set_streams(LmuSoundPanel *self, const guint32 *streams, gsize n)
{
  guint32 pair[2];

  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  n = MIN(n, LMU_MAX_LANES);
  /* A conversation is heard from both sides. */
  if (n == 1 && self->session) {
    pair[0] = streams[0];
    pair[1] = other_direction(self, pair[0]);
    streams = pair;
    n = pair[1] == LM_NONE ? 1 : 2;
  }
  if (has_streams(self, streams, n))
    return;
  lmu_player_stop(self->player);
  lmu_sound_loader_cancel(self->loader);
  stop_spinner(self);
  g_array_set_size(self->streams, 0);
  if (n > 0)
    g_array_append_vals(self->streams, streams, (guint)n);
  g_clear_pointer(&self->decoded, lmu_decoded_unref);
  g_signal_emit(self, signals[DECODED], 0);
  lmu_lane_box_set_n(self->lanes, (guint)n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *title = title_of(self, i);

    lmu_sound_lane_set_title(lmu_lane_box_get(self->lanes, i), title);
  }
  lmu_sound_panel_set_head(self, LM_TIME_NONE);
  lmu_sound_panel_update_modes(self);
  show_sound(self);
  lmu_sound_panel_reload(self);
}

gint64
lmu_sound_panel_get_play_ns(LmuSoundPanel *self)
{
  return self->head_ns;
}

gboolean
lmu_sound_panel_is_playing(LmuSoundPanel *self)
{
  return lmu_player_is_playing(self->player);
}

GActionGroup *
lmu_sound_panel_get_actions(LmuSoundPanel *self)
{
  return G_ACTION_GROUP(self->actions);
}
