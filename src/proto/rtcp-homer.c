/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp-homer.h"

static void
add_report(LmText *out, const LmRtcpReport *report)
{
  lm_text_printf(out,
                 "{\"source_ssrc\":%u,\"highest_seq_no\":%u,\"fraction_lost\":%u,\"ia_jitter\":%u,"
                 "\"packets_lost\":%d,\"lsr\":%u,\"dlsr\":%u}",
                 report->ssrc, report->highest_sequence, report->fraction_lost, report->jitter,
                 report->cumulative_lost, report->last_sr, report->delay_since_last_sr);
}

static uint32_t
add_reports(LmText *out, const LmRtcpPacket *packet, uint32_t before)
{
  LmRtcpReport report;
  uint32_t n = 0;
  for (; lm_rtcp_report(packet, n, &report); n++) {
    lm_text_add_str(out, before + n ? "," : "");
    add_report(out, &report);
  }
  return n;
}

static void
add_sender(LmText *out, const LmRtcpPacket *packet)
{
  LmRtcpSender sender;
  if (lm_rtcp_sender(packet, &sender))
    lm_text_printf(out,
                   "\"sender_information\":{\"ntp_timestamp_sec\":%u,\"ntp_timestamp_usec\":%u,"
                   "\"octets\":%u,\"rtp_timestamp\":%u,\"packets\":%u},",
                   (uint32_t)(sender.ntp >> 32), (uint32_t)sender.ntp, sender.bytes, sender.rtp,
                   sender.packets);
}

bool
lm_rtcp_homer_json(LmSlice datagram, LmText *out)
{
  LmRtcpPacket packet;
  bool begun = false;
  uint32_t n = 0;
  if (!lm_rtcp_looks_like(datagram, false))
    return false;
  for (LmSlice rest = datagram; lm_rtcp_next(&rest, &packet);) {
    if (packet.type != LM_RTCP_SR && packet.type != LM_RTCP_RR)
      continue;
    if (!begun) {
      lm_text_add_char(out, '{');
      add_sender(out, &packet);
      lm_text_printf(out, "\"ssrc\":%u,\"type\":%u,\"report_blocks\":[", packet.ssrc, packet.type);
    }
    begun = true;
    n += add_reports(out, &packet, n);
  }
  if (begun)
    lm_text_printf(out, "],\"report_count\":%u}", n);
  return begun;
}
