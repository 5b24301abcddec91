/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text of mobile networks as UTF-8: the alphabet of 3GPP TS 23.038, 6.2.1, and UCS-2. */

#include "base/text.h"

/* Adds @n_septets characters of 7 bits of @bytes, from bit @from on; fewer if they are not there.
 */
void lm_gsm_text_add(LmText *text, LmSlice bytes, size_t from, size_t n_septets);
/* Adds characters of 16 bits; surrogates in pairs are one character. */
void lm_ucs2_text_add(LmText *text, LmSlice bytes);
