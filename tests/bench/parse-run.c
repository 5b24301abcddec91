/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse-run.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  FILE_HEADER = 24,
  RECORD_HEADER = 16,
  HEADERS = 14 + 20 + 8,
  N_ROUNDS = 5,
};

typedef struct {
  const uint8_t *data;
  size_t len;
} Bytes;

static Bytes
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
  return (Bytes){map, (size_t)st.st_size};
}

/* UDP over IPv4 whose payload begins with an upper-case letter: a SIP message, in such a file. */
static bool
is_message(Bytes frame)
{
  return frame.len > HEADERS && frame.data[12] == 8 && frame.data[13] == 0 &&
         frame.data[23] == 17 && frame.data[HEADERS] >= 'A' && frame.data[HEADERS] <= 'Z';
}

static size_t
collect(Bytes file, Bytes *out, size_t max)
{
  size_t n = 0;
  for (size_t offset = FILE_HEADER; offset + RECORD_HEADER < file.len && n < max;) {
    uint32_t len; /* as captured */
    memcpy(&len, file.data + offset + 8, sizeof len);
    offset += RECORD_HEADER;
    if (len > file.len - offset)
      break;
    Bytes frame = {file.data + offset, len};
    if (is_message(frame))
      out[n++] = (Bytes){frame.data + HEADERS, frame.len - HEADERS};
    offset += len;
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

static uint64_t
sum(const BenchFields *fields)
{
  return fields->status + fields->cseq + fields->call_id + fields->from_tag + fields->to_tag +
         fields->branch + fields->body;
}

int
bench_parse_run(int argc, char **argv, BenchParse *parse)
{
  if (argc != 2) {
    fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 2;
  }
  Bytes file = map_file(argv[1]);
  size_t max = file.len / (RECORD_HEADER + HEADERS) + 1;
  Bytes *messages = calloc(max, sizeof *messages);
  if (!messages)
    return 1;
  size_t n = collect(file, messages, max), n_parsed = 0;
  double best = 0;
  uint64_t total = 0;
  for (int round = 0; round < N_ROUNDS; round++) {
    double start = seconds();
    total = n_parsed = 0;
    for (size_t i = 0; i < n; i++) {
      BenchFields fields = {0};
      if (!parse(messages[i].data, messages[i].len, &fields))
        continue;
      total += sum(&fields);
      n_parsed++;
    }
    double taken = seconds() - start;
    if (round == 0 || taken < best)
      best = taken;
  }
  printf("{\"messages\": %zu, \"fields\": %llu, \"seconds\": %.4f, \"messages_per_s\": %.0f}\n",
         n_parsed, (unsigned long long)total, best, best > 0 ? (double)n_parsed / best : 0);
  free(messages);
  return 0;
}
