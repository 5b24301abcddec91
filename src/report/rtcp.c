/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/srtp.h"

#include "proto/detail-steps.h"
#include "proto/rtcp-walk.h"
#include "report/cells.h"
#include "report/reports.h"

#include <stdlib.h>

static const char *const states[] = {"plain", "encrypted", "authenticated", NULL};

typedef struct {
  const LmTrace *trace;
  LmSrtpView *srtp;
  LmRtcpView *view;
  LmVec rows; /* uint32_t: datagrams of the trace */
} Data;

/* The record of a row: what stands in its first SR and its first report block. */
typedef struct {
  const LmRtcpDatagram *datagram;
  const LmRtcpSeen *seen;
  LmRtcpSender sender;
  LmRtcpReport report;
  bool has_sender, has_report;
} Record;

enum { TIME, FRAME, SRC, DST, SSRC, STREAM, CALL, STATE, FORM, BYTES, ROUND_TRIP };
enum { NTP, RTP, PACKETS, OCTETS };
enum { ABOUT, FRACTION, LOST, HIGHEST, JITTER, LAST_SR, DELAY };

static void
set_real(LmCell *cell, double real)
{
  cell->kind = LM_CELL_REAL;
  cell->real = real;
}

static void
get_id(LmReportRow *row, LmCell *cell, uint32_t id)
{
  lm_text_reset(&row->text);
  lm_text_printf(&row->text, "0x%08X", id);
  lm_cell_built(row, cell, LM_CELL_WORD);
}

static void
get_endpoint(LmReportRow *row, LmCell *cell, uint32_t endpoint)
{
  cell->kind = LM_CELL_ENDPOINT;
  cell->endpoint = *lm_trace_endpoint(row->trace, endpoint);
}

static void
get_common(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  const LmRtcpDatagram *datagram = record->datagram;
  const LmRtcpSeen *seen = record->seen;
  uint8_t first = lm_slice_u8(seen->bytes, 1);
  switch (column->part) {
  case TIME:
    lm_cell_time(cell, datagram->time_ns);
    break;
  case FRAME:
    lm_cell_count(cell, datagram->frame);
    break;
  case SRC:
  case DST:
    get_endpoint(row, cell, column->part == SRC ? datagram->src : datagram->dst);
    break;
  case SSRC:
    get_id(row, cell, seen->ssrc);
    break;
  case STREAM:
    if (seen->stream != LM_NONE)
      lm_cell_count(cell, seen->stream + 1ull);
    break;
  case CALL:
    if (seen->call != LM_NONE && lm_trace_call(row->trace, seen->call)->number)
      lm_cell_count(cell, lm_trace_call(row->trace, seen->call)->number);
    break;
  case STATE:
    lm_cell_word(cell, states[seen->state]);
    break;
  case FORM:
    lm_cell_word(cell, first == LM_RTCP_SR || first == LM_RTCP_RR ? "compound" : "reduced-size");
    break;
  case BYTES:
    lm_cell_count(cell, datagram->len);
    break;
  default:
    if (seen->round_trip_ns != LM_TIME_NONE)
      set_real(cell, (double)seen->round_trip_ns / 1e6);
    break;
  }
}

static void
get_sender(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  const LmRtcpSender *sender = &record->sender;
  const uint32_t counts[] = {
      [RTP] = sender->rtp, [PACKETS] = sender->packets, [OCTETS] = sender->bytes};
  if (!record->has_sender)
    return;
  if (column->part == NTP)
    lm_cell_time(cell, lm_rtcp_ntp_ns(sender->ntp));
  else
    lm_cell_count(cell, counts[column->part]);
}

static void
get_report(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  const LmRtcpReport *report = &record->report;
  if (!record->has_report)
    return;
  switch (column->part) {
  case ABOUT:
    get_id(row, cell, report->ssrc);
    break;
  case FRACTION:
    set_real(cell, report->fraction_lost * 100.0 / 256);
    break;
  case LOST:
    set_real(cell, report->cumulative_lost);
    break;
  case HIGHEST:
    lm_cell_count(cell, report->highest_sequence);
    break;
  case JITTER:
    lm_cell_count(cell, report->jitter);
    break;
  case LAST_SR:
    get_id(row, cell, report->last_sr);
    break;
  default:
    set_real(cell, report->delay_since_last_sr * 1000.0 / 65536);
    break;
  }
}

/* Jitter is stated in units of the stream's clock. */
static void
get_jitter_ms(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  uint32_t about = record->seen->about;
  uint32_t clock_hz = about == LM_NONE ? 0 : lm_stream_clock_hz(lm_trace_stream(row->trace, about));
  (void)column;
  if (record->has_report && clock_hz)
    set_real(cell, record->report.jitter * 1000.0 / clock_hz);
}

/* What of an encrypted datagram is its first packet's header alone is not more of it. */
static bool
next_packet(const Record *record, LmSlice *rest, LmRtcpPacket *packet)
{
  bool again = rest->data != record->seen->bytes.data;
  return !(record->seen->state == LM_RTCP_ENCRYPTED && again) && lm_rtcp_next(rest, packet);
}

static const char *
name_of(const LmRtcpPacket *packet)
{
  const char *feedback = lm_rtcp_feedback_name(packet), *name = lm_rtcp_type_name(packet->type);
  return *feedback ? feedback : *name ? name : "?";
}

/* As a list for programs, with commas for people. */
static void
get_types(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  bool json = column->kind == LM_CELL_JSON;
  LmText *text = &row->text;
  LmCellWords words = {0};
  LmRtcpPacket packet;
  lm_text_reset(text);
  lm_text_add_str(text, json ? "[" : "");
  size_t n = 0;
  for (LmSlice rest = record->seen->bytes; next_packet(record, &rest, &packet); n++) {
    const char *name = name_of(&packet);
    lm_text_printf(text, json ? "%s\"%s\"" : "%s%s", n ? (json ? "," : ", ") : "", name);
    lm_cell_words_add(row, &words, lm_slice_str(name));
  }
  lm_text_add_str(text, json ? "]" : "");
  if (json)
    lm_cell_json(row, cell, &words);
  else
    lm_cell_built(row, cell, LM_CELL_WORD);
}

/* All that stands in the packets, or what is wrong with them. */
static void
get_content(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Record *record = row->record;
  LmAnomaly faults[16];
  LmCellWords words = {0};
  LmText other = LM_TEXT_INIT;
  bool wanted = column->part == 0;
  if (record->seen->state == LM_RTCP_ENCRYPTED)
    return;
  lm_text_reset(&row->text);
  lm_rtcp_json(record->seen->bytes, wanted ? &row->text : &other, wanted ? &other : &row->text);
  lm_text_clear(&other);
  uint32_t n = wanted ? 0 : lm_rtcp_faults(record->seen->bytes, faults, 16);
  for (uint32_t i = 0; i < n && i < 16; i++)
    lm_cell_words_add(row, &words, lm_slice_str(lm_anomaly_name(faults[i].kind)));
  lm_cell_json(row, cell, &words);
}

#define COMMON(part_) LM_GOT(get_common, part_)
#define SENDER(part_) LM_GOT(get_sender, part_)
#define REPORT(part_) LM_GOT(get_report, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, COMMON(TIME)),
    LM_COLUMN_DATA("time_ns", N_("When it was captured"), LM_CELL_TIME, COMMON(TIME)),
    LM_COLUMN_ALL("frame", N_("Frame"), N_("Number of its frame"), LM_CELL_COUNT, 0, COMMON(FRAME)),
    LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0, COMMON(SRC)),
    LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0,
                  COMMON(DST)),
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, COMMON(CALL)),
    LM_COLUMN_ALL("ssrc", N_("SSRC"), N_("SSRC of its sender"), LM_CELL_WORD, 0, COMMON(SSRC)),
    LM_COLUMN_PEOPLE(N_("Types"), LM_CELL_WORD, false, 32, LM_GOT(get_types, 0)),
    LM_COLUMN_DATA("types", N_("Types of its packets; what is said where they are feedback"),
                   LM_CELL_JSON, LM_GOT(get_types, 0)),
    LM_COLUMN_ALL("security", N_("Security"), N_("Plain, encrypted, or authenticated by a key"),
                  LM_CELL_WORD, 0, COMMON(STATE), .words = states),
    LM_COLUMN_ALL("reported_ssrc", N_("About"), N_("SSRC that its first report is about"),
                  LM_CELL_WORD, 0, REPORT(ABOUT)),
    LM_COLUMN_ALL("lost", N_("Lost"), N_("Packets lost since the beginning, as reported"),
                  LM_CELL_REAL, 0, REPORT(LOST)),
    LM_COLUMN_ALL("fraction_lost_percent", N_("Loss %"), N_("Loss since the report before"),
                  LM_CELL_REAL, 0, REPORT(FRACTION), .decimals = 2),
    LM_COLUMN_ALL("jitter_ms", N_("Jitter, ms"), N_("Jitter as reported"), LM_CELL_REAL, 0,
                  LM_GOT(get_jitter_ms, 0), .decimals = 3),
    LM_COLUMN_ALL("round_trip_ms", N_("Round trip, ms"),
                  N_("From the capture point to the sender of the report and back"), LM_CELL_REAL,
                  0, COMMON(ROUND_TRIP), .decimals = 3),
    LM_COLUMN_DATA("jitter", N_("Jitter as reported, in units of the stream's clock"),
                   LM_CELL_COUNT, REPORT(JITTER)),
    LM_COLUMN_DATA("highest_sequence", N_("Highest sequence number received, as reported"),
                   LM_CELL_COUNT, REPORT(HIGHEST)),
    LM_COLUMN_DATA("last_sr", N_("Which sender report it answers"), LM_CELL_WORD, REPORT(LAST_SR)),
    LM_COLUMN_DATA("delay_since_last_sr_ms", N_("How long ago that one came, as reported"),
                   LM_CELL_REAL, REPORT(DELAY), .decimals = 3),
    LM_COLUMN_DATA("ntp_ns", N_("Time by the sender's clock"), LM_CELL_TIME, SENDER(NTP)),
    LM_COLUMN_DATA("rtp_timestamp", N_("The same in units of its stream's clock"), LM_CELL_COUNT,
                   SENDER(RTP)),
    LM_COLUMN_DATA("sender_packets", N_("Packets that its sender sent"), LM_CELL_COUNT,
                   SENDER(PACKETS)),
    LM_COLUMN_DATA("sender_bytes", N_("Bytes of payload that its sender sent"), LM_CELL_COUNT,
                   SENDER(OCTETS)),
    LM_COLUMN_DATA("stream", N_("Number of its sender's stream"), LM_CELL_COUNT, COMMON(STREAM)),
    LM_COLUMN_DATA("form", N_("Compound, or of reduced size"), LM_CELL_WORD, COMMON(FORM)),
    LM_COLUMN_DATA("bytes", N_("Its length in bytes"), LM_CELL_COUNT, COMMON(BYTES)),
    LM_COLUMN_DATA("packets", N_("All that stands in its packets"), LM_CELL_JSON,
                   LM_GOT(get_content, 0)),
    LM_COLUMN_DATA("problems", N_("What is wrong with it"), LM_CELL_JSON, LM_GOT(get_content, 1)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Data *data = lm_alloc(sizeof *data);
  (void)options;
  data->trace = trace;
  data->srtp = lm_srtp_view_new(trace);
  data->view = lm_rtcp_view_new(trace, lm_srtp_view_opener(data->srtp));
  data->rows = LM_VEC_INIT(uint32_t);
  for (uint32_t i = lm_trace_next_rtcp(trace, 0); i < lm_trace_n_rtcp(trace);
       i = lm_trace_next_rtcp(trace, i + 1))
    *(uint32_t *)lm_vec_push(&data->rows) = i;
  return data;
}

static void
discard(void *data)
{
  Data *own = data;
  lm_rtcp_view_free(own->view);
  lm_srtp_view_free(own->srtp);
  lm_vec_clear(&own->rows);
  free(own);
}

static uint32_t
n_rows(const void *data)
{
  return ((const Data *)data)->rows.len;
}

static uint64_t
refused(const void *data)
{
  return lm_trace_counters(((const Data *)data)->trace)->rtcp_refused;
}

static void
go(LmReportRow *row)
{
  const Data *data = row->data;
  Record *record = lm_arena_alloc(&row->arena, sizeof *record);
  LmRtcpPacket packet;
  uint32_t datagram = *(uint32_t *)lm_vec_at(&data->rows, row->index);
  record->datagram = lm_trace_rtcp(row->trace, datagram);
  record->seen = lm_rtcp_view_at(data->view, datagram);
  LmSlice rest = record->seen->bytes;
  while (record->seen->state != LM_RTCP_ENCRYPTED && lm_rtcp_next(&rest, &packet)) {
    record->has_sender = record->has_sender || lm_rtcp_sender(&packet, &record->sender);
    record->has_report = record->has_report || lm_rtcp_report(&packet, 0, &record->report);
  }
  row->record = record;
  row->call = record->seen->call;
  row->frame = record->datagram->frame;
}

static LmDetail *
make_tree(LmReportRow *row, LmArena *arena)
{
  const Record *record = row->record;
  if (record->seen->state == LM_RTCP_ENCRYPTED)
    return NULL;
  return lm_detail_rtcp(lm_arena_copy(arena, record->seen->bytes), arena);
}

const LmReport lm_report_rtcp = {
    .name = "rtcp",
    .noun = "rtcp_packet",
    .title = N_("RTCP"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
    .tree = make_tree,
};
