/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture on interfaces: starts linesman-capture, gives it its filters and its files, and listens
 * to what it says. The packets do not come through here: the helper writes files, and whoever wants
 * them reads those (lm_live_follow()). A thread of its own does the talking. */

#include "capture/bpf.h"
#include "capture/follow.h"
#include "capture/helper.h"

#include <sys/types.h>

typedef struct LmLive LmLive;

typedef struct {
  const char *const *interfaces; /* at most LM_HELPER_MAX_LINKS; borrowed while it starts */
  size_t n_interfaces;
  const char *filter; /* as pcap-filter(7); NULL: everything */
  LmBpfOnly only;
  bool no_promiscuous, monitor, hardware_time;
  bool keep_on; /* the helper goes on when this program dies, up to its limits */
  bool ask;     /* asks for the privilege with pkexec, where the helper has none */
  uint32_t snap_bytes, kernel_mib, ring_mib; /* 0: as the helper has it */
  const char *path;                          /* NULL: a file without a name, gone at the end */
  /* Where any is not 0, it goes on in a new file after that much or that long, and at most so many
   * of them are kept. */
  uint64_t file_bytes;
  int64_t file_ns;
  uint32_t n_files;
  /* It stops after that much or that long; 0: when it is told to. */
  uint64_t limit_bytes;
  int64_t limit_ns;
} LmLiveOptions;

typedef struct {
  bool ended;    /* the last file is whole, or the helper is dead */
  LmError error; /* why it ended early */
  uint32_t n_links, n_gone, n_files;
  char names[LM_HELPER_MAX_LINKS][32];
  bool gone[LM_HELPER_MAX_LINKS];
  char gone_why[LM_HELPER_MAX_LINKS][160];
  LmHelperFigures links[LM_HELPER_MAX_LINKS], sum;
  char path[4096]; /* the file that it writes now; empty without a name */
} LmLiveStatus;

/* Returns when packets are taken; meanwhile @cancel, which may be NULL, ends the waiting. NULL with
 * @error set, which says what to do. */
LmLive *lm_live_start(const LmLiveOptions *options, const LmCancel *cancel, LmError *error);
/* Stops, waits for the last block, and frees. What was read from the follow must be done with. */
void lm_live_free(LmLive *live);
/* Any thread, and any signal handler. The helper then writes what has come, and ends. */
void lm_live_stop(LmLive *live);
/* What it writes, to be read while it grows. Borrowed. */
LmFollow *lm_live_follow(LmLive *live);
/* Any thread. */
void lm_live_status(LmLive *live, LmLiveStatus *status);

/* Where the helper is: LINESMAN_CAPTURE, beside the program, or where it is installed. False if it
 * is nowhere. */
bool lm_live_find_helper(char *path, size_t size);
