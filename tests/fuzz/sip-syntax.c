/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The syntax of every registered header: the first byte chooses the row of the table. */

#include "fuzz.h"

#include "proto/sip/registry-headers.h"
#include "proto/sip/syntax.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
  LmSipWalk walk;
  LmSlice bytes;
  int depth;
  unsigned n;
} Fuzz;

static void
expect_inside(const Fuzz *fuzz, LmSlice part)
{
  const uint8_t *begin = fuzz->bytes.data, *end = begin + fuzz->bytes.len;
  if (part.len && (part.data < begin || part.data + part.len > end))
    abort();
}

static void
enter(LmSipWalk *walk, const char *name, LmSlice label, LmSlice value)
{
  Fuzz *fuzz = (Fuzz *)(void *)walk;
  if (!name && !label.data)
    abort();
  expect_inside(fuzz, label);
  expect_inside(fuzz, value);
  if (++fuzz->depth > 64)
    abort();
  fuzz->n++;
}

static void
leave(LmSipWalk *walk)
{
  if (--((Fuzz *)(void *)walk)->depth < 0)
    abort();
}

static void note(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void
note(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
{
  char text[64];
  if (!name || vsnprintf(text, sizeof text, format, arguments) < 0)
    abort();
  ((Fuzz *)(void *)walk)->n++;
}

static void
fault(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  expect_inside((Fuzz *)(void *)walk, where);
  if (kind <= LM_ANOMALY_NONE || kind >= LM_N_ANOMALIES)
    abort();
}

static const LmSipSink sink = {.enter = enter, .leave = leave, .note = note, .fault = fault};
/* The same without anybody who listens. */
static const LmSipSink deaf;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  LmSlice value = lm_slice_trim(lm_slice_from(lm_slice(data, size), 1));
  Fuzz fuzz = {.walk = {.sink = &sink}, .bytes = lm_slice(data, size)};
  if (data[0] >= lm_sip_n_header_fields) {
    lm_sip_syntax_uri(&fuzz.walk, value);
  } else {
    const LmSipHeaderField *field = &lm_sip_header_fields[data[0]];
    lm_sip_walk_header(&fuzz.walk, field, value);
    LmSipWalk silent = {.sink = &deaf};
    lm_sip_walk_header(&silent, field, value);
  }
  if (fuzz.depth != 0)
    abort();
  return 0;
}
