/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Large pieces of memory for what grows to millions of rows. Any thread. */

#include <stddef.h>

/* Zeroed memory of LM_SLAB_BYTES, on a huge page where the system has them: that is one page fault
 * instead of 512. For what is large anyway; the whole of it may count as used at once. */
#define LM_SLAB_BYTES ((size_t)2 << 20)
void *lm_slab_alloc(void);
void lm_slab_free(void *slab);
/* Gives the pages back that lie whole in these @bytes of a slab; they read as zeros. */
void lm_slab_discard(void *start, size_t bytes);
/* Makes @bytes of addresses, which may be a slab, read as zeros that take no memory. lm_shut_free()
 * frees them. */
void lm_slab_forget(void *start, size_t bytes);

/* Memory that can be made such that nobody may write to it: where the address sanitizer looks,
 * whoever does is found. Zeroed. */
void *lm_shut_alloc(size_t bytes);
void lm_shut(void *memory, size_t bytes);
void lm_shut_free(void *memory, size_t bytes);

/* Gets the next slab ready, so that whoever asks for it need not wait until the system has found
 * and cleared the page. For a thread that has time; does nothing while one is ready, and while so
 * few are in use that one more would be a large part of them. */
void lm_slab_stock(void);
/* Gives back what is ready and was not asked for. */
void lm_slab_unstock(void);
