/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the syntaxes of header values have in common (RFC 3261, 25.1). Each tells the walk what it
 * finds and what is wrong with it. */

#include "proto/sip/walk.h"

/* ";"-separated (or by another @separator) "name=value" items of @rest, without the separator
 * before the first: each is a field under its own name. */
void lm_sip_walk_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator);
