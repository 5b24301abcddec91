/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/size.h"

#include <glib.h>

static void
test_parse(void)
{
  static const struct {
    const char *text;
    uint64_t bytes; /* 0: none */
  } rows[] = {{"1B", 1},
              {" 100 MB ", 100000000},
              {"100mb", 100000000},
              {"64KiB", 65536},
              {"64k", 65536},
              {"64K", 65536},
              {"512M", 536870912},
              {"512 Mi", 536870912},
              {"1G", 1073741824},
              {"1GiB", 1073741824},
              {"1GB", 1000000000},
              {"2t", (uint64_t)2 << 40},
              {"2 TiB", (uint64_t)2 << 40},
              {"16777215TiB", (uint64_t)16777215 << 40},
              {"16777216TiB", 0},
              {"18446744073709551616B", 0},
              {"", 0},
              {"100", 0},
              {"0MB", 0},
              {"MB", 0},
              {"-1MB", 0},
              {"1.5MB", 0},
              {"1Gb/s", 0},
              {"1KK", 0},
              {"16777216T", 0},
              {"100MBs", 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint64_t bytes = 0;
    g_assert_cmpint(lm_size_parse(lm_slice_str(rows[i].text), &bytes), ==, rows[i].bytes != 0);
    g_assert_cmpuint(bytes, ==, rows[i].bytes);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/size/parse", test_parse);
  return g_test_run();
}
