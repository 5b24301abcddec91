/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/rows.h"

#include "base/i18n.h"
#include "proto/detail.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/check.h"
#include "proto/sip/message.h"

#include <stdio.h>

/* The codec of the call's first stream that has one: the list of streams begins with the newest. */
static LmSlice
call_codec(const LmTrace *trace, const LmCall *call)
{
  LmSlice codec = LM_SLICE_EMPTY;
  for (uint32_t row = call->first_stream; row != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, row);
    if (!lm_slice_is_empty(stream->codec))
      codec = stream->codec;
    row = stream->next_in_call;
  }
  return codec;
}

void
lm_call_row_fill(const LmTrace *trace, uint32_t index, LmCallRow *row)
{
  const LmCall *call = lm_trace_call(trace, index);
  *row = (LmCallRow){
      .index = index,
      .number = call->number,
      .call_id = call->call_id,
      .from = call->from,
      .to = call->to,
      .codec = call_codec(trace, call),
      .path = call->first_message == LM_NONE
                  ? NULL
                  : lm_trace_message_path(trace, lm_trace_message(trace, call->first_message)),
      .start_ns = call->start_ns,
      .pdd_ns = lm_call_pdd_ns(call),
      .setup_ns = lm_call_setup_ns(call),
      .duration_ns = lm_call_duration_ns(call),
      .mos = lm_trace_call_mos(trace, call),
      .quality = (uint8_t)lm_trace_call_quality(trace, call),
      .n_messages = call->n_messages,
      .n_streams = call->n_streams,
      .n_events = call->n_events,
      .n_retransmissions = call->n_retransmissions,
      .n_malformed = call->n_malformed,
      .caller = *lm_trace_endpoint(trace, call->caller),
      .callee = *lm_trace_endpoint(trace, call->callee),
      .final_status = call->final_status,
      .method = call->method,
      .state = call->state,
      .released_by = call->released_by,
      .transports = call->transports,
  };
}

static void
guess_codec(const LmStream *stream, LmCodecGuesses *guesses, LmStreamRow *row)
{
  const LmRtpTypeUse *use = lm_rtp_stats_main_type(&stream->stats);
  LmCodecGuess guess;
  if (!use || !lm_codec_is_unknown(use))
    return;
  row->codec_guessed =
      guesses ? lm_codec_guesses_at(guesses, row->index, stream, use->payload_type, &guess)
              : lm_codec_guess(stream, use->payload_type, &guess);
  if (row->codec_guessed)
    row->codec = lm_slice_str(guess.encoding);
}

static void
fill_rtcp(const LmStream *stream, LmStreamRow *row)
{
  row->rtcp_packets = stream->rtcp_packets;
  row->rtcp_reported = stream->rtcp_reported;
  if (!stream->rtcp_reported)
    return;
  row->rtcp_fraction_percent = stream->rtcp_fraction * 100.0 / 256;
  row->rtcp_lost = stream->rtcp_lost;
  if (row->clock_hz)
    row->rtcp_jitter_ms = stream->rtcp_jitter * 1000.0 / row->clock_hz;
}

void
lm_stream_row_fill(const LmTrace *trace, uint32_t index, LmCodecGuesses *guesses, LmStreamRow *row)
{
  const LmStream *stream = lm_trace_stream(trace, index);
  const LmRtpStats *stats = &stream->stats;
  *row = (LmStreamRow){
      .index = index,
      .call = stream->call,
      .call_number = stream->call == LM_NONE ? 0 : lm_trace_call(trace, stream->call)->number,
      .src = *lm_trace_endpoint(trace, stream->src),
      .dst = *lm_trace_endpoint(trace, stream->dst),
      .ssrc = stream->ssrc,
      .clock_hz = lm_stream_clock_hz(stream),
      .codec = stream->codec,
      .payload_type = stream->payload_type,
      .dscp = stream->dscp,
      .announced = stream->announced,
      .secure = stream->secure,
      .packets = stats->packets,
      .expected = lm_rtp_stats_expected(stats),
      .bytes = stats->bytes,
      .duplicates = stats->duplicates,
      .copies = stream->copies,
      .reordered = stats->reordered,
      .lost = lm_rtp_stats_lost(stats),
      .loss_percent = lm_rtp_stats_loss_percent(stats),
      .jitter_mean_ms = lm_rtp_stats_jitter_mean(stats),
      .jitter_max_ms = stats->jitter_max,
      .delta_max_ms = stats->delta_max,
      .start_ns = stats->first_ns,
      .duration_ns = lm_time_sub(stats->last_ns, stats->first_ns),
  };
  row->has_score = lm_stream_score(stream, &row->score);
  guess_codec(stream, guesses, row);
  fill_rtcp(stream, row);
}

static bool
has_anomaly(const LmMessageView *view, const LmAnomaly *wanted)
{
  for (uint32_t i = 0; i < view->n_anomalies; i++)
    if (view->anomalies[i].kind == wanted->kind && view->anomalies[i].offset == wanted->offset)
      return true;
  return false;
}

/* What is wrong in the body, whose types are read for its tree alone. */
static void
add_body_anomalies(const LmSipMessage *message, LmArena *scratch, LmMessageView *view)
{
  enum { MOST = sizeof view->anomalies / sizeof *view->anomalies };
  LmAnomaly found[MOST];
  if (message->body.len == 0)
    return;
  uint32_t n =
      lm_detail_anomalies(lm_detail_sip(message, scratch), message->body_offset, found, MOST);
  for (uint32_t i = 0; i < n && view->n_anomalies < MOST; i++) {
    if (has_anomaly(view, &found[i]))
      continue;
    view->anomalies[view->n_anomalies].kind = found[i].kind;
    view->anomalies[view->n_anomalies].offset = found[i].offset;
    view->anomalies[view->n_anomalies].len = found[i].len;
    view->n_anomalies++;
  }
}

static void
copy_anomalies(const LmSipMessage *message, LmArena *scratch, LmMessageView *view)
{
  LmSipVerdict verdict;
  lm_sip_check(message, false, scratch, &verdict);
  const uint32_t most = sizeof view->anomalies / sizeof *view->anomalies;
  for (uint32_t i = 0; i < verdict.n && i < most; i++) {
    view->anomalies[i].kind = verdict.anomalies[i].kind;
    view->anomalies[i].offset = verdict.anomalies[i].offset;
    view->anomalies[i].len = verdict.anomalies[i].len;
  }
  view->n_anomalies = verdict.n < most ? verdict.n : most;
  add_body_anomalies(message, scratch, view);
}

static void
copy_path(const LmTrace *trace, const LmMessage *message, LmMessageView *view)
{
  LmText path = LM_TEXT_INIT;
  lm_message_path_text(trace, message, &path);
  bool cut = path.len >= sizeof view->path;
  if (path.len)
    snprintf(view->path, sizeof view->path, "%.*s%s", (int)sizeof view->path - 4, path.str,
             cut ? "…" : "");
  lm_text_clear(&path);
}

void
lm_message_view_fill(const LmTrace *trace, uint32_t index, LmMessageView *view)
{
  const LmMessage *row = lm_trace_message(trace, index);
  *view = (LmMessageView){
      .index = index,
      .frame = row->frame,
      .time_ns = row->time_ns,
      .src = *lm_trace_endpoint(trace, row->src),
      .dst = *lm_trace_endpoint(trace, row->dst),
      .transport = lm_transport_name(row->transport),
      .stream = lm_transport_is_stream(row->transport),
      .bytes = lm_message_bytes(row),
      .body_offset = row->len,
  };
  copy_path(trace, row, view);
  LmArena scratch = LM_ARENA_INIT;
  LmSipMessage *message = lm_arena_alloc(&scratch, sizeof *message);
  if (lm_sip_message_parse(view->bytes, view->stream, &scratch, message)) {
    view->body_offset = message->body_offset;
    view->body_is_sdp = !lm_slice_is_empty(lm_sdp_find(message->content_type, message->body));
    copy_anomalies(message, &scratch, view);
  }
  lm_arena_clear(&scratch);
}

void
lm_event_view_fill(const LmTrace *trace, uint32_t index, LmMessageView *view)
{
  const LmEvent *row = lm_trace_event(trace, index);
  *view = (LmMessageView){
      .index = index,
      .is_event = true,
      .frame = row->frame,
      .time_ns = row->time_ns,
      .src = *lm_trace_endpoint(trace, row->src),
      .dst = *lm_trace_endpoint(trace, row->dst),
      .transport = lm_event_protocol_name(row->protocol),
      .bytes = lm_slice(row->data, row->data ? row->len : 0),
      .body_offset = row->data ? row->len : 0,
      .event = {.label = lm_event_label_behind(row->protocol, *row->label ? _(row->label) : ""),
                .detail = row->detail,
                .last_ns = row->last_ns,
                .repeats = row->repeats,
                .call_number = row->call == LM_NONE ? 0 : lm_trace_call(trace, row->call)->number,
                .protocol = row->protocol,
                .outcome = row->outcome},
  };
}

/* As the ladder writes it, so that "STUN binding" is found. */
static bool
event_has(const LmEvent *event, const LmSearch *search)
{
  LmText words = LM_TEXT_INIT;
  const char *label = *event->label ? _(event->label) : "";
  lm_text_printf(&words, "%s %s %s", lm_event_protocol_name(event->protocol),
                 lm_event_label_behind(event->protocol, label), event->detail);
  bool found = lm_search_find(search, lm_slice(words.str, words.len)) ||
               (event->data && lm_search_find(search, lm_slice(event->data, event->len)));
  lm_text_clear(&words);
  return found;
}

bool
lm_sought_has(const LmTrace *trace, const LmEngineSought *sought, const LmSearch *search)
{
  if (lm_trace_has_message(trace, sought->message))
    return lm_search_find(search, lm_message_bytes(lm_trace_message(trace, sought->message)));
  return lm_trace_has_event(trace, sought->event) &&
         event_has(lm_trace_event(trace, sought->event), search);
}
