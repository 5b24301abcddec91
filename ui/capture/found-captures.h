/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Captures that an earlier run of this program, or another, has left: those that go on are taken
 * up, those that have ended wait for somebody. Nothing of it needs a display. Main thread. */

#include "capture/live_found.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  GPtrArray *taken; /* LmLive *: those that go on; whoever takes one out owns it */
  LmLiveFound *all; /* they too; those that do not run are there to be opened or discarded */
  gsize n_all;
  LmLiveCleaned cleaned; /* what was removed, as it was too old or too much */
  LmError error;         /* why one that goes on could not be taken up */
} LmuFoundCaptures;

/* Cleans, looks and takes up, in a thread. */
void lmu_found_captures_look_async(gpointer source, GAsyncReadyCallback callback, gpointer data);
/* Owned. */
LmuFoundCaptures *lmu_found_captures_look_finish(GAsyncResult *result);
/* What was not taken out of it goes on without this program. */
void lmu_found_captures_free(LmuFoundCaptures *found);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuFoundCaptures, lmu_found_captures_free)

/* "Took up the capture on eth0 that began at 10:32". Owned. */
char *lmu_found_captures_describe_taken(LmLive *live);
/* "A capture on eth0 that began at 10:32 has ended, and nobody has seen all of it (1.2 MB)". Owned.
 */
char *lmu_found_captures_describe_ended(const LmLiveFound *found);

G_END_DECLS
