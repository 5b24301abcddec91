/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Captures that somebody began and has not seen to the end: those that go on though the program
 * that began them has died, and those that ended then. Any thread. */

#include "base/time.h"
#include "capture/live.h"

typedef struct {
  char *folder, *name; /* where it is kept; the last word of that */
  bool running;
  bool watched;                 /* by a program that lives */
  bool seen;                    /* to the end */
  int64_t began_ns, changed_ns; /* since the Unix epoch */
  uint64_t bytes;               /* of its files that are there */
  uint64_t own_bytes;           /* of those in its folder, which go when that is removed */
  uint32_t n_files, n_links;
  LmLinkName links[LM_HELPER_MAX_LINKS];
  char *filter;       /* NULL: none */
  char *path;         /* of its newest file; "" for none */
  LmHelperEnd end;    /* why it ended; of one that runs, and where nothing was said, unknown */
  char end_text[256]; /* what failed, where that was why */
  int pid;            /* of the helper; 0: not known */
  uint64_t pid_began;
} LmLiveFound;

/* Those that are there to be taken up, the newest first: running ones that nobody watches, and
 * ended ones that nobody has seen to the end. Owned: lm_live_found_free(). */
size_t lm_live_found(LmLiveFound **found);
/* All that are kept. */
size_t lm_live_found_all(LmLiveFound **found);
void lm_live_found_free(LmLiveFound *found, size_t n);

/* "asked", "bytes" ...; "" while it runs; "unknown": it was killed, or the machine stopped. */
const char *lm_live_found_end(const LmLiveFound *found);
/* The same for people; NULL while it runs. */
const char *lm_live_found_why(const LmLiveFound *found);

/* Takes it up, whether it runs or has ended: a live capture like any other, which is read from the
 * first byte that is there. NULL with @error set, which is LM_ERROR_USAGE where another program
 * watches it. */
LmLive *lm_live_adopt(const LmLiveFound *found, const LmCancel *cancel, LmError *error);
/* Ends one that runs, and waits until all is written. False with @error set. */
bool lm_live_found_stop(const LmLiveFound *found, LmError *error);
/* Removes its folder, but no file that lies elsewhere. Not one that runs or is watched: false with
 * @error set. */
bool lm_live_found_discard(const LmLiveFound *found, LmError *error);

/* How much of what has ended is kept. */
typedef struct {
  uint64_t most_bytes; /* in their folders; the oldest go first, and those that were seen before */
  int64_t seen_ns, unseen_ns; /* since their last packet */
} LmLiveCleaning;

#define LM_LIVE_CLEANING \
  ((LmLiveCleaning){16ull << 30, 7 * 86400 * LM_NS_PER_S, 30 * 86400 * LM_NS_PER_S})

typedef struct {
  uint32_t n_seen, n_unseen; /* that were removed */
  uint64_t bytes;
} LmLiveCleaned;

/* None that runs or is watched. Whoever calls says what was removed that nobody had seen. */
LmLiveCleaned lm_live_clean(const LmLiveCleaning *cleaning);
