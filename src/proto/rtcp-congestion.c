/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp-fields.h"

/* Feedback for congestion control: which packets arrived, and when. */

/* Symbols of a packet's status (draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.1). */
enum { NOT_RECEIVED, SMALL_DELTA, LARGE_DELTA, RESERVED };
static const char *const symbols[] = {"not received", "small delta", "large delta", "reserved"};

#define TRANSPORT_HEADER_BYTES 8

/* How many packets have which status, by all chunks. */
typedef struct {
  uint32_t left; /* packets whose status is still to come */
  uint32_t n[4];
} Statuses;

static void
count_status(Statuses *statuses, unsigned symbol, uint32_t times)
{
  times = times < statuses->left ? times : statuses->left;
  statuses->n[symbol] += times;
  statuses->left -= times;
}

/* A run of one symbol, or a vector of 14 of one bit or 7 of two bits (3.1.3, 3.1.4). */
static void
walk_chunk(LmRtcpWalk *walk, LmSlice bytes, Statuses *statuses)
{
  uint16_t chunk = lm_slice_be16(bytes, 0);
  lm_rtcp_begin(walk, "chunk", bytes, false);
  if (!(chunk & 0x8000)) {
    unsigned symbol = chunk >> 13 & 3;
    lm_rtcp_word(walk, "run of", bytes, symbols[symbol]);
    lm_rtcp_count(walk, "run length", bytes, chunk & 0x1fff);
    count_status(statuses, symbol, chunk & 0x1fff);
  } else {
    unsigned bits = chunk & 0x4000 ? 2 : 1, n = 14 / bits, received = 0;
    for (unsigned i = 0; i < n; i++) {
      unsigned symbol = chunk >> (14 - bits * (i + 1)) & (bits == 2 ? 3 : 1);
      received += statuses->left && symbol != NOT_RECEIVED;
      count_status(statuses, symbol, 1);
    }
    lm_rtcp_count(walk, "symbols", bytes, n);
    lm_rtcp_count(walk, "received", bytes, received);
  }
  lm_rtcp_end(walk, false);
}

/* The arrival of each packet after the one before, in units of 250 us. Which deltas are large can
 * only be said by going through the chunks once more. */
static LmSlice
walk_deltas(LmRtcpWalk *walk, LmSlice chunks, LmSlice deltas, uint32_t left)
{
  lm_rtcp_begin(walk, "recv deltas", deltas, true);
  for (; chunks.len >= 2 && left && !walk->full; chunks = lm_slice_from(chunks, 2)) {
    uint16_t chunk = lm_slice_be16(chunks, 0);
    bool run = !(chunk & 0x8000);
    unsigned bits = chunk & 0x4000 ? 2 : 1;
    uint32_t n = run ? chunk & 0x1fffu : 14 / bits;
    n = n < left ? n : left;
    left -= n;
    for (uint32_t i = 0; i < n && !walk->full; i++) {
      unsigned symbol =
          run ? chunk >> 13 & 3 : chunk >> (14 - bits * (i + 1)) & (bits == 2 ? 3u : 1u);
      size_t size = symbol == SMALL_DELTA ? 1 : symbol == LARGE_DELTA ? 2 : 0;
      LmSlice delta;
      if (size == 0)
        continue;
      if (!lm_slice_take(deltas, 0, size, &delta)) {
        lm_rtcp_end(walk, true);
        return LM_SLICE_EMPTY;
      }
      int units = size == 1 ? delta.data[0] : (int16_t)lm_slice_be16(delta, 0);
      lm_rtcp_real(walk, "recv delta", delta, units * 0.25, 2, "ms");
      deltas = lm_slice_from(deltas, size);
    }
  }
  lm_rtcp_end(walk, true);
  return deltas;
}

void
lm_rtcp_walk_transport_cc(LmRtcpWalk *walk, LmSlice fci)
{
  static const LmRtcpField fields[] = {
      {"base sequence number", 0, 16, LM_RTCP_AS_COUNT},
      {"packet status count", 16, 16, LM_RTCP_AS_COUNT},
      {"feedback packet count", 56, 8, LM_RTCP_AS_COUNT},
  };
  Statuses statuses = {.left = lm_slice_be16(fci, 2)};
  LmSlice rest = lm_slice_from(fci, TRANSPORT_HEADER_BYTES), chunks = rest;
  if (fci.len < TRANSPORT_HEADER_BYTES) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, fci);
    return;
  }
  LM_RTCP_FIELDS(walk, fci, fields);
  uint32_t time = lm_slice_be32(fci, 4) >> 8;
  int32_t reference = time & 0x800000 ? (int32_t)time - 0x1000000 : (int32_t)time;
  lm_rtcp_real(walk, "reference time", lm_slice_sub(fci, 4, 3), reference * 64.0, 0, "ms");
  lm_rtcp_begin(walk, "packet chunks", rest, true);
  while (rest.len >= 2 && statuses.left && !walk->full) {
    walk_chunk(walk, lm_slice_sub(rest, 0, 2), &statuses);
    rest = lm_slice_from(rest, 2);
  }
  lm_rtcp_end(walk, true);
  chunks = lm_slice_sub(chunks, 0, chunks.len - rest.len);
  uint32_t small = statuses.n[SMALL_DELTA], large = statuses.n[LARGE_DELTA];
  /* With one-bit symbols "received" is a small delta too. */
  lm_rtcp_count(walk, "received", chunks, small + large);
  lm_rtcp_count(walk, "not received", chunks, statuses.n[NOT_RECEIVED]);
  /* A receiver may be asked to leave times out (transport-wide-cc-02); then there are no deltas. */
  bool timed = rest.len >= 4 || (small + large && rest.len >= small + 2u * large);
  if (!walk->full && (statuses.left || (timed && rest.len < small + 2u * large)))
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, fci);
  if (timed)
    walk_deltas(walk, chunks, rest, lm_slice_be16(fci, 2));
}

/* RFC 8888, 3.1: a list of sources with a word for each two packets, then a timestamp. */
void
lm_rtcp_walk_ccfb(LmRtcpWalk *walk, LmSlice body)
{
  static const char *const marks[] = {"not-ECT", "ECT (1)", "ECT (0)", "ECN-CE", NULL};
  static const LmRtcpField fields[] = {
      {"SSRC", 0, 32, LM_RTCP_AS_ID},
      {"begin_seq", 32, 16, LM_RTCP_AS_COUNT},
      {"num_reports", 48, 16, LM_RTCP_AS_COUNT},
  };
  static const LmRtcpField metric[] = {
      {"received", 0, 1, LM_RTCP_AS_FLAG},
      {"ECN", 1, 2, LM_RTCP_AS_WORD, .words = marks},
      {"arrival time offset", 3, 13, LM_RTCP_AS_COUNT, .unit = "1/1024 s"},
  };
  if (body.len < 4) {
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, body);
    return;
  }
  LmSlice rest = lm_slice_sub(body, 0, body.len - 4);
  lm_rtcp_begin(walk, "report blocks", rest, true);
  while (rest.len >= 8 && !walk->full) {
    size_t n = lm_slice_be16(rest, 6);
    LmSlice block = lm_slice_sub(rest, 0, 8 + (n + 1) / 2 * 4);
    lm_rtcp_begin(walk, "report block", block, false);
    LM_RTCP_FIELDS(walk, block, fields);
    lm_rtcp_begin(walk, "metric blocks", lm_slice_from(block, 8), true);
    for (size_t i = 0; i < n && 8 + 2 * i + 2 <= block.len && !walk->full; i++) {
      LmSlice bytes = lm_slice_sub(block, 8 + 2 * i, 2);
      lm_rtcp_begin(walk, "metric block", bytes, false);
      LM_RTCP_FIELDS(walk, bytes, metric);
      lm_rtcp_end(walk, false);
    }
    lm_rtcp_end(walk, true);
    if (block.len < 8 + (n + 1) / 2 * 4)
      lm_rtcp_fault(walk, LM_ANOMALY_RTCP_FEEDBACK, block);
    lm_rtcp_end(walk, false);
    rest = lm_slice_from(rest, block.len);
  }
  lm_rtcp_end(walk, true);
  lm_rtcp_id(walk, "report timestamp", lm_slice_from(body, body.len - 4));
}
