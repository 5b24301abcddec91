/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "proto/named.h"

#include <glib.h>

typedef struct {
  const char *bytes;
  size_t len;
  bool stream;
  uint16_t port;
  LmNamed protocol;
  const char *label;
} Case;

#define TEXT(t) t, sizeof(t) - 1

static const Case cases[] = {
    {TEXT("DESCRIBE rtsp://10.2.2.2:8554/ RTSP/1.0\r\nCSeq: 2\r\n\r\n"), true, 4000, LM_NAMED_RTSP,
     "DESCRIBE"},
    {TEXT("RTSP/2.0 200 OK\r\n"), true, 4000, LM_NAMED_RTSP, "200 OK"},
    {TEXT("DESCRIBE / HTTP/1.0\r\n"), true, 554, LM_NAMED_NONE, ""},
    {TEXT("CRCX 1204 aaln/1@gw.example.net MGCP 1.0\r\n"), false, 9, LM_NAMED_MGCP, "CRCX"},
    {TEXT("200 1204 OK\r\n"), false, 2427, LM_NAMED_MGCP, "200"},
    {TEXT("200 1204 OK\r\n"), false, 9, LM_NAMED_NONE, ""},
    {TEXT("CRCX x aaln/1@gw MGCP 1.0\r\n"), false, 2427, LM_NAMED_NONE, ""},
    {TEXT("MEGACO/1 [124.124.124.222]\r\nTransaction = 9998 {\r\n"), false, 9, LM_NAMED_MEGACO,
     "Transaction"},
    {TEXT("!/1 [1.2.3.4]:2944 P=1{"), false, 9, LM_NAMED_MEGACO, "Reply"},
    {TEXT("\x30\x05\xa1\x03\x80\x01\x01"), false, 2945, LM_NAMED_MEGACO, ""},
    {TEXT("\x30\x05\xa1\x03\x80\x01\x01"), false, 9, LM_NAMED_NONE, ""},
    {TEXT("\x03\x00\x00\x0a\x08\x02\x77\xf4\x05\x04"), true, 1720, LM_NAMED_H225, "SETUP"},
    {TEXT("\x03\x00\x00\x0a\x08\x02\x77\xf4\x5a\x08"), true, 9, LM_NAMED_H225, "RELEASE COMPLETE"},
    /* ISO transport over TPKT, as remote desktops have it. */
    {TEXT("\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00"), true, 3389, LM_NAMED_NONE, ""},
    {TEXT("\x03\x00\x00\x0e\x02\x30\x01\x06\x00\x08\x81\x75\x00\x05"), true, 9, LM_NAMED_H245,
     "terminalCapabilitySet"},
    {TEXT("\x03\x00\x00\x0e\x02\x30\x01\x06\x00\x08\x81\x76\x00\x05"), true, 9, LM_NAMED_NONE, ""},
    {TEXT("\x03\x00\x00\x0b\x01\x00\x00\x80\x92\x4f\xd5"), true, 9, LM_NAMED_H245,
     "masterSlaveDetermination"},
    {TEXT("\x0e\x40\x00\x01\x06"), false, 1719, LM_NAMED_RAS, "RRQ"},
    {TEXT("\x0e\x40\x00\x01\x06"), false, 9, LM_NAMED_NONE, ""},
    {TEXT("\x04\0\0\0\0\0\0\0\0\0\0\0"), true, 2000, LM_NAMED_SKINNY, "KeepAliveReq"},
    {TEXT("\x10\0\0\0\x11\0\0\0\x11\x01\0\0"), true, 2000, LM_NAMED_SKINNY, "CallState"},
    {TEXT("\x10\0\0\0\x11\0\0\0\x11\x01\0\0"), true, 9, LM_NAMED_NONE, ""},
    {TEXT("\x80\x04\0\0\0\0\0\x01\0\0\x06\x01"), false, 4569, LM_NAMED_IAX2, "NEW"},
    {TEXT("\x80\x04\0\x17\0\0\0\x01\0\0\x04\x04"), false, 4569, LM_NAMED_IAX2, "ANSWER"},
    {TEXT("\x80\x04\0\x17\0\0\0\x01\0\0\x02\x04"), false, 4569, LM_NAMED_IAX2, "voice"},
    {TEXT("\0\x04\0\0xxxx"), false, 4569, LM_NAMED_IAX2, ""},
    {TEXT("\x80\x04\0\0\0\0\0\x01\0\0\x06\x01"), false, 5004, LM_NAMED_NONE, ""},
    {TEXT("\x80\x04\0\0\0\0\0\x01\0\0\x40\x01"), false, 4569, LM_NAMED_NONE, ""},
    {TEXT(""), false, 4569, LM_NAMED_NONE, ""},
};

static void
test_find(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const Case *c = &cases[i];
    char label[LM_NAMED_LABEL_SIZE];
    g_autofree uint8_t *exact = g_memdup2(c->bytes, MAX(c->len, 1));
    LmSlice bytes = lm_slice(exact, c->len);
    LmNamed found = lm_named_find(bytes, c->stream, 40000, c->port);
    if (found != c->protocol)
      g_test_message("case %zu", i);
    g_assert_cmpint(found, ==, c->protocol);
    g_assert_cmpint(lm_named_find(bytes, c->stream, c->port, 40000), ==, c->protocol);
    g_assert_cmpstr(lm_named_label(found, bytes, label), ==, c->label);
  }
}

static void
test_len(void)
{
  g_assert_cmpuint(lm_named_len(LM_NAMED_SKINNY, lm_slice("\x10\0\0\0\x11\0\0\0\x11\x01\0\0", 12)),
                   ==, 24);
  g_assert_cmpuint(lm_named_len(LM_NAMED_H225, lm_slice("\x03\x00\x00\x0a\x08", 5)), ==, 10);
  g_assert_cmpuint(lm_named_len(LM_NAMED_H225, lm_slice("\x03\x00\x00\x03\x08", 5)), ==, 0);
  g_assert_cmpuint(lm_named_len(LM_NAMED_RTSP, LM_SLICE_LITERAL("OPTIONS * RTSP/1.0\r\n")), ==, 0);
  g_assert_cmpuint(lm_named_len(LM_NAMED_RTSP, LM_SLICE_LITERAL("A * RTSP/1.0\r\n\r\n$")), ==, 16);
  g_assert_cmpuint(
      lm_named_len(LM_NAMED_RTSP, LM_SLICE_LITERAL("A * RTSP/1.0\r\ncontent-length: 9\r\n\r\n")),
      ==, 44);
  g_assert_cmpuint(lm_named_len(LM_NAMED_RTSP, lm_slice("$\0\0\x10", 4)), ==, 20);
}

static void
test_label_size(void)
{
  char label[LM_NAMED_LABEL_SIZE];
  g_autofree char *word = g_strnfill(100, 'A');
  g_autofree char *line = g_strdup_printf("%s * RTSP/1.0\r\n", word);
  g_assert_cmpuint(strlen(lm_named_label(LM_NAMED_RTSP, lm_slice_str(line), label)), ==,
                   LM_NAMED_LABEL_SIZE - 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/named/find", test_find);
  g_test_add_func("/named/len", test_len);
  g_test_add_func("/named/label-size", test_label_size);
  return g_test_run();
}
