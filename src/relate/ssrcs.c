/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/ssrcs.h"

#include "base/sparse.h"
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
  LmSparseRows of; /* LmSsrcLink */
  uint32_t n;      /* streams, when it was made */
};

static LmSsrcLink *
link_of(LmSsrcs *ssrcs, uint32_t stream)
{
  LmSsrcLink *link = lm_sparse_rows_find(&ssrcs->of, stream);
  if (link)
    return link;
  link = lm_sparse_rows_make(&ssrcs->of, stream);
  *link = LM_SSRC_LINK_NONE;
  return link;
}

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
  LmSsrcLink *link = link_of(ssrcs, next);
  link->replaces = before;
  link->gap_ns = gap_ns;
  link_of(ssrcs, before)->replaced_by = next;
}

/* Rows stand in the order in which the streams began. */
static void
find_changes(LmSsrcs *ssrcs)
{
  LmSparse newest[2] = {{0}, {0}}; /* stream, by flow: of other kinds, and of video */
  for (uint32_t i = lm_trace_next_stream(ssrcs->trace, 0); i < ssrcs->n;
       i = lm_trace_next_stream(ssrcs->trace, i + 1)) {
    const LmStream *stream = lm_trace_stream(ssrcs->trace, i);
    LmSparse *of_kind = &newest[is_video(stream)];
    uint32_t before = lm_sparse_get(of_kind, stream->flow);
    if (before != LM_NONE)
      try_change(ssrcs, before, i);
    lm_sparse_set(of_kind, stream->flow, i);
  }
  lm_sparse_clear(&newest[0]);
  lm_sparse_clear(&newest[1]);
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
  uint32_t most = 0, n = 0;
  for (uint32_t i = lm_trace_next_stream(ssrcs->trace, 0); i < ssrcs->n;
       i = lm_trace_next_stream(ssrcs->trace, i + 1))
    most++;
  uint64_t *keys = lm_alloc((most + 1) * sizeof *keys);
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
      link_of(ssrcs, a)->collides = b;
      link_of(ssrcs, b)->collides = a;
    }
  free(keys);
}

LmSsrcs *
lm_ssrcs_new(const LmTrace *trace)
{
  LmSsrcs *ssrcs = lm_alloc(sizeof *ssrcs);
  ssrcs->trace = trace;
  ssrcs->n = lm_trace_n_streams(trace);
  ssrcs->of = LM_SPARSE_ROWS_INIT(LmSsrcLink);
  find_changes(ssrcs);
  find_collisions(ssrcs);
  return ssrcs;
}

void
lm_ssrcs_free(LmSsrcs *ssrcs)
{
  if (!ssrcs)
    return;
  lm_sparse_rows_clear(&ssrcs->of);
  free(ssrcs);
}

const LmSsrcLink *
lm_ssrcs_at(const LmSsrcs *ssrcs, uint32_t stream)
{
  static const LmSsrcLink none = {LM_NONE, LM_NONE, 0, LM_NONE};
  const LmSsrcLink *link = lm_sparse_rows_find(&ssrcs->of, stream);
  return link ? link : &none;
}
