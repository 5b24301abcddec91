/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Reads a capture in memory to its end and touches every byte that was given out. */

#include "capture/memory.h"

#include <stdlib.h>

static volatile uint8_t walk_sum;

static inline void
walk_slice(LmSlice slice)
{
  uint8_t sum = 0;
  for (size_t i = 0; i < slice.len; i++)
    sum ^= slice.data[i];
  walk_sum = sum;
}

static inline void
walk_capture(const uint8_t *data, size_t size)
{
  LmError error = {0};
  LmCapture *capture = lm_capture_open_memory(lm_slice(data, size), "fuzz", &error);
  /* A capture that was not opened has a message, and one that was has none. */
  if (!capture != (error.code != LM_ERROR_NONE) || !capture != (error.message[0] != '\0'))
    abort();
  if (!capture)
    return;
  LmFrame frames[7];
  uint32_t number = 0;
  for (size_t n; (n = lm_capture_read(capture, frames, 7)) > 0;)
    for (size_t i = 0; i < n; i++) {
      if (frames[i].number != ++number || frames[i].interface >= lm_capture_n_interfaces(capture))
        abort();
      walk_slice(lm_frame_slice(&frames[i]));
    }
  uint64_t packets = 0;
  for (size_t i = 0; i < lm_capture_n_interfaces(capture); i++)
    packets += lm_capture_interface(capture, i)->packets;
  if (packets != number)
    abort();
  for (size_t i = 0; i < lm_capture_n_notes(capture); i++)
    walk_slice(lm_capture_note(capture, i)->bytes);
  lm_capture_close(capture);
}
