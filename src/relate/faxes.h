/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Faxes by T.38 (over UDPTL, RTP or TCP): what T.30 did in a call, put together from its events. A
 * row a call. Worked out from the trace when somebody looks; the trace must outlive it. One thread.
 */

#include "base/arena.h"
#include "track/trace.h"

typedef enum {
  LM_FAX_INCOMPLETE, /* neither the end of a page nor of the call was seen */
  LM_FAX_DELIVERED,  /* all pages were confirmed (MCF), and no more was to come (EOP) */
  LM_FAX_PARTIAL,    /* pages were confirmed, but not the last one */
  LM_FAX_FAILED,     /* it was ended (DCN) without a page that was confirmed */
  LM_N_FAX_OUTCOMES
} LmFaxOutcome;

typedef struct {
  int64_t first_ns, last_ns;
  LmSlice sender, receiver; /* what TSI and CSI name; may be empty */
  LmSlice speed;            /* of the last DCS, "14400 bit/s V.17" */
  uint32_t call;            /* row */
  uint32_t first_event;     /* row */
  uint32_t from, to;        /* endpoints of who sends pages and who gets them; LM_NONE */
  uint32_t pages;           /* that were confirmed */
  uint32_t pages_sent;      /* by EOM, MPS and EOP */
  uint32_t refused;         /* by RTN, ERR, FTT: pages and trainings that did not come through */
  uint32_t repeated;        /* by PPR: frames of a page that had to come again */
  uint32_t damaged;         /* frames of T.30 */
  uint32_t lost, recovered; /* packets */
  bool ecm;                 /* error correction mode (T.30, Annex A) */
  bool ended;               /* DCN */
  uint8_t outcome;          /* LmFaxOutcome */
} LmFax;

typedef struct LmFaxes LmFaxes;

/* Of the call of row @call, of all with LM_NONE. Owned: lm_faxes_free(). */
LmFaxes *lm_faxes_new(const LmTrace *trace, uint32_t call);
void lm_faxes_free(LmFaxes *faxes);
/* In the order of their calls. Borrowed. */
uint32_t lm_faxes_n(const LmFaxes *faxes);
const LmFax *lm_faxes_at(const LmFaxes *faxes, uint32_t index);
/* "delivered". */
const char *lm_fax_outcome_name(LmFaxOutcome outcome);
