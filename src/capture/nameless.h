/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A temporary file without a name: it is gone when the last who has it open is. It lies in TMPDIR,
 * or in /var/tmp, which is of a disk where /tmp may be of memory. Private to this room. */

#include "base/error.h"

/* To be read and written; -1 with @error set. */
int lm_nameless_open(LmError *error);
