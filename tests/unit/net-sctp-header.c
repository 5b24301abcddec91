/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The common header of SCTP, on IP and inside UDP (RFC 9260, 3.1; RFC 6951). */

#include "net-packets.h"

#define CHUNK "\x00\x03\x00\x14\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00hey!"
#define CHUNK_BYTES 20

static void
add_header(TestFrame *f, const char *chunks, size_t len)
{
  frame_payload(f, chunks, len);
  frame_prepend(f, "\x13\xc4\x13\xc6\xde\xad\xbe\xef\0\0\0\0", 12);
  f->protocol = 132;
}

static void
test_on_ip(void)
{
  static TestFrame f;
  for (int v6 = 0; v6 < 2; v6++) {
    add_header(&f, CHUNK, CHUNK_BYTES);
    frame_ip(&f, v6 ? V6_SRC : V4_SRC, v6 ? V6_DST : V4_DST);
    LmFrame frame = frame_done(&f, LM_LINK_RAW);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_SCTP);
    g_assert_cmpuint(packet.src.port, ==, 5060);
    g_assert_cmpuint(packet.dst.port, ==, 5062);
    g_assert_cmpuint(packet.sctp_tag, ==, 0xdeadbeef);
    g_assert_cmpuint(packet.payload.len, ==, CHUNK_BYTES);
    for (uint32_t cut = 1; cut < CHUNK_BYTES + 12; cut++) {
      frame.captured_bytes = (uint32_t)frame_len(&f) - cut;
      packet = decode(&frame);
      g_assert_cmpuint(packet.kind, ==, cut > CHUNK_BYTES ? LM_PACKET_NONE : LM_PACKET_SCTP);
      if (cut <= CHUNK_BYTES)
        g_assert_cmpuint(packet.missing_bytes, ==, cut);
    }
  }
}

static LmPacket
in_udp(const char *chunks, size_t len, uint16_t port)
{
  static TestFrame f;
  add_header(&f, chunks, len);
  frame_udp(&f, 49152, port);
  frame_ip(&f, V4_SRC, V4_DST);
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  return decode(&frame);
}

/* On its port, and only where the datagram is chunks to its end. */
static void
test_in_udp(void)
{
  LmPacket packet = in_udp(CHUNK, CHUNK_BYTES, 9899);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_SCTP);
  g_assert_cmpuint(packet.src.port, ==, 5060);
  g_assert_cmpuint(in_udp(CHUNK CHUNK, 2 * CHUNK_BYTES, 9899).kind, ==, LM_PACKET_SCTP);
  packet = in_udp(CHUNK, CHUNK_BYTES, 9898);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  g_assert_cmpuint(packet.src.port, ==, 49152);
  g_assert_cmpuint(in_udp(CHUNK, CHUNK_BYTES - 4, 9899).kind, ==, LM_PACKET_UDP);
  g_assert_cmpuint(in_udp(CHUNK "\0\0\0\x02", CHUNK_BYTES + 4, 9899).kind, ==, LM_PACKET_UDP);
  g_assert_cmpuint(in_udp("", 0, 9899).kind, ==, LM_PACKET_UDP);
}

/* An ICMP error quotes at least ports and tag, and maybe the beginning of a message. */
static void
test_quoted(void)
{
  static TestFrame f, inner;
  add_header(&inner, CHUNK, CHUNK_BYTES);
  frame_ip(&inner, V4_SRC, V4_DST);
  for (size_t cut = 0; cut <= frame_len(&inner); cut++) {
    frame_payload(&f, frame_bytes(&inner), cut);
    frame_icmp_error(&f, false, 3);
    frame_ip(&f, "203.0.113.9", V4_SRC);
    LmFrame frame = frame_done(&f, LM_LINK_RAW);
    LmPacket packet = decode(&frame);
    g_assert_cmpuint(packet.kind, ==, cut < 28 ? LM_PACKET_NONE : LM_PACKET_ICMP_ERROR);
    if (cut == frame_len(&inner))
      assert_payload(&packet, "hey!");
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/sctp-header/on-ip", test_on_ip);
  g_test_add_func("/net/sctp-header/in-udp", test_in_udp);
  g_test_add_func("/net/sctp-header/quoted", test_quoted);
  net = lm_net_new();
  int result = g_test_run();
  lm_net_free(net);
  return result;
}
