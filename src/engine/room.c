/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/room.h"

#include <malloc.h>
#include <stdlib.h>

#define STEP_NS (10 * LM_NS_PER_MS) /* of making room, until somebody else has a turn */
#define LOOK_NS LM_NS_PER_S
#define READS 64  /* messages, until it is looked at what they brought into memory */
#define PAUSES 50 /* of the time that a look took, until the next */

/* Any thread. */
static void
take_read(void *user)
{
  LmRoom *room = user;
  if (atomic_fetch_add_explicit(&room->n_read, 1, memory_order_relaxed) % READS == 0)
    lm_pages_in_use(room->pages);
}

static uint64_t
found_bytes(const LmRoom *room)
{
  return lm_tracker_bytes(room->tracker) + lm_net_bytes(room->net);
}

/* By the tables' own sum where the system does not say. */
static LmTraceMemory
tell_memory(void *user)
{
  const LmRoom *room = user;
  uint64_t in_use = lm_pages_in_use(room->pages), found = found_bytes(room);
  return (LmTraceMemory){.budget_bytes = room->budget_bytes,
                         .in_use_bytes = in_use > found ? in_use : found};
}

void
lm_room_init(LmRoom *room)
{
  if (room->budget_bytes == 0)
    return;
  room->pages = lm_pages_new(room->follow);
  lm_tracker_begin_evicting(room->tracker);
  lm_tracker_watch(room->tracker,
                   &(LmTraceWatch){.on_read = take_read, .memory = tell_memory, .user = room});
}

void
lm_room_clear(LmRoom *room)
{
  lm_pages_free(room->pages);
  lm_evicting_free(room->evicting);
  lm_keep_clear(&room->keep);
}

void
lm_room_reached(LmRoom *room, const uint8_t *at)
{
  room->at = at;
  lm_pages_reached(room->pages, at);
}

/* By the tables' own sum or by what the system says, which knows of everything; but where the
 * tables are small, emptying them is of no use. */
static uint64_t
bytes_in_use(LmRoom *room, uint64_t found)
{
  uint64_t in_use = lm_pages_in_use(room->pages);
  return in_use > found && found > room->budget_bytes / 16 ? in_use : found;
}

bool
lm_room_is_wanted(LmRoom *room)
{
  uint64_t found = found_bytes(room);
  /* Others take memory while room is made. And what was made must fill a little first: memory that
   * others hold does not go at once. */
  return bytes_in_use(room, found) > room->budget_bytes - room->budget_bytes / 16 &&
         found > room->left_bytes + room->budget_bytes / 64;
}

uint64_t
lm_room_left(LmRoom *room)
{
  if (!room->pages)
    return UINT64_MAX;
  malloc_trim(0);
  uint64_t in_use = tell_memory(room).in_use_bytes;
  return in_use < room->budget_bytes ? room->budget_bytes - in_use : 0;
}

static void
begin(LmRoom *room, LmEviction eviction)
{
  room->keep = LM_KEEP_INIT;
  lm_net_keep(room->net, &room->keep);
  room->found = found_bytes(room);
  room->evicting = lm_tracker_evict(room->tracker, &eviction, &room->keep);
}

static void
end(LmRoom *room)
{
  lm_evicting_free(room->evicting);
  room->evicting = NULL;
  lm_net_mark(room->net, &room->keep);
  lm_keep_end(&room->keep);
  uint64_t left = found_bytes(room), gone = left < room->found ? room->found - left : 0;
  room->in_use -= gone < room->in_use ? gone : room->in_use;
}

/* So much of what is there goes that a quarter of the budget is free. */
static void
begin_some(LmRoom *room, bool unfinished)
{
  uint64_t goal = room->budget_bytes / 4 * 3, found = found_bytes(room);
  if (room->in_use <= goal || found == 0)
    return;
  double share = (double)(room->in_use - goal) / (double)found;
  begin(room, (LmEviction){.share = share < 0.75 ? share : 0.75, .unfinished = unfinished});
}

static void
begin_stage(LmRoom *room)
{
  switch (room->stage) {
  case LM_ROOM_LOOSE:
    room->in_use = bytes_in_use(room, found_bytes(room));
    if (lm_tracker_is_loose(room->tracker))
      begin(room, (LmEviction){0});
    break;
  case LM_ROOM_FINISHED:
    begin_some(room, false);
    break;
  case LM_ROOM_UNFINISHED:
    if (room->in_use > room->budget_bytes / 8 * 7)
      begin_some(room, true);
    break;
  case LM_ROOM_ALL_FINISHED:
    begin(room, (LmEviction){.share = 1, .at_once = true});
    break;
  case LM_ROOM_LOST:
    begin(room, (LmEviction){.lost = room->lost});
    break;
  case LM_ROOM_ENOUGH:
    break;
  }
}

/* A file whose name went is let go of if nothing needs it now, and the next one is looked at. */
static LmRoomStage
next_lost(LmRoom *room)
{
  LmSlice lost;
  if (!lm_tracker_needs(room->tracker, room->lost) &&
      lm_follow_gone(room->follow, room->at, &lost)) {
    if (lost.data == room->lost.data)
      lm_follow_let_go(room->follow, room->at);
    if (lm_follow_gone(room->follow, room->at, &room->lost))
      return LM_ROOM_LOST;
  }
  int64_t end_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  room->look_ns = end_ns + LOOK_NS + (end_ns - room->began_ns) * PAUSES;
  return LM_ROOM_ENOUGH;
}

static LmRoomStage
next_stage(LmRoom *room)
{
  if (room->stage == LM_ROOM_LOST)
    return next_lost(room);
  if (room->stage == LM_ROOM_LOOSE || room->stage == LM_ROOM_FINISHED)
    return room->stage + 1;
  malloc_trim(0);
  room->left_bytes = found_bytes(room);
  return LM_ROOM_ENOUGH;
}

bool
lm_room_go_on(LmRoom *room)
{
  int64_t until_ns = lm_time_now_ns(CLOCK_MONOTONIC) + STEP_NS;
  room->n_pieces += room->stage != LM_ROOM_ENOUGH;
  while (room->stage != LM_ROOM_ENOUGH) {
    if (!room->evicting)
      begin_stage(room);
    while (room->evicting && lm_evicting_go_on(room->evicting))
      if (lm_time_now_ns(CLOCK_MONOTONIC) >= until_ns)
        return true;
    if (room->evicting)
      end(room);
    room->stage = next_stage(room);
  }
  return false;
}

void
lm_room_make(LmRoom *room)
{
  if (room->stage == LM_ROOM_ENOUGH)
    room->stage = LM_ROOM_LOOSE;
}

void
lm_room_evict_finished(LmRoom *room)
{
  if (room->stage == LM_ROOM_ENOUGH)
    room->stage = LM_ROOM_ALL_FINISHED;
}

/* A long call may need a file for hours, and what it takes to find that out is to be little. */
void
lm_room_let_files_go(LmRoom *room)
{
  if (room->stage != LM_ROOM_ENOUGH || !room->follow || !room->at)
    return;
  room->began_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  if (room->began_ns < room->look_ns)
    return;
  if (lm_follow_gone(room->follow, room->at, &room->lost))
    room->stage = LM_ROOM_LOST;
  else
    room->look_ns = room->began_ns + LOOK_NS;
}
