/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The steps of an eviction, for track/evict*.c alone. */

#include "track/evict.h"
#include "track/living.h"

/* Ages in steps of some 3 %: what goes is chosen by them, so that nothing has to be sorted. */
#define LM_EVICT_AGE_BITS 5
#define LM_EVICT_AGES (64u << LM_EVICT_AGE_BITS)

typedef enum { LM_EVICT_FINISHED, LM_EVICT_UNFINISHED, LM_EVICT_KINDS } LmEvictKind;

/* What is to be done for every living row of a table, or at once, or in pieces. */
typedef struct {
  size_t rows, table;                                /* offsets in LmTrace: of an LmVec, LmTable */
  void (*visit)(LmEvicting *evicting, uint32_t row); /* of @rows; */
  void (*at_once)(LmEvicting *evicting);             /* or all; */
  bool (*some)(LmEvicting *evicting);                /* or a piece; true: there are more */
} LmEvictPart;

struct LmEvicting {
  LmEviction eviction;
  struct LmConnections *connections;
  LmLiving living;
  uint64_t cost[LM_EVICT_KINDS][LM_EVICT_AGES];
  unsigned from[LM_EVICT_KINDS]; /* the youngest age that goes */
  unsigned chapter, part;        /* that is under way: */
  const LmEvictPart *now;
  uint32_t at;      /* its row or block */
  LmMarks there;    /* rows that stay */
  LmTableKeep kept; /* of its table */
};

typedef struct {
  const LmEvictPart *parts;
  unsigned n;
} LmEvictChapter;

/* In this order. */
extern const LmEvictChapter lm_evict_choosing; /* only where something is to go */
extern const LmEvictChapter lm_evict_marking;
extern const LmEvictChapter lm_evict_sweeping;

/* The next rows of @rows, from evicting->at on; true while there are more. */
bool lm_evict_some_rows(LmEvicting *evicting, const LmVec *rows,
                        void (*visit)(LmEvicting *evicting, uint32_t row));

#define LM_EVICT_EACH(table, function)                  \
  {                                                     \
    .rows = offsetof(LmTrace, table), .visit = function \
  }

/* When the last sign of row @row of the calls came, and whether nothing more is to come. */
int64_t lm_evict_last_ns(const LmTrace *trace, const LmCall *call);
bool lm_evict_is_finished(const LmTrace *trace, const LmCall *call, int64_t last_ns);
/* Whether it is a call and has ended: a message that is sent again may still come. */
bool lm_evict_has_ended(const LmCall *call);
/* About what the row takes, with all that is of it. */
uint64_t lm_evict_cost(const LmTrace *trace, const LmCall *call);
bool lm_evict_lies_in(const LmTrace *trace, const LmCall *call, LmSlice bytes);

/* Buries the row and all that is of it. */
void lm_evict_call(LmTrace *trace, uint32_t row, bool finished);
void lm_evict_stream(LmTrace *trace, uint32_t row);
void lm_evict_message(LmTrace *trace, uint32_t row);
void lm_evict_event(LmTrace *trace, uint32_t row);
void lm_evict_rtcp(LmTrace *trace, uint32_t row);

bool lm_trace_needs(const LmTrace *trace, LmSlice bytes);
/* What the trace takes of memory, about. */
uint64_t lm_trace_bytes(const LmTrace *trace);
uint32_t lm_trace_most_rows(const LmTrace *trace);
/* Says of every table what its rows read as when they went. */
void lm_evict_set_nothing(LmTrace *trace);
/* @keep learns what is pointed to. */
LmEvicting *lm_evicting_new(LmTrace *trace, struct LmConnections *connections,
                            const LmEviction *eviction, LmKeep *keep);
