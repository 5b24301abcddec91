/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the play bar does. */

#include "base/i18n.h"
#include "ui/sound/sound-panel-private.h"
#include "ui/streams/stream-text.h"

/* Where the play head stands in view when the view has followed it. */
#define FOLLOW_PLACE 0.1

static const struct {
  const char *name, *title;
  LmSoundTiming timing;
  LmSoundGaps gaps;
  int buffer; /* of lm_jitter_buffers; -1: none */
} buffers[] = {
    {"sent", N_("As sent"), LM_SOUND_AS_SENT, LM_SOUND_GAPS_CONCEALED, -1},
    {"silent", N_("As sent, gaps silent"), LM_SOUND_AS_SENT, LM_SOUND_GAPS_SILENT, -1},
    {"50", N_("Buffer of 50 ms"), LM_SOUND_BUFFERED, LM_SOUND_GAPS_CONCEALED, 0},
    {"200", N_("Buffer of 200 ms"), LM_SOUND_BUFFERED, LM_SOUND_GAPS_CONCEALED, 1},
    {"adaptive", N_("Adaptive buffer"), LM_SOUND_BUFFERED, LM_SOUND_GAPS_CONCEALED, 2},
    {"joined", N_("Uninterrupted"), LM_SOUND_JOINED, LM_SOUND_GAPS_SILENT, -1},
};

static const char *
get_state(LmuSoundPanel *self, const char *name)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state(G_ACTION_GROUP(self->actions), name);

  /* The action keeps it. */
  return g_variant_get_string(state, NULL);
}

/* Of an unknown name the number of all that there are. */
static gsize
buffer_by_name(const char *name)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS(buffers) && !g_str_equal(buffers[i].name, name))
    i++;
  return i;
}

void
lmu_sound_panel_get_options(LmuSoundPanel *self, LmSoundOptions *options)
{
  gsize i = buffer_by_name(get_state(self, "buffer"));

  *options = (LmSoundOptions){
      .timing = buffers[i].timing,
      .gaps = buffers[i].gaps,
      .buffer = buffers[i].buffer < 0 ? NULL : &lm_jitter_buffers[buffers[i].buffer],
  };
}

/* The lane that alone is heard; -1: all are. */
static int
only_lane(LmuSoundPanel *self)
{
  const char *mode = get_state(self, "mode");
  int lane = g_ascii_isdigit(*mode) ? *mode - '0' : -1;

  return lane < (int)self->streams->len ? lane : -1;
}

gsize
lmu_sound_panel_get_routes(LmuSoundPanel *self, LmSoundRoute *routes, guint *channels)
{
  int only = only_lane(self);
  gboolean both = g_str_equal(get_state(self, "mode"), "both");
  gsize n = 0;

  *channels = 1;
  for (gsize i = 0; self->decoded && i < self->decoded->sound->n; i++) {
    const LmSoundStream *stream = &self->decoded->sound->streams[i];

    if (stream->n_frames == 0 || (only >= 0 && only != (int)i))
      continue;
    /* The first from the left, the second from the right, and so on. */
    routes[n++] = (LmSoundRoute){stream, both ? (guint32)i % 2 : LM_SOUND_ALL_CHANNELS, 1};
  }
  if (both && n == 1)
    routes[0].channel = LM_SOUND_ALL_CHANNELS;
  if (both && n > 1)
    *channels = 2;
  for (gsize i = 0; i < n && !both && n > 1; i++)
    routes[i].gain = 0.7;
  return n;
}

void
lmu_sound_panel_say(LmuSoundPanel *self, const char *words)
{
  char time[LM_TIME_TEXT_SIZE];

  if (!words && self->head_ns != LM_TIME_NONE)
    words = lm_time_format_clock(self->head_ns, time);
  gtk_label_set_label(self->status, words ? words : "");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->status), words && strlen(words) > 20 ? words : NULL);
}

void
lmu_sound_panel_set_head(LmuSoundPanel *self, gint64 head_ns)
{
  if (self->head_ns == head_ns)
    return;
  self->head_ns = head_ns;
  lmu_sound_panel_head_changed(self);
  lmu_sound_panel_say(self, NULL);
}

static void
update_button(LmuSoundPanel *self)
{
  gboolean playing = lmu_player_is_playing(self->player);

  gtk_button_set_icon_name(self->play_button, playing ? "media-playback-pause-symbolic"
                                                      : "media-playback-start-symbolic");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 playing ? _("Pause") : _("Play"), -1);
  lmu_sound_panel_playing_changed(self);
}

/* What is heard stays in view. */
static void
follow(LmuSoundPanel *self)
{
  double place = lmu_graph_axis_place(self->axis, self->head_ns, 1);

  if (lmu_graph_axis_is_zoomed(self->axis) && (place < 0 || place > 1))
    lmu_graph_axis_pan(self->axis, place - FOLLOW_PLACE);
}

static void
moved_cb(LmuSoundPanel *self)
{
  gint64 time_ns = lmu_player_get_time_ns(self->player);

  update_button(self);
  if (time_ns == LM_TIME_NONE)
    return;
  lmu_sound_panel_set_head(self, time_ns);
  follow(self);
}

static void
stopped_cb(LmuSoundPanel *self, const char *words)
{
  update_button(self);
  /* At the end it plays from the beginning again. */
  if (!words)
    lmu_sound_panel_set_head(self, LM_TIME_NONE);
  lmu_sound_panel_say(self, words);
}

static void
play_from(LmuSoundPanel *self, gint64 time_ns)
{
  LmSoundRoute routes[LMU_MAX_LANES];
  guint channels;
  gsize n = lmu_sound_panel_get_routes(self, routes, &channels);

  if (n > 0)
    lmu_player_play(self->player, self->decoded, routes, n, channels, time_ns);
}

void
lmu_sound_panel_seek(LmuSoundPanel *self, gint64 time_ns)
{
  lmu_sound_panel_set_head(self, time_ns);
  if (lmu_player_is_playing(self->player))
    play_from(self, time_ns);
}

/* Where nothing says otherwise, what is in view is played. */
static void
play_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuSoundPanel *self = data;
  gint64 from_ns = self->head_ns;

  if (lmu_player_is_playing(self->player)) {
    lmu_player_stop(self->player);
    return;
  }
  if (from_ns == LM_TIME_NONE && lmu_graph_axis_is_zoomed(self->axis))
    from_ns = lmu_graph_axis_get_from(self->axis);
  play_from(self, from_ns);
}

static void
stop_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuSoundPanel *self = data;

  lmu_player_stop(self->player);
  lmu_sound_panel_set_head(self, LM_TIME_NONE);
}

/* What plays goes on with what is chosen now. */
static void
mode_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuSoundPanel *self = data;
  const char *mode = g_variant_get_string(value, NULL);

  if (!g_str_equal(mode, "both") && !g_str_equal(mode, "mix") &&
      (!g_ascii_isdigit(*mode) || mode[1] || *mode - '0' >= LMU_MAX_LANES))
    return;
  g_simple_action_set_state(action, value);
  lmu_sound_panel_update_play(self);
  if (lmu_player_is_playing(self->player))
    play_from(self, self->head_ns);
}

static void
buffer_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuSoundPanel *self = data;
  gsize i = buffer_by_name(g_variant_get_string(value, NULL));

  if (i == G_N_ELEMENTS(buffers))
    return;
  g_simple_action_set_state(action, value);
  gtk_label_set_label(self->buffer_label, _(buffers[i].title));
  lmu_sound_panel_reload(self);
}

static void
spectrogram_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuSoundPanel *self = data;

  g_simple_action_set_state(action, value);
  lmu_sound_panel_update_play(self);
}

static void
export_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_sound_panel_choose_export(data);
}

static void
export_path_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_sound_panel_export(data, g_variant_get_string(parameter, NULL));
}

static const GActionEntry entries[] = {
    {.name = "play", .activate = play_action},
    {.name = "stop", .activate = stop_action},
    {.name = "mode", .parameter_type = "s", .state = "'both'", .change_state = mode_action},
    {.name = "buffer", .parameter_type = "s", .state = "'sent'", .change_state = buffer_action},
    {.name = "spectrogram", .state = "false", .change_state = spectrogram_action},
    {.name = "export", .activate = export_action},
    {.name = "export-path", .activate = export_path_action, .parameter_type = "s"},
};

static void
set_enabled(LmuSoundPanel *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self->actions), name);

  g_simple_action_set_enabled(G_SIMPLE_ACTION(action), enabled);
}

/* "Only 192.0.2.15:4000" */
static char *
only_words(LmuSoundPanel *self, guint lane)
{
  const LmStreamRow *row =
      lmu_session_get_stream_row(self->session, g_array_index(self->streams, guint32, lane));
  g_autofree char *src = row ? lmu_stream_endpoint_text(&row->src) : g_strdup("");

  return g_strdup_printf(_("Only from %s"), src);
}

void
lmu_sound_panel_update_modes(LmuSoundPanel *self)
{
  g_autoptr(GMenu) menu = g_menu_new();

  if (self->streams->len > 1) {
    g_menu_append(menu, _("Left and right"), "sound.mode::both");
    g_menu_append(menu, _("Mixed"), "sound.mode::mix");
  }
  for (guint i = 0; i < self->streams->len; i++) {
    g_autofree char *words = only_words(self, i);
    g_autofree char *action = g_strdup_printf("sound.mode::%u", i);

    g_menu_append(menu, words, action);
  }
  gtk_menu_button_set_menu_model(self->mode_button, G_MENU_MODEL(menu));
  gtk_widget_set_visible(GTK_WIDGET(self->mode_button), self->streams->len > 1);
}

void
lmu_sound_panel_update_play(LmuSoundPanel *self)
{
  LmSoundRoute routes[LMU_MAX_LANES];
  guint channels;
  gsize n = lmu_sound_panel_get_routes(self, routes, &channels);
  int only = only_lane(self);
  gboolean mix = g_str_equal(get_state(self, "mode"), "mix");
  g_autofree char *words = only >= 0 ? only_words(self, (guint)only) : NULL;
  g_autoptr(GVariant) spectrogram =
      g_action_group_get_action_state(G_ACTION_GROUP(self->actions), "spectrogram");

  for (guint i = 0; i < lmu_lane_box_get_n(self->lanes); i++) {
    LmuSoundLane *lane = lmu_lane_box_get(self->lanes, i);

    lmu_sound_lane_set_heard(lane, only < 0 || only == (int)i);
    lmu_sound_lane_set_picture(lane, g_variant_get_boolean(spectrogram) ? LMU_PICTURE_SPECTRUM
                                                                        : LMU_PICTURE_WAVE);
    lmu_sound_lane_set_head(lane, self->head_ns);
  }
  gtk_label_set_label(self->mode_label, words ? words : mix ? _("Mixed") : _("Left and right"));
  set_enabled(self, "play", n > 0);
  set_enabled(self, "stop", n > 0);
  set_enabled(self, "export", n > 0);
  set_enabled(self, "export-path", n > 0);
  update_button(self);
}

void
lmu_sound_panel_init_play(LmuSoundPanel *self)
{
  self->player = lmu_player_new();
  g_signal_connect_swapped(self->player, "moved", G_CALLBACK(moved_cb), self);
  g_signal_connect_swapped(self->player, "stopped", G_CALLBACK(stopped_cb), self);
  self->actions = g_simple_action_group_new();
  g_action_map_add_action_entries(G_ACTION_MAP(self->actions), entries, G_N_ELEMENTS(entries),
                                  self);
  gtk_widget_insert_action_group(GTK_WIDGET(self), "sound", G_ACTION_GROUP(self->actions));
  gtk_label_set_label(self->buffer_label, _(buffers[0].title));
  lmu_sound_panel_update_modes(self);
  lmu_sound_panel_update_play(self);
}
