/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a thread needs while it asks rows, and the messages that were taken apart for it: several
 * fields of a message cost one look at it. For the files of this folder alone. */

#include "proto/sdp/sdp.h"
#include "proto/sip/message.h"
#include "query/node.h"

#define LM_QUERY_LOOKED 16u /* messages of a call are asked in turns */

typedef struct {
  uint32_t message; /* row; LM_NONE: nothing is here */
  bool is_sip, has_sdp, sdp_looked;
  LmSipMessage *sip;
  LmSdp *sdp;
  LmSlice sdp_text; /* where it has one */
  LmArena arena;    /* of what is beyond the structs */
} LmQueryLooked;

struct LmQueryRun {
  const LmQuery *query;
  const LmTrace *trace;
  LmRegexRun regex;
  LmText folded[2]; /* what lower() and upper() make, on the left and on the right */
  uint64_t n_cut, n_values;
  bool cut; /* the row that is being asked */
  LmQueryLooked looked[LM_QUERY_LOOKED];
  /* See fields-relate.c; NULL until asked for. */
  struct LmLegs *legs;
  struct LmRoles *roles;
  uint64_t n_left_out;     /* calls, of which the most were, for lack of memory */
  struct LmOffers *offers; /* of one call */
  uint32_t offers_call;
  struct LmQueryReports *reports; /* see fields-report.c; NULL until asked for */
  LmReportRow *report_row;        /* the row in hand of LM_QUERY_REPORT */
};

/* The message of @row taken apart; NULL where there is none. Borrowed until other messages were
 * asked for. */
const LmSipMessage *lm_query_message(const LmQueryRow *row);
/* Its session description, or NULL. */
const LmSdp *lm_query_sdp(const LmQueryRow *row);
/* Its text; empty where there is none. */
LmSlice lm_query_sdp_text(const LmQueryRow *row);
/* Notes that what was worked out is without @n calls. */
void lm_query_leave_out(LmQueryRun *run, uint64_t n);
/* Frees what was worked out about several messages. */
void lm_query_forget_relations(LmQueryRun *run);
void lm_query_forget_reports(LmQueryRun *run);
/* The endpoints that @row as a packet came from and went to; false where it is none. */
bool lm_query_ends(const LmQueryRow *row, uint32_t *src, uint32_t *dst);
/* A row of @kind to ask. */
LmQueryRow lm_query_row(LmQueryRun *run, LmQueryKind kind, uint32_t row);
/* Goes through the rows that fields of @needs (bits 1 << LmQueryOf) are of when they are asked of
 * @row, until @ask returns true; returns that. */
typedef bool (*LmQueryAsk)(const LmQueryRow *row, void *data);
bool lm_query_each(const LmQueryRow *row, unsigned needs, LmQueryAsk ask, void *data);
/* The same with the rows of report @report, its place in lm_reports: @row itself where it is one,
 * else those about its call. */
bool lm_query_each_report(const LmQueryRow *row, size_t report, LmQueryAsk ask, void *data);
