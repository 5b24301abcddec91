/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/sound_levels.h"
#include "cli/working.h"
#include "engine/rows.h"
#include "relate/rtcp.h"
#include "relate/stream_line.h"

#include <stdio.h>

static const LmOutputColumn columns[] = {
    {"stream", NULL, LM_SHOW_DATA, true, 0},
    {"call", NULL, LM_SHOW_DATA, true, 0},
    {"src", NULL, LM_SHOW_DATA, false, 0},
    {"dst", NULL, LM_SHOW_DATA, false, 0},
    {"ssrc", NULL, LM_SHOW_DATA, false, 0},
    {"codec", NULL, LM_SHOW_DATA, false, 0},
    {"payload_bytes", NULL, LM_SHOW_DATA, true, 0},
    {"packet_ms", NULL, LM_SHOW_DATA, true, 0},
    {"jitter_mean_ms", NULL, LM_SHOW_DATA, true, 0},
    {"packets", NULL, LM_SHOW_DATA, true, 0},
    {"expected", NULL, LM_SHOW_DATA, true, 0},
    {"lost", NULL, LM_SHOW_DATA, true, 0},
    {"loss_percent", NULL, LM_SHOW_DATA, true, 0},
    {"burst_ratio", NULL, LM_SHOW_DATA, true, 0},
    {"bursts", NULL, LM_SHOW_DATA, true, 0},
    {"burst_density_percent", NULL, LM_SHOW_DATA, true, 0},
    {"burst_packets", NULL, LM_SHOW_DATA, true, 0},
    {"burst_ms", NULL, LM_SHOW_DATA, true, 0},
    {"gaps", NULL, LM_SHOW_DATA, true, 0},
    {"gap_density_percent", NULL, LM_SHOW_DATA, true, 0},
    {"gap_packets", NULL, LM_SHOW_DATA, true, 0},
    {"gap_ms", NULL, LM_SHOW_DATA, true, 0},
    {"mos_lq", NULL, LM_SHOW_DATA, true, 0},
    {"mos_cq", NULL, LM_SHOW_DATA, true, 0},
    {"network_mos", NULL, LM_SHOW_DATA, true, 0},
    {"voipmonitor_mos", NULL, LM_SHOW_DATA, true, 0},
    {"homer_mos", NULL, LM_SHOW_DATA, true, 0},
    {"rtpengine_mos", NULL, LM_SHOW_DATA, true, 0},
    {"delay_ms", NULL, LM_SHOW_DATA, true, 0},
    {"round_trip_ms", NULL, LM_SHOW_DATA, true, 0},
    {"delay_assumed", NULL, LM_SHOW_DATA, true, 0},
    {"ptime_ms", NULL, LM_SHOW_DATA, true, 0},
    {"packet_ms_usual_percent", NULL, LM_SHOW_DATA, true, 0},
    {"drift_ppm", NULL, LM_SHOW_DATA, true, 0},
    {"drift_low_ppm", NULL, LM_SHOW_DATA, true, 0},
    {"drift_high_ppm", NULL, LM_SHOW_DATA, true, 0},
    {"strays", NULL, LM_SHOW_DATA, true, 0},
    {"restarts", NULL, LM_SHOW_DATA, true, 0},
    {"type_changes", NULL, LM_SHOW_DATA, true, 0},
    {"timestamp_jumps", NULL, LM_SHOW_DATA, true, 0},
    {"talkspurts", NULL, LM_SHOW_DATA, true, 0},
    {"silence_ms", NULL, LM_SHOW_DATA, true, 0},
    {"pauses", NULL, LM_SHOW_DATA, true, 0},
    {"pause_longest_ms", NULL, LM_SHOW_DATA, true, 0},
    {"outages", NULL, LM_SHOW_DATA, true, 0},
    {"outage_longest_ms", NULL, LM_SHOW_DATA, true, 0},
    {"dscp", NULL, LM_SHOW_DATA, true, 0},
    {"dscp_changes", NULL, LM_SHOW_DATA, true, 0},
    {"ttl", NULL, LM_SHOW_DATA, true, 0},
    {"ttl_changes", NULL, LM_SHOW_DATA, true, 0},
    {"loss_runs", NULL, LM_SHOW_DATA, false, 0},
    {"delta_ms", NULL, LM_SHOW_DATA, false, 0},
    {"jitter_ms", NULL, LM_SHOW_DATA, false, 0},
    {"delay_variation_ms", NULL, LM_SHOW_DATA, false, 0},
    {"buffers", NULL, LM_SHOW_DATA, false, 0},
    {"intervals", NULL, LM_SHOW_DATA, false, 0},
    {"codec_guessed", NULL, LM_SHOW_DATA, false, 0},
    {"lost_before_here", NULL, LM_SHOW_DATA, true, 0},
    {"lost_behind_here", NULL, LM_SHOW_DATA, true, 0},
    {"lost_of_packets", NULL, LM_SHOW_DATA, true, 0},
    {"sound", NULL, LM_SHOW_DATA, false, 0}, /* with --levels */
};

static void
write_identity(LmOutput *output, const LmStreamRow *row)
{
  char ssrc[16];
  lm_output_uint(output, row->index + 1);
  lm_output_uint_if(output, row->call_number, row->call_number);
  lm_output_endpoint(output, &row->src);
  lm_output_endpoint(output, &row->dst);
  snprintf(ssrc, sizeof ssrc, "0x%08X", row->ssrc);
  lm_output_str(output, ssrc);
  if (row->codec.len)
    lm_output_text(output, row->codec);
  else
    lm_output_none(output);
}

/* Packets on average, and how long that is. */
static void
write_length(LmOutput *output, const LmWorking *working, double packets)
{
  lm_output_real(output, packets, 4);
  lm_output_real_if(output, working->packet_ms > 0, packets * working->packet_ms, 3);
}

static void
write_losses(LmOutput *output, const LmWorking *working)
{
  const LmLossPattern *pattern = &working->views[0].result.pattern;
  lm_output_uint(output, working->packets);
  lm_output_uint(output, pattern->packets);
  lm_output_uint(output, pattern->lost);
  lm_output_real(output, lm_loss_pattern_percent(pattern), 4);
  lm_output_real(output, lm_loss_pattern_burst_ratio(pattern), 4);
  lm_output_uint(output, pattern->bursts);
  lm_output_real(output, 100 * lm_loss_pattern_burst_density(pattern), 4);
  write_length(output, working, lm_loss_pattern_burst_length(pattern));
  lm_output_uint(output, pattern->gaps);
  lm_output_real(output, 100 * lm_loss_pattern_gap_density(pattern), 4);
  write_length(output, working, lm_loss_pattern_gap_length(pattern));
}

static void
write_measured(LmOutput *output, const LmWorking *working)
{
  lm_output_uint_if(output, working->payload_bytes, working->payload_bytes);
  lm_output_real_if(output, working->packet_ms > 0, working->packet_ms, 3);
  lm_output_real(output, working->jitter_ms, 6);
}

/* The scores of the last view, which is that of the adaptive buffer where one could be simulated.
 */
static void
write_scores(LmOutput *output, const LmWorking *working)
{
  const LmWorkingView *view = &working->views[working->n_views - 1];
  if (view->has_score) {
    lm_output_real(output, view->lq.mos, 2);
    lm_output_real(output, view->cq.mos, 2);
  } else {
    lm_output_none(output);
    lm_output_none(output);
  }
  lm_output_real(output, view->network_mos, 2);
  lm_output_real(output, view->voipmonitor_mos, 2);
  lm_output_real(output, working->homer_mos, 2);
  lm_output_real(output, working->rtpengine_mos, 2);
  lm_output_real(output, working->network_delay_ms, 3);
  if (working->delay_assumed)
    lm_output_none(output);
  else
    lm_output_real(output, working->round_trip_ms, 3);
  lm_output_bool(output, working->delay_assumed);
}

/* How it was sent, and by which clock. */
static void
write_sending(LmOutput *output, const LmRtpFigures *figures, uint32_t announced_ms)
{
  bool headers = figures->dscp != LM_RTP_NO_DSCP;
  lm_output_uint_if(output, announced_ms, announced_ms);
  lm_output_real_if(output, figures->packet_ms > 0, figures->packet_ms_usual_percent, 2);
  lm_output_real_if(output, figures->has_drift, figures->drift.ppm, 3);
  lm_output_real_if(output, figures->has_drift, figures->drift.low_ppm, 3);
  lm_output_real_if(output, figures->has_drift, figures->drift.high_ppm, 3);
  lm_output_uint(output, figures->strays);
  lm_output_uint(output, figures->restarts);
  lm_output_uint(output, figures->type_changes);
  lm_output_uint(output, figures->timestamp_jumps);
  lm_output_uint(output, figures->talkspurts);
  lm_output_span_ms(output, figures->silence_ns);
  lm_output_uint(output, figures->pauses);
  lm_output_span_ms(output, figures->pause_longest_ns);
  lm_output_uint(output, figures->outages);
  lm_output_span_ms(output, figures->outage_longest_ns);
  lm_output_uint_if(output, headers, figures->dscp);
  lm_output_uint_if(output, headers, figures->dscp_changes);
  lm_output_uint_if(output, headers, figures->ttl);
  lm_output_uint_if(output, headers, figures->ttl_changes);
}

static void
write_spread(LmOutput *output, const LmSpread *spread)
{
  LmText json = LM_TEXT_INIT;
  lm_text_printf(&json,
                 "{\"n\":%llu,\"min\":%.3f,\"mean\":%.3f,\"max\":%.3f,\"deviation\":%.3f,"
                 "\"median\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"bins_from\":%g,\"bin_width\":%g,"
                 "\"bins\":[",
                 (unsigned long long)spread->n, spread->least, spread->mean, spread->most,
                 spread->deviation, spread->median, spread->p95, spread->p99, spread->bins_from,
                 spread->bin_width);
  for (unsigned i = 0; i < LM_SPREAD_BINS; i++)
    lm_text_printf(&json, "%s%u", i ? "," : "", spread->bins[i]);
  lm_text_add_str(&json, "]}");
  if (spread->n)
    lm_output_json(output, &json);
  else
    lm_output_none(output);
  lm_text_clear(&json);
}

static void
write_spreads(LmOutput *output, const LmRtpFigures *figures)
{
  LmText json = LM_TEXT_INIT;
  for (unsigned i = 0; i < LM_LOSS_RUN_BINS; i++)
    lm_text_printf(&json, "%c%u", i ? ',' : '[', figures->loss_runs[i]);
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_text_clear(&json);
  write_spread(output, &figures->delta);
  write_spread(output, &figures->jitter);
  write_spread(output, &figures->delay);
}

static void
write_sides(LmOutput *output, const LmLossSides *sides)
{
  lm_output_uint_if(output, sides->known, sides->before);
  if (sides->known)
    lm_output_int(output, sides->behind);
  else
    lm_output_none(output);
  lm_output_uint_if(output, sides->known, sides->packets);
}

static void
write_row(LmOutput *output, const LmStreamRow *row, const LmRtpFigures *figures,
          uint32_t announced_ms, const LmWorking *working, const LmSound *sound)
{
  LmText json = LM_TEXT_INIT;
  write_identity(output, row);
  write_measured(output, working);
  write_losses(output, working);
  write_scores(output, working);
  write_sending(output, figures, announced_ms);
  write_spreads(output, figures);
  lm_working_add_json(working, &json);
  lm_output_json(output, &json);
  lm_text_reset(&json);
  lm_working_add_intervals_json(working, &json);
  lm_output_json(output, &json);
  lm_output_bool(output, row->codec_guessed);
  write_sides(output, &working->sides);
  lm_text_reset(&json);
  if (sound) {
    lm_sound_levels_add_json(&sound->streams[0], &json);
    lm_output_json(output, &json);
  }
  lm_output_end_row(output);
  lm_text_clear(&json);
}

static LmSound *
decode(const LmTrace *trace, uint32_t stream)
{
  const LmSoundOptions options = {0};
  return lm_sound_job_run(lm_sound_job_new(trace, &stream, 1, &options), NULL, NULL);
}

int
lm_command_quality(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  bool people = arguments->format == LM_FORMAT_TABLE && !arguments->columns;
  uint32_t n = 0;
  size_t n_columns = sizeof columns / sizeof columns[0] - !arguments->levels;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_STREAM, columns, n_columns, &status))
    return status;
  LmRtcpView *reports = lm_rtcp_view_new(listing.trace, NULL);
  LmSsrcs *ssrcs = lm_ssrcs_new(listing.trace);
  for (uint32_t i = lm_trace_next_stream(listing.trace, 0); i < lm_trace_n_streams(listing.trace);
       i = lm_trace_next_stream(listing.trace, i + 1)) {
    LmStreamRow row;
    LmWorking working;
    if ((arguments->stream && arguments->stream != i + 1) || !lm_listing_has(&listing, i))
      continue;
    const LmStream *stream = lm_trace_stream(listing.trace, i);
    LmRtpPackets *packets = lm_rtp_packets_new(listing.trace, stream);
    uint32_t announced_ms = lm_stream_announced_ms(listing.trace, stream);
    lm_stream_row_fill(listing.trace, i, NULL, &row);
    lm_working_of_packets(stream, packets, lm_rtcp_view_round_trip(reports, i), &working);
    lm_working_add_beside(&working, stream, packets, lm_rtcp_view_stream(reports, i),
                          lm_ssrcs_at(ssrcs, i));
    LmSound *sound = arguments->levels ? decode(listing.trace, i) : NULL;
    if (people)
      lm_working_print(&row, &packets->figures, announced_ms, &working, n++ > 0);
    else
      write_row(listing.output, &row, &packets->figures, announced_ms, &working, sound);
    if (people && sound)
      lm_sound_levels_print(&sound->streams[0]);
    lm_sound_free(sound);
    lm_working_clear(&working);
    lm_rtp_packets_free(packets);
  }
  lm_ssrcs_free(ssrcs);
  lm_rtcp_view_free(reports);
  return lm_listing_close(&listing);
}
