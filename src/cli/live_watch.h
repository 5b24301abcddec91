/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is amiss with a live capture while it runs, said as warnings when it begins and when it is
 * over: interfaces that are gone or switched off, a kernel that drops for want of room that it does
 * not allow, a helper that says nothing, a file that somebody removed. */

#include "capture/live.h"

typedef struct {
  bool gone[LM_HELPER_MAX_LINKS], off[LM_HELPER_MAX_LINKS]; /* those of which that was said */
  uint32_t n_removed, n_cut;                                /* files, likewise */
  bool silent, small_buffer;
  int64_t heard_ns; /* when it said something last, at the last look */
  unsigned n_quiet; /* looks in a row at which it had said nothing new */
} LmLiveWatch;

/* To be called once a second. @here: the interfaces are those of this machine. */
void lm_live_watch_look(LmLiveWatch *watch, const LmLiveStatus *status, bool here);
/* At the end, where what goes by itself is of no interest any more. */
void lm_live_watch_end(LmLiveWatch *watch, const LmLiveStatus *status);
