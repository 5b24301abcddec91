/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/rtcp.h"

#include "base/hash.h"
#include "base/sparse.h"
#include "proto/rtcp-walk.h"

#include <stdlib.h>

/* A receiver answers the last SR that it got; what is on its way meanwhile is few. */
#define KEPT 4
/* Clocks of captures are this exact: a little less than no time at all is no time. */
#define TOLERANCE_NS (2 * LM_NS_PER_MS)

typedef struct {
  uint32_t middle; /* of its NTP time */
  int64_t time_ns; /* LM_TIME_NONE: none */
} Stamp;

/* Who sent reports: an SSRC at a host. */
typedef struct {
  uint32_t ssrc;
  LmAddr host;
  Stamp reports[KEPT];    /* SRs, the newest at @next - 1 */
  Stamp references[KEPT]; /* receiver reference times of XR */
  uint8_t next_report, next_reference;
} Source;

struct LmRtcpView {
  const LmTrace *trace;
  const LmRtcpOpener *opener;
  LmSparseRows seen;    /* LmRtcpSeen, by row of the datagram */
  uint32_t n;           /* of these, when it was made */
  LmSparseRows streams; /* LmStreamRtcp, by row of the stream */
  LmVec sources;        /* Source */
  LmTable by_ssrc;
  LmArena plain;
};

/* One datagram as it is looked at. */
typedef struct {
  LmRtcpView *view;
  const LmRtcpDatagram *row;
  LmRtcpSeen *seen;
  const LmAddr *src, *dst;
} Look;

static LmStreamRtcp *
stream_at(LmRtcpView *view, uint32_t row)
{
  LmStreamRtcp *stream = lm_sparse_rows_find(&view->streams, row);
  if (stream)
    return stream;
  stream = lm_sparse_rows_make(&view->streams, row);
  stream->reverse = LM_NONE;
  return stream;
}

static Source *
find_source(LmRtcpView *view, uint32_t ssrc, const LmAddr *host, bool make)
{
  uint64_t hash = lm_hash_pair(lm_hash_key(), ssrc, lm_hash(lm_hash_key(), host, sizeof *host));
  LmTableWalk walk;
  uint32_t row = lm_table_first(&view->by_ssrc, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&view->by_ssrc, &walk)) {
    Source *source = lm_vec_at(&view->sources, row);
    if (source->ssrc == ssrc && lm_addr_equal(&source->host, host))
      return source;
  }
  if (!make)
    return NULL;
  lm_table_add(&view->by_ssrc, hash, view->sources.len);
  Source *source = lm_vec_push(&view->sources);
  source->ssrc = ssrc;
  source->host = *host;
  for (int i = 0; i < KEPT; i++)
    source->reports[i].time_ns = source->references[i].time_ns = LM_TIME_NONE;
  return source;
}

static void
put_stamp(Stamp *stamps, uint8_t *next, uint64_t ntp, int64_t time_ns)
{
  stamps[*next] = (Stamp){lm_rtcp_middle(ntp), time_ns};
  *next = (uint8_t)((*next + 1) % KEPT);
}

/* From the stamp with @middle to @time_ns, less @delay in 1/65536 s; LM_TIME_NONE where it is not
 * known. */
static int64_t
round_trip(const Stamp *stamps, uint8_t next, uint32_t middle, uint32_t delay, int64_t time_ns)
{
  if (middle == 0)
    return LM_TIME_NONE;
  for (unsigned i = 1; i <= KEPT; i++) {
    const Stamp *stamp = &stamps[(next + KEPT - i) % KEPT];
    if (stamp->time_ns == LM_TIME_NONE || stamp->middle != middle)
      continue;
    int64_t delay_ns = (int64_t)(((uint64_t)delay * 1000000000ull) >> 16);
    int64_t trip = lm_time_sub(lm_time_sub(time_ns, stamp->time_ns), delay_ns);
    if (trip < -TOLERANCE_NS)
      return LM_TIME_NONE;
    return trip > 0 ? trip : 0;
  }
  return LM_TIME_NONE;
}

static void
add_trip(LmRoundTrips *trips, int64_t trip_ns)
{
  trips->min_ns = trips->n == 0 || trip_ns < trips->min_ns ? trip_ns : trips->min_ns;
  trips->max_ns = trips->n == 0 || trip_ns > trips->max_ns ? trip_ns : trips->max_ns;
  trips->last_ns = trip_ns;
  trips->sum_ns += (double)trip_ns;
  trips->n++;
}

static uint32_t
stream_of(const Look *look, uint32_t ssrc, const LmAddr *src, const LmAddr *dst)
{
  return lm_trace_rtcp_stream(look->view->trace, ssrc, src, dst, look->row->time_ns);
}

static void
take_report(Look *look, const LmRtcpReport *report)
{
  LmRtcpView *view = look->view;
  const Source *source = find_source(view, report->ssrc, look->dst, false);
  int64_t trip = LM_TIME_NONE;
  if (source)
    trip = round_trip(source->reports, source->next_report, report->last_sr,
                      report->delay_since_last_sr, look->row->time_ns);
  if (look->seen->round_trip_ns == LM_TIME_NONE)
    look->seen->round_trip_ns = trip;
  uint32_t row = stream_of(look, report->ssrc, look->dst, look->src);
  if (row == LM_NONE)
    return;
  LmStreamRtcp *stream = stream_at(view, row);
  if (look->seen->about == LM_NONE)
    look->seen->about = row;
  if (stream->n_reports++ == 0) {
    stream->first = *report;
    stream->first_report_ns = look->row->time_ns;
  }
  stream->last = *report;
  stream->last_report_ns = look->row->time_ns;
  if (report->fraction_lost > stream->worst_fraction_lost)
    stream->worst_fraction_lost = report->fraction_lost;
  if (report->jitter > stream->max_jitter)
    stream->max_jitter = report->jitter;
  if (trip != LM_TIME_NONE)
    add_trip(&stream->receiver, trip);
  if (look->seen->stream != LM_NONE) {
    stream->reverse = look->seen->stream;
    stream_at(view, look->seen->stream)->reverse = row;
  }
}

/* Receiver reference times and what answers them (RFC 3611, 4.4, 4.5). */
static void
take_blocks(Look *look, const LmRtcpPacket *packet)
{
  LmRtcpView *view = look->view;
  LmRtcpBlock block;
  LmSlice entry;
  for (LmSlice rest = packet->body; lm_rtcp_next_block(&rest, &block);) {
    if (block.type == 4 && block.block.len >= 12) {
      Source *source = find_source(view, packet->ssrc, look->src, true);
      uint64_t ntp = (uint64_t)lm_slice_be32(block.block, 4) << 32 | lm_slice_be32(block.block, 8);
      put_stamp(source->references, &source->next_reference, ntp, look->row->time_ns);
    }
    for (size_t at = 4; block.type == 5 && lm_slice_take(block.block, at, 12, &entry); at += 12) {
      const Source *source = find_source(view, lm_slice_be32(entry, 0), look->dst, false);
      int64_t trip = LM_TIME_NONE;
      if (source)
        trip = round_trip(source->references, source->next_reference, lm_slice_be32(entry, 4),
                          lm_slice_be32(entry, 8), look->row->time_ns);
      if (trip == LM_TIME_NONE)
        continue;
      if (look->seen->round_trip_ns == LM_TIME_NONE)
        look->seen->round_trip_ns = trip;
      if (look->seen->stream != LM_NONE)
        add_trip(&stream_at(view, look->seen->stream)->sender, trip);
    }
  }
}

static void
take_packet(Look *look, const LmRtcpPacket *packet)
{
  LmRtcpSender sender;
  LmRtcpReport report;
  if (lm_rtcp_sender(packet, &sender)) {
    Source *source = find_source(look->view, packet->ssrc, look->src, true);
    put_stamp(source->reports, &source->next_report, sender.ntp, look->row->time_ns);
  }
  for (uint32_t i = 0; lm_rtcp_report(packet, i, &report); i++)
    take_report(look, &report);
  if (packet->type == LM_RTCP_XR)
    take_blocks(look, packet);
}

static void
find_call(Look *look)
{
  const LmTrace *trace = look->view->trace;
  LmRtcpSeen *seen = look->seen;
  uint32_t stream = seen->stream != LM_NONE ? seen->stream : seen->about;
  seen->call = stream == LM_NONE ? LM_NONE : lm_trace_stream(trace, stream)->call;
  if (seen->call == LM_NONE)
    seen->call = lm_trace_rtcp_call(trace, look->row);
}

/* What goes on behind the first packet is encrypted in SRTCP (RFC 3711, 3.4), so nothing fits
 * there. What begins like a packet, and states no absurd length, is rather a broken one. */
static bool
may_be_encrypted(const LmRtcpDatagram *row)
{
  LmSlice bytes = lm_slice(row->data, row->len);
  return !row->missing_bytes && !lm_rtcp_looks_like(bytes, false) &&
         lm_rtcp_looks_like(bytes, true);
}

static bool
is_broken(const LmRtcpDatagram *row)
{
  enum { MOST_WORDS = 500 };
  LmSlice rest = lm_slice(row->data, row->len);
  LmRtcpPacket packet;
  return lm_rtcp_next(&rest, &packet) && rest.len >= 4 && lm_slice_u8(rest, 0) >> 6 == 2 &&
         *lm_rtcp_type_name(lm_slice_u8(rest, 1)) && lm_slice_be16(rest, 2) < MOST_WORDS;
}

static void
look_at(LmRtcpView *view, uint32_t index)
{
  const LmRtcpDatagram *row = lm_trace_rtcp(view->trace, index);
  LmRtcpSeen *seen = lm_sparse_rows_make(&view->seen, index);
  Look look = {view, row, seen, &lm_trace_endpoint(view->trace, row->src)->addr,
               &lm_trace_endpoint(view->trace, row->dst)->addr};
  LmRtcpPacket packet;
  *seen = (LmRtcpSeen){
      .bytes = lm_slice(row->data, row->len),
      .stream = LM_NONE,
      .about = LM_NONE,
      .ssrc = lm_slice_be32(lm_slice(row->data, row->len), 4),
      .round_trip_ns = LM_TIME_NONE,
  };
  seen->stream = stream_of(&look, seen->ssrc, look.src, look.dst);
  if (may_be_encrypted(row)) {
    bool opened =
        view->opener && view->opener->open(view->opener->data, index, &view->plain, &seen->bytes);
    seen->state = opened           ? LM_RTCP_AUTHENTICATED
                  : is_broken(row) ? LM_RTCP_PLAIN
                                   : LM_RTCP_ENCRYPTED;
  }
  if (seen->state != LM_RTCP_ENCRYPTED)
    for (LmSlice rest = seen->bytes; lm_rtcp_next(&rest, &packet);)
      take_packet(&look, &packet);
  find_call(&look);
}

LmRtcpView *
lm_rtcp_view_new(const LmTrace *trace, const LmRtcpOpener *opener)
{
  LmRtcpView *view = lm_alloc(sizeof *view);
  view->trace = trace;
  view->opener = opener;
  view->n = lm_trace_n_rtcp(trace);
  view->seen = LM_SPARSE_ROWS_INIT(LmRtcpSeen);
  view->streams = LM_SPARSE_ROWS_INIT(LmStreamRtcp);
  view->sources = LM_VEC_INIT(Source);
  for (uint32_t i = lm_trace_next_rtcp(trace, 0); i < view->n; i = lm_trace_next_rtcp(trace, i + 1))
    look_at(view, i);
  return view;
}

void
lm_rtcp_view_free(LmRtcpView *view)
{
  if (!view)
    return;
  lm_arena_clear(&view->plain);
  lm_table_clear(&view->by_ssrc);
  lm_vec_clear(&view->sources);
  lm_sparse_rows_clear(&view->streams);
  lm_sparse_rows_clear(&view->seen);
  free(view);
}

uint32_t
lm_rtcp_view_n(const LmRtcpView *view)
{
  return view->n;
}

const LmRtcpSeen *
lm_rtcp_view_at(const LmRtcpView *view, uint32_t index)
{
  static const LmRtcpSeen gone = {
      .stream = LM_NONE, .about = LM_NONE, .call = LM_NONE, .round_trip_ns = LM_TIME_NONE};
  const LmRtcpSeen *seen = lm_sparse_rows_find(&view->seen, index);
  return seen ? seen : &gone;
}

const LmStreamRtcp *
lm_rtcp_view_stream(const LmRtcpView *view, uint32_t stream)
{
  const LmStreamRtcp *rtcp = lm_sparse_rows_find(&view->streams, stream);
  return rtcp && (rtcp->n_reports || rtcp->sender.n || rtcp->reverse != LM_NONE) ? rtcp : NULL;
}

int64_t
lm_round_trips_mean(const LmRoundTrips *trips)
{
  return trips->n ? (int64_t)(trips->sum_ns / trips->n) : LM_TIME_NONE;
}

int64_t
lm_rtcp_view_round_trip(const LmRtcpView *view, uint32_t stream)
{
  const LmStreamRtcp *rtcp = lm_rtcp_view_stream(view, stream);
  if (!rtcp || !rtcp->receiver.n)
    return LM_TIME_NONE;
  const LmRoundTrips *sender = &rtcp->sender;
  if (!sender->n && rtcp->reverse != LM_NONE)
    sender = &((LmStreamRtcp *)lm_sparse_rows_find(&view->streams, rtcp->reverse))->receiver;
  return sender->n ? lm_round_trips_mean(&rtcp->receiver) + lm_round_trips_mean(sender)
                   : LM_TIME_NONE;
}
