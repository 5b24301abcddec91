/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A message on its way to being written. What does not fit is left out whole. */

#include <stddef.h>

typedef struct {
  char *out;
  size_t size, len;
} Text;

__attribute__((format(printf, 2, 3))) void text_add(Text *text, const char *format, ...);
