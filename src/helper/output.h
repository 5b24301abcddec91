/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The thread that writes the file: whole blocks, at least every 40 ms or 64 KiB, and each second
 * what became of packets. */

#include "helper/link.h"

#include <time.h>

typedef struct {
  LmLink *links;
  uint32_t n_links;
  LmRing *ring;
  const char *filter;     /* as text, for the file */
  uint64_t limit_bytes;   /* UINT64_MAX: none */
  _Atomic uint64_t bytes; /* of all files */
  atomic_int next;        /* a file to go on in; -1: none */
  atomic_bool full;       /* no more can, or shall, be written */
  atomic_bool welcome;    /* a new caller wants to know how things stand */
} LmOutput;

/* Runs until the ring has ended and is empty. @data: an LmOutput. */
void *lm_output_run(void *data);
/* The time of @clock. */
int64_t lm_helper_now_ns(clockid_t clock);
