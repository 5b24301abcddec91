/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/message_notes.h"

#include "relate/offer_detail.h"

#include <stdlib.h>

/* In a call of more messages only those with a description are looked at, so that whoever goes
 * through them does not wait. */
#define MANY_MESSAGES 5000u

LmMessageNotes *
lm_message_notes_new(const LmTrace *trace, uint32_t message)
{
  const LmMessage *row = lm_trace_message(trace, message);
  if (row->call == LM_NONE)
    return NULL;
  bool many = lm_trace_call(trace, row->call)->n_messages > MANY_MESSAGES;
  if (many && !(row->flags & LM_MESSAGE_HAS_SDP))
    return NULL;
  LmMessageNotes *notes = lm_alloc(sizeof *notes);
  lm_offers_add_detail(&notes->root, trace, message, &notes->arena);
  if (notes->root.first_child)
    return notes;
  lm_message_notes_free(notes);
  return NULL;
}

void
lm_message_notes_free(LmMessageNotes *notes)
{
  if (!notes)
    return;
  lm_arena_clear(&notes->arena);
  free(notes);
}
