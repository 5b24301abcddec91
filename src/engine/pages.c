/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pages.h"

#include "base/arena.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* What comes back because somebody looked at it, until it goes again. */
#define MANY_BYTES (8u << 20)

struct LmPages {
  int statm;        /* descriptor; -1: not there */
  LmFollow *follow; /* may be NULL */
  pthread_mutex_t lock;
  const uint8_t *at;   /* what lies before it was taken in; NULL: nothing was */
  uint64_t left_bytes; /* of files, the fewest since pages were given back last */
};

typedef struct {
  uint64_t own, files; /* bytes in memory */
} Sizes;

LmPages *
lm_pages_new(LmFollow *follow)
{
  LmPages *pages = lm_alloc(sizeof *pages);
  pages->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  pages->follow = follow;
  pthread_mutex_init(&pages->lock, NULL);
  return pages;
}

void
lm_pages_free(LmPages *pages)
{
  if (!pages)
    return;
  if (pages->statm >= 0)
    close(pages->statm);
  pthread_mutex_destroy(&pages->lock);
  free(pages);
}

void
lm_pages_reached(LmPages *pages, const uint8_t *at)
{
  pthread_mutex_lock(&pages->lock);
  pages->at = at;
  if (pages->follow)
    lm_follow_drop(pages->follow, at, false);
  pthread_mutex_unlock(&pages->lock);
}

static Sizes
read_sizes(const LmPages *pages)
{
  char text[128];
  uint64_t numbers[3] = {0}; /* of pages: of addresses, in memory, and of these from files */
  ssize_t n = pages->statm < 0 ? 0 : pread(pages->statm, text, sizeof text, 0);
  LmSlice rest = lm_slice(text, n > 0 ? (size_t)n : 0);
  for (size_t i = 0; i < 3; i++)
    lm_slice_parse_uint(lm_slice_split(rest, ' ', &rest), UINT64_MAX, &numbers[i]);
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
  return (Sizes){.own = numbers[1] > numbers[2] ? (numbers[1] - numbers[2]) * page : 0,
                 .files = numbers[2] * page};
}

uint64_t
lm_pages_in_use(LmPages *pages)
{
  pthread_mutex_lock(&pages->lock);
  Sizes sizes = read_sizes(pages);
  if (pages->follow && pages->at && sizes.files > pages->left_bytes + MANY_BYTES) {
    lm_follow_drop(pages->follow, pages->at, true);
    sizes = read_sizes(pages);
    pages->left_bytes = sizes.files;
  }
  if (sizes.files < pages->left_bytes)
    pages->left_bytes = sizes.files;
  pthread_mutex_unlock(&pages->lock);
  return sizes.own + sizes.files;
}
