/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of the network layers share: decoding both ways, and looking at the packet. */

#include "frames.h"
#include "net/layer.h"

#include <glib.h>

#define V4_SRC "192.0.2.1"
#define V4_DST "198.51.100.2"
#define V6_SRC "2001:db8::1"
#define V6_DST "2001:db8::2"

static LmNet *net;

static inline void
assert_same(const LmPacket *a, const LmPacket *b)
{
  g_assert_cmpuint(a->kind, ==, b->kind);
  g_assert_true(a->frame == b->frame);
  g_assert_true(a->path == b->path);
  g_assert_true(lm_endpoint_equal(&a->src, &b->src));
  g_assert_true(lm_endpoint_equal(&a->dst, &b->dst));
  g_assert_cmpuint(a->payload.len, ==, b->payload.len);
  if (a->payload.len)
    g_assert_true(a->payload.data == b->payload.data);
  g_assert_cmpuint(a->missing_bytes, ==, b->missing_bytes);
  g_assert_cmpuint(a->tcp_seq, ==, b->tcp_seq);
  g_assert_cmpuint(a->tcp_ack, ==, b->tcp_ack);
  g_assert_cmpuint(a->tcp_flags, ==, b->tcp_flags);
  g_assert_cmpuint(a->dscp, ==, b->dscp);
  g_assert_cmpuint(a->ttl, ==, b->ttl);
  g_assert_cmpuint(a->ip_id, ==, b->ip_id);
  g_assert_true(a->reassembled == b->reassembled);
  g_assert_cmpuint(a->carrier, ==, b->carrier);
}

/* Decodes both ways, which must not differ. */
static inline LmPacket
decode(const LmFrame *frame)
{
  LmPacket fast, general;
  memset(&fast, 0x55, sizeof fast);
  memset(&general, 0xaa, sizeof general);
  LmNetCounters before = *lm_net_counters(net);
  lm_net_decode(net, frame, &fast);
  LmNetCounters between = *lm_net_counters(net);
  lm_net_decode_general(net, frame, &general);
  const LmNetCounters *after = lm_net_counters(net);
  g_assert_cmpuint(between.frames - before.frames, ==, 1);
  g_assert_cmpuint(after->truncated - between.truncated, ==, between.truncated - before.truncated);
  assert_same(&fast, &general);
  return fast;
}

static inline void
assert_endpoints(const LmPacket *packet, const char *src, const char *dst)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  g_assert_cmpstr(lm_endpoint_format(&packet->src, text), ==, src);
  g_assert_cmpstr(lm_endpoint_format(&packet->dst, text), ==, dst);
}

static inline void
assert_payload(const LmPacket *packet, const char *text)
{
  g_assert_true(lm_slice_equal(packet->payload, lm_slice_str(text)));
}

static inline void
udp_ip(TestFrame *f, bool v6)
{
  frame_payload(f, "hello", 5);
  frame_udp(f, 5060, 5070);
  frame_ip(f, v6 ? V6_SRC : V4_SRC, v6 ? V6_DST : V4_DST);
}
