/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "home.h"

#include <ftw.h>
#include <glib.h>
#include <stdio.h>

char *
home_make(void)
{
  static const char *const folders[] = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                        "XDG_CACHE_HOME", "XDG_STATE_HOME"};
  char *home = g_dir_make_tmp("linesman-bench-XXXXXX", NULL);
  for (gsize i = 0; home && i < G_N_ELEMENTS(folders); i++)
    g_setenv(folders[i], home, TRUE);
  g_setenv("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv("GTK_USE_PORTAL", "0", FALSE);
  return home;
}

static int
remove_cb(const char *path, const struct stat *status, int kind, struct FTW *place)
{
  return remove(path);
}

void
home_remove(char *home)
{
  if (home)
    nftw(home, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
  g_free(home);
}
