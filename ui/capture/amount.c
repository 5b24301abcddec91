/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/amount.h"

#include "base/size.h"
#include "base/time.h"

#include <string.h>

#define MIB (1 << 20)

typedef struct {
  const char *name;
  guint64 size;
} Unit;

static const Unit sizes[] = {
    {"TB", 1000000000000}, {"GB", 1000000000}, {"MB", 1000000}, {"GiB", 1 << 30},
    {"MiB", MIB},          {"kB", 1000},       {"B", 1},        {NULL, 1}};
static const Unit mebibytes[] = {{"GiB", 1024}, {"MiB", 1}, {NULL, 1}};
static const Unit spans[] = {{"h", 3600000000000}, {"m", 60000000000}, {"s", 1000000000},
                             {"ms", 1000000},      {"ns", 1},          {NULL, 1}};
static const Unit numbers[] = {{"", 1}, {NULL, 1}};
static const Unit *const units[] = {[LMU_AMOUNT_SIZE] = sizes,
                                    [LMU_AMOUNT_MEBIBYTES] = mebibytes,
                                    [LMU_AMOUNT_SPAN] = spans,
                                    [LMU_AMOUNT_NUMBER] = numbers};

gboolean
lmu_amount_parse(LmuAmount kind, const char *text, guint64 most, guint64 *amount)
{
  LmSlice slice = lm_slice_trim(lm_slice_str(text)), unit;
  guint64 value = 0;
  gint64 span;
  gboolean ok = TRUE;
  if (!slice.len) {
    *amount = 0;
    return TRUE;
  }
  if (kind == LMU_AMOUNT_SPAN) {
    ok = lm_time_parse_span(slice, &span) && span > 0;
    value = ok ? (guint64)span : 0;
  } else if (kind == LMU_AMOUNT_NUMBER) {
    ok = lm_size_split(slice, &value, &unit) && !unit.len;
  } else {
    ok = lm_size_parse(slice, &value);
  }
  if (kind == LMU_AMOUNT_MEBIBYTES)
    value = value / MIB + (value % MIB != 0);
  if (!ok || value > most)
    return FALSE;
  *amount = value;
  return TRUE;
}

char *
lmu_amount_format(LmuAmount kind, guint64 amount)
{
  const Unit *unit = units[kind];
  if (!amount)
    return g_strdup("");
  while (amount % unit->size)
    unit++;
  return g_strdup_printf("%" G_GUINT64_FORMAT "%s%s", amount / unit->size, *unit->name ? " " : "",
                         unit->name);
}
