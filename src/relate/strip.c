/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/strip.h"

#include "base/limits.h"
#include "base/time.h"
#include "proto/rtp.h"

/* A step forwards that is larger is no loss but another start (MAX_DROPOUT of RFC 3550, A.1). */
#define MOST_STEP 3000
/* So many packets a cell at least. */
#define LEAST_PACKETS 5

static uint32_t
cell_at(const LmStreamStrip *strip, int64_t since_ns, int64_t span_ns)
{
  if (since_ns <= 0 || span_ns <= 0)
    return 0;
  double at = (double)since_ns / (double)span_ns * strip->n_cells;
  return at >= strip->n_cells ? strip->n_cells - 1 : (uint32_t)at;
}

static void
count(const LmStream *stream, LmStreamStrip *strip)
{
  int64_t first_ns = stream->stats.first_ns;
  int64_t span_ns = lm_time_sub(stream->stats.last_ns, first_ns);
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  uint16_t expected = 0;
  uint32_t n = 0;
  lm_packet_log_walk(&stream->log, &walk);
  while (n < LM_LIMIT_RELATED_ROWS && lm_packet_log_next(&walk, &entry)) {
    LmRtpHeader header;
    if (!lm_rtp_parse(entry.packet, &header) || header.ssrc != stream->ssrc)
      continue;
    LmStripCell *cell =
        &strip->cells[cell_at(strip, lm_time_sub(entry.time_ns, first_ns), span_ns)];
    uint16_t step = (uint16_t)(header.sequence - expected);
    cell->packets++;
    /* What comes late was counted as lost before. */
    if (n++ > 0 && step >= 0x8000) {
      if (step >= (uint16_t)-100 && cell->lost > 0)
        cell->lost--;
      continue;
    }
    if (n > 1 && step < MOST_STEP)
      cell->lost += step;
    expected = (uint16_t)(header.sequence + 1);
  }
}

void
lm_stream_strip_fill(const LmStream *stream, LmStreamStrip *strip)
{
  const LmEmodelCodec *codec = lm_emodel_codec(stream->codec);
  uint64_t most = stream->stats.packets / LEAST_PACKETS;
  *strip = (LmStreamStrip){.packets = stream->stats.packets};
  strip->n_cells = most >= LM_STRIP_CELLS ? LM_STRIP_CELLS : most ? (uint32_t)most : 1;
  count(stream, strip);
  for (uint32_t i = 0; i < strip->n_cells; i++) {
    LmStripCell *cell = &strip->cells[i];
    if (!cell->packets)
      continue;
    double percent = cell->lost * 100.0 / ((double)cell->lost + cell->packets);
    if (codec && (cell->lost == 0 || codec->bpl > 0))
      cell->mos = (float)lm_emodel_score(codec, percent, LM_STREAM_ASSUMED_DELAY_MS).mos;
    cell->quality = lm_quality((double)cell->mos, percent);
  }
}
