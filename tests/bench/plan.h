/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What to make, and what it takes to make it. */

#include "random.h"
#include "truth.h"
#include "writer.h"

typedef enum { KIND_RTP, KIND_SIP, KIND_CALLS, KIND_LADDER, N_KINDS } Kind;

typedef struct {
  Kind kind;
  uint64_t n_packets; /* of KIND_RTP; messages of the others */
  uint64_t n_calls;   /* no more than these; 0: as many as it takes */
  uint32_t n_slots;   /* calls at a time */
} Plan;

typedef struct {
  Plan plan;
  Random random;
  Writer writer;
  Truth truth;
} Making;

/* The kinds rtp, sip and calls: a site with many calls at a time. False when memory is short. */
bool site_make(Making *making);
/* The kind ladder: one call that was forked to many hosts, which all answer and keep talking. */
void fork_make(Making *making);
