/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes captures for the benchmark: calls with their media as a proxy's site sees them (--kind
 * rtp), or signalling alone (--kind sip). The same options give the same file. What is in it is
 * printed as one JSON object.
 *
 * Every slot holds one call after another. A heap of the next events of all slots gives the order
 * in time: two streams and one script of messages a slot. */

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

#define NS_PER_MS 1000000ull
#define PTIME_NS (20 * NS_PER_MS)
#define RTCP_EVERY 250 /* packets: five seconds */
#define PAYLOAD_BYTES 160

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
  int step;
} Slot;

typedef struct {
  uint64_t ns;
  uint32_t slot;
  uint32_t what; /* 0 and 1: a packet of that stream; 2: the next message */
} Event;

typedef struct {
  bool rtp;
  uint64_t n_wanted;
  uint32_t n_slots;
  uint64_t random;
  Writer writer;
  Slot *slots;
  Event *heap;
  uint32_t n_heap;
  uint64_t n_calls, n_sip, n_sip_bytes, n_rtp, n_rtcp, n_streams, n_lost;
  uint64_t methods[N_METHODS], statuses[3]; /* 100, 180, 200 */
  uint8_t noise[4096];
} Generator;

/* xorshift64* of Vigna, "An experimental exploration of Marsaglia's xorshift generators". */
static uint64_t
next_random(Generator *g)
{
  g->random ^= g->random >> 12;
  g->random ^= g->random << 25;
  g->random ^= g->random >> 27;
  return g->random * 2685821657736338717ull;
}

static uint64_t
below(Generator *g, uint64_t limit)
{
  return limit ? (next_random(g) >> 20) % limit : 0;
}

static void
heap_push(Generator *g, Event event)
{
  uint32_t i = g->n_heap++;
  for (; i && g->heap[(i - 1) / 2].ns > event.ns; i = (i - 1) / 2)
    g->heap[i] = g->heap[(i - 1) / 2];
  g->heap[i] = event;
}

static Event
heap_pop(Generator *g)
{
  Event first = g->heap[0], last = g->heap[--g->n_heap];
  uint32_t i = 0;
  for (uint32_t child; (child = 2 * i + 1) < g->n_heap; i = child) {
    if (child + 1 < g->n_heap && g->heap[child + 1].ns < g->heap[child].ns)
      child++;
    if (last.ns <= g->heap[child].ns)
      break;
    g->heap[i] = g->heap[child];
  }
  g->heap[i] = last;
  return first;
}

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
begin_call(Generator *g, uint32_t index)
{
  Slot *slot = &g->slots[index];
  Call *call = &slot->call;
  *call = (Call){.number = g->n_calls, .proxied = g->rtp};
  slot->step = 0;
  uint64_t kind = g->rtp ? below(g, 100) : 50;
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
    call->media[i] = (uint16_t)(20000 + 4 * (g->n_calls % 10000) + 2 * (uint64_t)i);
    slot->connections[i].path = call->hops[i];
    slot->connections[i].path.source_port =
        (uint16_t)(32768 + (g->n_calls * 2 + (uint64_t)i) % 28000);
    slot->connections[i].sequence[0] = (uint32_t)next_random(g);
    slot->connections[i].sequence[1] = (uint32_t)next_random(g);
  }
}

static void
begin_media(Generator *g, uint32_t index, uint64_t ns)
{
  Slot *slot = &g->slots[index];
  for (uint32_t i = 0; i < 2; i++) {
    Path path = slot->call.hops[0];
    memcpy(path.target, slot->call.hops[1].target, 16);
    path.source_port = slot->call.media[0];
    path.target_port = slot->call.media[1];
    if (i)
      path = path_reverse(&path);
    Stream *stream = &slot->streams[i];
    *stream = (Stream){.live = true,
                       .impaired = below(g, 100) == 0,
                       .path = path,
                       .rtcp_path = path,
                       .ssrc = (uint32_t)next_random(g),
                       .timestamp = (uint32_t)next_random(g),
                       .sequence = (uint16_t)next_random(g),
                       .start_ns = ns + below(g, PTIME_NS)};
    stream->rtcp_path.source_port++;
    stream->rtcp_path.target_port++;
    heap_push(g, (Event){stream->start_ns, index, i});
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
send_rtcp(Generator *g, Stream *stream, uint64_t ns)
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
  writer_udp(&g->writer, ns, &stream->rtcp_path, 0xB8, packet, sizeof packet);
  g->n_rtcp++;
}

static void
send_rtp(Generator *g, Stream *stream, uint64_t ns)
{
  uint8_t packet[12 + PAYLOAD_BYTES] = {0x80, 8};
  if (stream->n_nominal == 0)
    packet[1] |= 0x80;
  packet[2] = (uint8_t)(stream->sequence >> 8);
  packet[3] = (uint8_t)stream->sequence;
  put32(packet + 4, stream->timestamp);
  put32(packet + 8, stream->ssrc);
  memcpy(packet + 12, g->noise + stream->n_nominal * 37 % (sizeof g->noise - PAYLOAD_BYTES),
         PAYLOAD_BYTES);
  writer_udp(&g->writer, ns, &stream->path, 0xB8, packet, sizeof packet);
  g->n_rtp++;
  g->n_streams += stream->n_packets == 0;
  stream->n_packets++;
  /* A packet is lost when a later one of its stream is in the capture. */
  g->n_lost += stream->n_gone;
  stream->n_gone = 0;
}

static void
stream_event(Generator *g, const Event *event)
{
  Stream *stream = &g->slots[event->slot].streams[event->what];
  if (!stream->live)
    return;
  if (stream->impaired && stream->n_nominal && below(g, 1000) < 30)
    stream->n_gone++;
  else
    send_rtp(g, stream, event->ns);
  if (stream->n_nominal % RTCP_EVERY == RTCP_EVERY - 1)
    send_rtcp(g, stream, event->ns + 100000);
  stream->n_nominal++;
  stream->sequence++;
  stream->timestamp += PAYLOAD_BYTES;
  /* Up to 15 ms late in an impaired stream, a little in the others: never out of order. */
  uint64_t late = below(g, stream->impaired ? 15 * NS_PER_MS : NS_PER_MS / 2);
  heap_push(
      g, (Event){stream->start_ns + stream->n_nominal * PTIME_NS + late, event->slot, event->what});
}

static void
send_message(Generator *g, Slot *slot, const Step *step, uint64_t ns)
{
  Call *call = &slot->call;
  char text[4096];
  size_t len = scenario_message(call, step, text, sizeof text);
  int hop = call->proxied && (step->from == PARTY_CALLEE || step->to == PARTY_CALLEE);
  int side = step->from > step->to;
  if (call->tcp) {
    if (step->method == INVITE && !step->status)
      writer_tcp_open(&g->writer, ns, &slot->connections[hop]);
    writer_tcp_send(&g->writer, ns + 10000, &slot->connections[hop], side, text, len);
    if (step->method == BYE && step->status)
      writer_tcp_close(&g->writer, ns + 20000, &slot->connections[hop]);
  } else {
    Path path = side ? path_reverse(&call->hops[hop]) : call->hops[hop];
    writer_udp(&g->writer, ns, &path, 0x68, text, len);
  }
  g->n_sip++;
  g->n_sip_bytes += len;
  if (step->status)
    g->statuses[step->status == 100 ? 0 : step->status == 180 ? 1 : 2]++;
  else
    g->methods[step->method]++;
}

static void
message_event(Generator *g, const Event *event)
{
  Slot *slot = &g->slots[event->slot];
  const Step *script = g->rtp ? proxied_call : direct_call;
  int n_steps = g->rtp ? n_proxied_call : n_direct_call;
  if (slot->step == 0) {
    begin_call(g, event->slot);
    g->n_calls++;
  }
  const Step *step = &script[slot->step];
  send_message(g, slot, step, event->ns);
  if (step->media)
    begin_media(g, event->slot, event->ns);
  slot->step = (slot->step + 1) % n_steps;
  const Step *next = &script[slot->step];
  uint64_t pause = slot->step ? next->delay_ms * NS_PER_MS + below(g, next->random_ms * NS_PER_MS)
                              : 100 * NS_PER_MS + below(g, 500 * NS_PER_MS);
  heap_push(g, (Event){event->ns + pause, event->slot, 2});
}

static void
run(Generator *g)
{
  uint64_t start = 1700000000ull * 1000000000, spread = g->rtp ? 30000 : 12000;
  for (uint32_t i = 0; i < g->n_slots; i++)
    heap_push(g, (Event){start + below(g, spread * NS_PER_MS), i, 2});
  while ((g->rtp ? g->writer.n_packets : g->n_sip) < g->n_wanted) {
    Event event = heap_pop(g);
    Slot *slot = &g->slots[event.slot];
    if (event.what < 2) {
      stream_event(g, &event);
      continue;
    }
    const Step *script = g->rtp ? proxied_call : direct_call;
    if (slot->step && script[slot->step].method == BYE)
      slot->streams[0].live = slot->streams[1].live = false;
    message_event(g, &event);
  }
}

static void
print_truth(const Generator *g)
{
  printf("{\"packets\": %llu, \"bytes\": %llu, \"sip_messages\": %llu, \"sip_bytes\": %llu, ",
         (unsigned long long)g->writer.n_packets, (unsigned long long)g->writer.n_bytes,
         (unsigned long long)g->n_sip, (unsigned long long)g->n_sip_bytes);
  printf("\"methods\": {\"INVITE\": %llu, \"ACK\": %llu, \"BYE\": %llu}, ",
         (unsigned long long)g->methods[INVITE], (unsigned long long)g->methods[ACK],
         (unsigned long long)g->methods[BYE]);
  printf("\"statuses\": {\"100\": %llu, \"180\": %llu, \"200\": %llu}, ",
         (unsigned long long)g->statuses[0], (unsigned long long)g->statuses[1],
         (unsigned long long)g->statuses[2]);
  printf("\"calls\": %llu, \"call_ids\": %llu, \"rtp_packets\": %llu, \"rtcp_packets\": %llu, "
         "\"rtp_streams\": %llu, \"lost\": %llu}\n",
         (unsigned long long)g->n_calls, (unsigned long long)g->n_calls,
         (unsigned long long)g->n_rtp, (unsigned long long)g->n_rtcp,
         (unsigned long long)g->n_streams, (unsigned long long)g->n_lost);
}

static int
usage(const char *program)
{
  fprintf(stderr,
          "usage: %s [--kind rtp|sip] [--packets N] [--streams N] [--seed N] -o FILE\n"
          "  --packets  frames to make; with --kind sip, messages\n"
          "  --streams  streams at the same time; with --kind sip, twice the calls\n",
          program);
  return 2;
}

int
main(int argc, char **argv)
{
  static const struct option options[] = {{"kind", 1, NULL, 'k'},    {"packets", 1, NULL, 'p'},
                                          {"streams", 1, NULL, 's'}, {"seed", 1, NULL, 'r'},
                                          {"output", 1, NULL, 'o'},  {0}};
  Generator g = {.rtp = true, .n_wanted = 1000000, .n_slots = 250, .random = 1};
  const char *path = NULL;
  for (int c; (c = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
    if (c == 'k' && (!strcmp(optarg, "rtp") || !strcmp(optarg, "sip")))
      g.rtp = optarg[0] == 'r';
    else if (c == 'p')
      g.n_wanted = strtoull(optarg, NULL, 10);
    else if (c == 's')
      g.n_slots = (uint32_t)(strtoul(optarg, NULL, 10) + 1) / 2;
    else if (c == 'r')
      g.random = strtoull(optarg, NULL, 10);
    else if (c == 'o')
      path = optarg;
    else
      return usage(argv[0]);
  }
  if (!path || !g.n_wanted || !g.n_slots || g.n_slots > 60000)
    return usage(argv[0]);
  /* A small seed has few bits set; the constant spreads them, and 0 is no state of the generator.
   */
  g.random = g.random * 0x9E3779B97F4A7C15ull | 1;
  for (size_t i = 0; i < sizeof g.noise; i++)
    g.noise[i] = (uint8_t)(next_random(&g) >> 56);
  g.slots = calloc(g.n_slots, sizeof *g.slots);
  g.heap = calloc((size_t)g.n_slots * 8, sizeof *g.heap);
  if (!g.slots || !g.heap || !writer_open(&g.writer, path)) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return 1;
  }
  run(&g);
  if (!writer_close(&g.writer)) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return 1;
  }
  print_truth(&g);
  free(g.slots);
  free(g.heap);
  return 0;
}
