/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a body of application/dtmf-relay or application/dtmf says: no RFC has them. Pure. */

#include "base/slice.h"

#define LM_DTMF_BODY_BYTES 1024 /* that are looked at */

typedef struct {
  int code;        /* of the telephone event (RFC 4733, 3.2); 16: flash */
  int duration_ms; /* -1: not stated */
} LmDtmfBody;

/* False where no key is named. */
bool lm_dtmf_body_read(LmSlice body, LmDtmfBody *dtmf);
