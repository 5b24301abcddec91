/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a message is to others of its call, which its bytes alone do not tell: what it offers or
 * answers, what became of each media line, and which rule is broken by that. Immutable; owned by
 * one. */

#include "proto/detail.h"
#include "track/trace.h"

typedef struct {
  LmArena arena;
  LmDetail root; /* its children belong into the message's tree */
} LmMessageNotes;

/* Owned: lm_message_notes_free(). NULL where there is nothing to tell. It points into the
 * capture. */
LmMessageNotes *lm_message_notes_new(const LmTrace *trace, uint32_t message);
void lm_message_notes_free(LmMessageNotes *notes);
