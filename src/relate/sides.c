/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "relate/sides.h"

#include "base/hash.h"
#include "relate/description.h"

#include <stdlib.h>

#define MAX_PLACES 4096u

/* An address that a session description of a call names for media. */
typedef struct {
  LmEndpoint endpoint;
  uint64_t events[2]; /* bit n: payload type n is telephone-event there */
  bool of_caller;
  bool text;
} Place;

struct LmSides {
  const LmTrace *trace;
  LmVec places;     /* of the call at hand */
  LmArena arena;    /* of its descriptions */
  LmSipMessage sip; /* that they are in */
  uint32_t call;    /* whose these are; LM_NONE: none's */
  uint64_t caller;  /* keyed hash of its caller's tag */
};

LmSides *
lm_sides_new(const LmTrace *trace)
{
  LmSides *sides = lm_alloc(sizeof *sides);
  sides->trace = trace;
  sides->places = LM_VEC_INIT(Place);
  sides->call = LM_NONE;
  return sides;
}

void
lm_sides_free(LmSides *sides)
{
  if (!sides)
    return;
  lm_vec_clear(&sides->places);
  lm_arena_clear(&sides->arena);
  free(sides);
}

static uint64_t
hash_tag(LmSlice tag)
{
  return lm_hash(lm_hash_key(), tag.data, tag.len);
}

/* A response has the tags of its request. */
static bool
is_of_caller(const LmSides *sides, const LmSipMessage *message)
{
  return (hash_tag(message->from_tag) == sides->caller) == (message->status == 0);
}

static void
add_place(LmSides *sides, const LmSdpMedia *media, bool of_caller)
{
  LmEndpoint endpoint = {.addr = media->connection, .port = (uint16_t)media->port};
  Place *place = NULL;
  for (uint32_t i = 0; i < sides->places.len && !place; i++) {
    Place *other = lm_vec_at(&sides->places, i);
    if (lm_addr_equal(&other->endpoint.addr, &endpoint.addr) &&
        other->endpoint.port == endpoint.port)
      place = other;
  }
  if (!place && sides->places.len >= MAX_PLACES)
    return;
  if (!place) {
    place = lm_vec_push(&sides->places);
    *place = (Place){.endpoint = endpoint, .of_caller = of_caller};
  }
  place->text |= lm_slice_equal_nocase(media->kind, LM_SLICE_LITERAL("text"));
  for (uint32_t i = 0; i < media->n_formats; i++) {
    const LmSdpFormat *format = &media->formats[i];
    if (format->payload_type < 128 &&
        lm_slice_equal_nocase(format->encoding, LM_SLICE_LITERAL("telephone-event")))
      place->events[format->payload_type >> 6] |= UINT64_C(1) << (format->payload_type & 63);
  }
}

static void
read_places(LmSides *sides, uint32_t call)
{
  const LmTrace *trace = sides->trace;
  if (call == sides->call)
    return;
  lm_vec_clear(&sides->places);
  sides->places = LM_VEC_INIT(Place);
  sides->call = call;
  sides->caller = 0;
  bool begun = false;
  for (uint32_t i = lm_trace_call(trace, call)->first_message; i != LM_NONE;
       i = lm_trace_message(trace, i)->next_in_call) {
    const LmMessage *row = lm_trace_message(trace, i);
    LmDescription description;
    if (begun && (!(row->flags & LM_MESSAGE_HAS_SDP) || row->flags & LM_MESSAGE_RETRANSMISSION))
      continue;
    lm_arena_reset(&sides->arena);
    if (!lm_description_read(trace, i, &sides->arena, &sides->sip, &description))
      continue;
    if (!begun)
      sides->caller = hash_tag(sides->sip.from_tag);
    begun = true;
    bool of_caller = is_of_caller(sides, &sides->sip);
    for (uint32_t m = 0; description.body.len && m < description.sdp.n_media; m++) {
      const LmSdpMedia *media = &description.sdp.media[m];
      if (media->port && media->port <= UINT16_MAX && !lm_addr_is_unspecified(&media->connection))
        add_place(sides, media, of_caller);
    }
  }
}

static const Place *
place_of(LmSides *sides, uint32_t call, uint32_t endpoint)
{
  const LmEndpoint *wanted = lm_trace_endpoint(sides->trace, endpoint);
  if (call == LM_NONE)
    return NULL;
  read_places(sides, call);
  for (uint32_t i = 0; i < sides->places.len; i++) {
    const Place *place = lm_vec_at(&sides->places, i);
    if (lm_addr_equal(&place->endpoint.addr, &wanted->addr) && place->endpoint.port == wanted->port)
      return place;
  }
  return NULL;
}

LmSide
lm_side_of_hosts(const LmSides *sides, uint32_t call_row, uint32_t src, uint32_t dst)
{
  const LmTrace *trace = sides->trace;
  const LmCall *call = lm_trace_call(trace, call_row);
  const uint32_t ends[] = {src, dst}, hosts[] = {call->caller, call->callee};
  for (unsigned i = 0; i < 4; i++)
    if (hosts[i & 1] != LM_NONE && lm_addr_equal(&lm_trace_endpoint(trace, ends[i >> 1])->addr,
                                                 &lm_trace_endpoint(trace, hosts[i & 1])->addr))
      return (i >> 1) == (i & 1) ? LM_FROM_CALLER : LM_FROM_CALLEE;
  return LM_FROM_UNKNOWN;
}

LmSide
lm_side_of_stream(LmSides *sides, const LmStream *stream)
{
  const Place *to = place_of(sides, stream->call, stream->dst);
  if (to)
    return to->of_caller ? LM_FROM_CALLEE : LM_FROM_CALLER;
  const Place *from = place_of(sides, stream->call, stream->src);
  if (from)
    return from->of_caller ? LM_FROM_CALLER : LM_FROM_CALLEE;
  if (stream->call == LM_NONE)
    return LM_FROM_UNKNOWN;
  /* Behind a NAT media come from other addresses than they are wanted at. */
  return lm_side_of_hosts(sides, stream->call, stream->src, stream->dst);
}

LmSide
lm_side_of_message(LmSides *sides, uint32_t call, const LmSipMessage *message)
{
  uint64_t tag = hash_tag(message->from_tag);
  read_places(sides, call);
  return tag == sides->caller ? LM_FROM_CALLER : LM_FROM_CALLEE;
}

bool
lm_sides_not_agreed(LmSides *sides, const LmStream *stream, uint8_t payload_type)
{
  const Place *to = place_of(sides, stream->call, stream->dst);
  return to && !(to->events[payload_type >> 6 & 1] >> (payload_type & 63) & 1);
}

void
lm_sides_named_events(LmSides *sides, const LmStream *stream, uint64_t types[2])
{
  const Place *place = place_of(sides, stream->call, stream->dst);
  if (!place || !(place->events[0] | place->events[1]))
    place = place_of(sides, stream->call, stream->src);
  for (unsigned i = 0; place && i < 2; i++)
    types[i] |= place->events[i];
}

bool
lm_sides_is_text(LmSides *sides, const LmStream *stream)
{
  const Place *place = place_of(sides, stream->call, stream->dst);
  if (!place)
    place = place_of(sides, stream->call, stream->src);
  return place && place->text;
}

const char *
lm_side_name(LmSide side)
{
  return side == LM_FROM_CALLER ? "caller" : side == LM_FROM_CALLEE ? "callee" : "";
}
