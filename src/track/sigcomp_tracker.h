/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names what is compressed by SigComp, which nothing more can be said of. */

#include "track/flow.h"

/* True if @packet is SigComp: to or from the port of SIP, or on a flow that carried SIP. */
bool lm_trace_add_sigcomp(LmTrace *trace, const LmPacket *packet, const LmReading *reading);
