/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes captures for the benchmark: calls with their media as a proxy's site sees them (--kind
 * rtp), signalling alone (--kind sip), a great many short calls (--kind calls), or one call with a
 * great many messages between many hosts (--kind ladder). The same options give the same file. What
 * is in it is printed as one JSON object. */

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static const char *const kind_names[N_KINDS] = {"rtp", "sip", "calls", "ladder"};

static int
usage(const char *program)
{
  fprintf(stderr,
          "usage: %s [--kind rtp|sip|calls|ladder] [--packets N] [--calls N] [--streams N]\n"
          "       [--seed N] -o FILE\n"
          "  --packets  frames to make; messages for the kinds without media\n"
          "  --calls    no more calls than these, and each of them to its end\n"
          "  --streams  streams at the same time; twice the calls where there is no media\n",
          program);
  return 2;
}

static bool
read_number(const char *text, uint64_t max, uint64_t *number)
{
  char *end;
  errno = 0;
  *number = strtoull(text, &end, 10);
  return !errno && end != text && !*end && *number <= max;
}

static bool
read_kind(const char *text, Kind *kind)
{
  for (int i = 0; i < N_KINDS; i++) {
    if (!strcmp(text, kind_names[i])) {
      *kind = (Kind)i;
      return true;
    }
  }
  return false;
}

static bool
read_options(int argc, char **argv, Making *making, const char **path)
{
  static const struct option options[] = {{"kind", 1, NULL, 'k'},
                                          {"packets", 1, NULL, 'p'},
                                          {"calls", 1, NULL, 'c'},
                                          {"streams", 1, NULL, 's'},
                                          {"seed", 1, NULL, 'r'},
                                          {"output", 1, NULL, 'o'},
                                          {0}};
  uint64_t streams = 500, seed = 1, packets = 0;
  Plan *plan = &making->plan;
  for (int c; (c = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
    bool good = c == 'k'   ? read_kind(optarg, &plan->kind)
                : c == 'p' ? read_number(optarg, UINT64_MAX, &packets) && packets
                : c == 'c' ? read_number(optarg, UINT64_MAX, &plan->n_calls)
                : c == 's' ? read_number(optarg, 120000, &streams) && streams
                : c == 'r' ? read_number(optarg, UINT64_MAX, &seed)
                           : c == 'o';
    if (!good)
      return false;
    if (c == 'o')
      *path = optarg;
  }
  plan->n_slots = (uint32_t)(streams + 1) / 2;
  plan->n_packets = packets || plan->n_calls ? packets : 1000000;
  making->random = random_new(seed);
  return *path != NULL && optind == argc;
}

int
main(int argc, char **argv)
{
  Making making = {0};
  const char *path = NULL;
  if (!read_options(argc, argv, &making, &path))
    return usage(argv[0]);
  bool made = writer_open(&making.writer, path);
  if (made && making.plan.kind == KIND_LADDER)
    fork_make(&making);
  else if (made)
    made = site_make(&making);
  if (!made || !writer_close(&making.writer)) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return 1;
  }
  truth_print(&making.truth, &making.writer);
  return 0;
}
