/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Pages of faxes as files: a TIFF each. */

#include "base/error.h"
#include "fax/faxes.h"

/* "call-3-page-1.tif": the number of the call, or of the row where it has none. Adds to @name. */
void
lm_fax_file_name(LmText *name, const LmTrace *trace, const LmFax *fax, uint32_t row, uint32_t page);
/* Writes @sheet, which is number @page of @n, from 0, and has a row. Without @replace a file that
 * is there stays, which is an error. Any thread. */
bool lm_fax_file_write(const LmFaxSheet *sheet, uint32_t page, uint32_t n, const char *path,
                       bool replace, LmError *error);
