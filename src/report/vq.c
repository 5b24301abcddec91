/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/quality_reports.h"
#include "relate/srtp.h"

#include "report/cells.h"
#include "report/reports.h"

#include <stdlib.h>

static const char *const directions[] = {"received", "sent", NULL};
static const char *const differences[] = {"packets", "loss", "rtcp-loss", "mos", NULL};

typedef struct {
  LmSrtpView *srtp;
  LmRtcpView *rtcp;
  LmQualityReports *reports;
} Data;

enum { TIME, FRAME, CALL, STREAM, BY, KIND, DIRECTION, CODEC, DIFFERS };
enum {
  PACKETS,
  LOST,
  DISCARDED,
  JITTER,
  ROUND_TRIP,
  MOS,
  MOS_CQ,
  R,
  LOSS,
  LOSS_HERE,
  LOSS_RTCP,
  MOS_HERE,
  PACKETS_HERE
};

/* Words for programs; for people with commas. */
static void
get_differences(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmQualityRow *says = row->record;
  bool json = column->kind == LM_CELL_JSON;
  LmCellWords words = {0};
  lm_text_reset(&row->text);
  lm_text_add_str(&row->text, json ? "[" : "");
  for (unsigned i = 0, n = 0; differences[i]; i++) {
    if (!(says->differs >> i & 1))
      continue;
    lm_text_printf(&row->text, json ? "%s\"%s\"" : "%s%s", n++ ? (json ? "," : ", ") : "",
                   differences[i]);
    lm_cell_words_add(row, &words, lm_slice_str(differences[i]));
  }
  lm_text_add_str(&row->text, json ? "]" : "");
  if (json)
    lm_cell_json(row, cell, &words);
  else if (says->differs)
    lm_cell_built(row, cell, LM_CELL_WORD);
}

static void
get_common(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmQualityRow *says = row->record;
  const LmMessage *message = lm_trace_message(row->trace, says->message);
  switch (column->part) {
  case TIME:
    lm_cell_time(cell, message->time_ns);
    break;
  case FRAME:
    lm_cell_count(cell, message->frame);
    break;
  case CALL:
    if (says->call != LM_NONE && lm_trace_call(row->trace, says->call)->number)
      lm_cell_count(cell, lm_trace_call(row->trace, says->call)->number);
    break;
  case STREAM:
    if (says->stream != LM_NONE)
      lm_cell_count(cell, says->stream + 1ull);
    break;
  case BY:
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint = *lm_trace_endpoint(row->trace, message->src);
    break;
  case KIND:
    lm_cell_text(cell, says->kind);
    cell->kind = LM_CELL_WORD;
    break;
  case DIRECTION:
    lm_cell_word(cell, directions[says->sent]);
    break;
  case CODEC:
    lm_cell_text(cell, says->says.codec);
    break;
  default:
    get_differences(row, column, cell);
    break;
  }
}

/* What is below 0 was not said. */
static void
get_figure(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmQualityRow *row_says = row->record;
  const LmQualityFigures *says = &row_says->says;
  bool found = row_says->stream != LM_NONE;
  double packets = found ? lm_trace_stream(row->trace, row_says->stream)->stats.packets : -1.0;
  const double figures[] = {
      [PACKETS] = says->packets,
      [LOST] = says->lost,
      [DISCARDED] = says->discard_percent,
      [JITTER] = says->jitter_ms,
      [ROUND_TRIP] = says->round_trip_ms,
      [MOS] = says->mos_listening,
      [MOS_CQ] = says->mos_conversation,
      [R] = says->r_factor,
      [LOSS] = row_says->said_loss_percent,
      [LOSS_HERE] = found ? row_says->loss_percent : -1,
      [LOSS_RTCP] = row_says->rtcp_loss_percent,
      [MOS_HERE] = row_says->has_score ? row_says->mos : -1,
      [PACKETS_HERE] = packets,
  };
  if (figures[column->part] < 0)
    return;
  cell->kind = LM_CELL_REAL;
  cell->real = figures[column->part];
}

#define COMMON(part_) LM_GOT(get_common, part_)
#define FIGURE(part_) LM_GOT(get_figure, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, COMMON(TIME)),
    LM_COLUMN_DATA("time_ns", N_("When it was reported"), LM_CELL_TIME, COMMON(TIME)),
    LM_COLUMN_ALL("frame", N_("Frame"), N_("Number of its frame"), LM_CELL_COUNT, 0, COMMON(FRAME)),
    LM_COLUMN_ALL("by", N_("By"), N_("Who reports"), LM_CELL_ENDPOINT, 0, COMMON(BY)),
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, COMMON(CALL)),
    LM_COLUMN_ALL("stream", N_("Stream"), N_("Number of the stream"), LM_CELL_COUNT, 0,
                  COMMON(STREAM)),
    LM_COLUMN_ALL("kind", N_("Kind"), N_("Kind of the report, or name of the header"), LM_CELL_WORD,
                  0, COMMON(KIND)),
    LM_COLUMN_ALL("direction", N_("Direction"),
                  N_("Whether it is about what its sender received or sent"), LM_CELL_WORD, 0,
                  COMMON(DIRECTION), .words = directions),
    LM_COLUMN_ALL("loss_percent", N_("Loss %"), N_("Loss as reported"), LM_CELL_REAL, 0,
                  FIGURE(LOSS), .decimals = 2),
    LM_COLUMN_ALL("loss_here_percent", N_("here"), N_("Loss as it was captured"), LM_CELL_REAL, 0,
                  FIGURE(LOSS_HERE), .decimals = 2),
    LM_COLUMN_ALL("loss_rtcp_percent", N_("RTCP"), N_("Loss as its receiver said by RTCP"),
                  LM_CELL_REAL, 0, FIGURE(LOSS_RTCP), .decimals = 2),
    LM_COLUMN_ALL("mos", N_("MOS"), N_("Score of listening as reported"), LM_CELL_REAL, 0,
                  FIGURE(MOS), .decimals = 2),
    LM_COLUMN_ALL("mos_here", N_("here"), N_("Score of the stream as it was captured"),
                  LM_CELL_REAL, 0, FIGURE(MOS_HERE), .decimals = 2),
    LM_COLUMN_ALL("jitter_ms", N_("Jitter, ms"), N_("Jitter as reported"), LM_CELL_REAL, 0,
                  FIGURE(JITTER), .decimals = 1),
    LM_COLUMN_ALL("round_trip_ms", N_("Round trip, ms"), N_("Round trip as reported"), LM_CELL_REAL,
                  0, FIGURE(ROUND_TRIP), .decimals = 1),
    LM_COLUMN_PEOPLE(N_("Differs"), LM_CELL_WORD, false, 0, COMMON(DIFFERS)),
    LM_COLUMN_DATA("differs",
                   N_("What cannot be right beside what was captured, or what RTCP says"),
                   LM_CELL_JSON, COMMON(DIFFERS), .words = differences),
    LM_COLUMN_DATA("packets", N_("Packets as reported"), LM_CELL_REAL, FIGURE(PACKETS)),
    LM_COLUMN_DATA("packets_here", N_("Packets that were captured"), LM_CELL_REAL,
                   FIGURE(PACKETS_HERE)),
    LM_COLUMN_DATA("lost", N_("Lost packets as reported"), LM_CELL_REAL, FIGURE(LOST)),
    LM_COLUMN_DATA("discarded_percent", N_("What its jitter buffer discarded, as reported"),
                   LM_CELL_REAL, FIGURE(DISCARDED), .decimals = 2),
    LM_COLUMN_DATA("mos_cq", N_("Score of conversation as reported"), LM_CELL_REAL, FIGURE(MOS_CQ),
                   .decimals = 2),
    LM_COLUMN_DATA("r_factor", N_("R factor as reported"), LM_CELL_REAL, FIGURE(R), .decimals = 1),
    LM_COLUMN_DATA("codec", N_("Codec as reported"), LM_CELL_TEXT, COMMON(CODEC)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Data *data = lm_alloc(sizeof *data);
  (void)options;
  data->reports = lm_quality_reports_new(trace);
  if (lm_quality_reports_n(data->reports) == 0)
    return data;
  data->srtp = lm_srtp_view_new(trace);
  data->rtcp = lm_rtcp_view_new(trace, lm_srtp_view_opener(data->srtp));
  lm_quality_reports_compare(data->reports, data->rtcp);
  return data;
}

static void
discard(void *data)
{
  Data *own = data;
  lm_quality_reports_free(own->reports);
  lm_rtcp_view_free(own->rtcp);
  lm_srtp_view_free(own->srtp);
  free(own);
}

static uint32_t
n_rows(const void *data)
{
  return lm_quality_reports_n(((const Data *)data)->reports);
}

static uint64_t
refused(const void *data)
{
  return lm_quality_reports_refused(((const Data *)data)->reports);
}

static void
go(LmReportRow *row)
{
  const Data *data = row->data;
  const LmQualityRow *says = lm_quality_reports_at(data->reports, row->index);
  row->record = says;
  row->call = says->call;
  row->frame = lm_trace_message(row->trace, says->message)->frame;
}

const LmReport lm_report_vq = {
    .name = "vq",
    .noun = "vq_report",
    .title = N_("Quality reports"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
