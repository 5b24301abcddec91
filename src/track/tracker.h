/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tracker takes packets in, in the capture's order, and grows the trace. One thread. The bytes
 * that the packets show must live as long as the tracker: the capture and the LmNet are closed
 * after it. */

#include "net/keys.h"
#include "net/sctp.h"
#include "net/tcp.h"
#include "net/tls.h"
#include "track/reading.h"
#include "track/trace.h"

typedef struct LmTracker LmTracker;

LmTracker *lm_tracker_new(void);
void lm_tracker_free(LmTracker *tracker);
/* Before the first packet: one that was captured twice counts twice. */
void lm_tracker_keep_copies(LmTracker *tracker);
/* Lets it decrypt what @keys open; before the first packet. They are borrowed and outlive it. NULL:
 * none. */
void lm_tracker_use_keys(LmTracker *tracker, const LmKeys *keys);
void lm_tracker_add(LmTracker *tracker, const LmPacket *packet);
/* The same for @n packets that were read already (track/reading.h), faster: what a packet will
 * touch is fetched while others are added. */
void lm_tracker_add_all(LmTracker *tracker, const LmPacket *packets, const LmReading *readings,
                        size_t n);
/* At the end of the capture: what waited for more bytes is taken as it is. */
void lm_tracker_finish(LmTracker *tracker);
/* Secrets of TLS came while nothing else did: what waited for them is looked into. */
void lm_tracker_take_secrets(LmTracker *tracker);
/* Borrowed; grows with every lm_tracker_add(). The figures of its streams are good until then. */
const LmTrace *lm_tracker_trace(LmTracker *tracker);
/* A connection by TLS. */
typedef struct {
  LmEndpoint src, dst; /* of the segment that showed what it is */
  const LmTlsInfo *info;
  bool sip; /* it carries SIP, or is likely to: by its port, its name or its ALPN */
} LmTlsConnection;

/* Goes through them: fills @out with the next one from *@at on, which begins as 0. False behind the
 * last. */
bool lm_tracker_next_tls(const LmTracker *tracker, uint32_t *at, LmTlsConnection *out);
/* What the TCP streams that SIP is looked for in went through. Borrowed. */
const LmTcpCounters *lm_tracker_tcp_counters(const LmTracker *tracker);
const LmSctpCounters *lm_tracker_sctp_counters(const LmTracker *tracker);
/* Takes up to @max rows of calls that changed since they were last taken, and returns how many. */
size_t lm_tracker_take_changed_calls(LmTracker *tracker, uint32_t *rows, size_t max);
size_t lm_tracker_take_changed_streams(LmTracker *tracker, uint32_t *rows, size_t max);
