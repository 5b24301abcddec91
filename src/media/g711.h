/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The codecs that are decoded without a library: ITU-T G.711 and linear 16 bit samples. Pure. */

#include "base/slice.h"

/* Each byte of @payload to a sample. @out has room for as many as there are bytes. */
void lm_ulaw_decode(LmSlice payload, int16_t *out);
void lm_alaw_decode(LmSlice payload, int16_t *out);
/* Two bytes to a sample, the high one first (RFC 3551, 4.5.11); an odd byte is left out. */
void lm_l16_decode(LmSlice payload, int16_t *out);
