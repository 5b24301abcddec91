/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp-fields.h"

/* Feedback messages: what stands in their feedback control information, FCI (RFC 4585, 6). */

/* Entries of one size after the other. */
typedef struct {
  uint8_t type, format;
  uint8_t bytes; /* of an entry */
  uint8_t n;
  const LmRtcpField *fields;
} Entries;

/* RFC 4585, 6.2.1. */
static const LmRtcpField nack[] = {
    {"packet identifier", 0, 16, LM_RTCP_AS_COUNT},
    {"bitmask of following lost packets", 16, 16, LM_RTCP_AS_COUNT},
};
/* RFC 4585, 6.3.2.2. */
static const LmRtcpField slice_loss[] = {
    {"first macroblock", 0, 13, LM_RTCP_AS_COUNT},
    {"number of macroblocks", 13, 13, LM_RTCP_AS_COUNT},
    {"picture identifier", 26, 6, LM_RTCP_AS_COUNT},
};
/* RFC 5104, 4.3.1.1. */
static const LmRtcpField full_intra[] = {
    {"SSRC", 0, 32, LM_RTCP_AS_ID},
    {"sequence number", 32, 8, LM_RTCP_AS_COUNT},
};
/* RFC 5104, 4.3.2.1. */
static const LmRtcpField trade_off[] = {
    {"SSRC", 0, 32, LM_RTCP_AS_ID},
    {"sequence number", 32, 8, LM_RTCP_AS_COUNT},
    {"index", 59, 5, LM_RTCP_AS_COUNT},
};
/* RFC 5104, 4.2.1.1: the bit rate is made of two of its fields. */
static const LmRtcpField bit_rate[] = {
    {"SSRC", 0, 32, LM_RTCP_AS_ID},
    {"measured overhead", 55, 9, LM_RTCP_AS_COUNT, .unit = "bytes"},
};
/* RFC 6679, 5.1. */
static const LmRtcpField congestion_marks[] = {
    {"extended highest sequence number", 0, 32, LM_RTCP_AS_COUNT},
    {"ECT (0)", 32, 32, LM_RTCP_AS_COUNT},
    {"ECT (1)", 64, 32, LM_RTCP_AS_COUNT},
    {"ECN-CE", 96, 16, LM_RTCP_AS_COUNT},
    {"not-ECT", 112, 16, LM_RTCP_AS_COUNT},
    {"lost packets", 128, 16, LM_RTCP_AS_COUNT},
    {"duplication", 144, 16, LM_RTCP_AS_COUNT},
};
static const LmRtcpField source[] = {{"SSRC", 0, 32, LM_RTCP_AS_ID}};

#define ENTRIES(type, format, bytes, table)                     \
  {                                                             \
    type, format, bytes, sizeof(table) / sizeof *(table), table \
  }

static const Entries entries[] = {
    ENTRIES(LM_RTCP_RTPFB, 1, 4, nack),
    ENTRIES(LM_RTCP_RTPFB, 3, 8, bit_rate),
    ENTRIES(LM_RTCP_RTPFB, 4, 8, bit_rate),
    ENTRIES(LM_RTCP_RTPFB, 7, 4, nack), /* TLLEI, RFC 6642, 6.1 */
    ENTRIES(LM_RTCP_RTPFB, 8, 20, congestion_marks),
    ENTRIES(LM_RTCP_PSFB, 2, 4, slice_loss),
    ENTRIES(LM_RTCP_PSFB, 4, 8, full_intra),
    ENTRIES(LM_RTCP_PSFB, 5, 8, trade_off),
    ENTRIES(LM_RTCP_PSFB, 6, 8, trade_off),
    ENTRIES(LM_RTCP_PSFB, 8, 4, source), /* PSLEI, RFC 6642, 6.2 */
};

static const Entries *
find_entries(const LmRtcpPacket *packet)
{
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
    if (entries[i].type == packet->type && entries[i].format == packet->count)
      return &entries[i];
  return NULL;
}

/* A mantissa with a power of two beside it. */
static double
scale(uint32_t mantissa, unsigned exponent)
{
  double value = mantissa;
  while (exponent--)
    value *= 2;
  return value;
}

static void
walk_entry(LmRtcpWalk *walk, const Entries *of, LmSlice entry)
{
  lm_rtcp_begin(walk, "entry", entry, false);
  lm_rtcp_fields(walk, entry, of->fields, of->n);
  if (of->fields == bit_rate) {
    uint32_t word = lm_slice_be32(entry, 4);
    lm_rtcp_real(walk, "maximum total media bit rate", lm_slice_sub(entry, 4, 4),
                 scale(word >> 9 & 0x1ffff, word >> 26), 0, "bit/s");
  } else if (of->fields == nack) {
    lm_rtcp_count(walk, "lost packets", entry,
                  1u + (unsigned)__builtin_popcount(lm_slice_be16(entry, 2)));
  }
  lm_rtcp_end(walk, false);
}

static void
walk_entries(LmRtcpWalk *walk, const Entries *of, LmSlice rest)
{
  LmSlice entry;
  lm_rtcp_begin(walk, "entries", rest, true);
  while (lm_slice_take(rest, 0, of->bytes, &entry) && !walk->full) {
    walk_entry(walk, of, entry);
    rest = lm_slice_from(rest, of->bytes);
  }
  lm_rtcp_end(walk, true);
  if (rest.len && !walk->full)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, rest);
}

/* Receiver estimated maximum bit rate (draft-alvestrand-rmcat-remb-03, 2.2). */
static void
walk_remb(LmRtcpWalk *walk, LmSlice fci)
{
  uint32_t word = lm_slice_be32(fci, 4);
  uint32_t n = word >> 24;
  LmSlice rest = lm_slice_from(fci, 8);
  if (fci.len < 8) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, fci);
    return;
  }
  lm_rtcp_real(walk, "bit rate", lm_slice_sub(fci, 5, 3), scale(word & 0x3ffff, word >> 18 & 0x3f),
               0, "bit/s");
  lm_rtcp_begin(walk, "sources", rest, true);
  for (uint32_t i = 0; i < n && rest.len >= 4 * (size_t)(i + 1); i++)
    lm_rtcp_id(walk, "SSRC", lm_slice_sub(rest, 4 * (size_t)i, 4));
  lm_rtcp_end(walk, true);
  if (rest.len != 4 * (size_t)n)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, lm_slice_sub(fci, 4, 1));
}

/* RFC 4585, 6.3.3.2. */
static void
walk_reference_picture(LmRtcpWalk *walk, LmSlice fci)
{
  uint8_t padding = lm_slice_u8(fci, 0);
  if (fci.len < 2 || padding / 8u > fci.len - 2) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, fci);
    return;
  }
  lm_rtcp_count(walk, "padding bits", lm_slice_sub(fci, 0, 1), padding);
  lm_rtcp_count(walk, "payload type", lm_slice_sub(fci, 1, 1), lm_slice_u8(fci, 1) & 0x7f);
  lm_rtcp_bytes(walk, "native RPSI bit string", lm_slice_sub(fci, 2, fci.len - 2 - padding / 8));
}

/* RFC 7728, 8. */
static void
walk_pause(LmRtcpWalk *walk, LmSlice rest)
{
  static const char *const kinds[] = {"PAUSE", "RESUME", "PAUSED", "REFUSED", NULL};
  static const LmRtcpField fields[] = {
      {"target SSRC", 0, 32, LM_RTCP_AS_ID},
      {"request", 32, 4, LM_RTCP_AS_WORD, .words = kinds},
      {"PauseID", 48, 16, LM_RTCP_AS_COUNT},
  };
  LmSlice entry;
  lm_rtcp_begin(walk, "entries", rest, true);
  while (lm_slice_take(rest, 0, 8 + 4 * (size_t)lm_slice_u8(rest, 5), &entry) && !walk->full) {
    lm_rtcp_begin(walk, "entry", entry, false);
    LM_RTCP_FIELDS(walk, entry, fields);
    if (entry.len > 8)
      lm_rtcp_bytes(walk, "parameters", lm_slice_from(entry, 8));
    lm_rtcp_end(walk, false);
    rest = lm_slice_from(rest, entry.len);
  }
  lm_rtcp_end(walk, true);
  if (rest.len && !walk->full)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, rest);
}

/* RFC 5104, 4.3.4.1. */
static void
walk_back_channel(LmRtcpWalk *walk, LmSlice fci)
{
  static const LmRtcpField fields[] = {
      {"SSRC", 0, 32, LM_RTCP_AS_ID},
      {"sequence number", 32, 8, LM_RTCP_AS_COUNT},
      {"payload type", 41, 7, LM_RTCP_AS_COUNT},
  };
  LmSlice octets;
  LM_RTCP_FIELDS(walk, fci, fields);
  if (lm_slice_take(fci, 8, lm_slice_be16(fci, 6), &octets))
    lm_rtcp_bytes(walk, "VBCM octet string", octets);
  else
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, fci);
}

static void
walk_fci(LmRtcpWalk *walk, const LmRtcpPacket *packet, LmSlice fci)
{
  const Entries *of = find_entries(packet);
  bool transport = packet->type == LM_RTCP_RTPFB;
  const char *name = lm_rtcp_feedback_name(packet);
  if (of)
    walk_entries(walk, of, fci);
  else if (transport && packet->count == 15)
    lm_rtcp_walk_transport_cc(walk, fci);
  else if (transport && packet->count == 9)
    walk_pause(walk, fci);
  else if (!transport && packet->count == 3)
    walk_reference_picture(walk, fci);
  else if (!transport && packet->count == 7)
    walk_back_channel(walk, fci);
  else if (!transport && packet->count == 15 && name[0] == 'R')
    walk_remb(walk, fci);
  else if (fci.len)
    lm_rtcp_bytes(walk, "FCI", fci);
}

void
lm_rtcp_walk_feedback(LmRtcpWalk *walk, const LmRtcpPacket *packet)
{
  if (packet->type == LM_RTCP_RTPFB && packet->count == 11) {
    lm_rtcp_walk_ccfb(walk, packet->body);
    return;
  }
  if (packet->body.len < 4) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, packet->packet);
    return;
  }
  lm_rtcp_id(walk, "SSRC of media source", lm_slice_sub(packet->body, 0, 4));
  if (!*lm_rtcp_feedback_name(packet))
    lm_rtcp_count(walk, "format", lm_slice_sub(packet->packet, 0, 1), packet->count);
  walk_fci(walk, packet, lm_slice_from(packet->body, 4));
}
