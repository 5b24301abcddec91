/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trees of other protocols than SIP, from the seeds of their parsers and from what is broken. */

#include "proto/detail-steps.h"

#include "base/limits.h"
#include "base/text.h"
#include "linear.h"

#include <string.h>

static void
dump(const LmDetail *node, int level, size_t len, LmText *text)
{
  g_assert_cmpint(level, <, LM_LIMIT_DETAIL_DEPTH);
  g_assert_cmpuint((uint64_t)node->offset + node->len, <=, len);
  lm_text_printf(text, "%*s%s%s=", level * 2, "", node->anomaly ? "! " : "", node->name);
  lm_text_add_safe(text, node->value, false);
  lm_text_add_str(text, "\n");
  for (const LmDetail *child = node->first_child; child; child = child->next)
    dump(child, level + 1, len, text);
}

/* The tree without its root, or NULL. */
static char *
tree_of(LmDetail *(*make)(LmSlice, LmArena *), const void *bytes, size_t len)
{
  LmArena arena = LM_ARENA_INIT;
  g_autofree char *exact = g_memdup2(len ? bytes : "", len ? len : 1);
  const LmDetail *root = make(lm_slice(exact, len), &arena);
  LmText text = LM_TEXT_INIT;
  for (const LmDetail *child = root ? root->first_child : NULL; child; child = child->next)
    dump(child, 0, len, &text);
  char *copy = root ? g_strdup(text.str ? text.str : "") : NULL;
  lm_text_clear(&text);
  lm_arena_clear(&arena);
  return copy;
}

static void
test_stun(void)
{
  static const uint8_t request[] = "\x00\x01\x00\x1c\x21\x12\xa4\x42"
                                   "abcdefghijkl"
                                   "\x00\x06\x00\x03u:v\x00"
                                   "\x00\x24\x00\x04\x6e\x00\x1e\xff"
                                   "\x00\x25\x00\x00"
                                   "\x7f\x01\x00\x02xy\x00\x00";
  g_autofree char *tree = tree_of(lm_detail_stun, request, 20 + 28);
  g_assert_cmpstr(tree, ==,
                  "Message=Binding request\n"
                  "Transaction=6162636465666768696a6b6c\n"
                  "USERNAME=u:v\n"
                  "PRIORITY=1845501695\n"
                  "USE-CANDIDATE=\n"
                  "0x7f01=7879\n");
  static const uint8_t success[] = "\x01\x01\x00\x0c\x21\x12\xa4\x42"
                                   "abcdefghijkl"
                                   "\x00\x20\x00\x08\x00\x01\x11\x2b\xe1\x12\xa6\x43";
  g_autofree char *mapped = tree_of(lm_detail_stun, success, sizeof success - 1);
  g_assert_nonnull(strstr(mapped, "Message=Binding success\n"));
  g_assert_nonnull(strstr(mapped, "XOR-MAPPED-ADDRESS=192.0.2.1:12345\n"));
  static const uint8_t error[] = "\x01\x11\x00\x0c\x21\x12\xa4\x42"
                                 "abcdefghijkl"
                                 "\x00\x09\x00\x08\x00\x00\x04\x01wait";
  g_autofree char *refused = tree_of(lm_detail_stun, error, sizeof error - 1);
  g_assert_nonnull(strstr(refused, "ERROR-CODE=401 wait\n"));
  g_assert_null(tree_of(lm_detail_stun, request, 19));
  g_assert_null(tree_of(lm_detail_stun, "", 0));
}

static void
test_dtls(void)
{
  static const uint8_t hello[] = "\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x01\x00\x48"
                                 "\x01\x00\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x3c"
                                 "\xfe\xfd"
                                 "0123456789abcdef0123456789abcdef"
                                 "\x00\x00\x00\x04\xc0\x2b\xc0\x2f\x01\x00"
                                 "\x00\x0e\x00\x0e\x00\x05\x00\x02\x00\x01\x00\x00\x17\x00\x00\x00";
  g_autofree char *tree = tree_of(lm_detail_dtls, hello, 13 + 0x48);
  g_assert_nonnull(tree);
  g_assert_nonnull(strstr(tree, "ClientHello=60 bytes\n"));
  g_assert_nonnull(strstr(tree, "    Version=DTLS 1.2\n"));
  g_assert_nonnull(strstr(tree, "    Cipher suites=2\n"));
  g_assert_nonnull(strstr(tree, "=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"));
  g_assert_nonnull(strstr(tree, "SRTP_AES128_CM_HMAC_SHA1_80\n"));
  static const uint8_t alert[] = "\x15\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x05\x00\x02\x02\x28";
  g_autofree char *alerted = tree_of(lm_detail_dtls, alert, sizeof alert - 1);
  g_assert_nonnull(strstr(alerted, "  Alert="));
  g_assert_null(tree_of(lm_detail_dtls, hello, 5));
}

static void
test_lines(void)
{
  static const char send[] = "MSRP a1 SEND\r\n"
                             "To-Path: msrp://b;tcp\r\n"
                             "odd line\r\n"
                             "Content-Type: text/plain\r\n"
                             "\r\n"
                             "hello\r\n-------a1$\r\n";
  g_autofree char *tree = tree_of(lm_detail_lines, send, sizeof send - 1);
  g_assert_cmpstr(tree, ==,
                  "Start line=MSRP a1 SEND\n"
                  "To-Path=msrp://b;tcp\n"
                  "=odd line\n"
                  "Content-Type=text/plain\n"
                  "Body=hello\\x0d\\x0a-------a1$\\x0d\\x0a\n");
  static const char answer[] = "HTTP/1.1 200 OK\r\n"
                               "Content-Type: application/json\r\n"
                               "\r\n"
                               "{\"a\":1}";
  g_autofree char *body = tree_of(lm_detail_lines, answer, sizeof answer - 1);
  g_assert_nonnull(strstr(body, "Body={\"a\":1}\n  a=1\n"));
  g_assert_null(tree_of(lm_detail_lines, "", 0));
  g_assert_null(tree_of(lm_detail_lines, "\r\nx", 3));
}

static void
test_msrp(void)
{
  static const char send[] = "MSRP abcd SEND\r\n"
                             "To-Path: msrp://a:1/b;tcp\r\n"
                             "From-Path: msrp://c:1/d;tcp\r\n"
                             "Message-ID: 1234\r\n"
                             "Byte-Range: 3-1/2\r\n"
                             "Content-Type: message/cpim\r\n"
                             "\r\n"
                             "From: <sip:a@b>\r\n\r\nContent-Type: text/plain\r\n\r\nHello"
                             "\r\n-------abcd$\r\n";
  g_autofree char *tree = tree_of(lm_detail_msrp, send, sizeof send - 1);
  g_assert_nonnull(strstr(tree, "Start line=MSRP abcd SEND\nTo-Path=msrp://a:1/b;tcp\n"));
  g_assert_nonnull(strstr(tree, "  From=<sip:a@b>\n  Content-Type=text/plain\n  Body=Hello\n"));
  g_assert_nonnull(strstr(tree, "End-line=-------abcd$\n"));
  g_assert_nonnull(strstr(tree, "Byte-Range is malformed"));
  g_assert_null(tree_of(lm_detail_msrp, "", 0));
  g_assert_null(tree_of(lm_detail_msrp, "HTTP/1.1 200 OK\r\n\r\n", 19));
}

static void
test_t38(void)
{
  static const uint8_t packet[] = {0xc0, 2, 0x80, 0, 2, 0xff, 0xc8, 1, 0x40};
  g_autofree char *tree = tree_of(lm_detail_t38, packet, sizeof packet);
  g_assert_cmpstr(tree, ==, "Data=V.21\nhdlc-data=ffc801\nhdlc-fcs-OK-sig-end=\n");
  static const uint8_t datagram[] = {0x12, 0x34, 1, 0x04, 0, 2, 1, 0x06, 1, 0x05};
  g_autofree char *copies = tree_of(lm_detail_t38, datagram, sizeof datagram);
  g_assert_nonnull(strstr(copies, "Sequence number=4660\nIndicator=CED\n"));
  g_assert_nonnull(strstr(copies, "Copy=\n  Indicator=V.21 preamble\n"));
  g_assert_nonnull(strstr(copies, "do not fit its length"));
  g_assert_null(tree_of(lm_detail_t38, "\x05\x06", 2));
}

/* The seeds of the fuzz target, each also cut short. */
static void
test_seeds(void)
{
  static LmDetail *(*const makers[])(LmSlice, LmArena *) = {
      lm_detail_stun, lm_detail_dtls,  lm_detail_diameter, lm_detail_bfcp,
      lm_detail_zrtp, lm_detail_lines, lm_detail_msrp,     lm_detail_t38,
  };
  unsigned n_trees[G_N_ELEMENTS(makers)] = {0};
  g_autofree char *folder =
      g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests", "fuzz", "seeds", "detail-steps", NULL);
  g_autoptr(GDir) list = g_dir_open(folder, 0, NULL);
  g_assert_nonnull(list);
  for (const char *name; (name = g_dir_read_name(list));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *bytes = NULL;
    gsize len;
    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    unsigned kind = (unsigned char)bytes[0] % G_N_ELEMENTS(makers);
    for (gsize cut = 1; cut <= len; cut++) {
      g_autofree char *tree = tree_of(makers[kind], bytes + 1, cut - 1);
      n_trees[kind] += tree && cut == len;
    }
  }
  for (unsigned i = 0; i < G_N_ELEMENTS(makers); i++)
    g_assert_cmpuint(n_trees[i], >, 0);
}

/* AVPs within AVPs, as deep as the bytes reach. */
static void
test_depth(void)
{
  uint8_t bytes[20 + 8 * 200] = {1};
  bytes[2] = (uint8_t)(sizeof bytes >> 8);
  bytes[3] = (uint8_t)sizeof bytes;
  for (unsigned i = 0; i < 200; i++) {
    uint8_t *avp = bytes + 20 + 8 * i;
    unsigned len = (200 - i) * 8;
    avp[2] = 456 >> 8; /* Multiple-Services-Credit-Control, RFC 8506, 8.16: grouped */
    avp[3] = 456 & 0xff;
    avp[6] = (uint8_t)(len >> 8);
    avp[7] = (uint8_t)len;
  }
  g_autofree char *tree = tree_of(lm_detail_diameter, bytes, sizeof bytes);
  g_assert_nonnull(tree);
}

static void
run_stun(const char *text, size_t len)
{
  g_autofree char *tree = tree_of(lm_detail_lines, text, len);
  g_assert_nonnull(tree);
}

static void
test_growth(void)
{
  assert_linear(run_stun, "MSRP a SEND\n", "a: b\n", "");
  assert_linear(run_stun, "MSRP a SEND\n", "a\n", "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/detail/steps/stun", test_stun);
  g_test_add_func("/detail/steps/dtls", test_dtls);
  g_test_add_func("/detail/steps/lines", test_lines);
  g_test_add_func("/detail/steps/msrp", test_msrp);
  g_test_add_func("/detail/steps/t38", test_t38);
  g_test_add_func("/detail/steps/seeds", test_seeds);
  g_test_add_func("/detail/steps/depth", test_depth);
  g_test_add_func("/detail/steps/growth", test_growth);
  return g_test_run();
}
