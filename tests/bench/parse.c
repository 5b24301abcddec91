/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages a second lm_sip_message_parse() takes apart, without anything around it. Takes
 * a pcap file as `generate --kind sip` makes it: microseconds, Ethernet, IPv4, UDP. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/vec.h"
#include "proto/sip/message.h"

enum { FILE_HEADER = 24, RECORD_HEADER = 16, HEADERS = 14 + 20 + 8, N_ROUNDS = 5 };

static LmSlice
map_file(const char *path)
{
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &st) < 0) {
    perror(path);
    exit(1);
  }
  void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (map == MAP_FAILED) {
    perror(path);
    exit(1);
  }
  return lm_slice(map, (size_t)st.st_size);
}

/* The captured length of the record at @offset; the file is little-endian. */
static size_t
record_length(LmSlice file, size_t offset)
{
  return lm_slice_u8(file, offset + 8) | (size_t)lm_slice_u8(file, offset + 9) << 8 |
         (size_t)lm_slice_u8(file, offset + 10) << 16;
}

static size_t
collect(LmSlice file, LmSlice *out, size_t max)
{
  size_t n = 0;
  for (size_t offset = FILE_HEADER; offset + RECORD_HEADER < file.len && n < max;) {
    size_t len = record_length(file, offset);
    LmSlice frame = lm_slice_sub(file, offset + RECORD_HEADER, len);
    if (frame.len > HEADERS && lm_slice_be16(frame, 12) == 0x0800 && lm_slice_u8(frame, 23) == 17 &&
        lm_sip_looks_like(lm_slice_from(frame, HEADERS)))
      out[n++] = lm_slice_from(frame, HEADERS);
    offset += RECORD_HEADER + len;
  }
  return n;
}

static double
seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
  if (argc != 2) {
    fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 2;
  }
  LmSlice file = map_file(argv[1]);
  size_t max = file.len / (RECORD_HEADER + HEADERS) + 1;
  LmSlice *messages = calloc(max, sizeof *messages);
  if (!messages)
    return 1;
  size_t n = collect(file, messages, max);
  LmArena arena = LM_ARENA_INIT;
  static LmSipMessage message;
  double best = 0;
  uint64_t n_headers = 0;
  for (int round = 0; round < N_ROUNDS; round++) {
    double start = seconds();
    n_headers = 0;
    for (size_t i = 0; i < n; i++) {
      if (lm_sip_message_parse(messages[i], false, &arena, &message))
        n_headers += message.n_headers;
    }
    double taken = seconds() - start;
    if (round == 0 || taken < best)
      best = taken;
    lm_arena_clear(&arena);
  }
  printf("{\"messages\": %zu, \"headers\": %llu, \"seconds\": %.4f, \"messages_per_s\": %.0f}\n", n,
         (unsigned long long)n_headers, best, best > 0 ? (double)n / best : 0);
  free(messages);
  return 0;
}
