/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/extensions.h"

#include "report/cells.h"
#include "report/reports.h"
#include "report/stream_cells.h"

enum { NAME, ID, LEAST, MOST, MEAN, FIRST, LAST, SHARE };

/* Names are text; of others the bytes. */
static void
get_value(LmReportRow *row, const LmExtension *extension, LmSlice value, LmCell *cell)
{
  enum { MOST_BYTES = 32 };
  int64_t number;
  lm_text_reset(&row->text);
  if (extension->kind == LM_RTP_ELEMENT_TEXT) {
    lm_cell_text(cell, value);
    return;
  }
  if (lm_rtp_element_number((LmRtpElementKind)extension->kind, value, &number))
    lm_text_printf(&row->text, "%lld", (long long)number);
  else
    for (size_t i = 0; i < value.len && i < MOST_BYTES; i++)
      lm_text_printf(&row->text, "%02x", lm_slice_u8(value, i));
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

static void
get_number(const LmExtension *extension, uint16_t part, LmCell *cell)
{
  if (!extension->n_numbers)
    return;
  cell->kind = LM_CELL_REAL;
  cell->real = part == LEAST  ? (double)extension->least
               : part == MOST ? (double)extension->most
                              : extension->sum / extension->n_numbers;
}

static void
get(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExtension *extension = row->record;
  const LmStream *stream = lm_trace_stream(row->trace, extension->stream);
  switch (column->part) {
  case NAME:
    if (extension->name)
      lm_cell_word(cell, extension->name);
    else
      lm_cell_text(cell, extension->uri);
    cell->kind = cell->text.len ? LM_CELL_WORD : LM_CELL_NOTHING;
    break;
  case ID:
    if (extension->id)
      lm_cell_count(cell, extension->id);
    break;
  case FIRST:
  case LAST:
    get_value(row, extension, column->part == FIRST ? extension->first : extension->last, cell);
    break;
  case SHARE:
    cell->kind = LM_CELL_REAL;
    cell->real = extension->packets * 100.0 / (stream->stats.packets ? stream->stats.packets : 1);
    break;
  default:
    get_number(extension, column->part, cell);
    break;
  }
}

#define AT(from_, member_) LM_AT(from_, LmExtension, member_)

static const LmReportColumn columns[] = {
    LM_STREAM_COLUMNS,
    LM_COLUMN_ALL("id", N_("ID"), N_("Number of the extension in its packets"), LM_CELL_COUNT, 0,
                  LM_GOT(get, ID)),
    LM_COLUMN_ALL("name", N_("Extension"), N_("What the session description names it"),
                  LM_CELL_WORD, 40, LM_GOT(get, NAME)),
    LM_COLUMN_ALL("packets", N_("Packets"), N_("Packets that have it"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, packets)),
    LM_COLUMN_ALL("packets_percent", N_("of all, %"), N_("How many of all packets have it"),
                  LM_CELL_REAL, 0, LM_GOT(get, SHARE), .decimals = 1),
    LM_COLUMN_ALL("first", N_("First"), N_("Its first value"), LM_CELL_TEXT, 24,
                  LM_GOT(get, FIRST)),
    LM_COLUMN_ALL("last", N_("Last"), N_("Its last value"), LM_CELL_TEXT, 24, LM_GOT(get, LAST)),
    LM_COLUMN_ALL("least", N_("Least"), N_("Its least value"), LM_CELL_REAL, 0, LM_GOT(get, LEAST)),
    LM_COLUMN_ALL("most", N_("Most"), N_("Its greatest value"), LM_CELL_REAL, 0, LM_GOT(get, MOST)),
    LM_COLUMN_ALL("mean", N_("Mean"), N_("The mean of its values; of audio levels in dBov"),
                  LM_CELL_REAL, 0, LM_GOT(get, MEAN), .decimals = 1),
    LM_COLUMN_DATA("uri", N_("URI of the extension"), LM_CELL_TEXT, AT(LM_FROM_SLICE, uri)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  return lm_extensions_new(trace, options->call);
}

LM_REPORT_TABLE(extensions)

static uint64_t
refused(const void *data)
{
  return lm_extensions_cut(data) ? LM_REPORT_SOME : 0;
}

static void
go(LmReportRow *row)
{
  const LmExtension *extension = lm_extensions_at(row->data, row->index);
  const LmStream *stream = lm_trace_stream(row->trace, extension->stream);
  row->record = extension;
  row->call = stream->call;
  row->frame = stream->first_frame;
}

const LmReport lm_report_extensions = {
    .name = "extensions",
    .noun = "extension",
    .title = N_("Header extensions"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
