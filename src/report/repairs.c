/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/repair.h"

#include "report/cells.h"
#include "report/reports.h"
#include "report/stream_cells.h"

#include <stdlib.h>

typedef struct {
  LmSrtpView *srtp;
  LmRepairs *repairs;
  LmVec rows; /* uint32_t: those that are wanted */
} Data;

enum { REPAIRED, LEFT, RTX_STREAM, FEC_STREAM };

static void
get_count(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmRepair *repair = row->record;
  uint32_t repaired = repair->by_rtx + repair->by_red + repair->by_fec;
  uint32_t beside = column->part == RTX_STREAM ? repair->rtx : repair->fec;
  if (column->part == REPAIRED)
    lm_cell_count(cell, repaired);
  else if (column->part == LEFT)
    lm_cell_count(cell, repair->lost - repaired);
  else if (beside != LM_NONE)
    lm_cell_count(cell, beside + 1ull);
}

static void
get_overhead(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmRepair *repair = row->record;
  (void)column;
  if (!repair->bytes)
    return;
  cell->kind = LM_CELL_REAL;
  cell->real = (double)repair->repair_bytes * 100 / (double)repair->bytes;
}

static void
get_delay(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmRepair *repair = row->record;
  (void)column;
  lm_cell_span(cell, repair->rtx_delay_max_ns);
}

#define AT(from_, member_) LM_AT(from_, LmRepair, member_)

static const LmReportColumn columns[] = {
    LM_STREAM_COLUMNS,
    LM_COLUMN_ALL("lost", N_("Lost"), N_("Packets that never came"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, lost)),
    LM_COLUMN_ALL("repaired", N_("Repaired"), N_("Of these, what can be had all the same"),
                  LM_CELL_COUNT, 0, LM_GOT(get_count, REPAIRED)),
    LM_COLUMN_ALL("by_rtx", N_("by RTX"), N_("Of these, what was sent again (RFC 4588)"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, by_rtx)),
    LM_COLUMN_ALL("by_red", N_("by RED"), N_("Of these, what is within later packets (RFC 2198)"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, by_red)),
    LM_COLUMN_ALL("by_fec", N_("by FEC"),
                  N_("Of these, what error correction brings back (RFC 5109, RFC 8627)"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, by_fec)),
    LM_COLUMN_ALL("left", N_("Left"), N_("Lost for good"), LM_CELL_COUNT, 0,
                  LM_GOT(get_count, LEFT)),
    LM_COLUMN_ALL("overhead_percent", N_("Overhead %"),
                  N_("Bytes that were sent for repair, beside those of the stream"), LM_CELL_REAL,
                  0, LM_GOT(get_overhead, 0), .decimals = 1),
    LM_COLUMN_DATA("rtx_packets", N_("Packets that were sent again"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, rtx_packets)),
    LM_COLUMN_DATA("rtx_needless", N_("Of these, what was there already"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, rtx_needless)),
    LM_COLUMN_DATA("rtx_delay_max_ms",
                   N_("How long a packet was sent again after it was missed, at most"),
                   LM_CELL_SPAN, LM_GOT(get_delay, 0)),
    LM_COLUMN_DATA("red_packets", N_("Packets with older blocks within"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, red_packets)),
    LM_COLUMN_DATA("fec_packets", N_("Packets of error correction"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, fec_packets)),
    LM_COLUMN_DATA("rtx_stream", N_("Number of the stream that sends again"), LM_CELL_COUNT,
                   LM_GOT(get_count, RTX_STREAM)),
    LM_COLUMN_DATA("fec_stream", N_("Number of the stream of error correction"), LM_CELL_COUNT,
                   LM_GOT(get_count, FEC_STREAM)),
    LM_COLUMN_DATA("encrypted", N_("What is within its packets is not known"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, encrypted)),
    LM_COLUMN_DATA("partial", N_("There is too much of it to look at all"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, uncertain)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Data *data = lm_alloc(sizeof *data);
  data->rows = LM_VEC_INIT(uint32_t);
  if (!lm_repairs_are_likely(trace))
    return data;
  data->srtp = lm_srtp_view_new(trace);
  data->repairs = lm_repairs_new(trace, data->srtp);
  for (uint32_t i = 0; i < lm_repairs_n(data->repairs); i++) {
    uint32_t stream = lm_repairs_at(data->repairs, i)->stream;
    if (options->call == LM_NONE || lm_trace_stream(trace, stream)->call == options->call)
      *(uint32_t *)lm_vec_push(&data->rows) = i;
  }
  return data;
}

static void
discard(void *data)
{
  Data *own = data;
  lm_vec_clear(&own->rows);
  lm_repairs_free(own->repairs);
  lm_srtp_view_free(own->srtp);
  free(own);
}

static uint32_t
n_rows(const void *data)
{
  return ((const Data *)data)->rows.len;
}

static void
go(LmReportRow *row)
{
  const Data *data = row->data;
  const uint32_t *index = lm_vec_at(&data->rows, row->index);
  const LmRepair *repair = lm_repairs_at(data->repairs, *index);
  const LmStream *stream = lm_trace_stream(row->trace, repair->stream);
  row->record = repair;
  row->call = stream->call;
  row->frame = stream->first_frame;
}

const LmReport lm_report_repairs = {
    .name = "repairs",
    .noun = "repair",
    .title = N_("Repairs"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
