/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool
lm_error_set(LmError *error, LmErrorCode code, const char *format, ...)
{
  if (!error || error->code != LM_ERROR_NONE)
    return false;
  va_list args;
  va_start(args, format);
  vsnprintf(error->message, sizeof error->message, format, args);
  va_end(args);
  error->code = code;
  return false;
}

void
lm_error_clear(LmError *error)
{
  error->code = LM_ERROR_NONE;
  error->message[0] = '\0';
}
