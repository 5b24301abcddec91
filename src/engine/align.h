/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lines up the clocks of capture files by packets that are in several of them: the same SIP message
 * or RTP packet, byte for byte, once in each file. A file's clock is moved by the median of the
 * differences to a file that is right already, first to the first file. The time that a packet took
 * from one capture point to the other is in that difference and cannot be told from it. */

#include "base/cancel.h"
#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int64_t shift_ns; /* added to each time of the file */
  bool set;         /* by hand: then it is taken as it is */
  /* Of a clock that was lined up: */
  uint32_t n_pairs;  /* packets that are in both files; 0: not lined up */
  uint32_t with;     /* the number, from 0, of the other file */
  int64_t spread_ns; /* of the differences, without a twentieth at either end */
} LmClock;

/* Reads each of the @n files, up to LM_LIMIT_ALIGN_SIGHTINGS packets of interest, and sets what in
 * @clocks is not set by hand. False with @error set if a file cannot be opened, or not twice. */
bool lm_align(const char *const *paths, size_t n, LmClock *clocks, const LmCancel *cancel,
              LmError *error);
/* Adds what became of the clock of file @index to @out, as a line for a person: nothing where there
 * is nothing to say. False if it could not be lined up. */
bool lm_clock_describe(const LmClock *clocks, const char *const *paths, size_t index, LmText *out);
