/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/quality_reports.h"

#include "base/hash.h"
#include "base/limits.h"
#include "relate/look.h"

#include <math.h>
#include <stdlib.h>

/* What two may differ by and still say the same. */
#define PACKETS_APART 5
#define PACKETS_APART_SHARE 0.02
#define LOSS_APART_PERCENT 1.0
#define MOS_APART 0.5

struct LmQualityReports {
  const LmTrace *trace;
  LmVec rows;   /* LmQualityRow */
  LmTable seen; /* what proxies pass on is told once: the first row of each, by a hash of it */
  uint64_t refused;
};

static double
loss_here(const LmStream *stream)
{
  double loss = lm_rtp_stats_loss_percent(&stream->stats);
  return loss > 0 ? loss : 0;
}

static void
compare(const LmQualityReports *reports, const LmRtcpView *view, LmQualityRow *row)
{
  const LmStream *stream = lm_trace_stream(reports->trace, row->stream);
  const LmStreamRtcp *rtcp = view ? lm_rtcp_view_stream(view, row->stream) : NULL;
  const LmQualityFigures *says = &row->says;
  LmEmodelScore score;
  double packets = stream->stats.packets, expected = (double)lm_rtp_stats_expected(&stream->stats);
  double apart = fmax(PACKETS_APART, packets * PACKETS_APART_SHARE);
  row->has_score = lm_stream_score(stream, &score);
  row->mos = row->has_score ? score.mos : 0;
  row->loss_percent = loss_here(stream);
  if (rtcp && rtcp->n_reports && expected > 0)
    row->rtcp_loss_percent = fmax(rtcp->last.cumulative_lost * 100.0 / expected, 0);
  /* What was received passed here; what passed here was sent. */
  if (says->packets >= 0 &&
      (row->sent ? says->packets < packets - apart : says->packets > packets + apart))
    row->differs |= LM_QUALITY_PACKETS;
  /* What is missing here is missing behind it too. */
  if (row->said_loss_percent >= 0 &&
      row->said_loss_percent < row->loss_percent - LOSS_APART_PERCENT)
    row->differs |= LM_QUALITY_LOSS;
  if (row->said_loss_percent >= 0 && row->rtcp_loss_percent >= 0 &&
      fabs(row->said_loss_percent - row->rtcp_loss_percent) > LOSS_APART_PERCENT)
    row->differs |= LM_QUALITY_RTCP_LOSS;
  if (says->mos_listening >= 0 && row->has_score &&
      fabs(says->mos_listening - row->mos) > MOS_APART)
    row->differs |= LM_QUALITY_MOS;
}

/* A report of loss in percent, or the packets that it counts. */
static double
said_loss(const LmQualityFigures *says)
{
  if (says->loss_percent >= 0)
    return says->loss_percent;
  if (says->lost < 0 || says->packets < 0 || says->lost + says->packets <= 0)
    return -1;
  return says->lost * 100 / (says->lost + says->packets);
}

/* Which way a stream goes, and whose it is. */
typedef struct {
  LmEndpoint src, dst; /* port 0: any, family NONE: not known */
  bool has_ssrc;
  uint32_t ssrc;
} Ends;

static int
end_likeness(const LmEndpoint *wanted, const LmEndpoint *found)
{
  enum { NO = -4, SAME_HOST = 1, SAME_PORT = 2 };
  if (wanted->addr.family == LM_ADDR_NONE)
    return 0;
  if (!lm_addr_equal(&wanted->addr, &found->addr))
    return NO;
  return SAME_HOST + (wanted->port && wanted->port == found->port ? SAME_PORT : 0);
}

/* Behind a NAT the ends are others than who reports believes, but the SSRC is the same. */
static uint32_t
find_stream(const LmTrace *trace, uint32_t call, const Ends *ends)
{
  enum { SAME_SSRC = 8, OTHER_SSRC = -8 };
  int best = 0;
  uint32_t found = LM_NONE, best_packets = 0;
  uint32_t row = call == LM_NONE ? LM_NONE : lm_trace_call(trace, call)->first_stream;
  for (; row != LM_NONE; row = lm_trace_stream(trace, row)->next_in_call) {
    const LmStream *stream = lm_trace_stream(trace, row);
    int like = end_likeness(&ends->src, lm_trace_endpoint(trace, stream->src)) +
               end_likeness(&ends->dst, lm_trace_endpoint(trace, stream->dst));
    if (ends->has_ssrc)
      like += stream->ssrc == ends->ssrc ? SAME_SSRC : OTHER_SSRC;
    if (like > best || (like > 0 && like == best && stream->stats.packets > best_packets)) {
      best = like;
      best_packets = stream->stats.packets;
      found = row;
    }
  }
  return found;
}

static void
add_row(LmQualityReports *reports, uint32_t message, uint32_t call, const LmQualityReport *report,
        bool sent, const Ends *ends)
{
  const LmQualityFigures *says = sent ? &report->sent : &report->received;
  if (!says->any)
    return;
  if (reports->rows.len >= LM_LIMIT_RELATED_ROWS) {
    reports->refused++;
    return;
  }
  LmQualityRow *row = lm_vec_push(&reports->rows);
  *row = (LmQualityRow){
      .message = message,
      .call = call,
      .kind = report->kind,
      .sent = sent,
      .says = *says,
      .stream = find_stream(reports->trace, call, ends),
      .rtcp_loss_percent = -1,
      .said_loss_percent = said_loss(says),
  };
}

/* Whether the same was said in the same call before. */
static bool
was_said(LmQualityReports *reports, uint32_t call, LmSlice what)
{
  uint64_t hash = lm_hash_pair(lm_hash_key(), call, lm_hash(lm_hash_key(), what.data, what.len));
  LmTableWalk walk;
  if (lm_table_first(&reports->seen, hash, &walk) != LM_NONE)
    return true;
  lm_table_add(&reports->seen, hash, 0);
  return false;
}

static void
take_body(LmQualityReports *reports, uint32_t index, const LmSipMessage *message)
{
  const LmSlice type = LM_SLICE_LITERAL("application/vq-rtcpxr");
  LmQualityReport report;
  uint32_t call = LM_NONE;
  if (!lm_slice_starts_with_nocase(message->content_type, type) ||
      !lm_quality_report_parse(message->body, &report))
    return;
  if (report.call_id.len)
    call = lm_trace_find_call(reports->trace, report.call_id);
  if (was_said(reports, call, message->body))
    return;
  const Ends received = {report.remote, report.local, report.has_remote_ssrc, report.remote_ssrc};
  const Ends sent = {report.local, report.remote, report.has_local_ssrc, report.local_ssrc};
  add_row(reports, index, call, &report, false, &received);
  add_row(reports, index, call, &report, true, &sent);
}

static void
take_headers(LmQualityReports *reports, uint32_t index, const LmSipMessage *message)
{
  const LmMessage *row = lm_trace_message(reports->trace, index);
  const LmEndpoint *end = lm_trace_endpoint(reports->trace, row->src);
  const Ends received = {.dst = {.addr = end->addr}}, sent = {.src = {.addr = end->addr}};
  LmQualityReport report = {.kind = LM_SLICE_EMPTY};
  bool is_new = false;
  for (uint32_t i = 0; i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmSlice value = lm_sip_header_value(message, header);
    if (header->kind == LM_SIP_HEADER_OTHER &&
        lm_quality_header_parse(lm_sip_header_name(message, header), value, &report))
      is_new = !was_said(reports, row->call, value) || is_new;
  }
  if (!is_new)
    return;
  add_row(reports, index, row->call, &report, false, &received);
  add_row(reports, index, row->call, &report, true, &sent);
}

static void
take_message(LmQualityReports *reports, LmLook *look, uint32_t index)
{
  const LmMessage *row = lm_trace_message(reports->trace, index);
  bool body = row->method == LM_SIP_METHOD_PUBLISH || row->method == LM_SIP_METHOD_NOTIFY;
  bool ends = row->cseq_method == LM_SIP_METHOD_BYE || row->cseq_method == LM_SIP_METHOD_INVITE;
  if (row->flags & LM_MESSAGE_RETRANSMISSION || !(body || ends))
    return;
  const LmSipMessage *message = lm_look_at(look, index);
  if (message && body)
    take_body(reports, index, message);
  else if (message)
    take_headers(reports, index, message);
}

LmQualityReports *
lm_quality_reports_new(const LmTrace *trace)
{
  LmQualityReports *reports = lm_alloc(sizeof *reports);
  LmLook *look = lm_look_new(trace);
  reports->trace = trace;
  reports->rows = LM_VEC_INIT(LmQualityRow);
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1))
    take_message(reports, look, i);
  lm_look_free(look);
  return reports;
}

void
lm_quality_reports_compare(LmQualityReports *reports, const LmRtcpView *rtcp)
{
  for (uint32_t i = 0; i < reports->rows.len; i++) {
    LmQualityRow *row = lm_vec_at(&reports->rows, i);
    if (row->stream != LM_NONE)
      compare(reports, rtcp, row);
  }
}

void
lm_quality_reports_free(LmQualityReports *reports)
{
  if (!reports)
    return;
  lm_table_clear(&reports->seen);
  lm_vec_clear(&reports->rows);
  free(reports);
}

uint32_t
lm_quality_reports_n(const LmQualityReports *reports)
{
  return reports->rows.len;
}

const LmQualityRow *
lm_quality_reports_at(const LmQualityReports *reports, uint32_t index)
{
  return lm_vec_at(&reports->rows, index);
}

uint64_t
lm_quality_reports_refused(const LmQualityReports *reports)
{
  return reports->refused;
}
