/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A session on a capture that runs. Its calls and streams come as those of a file do, and "done" is
 * told when the capture has ended and all of it is read. */

#include "capture/live.h"
#include "ui/model/session.h"

G_BEGIN_DECLS

/* Takes @live; it ends with the session. @options may be NULL. */
void lmu_session_open_live(LmuSession *self, LmLive *live, const LmEngineOptions *options);
/* Whether it was opened so, also when the capture has ended. */
gboolean lmu_session_is_live(LmuSession *self);
/* Until "done". */
gboolean lmu_session_is_capturing(LmuSession *self);
/* Ends the capture; "done" follows. */
void lmu_session_stop(LmuSession *self);
/* Between that and "done". */
gboolean lmu_session_is_stopping(LmuSession *self);
/* It goes on when the session goes, if it is one that keeps on. */
void lmu_session_leave_live(LmuSession *self);
/* Lets go of the calls that are at their end. */
void lmu_session_clear(LmuSession *self);
/* While it is paused nothing new is shown, and the capture goes on. */
void lmu_session_set_paused(LmuSession *self, gboolean paused);
gboolean lmu_session_is_paused(LmuSession *self);
/* From now on @only is kept of what passes. FALSE with @error set. */
gboolean lmu_session_keep(LmuSession *self, LmBpfOnly only, LmError *error);
/* FALSE where it is not live. */
gboolean lmu_session_get_live_status(LmuSession *self, LmLiveStatus *status);
/* Who sends HEP to it; lm_hep_senders_list(). */
gsize lmu_session_get_senders(LmuSession *self, LmHepSender *list, gsize max, LmHepSender *others);
/* As lm_engine_sent(). */
const char *lmu_session_get_sent(LmuSession *self, guint index, LmHepSendStatus *status);
/* The files of one that has ended, as far as they are kept, the oldest first. Owned. */
char **lmu_session_get_live_paths(LmuSession *self);

G_END_DECLS
