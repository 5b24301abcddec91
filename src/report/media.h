/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The record of a row of the report "media": a media line of an offer and its answer. */

#include "relate/offers.h"

typedef struct {
  uint32_t exchange;       /* its number from 0 */
  const LmMediaLine *line; /* NULL: the exchange has none */
  bool first;              /* of its exchange: what is wrong with all of it stands here */
} LmMediaRow;

typedef struct {
  LmOffers *offers;
  LmVec rows; /* LmMediaRow */
} LmMediaRows;

/* Whether a problem of its exchange stands in @row. */
static inline bool
lm_media_row_has(const LmMediaRow *row, const LmOfferProblem *problem)
{
  return problem->line == LM_NONE ? row->first : row->line && problem->line == row->line->index;
}
