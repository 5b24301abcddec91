/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The session as its files share it. */

#include "ui/model/row-bits.h"
#include "ui/model/row-list.h"
#include "ui/model/session.h"

G_BEGIN_DECLS

struct _LmuSession {
  GObject parent_instance;
  LmEngine *engine;
  GSource *wake;
  char **paths;
  gboolean reading, live, stopping, paused;
  guint n_locked;
  LmuCallStore *calls;
  LmuCallFields *fields;
  LmuRowList *call_list;
  guint n_gone_streams;
  LmVec streams;             /* LmStreamRow by its index; index LM_NONE in a gap */
  LmuRowBits *streams_found; /* by the engine's filter; NULL: there is none */
  LmuRowList *stream_list;
  LmTraceCounters counters;
  LmCaptureProgress progress;
  LmEngineEvent *event; /* the one that is being told */
};

G_END_DECLS
