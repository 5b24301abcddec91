/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream over its time in a few cells, for a row of a list: how many packets of each are missing
 * and how good that makes it. From sequence numbers alone, so that it costs next to nothing. A
 * plain record; one thread, that of the trace. */

#include "media/quality.h"
#include "track/trace.h"

#define LM_STRIP_CELLS 40

typedef struct {
  uint32_t packets; /* that were captured; 0: silence, or too few packets for all cells */
  uint32_t lost;    /* before the first of a later number */
  float mos;        /* what the E-model makes of that loss; 0: no score */
  LmQuality quality;
} LmStripCell;

typedef struct {
  uint32_t stream;  /* row */
  uint64_t packets; /* of the stream, when this was made */
  uint32_t n_cells; /* at most LM_STRIP_CELLS: fewer for few packets; of equal time */
  LmStripCell cells[LM_STRIP_CELLS];
} LmStreamStrip;

void lm_stream_strip_fill(const LmStream *stream, LmStreamStrip *strip);
