/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sound as a WAV file, written by a worker. */

#include "sound/mixer.h"
#include "ui/sound/decoded.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What @routes lay on @channels. @done, on the main thread, with @source and the result of
 * lmu_sound_export_finish(). */
void lmu_sound_export(LmuDecoded *decoded, const LmSoundRoute *routes, gsize n, guint channels,
                      const char *path, gpointer source, GAsyncReadyCallback done);
/* The path, with @error; it is set if the file was not written. Borrowed from the result. */
const char *lmu_sound_export_finish(GAsyncResult *result, const LmError **error);

G_END_DECLS
