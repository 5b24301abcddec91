/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One Via value (RFC 3261, 20.42; RFC 3581 for rport). Slices of the value that was parsed. */

#include "base/slice.h"

typedef struct {
  LmSlice transport; /* "UDP", "TLS", ... */
  LmSlice host, port;
  LmSlice branch, received, rport;
} LmSipVia;

bool lm_sip_via_parse(LmSlice value, LmSipVia *via);
