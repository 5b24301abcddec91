/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The value of Date: "Sat, 13 Nov 2010 23:29:00 GMT" and no other form (RFC 3261, 20.17, 25.1).
 * Pure. */

#include "base/slice.h"

typedef struct {
  LmSlice weekday, day, month, year, time, zone; /* as they stand */
  int64_t seconds;                               /* since 1970; 0 where the values are impossible */
  bool sound;                                    /* form and values are right */
  bool weekday_fits;                             /* it is the one of that day */
} LmSipDate;

/* False where @text has not even the form. */
bool lm_sip_date_parse(LmSlice text, LmSipDate *date);
