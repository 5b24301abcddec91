/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/room.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NS LM_NS_PER_S
#define PAUSES 50 /* of the time that a look took, until the next */
/* Pages of files that came back because somebody looked at them, until they are dropped again. */
#define FILE_BYTES (8u << 20)

void
lm_room_init(LmRoom *room)
{
  room->statm = room->budget_bytes ? open("/proc/self/statm", O_RDONLY | O_CLOEXEC) : -1;
  if (room->budget_bytes)
    lm_tracker_begin_evicting(room->tracker);
}

void
lm_room_clear(LmRoom *room)
{
  if (room->statm >= 0)
    close(room->statm);
  room->statm = -1;
}

/* What the program takes of memory that is its own, and of files. Zeros where the system does not
 * say. */
static void
read_sizes(const LmRoom *room, uint64_t *own, uint64_t *files)
{
  char text[128];
  uint64_t numbers[3] = {0}; /* of pages: of addresses, in memory, and of these from files */
  ssize_t n = room->statm < 0 ? 0 : pread(room->statm, text, sizeof text, 0);
  LmSlice rest = lm_slice(text, n > 0 ? (size_t)n : 0);
  for (size_t i = 0; i < 3; i++)
    lm_slice_parse_uint(lm_slice_split(rest, ' ', &rest), UINT64_MAX, &numbers[i]);
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  *files = numbers[2] * page;
  *own = numbers[1] > numbers[2] ? (numbers[1] - numbers[2]) * page : 0;
}

static uint64_t
found_bytes(const LmRoom *room)
{
  return lm_tracker_bytes(room->tracker) + lm_net_bytes(room->net);
}

void
lm_room_reached(LmRoom *room, const uint8_t *at)
{
  room->at = at;
  if (room->follow)
    lm_follow_drop(room->follow, at, false);
}

/* By the tables' own sum or by what the system says, which knows of everything; but where it is not
 * the tables that are large, emptying them is of no use. */
static uint64_t
bytes_in_use(LmRoom *room, uint64_t found)
{
  uint64_t own, files;
  read_sizes(room, &own, &files);
  if (room->follow && room->at && files > room->file_bytes + FILE_BYTES) {
    lm_follow_drop(room->follow, room->at, true);
    read_sizes(room, &own, &files);
    room->file_bytes = files;
  }
  return own + files > found && found > room->budget_bytes / 4 ? own + files : found;
}

bool
lm_room_is_wanted(LmRoom *room)
{
  uint64_t found = found_bytes(room);
  /* What was made must fill a little first: memory that others hold does not go at once. */
  return bytes_in_use(room, found) > room->budget_bytes &&
         found > room->left_bytes + room->budget_bytes / 64;
}

void
lm_room_drop_pages(LmRoom *room)
{
  bytes_in_use(room, 0);
}

static void
evict(LmRoom *room, const LmEviction *eviction)
{
  LmKeep keep = LM_KEEP_INIT;
  lm_net_keep(room->net, &keep);
  lm_tracker_evict(room->tracker, eviction, &keep);
  lm_net_mark(room->net, &keep);
  lm_keep_end(&keep);
}

/* Evicts so much of what is there that a quarter of the budget is free. */
static void
make_some(LmRoom *room, uint64_t *in_use, bool unfinished)
{
  uint64_t goal = room->budget_bytes / 4 * 3, found = found_bytes(room);
  if (*in_use <= goal || found == 0)
    return;
  double share = (double)(*in_use - goal) / (double)found;
  evict(room, &(LmEviction){.share = share < 0.75 ? share : 0.75, .unfinished = unfinished});
  uint64_t left = found_bytes(room);
  *in_use -= left < found ? found - left : 0;
}

void
lm_room_make(LmRoom *room)
{
  uint64_t found = found_bytes(room), in_use = bytes_in_use(room, found);
  if (lm_tracker_is_loose(room->tracker)) {
    evict(room, &(LmEviction){0});
    in_use -= found - found_bytes(room);
  }
  make_some(room, &in_use, false);
  if (in_use > room->budget_bytes / 8 * 7)
    make_some(room, &in_use, true);
  malloc_trim(0);
  room->left_bytes = found_bytes(room);
}

void
lm_room_evict_finished(LmRoom *room)
{
  evict(room, &(LmEviction){.share = 1});
  malloc_trim(0);
  room->left_bytes = found_bytes(room);
}

static int64_t
monotonic_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * LM_NS_PER_S + now.tv_nsec;
}

/* A long call may need a file for hours, and what it takes to find that out is to be little. */
void
lm_room_let_files_go(LmRoom *room)
{
  LmSlice bytes;
  int64_t began_ns = room->follow && room->at ? monotonic_ns() : 0;
  if (began_ns == 0 || began_ns < room->look_ns)
    return;
  while (lm_follow_gone(room->follow, room->at, &bytes)) {
    evict(room, &(LmEviction){.lost = bytes});
    if (lm_tracker_needs(room->tracker, bytes))
      break;
    lm_follow_let_go(room->follow, room->at);
  }
  int64_t end_ns = monotonic_ns();
  room->look_ns = end_ns + LOOK_NS + (end_ns - began_ns) * PAUSES;
}
