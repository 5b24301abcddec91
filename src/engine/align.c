/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/align.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/time.h"
#include "capture/capture.h"
#include "net/net.h"
#include "proto/demux.h"
#include "proto/sip/message.h"
#include "track/recent.h"

#include <stdlib.h>

/* One RTP packet in so many is enough, the same ones in each file. */
#define RTP_SEQUENCE_STEP 16

/* A packet in a file. */
typedef struct {
  uint64_t key; /* hash of its bytes */
  int64_t time_ns;
} Sighting;

/* Those of a file, by their keys; each key once. */
typedef struct {
  Sighting *list; /* owned */
  size_t n, room;
} Sightings;

static void
add(Sightings *sightings, uint64_t key, int64_t time_ns)
{
  if (sightings->n == sightings->room) {
    size_t room = sightings->room ? 2 * sightings->room : 1024;
    Sighting *list = lm_alloc(room * sizeof *list);
    if (sightings->n)
      memcpy(list, sightings->list, sightings->n * sizeof *list);
    free(sightings->list);
    sightings->list = list;
    sightings->room = room;
  }
  sightings->list[sightings->n++] = (Sighting){key, time_ns};
}

/* Senders of test calls send the same media in each call, so that takes the addresses and the
 * identification too. Those of SIP may be translated on the way. */
static uint64_t
key_of(const LmPacket *packet, bool media)
{
  uint64_t bytes = lm_hash(lm_hash_key(), packet->payload.data, packet->payload.len);
  uint8_t between[2 * sizeof packet->src.addr.bytes];
  if (!media)
    return bytes;
  memcpy(between, packet->src.addr.bytes, sizeof between / 2);
  memcpy(between + sizeof between / 2, packet->dst.addr.bytes, sizeof between / 2);
  uint64_t numbers = (uint64_t)packet->src.port << 32 | (uint64_t)packet->dst.port << 16;
  uint64_t addresses = lm_hash(lm_hash_key(), between, sizeof between);
  return lm_hash_pair(lm_hash_key(), bytes, addresses + (numbers | packet->ip_id));
}

static bool
is_telling(const LmPacket *packet, bool *media)
{
  LmRtpHeader rtp;
  *media = false;
  if (packet->missing_bytes)
    return false;
  if (packet->kind == LM_PACKET_TCP)
    return lm_sip_looks_like(packet->payload);
  if (packet->kind != LM_PACKET_UDP)
    return false;
  LmDemuxKind kind = lm_demux(packet->payload, &rtp);
  *media = kind == LM_DEMUX_RTP;
  return kind == LM_DEMUX_SIP || (*media && rtp.sequence % RTP_SEQUENCE_STEP == 0);
}

static int
by_key(const void *a, const void *b)
{
  const Sighting *left = a, *right = b;
  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  return (left->time_ns > right->time_ns) - (left->time_ns < right->time_ns);
}

/* What is in the file more than once says nothing, as nobody knows which one it is; unless it was
 * captured twice. */
static void
keep_unique(Sightings *sightings)
{
  size_t kept = 0;
  if (sightings->n)
    qsort(sightings->list, sightings->n, sizeof *sightings->list, by_key);
  for (size_t i = 0, next; i < sightings->n; i = next) {
    for (next = i + 1; next < sightings->n && sightings->list[next].key == sightings->list[i].key;)
      next++;
    int64_t span_ns = lm_time_sub(sightings->list[next - 1].time_ns, sightings->list[i].time_ns);
    if (span_ns <= LM_COPY_UNNUMBERED_NS)
      sightings->list[kept++] = sightings->list[i];
  }
  sightings->n = kept;
}

static bool
read_file(const char *path, Sightings *sightings, const LmCancel *cancel, LmError *error)
{
  enum { BATCH = 256 };
  if (strcmp(path, "-") == 0)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("standard input cannot be read twice, which lining up clocks needs"));
  LmCapture *capture = lm_capture_open(path, cancel, error);
  if (!capture)
    return false;
  LmNet *net = lm_net_new();
  LmFrame *frames = lm_alloc(BATCH * sizeof *frames);
  LmPacket packet;
  for (size_t n; !lm_is_cancelled(cancel) && sightings->n < (size_t)LM_LIMIT_ALIGN_SIGHTINGS &&
                 (n = lm_capture_read(capture, frames, BATCH)) > 0;)
    for (size_t i = 0; i < n; i++) {
      lm_net_decode(net, &frames[i], &packet);
      bool media;
      if (is_telling(&packet, &media))
        add(sightings, key_of(&packet, media), frames[i].time_ns);
    }
  free(frames);
  lm_net_free(net);
  lm_capture_close(capture);
  keep_unique(sightings);
  return true;
}

static int
by_value(const void *a, const void *b)
{
  const int64_t *left = a, *right = b;
  return (*left > *right) - (*left < *right);
}

/* How much the clock of @other must be moved to be that of @own, in order; returns how many. */
static size_t
differences(const Sightings *own, const Sightings *other, int64_t *list)
{
  size_t n = 0;
  for (size_t i = 0, j = 0; i < own->n && j < other->n;) {
    if (own->list[i].key == other->list[j].key)
      list[n++] = lm_time_sub(own->list[i++].time_ns, other->list[j++].time_ns);
    else if (own->list[i].key < other->list[j].key)
      i++;
    else
      j++;
  }
  if (n)
    qsort(list, n, sizeof *list, by_value);
  return n;
}

/* Lines @clock up with the right one that shares the most packets with it. False if none does. */
static bool
line_up(const Sightings *files, size_t n, const LmClock *clocks, const bool *right, size_t index,
        LmClock *clock)
{
  int64_t *list = lm_alloc((files[index].n + 1) * sizeof *list);
  for (size_t i = 0; i < n; i++) {
    size_t n_pairs = right[i] ? differences(&files[i], &files[index], list) : 0;
    if (n_pairs <= clock->n_pairs)
      continue;
    size_t aside = n_pairs / 20;
    clock->n_pairs = (uint32_t)n_pairs;
    clock->with = (uint32_t)i;
    clock->shift_ns = lm_time_add(list[n_pairs / 2], clocks[i].shift_ns);
    clock->spread_ns = lm_time_sub(list[n_pairs - 1 - aside], list[aside]);
  }
  free(list);
  return clock->n_pairs > 0;
}

static void
line_up_all(const Sightings *files, size_t n, LmClock *clocks)
{
  bool *right = lm_alloc(n * sizeof *right);
  bool any = false;
  for (size_t i = 0; i < n; i++)
    any |= right[i] = clocks[i].set;
  if (!any)
    right[0] = true;
  /* A file may share packets with one alone that is lined up after it. */
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < n; i++)
      if (!right[i])
        more |= right[i] = line_up(files, n, clocks, right, i, &clocks[i]);
  }
  free(right);
}

bool
lm_align(const char *const *paths, size_t n, LmClock *clocks, const LmCancel *cancel,
         LmError *error)
{
  Sightings *files = lm_alloc(n * sizeof *files);
  bool ok = true;
  for (size_t i = 0; i < n && ok; i++)
    ok = read_file(paths[i], &files[i], cancel, error);
  if (ok)
    line_up_all(files, n, clocks);
  for (size_t i = 0; i < n; i++)
    free(files[i].list);
  free(files);
  return ok;
}

bool
lm_clock_describe(const LmClock *clocks, const char *const *paths, size_t index, LmText *out)
{
  const LmClock *clock = &clocks[index];
  bool first = index == 0 && clock->n_pairs == 0;
  if (clock->n_pairs)
    lm_text_printf(out,
                   _("%s: clock moved by %+.6f s to that of %s: %u packets are in both, and agree "
                     "within %.6f s"),
                   paths[index], (double)clock->shift_ns / LM_NS_PER_S, paths[clock->with],
                   clock->n_pairs, (double)clock->spread_ns / LM_NS_PER_S);
  else if (!first && !clock->set)
    lm_text_printf(out, _("%s: no packet in it is in the other files too; its clock stays"),
                   paths[index]);
  return clock->n_pairs > 0 || first || clock->set;
}
