/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Faxes: what T.30 did in a call, by T.38 (over UDPTL, RTP or TCP) as the trace's events tell it,
 * or in the sound of G.711 (pass-through), as linesman-fax hears it; and their pages. A row a call;
 * what has no call, a row a pair of endpoints. Worked out from the trace when somebody looks, on
 * its thread; the trace must outlive it. */

#include "fax/reading.h"

typedef enum {
  LM_FAX_INCOMPLETE, /* neither the end of a page nor of the call was seen */
  LM_FAX_DELIVERED,  /* all pages were confirmed (MCF), and no more was to come (EOP) */
  LM_FAX_PARTIAL,    /* pages were confirmed, but not the last one */
  LM_FAX_FAILED,     /* it was ended (DCN) without a page that was confirmed */
  LM_N_FAX_OUTCOMES
} LmFaxOutcome;

/* How it was sent: bits. */
enum { LM_FAX_BY_T38 = 1, LM_FAX_BY_SOUND = 2 };

typedef struct {
  int64_t first_ns, last_ns;
  LmSlice sender, receiver;    /* what TSI and CSI name; may be empty */
  LmSlice speed;               /* of the last DCS, "14400 bit/s V.17" */
  uint32_t call;               /* row, or LM_NONE */
  const LmEvent *const *steps; /* by time; what came again is told once, with how often */
  uint32_t n_steps;
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
  uint8_t ways;             /* LM_FAX_BY_T38, LM_FAX_BY_SOUND */
} LmFax;

typedef struct LmFaxes LmFaxes;

/* Of the call of row @call, of all with LM_NONE. Owned: lm_faxes_free(). */
LmFaxes *lm_faxes_new(const LmTrace *trace, uint32_t call);
void lm_faxes_free(LmFaxes *faxes);
/* In the order of their calls. Borrowed. */
uint32_t lm_faxes_n(const LmFaxes *faxes);
const LmFax *lm_faxes_at(const LmFaxes *faxes, uint32_t index);
/* Its pages, by time, and how they came to be read. Those of T.38 are read when they are first
 * asked for. */
const LmFaxReading *lm_faxes_read(LmFaxes *faxes, uint32_t index);
/* "read". */
const char *lm_fax_read_state_name(LmFaxReadState state);
/* "delivered". */
const char *lm_fax_outcome_name(LmFaxOutcome outcome);
