/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What went wrong, as one line for a person: object, place, cause. The caller owns the struct. */

#include <stdbool.h>

typedef enum {
  LM_ERROR_NONE = 0,
  LM_ERROR_DAMAGED,     /* the input is cut short or damaged; what came before it was read */
  LM_ERROR_UNREADABLE,  /* the input cannot be read at all */
  LM_ERROR_UNSUPPORTED, /* the input is sound, but of a kind that is not read */
  LM_ERROR_LIMIT,       /* a limit of base/limits.h was reached */
  LM_ERROR_USAGE,       /* the caller asked for something that does not exist */
  LM_ERROR_CANCELLED,
  LM_ERROR_PRIVILEGE, /* the system does not allow it to this user */
} LmErrorCode;

typedef struct {
  LmErrorCode code;
  char message[480]; /* translated, UTF-8, no line end */
} LmError;

/* Fills @error, unless it is NULL or already holds an error: the first cause is the one that is
 * told. Always returns false, so that a failing function can end in it. */
bool lm_error_set(LmError *error, LmErrorCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void lm_error_clear(LmError *error);
