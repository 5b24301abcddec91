/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What “capture” is asked for beside what other subcommands are. Plain record; strings are borrowed
 * from argv. */

#include "base/error.h"
#include "capture/bpf.h"
#include "capture/helper.h"

#include <stdbool.h>

typedef struct {
  const char *interfaces[LM_HELPER_MAX_LINKS];
  size_t n_interfaces;
  const char *filter, *write;
  LmBpfOnly only;
  uint64_t file_bytes, stop_bytes, stop_packets, stop_calls;
  int64_t file_ns, stop_ns, statistics_ns; /* 0: not given */
  uint32_t n_files, snap_bytes, kernel_mib, ring_mib;
  bool no_promiscuous, monitor, hardware_time, keep_on, ask;
} LmLiveArguments;

/* Takes in the option called @name, with @value if it has one. False with @error set. */
bool
lm_live_argument(LmLiveArguments *arguments, const char *name, const char *value, LmError *error);
