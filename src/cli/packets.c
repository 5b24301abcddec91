/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "relate/packet_status.h"

static const LmOutputColumn columns[] = {
    {"stream", N_("Stream"), LM_SHOW_ALL, true, 0},
    {"packet", N_("Packet"), LM_SHOW_ALL, true, 0},
    {"time", N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"sequence", N_("Sequence"), LM_SHOW_ALL, true, 0},
    {"extended_sequence", NULL, LM_SHOW_DATA, false, 0},
    {"timestamp", NULL, LM_SHOW_DATA, false, 0},
    {"delta_ms", N_("Delta, ms"), LM_SHOW_ALL, true, 0},
    {"jitter_ms", N_("Jitter, ms"), LM_SHOW_ALL, true, 0},
    {"skew_ms", N_("Skew, ms"), LM_SHOW_ALL, true, 0},
    {"kbits_per_s", N_("kbit/s"), LM_SHOW_ALL, true, 0},
    {"marker", N_("Marker"), LM_SHOW_PEOPLE, false, 0},
    {"marker", NULL, LM_SHOW_DATA, false, 0},
    {"payload_type", N_("Type"), LM_SHOW_ALL, true, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},
    {"payload_bytes", NULL, LM_SHOW_DATA, false, 0},
    {"missing_before", NULL, LM_SHOW_DATA, false, 0},
    {"dscp", NULL, LM_SHOW_DATA, false, 0},
    {"ttl", NULL, LM_SHOW_DATA, false, 0},
    {"status", N_("Status"), LM_SHOW_PEOPLE, false, 0},
    {"status", NULL, LM_SHOW_DATA, false, 0},
};

/* Without a clock rate there is nothing to measure against. */
static void
write_clocked(LmOutput *output, const LmRtpPacket *row, double value)
{
  lm_output_real_if(output, row->clock_hz, value, 3);
}

static void
write_header(LmOutput *output, const LmRtpPacket *row)
{
  if (row->dscp == LM_RTP_NO_DSCP) {
    lm_output_none(output);
    lm_output_none(output);
  } else {
    lm_output_uint(output, row->dscp);
    lm_output_uint(output, row->ttl);
  }
}

static void
write_packet(LmOutput *output, uint32_t stream, uint32_t index, const LmRtpPacket *row,
             LmText *status)
{
  char text[LM_TIME_TEXT_SIZE];
  bool marker = row->flags & LM_RTP_MARKER;
  lm_output_uint(output, stream + 1);
  lm_output_uint(output, index + 1);
  lm_output_str(output, lm_time_format_clock(row->time_ns, text));
  lm_output_time_ns(output, row->time_ns);
  lm_output_uint(output, row->number);
  lm_output_uint(output, row->sequence);
  lm_output_uint(output, row->timestamp);
  lm_output_real(output, row->delta_ms, 3);
  write_clocked(output, row, row->jitter_ms);
  write_clocked(output, row, row->skew_ms);
  lm_output_real(output, row->kbits_per_s, 2);
  lm_output_str(output, marker ? "M" : "");
  lm_output_bool(output, marker);
  lm_output_uint(output, row->payload_type);
  lm_output_uint(output, row->packet.len);
  lm_output_uint(output, row->payload_len);
  lm_output_uint(output, row->lost_before);
  write_header(output, row);
  lm_text_reset(status);
  lm_rtp_status_text(row, status);
  lm_output_text(output, lm_slice(status->str, status->len));
  lm_text_reset(status);
  lm_rtp_status_json(row, status);
  lm_output_json(output, status);
  lm_output_end_row(output);
}

static void
write_packets(const LmListing *listing, uint32_t stream, bool problems, LmText *status)
{
  LmRtpPackets *packets =
      lm_rtp_packets_new(listing->trace, lm_trace_stream(listing->trace, stream));
  for (uint32_t i = 0; i < packets->n; i++)
    if (!problems || packets->rows[i].flags & LM_RTP_PROBLEMS)
      write_packet(listing->output, stream, i, &packets->rows[i], status);
  lm_rtp_packets_free(packets);
}

int
lm_command_packets(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  LmText text = LM_TEXT_INIT;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_STREAM, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  for (uint32_t i = lm_trace_next_stream(listing.trace, 0); i < lm_trace_n_streams(listing.trace);
       i = lm_trace_next_stream(listing.trace, i + 1))
    if ((!arguments->stream || arguments->stream == i + 1) && lm_listing_has(&listing, i))
      write_packets(&listing, i, arguments->problems, &text);
  lm_text_clear(&text);
  return lm_listing_close(&listing);
}
