/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/stream_cells.h"

void
lm_stream_cell(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  uint32_t index = *(const uint32_t *)row->record;
  const LmStream *stream = lm_trace_stream(row->trace, index);
  switch ((LmStreamCell)column->part) {
  case LM_STREAM_NUMBER:
    lm_cell_count(cell, index + 1ull);
    break;
  case LM_STREAM_CALL:
    if (stream->call != LM_NONE && lm_trace_call(row->trace, stream->call)->number)
      lm_cell_count(cell, lm_trace_call(row->trace, stream->call)->number);
    break;
  case LM_STREAM_SRC:
  case LM_STREAM_DST:
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint =
        *lm_trace_endpoint(row->trace, column->part == LM_STREAM_SRC ? stream->src : stream->dst);
    break;
  case LM_STREAM_SSRC:
    lm_text_reset(&row->text);
    lm_text_printf(&row->text, "0x%08X", stream->ssrc);
    lm_cell_built(row, cell, LM_CELL_WORD);
    break;
  case LM_STREAM_CODEC:
    lm_cell_text(cell, stream->codec);
    cell->kind = stream->codec.len ? LM_CELL_WORD : LM_CELL_NOTHING;
    break;
  }
}
