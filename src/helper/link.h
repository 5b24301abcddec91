/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An interface that is captured on, and what became of its packets. */

#include "capture/live_output.h"

#include <pcap/pcap.h>
#include <stdatomic.h>

typedef struct {
  const char *name;
  uint32_t number;
  pcap_t *pcap;
  int fd;
  int missed[2]; /* files of the kernel's with what the interface dropped; -1: there are none */
  uint64_t missed_before;
  LmRing *ring;
  uint32_t system_before; /* what the kernel said last; it wraps */
  char why[160];          /* it is gone */
  bool system_time;       /* it has no times of its own, though they were asked for */
  /* Of the reader, for the writer to look at. */
  atomic_bool gone;
  _Atomic uint64_t read, dropped_by_ring, dropped_by_system, dropped_by_interface;
} LmLink;

/* Opens @link->number of what is @wanted, and has the kernel deliver what the caller wants of it
 * before the first packet is read. False when that cannot be, which @output has told. */
bool lm_link_open(LmLink *link, const LmHelperStart *wanted, LmLiveOutput *output);
/* Puts what waits into the ring; false when the interface delivers no more, and all that came
 * from it before was read. */
bool lm_link_read(LmLink *link);
/* Asks the kernel what was dropped; returns how many packets it says it has received and not
 * dropped. */
uint64_t lm_link_count(LmLink *link);
/* Before the end: takes what had come until now. */
void lm_link_drain(LmLink *link);
/* The writer tells of it. */
void lm_link_tell(const LmLink *link, LmLiveLink *told);
