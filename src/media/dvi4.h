/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* DVI4 (RFC 3551, 4.5.1): the ADPCM of the Interactive Multimedia Association, 4 bits a sample.
 * Each packet is decoded by itself: it begins with the state that the encoder had. Pure. */

#include "base/slice.h"

#define LM_DVI4_HEADER_BYTES 4

/* How many samples @payload has: two a byte behind the header. */
size_t lm_dvi4_samples(LmSlice payload);
/* @out has room for as many. */
void lm_dvi4_decode(LmSlice payload, int16_t *out);
