/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/size.h"

bool
lm_size_split(LmSlice text, uint64_t *count, LmSlice *unit)
{
  size_t digits = 0;
  text = lm_slice_trim(text);
  while (digits < text.len && text.data[digits] >= '0' && text.data[digits] <= '9')
    digits++;
  *unit = lm_slice_trim(lm_slice_from(text, digits));
  return lm_slice_parse_uint(lm_slice_sub(text, 0, digits), UINT64_MAX, count) && *count > 0;
}

bool
lm_size_parse(LmSlice text, uint64_t *bytes)
{
  /* A lone letter is what tcpdump -C, logrotate and the coreutils take it for. */
  static const struct {
    const char *name;
    uint64_t bytes;
  } units[] = {{"B", 1},
               {"kB", 1000},
               {"MB", 1000000},
               {"GB", 1000000000},
               {"TB", 1000000000000},
               {"KiB", (uint64_t)1 << 10},
               {"MiB", (uint64_t)1 << 20},
               {"GiB", (uint64_t)1 << 30},
               {"TiB", (uint64_t)1 << 40},
               {"Ki", (uint64_t)1 << 10},
               {"Mi", (uint64_t)1 << 20},
               {"Gi", (uint64_t)1 << 30},
               {"Ti", (uint64_t)1 << 40},
               {"k", (uint64_t)1 << 10},
               {"M", (uint64_t)1 << 20},
               {"G", (uint64_t)1 << 30},
               {"T", (uint64_t)1 << 40}};
  LmSlice unit;
  uint64_t count;
  if (!lm_size_split(text, &count, &unit))
    return false;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (lm_slice_equal_nocase(unit, lm_slice_str(units[i].name)) &&
        count <= UINT64_MAX / units[i].bytes) {
      *bytes = count * units[i].bytes;
      return true;
    }
  return false;
}
