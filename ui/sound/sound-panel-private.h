/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of the panel share; for ui/sound/ only. */

#include "ui/sound/lane-box.h"
#include "ui/sound/loader.h"
#include "ui/sound/player.h"
#include "ui/sound/sound-panel.h"

G_BEGIN_DECLS

/* More lanes than this are no help, and the rest is left out. */
#define LMU_MAX_LANES 8

struct _LmuSoundPanel {
  GtkWidget parent_instance;

  GtkScrolledWindow *scroller;
  GtkButton *play_button;
  GtkMenuButton *mode_button;
  GtkLabel *mode_label, *buffer_label, *status;
  GtkSpinner *spinner;
  LmuLaneBox *lanes;

  LmuSession *session;
  LmuGraphAxis *axis;
  GArray *streams; /* guint32, at most LMU_MAX_LANES */
  LmuSoundLoader *loader;
  LmuDecoded *decoded; /* of @streams; NULL while there is none */
  gboolean stale;      /* @decoded is not what is wanted; it is asked for when the panel is seen */
  guint spinner_id;
  LmuPlayer *player;
  GSimpleActionGroup *actions;
  gint64 head_ns; /* the time that is heard, or will be when it plays on; LM_TIME_NONE */
  GtkFileChooserNative *chooser;
  GtkWidget *key_place; /* borrowed while mapped: where keys are listened for */
  GtkEventController *keys;
};

/* sound-play.c */
void lmu_sound_panel_init_play(LmuSoundPanel *self);
/* Other streams, or other sound of them. */
void lmu_sound_panel_update_play(LmuSoundPanel *self);
/* The same for the names in the menu of what is heard. */
void lmu_sound_panel_update_modes(LmuSoundPanel *self);
/* Goes on playing there, or plays from there when it plays. */
void lmu_sound_panel_seek(LmuSoundPanel *self, gint64 time_ns);
/* LM_TIME_NONE: nowhere. */
void lmu_sound_panel_set_head(LmuSoundPanel *self, gint64 head_ns);
/* Says @words in the bar; NULL: the time. */
void lmu_sound_panel_say(LmuSoundPanel *self, const char *words);

/* sound-save.c */
void lmu_sound_panel_choose_export(LmuSoundPanel *self);
void lmu_sound_panel_export(LmuSoundPanel *self, const char *path);

/* sound-panel.c */
/* Asks for the sound again, with another jitter buffer. */
void lmu_sound_panel_reload(LmuSoundPanel *self);
void lmu_sound_panel_head_changed(LmuSoundPanel *self);
void lmu_sound_panel_playing_changed(LmuSoundPanel *self);
/* What is heard: which streams on which channel. Returns how many routes there are. */
gsize lmu_sound_panel_get_routes(LmuSoundPanel *self, LmSoundRoute *routes, guint *channels);
/* "as-sent" and so on. Borrowed. */
void lmu_sound_panel_get_options(LmuSoundPanel *self, LmSoundOptions *options);

G_END_DECLS
