/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How pages are sent, by the digital command signal (DCS) of ITU-T T.30, table 2. Pure. */

#include "base/bytes.h"
#include "base/text.h"

typedef enum {
  LM_FAX_MH,    /* T.4, one dimension */
  LM_FAX_MR,    /* T.4, two dimensions */
  LM_FAX_MMR,   /* T.6 */
  LM_FAX_JBIG,  /* T.85 */
  LM_FAX_OTHER, /* JPEG and others, of colours and grey */
  LM_N_FAX_COMPRESSIONS
} LmFaxCompression;

typedef struct {
  uint32_t width;            /* pixels */
  uint32_t x_per_m, y_per_m; /* pixels a metre */
  uint32_t bit_rate;
  uint8_t modulation;  /* as T.38 numbers those of data: lm_t38_data_name() */
  uint8_t compression; /* LmFaxCompression */
  bool ecm;            /* frames that are checked and asked for again (T.30, Annex A) */
  bool guessed;        /* no command was seen */
} LmFaxForm;

#define LM_FAX_MOST_WIDTH 14592u /* A3 with 1200 pixels an inch */

/* @fif is what follows the control field, the first bit of each byte as its lowest. False where it
 * is too short, or names no modulation that is known. */
bool lm_fax_form_read(LmSlice fif, LmFaxForm *form);
/* What most pages are, for one of whose command nothing is known. */
LmFaxForm lm_fax_form_usual(uint8_t modulation);
/* The rate of a modulation as T.38 numbers it; 0 for another one. */
uint32_t lm_fax_bit_rate(uint8_t modulation);
/* "MMR" */
const char *lm_fax_compression_name(LmFaxCompression compression);
/* Turns the bits of @byte around. */
uint8_t lm_fax_reverse(uint8_t byte);
