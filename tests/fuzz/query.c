/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The filter language: any text is compiled, asked of every row of a small trace and of all reports
 * on it, completed at its places and taken for the name of a column. The trace is made once: a call
 * with media that was announced. */

#include "fuzz.h"

#include "query/query.h"
#include "track/tracker.h"

#include <stdlib.h>

static const char invite[] =
    "INVITE sip:+442079460000@example.com;user=phone SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport, SIP/2.0/TCP "
    "10.0.0.1;branch=z9hG4bK0\r\n"
    "From: \"Alice\" <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>\r\n"
    "Call-ID: one@example.com\r\nCSeq: 1 INVITE\r\nContact: <sip:alice@192.0.2.1:5060>\r\n"
    "Max-Forwards: 70\r\nUser-Agent: Phone 1.0\r\nX-Note: \xff\xc3(aaaaaaaaaaaaaaaaaaaaaaaa)\r\n"
    "P-Asserted-Identity: <tel:+4930123>\r\nReason: Q.850;cause=16;text=\"x\"\r\n"
    "Authorization: Digest username=\"alice\", realm=\"example.com\"\r\n"
    "Content-Type: application/sdp\r\n\r\n"
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\r\na=ptime:20\r\n";
static const char answer[] =
    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n"
    "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>;tag=b\r\n"
    "Call-ID: one@example.com\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";

static LmTracker *tracker;
static LmReportRows *reports[32]; /* worked out once, as the trace is */
static LmFrame frame;

static void
feed(const uint8_t src[4], const uint8_t dst[4], uint16_t src_port, uint16_t dst_port,
     const void *bytes, size_t len)
{
  LmPacket packet = {.frame = &frame, .payload = lm_slice(bytes, len), .kind = LM_PACKET_UDP};
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  memcpy(packet.src.addr.bytes, src, 4);
  memcpy(packet.dst.addr.bytes, dst, 4);
  packet.src.port = src_port;
  packet.dst.port = dst_port;
  frame.number++;
  frame.time_ns += 500 * LM_NS_PER_MS;
  lm_tracker_add(tracker, &packet);
}

static void
make_trace(void)
{
  static const uint8_t alice[4] = {192, 0, 2, 1}, bob[4] = {192, 0, 2, 2};
  static uint8_t rtp[8][172];
  tracker = lm_tracker_new();
  frame.time_ns = 1700000000 * LM_NS_PER_S;
  feed(alice, bob, 5060, 5060, invite, sizeof invite - 1);
  feed(bob, alice, 5060, 5060, answer, sizeof answer - 1);
  for (uint8_t i = 0; i < 8; i++) {
    rtp[i][0] = 0x80;
    rtp[i][1] = 8;
    rtp[i][3] = i;
    rtp[i][6] = i;
    feed(bob, alice, 5000, 4000, rtp[i], sizeof rtp[i]);
  }
  lm_tracker_finish(tracker);
  for (size_t i = 0; lm_reports[i]; i++)
    reports[i] = lm_report_rows_new(lm_reports[i], lm_tracker_trace(tracker), NULL);
}

/* @query of every row of every report, or @column of it. */
static void
ask_reports(LmQueryRun *run, const LmQueryColumn *column, LmText *text)
{
  for (size_t i = 0; lm_reports[i]; i++) {
    LmReportRow row;
    lm_report_row_open(&row, reports[i]);
    lm_query_run_report(run, &row);
    for (uint32_t j = 0; j < lm_report_rows_n(reports[i]); j++) {
      lm_report_row_go(&row, j);
      lm_query_matches(run, LM_QUERY_REPORT, j);
      if (column) {
        lm_query_column_text(run, column, LM_QUERY_REPORT, j, text);
        lm_query_column_json(run, column, LM_QUERY_REPORT, j, text);
      }
    }
    lm_report_row_close(&row);
  }
}

static void
ask(const LmQuery *query, const LmTrace *trace)
{
  LmQueryRun *run = lm_query_run_new(query, trace);
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++)
    lm_query_matches(run, LM_QUERY_CALL, i);
  for (uint32_t i = 0; i < lm_trace_n_messages(trace); i++)
    lm_query_matches(run, LM_QUERY_MESSAGE, i);
  for (uint32_t i = 0; i < lm_trace_n_streams(trace); i++)
    lm_query_matches(run, LM_QUERY_STREAM, i);
  ask_reports(run, NULL, NULL);
  lm_query_run_free(run);
}

static void
show(LmSlice name, const LmTrace *trace)
{
  LmQueryError error;
  LmText text = LM_TEXT_INIT;
  LmQueryColumn *column = lm_query_column_new(name, &error);
  if (!column)
    return;
  LmQueryRun *run = lm_query_run_new(NULL, trace);
  for (unsigned kind = LM_QUERY_CALL; kind <= LM_QUERY_STREAM; kind++) {
    lm_query_column_text(run, column, kind, 0, &text);
    lm_query_column_json(run, column, kind, 0, &text);
  }
  ask_reports(run, column, &text);
  lm_text_clear(&text);
  lm_query_run_free(run);
  lm_query_column_free(column);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmQueryError error;
  LmSlice text = lm_slice(data, size);
  if (!tracker)
    make_trace();
  const LmTrace *trace = lm_tracker_trace(tracker);
  if (lm_trace_n_streams(trace) != 1 || lm_trace_n_messages(trace) != 2)
    abort();
  LmQuery *query = lm_query_new(text, &error);
  if (query)
    ask(query, trace);
  else if (error.offset > size || error.len > size - error.offset || !error.message[0])
    abort();
  lm_query_free(query);
  for (size_t at = size / 2; at <= size && size < 512; at += size / 2 + 1) {
    LmQueryCandidates *found = lm_query_complete(text, at, 40);
    if (found->offset > size || found->len > size - found->offset)
      abort();
    lm_query_candidates_free(found);
  }
  if (size < 40)
    show(text, trace);
  return 0;
}
