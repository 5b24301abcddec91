/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Passwords that the user gave, to check digests with. They are never written anywhere. One thread.
 */

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

typedef struct LmPasswords LmPasswords;

/* Owned: lm_passwords_free(), which overwrites them. */
LmPasswords *lm_passwords_new(void);
void lm_passwords_free(LmPasswords *passwords);
/* "USER:PASSWORD"; the user's name ends at the first colon. False for anything else, and beyond
 * LM_LIMIT_PASSWORDS. */
bool lm_passwords_add(LmPasswords *passwords, LmSlice text);
/* The same a line; empty lines and those that begin with '#' count for nothing. */
bool lm_passwords_load(LmPasswords *passwords, const char *path, LmError *error);
/* Borrowed. */
size_t lm_passwords_n(const LmPasswords *passwords);
LmSlice lm_passwords_user(const LmPasswords *passwords, size_t index);
LmSlice lm_passwords_secret(const LmPasswords *passwords, size_t index);
