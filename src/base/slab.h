/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Large pieces of memory for what grows to millions of rows. Any thread. */

#include <stddef.h>

/* Zeroed memory of LM_SLAB_BYTES, on a huge page where the system has them: that is one page fault
 * instead of 512. For what is large anyway; the whole of it may count as used at once. */
#define LM_SLAB_BYTES ((size_t)2 << 20)
void *lm_slab_alloc(void);
void lm_slab_free(void *slab);

/* Gets the next slab ready, so that whoever asks for it need not wait until the system has found
 * and cleared the page. For a thread that has time; does nothing while one is ready, and while so
 * few are in use that one more would be a large part of them. */
void lm_slab_stock(void);
/* Gives back what is ready and was not asked for. */
void lm_slab_unstock(void);
