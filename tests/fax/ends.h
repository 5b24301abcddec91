/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two fax machines of spandsp that talk to each other, by T.38 or in sound, and pages of known
 * pixels that one sends to the other. For tests and for the script that makes captures. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAX_WIDTH 1728
#define FAX_ROW_BYTES (FAX_WIDTH / 8)

typedef struct {
  bool sound; /* else T.38 */
  bool ecm;
  int compressions; /* T30_SUPPORT_T4_1D_COMPRESSION ... */
  int modems;       /* T30_SUPPORT_V17 ... */
  unsigned copies;  /* of earlier packets in each of UDPTL */
  unsigned pages, rows;
  unsigned fail_training; /* percent of the samples of the sender's that noise takes the place of,
                             in the first training */
} FaxSetup;

/* A packet that one end sends @at_ms after the beginning: UDPTL, or 160 samples of G.711 (u-law).
 */
typedef void (*FaxPacket)(void *data, double at_ms, bool by_caller, const uint8_t *bytes,
                          size_t len);

/* Row @row of page @page: FAX_ROW_BYTES bytes, the first pixel in the high bit, black is 1. */
void fax_row(unsigned page, unsigned row, uint8_t *out);
/* True if the receiving end has all pages. */
bool fax_ends_run(const FaxSetup *setup, FaxPacket take, void *data);
