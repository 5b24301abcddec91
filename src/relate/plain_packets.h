/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The packets of a stream for who reads what is in them: with what keys there are where they are
 * encrypted. One thread, that of the trace. */

#include "relate/srtp.h"

typedef struct {
  int64_t time_ns;
  LmSlice payload; /* stays until the function that is told of it returns */
  uint32_t timestamp;
  uint16_t sequence;
  uint8_t payload_type;
  bool again; /* its sequence number came before */
} LmPlainPacket;

typedef void (*LmPlainTake)(void *data, const LmPlainPacket *packet);

/* Tells @take of the packets of stream @row in the order in which they were sent; of an encrypted
 * one those that a key opens, as they came. *@view, NULL at first, is made for that; the caller
 * frees it. */
void lm_plain_packets_read(const LmTrace *trace, LmSrtpView **view, uint32_t row, LmPlainTake take,
                           void *data);
