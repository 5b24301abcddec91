/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ZRTP (RFC 6189) as events. It keeps nothing: what comes again is folded by the event table. */

#include "track/datagram.h"

void lm_trace_add_zrtp(LmTrace *trace, const LmDatagram *datagram);
