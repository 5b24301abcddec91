/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the parts of the check share. For proto/sip/check*.c only. */

#include "proto/sip/check.h"
#include "proto/sip/walk.h"

typedef struct {
  LmSipWalk walk; /* first: the sink finds the rest behind it */
  const LmSipMessage *message;
  LmArena *arena;
  LmAnomaly *anomalies;
  uint32_t n, capacity;
  LmSlice encoded; /* what is looked at was decoded from this; empty where it was not */
  unsigned n_open;
} LmSipCheck;

/* Notes @kind for @where, a part of the message, unless it stands there already. */
void lm_sip_check_note(LmSipCheck *check, LmAnomalyKind kind, LmSlice where);
/* The rules between headers; those of Identity. */
void lm_sip_check_rules(LmSipCheck *check);
void lm_sip_check_identity(LmSipCheck *check);
