/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Plays what was decoded, through linesman-sound, which knows the sound systems. Main thread.
 *
 * Signals: "moved" (): another time is heard; "stopped" (const char *words): it came to its end, or
 * to what the words say; not after lmu_player_stop(). */

#include "sound/mixer.h"
#include "ui/sound/decoded.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_PLAYER (lmu_player_get_type())
G_DECLARE_FINAL_TYPE(LmuPlayer, lmu_player, LMU, PLAYER, GObject)

LmuPlayer *lmu_player_new(void);
/* Plays @n streams of @decoded, as @routes lay them on @channels, from @from_ns on; from the
 * beginning where that is LM_TIME_NONE, or not before their end. What is played before stops. */
void lmu_player_play(LmuPlayer *self, LmuDecoded *decoded, const LmSoundRoute *routes, gsize n,
                     guint channels, gint64 from_ns);
void lmu_player_stop(LmuPlayer *self);
gboolean lmu_player_is_playing(LmuPlayer *self);
/* What is heard now, by the capture's clock; LM_TIME_NONE where nothing is. */
gint64 lmu_player_get_time_ns(LmuPlayer *self);

G_END_DECLS
