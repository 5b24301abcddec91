/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Starting linesman-capture, up to its first packet. Private to this room. */

#include "capture/live.h"

typedef struct {
  pid_t pid;
  int control; /* the socket to it */
} LmLiveHelper;

/* Starts it on the file @output, which stays the caller's. False with @error set; then nothing is
 * left. */
bool lm_live_launch(const LmLiveOptions *options, int output, const LmCancel *cancel,
                    LmLiveHelper *helper, LmError *error);
/* Sends @note, with the file @fd if that is not -1. */
bool lm_live_send(int control, const LmHelperNote *note, int fd);
/* Makes what the helper says of its end an error for a person. */
void lm_live_explain(const LmHelperNote *note, LmError *error);
