/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What there is to know of a capture by somebody who did not begin it: the small file that lies in
 * its folder, a line "name=value" each. Private to this room. */

#include "base/text.h"
#include "capture/bpf.h"
#include "capture/helper.h"
#include "capture/live_files.h"

typedef struct {
  int64_t began_ns, file_began_ns; /* the capture, its newest file; since the Unix epoch */
  int pid;                         /* of the helper; 0: not known */
  uint64_t pid_began;              /* as lm_process_began() has it: a number is used again */
  uint32_t n_links;
  LmLinkName links[LM_HELPER_MAX_LINKS];
  char *filter; /* NULL: none */
  LmBpfOnly only;
  bool look_back;
  uint64_t file_bytes, limit_bytes;
  int64_t file_ns, limit_ns;
  LmLiveFiles files;
  bool ended, seen; /* the helper has ended; and somebody has seen it to the end */
} LmLiveState;

void lm_live_state_init(LmLiveState *state);
void lm_live_state_clear(LmLiveState *state);
void lm_live_state_format(const LmLiveState *state, LmText *out);
/* Into an initialised one. False if it makes no sense; @state is then to be cleared all the same.
 */
bool lm_live_state_parse(LmSlice text, LmLiveState *state);

/* When the process began, in ticks since the machine did; 0: there is none, or it is not said. */
uint64_t lm_process_began(int pid);
