/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legs.h"

typedef struct {
  double at_ms;
  const char *src, *dst;
  char *text;
} Packet;

static GPtrArray *packets;
static LmLegs *legs;

static void
packet_free(gpointer data)
{
  Packet *packet = data;
  g_free(packet->text);
  g_free(packet);
}

static char *
description(const char *media_endpoint)
{
  if (!media_endpoint)
    return g_strdup("");
  g_auto(GStrv) parts = g_strsplit(media_endpoint, ":", 2);
  return g_strdup_printf("v=0\r\no=- %s%s 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                         "m=audio %s RTP/AVP 8\r\n",
                         parts[1], parts[1], parts[0], parts[0], parts[1]);
}

/* One message of @leg: @line is a start line, @extra header lines. */
static void
add(const TestLeg *leg, double at_ms, bool from_caller, const char *line, const char *cseq,
    const char *extra, const char *media)
{
  g_autofree char *body = description(media);
  Packet *packet = g_new0(Packet, 1);
  packet->at_ms = leg->at_ms + at_ms;
  packet->src = from_caller ? leg->src : leg->dst;
  packet->dst = from_caller ? leg->dst : leg->src;
  bool first = g_str_has_prefix(line, "INVITE");
  bool by_callee = g_str_has_prefix(line, "REFER");
  packet->text = g_strdup_printf(
      "%s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-%s-%s\r\nMax-Forwards: 70\r\n"
      "From: <sip:%s@example.com>;tag=a%s\r\nTo: <sip:%s@example.com>%s%s\r\nCall-ID: %s\r\n"
      "CSeq: %s\r\n%s%sContent-Length: %zu\r\n\r\n%s",
      line, leg->src, leg->call_id, cseq, by_callee ? leg->callee : leg->caller, leg->call_id,
      by_callee ? leg->caller : leg->callee, first ? "" : ";tag=b", first ? "" : leg->call_id,
      leg->call_id, cseq, extra ? extra : "", *body ? "Content-Type: application/sdp\r\n" : "",
      strlen(body), body);
  g_ptr_array_add(packets, packet);
}

static void
add_refer(const TestLeg *leg)
{
  g_autofree char *line = g_strdup_printf("REFER sip:%s SIP/2.0", leg->src);
  g_autofree char *extra = g_strdup_printf("Refer-To: <%s>\r\n", leg->refer_to);
  add(leg, leg->end_ms - 100, false, line, "7 REFER", extra, NULL);
}

void
test_leg(const TestLeg *described)
{
  TestLeg leg = *described;
  leg.caller = leg.caller ? leg.caller : "alice";
  leg.callee = leg.callee ? leg.callee : "bob";
  g_autofree char *invite = g_strdup_printf("INVITE sip:%s@%s SIP/2.0", leg.callee, leg.dst);
  g_autofree char *ack = g_strdup_printf("ACK sip:%s@%s SIP/2.0", leg.callee, leg.dst);
  g_autofree char *bye = g_strdup_printf("BYE sip:%s@%s SIP/2.0", leg.callee, leg.dst);
  g_autofree char *answer = g_strdup_printf("SIP/2.0 %u Answer", leg.status ? leg.status : 200);
  add(&leg, 0, true, invite, "1 INVITE", leg.extra, leg.offer);
  if (leg.ringing_ms > 0)
    add(&leg, leg.ringing_ms, false, "SIP/2.0 180 Ringing", "1 INVITE", NULL, NULL);
  if (leg.answer_ms > 0) {
    add(&leg, leg.answer_ms, false, answer, "1 INVITE", leg.answer_extra, leg.answer);
    add(&leg, leg.answer_ms + 1, true, ack, "1 ACK", NULL, leg.ack);
  }
  if (leg.refer_to)
    add_refer(&leg);
  if (leg.end_ms > 0)
    add(&leg, leg.end_ms, true, bye, "2 BYE", NULL, NULL);
}

static int
compare(gconstpointer a, gconstpointer b)
{
  const Packet *x = *(const Packet *const *)a, *y = *(const Packet *const *)b;
  return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static void
feed(void)
{
  g_ptr_array_sort(packets, compare);
  for (guint i = 0; i < packets->len; i++) {
    const Packet *packet = g_ptr_array_index(packets, i);
    test_udp(packet->at_ms, packet->src, packet->dst, packet->text, strlen(packet->text));
  }
  g_ptr_array_set_size(packets, 0);
}

static uint32_t
row_of(const char *call_id)
{
  uint32_t row = lm_trace_find_call(net->trace, lm_slice_str(call_id));
  g_assert_cmpuint(row, !=, LM_NONE);
  return row;
}

void
test_legs_find(void)
{
  feed();
  lm_legs_free(legs);
  legs = lm_legs_new(net->trace, NULL, 0);
}

void
test_legs_find_pinned(const char *a, const char *b, bool link)
{
  feed();
  LmLegPin pin = {row_of(a), row_of(b), link};
  lm_legs_free(legs);
  legs = lm_legs_new(net->trace, &pin, 1);
}

const LmLegs *
test_legs(void)
{
  return legs;
}

static const LmLink *
find_link(const char *from, const char *to, int kind)
{
  uint32_t a = row_of(from), b = row_of(to);
  const LmConversation *conversation = lm_legs_conversation(legs, lm_legs_conversation_of(legs, b));
  for (uint32_t i = 0; i < conversation->n_links; i++) {
    const LmLink *link = lm_legs_link(legs, conversation, i);
    if (link->from == a && link->to == b && (kind < 0 || link->kind == kind))
      return link;
  }
  return NULL;
}

const LmLink *
test_link(const char *from, const char *to)
{
  return find_link(from, to, -1);
}

bool
test_linked(const char *from, const char *to, LmLinkKind kind)
{
  return find_link(from, to, (int)kind) != NULL;
}

static void
tell_evidence(const LmLink *link)
{
  LmEvidence list[LM_N_EVIDENCE];
  LmArena arena = LM_ARENA_INIT;
  unsigned n = lm_legs_evidence(legs, link, list, &arena);
  g_test_message("%s, %u to %u: %f", lm_link_name(link->kind), link->from, link->to, link->score);
  for (unsigned i = 0; i < n; i++)
    g_test_message("%s %+.2f", lm_evidence_name(list[i].kind), list[i].weight);
  lm_arena_clear(&arena);
}

void
test_assert_apart(const char *a, const char *b)
{
  uint32_t index = lm_legs_conversation_of(legs, row_of(a));
  if (index != lm_legs_conversation_of(legs, row_of(b)))
    return;
  const LmConversation *conversation = lm_legs_conversation(legs, index);
  for (uint32_t i = 0; i < conversation->n_links; i++)
    tell_evidence(lm_legs_link(legs, conversation, i));
  g_error("%s and %s are in one conversation", a, b);
}

bool
test_together(const char *a, const char *b)
{
  return lm_legs_conversation_of(legs, row_of(a)) == lm_legs_conversation_of(legs, row_of(b));
}

double
test_weight(const char *from, const char *to, LmEvidenceKind kind)
{
  LmEvidence list[LM_N_EVIDENCE];
  LmArena arena = LM_ARENA_INIT;
  const LmLink *link = test_link(from, to);
  double weight = 0;
  g_assert_nonnull(link);
  unsigned n = lm_legs_evidence(legs, link, list, &arena);
  for (unsigned i = 0; i < n; i++)
    if (list[i].kind == kind)
      weight = list[i].weight;
  lm_arena_clear(&arena);
  return weight;
}

int
test_legs_main(int argc, char **argv, const TestCase *cases, size_t n)
{
  packets = g_ptr_array_new_with_free_func(packet_free);
  int status = test_net_main(argc, argv, cases, n);
  g_ptr_array_unref(packets);
  lm_legs_free(legs);
  return status;
}
