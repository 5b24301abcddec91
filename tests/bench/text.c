/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

void
text_add(Text *text, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text->out + text->len, text->size - text->len, format, args);
  va_end(args);
  if (n > 0 && (size_t)n < text->size - text->len)
    text->len += (size_t)n;
}
