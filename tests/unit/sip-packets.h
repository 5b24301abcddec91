/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets made for the tests of tracking: SIP text, RTP and RTCP between endpoints at a time, fed
 * into a tracker. Each payload lies in an allocation of exactly its size that lives as long as the
 * tracker, so that the sanitizer sees a read of one byte too far. Endpoints are "address:port".
 *
 *     SIP(0, ALICE, PROXY, "INVITE");
 *     SIP(90, PROXY, ALICE, "180 Ringing", .to_tag = "b");
 */

#include "track/tracker.h"

#include <glib.h>

#define ALICE "192.0.2.1:5060"
#define PROXY "192.0.2.5:5060"
#define BOB "192.0.2.2:5060"
#define CAROL "192.0.2.3:5060"
#define ALICE_MEDIA "192.0.2.1:7000"
#define BOB_MEDIA "192.0.2.2:7002"

/* The time of 0 ms in these tests. */
#define TEST_EPOCH_NS (1700000000LL * LM_NS_PER_S)

typedef struct {
  LmTracker *tracker;
  const LmTrace *trace;
  GPtrArray *payloads;
  uint32_t frame;  /* number of the last one */
  uint16_t ip_id;  /* of the IPv4 headers; 0: another for each */
  bool unnumbered; /* the headers have none */
  bool unsettled;  /* figures of streams are not looked at after each packet */
} TestNet;

/* What a message says; what is left out is as in the first INVITE of a call from alice to bob. */
typedef struct {
  const char *what;     /* "INVITE" or "180 Ringing" */
  const char *of;       /* method in CSeq; INVITE in a response */
  const char *call_id;  /* "" for none */
  const char *branch;   /* made from the CSeq number where left out */
  const char *from_tag; /* "a" */
  const char *to_tag;   /* none */
  unsigned cseq;        /* 1 */
  const char *extra;    /* whole header lines */
  const char *sdp;      /* a body */
} TestSip;

/* The one that packets go into; each test gets a fresh one. */
extern TestNet *net;

typedef struct {
  const char *path;
  void (*run)(void);
} TestCase;

/* What main() of such a test returns. */
int test_net_main(int argc, char **argv, const TestCase *cases, size_t n);
/* Forgets all that was fed, for a test that goes through several cases. */
void test_net_reset(void);
/* Ends the capture: what waited is taken as it is. */
void test_net_finish(void);

/* The text of a message. Owned: g_free(). */
char *test_sip_text(const TestSip *sip);
/* An SDP body with one audio line; @formats is as in "8 101", @rtpmap whole lines or "". Owned. */
char *test_sdp(const char *media_endpoint, const char *formats, const char *rtpmap);

void test_udp(double at_ms, const char *src, const char *dst, const void *bytes, size_t len);
/* One of which the capture cut @missing_bytes off behind @bytes. */
void test_udp_cut(double at_ms, const char *src, const char *dst, const void *bytes, size_t len,
                  uint32_t missing_bytes);
void test_sip(double at_ms, const char *src, const char *dst, TestSip sip);
/* A packet of 160 bytes of speech. */
void test_rtp(double at_ms, const char *src, const char *dst, uint32_t ssrc, uint16_t sequence,
              uint8_t payload_type);
/* The same @n times, one each 20 ms, sequence and timestamp counting up. */
void test_rtp_run(double at_ms, const char *src, const char *dst, uint32_t ssrc, uint16_t sequence,
                  uint8_t payload_type, unsigned n);
/* One segment; @seq counts from the first byte of the direction. */
void test_tcp(double at_ms, const char *src, const char *dst, uint32_t seq, const char *bytes,
              size_t len);

/* A segment without data by which @src acknowledges the first @acked bytes of the other side. */
void test_tcp_ack(double at_ms, const char *src, const char *dst, uint32_t acked);

/* An ICMP error from the address @reporter that quotes what @src sent to @dst. */
void test_icmp(double at_ms, const char *reporter, const char *src, const char *dst, uint8_t type,
               uint8_t code, const void *bytes, size_t len);

/* A message of HEP that holds no packet, as it comes from a recorder at @src. */
void test_report(double at_ms, const char *src, const char *dst, const void *bytes, size_t len);

#define SIP(at_ms, src, dst, ...) test_sip((at_ms), (src), (dst), (TestSip){__VA_ARGS__})

/* The call of @call_id, NULL for the usual one. It must be there. */
const LmCall *test_call(const char *call_id);

static inline void
assert_state(LmCallState state)
{
  g_assert_cmpstr(lm_call_state_name(test_call(NULL)->state), ==, lm_call_state_name(state));
}

static inline void
assert_span_ms(int64_t span_ns, double ms)
{
  g_assert_cmpfloat_with_epsilon((double)span_ns / 1e6, ms, 1e-6);
}
