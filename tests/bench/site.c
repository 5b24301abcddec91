/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many calls at a time: with their media as a proxy's site sees them, or signalling alone.
 *
 * Every slot holds one call after another. A heap of the next events of all slots gives the order
 * in time: two streams and one script of messages a slot. */

#include <stdlib.h>
#include <string.h>

#include "brief.h"
#include "events.h"
#include "plan.h"
#include "scenario.h"

#define NS_PER_MS 1000000ull
#define PTIME_NS (20 * NS_PER_MS)
#define RTCP_EVERY 250 /* packets: five seconds */
#define PAYLOAD_BYTES 160
#define CROWD 2500 /* slots above which calls are set up at once, and with few messages */

enum { EVENT_MESSAGE = 2 }; /* 0 and 1: a packet of that stream */

typedef struct {
  bool live, impaired;
  Path path, rtcp_path;
  uint32_t ssrc, timestamp, n_nominal; /* n_nominal: sent, or dropped on the way */
  uint16_t sequence;
  uint64_t start_ns;
  uint32_t n_packets, n_gone; /* n_gone: dropped since the last one that arrived */
} Stream;

typedef struct {
  Call call;
  Connection connections[2];
  Stream streams[2];
  const Step *script;
  int n_steps, step;
} Slot;

typedef struct {
  Making *making;
  Writer *writer;
  Truth *truth;
  Random *random;
  bool media, crowded;
  Slot *slots;
  Events events;
  uint8_t noise[4096];
} Site;

static void
set_address(const Call *call, uint8_t *address, Party party, uint32_t slot)
{
  memset(address, 0, 16);
  if (call->hops[0].ipv6) {
    memcpy(address, "\x20\x01\x0d\xb8", 4);
    address[7] = (uint8_t)(party + 1);
  } else {
    memcpy(address, "\x0a", 1);
    address[1] = (uint8_t)(party + 1);
  }
  uint8_t *host = address + (call->hops[0].ipv6 ? 14 : 2);
  host[0] = party == PARTY_PROXY ? 0 : (uint8_t)(slot >> 8);
  host[1] = party == PARTY_PROXY ? 5 : (uint8_t)slot;
}

static void
name_address(Call *call, Party party, const uint8_t *a)
{
  char *out = call->address[party];
  size_t size = sizeof call->address[party];
  if (!call->hops[0].ipv6)
    snprintf(out, size, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
  else if (a[14])
    snprintf(out, size, "[2001:db8:0:%x::%x%02x]", a[7], a[14], a[15]);
  else
    snprintf(out, size, "[2001:db8:0:%x::%x]", a[7], a[15]);
}

static void
begin_call(Site *site, uint32_t index)
{
  Slot *slot = &site->slots[index];
  Call *call = &slot->call;
  *call = (Call){.number = site->truth->n_calls, .proxied = site->media && !site->crowded};
  uint64_t kind = site->media ? random_below(site->random, 100) : 50;
  Path *first = &call->hops[0], *second = &call->hops[1];
  first->ipv6 = kind < 4;
  first->vlan = kind >= 4 && kind < 8 ? 100 : 0;
  call->tcp = kind >= 8 && kind < 12;
  uint8_t addresses[3][16];
  for (Party party = PARTY_CALLER; party <= PARTY_CALLEE; party++) {
    set_address(call, addresses[party], party, index);
    name_address(call, party, addresses[party]);
  }
  first->source_port = first->target_port = 5060;
  *second = *first;
  memcpy(first->source, addresses[PARTY_CALLER], 16);
  memcpy(first->target, addresses[call->proxied ? PARTY_PROXY : PARTY_CALLEE], 16);
  memcpy(second->source, addresses[PARTY_PROXY], 16);
  memcpy(second->target, addresses[PARTY_CALLEE], 16);
  for (int i = 0; i < 2; i++) {
    /* Ports come round again after 10,000 calls, as those of a real host do. */
    call->media[i] = (uint16_t)(20000 + 4 * (site->truth->n_calls % 10000) + 2 * (uint64_t)i);
    slot->connections[i].path = call->hops[i];
    slot->connections[i].path.source_port =
        (uint16_t)(32768 + (site->truth->n_calls * 2 + (uint64_t)i) % 28000);
    slot->connections[i].sequence[0] = (uint32_t)random_next(site->random);
    slot->connections[i].sequence[1] = (uint32_t)random_next(site->random);
  }
}

static void
begin_media(Site *site, uint32_t index, uint64_t ns)
{
  Slot *slot = &site->slots[index];
  for (uint32_t i = 0; i < 2; i++) {
    Path path = slot->call.hops[0];
    memcpy(path.target, slot->call.hops[1].target, 16);
    path.source_port = slot->call.media[0];
    path.target_port = slot->call.media[1];
    if (i)
      path = path_reverse(&path);
    Stream *stream = &slot->streams[i];
    *stream = (Stream){.live = true,
                       .impaired = random_below(site->random, 100) == 0,
                       .path = path,
                       .rtcp_path = path,
                       .ssrc = (uint32_t)random_next(site->random),
                       .timestamp = (uint32_t)random_next(site->random),
                       .sequence = (uint16_t)random_next(site->random),
                       .start_ns = ns + random_below(site->random, PTIME_NS)};
    stream->rtcp_path.source_port++;
    stream->rtcp_path.target_port++;
    events_push(&site->events, (Event){stream->start_ns, index, i});
  }
}

static void
put32(uint8_t *out, uint32_t value)
{
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A sender report with one description (RFC 3550, 6.4.1 and 6.5). */
static void
send_rtcp(Site *site, Stream *stream, uint64_t ns)
{
  uint8_t packet[52] = {0x80, 200, 0, 6};
  put32(packet + 4, stream->ssrc);
  put32(packet + 8, (uint32_t)(ns / 1000000000 + 2208988800u));
  put32(packet + 12, (uint32_t)((ns % 1000000000 << 32) / 1000000000));
  put32(packet + 16, stream->timestamp);
  put32(packet + 20, stream->n_packets);
  put32(packet + 24, stream->n_packets * PAYLOAD_BYTES);
  memcpy(packet + 28, "\x81\xca\x00\x05", 4);
  put32(packet + 32, stream->ssrc);
  memcpy(packet + 36, "\x01\x0dphone@example\0", 16);
  writer_udp(site->writer, ns, &stream->rtcp_path, 0xB8, packet, sizeof packet);
  site->truth->n_rtcp++;
}

static void
send_rtp(Site *site, Stream *stream, uint64_t ns)
{
  uint8_t packet[12 + PAYLOAD_BYTES] = {0x80, 8};
  if (stream->n_nominal == 0)
    packet[1] |= 0x80;
  packet[2] = (uint8_t)(stream->sequence >> 8);
  packet[3] = (uint8_t)stream->sequence;
  put32(packet + 4, stream->timestamp);
  put32(packet + 8, stream->ssrc);
  memcpy(packet + 12, site->noise + stream->n_nominal * 37 % (sizeof site->noise - PAYLOAD_BYTES),
         PAYLOAD_BYTES);
  writer_udp(site->writer, ns, &stream->path, 0xB8, packet, sizeof packet);
  site->truth->n_rtp++;
  site->truth->n_streams += stream->n_packets == 0;
  stream->n_packets++;
  /* A packet is lost when a later one of its stream is in the capture. */
  site->truth->n_lost += stream->n_gone;
  stream->n_gone = 0;
}

static void
stream_event(Site *site, const Event *event)
{
  Stream *stream = &site->slots[event->slot].streams[event->what];
  if (!stream->live)
    return;
  if (stream->impaired && stream->n_nominal && random_below(site->random, 1000) < 30)
    stream->n_gone++;
  else
    send_rtp(site, stream, event->ns);
  if (stream->n_nominal % RTCP_EVERY == RTCP_EVERY - 1)
    send_rtcp(site, stream, event->ns + 100000);
  stream->n_nominal++;
  stream->sequence++;
  stream->timestamp += PAYLOAD_BYTES;
  /* Up to 15 ms late in an impaired stream, a little in the others: never out of order. */
  uint64_t late = random_below(site->random, stream->impaired ? 15 * NS_PER_MS : NS_PER_MS / 2);
  events_push(&site->events, (Event){stream->start_ns + stream->n_nominal * PTIME_NS + late,
                                     event->slot, event->what});
}

static void
send_message(Site *site, Slot *slot, Step step, uint64_t ns)
{
  Call *call = &slot->call;
  char text[4096];
  /* The script of the calls that are refused leaves open with what. */
  if (step.status && call->refusal)
    step.status = call->refusal;
  size_t len = site->making->plan.kind == KIND_CALLS
                   ? brief_message(call, &step, text, sizeof text)
                   : scenario_message(call, &step, text, sizeof text);
  int hop = call->proxied && (step.from == PARTY_CALLEE || step.to == PARTY_CALLEE);
  int side = step.from > step.to;
  if (call->tcp) {
    if (step.method == INVITE && !step.status)
      writer_tcp_open(site->writer, ns, &slot->connections[hop]);
    writer_tcp_send(site->writer, ns + 10000, &slot->connections[hop], side, text, len);
    if (step.method == BYE && step.status)
      writer_tcp_close(site->writer, ns + 20000, &slot->connections[hop]);
  } else {
    Path path = side ? path_reverse(&call->hops[hop]) : call->hops[hop];
    writer_udp(site->writer, ns, &path, 0x68, text, len);
  }
  truth_message(site->truth, step.method, step.status, len);
}

static void
choose_script(Site *site, Slot *slot)
{
  Kind kind = site->making->plan.kind;
  slot->script = proxied_call;
  slot->n_steps = n_proxied_call;
  if (kind == KIND_CALLS && random_below(site->random, 100) >= 6) {
    slot->script = refused_call;
    slot->n_steps = n_refused_call;
    slot->call.refusal = brief_refusal(random_next(site->random) >> 20);
    site->truth->refusals[slot->call.refusal]++;
  } else if (kind == KIND_CALLS) {
    slot->script = answered_call;
    slot->n_steps = n_answered_call;
    site->truth->n_answered++;
  } else if (kind == KIND_SIP) {
    slot->script = direct_call;
    slot->n_steps = n_direct_call;
  } else if (site->crowded) {
    slot->script = crowded_call;
    slot->n_steps = n_crowded_call;
  }
}

/* Whether as many calls as wanted have begun, so that no other may. */
static bool
is_full(const Site *site)
{
  const Plan *plan = &site->making->plan;
  if (plan->n_calls)
    return site->truth->n_calls >= plan->n_calls;
  return plan->kind == KIND_CALLS && site->truth->n_sip >= plan->n_packets;
}

static void
message_event(Site *site, const Event *event)
{
  Slot *slot = &site->slots[event->slot];
  if (slot->step == slot->n_steps) {
    if (is_full(site))
      return;
    begin_call(site, event->slot);
    choose_script(site, slot);
    slot->step = 0;
    site->truth->n_calls++;
  }
  const Step *step = &slot->script[slot->step++];
  if (step->method == BYE)
    slot->streams[0].live = slot->streams[1].live = false;
  send_message(site, slot, *step, event->ns);
  if (step->media)
    begin_media(site, event->slot, event->ns);
  bool more = slot->step < slot->n_steps;
  uint32_t delay_ms = more ? slot->script[slot->step].delay_ms : 100;
  uint32_t random_ms = more ? slot->script[slot->step].random_ms : 500;
  uint64_t pause = delay_ms * NS_PER_MS + random_below(site->random, random_ms * NS_PER_MS);
  events_push(&site->events, (Event){event->ns + pause, event->slot, EVENT_MESSAGE});
}

/* Over what time the first calls of the slots begin. */
static uint64_t
first_spread_ns(const Site *site)
{
  return (site->crowded ? 200 : site->media ? 30000 : 12000) * NS_PER_MS;
}

/* Calls of a kind that is to end are all brought to their end; the others are cut off. */
static bool
is_done(const Site *site)
{
  const Plan *plan = &site->making->plan;
  if (!site->events.n)
    return true;
  if (plan->kind == KIND_CALLS || !plan->n_packets)
    return false;
  return (site->media ? site->writer->n_packets : site->truth->n_sip) >= plan->n_packets;
}

static void
run(Site *site)
{
  uint64_t start = 1700000000ull * 1000000000, spread = first_spread_ns(site);
  for (uint32_t i = 0; i < site->making->plan.n_slots; i++) {
    uint64_t late = random_below(site->random, spread);
    events_push(&site->events, (Event){start + late, i, EVENT_MESSAGE});
  }
  while (!is_done(site)) {
    Event event = events_pop(&site->events);
    if (event.what < 2)
      stream_event(site, &event);
    else
      message_event(site, &event);
  }
  site->truth->ended = site->making->plan.kind == KIND_CALLS;
}

bool
site_make(Making *making)
{
  uint32_t n_slots = making->plan.n_slots;
  Site *site = calloc(1, sizeof *site);
  Slot *slots = calloc(n_slots, sizeof *slots);
  Event *heap = calloc((size_t)n_slots * 8, sizeof *heap);
  bool good = site && slots && heap;
  if (good) {
    *site = (Site){.making = making,
                   .writer = &making->writer,
                   .truth = &making->truth,
                   .random = &making->random,
                   .media = making->plan.kind == KIND_RTP,
                   .crowded = making->plan.kind == KIND_RTP && n_slots > CROWD,
                   .slots = slots,
                   .events = {.heap = heap}};
    for (size_t i = 0; i < sizeof site->noise; i++)
      site->noise[i] = (uint8_t)(random_next(site->random) >> 56);
    run(site);
  }
  free(heap);
  free(slots);
  free(site);
  return good;
}
