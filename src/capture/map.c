/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/map.h"

#include "base/arena.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* Nodes are only ever added to the list, and taken again by later maps, because the handler may
 * walk it at any moment. */
struct LmMap {
  atomic_uintptr_t start; /* 0: this node is free */
  atomic_size_t len;
  atomic_size_t fault; /* offset of the first lost page; SIZE_MAX: none */
  LmMap *next;
};

static _Atomic(LmMap *) maps;
static pthread_mutex_t maps_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t handler_once = PTHREAD_ONCE_INIT;
static struct sigaction previous;
static size_t page_bytes;

/* Runs inside the signal handler: atomics and plain system calls only. */
static bool
mend(uintptr_t address)
{
  for (LmMap *map = atomic_load(&maps); map; map = map->next) {
    uintptr_t start = atomic_load(&map->start);
    size_t len = atomic_load(&map->len);
    if (!start || address < start || address - start >= len)
      continue;
    size_t offset = (address - start) / page_bytes * page_bytes;
    void *page = (void *)(start + offset);
    if (mmap(page, len - offset, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
        MAP_FAILED)
      return false;
    size_t known = atomic_load(&map->fault);
    while (offset < known && !atomic_compare_exchange_weak(&map->fault, &known, offset))
      ;
    return true;
  }
  return false;
}

static void
handle_bus_error(int number, siginfo_t *info, void *context)
{
  int saved_errno = errno;
  /* A positive code comes from the kernel: there was a fault, and si_addr says where. */
  bool mended = info->si_code > 0 && mend((uintptr_t)info->si_addr);
  errno = saved_errno;
  if (mended)
    return;
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(number, info, context);
  } else if (previous.sa_handler == SIG_IGN && info->si_code <= 0) {
    return;
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(number);
  } else {
    /* Back to the default: the fault happens again on return, or the signal is sent again, and ends
     * the program as it would have without this handler. */
    signal(number, SIG_DFL);
    if (info->si_code <= 0)
      raise(number);
  }
}

static void
install_handler(void)
{
  page_bytes = (size_t)sysconf(_SC_PAGESIZE);
  struct sigaction action = {.sa_sigaction = handle_bus_error,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &previous);
}

static LmMap *
take_node(void)
{
  for (LmMap *map = atomic_load(&maps); map; map = map->next)
    if (!atomic_load(&map->start))
      return map;
  LmMap *map = lm_alloc(sizeof *map);
  map->next = atomic_load(&maps);
  atomic_store(&maps, map);
  return map;
}

LmMap *
lm_map_open(int fd, size_t len)
{
  return lm_map_open_at(fd, len, NULL);
}

void
lm_map_shorten(LmMap *map, size_t len)
{
  atomic_store(&map->len, len);
}

LmMap *
lm_map_open_at(int fd, size_t len, void *at)
{
  pthread_once(&handler_once, install_handler);
  void *start = mmap(at, len, PROT_READ, MAP_SHARED | MAP_NORESERVE | (at ? MAP_FIXED : 0), fd, 0);
  if (start == MAP_FAILED)
    return NULL;
  pthread_mutex_lock(&maps_lock);
  LmMap *map = take_node();
  atomic_store(&map->len, len);
  atomic_store(&map->fault, SIZE_MAX);
  atomic_store(&map->start, (uintptr_t)start);
  pthread_mutex_unlock(&maps_lock);
  return map;
}

void
lm_map_close(LmMap *map)
{
  if (!map)
    return;
  pthread_mutex_lock(&maps_lock);
  void *start = (void *)atomic_load(&map->start);
  size_t len = atomic_load(&map->len);
  /* The node is given back only when the range is gone: before, a new map could take it. */
  munmap(start, len);
  atomic_store(&map->start, 0);
  pthread_mutex_unlock(&maps_lock);
}

void
lm_map_empty(LmMap *map)
{
  void *start = (void *)atomic_load(&map->start);
  /* Where it fails all stays as it was, and only the room is not free. */
  if (mmap(start, atomic_load(&map->len), PROT_READ,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) == MAP_FAILED)
    return;
}

const uint8_t *
lm_map_data(const LmMap *map)
{
  return (const uint8_t *)atomic_load(&map->start);
}

size_t
lm_map_len(const LmMap *map)
{
  return atomic_load(&map->len);
}

bool
lm_map_fault(const LmMap *map, size_t *offset)
{
  size_t fault = atomic_load(&map->fault);
  if (fault == SIZE_MAX)
    return false;
  *offset = fault;
  return true;
}

LmSlice
lm_map_before(LmSlice bytes, size_t most)
{
  uintptr_t address = (uintptr_t)bytes.data;
  for (LmMap *map = atomic_load(&maps); map; map = map->next) {
    uintptr_t start = atomic_load(&map->start);
    size_t len = atomic_load(&map->len);
    if (!start || address < start || address - start >= len)
      continue;
    size_t before = address - start;
    if (most > before)
      most = before;
    return lm_slice(bytes.data - most, most);
  }
  return LM_SLICE_EMPTY;
}
