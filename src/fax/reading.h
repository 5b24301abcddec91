/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Has linesman-fax read what was collected of a fax: its pages, and of sound what both machines
 * say. One thread. */

#include "fax/collect.h"
#include "track/event.h"

/* A page. */
typedef struct {
  LmFaxPage page;
  int64_t time_ns;   /* when it was all there */
  uint32_t src, dst; /* endpoint rows */
  LmSlice pixels; /* rows of (width + 7) / 8 bytes, the first pixel in the high bit, black is 1 */
} LmFaxSheet;

typedef enum {
  LM_FAX_UNREAD,      /* there is nothing that could be read, or a limit left it out */
  LM_FAX_READ,        /* all of it */
  LM_FAX_NO_READER,   /* linesman-fax is not installed */
  LM_FAX_READ_PARTLY, /* it stopped, or a limit cut it */
  LM_N_FAX_READ_STATES
} LmFaxReadState;

typedef struct {
  LmVec sheets; /* LmFaxSheet */
  LmVec steps;  /* LmEvent: of sound alone, by direction and time */
  size_t bytes; /* of pixels */
  LmFaxReadState state;
} LmFaxReading;

void lm_fax_reading_init(LmFaxReading *reading);
void lm_fax_reading_clear(LmFaxReading *reading);
/* @arena holds what the reading points to. @program: NULL for the installed one. */
void lm_fax_reading_run(LmFaxReading *reading, const LmFaxPieces *pieces, const char *program,
                        LmArena *arena);
/* steps.c: what @wire, that the reader said of piece @piece, tells as a step of T.30; of anything
 * else nothing. */
void lm_fax_add_step(LmFaxReading *reading, const LmFaxWire *wire, const LmFaxPiece *piece,
                     const LmFaxDirection *direction, LmArena *arena);
