/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Frames made for tests, from the inside out: first the payload, then each header in front of what
 * is there, with its lengths right. Each header knows which protocol is inside it:
 *
 *     TestFrame f;
 *     frame_payload(&f, "hello", 5);
 *     frame_udp(&f, 5060, 5060);
 *     frame_ip(&f, "192.0.2.1", "192.0.2.2");
 *     frame_ethernet(&f);
 *     LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
 */

#include "capture/frame.h"

typedef struct {
  uint8_t bytes[70000];
  size_t start;       /* the frame is from here to the end of @bytes */
  uint8_t protocol;   /* IP protocol number of what is outermost */
  uint16_t ethertype; /* or its EtherType */
} TestFrame;

typedef struct {
  uint32_t seq, ack;
  uint16_t flags;
  uint8_t option_bytes; /* a multiple of 4; no-operations */
} TestTcp;

void frame_payload(TestFrame *f, const void *bytes, size_t len);
/* Puts @len bytes in front of everything; NULL for zeros. Returns where they are. */
uint8_t *frame_prepend(TestFrame *f, const void *bytes, size_t len);
size_t frame_len(const TestFrame *f);
const uint8_t *frame_bytes(const TestFrame *f);

void frame_udp(TestFrame *f, uint16_t src_port, uint16_t dst_port);
void frame_tcp(TestFrame *f, uint16_t src_port, uint16_t dst_port, const TestTcp *tcp);
/* IPv4 or IPv6 as the addresses are. */
void frame_ip(TestFrame *f, const char *src, const char *dst);
void frame_ipv4_options(TestFrame *f, const char *src, const char *dst, size_t option_bytes);
/* What is there is one fragment of a datagram of @protocol. */
void frame_ip_fragment(TestFrame *f, const char *src, const char *dst, uint8_t protocol,
                       uint32_t id, uint32_t offset, bool more);
/* An IPv6 extension header of @units times 8 bytes (4 for AH): 0, 43, 60 or 51. */
void frame_ipv6_extension(TestFrame *f, uint8_t type, size_t units);
/* An ICMP or ICMPv6 error around the IP packet that is there. */
void frame_icmp_error(TestFrame *f, bool v6, uint8_t type);

void frame_ethernet(TestFrame *f);
void frame_vlan(TestFrame *f, uint16_t tpid);
void frame_snap(TestFrame *f); /* Ethernet with a length, LLC and SNAP */
void frame_pppoe(TestFrame *f);
void frame_sll(TestFrame *f);
void frame_sll2(TestFrame *f);
/* The frame as a capture would give it: whole, number 1, at time 0. It points into @f. */
LmFrame frame_done(const TestFrame *f, uint16_t link_type);
