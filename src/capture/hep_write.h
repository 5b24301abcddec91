/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Writes HEP, version 3. Pure functions; any thread. */

#include "capture/hep.h"

/* IPv4 states how long a datagram with its header is in 16 bits (RFC 791, 3.1). */
enum { LM_HEP_MAX_DATAGRAM = 65535 - 28 };

/* Writes the message that @hep stands for to @out, and returns how many bytes it has; 0 where that
 * is more than @size or than LM_HEP_MAX_BYTES, or where an address or the payload lacks. Its time
 * is cut to microseconds. What is empty, 0 or a time that 32 bits of seconds do not hold is left
 * out;
 * @hep.bytes and @hep.version mean nothing. */
size_t lm_hep_write(const LmHep *hep, uint8_t *out, size_t size);
