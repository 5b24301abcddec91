/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All that lies between frames and what is shown of them, with what is remembered from frame to
 * frame: fragments and TCP put together, tracking, rows, message views, ladders and their text. The
 * input is a byte of link type (even: Ethernet, odd: raw IP) and then for each frame two bytes of
 * length (the upper bit: cut by the snap length), a byte of time since the frame before in units of
 * 10 ms, and its bytes. */

#include "track/tracker.h"
#include "base/bytes.h"
#include "engine/event_detail.h"
#include "engine/rows.h"
#include "engine/stream_detail.h"
#include "export/export.h"
#include "fuzz.h"
#include "net/net.h"
#include "relate/call_score.h"
#include "relate/packet_status.h"
#include "relate/working.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_FRAMES 256
#define FRAME_HEADER_BYTES 3

static void
check_at(bool holds, int line)
{
  if (holds)
    return;
  fprintf(stderr, "what line %d says does not hold\n", line);
  abort();
}

#define check(holds) check_at((holds), __LINE__)

/* Reads every byte, so that the sanitizer sees them. */
static void
touch(LmSlice slice)
{
  for (size_t i = 0; i < slice.len; i++) {
    volatile uint8_t byte = slice.data[i];
    (void)byte;
  }
}

static void
look_at_messages(const LmTrace *trace)
{
  uint32_t n = lm_trace_n_messages(trace);
  for (uint32_t i = 0; i < n; i++) {
    const LmMessage *row = lm_trace_message(trace, i);
    LmMessageView view;
    lm_message_view_fill(trace, i, &view);
    touch(view.bytes);
    check(view.body_offset <= view.bytes.len);
    for (uint32_t k = 0; k < view.n_anomalies; k++)
      check(view.anomalies[k].offset <= view.bytes.len &&
            view.anomalies[k].len <= view.bytes.len - view.anomalies[k].offset);
    check(row->call == LM_NONE || row->call < lm_trace_n_calls(trace));
    check(row->dialog == LM_NONE || row->dialog < lm_trace_n_dialogs(trace));
    check(row->original == LM_NONE || row->original < i);
    check(lm_trace_message_by_frame(trace, row->frame) <= i);
  }
  check(lm_trace_counters(trace)->sip_messages == n);
}

/* What is simulated stays within what came, and every score within its scale. */
static void
check_working(const LmStream *stream)
{
  LmWorking working;
  lm_working_fill(stream, 40 * LM_NS_PER_MS, &working);
  check(working.n_views >= 1 && working.n_views <= LM_WORKING_VIEWS);
  check(working.packets <= stream->stats.packets);
  check(working.homer_mos >= 1 && working.rtpengine_mos >= 1);
  for (uint32_t i = 0; i < working.n_views; i++) {
    const LmWorkingView *view = &working.views[i];
    const LmLossPattern *pattern = &view->result.pattern;
    check(pattern->lost <= pattern->packets && view->result.late <= pattern->lost);
    check(pattern->packets - pattern->lost <= working.packets);
    check(pattern->burst_lost <= pattern->lost && pattern->burst_packets <= pattern->packets);
    check(view->burst_ratio >= 1 && view->loss_percent >= 0 && view->loss_percent <= 100);
    check(view->network_mos >= 1 && view->network_mos <= 4.5);
    check(view->voipmonitor_mos >= 1 && view->voipmonitor_mos <= 4.5);
    check(!view->has_score || (view->lq.mos >= view->cq.mos && view->cq.mos >= 1));
  }
  const LmLossPattern *whole = &working.views[working.n_views - 1].result.pattern;
  uint64_t n = 0, lost = 0;
  for (uint32_t i = 0; i < working.n_intervals; i++) {
    n += working.intervals[i].pattern.packets;
    lost += working.intervals[i].pattern.lost;
  }
  check(n == whole->packets && lost == whole->lost);
  lm_working_clear(&working);
}

static void
check_score(const LmTrace *trace, const LmCall *call)
{
  LmCallScore score;
  lm_call_score_fill(trace, call, NULL, &score);
  check(score.call.n_streams <= call->n_streams);
  check(score.call.n_streams == 0 || (score.call.mos_lq >= 1 && score.call.mos_lq <= 4.5));
  check(score.from[0].n_streams + score.from[1].n_streams <= score.call.n_streams);
}

static void
look_at_calls(const LmTrace *trace)
{
  uint64_t n_messages = 0, n_calls = 0;
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++) {
    LmCallRow row;
    lm_call_row_fill(trace, i, &row);
    touch(row.call_id);
    touch(row.from);
    touch(row.to);
    touch(row.codec);
    check(row.state < LM_N_CALL_STATES);
    check(lm_trace_find_call(trace, row.call_id) == i);
    check(row.number == 0 || lm_trace_call_by_number(trace, row.number) == i);
    uint32_t n = 0;
    const LmCall *call = lm_trace_call(trace, i);
    for (uint32_t m = call->first_message; m != LM_NONE; n++)
      m = lm_trace_message(trace, m)->next_in_call;
    check(n == row.n_messages);
    n_messages += n;
    n_calls += row.number != 0;
    check_score(trace, call);
  }
  check(n_messages <= lm_trace_n_messages(trace));
  check(n_calls == lm_trace_counters(trace)->calls);
}

/* Every packet is there once, in an order that goes forwards, and within what was captured. */
static void
check_packets(const LmTrace *trace, const LmStream *stream)
{
  LmRtpPackets *packets = lm_rtp_packets_new(trace, stream);
  LmText text = LM_TEXT_INIT;
  check(packets->n == stream->stats.packets);
  check(packets->n_order + packets->figures.strays == packets->n);
  check(packets->figures.losses.packets - packets->figures.losses.lost <= packets->n);
  for (uint32_t i = 0; i < packets->n; i++) {
    const LmRtpPacket *row = &packets->rows[i];
    touch(lm_rtp_packet_payload(row));
    check(lm_rtp_packet_payload(row).len == row->payload_len);
    check(row->kbits_per_s >= 0 && row->delta_ms == row->delta_ms && row->skew_ms == row->skew_ms);
    lm_text_reset(&text);
    lm_rtp_status_text(row, &text);
    lm_rtp_status_json(row, &text);
  }
  for (uint32_t i = 1; i < packets->n_order; i++)
    check(packets->rows[packets->order[i]].sequence >=
          packets->rows[packets->order[i - 1]].sequence);
  lm_text_clear(&text);
  lm_rtp_packets_free(packets);
}

static void
look_at_streams(const LmTrace *trace)
{
  uint64_t packets = 0;
  LmRtcpView *rtcp = lm_rtcp_view_new(trace, NULL);
  LmSsrcs *ssrcs = lm_ssrcs_new(trace);
  for (uint32_t i = 0; i < lm_trace_n_streams(trace); i++) {
    const LmStream *stream = lm_trace_stream(trace, i);
    LmStreamRow row;
    lm_stream_row_fill(trace, i, NULL, &row);
    touch(row.codec);
    check(row.jitter_mean_ms >= 0 && row.jitter_max_ms >= 0);
    check(!row.has_score || (row.score.mos >= 1 && row.score.mos <= 4.5));
    LmStreamDetail *detail = lm_stream_detail_new(trace, rtcp, lm_ssrcs_at(ssrcs, i), i, true);
    check(detail->packets->n == row.packets && detail->stream == i);
    check(detail->reverse == LM_NONE || detail->reverse < lm_trace_n_streams(trace));
    for (uint32_t j = 0; j < detail->n_words; j++)
      check(detail->words[j].mos <= 4.5 &&
            (j == 0 || detail->words[j].time_ns >= detail->words[j - 1].time_ns));
    lm_stream_detail_free(detail);
    check_working(stream);
    check_packets(trace, stream);
    packets += row.packets;
  }
  lm_ssrcs_free(ssrcs);
  lm_rtcp_view_free(rtcp);
  check(packets == lm_trace_counters(trace)->rtp_packets);
}

/* Every event is in the list of its call or of none, and its tree stays within its bytes. */
static void
look_at_events(const LmTrace *trace)
{
  LmArena arena = LM_ARENA_INIT;
  uint64_t n_of_calls = 0, n_with_call = 0, n_counted = 0;
  for (uint32_t i = 0; i < lm_trace_n_calls(trace); i++) {
    uint32_t n = 0;
    for (uint32_t row = lm_trace_call(trace, i)->first_event; row != LM_NONE; n++) {
      check(lm_trace_event(trace, row)->call == i);
      row = lm_trace_event(trace, row)->next_in_call;
    }
    check(n == lm_trace_call(trace, i)->n_events);
    n_of_calls += n;
  }
  for (uint32_t i = 0; i < lm_trace_n_events(trace); i++) {
    const LmEvent *event = lm_trace_event(trace, i);
    LmMessageView view;
    lm_event_view_fill(trace, i, &view);
    touch(view.bytes);
    check(lm_event_view_detail(&view, &arena) != NULL);
    lm_arena_reset(&arena);
    check(event->last_ns >= event->time_ns && event->protocol < LM_N_EVENT_PROTOCOLS);
    n_with_call += event->call != LM_NONE;
  }
  for (unsigned i = 0; i < LM_N_EVENT_PROTOCOLS; i++)
    n_counted += lm_trace_counters(trace)->events[i];
  check(n_of_calls == n_with_call && n_counted == lm_trace_n_events(trace));
  lm_arena_clear(&arena);
}

static bool
keep_most(void *data, LmLadderRowKind kind, uint32_t row)
{
  return row % 3 != 1;
}

static void
look_at_ladder(const LmTrace *trace, bool merge_ports, bool fold)
{
  uint32_t n = lm_trace_n_calls(trace);
  uint32_t *calls = malloc((n + 1) * sizeof *calls);
  for (uint32_t i = 0; i < n; i++)
    calls[i] = i;
  LmLadderOptions options = LM_LADDER_OPTIONS_DEFAULT;
  options.merge_ports = merge_ports;
  options.fold_retransmissions = fold;
  LmLegs *legs = fold ? lm_legs_new(trace, NULL, 0) : NULL;
  LmRoles *roles = fold ? lm_roles_new(trace) : NULL;
  LmLadderExtras extras = {.legs = legs, .roles = roles, .keeps = merge_ports ? NULL : keep_most};
  LmLadder *ladder = lm_ladder_new_with(trace, calls, n, &options, &extras);
  lm_roles_free(roles);
  lm_legs_free(legs);
  for (uint32_t i = 0; i < ladder->n_bars; i++)
    check(ladder->bars[i].column < ladder->n_columns &&
          ladder->bars[i].first_row <= ladder->bars[i].last_row &&
          ladder->bars[i].last_row < ladder->n_rows);
  for (uint32_t i = 0; i < ladder->n_legs; i++)
    check(ladder->legs[i].parent == LM_NONE || ladder->legs[i].parent < i);
  LmText text = LM_TEXT_INIT;
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    check(row->kind == LM_LADDER_PAUSE ||
          (row->from < ladder->n_columns && row->to < ladder->n_columns));
    lm_ladder_describe_row(ladder, row, &text);
    lm_text_reset(&text);
  }
  lm_export_ladder_text(ladder, fold ? 80 : 0, &text);
  for (size_t i = 0; i < text.len; i++)
    check((uint8_t)text.str[i] >= 0x20 || text.str[i] == '\n');
  lm_text_clear(&text);
  lm_ladder_free(ladder);
  free(calls);
}

/* Every change is told: taken as they come, the lists hold each row at least once. */
static void
take_changes(LmTracker *tracker)
{
  uint32_t rows[16];
  size_t n;
  while ((n = lm_tracker_take_changed_streams(tracker, rows, 16)))
    for (size_t i = 0; i < n; i++)
      check(rows[i] < lm_trace_n_streams(lm_tracker_trace(tracker)));
  while ((n = lm_tracker_take_changed_calls(tracker, rows, 16)))
    for (size_t i = 0; i < n; i++)
      check(rows[i] < lm_trace_n_calls(lm_tracker_trace(tracker)));
}

static size_t
feed(LmSlice input, LmNet *net, LmTracker *tracker, uint8_t **frames)
{
  size_t n = 0;
  int64_t time_ns = 1700000000000000000;
  uint16_t link_type = lm_slice_u8(input, 0) & 1 ? LM_LINK_RAW : LM_LINK_ETHERNET;
  input = lm_slice_from(input, 1);
  while (input.len > FRAME_HEADER_BYTES && n < MAX_FRAMES) {
    uint16_t length = lm_slice_be16(input, 0);
    time_ns += lm_slice_u8(input, 2) * 10000000LL;
    LmSlice bytes = lm_slice_sub(input, FRAME_HEADER_BYTES, length & 0x7fff);
    input = lm_slice_from(input, FRAME_HEADER_BYTES + bytes.len);
    uint8_t *exact = malloc(bytes.len ? bytes.len : 1);
    if (bytes.len)
      memcpy(exact, bytes.data, bytes.len);
    frames[n++] = exact;
    LmFrame frame = {.data = exact,
                     .captured_bytes = (uint32_t)bytes.len,
                     .original_bytes = (uint32_t)bytes.len + (length & 0x8000 ? 1000 : 0),
                     .time_ns = time_ns,
                     .number = (uint32_t)n,
                     .link_type = link_type};
    LmPacket packet;
    lm_net_decode(net, &frame, &packet);
    lm_tracker_add(tracker, &packet);
    if (n % 16 == 0)
      take_changes(tracker);
  }
  return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *frames[MAX_FRAMES];
  LmNet *net = lm_net_new();
  LmTracker *tracker = lm_tracker_new();
  const LmTrace *trace = lm_tracker_trace(tracker);
  size_t n = feed(lm_slice(data, size), net, tracker, frames);
  lm_tracker_finish(tracker);
  take_changes(tracker);
  check(lm_trace_counters(trace)->packets == n);
  look_at_messages(trace);
  look_at_calls(trace);
  look_at_streams(trace);
  look_at_events(trace);
  /* One of both, as ladders are half of the work of a run. */
  look_at_ladder(trace, size & 1, size & 1);
  lm_tracker_free(tracker);
  lm_net_free(net);
  for (size_t i = 0; i < n; i++)
    free(frames[i]);
  return 0;
}
