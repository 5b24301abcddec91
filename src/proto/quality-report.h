/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a phone says by SIP of the quality of its streams: reports of voice quality (RFC 6035,
 * application/vq-rtcpxr), and the headers of several makers in BYE and its answer (X-RTP-Stat,
 * P-RTP-Stat, RTP-RxStat, RTP-TxStat). Pure functions; what is out of range or no number is left
 * out. */

#include "base/addr.h"

/* Of one direction. Below 0, but for signals: not said. */
typedef struct {
  bool any;
  double packets, bytes, lost;
  double loss_percent, discard_percent;
  double jitter_ms, round_trip_ms;
  double mos_listening, mos_conversation, r_factor;
  LmSlice codec;
} LmQualityFigures;

typedef struct {
  LmSlice kind;    /* "VQSessionReport", "VQIntervalReport", "VQAlertReport"; or the header */
  LmSlice call_id; /* of the call that it is about; empty: that of the message */
  LmEndpoint local, remote; /* port 0: not said */
  bool has_local_ssrc, has_remote_ssrc;
  uint32_t local_ssrc, remote_ssrc;
  LmQualityFigures received; /* what who reports received */
  LmQualityFigures sent;     /* what it sent, or what the other end received of that */
} LmQualityReport;

/* False where @body is no report of voice quality. The slices are parts of it. */
bool lm_quality_report_parse(LmSlice body, LmQualityReport *report);
/* Adds what header @name says to @report, which is empty before the first. False where it is none
 * of these headers. */
bool lm_quality_header_parse(LmSlice name, LmSlice value, LmQualityReport *report);
