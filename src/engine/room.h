/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Keeps a session within its budget of memory: says when room is wanted, and makes it. Private to
 * the session. */

#include "capture/follow.h"
#include "engine/pages.h"
#include "net/net.h"
#include "track/evict.h"

#include <stdatomic.h>

/* Why an eviction is under way. When room is wanted the first three follow one another: what nobody
 * needs, what is at its end, the rest; each where the one before was not enough. */
typedef enum {
  LM_ROOM_ENOUGH,
  LM_ROOM_LOOSE,
  LM_ROOM_FINISHED,
  LM_ROOM_UNFINISHED,
  LM_ROOM_ALL_FINISHED, /* all that is at its end, without need */
  LM_ROOM_LOST,         /* what lies in a file whose name went */
} LmRoomStage;

typedef struct {
  LmTracker *tracker; /* borrowed, as the next two */
  LmNet *net;
  LmFollow *follow;      /* may be NULL */
  uint64_t budget_bytes; /* 0: none */
  LmPages *pages;        /* owned; NULL: there is no budget */
  uint64_t left_bytes;   /* what was left when room was made last */
  int64_t look_ns;       /* when to look for files that went; monotonic */
  const uint8_t *at;     /* what lies before it in the capture was taken in; NULL: nothing was */
  atomic_uint n_read;    /* messages, by those who look */
  LmRoomStage stage;
  uint32_t n_pieces;      /* that were done, of any */
  LmEvicting *evicting;   /* owned; NULL: it begins, or is not needed */
  LmKeep keep;            /* of that one */
  uint64_t found, in_use; /* before it */
  LmSlice lost;           /* bytes of the file that is looked at, */
  int64_t began_ns;       /* and since when any is */
} LmRoom;

void lm_room_init(LmRoom *room);
void lm_room_clear(LmRoom *room);
/* Everything up to the packet at @at was taken in. */
void lm_room_reached(LmRoom *room, const uint8_t *at);
/* Whether there is too little room; some microseconds. */
bool lm_room_is_wanted(LmRoom *room);
/* What is left of the budget, now that pages were given back; all there is without one. */
uint64_t lm_room_left(LmRoom *room);
/* What is begun here is done by lm_room_go_on(), one thing at a time: making room, a quarter of the
 * budget; */
void lm_room_make(LmRoom *room);
/* letting go of all that is at its end; */
void lm_room_evict_finished(LmRoom *room);
/* letting go of files whose name went, if it is time to look for them again. */
void lm_room_let_files_go(LmRoom *room);
/* Some milliseconds of that; true while there is more to do. Until then nothing may be added to the
 * tracker, and all of it can be read. */
bool lm_room_go_on(LmRoom *room);
