/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of an RTCP datagram: where it stands, and nothing of what is in it, which is read when
 * somebody looks (proto/rtcp-walk.h, relate/rtcp.h). Plain record; see track/trace.h. */

#include "base/addr.h"

#include <stdint.h>

typedef struct {
  const uint8_t *data; /* its bytes, borrowed from the capture; SRTCP as it was sent */
  int64_t time_ns;
  uint32_t len;           /* bytes */
  uint32_t missing_bytes; /* that the capture cut off */
  uint32_t frame;
  uint32_t src, dst; /* rows of the endpoint table */
} LmRtcpDatagram;

struct LmTrace;

/* In the order in which they were seen. Borrowed. */
uint32_t lm_trace_n_rtcp(const struct LmTrace *trace);
uint32_t lm_trace_next_rtcp(const struct LmTrace *trace, uint32_t index);
bool lm_trace_has_rtcp(const struct LmTrace *trace, uint32_t index);
const LmRtcpDatagram *lm_trace_rtcp(const struct LmTrace *trace, uint32_t index);
/* The stream with @ssrc from the host @src to the host @dst that was there at @time_ns, or LM_NONE.
 */
uint32_t lm_trace_rtcp_stream(const struct LmTrace *trace, uint32_t ssrc, const LmAddr *src,
                              const LmAddr *dst, int64_t time_ns);
/* The call that @datagram belongs to by what was announced for its ends, or LM_NONE. */
uint32_t lm_trace_rtcp_call(const struct LmTrace *trace, const LmRtcpDatagram *datagram);
