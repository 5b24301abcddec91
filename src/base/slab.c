/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/slab.h"

#include "base/arena.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

#define LEAST_IN_USE 16
#define PAGE_BYTES 4096

static _Atomic(void *) ready;
static atomic_uint n_in_use;

static void *
map_slab(void)
{
  /* Twice as much, of which the part that begins at a multiple stays. */
  uint8_t *memory = mmap(NULL, 2 * LM_SLAB_BYTES, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return NULL;
  size_t before = -(uintptr_t)memory % LM_SLAB_BYTES;
  uint8_t *slab = memory + before;
  if (before)
    munmap(memory, before);
  munmap(slab + LM_SLAB_BYTES, LM_SLAB_BYTES - before);
  madvise(slab, LM_SLAB_BYTES, MADV_HUGEPAGE);
  return slab;
}

void *
lm_slab_alloc(void)
{
  void *slab = atomic_exchange(&ready, NULL);
  if (!slab)
    slab = map_slab();
  if (!slab)
    lm_die_without_memory(LM_SLAB_BYTES);
  atomic_fetch_add(&n_in_use, 1);
  return slab;
}

void
lm_slab_free(void *slab)
{
  munmap(slab, LM_SLAB_BYTES);
  atomic_fetch_sub(&n_in_use, 1);
}

void
lm_slab_discard(void *start, size_t bytes)
{
  uintptr_t begin = ((uintptr_t)start + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  uintptr_t end = ((uintptr_t)start + bytes) / PAGE_BYTES * PAGE_BYTES;
  if (end <= begin)
    return;
  /* Or the system would make one huge page of what is left. */
  madvise((void *)((uintptr_t)start / LM_SLAB_BYTES * LM_SLAB_BYTES), LM_SLAB_BYTES,
          MADV_NOHUGEPAGE);
  madvise((void *)begin, end - begin, MADV_DONTNEED);
}

void
lm_slab_forget(void *start, size_t bytes)
{
  if (bytes == LM_SLAB_BYTES)
    atomic_fetch_sub(&n_in_use, 1);
  /* In the place of what is there: the tables of its pages go too. */
  if (mmap(start, bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == MAP_FAILED)
    lm_die_without_memory(bytes);
}

void *
lm_shut_alloc(size_t bytes)
{
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    lm_die_without_memory(bytes);
  return memory;
}

void
lm_shut(void *memory, size_t bytes)
{
#ifdef __SANITIZE_ADDRESS__
  mprotect(memory, bytes, PROT_READ);
#else
  (void)memory, (void)bytes;
#endif
}

void
lm_shut_free(void *memory, size_t bytes)
{
  munmap(memory, bytes);
}

/* Makes the system find the pages now. */
static void
touch(uint8_t *slab)
{
  for (size_t at = 0; at < LM_SLAB_BYTES; at += PAGE_BYTES)
    ((volatile uint8_t *)slab)[at] = 0;
}

void
lm_slab_stock(void)
{
  if (atomic_load_explicit(&ready, memory_order_relaxed) ||
      atomic_load_explicit(&n_in_use, memory_order_relaxed) < LEAST_IN_USE)
    return;
  void *slab = map_slab();
  if (!slab)
    return;
  touch(slab);
  void *nothing = NULL;
  if (!atomic_compare_exchange_strong(&ready, &nothing, slab))
    munmap(slab, LM_SLAB_BYTES);
}

void
lm_slab_unstock(void)
{
  void *slab = atomic_exchange(&ready, NULL);
  if (slab)
    munmap(slab, LM_SLAB_BYTES);
}
