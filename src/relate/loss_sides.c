/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/loss_sides.h"

/* The row that arrived last before @time_ns. */
static const LmRtpPacket *
row_at(const LmRtpPackets *packets, int64_t time_ns)
{
  uint32_t low = 0, high = packets->n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (packets->rows[middle].time_ns <= time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? &packets->rows[low - 1] : NULL;
}

/* The sequence number that a report tells, extended as ours are: the receiver may count its cycles
 * from another packet on, so that its lower 16 bits are taken near what was just seen. */
static bool
find_told(const LmRtpPackets *packets, uint32_t highest, int64_t time_ns, uint64_t *sequence)
{
  const LmRtpPacket *row = row_at(packets, time_ns);
  if (!row)
    return false;
  int16_t ahead = (int16_t)(uint16_t)(highest - (uint32_t)row->sequence);
  *sequence = row->sequence + (uint64_t)(int64_t)ahead;
  return ahead >= 0 || row->sequence >= (uint64_t)-ahead;
}

/* Packets numbered behind @begin up to @end: all of them, and different ones. */
static void
count_seen(const LmRtpPackets *packets, uint64_t begin, uint64_t end, uint64_t *all,
           uint64_t *different)
{
  uint64_t previous = begin;
  *all = *different = 0;
  for (uint32_t i = 0; i < packets->n_order; i++) {
    uint64_t sequence = packets->rows[packets->order[i]].sequence;
    if (sequence <= begin || sequence > end)
      continue;
    ++*all;
    *different += sequence != previous;
    previous = sequence;
  }
}

LmLossSides
lm_loss_sides(const LmRtpPackets *packets, const LmStreamRtcp *rtcp, bool from_begin)
{
  LmLossSides sides = {0};
  uint64_t begin, end;
  int64_t lost;
  if (!rtcp || rtcp->n_reports == 0 || packets->n_order == 0 || packets->figures.restarts ||
      packets->figures.cut ||
      !find_told(packets, rtcp->last.highest_sequence, rtcp->last_report_ns, &end))
    return sides;
  if (rtcp->n_reports > 1) {
    if (!find_told(packets, rtcp->first.highest_sequence, rtcp->first_report_ns, &begin))
      return sides;
    lost = (int64_t)rtcp->last.cumulative_lost - rtcp->first.cumulative_lost;
  } else if (from_begin) {
    begin = packets->rows[packets->order[0]].sequence - 1;
    lost = rtcp->last.cumulative_lost;
  } else {
    return sides;
  }
  if (end <= begin)
    return sides;
  uint64_t all, different;
  count_seen(packets, begin, end, &all, &different);
  sides.known = true;
  sides.packets = end - begin;
  sides.before = sides.packets - different;
  /* To a receiver a duplicate makes up for a loss (RFC 3550, A.3). */
  sides.behind = lost - ((int64_t)sides.packets - (int64_t)all);
  return sides;
}
