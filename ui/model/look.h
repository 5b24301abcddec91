/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The looks that the sidebar offers: which calls or other dialogs belong together. A row has
 * several; which, is found once when the row changes, so that counting and filtering only compare
 * bits. Pure; any thread. */

#include "engine/engine.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LMU_LOOK_CALLS,
  LMU_LOOK_OTHER, /* Call-IDs that are not calls */
  LMU_LOOK_PROBLEMS,
  LMU_LOOK_FAILED,
  LMU_LOOK_NOT_ANSWERED,
  LMU_LOOK_POOR,
  LMU_LOOK_IN_CALL,
  LMU_LOOK_RETRANSMITTED,
  LMU_LOOK_MALFORMED,
  LMU_N_LOOKS
} LmuLook;

/* A bit for each look. */
typedef guint16 LmuLooks;
#define LMU_LOOK_BIT(look) ((LmuLooks)(1u << (look)))

/* The looks that @row belongs to; none where nothing is known of it. */
LmuLooks lmu_looks_of(const LmCallRow *row);
/* Whether @row belongs to @look. */
gboolean lmu_look_has(LmuLook look, const LmCallRow *row);
/* "calls", "failed": names for actions and settings. */
const char *lmu_look_name(LmuLook look);
/* LMU_N_LOOKS for an unknown name. */
LmuLook lmu_look_by_name(const char *name);
/* "Failed", "Poor quality": translated, for the sidebar. */
const char *lmu_look_title(LmuLook look);

G_END_DECLS
