/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Check sums by cyclic redundancy, as protocols carry them. Pure. */

#include "base/slice.h"

/* CRC-32 of ISO 3309, as in Ethernet and STUN's FINGERPRINT (RFC 8489, 14.7). */
uint32_t lm_crc32(LmSlice bytes);
/* CRC-32C of Castagnoli, as in SCTP (RFC 9260, Appendix A) and ZRTP (RFC 6189, 5). */
uint32_t lm_crc32c(LmSlice bytes);
/* The same over several pieces: begin with LM_CRC_START, end with lm_crc_finish(). */
#define LM_CRC_START 0xffffffffu
uint32_t lm_crc32c_add(uint32_t crc, LmSlice bytes);
static inline uint32_t
lm_crc_finish(uint32_t crc)
{
  return ~crc;
}
