/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/turn_tracker.h"

#include "base/limits.h"
#include "base/text.h"
#include "proto/turn.h"
#include "track/announcement.h"
#include "track/endpoint.h"
#include "track/living.h"

#include <stdio.h>
#include <stdlib.h>

/* A way through a server to a peer. */
typedef struct {
  uint32_t client, server; /* endpoint rows */
  uint32_t peer;           /* LM_NONE where the binding was not seen */
  uint16_t channel;        /* 0: by Send and Data indications */
  bool told[2];            /* that something came through: from the client, from the server */
} Way;

/* What stands in an SDP is the relayed address; the client itself is known to its server alone. */
typedef struct {
  uint32_t relayed, client; /* endpoint rows */
} Allocation;

struct LmTurnTracker {
  LmVec ways;
  LmVec allocations;
  LmTable by_key;
  LmTable by_relayed;
};

void
lm_turn_tracker_free(LmTurnTracker *turn)
{
  if (!turn)
    return;
  lm_vec_clear(&turn->ways);
  lm_vec_clear(&turn->allocations);
  lm_table_clear(&turn->by_key);
  lm_table_clear(&turn->by_relayed);
  free(turn);
}

static LmTurnTracker *
tracker_of(LmTrace *trace)
{
  if (!trace->turn) {
    trace->turn = lm_alloc(sizeof *trace->turn);
    trace->turn->ways = LM_VEC_INIT(Way);
    trace->turn->allocations = LM_VEC_INIT(Allocation);
  }
  return trace->turn;
}

static uint64_t
hash_of(uint32_t client, uint32_t server, uint32_t which, uint16_t channel)
{
  const uint32_t key[] = {client, server, which, channel};
  return lm_hash(lm_hash_key(), key, sizeof key);
}

/* By its channel, or without one by its peer. */
static Way *
find_way(LmTurnTracker *turn, uint32_t client, uint32_t server, uint16_t channel, uint32_t peer)
{
  LmTableWalk walk;
  uint64_t hash = hash_of(client, server, channel ? 0 : peer, channel);
  uint32_t row = lm_table_first(&turn->by_key, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&turn->by_key, &walk)) {
    Way *way = lm_vec_at(&turn->ways, row);
    if (way->client == client && way->server == server && way->channel == channel &&
        (channel || way->peer == peer))
      return way;
  }
  return NULL;
}

/* NULL where there are too many. */
static Way *
need_way(LmTurnTracker *turn, uint32_t client, uint32_t server, uint16_t channel, uint32_t peer)
{
  Way *way = find_way(turn, client, server, channel, peer);
  if (way || turn->ways.len >= LM_LIMIT_TURN_CHANNELS)
    return way;
  lm_table_add(&turn->by_key, hash_of(client, server, channel ? 0 : peer, channel), turn->ways.len);
  way = lm_vec_push(&turn->ways);
  *way = (Way){client, server, peer, channel, {false, false}};
  return way;
}

static void
add_address(LmText *detail, const char *name, const LmEndpoint *address)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  if (address->addr.family != LM_ADDR_NONE)
    lm_text_printf(detail, "%s%s%s", detail->len ? ", " : "", name,
                   lm_endpoint_format(address, text));
}

static void
describe(const LmStun *stun, LmText *detail)
{
  if (stun->channel) {
    char peer[LM_ENDPOINT_TEXT_SIZE];
    lm_text_printf(detail, "channel 0x%04x", stun->channel);
    if (stun->peer.addr.family != LM_ADDR_NONE)
      lm_text_printf(detail, " = %s", lm_endpoint_format(&stun->peer, peer));
  } else {
    add_address(detail, "peer ", &stun->peer);
  }
  add_address(detail, "relayed ", &stun->relayed);
  add_address(detail, "mapped ", &stun->mapped);
  if (stun->has_lifetime)
    lm_text_printf(detail, "%slifetime %u s", detail->len ? ", " : "", stun->lifetime_s);
}

/* A first request is answered by a challenge (RFC 8489, 9.2), an old nonce by a new one; and a
 * server may name another one. */
static LmEventOutcome
outcome_of(const LmStun *stun)
{
  if (stun->message_class == LM_STUN_SUCCESS)
    return LM_EVENT_GOOD;
  bool usual = stun->error == 300 || stun->error == 401 || stun->error == 438;
  return stun->message_class == LM_STUN_ERROR && !usual ? LM_EVENT_FAILURE : LM_EVENT_NOTE;
}

static void
bind_channel(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  if (!stun->channel || stun->peer.addr.family == LM_ADDR_NONE)
    return;
  uint32_t peer = lm_trace_intern_endpoint(trace, &stun->peer);
  Way *way = need_way(tracker_of(trace), datagram->src, datagram->dst, stun->channel, peer);
  trace->counters.pairs_refused += !way;
  if (way)
    way->peer = peer;
}

static Allocation *
find_allocation(const LmTurnTracker *turn, uint32_t relayed)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash(lm_hash_key(), &relayed, sizeof relayed);
  uint32_t row = lm_table_first(&turn->by_relayed, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&turn->by_relayed, &walk)) {
    Allocation *allocation = lm_vec_at(&turn->allocations, row);
    if (allocation->relayed == relayed)
      return allocation;
  }
  return NULL;
}

void
lm_trace_tie_turn_client(LmTrace *trace, uint32_t relayed)
{
  const Allocation *allocation = trace->turn ? find_allocation(trace->turn, relayed) : NULL;
  const LmAnnouncement *announcement = lm_trace_announcement(trace, relayed);
  if (allocation && announcement)
    lm_trace_announce_at(trace, allocation->client, announcement->call, announcement->message,
                         announcement->media);
}

static void
note_allocation(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  LmTurnTracker *turn = tracker_of(trace);
  if (stun->relayed.addr.family == LM_ADDR_NONE)
    return;
  uint32_t relayed = lm_trace_intern_endpoint(trace, &stun->relayed);
  Allocation *allocation = find_allocation(turn, relayed);
  if (!allocation && turn->allocations.len < LM_LIMIT_TURN_CHANNELS) {
    lm_table_add(&turn->by_relayed, lm_hash(lm_hash_key(), &relayed, sizeof relayed),
                 turn->allocations.len);
    allocation = lm_vec_push(&turn->allocations);
  }
  trace->counters.pairs_refused += !allocation;
  if (!allocation)
    return;
  *allocation = (Allocation){relayed, datagram->dst};
  lm_trace_tie_turn_client(trace, relayed);
}

void
lm_trace_add_turn(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  char label[64];
  LmText detail = LM_TEXT_INIT;
  const char *name = lm_stun_method_name(stun->method);
  describe(stun, &detail);
  if (stun->method == LM_STUN_CHANNEL_BIND && stun->message_class == LM_STUN_REQUEST)
    bind_channel(trace, datagram, stun);
  if (stun->method == LM_STUN_ALLOCATE && stun->message_class == LM_STUN_SUCCESS)
    note_allocation(trace, datagram, stun);
  if (stun->message_class == LM_STUN_ERROR && stun->error)
    snprintf(label, sizeof label, "%s %u %s", name, stun->error, lm_stun_error_name(stun->error));
  else
    snprintf(label, sizeof label, "%s %s", *name ? name : "?",
             lm_stun_class_name(stun->message_class));
  lm_datagram_event(trace, datagram, LM_EVENT_TURN, outcome_of(stun), label, detail.str);
  lm_text_clear(&detail);
}

/* The way of ChannelData, whose direction does not show: by who bound the channel, else by the
 * ports that servers have (RFC 8656, 4; web servers' where firewalls let nothing else through). */
static Way *
way_of_channel(LmTrace *trace, const LmDatagram *datagram, uint16_t channel, bool make)
{
  LmTurnTracker *turn = tracker_of(trace);
  uint16_t port = lm_trace_endpoint(trace, datagram->src)->port;
  Way *way = find_way(turn, datagram->src, datagram->dst, channel, LM_NONE);
  if (!way)
    way = find_way(turn, datagram->dst, datagram->src, channel, LM_NONE);
  if (way || !make)
    return way;
  if (port == 3478 || port == 3479 || port == 5349 || port == 443 || port == 80)
    return need_way(turn, datagram->dst, datagram->src, channel, LM_NONE);
  return need_way(turn, datagram->src, datagram->dst, channel, LM_NONE);
}

static void
tell_channel(LmTrace *trace, const LmDatagram *datagram, const Way *way)
{
  char detail[32 + LM_ENDPOINT_TEXT_SIZE], peer[LM_ENDPOINT_TEXT_SIZE] = "";
  if (way->peer != LM_NONE)
    lm_endpoint_format(lm_trace_endpoint(trace, way->peer), peer);
  snprintf(detail, sizeof detail, "channel 0x%04x%s%s", way->channel, *peer ? " = " : "", peer);
  lm_datagram_event(trace, datagram, LM_EVENT_TURN, LM_EVENT_NOTE, "ChannelData", detail);
}

static void
set_real_ends(const Way *way, LmDatagram *datagram)
{
  if (way->peer == LM_NONE)
    return;
  if (datagram->src == way->client)
    datagram->real_dst = way->peer;
  else
    datagram->real_src = way->peer;
}

static bool
add_channel_data(LmTrace *trace, LmDatagram *datagram, LmSlice wrapper, bool sure)
{
  Way *way = way_of_channel(trace, datagram, lm_slice_be16(wrapper, 0), sure);
  trace->counters.pairs_refused += !way && sure;
  if (!way)
    return sure;
  bool *told = &way->told[datagram->src != way->client];
  if (!*told) {
    LmDatagram outer = *datagram;
    outer.bytes = wrapper;
    tell_channel(trace, &outer, way);
  }
  *told = true;
  set_real_ends(way, datagram);
  return true;
}

static void
add_indication(LmTrace *trace, LmDatagram *datagram, LmSlice wrapper)
{
  LmStun stun;
  if (!lm_stun_parse(wrapper, &stun) || stun.peer.addr.family == LM_ADDR_NONE)
    return;
  bool from_client = stun.method == LM_STUN_SEND;
  uint32_t client = from_client ? datagram->src : datagram->dst;
  uint32_t server = from_client ? datagram->dst : datagram->src;
  uint32_t peer = lm_trace_intern_endpoint(trace, &stun.peer);
  Way *way = need_way(tracker_of(trace), client, server, 0, peer);
  trace->counters.pairs_refused += !way;
  if (!way)
    return;
  if (!way->told[!from_client]) {
    LmDatagram outer = *datagram;
    outer.bytes = wrapper;
    lm_trace_add_turn(trace, &outer, &stun);
  }
  way->told[!from_client] = true;
  set_real_ends(way, datagram);
}

bool
lm_trace_add_turn_wrapper(LmTrace *trace, LmDatagram *datagram, LmSlice wrapper, bool sure)
{
  datagram->in_turn = true;
  if (lm_slice_at(wrapper, 0) >= 0x40)
    return add_channel_data(trace, datagram, wrapper, sure);
  add_indication(trace, datagram, wrapper);
  return true;
}

static bool
keeps_way(const LmLiving *living, void *row)
{
  const Way *way = row;
  return lm_living_has_ends(living, way->client, way->server) &&
         lm_living_has_ends(living, way->peer, LM_NONE);
}

static bool
keeps_allocation(const LmLiving *living, void *row)
{
  const Allocation *allocation = row;
  return lm_living_has_ends(living, allocation->relayed, allocation->client);
}

void
lm_turn_keep(LmTurnTracker *turn, const LmLiving *living)
{
  if (!turn)
    return;
  free(lm_living_keep(&turn->ways, &turn->by_key, living, keeps_way));
  free(lm_living_keep(&turn->allocations, &turn->by_relayed, living, keeps_allocation));
}
