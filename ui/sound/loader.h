/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Has streams decoded: the engine collects their packets, and a worker decodes them. Main thread.
 */

#include "ui/model/session.h"
#include "ui/sound/decoded.h"

G_BEGIN_DECLS

typedef struct LmuSoundLoader LmuSoundLoader;

/* With what came of the newest request; @decoded is borrowed, and NULL with @error where nothing
 * could be done. */
typedef void (*LmuSoundLoaded)(gpointer data, LmuDecoded *decoded, const LmError *error);

LmuSoundLoader *lmu_sound_loader_new(LmuSoundLoaded loaded, gpointer data);
void lmu_sound_loader_free(LmuSoundLoader *loader);
/* What is under way goes; NULL: there is nothing to load from. */
void lmu_sound_loader_set_session(LmuSoundLoader *loader, LmuSession *session);
void lmu_sound_loader_load(LmuSoundLoader *loader, const guint32 *streams, gsize n,
                           const LmSoundOptions *options);
void lmu_sound_loader_cancel(LmuSoundLoader *loader);
gboolean lmu_sound_loader_is_busy(LmuSoundLoader *loader);

G_END_DECLS
