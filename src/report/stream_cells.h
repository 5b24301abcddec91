/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The columns that say which stream a row is about. Its record begins with the stream's row. */

#include "report/cells.h"

typedef enum {
  LM_STREAM_NUMBER,
  LM_STREAM_CALL,
  LM_STREAM_SRC,
  LM_STREAM_DST,
  LM_STREAM_SSRC,
  LM_STREAM_CODEC,
} LmStreamCell;

/* @column->part is one of them. */
void lm_stream_cell(LmReportRow *row, const LmReportColumn *column, LmCell *cell);

#define LM_STREAM_COLUMNS                                                                      \
  LM_COLUMN_ALL("stream", N_("Stream"), N_("Number of the stream"), LM_CELL_COUNT, 0,          \
                LM_GOT(lm_stream_cell, LM_STREAM_NUMBER)),                                     \
      LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0,            \
                    LM_GOT(lm_stream_cell, LM_STREAM_CALL)),                                   \
      LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0,               \
                    LM_GOT(lm_stream_cell, LM_STREAM_SRC)),                                    \
      LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0, \
                    LM_GOT(lm_stream_cell, LM_STREAM_DST)),                                    \
      LM_COLUMN_DATA("ssrc", N_("SSRC of its sender"), LM_CELL_WORD,                           \
                     LM_GOT(lm_stream_cell, LM_STREAM_SSRC)),                                  \
      LM_COLUMN_ALL("codec", N_("Codec"), N_("Encoding name"), LM_CELL_WORD, 0,                \
                    LM_GOT(lm_stream_cell, LM_STREAM_CODEC))
