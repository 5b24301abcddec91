/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Keeps a session within its budget of memory: says when room is wanted, and makes it. Private to
 * the session. */

#include "capture/follow.h"
#include "net/net.h"
#include "track/evict.h"

typedef struct {
  LmTracker *tracker; /* borrowed, as the next two */
  LmNet *net;
  LmFollow *follow;      /* may be NULL */
  uint64_t budget_bytes; /* 0: none */
  int statm;             /* descriptor; -1: not there */
  uint64_t left_bytes;   /* what was left when room was made last */
  uint64_t file_bytes;   /* mapped and in memory, when pages were dropped last */
  int64_t look_ns;       /* when to look for files that went; monotonic */
  const uint8_t *at;     /* what lies before it in the capture was taken in; NULL: nothing was */
} LmRoom;

void lm_room_init(LmRoom *room);
void lm_room_clear(LmRoom *room);
/* Everything up to the packet at @at was taken in. */
void lm_room_reached(LmRoom *room, const uint8_t *at);
/* Whether there is too little room; some microseconds. */
bool lm_room_is_wanted(LmRoom *room);
/* Gives back memory of the capture's files that came back because somebody looked at them. */
void lm_room_drop_pages(LmRoom *room);
/* Makes room, a quarter of the budget. */
void lm_room_make(LmRoom *room);
/* Lets go of all that is at its end. */
void lm_room_evict_finished(LmRoom *room);
/* Lets go of files whose name went, if it is time to look for them again. */
void lm_room_let_files_go(LmRoom *room);
