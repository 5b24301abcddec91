/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp-walk.h"

const char *
lm_rtcp_type_name(uint8_t type)
{
  static const char *const names[] = {"SR", "RR",  "SDES", "BYE",   "APP",  "RTPFB", "PSFB",
                                      "XR", "AVB", "RSI",  "TOKEN", "IDMS", "RGRS",  "SNM"};
  static const char *const old[] = {"FIR", "NACK", "SMPTETC", "IJ"};
  if (type >= LM_RTCP_SR && type < LM_RTCP_SR + sizeof names / sizeof *names)
    return names[type - LM_RTCP_SR];
  return type >= 192 && type <= 195 ? old[type - 192] : "";
}

/* IANA, "FMT Values for RTPFB Payload Types" and "... PSFB ...". */
const char *
lm_rtcp_feedback_name(const LmRtcpPacket *packet)
{
  static const char *const transport[32] = {
      [1] = "NACK", [3] = "TMMBR", [4] = "TMMBN",         [5] = "SR-REQ",
      [6] = "RAMS", [7] = "TLLEI", [8] = "ECN",           [9] = "PAUSE-RESUME",
      [10] = "DBI", [11] = "CCFB", [15] = "TRANSPORT-CC",
  };
  static const char *const payload[32] = {
      [1] = "PLI",  [2] = "SLI",   [3] = "RPSI", [4] = "FIR",  [5] = "TSTR", [6] = "TSTN",
      [7] = "VBCM", [8] = "PSLEI", [9] = "ROI",  [10] = "LRR", [15] = "AFB",
  };
  const char *name = NULL;
  if (packet->type == LM_RTCP_RTPFB)
    name = transport[packet->count & 31];
  else if (packet->type == LM_RTCP_PSFB)
    name = payload[packet->count & 31];
  if (packet->type == LM_RTCP_PSFB && packet->count == 15 &&
      lm_slice_starts_with(lm_slice_from(packet->body, 4), LM_SLICE_LITERAL("REMB")))
    name = "REMB";
  return name ? name : "";
}

const char *
lm_rtcp_sdes_name(uint8_t type)
{
  static const char *const names[] = {
      "END",  "CNAME", "NAME",       "EMAIL", "PHONE", "LOC",         "TOOL",
      "NOTE", "PRIV",  "H323-CADDR", "APSI",  "RGRP",  "RtpStreamId", "RepairedRtpStreamId",
      "CCID", "MID"};
  return type < sizeof names / sizeof *names ? names[type] : "";
}
