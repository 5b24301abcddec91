/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The signals of a session, which ui/model/session.h describes. A new one is a word here and a row
 * in the table. */

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  LMU_SESSION_OPENED,
  LMU_SESSION_LIVE_CHANGED,
  LMU_SESSION_PROGRESS,
  LMU_SESSION_CALLS_CHANGED,
  LMU_SESSION_STREAMS_CHANGED,
  LMU_SESSION_WARNING,
  LMU_SESSION_DONE,
  LMU_SESSION_FAILED,
  LMU_SESSION_LADDER,
  LMU_SESSION_ROLES,
  LMU_SESSION_MESSAGE,
  LMU_SESSION_FOUND,
  LMU_SESSION_STREAM,
  LMU_SESSION_EXPORTED,
  LMU_SESSION_FILTERED,
  LMU_SESSION_REPORT,
  LMU_SESSION_REPORT_FOUND,
  LMU_SESSION_REPORT_COUNT,
  LMU_SESSION_REPORT_DETAIL,
  LMU_SESSION_VALUES_CHANGED,
  LMU_SESSION_HEADERS,
  LMU_SESSION_SOUND,
  LMU_SESSION_ALERTS,
  LMU_SESSION_N_SIGNALS
} LmuSessionSignal;

/* Makes them for the type of sessions, and sets @signals to their numbers. */
void lmu_session_signals_install(GType type, guint signals[LMU_SESSION_N_SIGNALS]);

G_END_DECLS
