/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over the files of its seed folder, and over each of them cut short at some
 * places, as a plain program: no fuzzer needed. */

#include "fuzz.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
run(const uint8_t *bytes, size_t size)
{
  uint8_t *exact = malloc(size ? size : 1);
  if (size)
    memcpy(exact, bytes, size);
  LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

static int
run_file(const char *path)
{
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return 1;
  }
  static uint8_t bytes[4 << 20];
  size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  size_t step = size / 64 + 1;
  for (size_t cut = 0; cut < size; cut += step)
    run(bytes, cut);
  run(bytes, size);
  return 0;
}

int
main(int argc, char **argv)
{
  if (argc != 2) {
    fprintf(stderr, "usage: %s SEED-FOLDER\n", argv[0]);
    return 2;
  }
  DIR *folder = opendir(argv[1]);
  if (!folder) {
    perror(argv[1]);
    return 1;
  }
  int n = 0, failed = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[PATH_MAX];
    if (entry->d_name[0] == '.')
      continue;
    snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
    failed |= run_file(path);
    n++;
  }
  closedir(folder);
  printf("%d seeds\n", n);
  return failed || n == 0;
}
