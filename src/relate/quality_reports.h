/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What ends say by SIP of the quality of their streams (RFC 6035; X-RTP-Stat and the like), joined
 * to the streams that it is about, and laid beside what was measured here and what RTCP says.
 * Worked out when somebody looks, linear in the messages. One thread, that of the trace. */

#include "proto/quality-report.h"
#include "relate/rtcp.h"

/* Where a report and what else is known cannot both be right. */
enum {
  LM_QUALITY_PACKETS = 1 << 0,   /* more were received than passed here, or fewer were sent */
  LM_QUALITY_LOSS = 1 << 1,      /* less was lost than is missing here */
  LM_QUALITY_RTCP_LOSS = 1 << 2, /* the same end said otherwise by RTCP */
  LM_QUALITY_MOS = 1 << 3,       /* another score by more than half a point */
};

/* Of one direction. */
typedef struct {
  uint32_t message; /* row */
  uint32_t call;    /* row that it is about; LM_NONE */
  uint32_t stream;  /* LM_NONE: not found */
  LmSlice kind;     /* as it is written: "VQSessionReport", "X-RTP-Stat" */
  bool sent;        /* about what its sender sent; else about what it received */
  LmQualityFigures says;
  /* Where the stream was found. */
  bool has_score;
  double mos;               /* listening, by the E-model */
  double loss_percent;      /* missing here */
  double rtcp_loss_percent; /* as its receiver said last; below 0: it did not */
  double said_loss_percent; /* the report's, or from its packets; below 0: it says none */
  uint8_t differs;          /* LM_QUALITY_* */
} LmQualityRow;

typedef struct LmQualityReports LmQualityReports;

/* Owned: lm_quality_reports_free(). */
LmQualityReports *lm_quality_reports_new(const LmTrace *trace);
/* Lays them beside what was captured, and what RTCP says, which may be NULL. Once. */
void lm_quality_reports_compare(LmQualityReports *reports, const LmRtcpView *rtcp);
void lm_quality_reports_free(LmQualityReports *reports);
uint32_t lm_quality_reports_n(const LmQualityReports *reports);
const LmQualityRow *lm_quality_reports_at(const LmQualityReports *reports, uint32_t index);
/* Rows beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_quality_reports_refused(const LmQualityReports *reports);
