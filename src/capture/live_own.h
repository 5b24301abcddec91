/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a live capture is made of, for those who begin one and who take one up. Private to this
 * room. */

#include "capture/live_folder.h"
#include "capture/live_start.h"

#include <stdatomic.h>
#include <time.h>

struct LmLive {
  LmLiveFolder folder;
  LmLiveState state; /* what is in the folder, if there is one */
  LmLiveHelper helper;
  LmFollow *follow;
  pthread_t thread;
  bool has_thread, keeps_on, passes_on;
  int wake, output; /* an eventfd: stop, or leave; the file that is written */
  atomic_bool leaves, forced;
  int next;          /* the file that it was told to go on in; -1: none */
  bool has_size;     /* it asked for that */
  bool is_cut;       /* somebody else cut the file that is written */
  bool had_bytes;    /* that, at the last look */
  int64_t began_ns;  /* the file */
  int64_t looked_ns; /* at whether the file still has its name */
  pthread_mutex_t lock;
  LmLiveStatus status;
};

LmLive *lm_live_new(void);
/* Of one without a thread. */
void lm_live_destroy(LmLive *live);
/* From now on its thread alone talks to the helper. */
bool lm_live_begin_thread(LmLive *live, LmError *error);
/* Whether the file that is written is still there, and what it was; at most each 50 ms. */
void lm_live_look_at_file(LmLive *live);
/* What the state says, as it is shown. */
void lm_live_show_state(LmLive *live);
