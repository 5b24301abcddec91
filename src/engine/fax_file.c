/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/fax_file.h"

#include "base/i18n.h"
#include "export/file.h"
#include "fax/tiff.h"

#include <unistd.h>

void
lm_fax_file_name(LmText *name, const LmTrace *trace, const LmFax *fax, uint32_t row, uint32_t page)
{
  uint32_t number = fax->call == LM_NONE ? 0 : lm_trace_call(trace, fax->call)->number;
  lm_text_printf(name, "%s-%u-page-%u.tif", number ? "call" : "fax", number ? number : row + 1,
                 page + 1);
}

bool
lm_fax_file_write(const LmFaxSheet *sheet, uint32_t page, uint32_t n, const char *path,
                  bool replace, LmError *error)
{
  LmText tiff = LM_TEXT_INIT;
  if (!replace && access(path, F_OK) == 0)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: is there already; --replace writes over it"),
                        path);
  lm_fax_tiff_write(&tiff, sheet, page, n);
  bool ok = lm_export_file_put(path, lm_slice(tiff.str, tiff.len), error);
  lm_text_clear(&tiff);
  return ok;
}
