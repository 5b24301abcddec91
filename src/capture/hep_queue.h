/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Messages that are to be sent, in a bounded amount of memory. One thread puts; another sends, and
 * a message goes when that says that it arrived, so that it can be sent again until then. Private
 * to this room. */

#include "base/slice.h"

typedef struct LmHepQueue LmHepQueue;

/* Owned: lm_hep_queue_free(). At least twice the largest message. */
LmHepQueue *lm_hep_queue_new(size_t bytes);
void lm_hep_queue_free(LmHepQueue *queue);
/* A copy of @message, of at most LM_HEP_MAX_BYTES; false where there is no room. */
bool lm_hep_queue_put(LmHepQueue *queue, LmSlice message);
/* Whether the largest message would find room. */
bool lm_hep_queue_has_room(LmHepQueue *queue);
/* Messages in it, those too that were sent and are not known to have arrived. Any thread. */
uint64_t lm_hep_queue_n(LmHepQueue *queue);

/* For the thread that sends. The oldest message that was not sent, borrowed until it is known to
 * have arrived; false where there is none. */
bool lm_hep_queue_next(LmHepQueue *queue, LmSlice *message);
/* That one was sent; @place counts what was sent before and with it, in a unit of the caller. */
void lm_hep_queue_sent(LmHepQueue *queue, uint64_t place);
/* What was sent up to @place has arrived: it goes. Returns how many messages that are. */
uint64_t lm_hep_queue_arrived(LmHepQueue *queue, uint64_t place);
/* Whether any was sent of which that is not known. */
bool lm_hep_queue_is_unsure(LmHepQueue *queue);
/* Those are to be sent again, and places count anew. Returns how many they are. */
uint64_t lm_hep_queue_again(LmHepQueue *queue);
