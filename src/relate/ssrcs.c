/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/ssrcs.h"

#include "base/time.h"

#include <stdlib.h>

/* A source that falls silent for longer is another one to whoever listens; one may still be heard
 * for a moment when the next begins. */
#define LONGEST_GAP_NS (10 * LM_NS_PER_S)
#define LONGEST_OVERLAP_NS (200 * LM_NS_PER_MS)
/* Streams of one SSRC that are laid beside each other. */
#define MOST_NEIGHBOURS 64

#define VIDEO_HZ 90000

struct LmSsrcs {
  const LmTrace *trace;
  LmSsrcLink *of;
  uint32_t n;
};

static bool
is_video(const LmStream *stream)
{
  return lm_stream_clock_hz(stream) == VIDEO_HZ;
}

/* @next, which began later in the same flow, takes the place of @before, unless both go on beside
 * each other, as those of a bundle do. */
static bool
replaces(const LmStream *before, const LmStream *next, int64_t *gap_ns)
{
  *gap_ns = lm_time_sub(next->stats.first_ns, before->stats.last_ns);
  return before->call == next->call && before->ssrc != next->ssrc && *gap_ns <= LONGEST_GAP_NS &&
         *gap_ns >= -LONGEST_OVERLAP_NS && next->stats.last_ns > before->stats.last_ns;
}

static void
try_change(LmSsrcs *ssrcs, uint32_t before, uint32_t next)
{
  int64_t gap_ns;
  if (!replaces(lm_trace_stream(ssrcs->trace, before), lm_trace_stream(ssrcs->trace, next),
                &gap_ns))
    return;
  ssrcs->of[next].replaces = before;
  ssrcs->of[next].gap_ns = gap_ns;
  ssrcs->of[before].replaced_by = next;
}

/* Rows stand in the order in which the streams began. */
static void
find_changes(LmSsrcs *ssrcs)
{
  uint32_t n_flows = 0;
  for (uint32_t i = lm_trace_next_stream(ssrcs->trace, 0); i < ssrcs->n;
       i = lm_trace_next_stream(ssrcs->trace, i + 1))
    if (lm_trace_stream(ssrcs->trace, i)->flow >= n_flows)
      n_flows = lm_trace_stream(ssrcs->trace, i)->flow + 1;
  /* By flow and kind: one more than the row of the newest stream; 0: none yet. */
  uint32_t *newest = lm_alloc(((size_t)n_flows * 2 + 1) * sizeof *newest);
  for (uint32_t i = lm_trace_next_stream(ssrcs->trace, 0); i < ssrcs->n;
       i = lm_trace_next_stream(ssrcs->trace, i + 1)) {
    const LmStream *stream = lm_trace_stream(ssrcs->trace, i);
    uint32_t *before = &newest[(size_t)stream->flow * 2 + is_video(stream)];
    if (*before)
      try_change(ssrcs, *before - 1, i);
    *before = i + 1;
  }
  free(newest);
}

/* Sources collide where one host hears both, or one of them hears the other. A relay sends on what
 * it hears with the SSRC that it has, to another host. */
static bool
collide(const LmStream *a, const LmStream *b)
{
  bool same_receiver = a->dst == b->dst && a->src != b->src;
  bool each_other = a->src == b->dst && a->dst == b->src;
  return (same_receiver || each_other) && b->stats.first_ns < a->stats.last_ns &&
         a->stats.first_ns < b->stats.last_ns;
}

static int
compare_keys(const void *left, const void *right)
{
  const uint64_t *a = left, *b = right;
  return (*a > *b) - (*a < *b);
}

static void
find_collisions(LmSsrcs *ssrcs)
{
  uint64_t *keys = lm_alloc((ssrcs->n + 1) * sizeof *keys);
  uint32_t n = 0;
  for (uint32_t i = lm_trace_next_stream(ssrcs->trace, 0); i < ssrcs->n;
       i = lm_trace_next_stream(ssrcs->trace, i + 1))
    keys[n++] = (uint64_t)lm_trace_stream(ssrcs->trace, i)->ssrc << 32 | i;
  qsort(keys, n, sizeof *keys, compare_keys);
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t k = i + 1; k < n && k <= i + MOST_NEIGHBOURS; k++) {
      uint32_t a = (uint32_t)keys[i], b = (uint32_t)keys[k];
      if (keys[k] >> 32 != keys[i] >> 32)
        break;
      if (!collide(lm_trace_stream(ssrcs->trace, a), lm_trace_stream(ssrcs->trace, b)))
        continue;
      ssrcs->of[a].collides = b;
      ssrcs->of[b].collides = a;
    }
  free(keys);
}

LmSsrcs *
lm_ssrcs_new(const LmTrace *trace)
{
  LmSsrcs *ssrcs = lm_alloc(sizeof *ssrcs);
  ssrcs->trace = trace;
  ssrcs->n = lm_trace_n_streams(trace);
  ssrcs->of = lm_alloc((ssrcs->n + 1) * sizeof *ssrcs->of);
  for (uint32_t i = 0; i < ssrcs->n; i++)
    ssrcs->of[i] = LM_SSRC_LINK_NONE;
  find_changes(ssrcs);
  find_collisions(ssrcs);
  return ssrcs;
}

void
lm_ssrcs_free(LmSsrcs *ssrcs)
{
  if (!ssrcs)
    return;
  free(ssrcs->of);
  free(ssrcs);
}

const LmSsrcLink *
lm_ssrcs_at(const LmSsrcs *ssrcs, uint32_t stream)
{
  return &ssrcs->of[stream];
}
