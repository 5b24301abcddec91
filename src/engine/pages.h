/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the program takes of memory. A part of it are pages of the capture's files, which are read
 * in again where somebody looks at them, and can be given back whenever they are many: that is done
 * whenever it is asked. Any thread. */

#include "capture/follow.h"

typedef struct LmPages LmPages;

/* Of the files of @follow, borrowed; NULL: of none that can be given back. Owned:
 * lm_pages_free(). */
LmPages *lm_pages_new(LmFollow *follow);
void lm_pages_free(LmPages *pages);
/* Everything up to the packet at @at was taken in. */
void lm_pages_reached(LmPages *pages, const uint8_t *at);
/* Bytes in memory, without what goes now; some microseconds. 0 where the system does not say. */
uint64_t lm_pages_in_use(LmPages *pages);
