/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A page as a file of TIFF (revision 6.0): one bit a pixel, packed (PackBits), with its own
 * resolution each way, as those of fax differ. Pure. */

#include "fax/reading.h"

/* Adds the file to @out. @number of @n in its document, from 0. */
void lm_fax_tiff_write(LmText *out, const LmFaxSheet *sheet, uint32_t number, uint32_t n);
