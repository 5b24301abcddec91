/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What “capture” is asked for beside what other subcommands are. Plain record; strings are borrowed
 * from argv. */

#include "base/error.h"
#include "capture/bpf.h"
#include "capture/helper.h"
#include "capture/hep_listen.h"
#include "engine/hep_feed.h"

#include <stdbool.h>

/* A query, and what is run when a call comes to match it. */
typedef struct {
  const char *query, *command; /* the command may be NULL */
} LmAlertArgument;

#define LM_MAX_ALERTS 64

#define LM_MAX_NETWORKS 256

typedef struct {
  const char *interfaces[LM_HELPER_MAX_LINKS];
  size_t n_interfaces;
  const char *places[LM_HELPER_MAX_LINKS], *networks[LM_MAX_NETWORKS];
  LmHepListenOptions listen; /* but for those two lists */
  const char *filter, *write, *ssh, *ssh_command, *resume;
  const char *stop, *discard;           /* of “captures” */
  const char *send[LM_HEP_FEED_PLACES]; /* where to by HEP */
  size_t n_send;
  const char *send_key_file; /* this and the next: in place of those of listening */
  LmTlsFiles send_tls;
  uint32_t hep_id, hep_pace; /* 0: not given */
  LmBpfOnly only;
  uint64_t file_bytes, stop_bytes, stop_packets, stop_calls;
  uint64_t memory_bytes; /* the default is there where nothing is given; 0: no limit */
  int64_t file_ns, stop_ns, statistics_ns, look_back_ns; /* 0: not given */
  uint32_t n_files, snap_bytes, kernel_mib, ring_mib;
  bool no_promiscuous, monitor, hardware_time, keep_on, ask;
  LmAlertArgument alerts[LM_MAX_ALERTS];
  size_t n_alerts;
} LmLiveArguments;

#define LM_LIVE_MEMORY_BYTES (1ull << 30)
#define LM_LIVE_LEAST_MEMORY_BYTES (32ull << 20)

/* Whether what is captured on is no interface, but standard input or a pipe. */
bool lm_live_is_stream(const LmLiveArguments *arguments);
/* Takes in the option called @name, with @value if it has one. False with @error set. */
bool
lm_live_argument(LmLiveArguments *arguments, const char *name, const char *value, LmError *error);
