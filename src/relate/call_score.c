/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/call_score.h"

#include "base/hash.h"
#include "relate/look.h"
#include "track/announcement.h"

#include <math.h>
#include <stdlib.h>

#define SIDE_UNKNOWN 2
/* Receivers that were to get less than the most of them by this factor do not count. */
#define LEAST_SHARE 10

/* A stream with a score, or all of those to one receiver. */
typedef struct {
  uint32_t dst;
  uint8_t side; /* LmOfferSide of its sender, or SIDE_UNKNOWN */
  uint8_t band;
  bool bands_differ;
  uint32_t n_streams;
  double packets, known_packets;               /* that were to come; of those, with a known delay */
  double mos_lq, r_lq, mos_cq, r_cq, delay_ms; /* each times the packets */
} Part;

/* Who sent message @index of @call: its From tag says who sent the request (RFC 3261, 12.2.1.1). */
static LmOfferSide
sender_of(LmLook *look, const LmCall *call, uint32_t index)
{
  const LmSipMessage *sip = lm_look_at(look, index);
  if (!sip)
    return LM_SIDE_CALLER;
  LmSlice tag = sip->from_tag;
  uint64_t hash = tag.len ? lm_hash(lm_hash_key(), tag.data, tag.len) : 0;
  bool caller_asked = hash == call->caller_tag_hash;
  return caller_asked == !sip->status ? LM_SIDE_CALLER : LM_SIDE_CALLEE;
}

/* The side that announced @endpoint in this call. */
static bool
announcer(LmLook *look, const LmCall *call, uint32_t call_row, uint32_t endpoint, LmOfferSide *side)
{
  const LmAnnouncement *announcement = lm_trace_announcement(look->trace, endpoint);
  if (!announcement || announcement->call != call_row || announcement->message == LM_NONE)
    return false;
  *side = sender_of(look, call, announcement->message);
  return true;
}

/* By who announced where it goes, else where it comes from, else by the hosts of the signalling. */
static uint8_t
side_of(LmLook *look, const LmCall *call, const LmStream *stream)
{
  const LmTrace *trace = look->trace;
  LmOfferSide side;
  if (announcer(look, call, stream->call, stream->dst, &side))
    return side == LM_SIDE_CALLER ? LM_SIDE_CALLEE : LM_SIDE_CALLER;
  if (announcer(look, call, stream->call, stream->src, &side))
    return (uint8_t)side;
  const LmAddr *src = &lm_trace_endpoint(trace, stream->src)->addr;
  const LmAddr *dst = &lm_trace_endpoint(trace, stream->dst)->addr;
  const LmAddr *caller = &lm_trace_endpoint(trace, call->caller)->addr;
  bool from = lm_addr_equal(src, caller), to = lm_addr_equal(dst, caller);
  return from == to ? SIDE_UNKNOWN : from ? LM_SIDE_CALLER : LM_SIDE_CALLEE;
}

static bool
make_part(LmLook *look, const LmCall *call, uint32_t row, const LmRtcpView *reports, Part *part)
{
  const LmStream *stream = lm_trace_stream(look->trace, row);
  int64_t trip_ns = reports ? lm_rtcp_view_round_trip(reports, row) : LM_TIME_NONE;
  bool known = trip_ns != LM_TIME_NONE;
  double delay_ms = known ? (double)trip_ns / 2e6 : LM_STREAM_ASSUMED_DELAY_MS;
  LmEmodelScore lq;
  if (!lm_stream_score(stream, &lq))
    return false;
  LmEmodelScore cq = lm_emodel_score(lq.codec, lq.loss_percent, delay_ms);
  double packets = (double)lm_rtp_stats_expected(&stream->stats);
  *part = (Part){
      .dst = stream->dst,
      .side = side_of(look, call, stream),
      .band = (uint8_t)lq.band,
      .n_streams = 1,
      .packets = packets,
      .known_packets = known ? packets : 0,
      .mos_lq = lq.mos * packets,
      .r_lq = lq.r * packets,
      .mos_cq = cq.mos * packets,
      .r_cq = cq.r * packets,
      .delay_ms = known ? delay_ms * packets : 0,
  };
  return true;
}

static int
compare_parts(const void *a, const void *b)
{
  const Part *x = a, *y = b;
  if (x->side != y->side)
    return x->side < y->side ? -1 : 1;
  return x->dst < y->dst ? -1 : x->dst > y->dst;
}

static void
add_part(Part *to, const Part *part)
{
  to->bands_differ |= part->bands_differ || part->band != to->band;
  to->n_streams += part->n_streams;
  to->packets += part->packets;
  to->known_packets += part->known_packets;
  to->mos_lq += part->mos_lq;
  to->r_lq += part->r_lq;
  to->mos_cq += part->mos_cq;
  to->r_cq += part->r_cq;
  to->delay_ms += part->delay_ms;
}

/* Makes of the parts, which are sorted, one a receiver. Returns how many there are. */
static size_t
join_parts(Part *parts, size_t n)
{
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (kept && compare_parts(&parts[kept - 1], &parts[i]) == 0)
      add_part(&parts[kept - 1], &parts[i]);
    else
      parts[kept++] = parts[i];
  }
  return kept;
}

static LmScore
score_of(const Part *part)
{
  double packets = part->packets > 0 ? part->packets : 1;
  return (LmScore){
      .n_streams = part->n_streams,
      .mos_lq = part->mos_lq / packets,
      .r_lq = part->bands_differ ? NAN : part->r_lq / packets,
      .mos_cq = part->mos_cq / packets,
      .r_cq = part->bands_differ ? NAN : part->r_cq / packets,
      .delay_ms = part->known_packets > 0 ? part->delay_ms / part->known_packets
                                          : LM_STREAM_ASSUMED_DELAY_MS,
      .delay_assumed = part->known_packets <= 0,
  };
}

/* The score of the @n receivers of one direction. */
static LmScore
score_direction(const Part *parts, size_t n)
{
  LmScore worst = {0};
  double most = 0;
  uint32_t n_streams = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, parts[i].packets);
  for (size_t i = 0; i < n; i++) {
    LmScore score = score_of(&parts[i]);
    n_streams += parts[i].n_streams;
    bool counts = parts[i].packets * LEAST_SHARE >= most;
    if (counts && (worst.n_streams == 0 || score.mos_lq < worst.mos_lq))
      worst = score;
  }
  worst.n_streams = n_streams;
  return worst;
}

/* The worse of the directions, delay and all. */
static LmScore
score_call(const LmScore *directions, size_t n)
{
  LmScore call = {0};
  for (size_t i = 0; i < n; i++) {
    uint32_t n_streams = call.n_streams + directions[i].n_streams;
    bool worse =
        directions[i].n_streams && (call.n_streams == 0 || directions[i].mos_cq < call.mos_cq);
    if (worse)
      call = directions[i];
    call.n_streams = n_streams;
  }
  return call;
}

void
lm_call_score_fill(const LmTrace *trace, const LmCall *call, const LmRtcpView *reports,
                   LmCallScore *score)
{
  LmScore directions[SIDE_UNKNOWN + 1] = {0};
  *score = (LmCallScore){0};
  if (call->n_streams == 0)
    return;
  Part *parts = lm_alloc(call->n_streams * sizeof *parts);
  LmLook *look = lm_look_new(trace);
  size_t n = 0;
  for (uint32_t row = call->first_stream; row != LM_NONE && n < call->n_streams;
       row = lm_trace_stream(trace, row)->next_in_call)
    n += make_part(look, call, row, reports, &parts[n]);
  lm_look_free(look);
  qsort(parts, n, sizeof *parts, compare_parts);
  n = join_parts(parts, n);
  for (size_t first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && parts[end].side == parts[first].side;)
      end++;
    directions[parts[first].side] = score_direction(&parts[first], end - first);
  }
  free(parts);
  score->from[LM_SIDE_CALLER] = directions[LM_SIDE_CALLER];
  score->from[LM_SIDE_CALLEE] = directions[LM_SIDE_CALLEE];
  score->call = score_call(directions, SIDE_UNKNOWN + 1);
}
