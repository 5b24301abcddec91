/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "engine/rows.h"
#include "relate/rtcp.h"
#include "relate/ssrcs.h"

#include <stdio.h>

static const LmOutputColumn columns[] = {
    {"stream", N_("Stream"), LM_SHOW_ALL, true, 0},
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"time", N_("Start"), LM_SHOW_PEOPLE, false, 0},
    {"src", N_("Source"), LM_SHOW_ALL, false, 0},
    {"dst", N_("Destination"), LM_SHOW_ALL, false, 0},
    {"ssrc", N_("SSRC"), LM_SHOW_ALL, false, 0},
    {"payload_type", N_("Type"), LM_SHOW_ALL, true, 0},
    {"codec", N_("Codec"), LM_SHOW_PEOPLE, false, 0},
    {"codec", NULL, LM_SHOW_DATA, false, 0},
    {"packets", N_("Packets"), LM_SHOW_ALL, true, 0},
    {"lost", N_("Lost"), LM_SHOW_ALL, true, 0},
    {"loss_percent", N_("Loss %"), LM_SHOW_PEOPLE, true, 0},
    {"jitter", N_("Jitter mean / max, ms"), LM_SHOW_PEOPLE, true, 0},
    {"delta_max_ms", N_("Delta max, ms"), LM_SHOW_PEOPLE, true, 0},
    {"duration", N_("Duration"), LM_SHOW_PEOPLE, true, 0},
    {"mos", N_("MOS"), LM_SHOW_ALL, true, 0},
    {"clock_hz", NULL, LM_SHOW_DATA, false, 0},
    {"expected", NULL, LM_SHOW_DATA, false, 0},
    {"loss_percent", NULL, LM_SHOW_DATA, false, 0},
    {"duplicates", NULL, LM_SHOW_DATA, false, 0},
    {"reordered", NULL, LM_SHOW_DATA, false, 0},
    {"jitter_mean_ms", NULL, LM_SHOW_DATA, false, 0},
    {"jitter_max_ms", NULL, LM_SHOW_DATA, false, 0},
    {"delta_max_ms", NULL, LM_SHOW_DATA, false, 0},
    {"start_ns", NULL, LM_SHOW_DATA, false, 0},
    {"duration_ms", NULL, LM_SHOW_DATA, false, 0},
    {"r_factor", NULL, LM_SHOW_DATA, false, 0},
    {"mos_inputs", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},
    {"dscp", NULL, LM_SHOW_DATA, false, 0},
    {"srtp", NULL, LM_SHOW_DATA, false, 0},
    {"announced", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_packets", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_loss_percent", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_lost", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_jitter_ms", NULL, LM_SHOW_DATA, false, 0},
    {"path", NULL, LM_SHOW_DATA, false, 0},
    {"copies", NULL, LM_SHOW_DATA, false, 0},
    {"round_trip_ms", NULL, LM_SHOW_DATA, false, 0},
    {"round_trip_receiver_ms", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_worst_loss_percent", NULL, LM_SHOW_DATA, false, 0},
    {"codec_guessed", NULL, LM_SHOW_DATA, false, 0},
    {"replaces", NULL, LM_SHOW_DATA, true, 0},
    {"replaced_by", NULL, LM_SHOW_DATA, true, 0},
    {"collides", NULL, LM_SHOW_DATA, true, 0},
};

#define PEOPLE_COLUMNS 4 /* of write_for_people() */

/* To people a guess is marked where it stands; scripts have "codec_guessed". */
static void
write_codec(LmOutput *output, const LmStreamRow *row)
{
  LmText marked = LM_TEXT_INIT;
  lm_text_add(&marked, row->codec);
  lm_text_add_str(&marked, row->codec_guessed ? "?" : "");
  lm_output_str(output, row->codec.len ? marked.str : NULL);
  lm_text_clear(&marked);
  if (row->codec.len)
    lm_output_text(output, row->codec);
  else
    lm_output_none(output);
}

static void
write_identity(LmOutput *output, const LmStreamRow *row)
{
  char text[LM_TIME_TEXT_SIZE], ssrc[16];
  lm_output_uint(output, row->index + 1);
  if (row->call_number)
    lm_output_uint(output, row->call_number);
  else
    lm_output_none(output);
  lm_output_str(output, lm_time_format_clock(row->start_ns, text));
  lm_output_endpoint(output, &row->src);
  lm_output_endpoint(output, &row->dst);
  snprintf(ssrc, sizeof ssrc, "0x%08X", row->ssrc);
  lm_output_str(output, ssrc);
  lm_output_uint(output, row->payload_type);
  write_codec(output, row);
  lm_output_uint(output, row->packets);
  lm_output_int(output, row->lost);
}

/* Data has no such columns: there nothing is worked out for them. */
static void
write_for_people(LmOutput *output, const LmStreamRow *row, bool people)
{
  char text[LM_TIME_TEXT_SIZE];
  if (!people) {
    for (unsigned i = 0; i < PEOPLE_COLUMNS; i++)
      lm_output_none(output);
    return;
  }
  lm_output_real(output, row->loss_percent, 1);
  snprintf(text, sizeof text, "%.1f / %.1f", row->jitter_mean_ms, row->jitter_max_ms);
  lm_output_str(output, row->clock_hz ? text : NULL);
  lm_output_real(output, row->delta_max_ms, 1);
  lm_output_str(output, lm_time_format_duration(row->duration_ns, text));
}

/* What a score was made from, as JSON: what follows from the codec alone is written once for
 * streams of the same one behind each other, which they mostly are. */
typedef struct {
  const LmEmodelCodec *codec; /* NULL: none yet */
  LmText begin, end, whole;
} ScoreText;

static void
set_codec(ScoreText *text, const LmEmodelScore *score)
{
  if (text->codec == score->codec)
    return;
  text->codec = score->codec;
  lm_text_reset(&text->begin);
  lm_text_reset(&text->end);
  lm_text_printf(&text->begin,
                 "{\"model\":\"%s\",\"ie\":%g,\"bpl\":%g,\"ie_eff\":", lm_band_model(score->band),
                 score->ie, score->bpl);
  lm_text_printf(&text->end,
                 ",\"burst_ratio\":1,\"delay_ms\":%g,\"delay_assumed\":true,\"source\":",
                 LM_STREAM_ASSUMED_DELAY_MS);
  lm_text_add_json(&text->end, lm_slice_str(score->codec->ie_source));
  lm_text_add_str(&text->end, ",\"bpl_source\":");
  lm_text_add_json(&text->end, lm_slice_str(score->codec->bpl_source));
  lm_text_add_str(&text->end, ",\"condition\":");
  lm_text_add_json(&text->end, lm_slice_str(score->codec->condition));
  lm_text_add_char(&text->end, '}');
}

static void
write_score_inputs(LmOutput *output, const LmStreamRow *row, ScoreText *text)
{
  if (!row->has_score) {
    lm_output_none(output);
    return;
  }
  set_codec(text, &row->score);
  lm_text_reset(&text->whole);
  lm_text_add(&text->whole, lm_slice(text->begin.str, text->begin.len));
  lm_text_add_real(&text->whole, row->score.ie_eff, 4);
  lm_text_add_str(&text->whole, ",\"loss_percent\":");
  lm_text_add_real(&text->whole, row->score.loss_percent, 4);
  lm_text_add(&text->whole, lm_slice(text->end.str, text->end.len));
  lm_output_json(output, &text->whole);
}

static void
write_rtcp(LmOutput *output, const LmStreamRow *row)
{
  lm_output_uint(output, row->rtcp_packets);
  if (row->rtcp_reported) {
    lm_output_real(output, row->rtcp_fraction_percent, 4);
    lm_output_int(output, row->rtcp_lost);
    lm_output_real(output, row->rtcp_jitter_ms, 3);
    return;
  }
  for (int i = 0; i < 3; i++)
    lm_output_none(output);
}

static void
write_data(LmOutput *output, const LmStreamRow *row, ScoreText *score)
{
  lm_output_uint(output, row->clock_hz);
  lm_output_uint(output, row->expected);
  lm_output_real(output, row->loss_percent, 4);
  lm_output_uint(output, row->duplicates);
  lm_output_uint(output, row->reordered);
  lm_output_real(output, row->jitter_mean_ms, 6);
  lm_output_real(output, row->jitter_max_ms, 6);
  lm_output_real(output, row->delta_max_ms, 6);
  lm_output_time_ns(output, row->start_ns);
  lm_output_span_ms(output, row->duration_ns);
  if (row->has_score)
    lm_output_real(output, row->score.r, 2);
  else
    lm_output_none(output);
  write_score_inputs(output, row, score);
  lm_output_uint(output, row->bytes);
  lm_output_uint(output, row->dscp);
  lm_output_bool(output, row->secure);
  lm_output_bool(output, row->announced);
  write_rtcp(output, row);
}

static void
write_path(LmOutput *output, const LmTrace *trace, const LmStreamRow *row)
{
  LmText path = LM_TEXT_INIT;
  lm_stream_path_text(trace, lm_trace_stream(trace, row->index), &path);
  lm_output_str(output, path.str);
  lm_text_clear(&path);
}

/* What the ends say of it to each other. */
static void
write_round_trip(LmOutput *output, const LmRtcpView *rtcp, uint32_t index)
{
  const LmStreamRtcp *stream = lm_rtcp_view_stream(rtcp, index);
  lm_output_span_ms(output, lm_rtcp_view_round_trip(rtcp, index));
  lm_output_span_ms(output, stream ? lm_round_trips_mean(&stream->receiver) : LM_TIME_NONE);
  if (stream && stream->n_reports)
    lm_output_real(output, stream->worst_fraction_lost * 100.0 / 256, 4);
  else
    lm_output_none(output);
}

/* By numbers of streams. */
static void
write_ssrc(LmOutput *output, const LmSsrcLink *link)
{
  lm_output_uint_if(output, link->replaces != LM_NONE, link->replaces + 1);
  lm_output_uint_if(output, link->replaced_by != LM_NONE, link->replaced_by + 1);
  lm_output_uint_if(output, link->collides != LM_NONE, link->collides + 1);
}

static void
write_stream(LmOutput *output, const LmTrace *trace, const LmRtcpView *rtcp, const LmSsrcLink *ssrc,
             const LmStreamRow *row, ScoreText *score, bool people)
{
  write_identity(output, row);
  write_for_people(output, row, people);
  if (row->has_score)
    lm_output_real(output, row->score.mos, 2);
  else
    lm_output_none(output);
  write_data(output, row, score);
  write_path(output, trace, row);
  lm_output_uint(output, row->copies);
  write_round_trip(output, rtcp, row->index);
  lm_output_bool(output, row->codec_guessed);
  write_ssrc(output, ssrc);
  lm_output_end_row(output);
}

int
lm_command_streams(const LmArguments *arguments)
{
  LmListing listing;
  ScoreText score = {0};
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_STREAM, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmRtcpView *rtcp = lm_rtcp_view_new(listing.trace, NULL);
  LmSsrcs *ssrcs = lm_ssrcs_new(listing.trace);
  for (uint32_t i = lm_trace_next_stream(listing.trace, 0); i < lm_trace_n_streams(listing.trace);
       i = lm_trace_next_stream(listing.trace, i + 1)) {
    LmStreamRow row;
    if (!lm_listing_has(&listing, i))
      continue;
    lm_stream_row_fill(listing.trace, i, NULL, &row);
    write_stream(listing.output, listing.trace, rtcp, lm_ssrcs_at(ssrcs, i), &row, &score,
                 arguments->format == LM_FORMAT_TABLE);
  }
  lm_text_clear(&score.begin);
  lm_text_clear(&score.end);
  lm_text_clear(&score.whole);
  lm_ssrcs_free(ssrcs);
  lm_rtcp_view_free(rtcp);
  return lm_listing_close(&listing);
}
