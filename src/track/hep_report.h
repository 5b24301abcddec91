/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What recorders send by HEP beside packets: RTCP and RTP figures in JSON, lines of logs, records
 * of calls. Each is an event of the call whose Call-ID it names as its correlation, or whose media
 * ran between the endpoints that it names. */

#include "track/trace.h"

/* Takes the whole message of HEP @bytes in, which live as long as the trace. What is a packet, or
 * no HEP, is left alone. */
void lm_trace_add_hep_report(LmTrace *trace, LmSlice bytes, int64_t time_ns, uint32_t frame);
/* Ties what came before the new call @call and names its Call-ID to it. */
void lm_trace_adopt_hep_reports(LmTrace *trace, uint32_t call);
