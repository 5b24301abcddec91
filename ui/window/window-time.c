/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One time for all that shows time: the cursor of graphs and waveforms and the play head stand in
 * the ladder too, and what is selected in the ladder is where the cursor is. */

#include "ui/window/window-private.h"

gboolean
lmu_window_has_sound(LmuWindow *self)
{
  return g_strcmp0(self->view, LMU_VIEW_STREAMS) == 0 ||
         lmu_graph_axis_get_play(lmu_streams_view_get_axis(self->streams)) != LM_TIME_NONE;
}

static void
times_cb(LmuWindow *self)
{
  LmuGraphAxis *axis = lmu_streams_view_get_axis(self->streams);
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), "sound");
  if (g_action_get_enabled(action) != lmu_window_has_sound(self))
    lmu_window_update_actions(self);
  lmu_ladder_play_set_times(lmu_ladder_view_get_play(self->ladder), lmu_graph_axis_get_cursor(axis),
                            lmu_graph_axis_get_play(axis));
}

static void
playing_cb(LmuWindow *self)
{
  LmuSoundPanel *sound = lmu_streams_view_get_sound(self->streams);
  lmu_ladder_play_set_playing(lmu_ladder_view_get_play(self->ladder),
                              lmu_sound_panel_is_playing(sound));
}

static void
time_selected_cb(LmuWindow *self, gint64 time_ns)
{
  lmu_streams_view_set_cursor(self->streams, time_ns);
}

void
lmu_window_init_time(LmuWindow *self)
{
  g_signal_connect_object(lmu_streams_view_get_axis(self->streams), "cursor-changed",
                          G_CALLBACK(times_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(lmu_streams_view_get_sound(self->streams), "notify::playing",
                          G_CALLBACK(playing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(lmu_ladder_view_get_play(self->ladder), "time-selected",
                          G_CALLBACK(time_selected_cb), self, G_CONNECT_SWAPPED);
}
