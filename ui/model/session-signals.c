/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/session-signals.h"

#define MAX_TYPES 4

/* The types of what a signal carries, up to the first 0; G_TYPE_STRV is no constant. */
static const struct {
  const char *name;
  GType types[MAX_TYPES];
} kinds[LMU_SESSION_N_SIGNALS] = {
    [LMU_SESSION_OPENED] = {"opened", {0}},
    [LMU_SESSION_LIVE_CHANGED] = {"live-changed", {0}},
    [LMU_SESSION_PROGRESS] = {"progress", {0}},
    [LMU_SESSION_CALLS_CHANGED] = {"calls-changed", {0}},
    [LMU_SESSION_STREAMS_CHANGED] = {"streams-changed", {0}},
    [LMU_SESSION_WARNING] = {"warning", {G_TYPE_STRING}},
    [LMU_SESSION_DONE] = {"done", {G_TYPE_POINTER}},
    [LMU_SESSION_FAILED] = {"failed", {G_TYPE_POINTER}},
    [LMU_SESSION_LADDER] = {"ladder", {G_TYPE_UINT, G_TYPE_POINTER}},
    [LMU_SESSION_ROLES] = {"roles", {0}},
    [LMU_SESSION_MESSAGE] = {"message", {G_TYPE_UINT, G_TYPE_POINTER}},
    [LMU_SESSION_FOUND] = {"found", {G_TYPE_UINT, G_TYPE_POINTER, G_TYPE_ULONG}},
    [LMU_SESSION_STREAM] = {"stream", {G_TYPE_UINT}},
    [LMU_SESSION_FILTERED] = {"filtered", {G_TYPE_UINT}},
    [LMU_SESSION_REPORT] = {"report", {G_TYPE_UINT}},
    [LMU_SESSION_REPORT_FOUND] = {"report-found", {G_TYPE_UINT, G_TYPE_POINTER, G_TYPE_ULONG}},
    [LMU_SESSION_REPORT_COUNT] = {"report-count", {G_TYPE_POINTER, G_TYPE_UINT}},
    [LMU_SESSION_REPORT_DETAIL] = {"report-detail", {G_TYPE_UINT}},
    [LMU_SESSION_VALUES_CHANGED] = {"values-changed", {G_TYPE_UINT}},
    [LMU_SESSION_HEADERS] = {"headers", {G_TYPE_UINT, G_TYPE_BOXED}},
    [LMU_SESSION_SOUND] = {"sound", {G_TYPE_UINT}},
    [LMU_SESSION_ALERTS] = {"alerts", {G_TYPE_POINTER, G_TYPE_ULONG, G_TYPE_ULONG, G_TYPE_STRING}},
    [LMU_SESSION_EXPORTED] = {"exported", {G_TYPE_UINT, G_TYPE_STRING, G_TYPE_POINTER}},
};

void
lmu_session_signals_install(GType type, guint signals[LMU_SESSION_N_SIGNALS])
{
  for (guint i = 0; i < LMU_SESSION_N_SIGNALS; i++) {
    GType types[MAX_TYPES];
    guint n = 0;
    for (; n < MAX_TYPES && kinds[i].types[n]; n++)
      types[n] = kinds[i].types[n] == G_TYPE_BOXED ? G_TYPE_STRV : kinds[i].types[n];
    signals[i] = g_signal_newv(kinds[i].name, type, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                               G_TYPE_NONE, n, types);
  }
}
