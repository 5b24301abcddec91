/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of TCP share: a connection whose segments are pushed one by one. */

#include "base/limits.h"
#include "base/time.h"
#include "net/tcp.h"

#include <glib.h>

enum { FIN = 1, SYN = 2, RST = 4, ACK = 16 };

static LmTcp *tcp;
static LmFrame frame;
static uint16_t client_port;

/* A segment of the client (or the server) with @text in it; @text must outlive the LmTcp. */
static inline LmPacket
segment(bool from_server, uint32_t seq, uint32_t ack, uint16_t flags, LmSlice bytes)
{
  LmEndpoint client = {.addr = {{192, 0, 2, 1}, LM_ADDR_IPV4}, .port = client_port};
  LmEndpoint server = {.addr = {{192, 0, 2, 9}, LM_ADDR_IPV4}, .port = 5060};
  return (LmPacket){
      .frame = &frame,
      .src = from_server ? server : client,
      .dst = from_server ? client : server,
      .payload = bytes,
      .tcp_seq = seq,
      .tcp_ack = ack,
      .tcp_flags = flags,
      .kind = LM_PACKET_TCP,
  };
}

static inline uint32_t
push(uint32_t seq, const char *text)
{
  LmPacket packet = segment(false, seq, 0, ACK, lm_slice_str(text));
  packet.tcp_flags = 0;
  return lm_tcp_push(tcp, &packet);
}

static inline uint32_t
push_flags(bool from_server, uint32_t seq, uint32_t ack, uint16_t flags)
{
  LmPacket packet = segment(from_server, seq, ack, flags, LM_SLICE_EMPTY);
  return lm_tcp_push(tcp, &packet);
}

static inline void
assert_peek(uint32_t stream, const char *text)
{
  LmSlice slice = lm_tcp_peek(tcp, stream);
  g_autofree char *got = g_strndup((const char *)slice.data, slice.len);
  g_assert_cmpstr(slice.len ? got : "", ==, text);
}

static inline void
assert_take(uint32_t stream, const char *text)
{
  assert_peek(stream, text);
  lm_tcp_consume(tcp, stream, strlen(text));
}
