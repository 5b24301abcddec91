/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/text.h"
#include "linear.h"
#include "proto/sip/check.h"
#include "proto/sip/registry-headers.h"
#include "proto/sip/syntax.h"

#include <glib.h>

/* A sink that writes what it is told: "name=value(part=value) !fault". */
typedef struct {
  LmSipWalk walk;
  LmText *text;
} Writer;

static void
enter(LmSipWalk *walk, const char *name, LmSlice label, LmSlice value)
{
  LmText *text = ((Writer *)(void *)walk)->text;
  lm_text_add_str(text, "{");
  lm_text_add(text, name ? lm_slice_str(name) : label);
  lm_text_add_str(text, "=");
  lm_text_add_safe(text, value, false);
}

static void
leave(LmSipWalk *walk)
{
  lm_text_add_str(((Writer *)(void *)walk)->text, "}");
}

static void
fault(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  LmText *text = ((Writer *)(void *)walk)->text;
  lm_text_printf(text, "!%s[", lm_anomaly_name(kind) + 4);
  lm_text_add_safe(text, where, false);
  lm_text_add_str(text, "]");
}

static const LmSipSink writer = {.enter = enter, .leave = leave, .fault = fault};
static const LmSipSink faults = {.fault = fault};

static char *
walk(const char *header, const char *value, const LmSipSink *sink)
{
  LmText text = LM_TEXT_INIT;
  size_t len = strlen(value);
  g_autofree char *exact = g_memdup2(value, len ? len : 1);
  Writer to = {.walk = {.sink = sink}, .text = &text};
  const LmSipHeaderField *field = lm_sip_header_field_find(lm_slice_str(header));
  g_assert_nonnull(field);
  lm_sip_walk_header(&to.walk, field, lm_slice_trim(lm_slice(exact, len)));
  char *copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return copy;
}

/* Header, value, and the faults in it. */
static const char *const cases[][3] = {
    {"From", "\"A \\\"B\\\"\" <sip:a@example.com;transport=udp>;tag=1", ""},
    {"From", "Anna Anders <tel:+49-30-1>;tag=x", ""},
    {"From", "<sip:a@example.com>;tag=", "!parameter[tag]"},
    {"From", "<sip:a@exa_mple.com>;tag=1", "!host[exa_mple.com]"},
    {"From", "<sip:a@192.0.2>;tag=1", "!host[192.0.2]"},
    {"From", "<sip:a@example.com:99999>;tag=1", "!port[99999]"},
    {"From", "<sip:a%4@example.com>;tag=1", "!escape[%4]"},
    {"From", "<sip:a#b@example.com>;tag=1", "!uri[a#b]"},
    {"To", "<sip:example.com>;tag=1;tag=2", "!parameter-twice[tag]"},
    {"To", "<tel:123>", "!tel-context[tel:123]"},
    {"To", "<tel:123;phone-context=+49>", ""},
    {"To", "<tel:+1x>", "!tel[+1x]"},
    {"To", "<urn:service:sos>", ""},
    {"To", "<urn:x>", "!uri[urn:x]"},
    {"Content-ID", "<a@b>", ""},
    {"Content-ID", "a@b", "!brackets[a@b]"},
    {"Resource-Priority", "wps.3, dsn.flash", ""},
    {"Resource-Priority", "flash", "!token[flash]"},
    {"Resource-Priority", "a.b.c", "!token[a.b.c]"},
    {"Response-Source", "fe=\"<urn:3gpp:fe:p-cscf>\";role=\"x\";;", ""},
    {"Restoration-Info", "\"001\x01\"", "!text[\\x01]"},
    {"Call-Info", "<>", "!uri[<>]"},
    {"Date", "Tue, 03 Mar 2026 08:09:10 GMT", ""},
    {"Date", "Wed, 03 Mar 2026 08:09:10 GMT", "!date-weekday[Wed]"},
    {"Contact", "*", ""},
    {"Contact", "<sip:a@b>;q=0.5;expires=0, sip:c@d;q=1.000", ""},
    {"Contact", "<sip:a@b>;q=1.5", "!number[1.5]"},
    {"Contact", "<sip:a@b>,,", "!list[<sip:a@b>,,]"},
    {"Route", "<sip:a;lr>, <sip:b;lr>", ""},
    {"Route", "sip:a;lr", "!brackets[sip:a;lr]"},
    {"Via", "SIP / 2.0 / UDP a.example:5060 ;branch=z9hG4bK1;rport;received=2001:db8::1", ""},
    {"Via", "SIP/2.0/UDP a;ttl=256", "!number[256]"},
    {"Via", "SIP/3.0/UDP a;branch=1", "!version[SIP]"},
    {"Via", "SIP/2.0/UDP a;branch=", "!parameter[branch]"},
    {"CSeq", "1 INVITE", ""},
    {"CSeq", "x INVITE", "!cseq[x INVITE]"},
    {"RAck", "1 2 INVITE", ""},
    {"RAck", "1 2", "!cseq[2]"},
    {"Call-ID", "a@b", ""},
    {"Call-ID", "a@b@c", "!call-id[a@b@c]"},
    {"Call-ID", "a b", "!call-id[a b]"},
    {"WWW-Authenticate", "Digest realm=\"a\", nonce=\"b\", qop=\"auth,auth-int\"", ""},
    {"WWW-Authenticate", "Digest realm=a, nonce=\"b\"", "!quoted[a]"},
    {"WWW-Authenticate", "Digest realm=\"a\"", "!parameter-missing[Digest realm=\"a\"]"},
    {"WWW-Authenticate", "Digest", "!auth[Digest]"},
    {"Authorization", "Nobody knows=this", ""},
    {"Authorization",
     "Digest username*=UTF-8''J%C3%A4, realm=\"a\", nonce=\"\", uri=\"sip:a\", response=\"\", "
     "nc=00000001",
     ""},
    {"Authorization", "Bearer abc/def==", ""},
    {"Accept", "", ""},
    {"Accept", "application/sdp;q=0.3, text/*", ""},
    {"Accept", "application", "!media-type[application]"},
    {"Content-Type", "multipart/mixed", "!parameter-missing[multipart/mixed]"},
    {"Content-Type", "multipart / mixed ; boundary=\"a b\"", ""},
    {"Content-Disposition", "session;handling=optional", ""},
    {"Max-Forwards", "256", "!number[256]"},
    {"Expires", "", "!empty[]"},
    {"Date", "Sat, 13 Nov 2010 23:29:00 GMT", ""},
    {"Date", "Sat, 13 Nov 2010 23:29:00 EST", "!date[Sat, 13 Nov 2010 23:29:00 EST]"},
    {"Date", "Xxx, 13 Nov 2010 23:29:00 GMT", "!date[Xxx, 13 Nov 2010 23:29:00 GMT]"},
    {"Retry-After", "120 (I am (not) here);duration=3600", ""},
    {"Retry-After", "120 (open", "!text[(open]"},
    {"Timestamp", "54.21 0.5", ""},
    {"Timestamp", ".5", "!number[.5]"},
    {"MIME-Version", "1.0", ""},
    {"MIME-Version", "1", "!number[1]"},
    {"Subject", "", ""},
    {"Subject", "a\x01", "!text[\\x01]"},
    {"Subject", "\xff", "!text[\\xff]"},
    {"Server", "Any thing/1.0 (a (b) c) @ [x]", ""},
    {"Replaces", "a@b;to-tag=1;from-tag=2;early-only", ""},
    {"Replaces", "a@b;to-tag=1", "!parameter-missing[a@b;to-tag=1]"},
    {"Subscription-State", "active;expires=60", ""},
    {"Subscription-State", "active;expires=x", "!number[x]"},
    {"Session-Expires", "1800;refresher=uac", ""},
    {"Session-Expires", "x", "!number[x]"},
    {"Event", "presence;id=1", ""},
    {"Allow", "INVITE, ACK", ""},
    {"Allow", "IN VITE", "!token[IN VITE]"},
    {"Supported", "", ""},
    {"Require", "", "!empty[]"},
    {"Call-Info", "<http://example.com/a.png>;purpose=icon", ""},
    {"Call-Info", "http://example.com/", "!brackets[http://example.com/]"},
};

static void
test_faults(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *found = walk(cases[i][0], cases[i][1], &faults);
    g_autofree char *shown = g_strescape(cases[i][1], NULL);
    g_test_message("%s: %s", cases[i][0], shown);
    g_assert_cmpstr(found, ==, cases[i][2]);
  }
}

static void
test_fields(void)
{
  g_autofree char *address =
      walk("m", "\"A\" <sip:u:p@h:1;x=y?Subject=a%20b>;q=1, <sip:b>", &writer);
  g_assert_cmpstr(address, ==,
                  "{Value=\"A\" <sip:u:p@h:1;x=y?Subject=a%20b>;q=1{Display name=A}"
                  "{URI=sip:u:p@h:1;x=y?Subject=a%20b{Scheme=sip}{User=u}{Password=p}{Host=h}"
                  "{Port=1}{x=y}{Subject=a%20b}}{q=1}}{Value=<sip:b>{URI=sip:b{Scheme=sip}"
                  "{Host=b}}}");
  g_autofree char *warning = walk("Warning", "399 a \"b, c\"", &writer);
  g_assert_cmpstr(warning, ==, "{Code=399}{Agent=a}{Text=\"b, c\"}");
}

/* The look-up needs the rows in order, and every compact form once. */
static void
test_registry(void)
{
  unsigned letters = 0;
  for (size_t i = 0; i < lm_sip_n_header_fields; i++) {
    const LmSipHeaderField *field = &lm_sip_header_fields[i];
    if (i > 0)
      g_assert_cmpint(g_ascii_strcasecmp(field[-1].name, field->name), <, 0);
    g_assert_true(lm_sip_header_field_find(lm_slice_str(field->name)) == field);
    g_autofree char *upper = g_ascii_strup(field->name, -1);
    g_assert_true(lm_sip_header_field_find(lm_slice_str(upper)) == field);
    if (!field->compact)
      continue;
    g_assert_true(lm_sip_header_field_find(lm_slice(&field->compact, 1)) == field);
    unsigned bit = 1u << (field->compact - 'a');
    g_assert_false(letters & bit);
    letters |= bit;
  }
  g_assert_null(lm_sip_header_field_find(LM_SLICE_LITERAL("X-Unknown")));
  g_assert_null(lm_sip_header_field_find(LM_SLICE_LITERAL("z")));
  g_assert_null(lm_sip_header_field_find(LM_SLICE_EMPTY));
}

static void
run_check(const char *text, size_t len)
{
  g_autofree LmSipMessage *message = g_new(LmSipMessage, 1);
  LmArena arena = LM_ARENA_INIT;
  LmSipVerdict verdict;
  g_assert_true(lm_sip_message_parse(lm_slice(text, len), false, &arena, message));
  lm_sip_check(message, false, &arena, &verdict);
  lm_arena_clear(&arena);
}

static void
test_linear(void)
{
  static const char *const parts[][3] = {
      {"INFO sip:b SIP/2.0\r\n", "Route: x\r\n", "\r\n"},
      {"INFO sip:b SIP/2.0\r\nf: <sip:a>", ";a=b", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nf: <sip:a>", ";a\xff", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nm: sip:a", ",sip:a%", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nm: <sip:a", "?a=%41&", ">\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nWarning: 399 a ", "\"\\", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nUser-Agent: ", "(", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nAuthorization: Digest ", "a=\"b\",", "\r\n\r\n"},
      {"INFO sip:b SIP/2.0\r\nAccept: ", ",;", "\r\n\r\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(run_check, parts[i][0], parts[i][1], parts[i][2]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-syntax/faults", test_faults);
  g_test_add_func("/sip-syntax/fields", test_fields);
  g_test_add_func("/sip-syntax/registry", test_registry);
  g_test_add_func("/sip-syntax/linear", test_linear);
  return g_test_run();
}
