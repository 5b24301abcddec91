/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Protocols beside SIP and RTP, in datagrams and in both directions of a connection, of a call that
 * announced all of them. The input is pieces: a byte that says where one comes and whether
 * something got lost before it, a byte of length, and its bytes. */

#include "fuzz.h"

#include "track/tracker.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_PIECES 256

static const char invite[] =
    "INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
    "From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n"
    "Content-Type: application/sdp\r\n\r\n"
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    "m=image 4000 udptl t38\r\nm=application 4001 UDP/BFCP *\r\n"
    "m=message 4002 TCP/MSRP *\r\na=path:msrp://a:1/b;tcp\r\n"
    "a=file-selector:name:\"a b\" size:100\r\n"
    "m=application 9 TCP/MRCPv2 1\r\na=channel:1@speechrecog\r\n";

/* Where a piece may come from and go to. */
static const struct {
  uint16_t src, dst;
  bool tcp;
} ways[8] = {{4000, 5000, false}, {5000, 4000, false}, {5000, 4001, false}, {2427, 2727, false},
             {4569, 4569, false}, {4002, 5002, true},  {5002, 4002, true},  {5003, 2000, true}};

typedef struct {
  LmTracker *tracker;
  LmFrame frame;
  uint32_t seq[8];
} Feeding;

static void
feed(Feeding *feeding, unsigned way, bool lost, LmSlice bytes)
{
  static const uint8_t host[4] = {192, 0, 2, 1};
  LmPacket packet = {.frame = &feeding->frame, .payload = bytes};
  feeding->seq[way] += lost ? 7 : 0;
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  memcpy(packet.src.addr.bytes, host, sizeof host);
  memcpy(packet.dst.addr.bytes, host, sizeof host);
  packet.src.port = ways[way].src;
  packet.dst.port = ways[way].dst;
  packet.kind = ways[way].tcp ? LM_PACKET_TCP : LM_PACKET_UDP;
  packet.tcp_seq = feeding->seq[way];
  packet.tcp_flags = 16;
  feeding->seq[way] += (uint32_t)bytes.len;
  feeding->frame.number++;
  feeding->frame.time_ns += 10 * LM_NS_PER_MS;
  lm_tracker_add(feeding->tracker, &packet);
}

static void
look_at_events(const LmTrace *trace)
{
  for (uint32_t i = 0; i < lm_trace_n_events(trace); i++) {
    const LmEvent *event = lm_trace_event(trace, i);
    LmText text = LM_TEXT_INIT;
    if (event->call != LM_NONE && event->call >= lm_trace_n_calls(trace))
      abort();
    if (!lm_trace_endpoint(trace, event->src) || !lm_trace_endpoint(trace, event->dst))
      abort();
    lm_text_add_json(&text, lm_slice_str(event->label));
    lm_text_add_json(&text, lm_slice_str(event->detail));
    lm_text_add_json(&text, lm_slice(event->data, event->len));
    lm_text_clear(&text);
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *pieces[MAX_PIECES];
  size_t n = 0;
  LmSlice rest = lm_slice(data, size);
  Feeding feeding = {.tracker = lm_tracker_new(), .frame = {.time_ns = 1700000000000000000}};
  LmPacket packet = {.frame = &feeding.frame, .payload = lm_slice(invite, sizeof invite - 1)};
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  packet.src.port = packet.dst.port = 5060;
  packet.kind = LM_PACKET_UDP;
  lm_tracker_add(feeding.tracker, &packet);
  while (rest.len > 2 && n < MAX_PIECES) {
    uint8_t how = rest.data[0];
    LmSlice bytes = lm_slice_sub(rest, 2, rest.data[1]);
    rest = lm_slice_from(rest, 2 + bytes.len);
    uint8_t *exact = malloc(bytes.len ? bytes.len : 1);
    memcpy(exact, bytes.data, bytes.len);
    pieces[n++] = exact;
    feed(&feeding, how & 7, how & 0x80, lm_slice(exact, bytes.len));
  }
  lm_tracker_finish(feeding.tracker);
  look_at_events(lm_tracker_trace(feeding.tracker));
  lm_tracker_free(feeding.tracker);
  for (size_t i = 0; i < n; i++)
    free(pieces[i]);
  return 0;
}
