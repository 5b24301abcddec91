/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Calls of several legs, made for the tests: each leg is an INVITE, what answers it and a BYE
 * between two hosts, with the headers that the test is about. */

#include "relate/legs.h"
#include "sip-packets.h"

/* A leg; what is left out is not there, and does not happen. */
typedef struct {
  const char *call_id;
  const char *src, *dst;                /* "address:port" */
  const char *caller, *callee;          /* user parts; "alice" and "bob" */
  double at_ms;                         /* of the INVITE */
  double ringing_ms, answer_ms, end_ms; /* after it */
  unsigned status;                      /* of the answer; 200 */
  const char *extra, *answer_extra;     /* header lines of the INVITE and the answer */
  const char *offer, *answer, *ack;     /* media endpoints: descriptions with them */
  const char *refer_to;                 /* sent by the callee 100 ms before the end */
} TestLeg;

void test_leg(const TestLeg *leg);
/* What several legs have in common stands first, and may be said anew behind it. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define LEG(...) test_leg(&(TestLeg){__VA_ARGS__})

/* Feeds what was described so far in the order of time, and finds the conversations. */
void test_legs_find(void);
/* The same with a pair decided by hand. */
void test_legs_find_pinned(const char *a, const char *b, bool link);
const LmLegs *test_legs(void);
/* The link from one Call-ID to the other, NULL if there is none. */
const LmLink *test_link(const char *from, const char *to);
bool test_linked(const char *from, const char *to, LmLinkKind kind);
/* Whether two calls are in one conversation. */
bool test_together(const char *a, const char *b);
/* That they are not; tells why they are thought to be. */
void test_assert_apart(const char *a, const char *b);
/* The weight of @kind in the link between two calls, which must be there; 0: it has none. */
double test_weight(const char *from, const char *to, LmEvidenceKind kind);
/* What main() of such a test returns. */
int test_legs_main(int argc, char **argv, const TestCase *cases, size_t n);
