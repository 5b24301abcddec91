/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "start.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 32
#define NS_PER_MS 1e6

static int64_t
monotonic_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
execute(const char *program, const char *probe, int fd)
{
  char number[16];
  snprintf(number, sizeof number, "%d", fd);
  setenv("FIRST_FRAME_FD", number, 1);
  setenv("LD_PRELOAD", probe, 1);
  execl(program, program, (char *)NULL);
  _exit(127);
}

/* Milliseconds of one start, or a negative number. */
static double
start_once(const char *program, const char *probe)
{
  int ends[2];
  char text[32] = "";
  if (pipe(ends) != 0)
    return -1;
  int64_t begin = monotonic_ns();
  pid_t child = fork();
  if (child == 0)
    execute(program, probe, ends[1]);
  close(ends[1]);
  ssize_t n = child > 0 ? read(ends[0], text, sizeof text - 1) : 0;
  close(ends[0]);
  if (child > 0)
    waitpid(child, NULL, 0);
  return n > 0 ? (double)(strtoll(text, NULL, 10) - begin) / NS_PER_MS : -1;
}

static int
compare(const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

double
start_measure(const char *program, const char *probe, unsigned n, double *max_ms)
{
  double runs[MAX_RUNS];
  n = n < MAX_RUNS ? n : MAX_RUNS;
  for (unsigned i = 0; i < n; i++)
    if ((runs[i] = start_once(program, probe)) < 0)
      return -1;
  qsort(runs, n, sizeof *runs, compare);
  *max_ms = runs[n - 1];
  return runs[n / 2];
}
