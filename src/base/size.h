/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Amounts of bytes as people write them. */

#include "base/slice.h"

/* Reads "100MB", "100 MiB" or "100M": B, kB, MB, GB and TB are of 1,000; KiB, Ki or k, and so on to
 * T, are of 1,024; in any case. False if it is none, 0, or beyond 64 bits. */
bool lm_size_parse(LmSlice text, uint64_t *bytes);
/* Splits "100 MB" into 100 and "MB". False if it does not begin with a number of at least 1. */
bool lm_size_split(LmSlice text, uint64_t *count, LmSlice *unit);
