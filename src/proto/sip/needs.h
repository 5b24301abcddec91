/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Headers that a message must have because of its method or its status (RFC 3261, 20 and 21, and
 * the RFCs of the methods). Those that every message must have are the first pass's. Pure. */

#include "proto/sip/message.h"

/* The name of the @nth header (from 0) that @message must have and has not; NULL behind the last.
 */
const char *lm_sip_needs_missing(const LmSipMessage *message, uint32_t nth);
