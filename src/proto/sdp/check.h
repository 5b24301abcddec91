/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything that is wrong with a session description by itself: what sdp.h notes in passing, what
 * walking over every line by its syntax finds, and the rules between lines (RFC 8866, 5). For one
 * that somebody looks at. What an answer has to do with its offer is elsewhere. Pure. */

#include "base/arena.h"
#include "proto/anomaly.h"

/* Stores the anomalies, in the arena, in @anomalies, their offsets from the start of @body, and
 * returns how many there are: at most LM_LIMIT_SIP_ANOMALIES. */
uint32_t lm_sdp_check(LmSlice body, LmArena *arena, LmAnomaly **anomalies);
