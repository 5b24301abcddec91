/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/window/settings.h"
#include "ui/window/window-private.h"

#define DEFAULT_WIDTH 1280
#define DEFAULT_HEIGHT 800
#define DEFAULT_LIST_HEIGHT 300
#define DEFAULT_MESSAGE_WIDTH 380
#define LEAST_MESSAGE_WIDTH 200
#define LEAST_LADDER_WIDTH 600 /* with the sidebar */

/* The words of the setting "time-format". */
static const char *const time_formats[] = {
    [LM_LADDER_SINCE_FIRST] = "relative",
    [LM_LADDER_SINCE_PREVIOUS] = "delta",
    [LM_LADDER_CLOCK] = "clock",
};

static void
restore_ladder_options(LmuWindow *self)
{
  LmLadderOptions options = *lmu_ladder_view_get_options(self->ladder);
  g_autofree char *wanted = lmu_settings_get_string("time-format", "delta");
  for (gsize i = 0; i < G_N_ELEMENTS(time_formats); i++)
    if (g_str_equal(time_formats[i], wanted))
      options.time = (LmLadderTime)i;
  options.legs = lmu_settings_get_boolean("ladder-legs", FALSE);
  lmu_ladder_view_set_options(self->ladder, &options);
}

/* Kept at once, so that the next window begins with it. */
static void
ladder_options_changed_cb(LmuWindow *self)
{
  const LmLadderOptions *options = lmu_ladder_view_get_options(self->ladder);
  lmu_settings_set_string("time-format", time_formats[options->time]);
  lmu_settings_set_boolean("ladder-legs", options->legs);
}

void
lmu_window_restore_state(LmuWindow *self)
{
  int width = lmu_settings_get_int("window-width", DEFAULT_WIDTH);
  int height = lmu_settings_get_int("window-height", DEFAULT_HEIGHT);
  int list_height = lmu_settings_get_int("list-height", DEFAULT_LIST_HEIGHT);
  int message_width = lmu_settings_get_int("message-width", DEFAULT_MESSAGE_WIDTH);
  gtk_window_set_default_size(GTK_WINDOW(self), CLAMP(width, 360, 8192), CLAMP(height, 294, 8192));
  gboolean maximized = lmu_settings_get_boolean("maximized", FALSE);
  if (maximized)
    gtk_window_maximize(GTK_WINDOW(self));
  /* Before it is shown, because what stands side by side could make it wider than it was. */
  self->narrow = !maximized && width < LMU_NARROW_WIDTH;
  lmu_window_show_message(self, !self->narrow);
  self->sidebar_wanted = lmu_settings_get_boolean("sidebar-shown", TRUE);
  gtk_paned_set_position(self->list_paned, CLAMP(list_height, 120, 8192));
  restore_ladder_options(self);
  g_signal_connect_object(self->ladder, "options-changed", G_CALLBACK(ladder_options_changed_cb),
                          self, G_CONNECT_SWAPPED);
  /* The paned widget's size is not known yet: its end child asks for its width. */
  int most = MAX(width - LEAST_LADDER_WIDTH, LEAST_MESSAGE_WIDTH);
  gtk_widget_set_size_request(GTK_WIDGET(self->message_place),
                              CLAMP(message_width, LEAST_MESSAGE_WIDTH, most), -1);
}

void
lmu_window_save_state(LmuWindow *self)
{
  int width, height;
  gtk_window_get_default_size(GTK_WINDOW(self), &width, &height);
  lmu_settings_set_boolean("maximized", gtk_window_is_maximized(GTK_WINDOW(self)));
  if (width > 0 && height > 0) {
    lmu_settings_set_int("window-width", width);
    lmu_settings_set_int("window-height", height);
  }
  lmu_settings_set_boolean("sidebar-shown", self->sidebar_wanted);
  lmu_settings_set_int("list-height", self->low ? self->wanted_position
                                                : gtk_paned_get_position(self->list_paned));
  if (!self->narrow && gtk_widget_get_width(GTK_WIDGET(self->message_place)) > 0)
    lmu_settings_set_int("message-width", gtk_widget_get_width(GTK_WIDGET(self->message_place)));
}
