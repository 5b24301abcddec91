/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is said between the program that wants faxes read and linesman-fax: frames of sound/wire.h,
 * each with the number of what it came out of and the direction that it belongs to. Neither side
 * believes the other. Pure functions. */

#include "fax/form.h"
#include "sound/wire.h"

typedef enum {
  /* To the reader. */
  LM_FAX_WIRE_IFP = 'F',   /* a fax packet of T.38 */
  LM_FAX_WIRE_SOUND = 'A', /* samples of 16 bits, low byte first, 8000 a second */
  LM_FAX_WIRE_LOST = 'L',  /* be32: so many samples did not come */
  LM_FAX_WIRE_END = 'E',   /* no more comes; the answer is the same when all is read */
  /* From it. */
  LM_FAX_WIRE_READY = 'R',
  LM_FAX_WIRE_TONE = 'T',     /* a byte: LmFaxTone */
  LM_FAX_WIRE_FRAME = 'H',    /* a byte: 1 if its check is right; then a frame of T.30 by V.21, with
                                 its bits as T.38 has them */
  LM_FAX_WIRE_TRAINED = 'M',  /* two bytes: modulation (LmFaxForm), 1 if a receiver could train */
  LM_FAX_WIRE_TRAINING = 'K', /* modulation, a byte of nothing, be32 bits, be32 most zeros in a row
                               */
  LM_FAX_WIRE_DATA = 'D',     /* modulation, a byte of nothing, be32 bits: a page's, or a part's */
  LM_FAX_WIRE_ROWS = 'I',     /* rows of a page: pixels, the first in the high bit, black is 1 */
  LM_FAX_WIRE_PAGE = 'G',     /* the end of a page: LmFaxPage */
} LmFaxWireKind;

typedef enum {
  LM_FAX_TONE_CNG = 1,
  LM_FAX_TONE_CED,
  LM_FAX_TONE_ANSAM, /* with its phase turned, or its level, or both (V.8) */
  LM_FAX_TONE_PREAMBLE,
  LM_N_FAX_TONES
} LmFaxTone;

#define LM_FAX_DIRECTIONS 16u

typedef struct {
  uint8_t kind; /* LmFaxWireKind */
  uint8_t direction;
  uint32_t number;
  LmSlice rest;
} LmFaxWire;

/* What is known of a page beside its pixels. */
typedef struct {
  LmFaxForm form;
  uint32_t rows, bad_rows, longest_bad_run;
  uint32_t line_bytes;     /* of its image as it was sent */
  uint32_t missing_frames; /* of those with error correction */
  bool cut;                /* by a limit */
} LmFaxPage;

void lm_fax_wire_add(LmText *out, const LmFaxWire *wire);
/* False where @frame is too short, or of no direction that there can be. */
bool lm_fax_wire_read(const LmWireFrame *frame, LmFaxWire *wire);
void lm_fax_wire_add_page(LmText *rest, const LmFaxPage *page);
/* False where it is no page that there can be. */
bool lm_fax_wire_read_page(LmSlice rest, LmFaxPage *page);
