/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "export/export.h"
#include "ladders.h"

#include <glib.h>

static char *
text_of(LmLadder *ladder, unsigned columns)
{
  LmText out = LM_TEXT_INIT;
  lm_export_ladder_text(ladder, columns, &out);
  char *copy = g_strdup(out.str);
  lm_text_clear(&out);
  lm_ladder_free(ladder);
  return copy;
}

/* Drawings are easier to read when they stand as they are printed. */
/* clang-format off */
static void
test_proxied(void)
{
  g_autofree char *text = text_of(ladder_proxied_call(), 80);
  g_assert_cmpstr(
      text, ==,
      "sip:+442079460871@example.net → sip:support@example.net\n"
      "2024-11-21 10:02:11.002 UTC · 23 messages · 2 media streams\n"
      "\n"
      "┌───────────────────┐           ┌───────────────┐             ┌───────────────┐\n"
      "│ +44 20 7946 0871  │           │   kamailio    │             │    support    │\n"
      "│    192.0.2.15     │           │ 198.51.100.7  │             │ 203.0.113.40  │\n"
      "└─────────┬─────────┘           └───────┬───────┘             └───────┬───────┘\n"
      "  0.000   ┃── INVITE SDP G729, PCMU ───►┃                             │\n"
      "+0.3 ms   ┃<──────── 100 Trying ────────┃                             │\n"
      "+0.9 ms   ┃                             ┃── INVITE SDP G729, PCMU ───►┃\n"
      "+312 ms   ┃                             ┃<─────── 180 Ringing ────────┃\n"
      "+0.4 ms   ┃<─────── 180 Ringing ────────┃                             ┃\n"
      "+887 ms   ┃                             ┃<─── 200 OK ×11 SDP G729 ────┃\n"
      "+0.4 ms   ┃<───── 200 OK SDP G729 ──────┃                             ┃\n"
      " +11 ms   ┃─────────── ACK ────────────►┃                             ┃\n"
      "+1.0 ms   ┃                             ┃─ ACK never came, Timer H ──►┃\n"
      "+8.0 ms   ╞═ RTP G729 → 31.9 s · loss 0.1 % · jitter 4 ms ═ MOS 3.92 ═╡\n"
      " +13 ms   ╞═ ← RTP G729 31.9 s · loss 7.8 % · jitter 14 … ╳ MOS 2.64 ═╡\n"
      "          ┃ · · · · · · · · · · · 31.4 s later  · · · · · · · · · · · ┃\n"
      "+31.9 s   ┃                             ┃◄─ BYE SIP 408, ACK missing ─┃\n"
      "+0.4 ms   ┃◄─ BYE SIP 408, ACK missing ─┃                             ┃\n"
      " +12 ms   ┃────── 200 OK to BYE ───────>┃                             ┃\n"
      "+0.6 ms   │                             ┃────── 200 OK to BYE ───────>┃\n");
}

static void
test_failed(void)
{
  g_autofree char *text = text_of(ladder_failed_call(), 72);
  g_assert_cmpstr(
      text, ==,
      "sip:alice@example.net → sip:bob@example.net\n"
      "2024-11-21 10:02:11.002 UTC · 7 messages\n"
      "\n"
      "   ┌─────────────┐                                   ┌─────────────────┐\n"
      "   │    alice    │                                   │ sip.example.net │\n"
      "   │ 192.0.2.15  │                                   │  198.51.100.7   │\n"
      "   └──────┬──────┘                                   └────────┬────────┘\n"
      "  0.000   │────────── INVITE SDP opus, PCMA, PCMU ───────────►│\n"
      "+0.4 ms   │<─ 407 Proxy Authentication Required realm examp… ─│\n"
      "+4.7 ms   │────────────────────── ACK ───────────────────────►│\n"
      "+4.0 ms   │─ INVITE SDP opus, PCMA, PCMU · with credentials ─►│\n"
      "+0.7 ms   │<─────────────────── 100 Trying ───────────────────│\n"
      " +1.4 s   │<╳ 503 Service Unavailable Q.850 34, no circuit … ─│\n"
      "+6.0 ms   │────────────────────── ACK ───────────────────────►│\n");
}

static void
test_events(void)
{
  g_autofree char *text = text_of(ladder_ice_call(), 100);
  g_assert_cmpstr(
      text, ==,
      "sip:alice@example.net → sip:bob@example.net\n"
      "2024-11-21 10:02:11.002 UTC · 5 messages · 9 events · 1 media stream\n"
      "\n"
      "  ┌───────────────┐           ┌─────────────┐           ┌───────────────┐          ┌───────────────┐\n"
      "  │ 198.51.100.1  │           │    alice    │           │   kamailio    │          │      bob      │\n"
      "  │               │           │ 192.0.2.15  │           │ 198.51.100.7  │          │ 203.0.113.40  │\n"
      "  └───────┬───────┘           └──────┬──────┘           └───────┬───────┘          └───────┬───────┘\n"
      "  0.000   │◅╌ STUN Binding request… ╌│                          │                          │\n"
      " +20 ms   │╌ STUN Binding success… ✓▻│                          │                          │\n"
      " +80 ms   │                          ┃─ INVITE SDP SRTP opus ──►┃                          │\n"
      "+1.0 ms   │                          ┃                          ┃─ INVITE SDP SRTP opus ──►┃\n"
      "+199 ms   │                          ┃                          ┃<─ 200 OK SDP SRTP opus ──┃\n"
      "+1.0 ms   │                          ┃<─ 200 OK SDP SRTP opus ──┃                          ┃\n"
      "+9.0 ms   │                          ┃╌ STUN Binding request host → host, USE-CANDIDATE ╌╌▻│\n"
      " +20 ms   │                          ┃◅╳╌╌╌╌╌╌ STUN Binding error 401 Unauthorized ╌╌╌╌╌╌╌╌│\n"
      " +10 ms   │                          ┃[✓ ICE Pair nominated 192.0.2.15:40000 host ↔ 203.…] │\n"
      "+1.0 ms ! │                          ┃[ICE Consent late 12 s]   ┃                          │\n"
      "+1.0 ms   │                          ┃                          ┃ [╳ ICE Consent lost 30 s]│\n"
      "+8.0 ms   │                          ┃╌╌╌╌╌╌╌╌╌╌╌╌ DTLS Client Hello DTLS 1.2 ╌╌╌╌╌╌╌╌╌╌╌╌▻│\n"
      " +40 ms   │                          ┃[╳ DTLS Fingerprint does not match the SDP sha-256…] │\n"
      " +10 ms   │                          ╞═ SRTP opus → 12.0 s · no loss ══════════════════════╡\n"
      "+12.0 s   │                          ┃────────── BYE ──────────►┃                          │\n");
}

static void
test_awkward(void)
{
  g_autofree char *text = text_of(ladder_awkward(), 80);
  g_assert_cmpstr(
      text, ==,
      "<sip:a&b@example.net> → \"sip:日本語@example.net\"\n"
      "2024-11-21 10:02:11.002 UTC · 1240 messages · 2 media streams\n"
      "\n"
      "   ┌───────────────────────┐   ┌─────────────────────┐      ┌─────────────────┐\n"
      "   │a-user-part-that-is-mu…│   │     <b>&amp;\"x\"     │      │  日本語の名前   │\n"
      "   │[2001:db8:aaaa:bbbb:cc…│   │ [2001:db8::7]:5060  │      │ 192.0.2.9:5070  │\n"
      "   └───────────┬───────────┘   └──────────┬──────────┘      └────────┬────────┘\n"
      "  0.000        │─ EXTRAORDINARILY-LONG… ─►│                          │\n"
      "+1.0 ms        │                          │↻ NOTIFY dialog, active   │\n"
      "+1.0 ms        │                          │↻ 200 OK                  │\n"
      "+1.0 ms        │                          │                 OPTIONS ↻│\n"
      "+1.0 ms !      │                          │       483 Too Many Hops ╳│\n"
      "+1.0 ms        ┃<───────── 200 <OK> & \"well\" 日本語 · x < y ─────────│\n"
      "+1.0 ms        ┃◄─ INVITE ×1234 again ·… ─┃                          │\n"
      "+1.0 ms        │                          │↻ RTP PCMU 1.0 s · no lo… │\n"
      "+2.0 ms        ╞═ ← RTP type 101 1.0 s … ═╡                          │\n");
}
/* clang-format on */

/* No line is wider than was asked for, nor ends in a blank. */
static void
test_width(void)
{
  for (unsigned columns = 80; columns <= 200; columns += 7) {
    g_autofree char *text = text_of(ladder_proxied_call(), columns);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 2; lines[i]; i++) {
      g_assert_cmpuint(lm_text_width(lm_slice_str(lines[i])), <=, columns);
      g_assert_false(g_str_has_suffix(lines[i], " "));
    }
  }
}

static void
test_natural(void)
{
  g_autofree char *text = text_of(ladder_proxied_call(), 0);
  g_assert_null(strstr(text, "…"));
  g_autofree char *empty = text_of(ladder_new("", NULL, 0), 80);
  g_assert_cmpstr(empty, ==, "\n0 messages\n\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/export/text/proxied", test_proxied);
  g_test_add_func("/export/text/failed", test_failed);
  g_test_add_func("/export/text/events", test_events);
  g_test_add_func("/export/text/awkward", test_awkward);
  g_test_add_func("/export/text/width", test_width);
  g_test_add_func("/export/text/natural", test_natural);
  return g_test_run();
}
