/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A message taken apart: lines that open into what they are made of.
 *
 * Signal "shown"(guint offset, guint len): a line was selected; these are its bytes. */

#include "engine/engine.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_MESSAGE_TREE (lmu_message_tree_get_type())
G_DECLARE_FINAL_TYPE(LmuMessageTree, lmu_message_tree, LMU, MESSAGE_TREE, AdwBin)

/* @message and its bytes must live until the next one; NULL empties the tree. Takes @notes over,
 * which may be NULL. */
void lmu_message_tree_set_message(LmuMessageTree *self, const LmMessageView *message,
                                  LmMessageNotes *notes);

G_END_DECLS
