/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/child/verbs.h"

#include <stdio.h>
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
} verbs[] = {
    {"decode", lm_sound_decode},
    {"play", lm_sound_play},
};

int
main(int argc, char **argv)
{
  for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++)
    if (!strcmp(argv[1], verbs[i].name))
      return verbs[i].run(argc - 1, argv + 1);
  fputs("linesman-sound is started by Linesman, to decode and to play\n", stderr);
  return 2;
}
