/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the passwords that the user gave say of the credentials in a message, in its detail tree. */

#include "proto/detail.h"
#include "relate/passwords.h"

/* Adds a field to each header with credentials in @root, the tree of @message; nothing where no
 * password was given. The fields are in @arena. */
void lm_digest_add_verdicts(LmDetail *root, const LmSipMessage *message,
                            const LmPasswords *passwords, LmArena *arena);
