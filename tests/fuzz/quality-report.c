/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A body; or behind a first byte below 32 the value of a header. */

#include "fuzz.h"

#include "proto/quality-report.h"

#include <stdlib.h>

static void
check(const LmQualityFigures *figures)
{
  if (figures->loss_percent > 100 || figures->mos_listening > 5 || figures->packets > 1e15 ||
      (figures->mos_listening >= 0 && figures->mos_listening < 1))
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const names[] = {"X-RTP-Stat", "RTP-RxStat", "RTP-TxStat"};
  LmSlice input = lm_slice(data, size);
  LmQualityReport report = {.received.any = false};
  int first = lm_slice_at(input, 0);
  if (first >= 0 && first < 32)
    lm_quality_header_parse(lm_slice_str(names[first % 3]), lm_slice_from(input, 1), &report);
  else if (!lm_quality_report_parse(input, &report))
    return 0;
  check(&report.received);
  check(&report.sent);
  return 0;
}
