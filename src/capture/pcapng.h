/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The pcapng format (draft-ietf-opsawg-pcapng): several sections in either byte order, several
 * interfaces with their own link type and clock, packets in enhanced, simple and obsolete packet
 * blocks. A simple packet block holds no time: its frame gets the time of the frame before it. */

#include "capture/clock.h"
#include "capture/reader.h"

enum {
  LM_PCAPNG_INTERFACE = 1,
  LM_PCAPNG_OBSOLETE_PACKET = 2,
  LM_PCAPNG_SIMPLE_PACKET = 3,
  LM_PCAPNG_NAMES = 4,
  LM_PCAPNG_STATISTICS = 5,
  LM_PCAPNG_ENHANCED_PACKET = 6,
  LM_PCAPNG_SECRETS = 10,
  LM_PCAPNG_SECTION = 0x0a0d0d0a, /* a palindrome: the same in both byte orders */
};

#define LM_PCAPNG_BYTE_ORDER_MAGIC 0x1a2b3c4du
#define LM_PCAPNG_BLOCK_MIN_BYTES 12u

/* Reads the first section header. False with the reader's damage set. */
bool lm_pcapng_open(LmReader *reader);
size_t lm_pcapng_read(LmReader *reader, LmFrame *frames, size_t max);

/* pcapng-info.c: takes in a block that is no packet, whose @body lies between its two lengths. */
void lm_pcapng_info(LmReader *reader, uint32_t type, LmSlice body);
/* Keeps the comments among @options; @frame as in LmCaptureNote. */
void lm_pcapng_comments(LmReader *reader, LmSlice options, uint32_t frame);
