/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An interface that is captured on, and what became of its packets. */

#include "base/look_back.h"
#include "base/ring.h"
#include "capture/helper.h"

#include <pcap/pcap.h>
#include <stdatomic.h>

typedef struct {
  const char *name;
  uint32_t number, link_type;
  pcap_t *pcap;
  int fd;
  int missed[2]; /* files of the kernel's with what the interface dropped; -1: there are none */
  uint64_t missed_before;
  LmRing *ring;
  LmLookBack *back; /* what is not kept; NULL: it is gone at once */
  uint32_t n_keep;  /* instructions that say what is kept; 0: all */
  struct bpf_insn keep[LM_HELPER_MAX_INSTRUCTIONS];
  int patience;           /* ms that may be waited yet */
  uint32_t system_before; /* what the kernel said last; it wraps */
  bool gone;
  /* Of the reader, for the writer to look at. */
  _Atomic uint64_t read, not_kept, dropped_by_ring, dropped_by_system, dropped_by_interface;
  /* Of the writer. */
  uint64_t written, unwritten;
} LmLink;

/* Opens @link->number of what is @wanted, and fills @note: LM_HELPER_LINK, or LM_HELPER_FAILED, and
 * then false. */
bool lm_link_open(LmLink *link, const LmHelperStart *wanted, LmHelperNote *note);
/* What the kernel is to deliver, before the first packet is read, or with @kept what of that is
 * written; then what was not until now, and is held, is written first. */
bool lm_link_filter(LmLink *link, LmHelperFilter *filter, bool kept);
/* Takes what waits; false when the interface delivers no more, and pcap_geterr() says why. */
bool lm_link_read(LmLink *link);
/* Asks the kernel what was dropped; returns how many packets it says it has received and not
 * dropped. */
uint64_t lm_link_count(LmLink *link);
/* Before the end: takes what had come until now. */
void lm_link_drain(LmLink *link);
void lm_link_figures(const LmLink *link, LmHelperFigures *figures);
