/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Pages that are sent in frames which the receiver asks for again (error correction mode: ITU-T
 * T.30, Annex A): up to 256 frames of up to 256 bytes are a partial page. Who only listens does not
 * see what the receiver got, so a partial page is held until another one begins. One thread. */

#include "fax/child/paper.h"

typedef struct {
  uint32_t n_came;
  uint16_t last;     /* the highest number that came */
  uint16_t len[256]; /* 0: it did not come */
  uint8_t bytes[256][256];
} LmFaxBlock;

typedef struct {
  LmFaxPaper *paper;
  LmFaxBlock *coming, *held; /* owned */
  bool holds;                /* frames of @held are missing */
  uint8_t page, block;       /* of @held, or of the last that was whole */
  bool has_last;
  uint32_t n_held; /* how many frames it has */
  uint8_t behind;  /* what follows it: the second control field */
} LmFaxEcm;

void lm_fax_ecm_init(LmFaxEcm *ecm, LmFaxPaper *paper);
void lm_fax_ecm_clear(LmFaxEcm *ecm);
/* Frames begin with the address, bits from the lowest on: FCD; then PPS or EOR. */
void lm_fax_ecm_data(LmFaxEcm *ecm, LmSlice frame, const LmFaxForm *form);
void lm_fax_ecm_partial_page(LmFaxEcm *ecm, LmSlice frame, const LmFaxForm *form);
void lm_fax_ecm_no_more(LmFaxEcm *ecm, const LmFaxForm *form);
