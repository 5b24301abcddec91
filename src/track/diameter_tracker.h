/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Diameter: requests and answers told as events of the call or registration whose user they are
 * about. */

#include "track/stream_protocol.h"

/* A request that waits for its answer, or a session, and the call that it belongs to. */
typedef struct {
  uint64_t key;
  uint32_t call;
  LmSlice identity; /* what the request was about */
} LmDiameterLink;

extern const LmStreamProtocol lm_stream_diameter;
