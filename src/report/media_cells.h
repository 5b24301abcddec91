/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the columns of media lines are made with. For report/media.c and report/media_cells.c only.
 */

#include "report/cells.h"
#include "report/media.h"

static inline const LmMediaLine *
lm_media_line(const LmReportRow *row)
{
  const LmMediaRow *record = row->record;
  return record->line;
}

static inline const LmExchange *
lm_media_exchange(const LmReportRow *row)
{
  const LmMediaRows *rows = row->data;
  const LmMediaRow *record = row->record;
  return lm_offers_exchange(rows->offers, record->exchange);
}

static inline const char *
lm_media_side_text(unsigned side)
{
  return side == LM_SIDE_CALLER ? _("caller") : _("callee");
}

/* "PCMU/8000 (0)"; and the list of them. */
void lm_media_get_codec_texts(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
void lm_media_get_codecs(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
void lm_media_get_security_text(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
void lm_media_get_changes(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
void lm_media_get_outcome(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
void lm_media_get_problems(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
