/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ESP: what is not encrypted is found by itself, what is encrypted opens with the right key alone,
 * whatever the algorithm, and nothing else is taken for it. The packets are sealed here with
 * OpenSSL's own modes, checks and all. */

#include "net-packets.h"

#include "net/esp-keys.h"
#include "net/key-store.h"

#include <openssl/evp.h>

#define SPI "\x00\x00\x12\x34"
#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0a1a2a3"

/* Puts padding to a multiple of @unit and the trailer behind what is in @f. */
static void
add_trailer(TestFrame *f, size_t unit)
{
  size_t len = frame_len(f), padding = (unit - (len + 2) % unit) % unit;
  g_autofree uint8_t *bytes = g_memdup2(frame_bytes(f), len);
  uint8_t protocol = f->protocol;
  uint8_t all[70000];
  memcpy(all, bytes, len);
  for (size_t i = 0; i < padding; i++)
    all[len + i] = (uint8_t)(i + 1);
  all[len + padding] = (uint8_t)padding;
  all[len + padding + 1] = protocol;
  frame_payload(f, all, len + padding + 2);
}

/* A check value that nobody can verify. */
static void
add_check(TestFrame *f, size_t check)
{
  uint8_t all[70000];
  size_t len = frame_len(f);
  memcpy(all, frame_bytes(f), len);
  memset(all + len, 0xc3, check);
  frame_payload(f, all, len + check);
}

static void
outer(TestFrame *f, bool in_udp)
{
  frame_prepend(f, SPI "\x00\x00\x00\x01", 8);
  f->protocol = 50;
  if (in_udp)
    frame_udp(f, 4500, 4500);
  frame_ip(f, "203.0.113.1", "203.0.113.2");
  frame_ethernet(f);
}

static LmPacket
decode_it(TestFrame *f)
{
  LmFrame frame = frame_done(f, LM_LINK_ETHERNET);
  LmPacket packet;
  lm_net_decode(net, &frame, &packet);
  return packet;
}

static void
assert_opened(TestFrame *f, bool tunnel, const char *path)
{
  LmPacket packet = decode_it(f);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
  assert_payload(&packet, "hello");
  assert_endpoints(&packet, tunnel ? "192.0.2.1:5060" : "203.0.113.1:5060",
                   tunnel ? "198.51.100.2:5070" : "203.0.113.2:5070");
  LmText text = LM_TEXT_INIT;
  lm_path_text(packet.path, &text);
  g_assert_cmpstr(text.str, ==, path);
  lm_text_clear(&text);
}

static void
inside(TestFrame *f, bool tunnel)
{
  frame_payload(f, "hello", 5);
  frame_udp(f, 5060, 5070);
  if (tunnel)
    frame_ip(f, V4_SRC, V4_DST);
}

static void
test_null(void)
{
  static TestFrame f;
  static const size_t checks[] = {0, 8, 12, 16, 24, 32};
  for (size_t i = 0; i < G_N_ELEMENTS(checks); i++) {
    for (int form = 0; form < 4; form++) {
      bool tunnel = form & 1, in_udp = form & 2;
      static const char *const paths[] = {
          "eth / ip / esp spi 0x1234 / udp", "eth / ip / esp spi 0x1234 / ip / udp",
          "eth / ip / udp / esp spi 0x1234 / udp", "eth / ip / udp / esp spi 0x1234 / ip / udp"};
      inside(&f, tunnel);
      add_trailer(&f, 4);
      add_check(&f, checks[i]);
      outer(&f, in_udp);
      assert_opened(&f, tunnel, paths[form]);
    }
  }
  /* AES-GMAC has an initialization vector. */
  inside(&f, true);
  add_trailer(&f, 4);
  frame_prepend(&f, "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
  add_check(&f, 16);
  outer(&f, false);
  assert_opened(&f, true, "eth / ip / esp spi 0x1234 / ip / udp");
}

static void
test_null_tcp(void)
{
  static TestFrame f;
  static const TestTcp tcp = {.seq = 7, .ack = 9, .flags = 0x18, .option_bytes = 12};
  frame_payload(&f, "hello", 5);
  frame_tcp(&f, 5060, 5070, &tcp);
  add_trailer(&f, 4);
  add_check(&f, 12);
  outer(&f, false);
  LmPacket packet = decode_it(&f);
  g_assert_cmpuint(packet.kind, ==, LM_PACKET_TCP);
  assert_payload(&packet, "hello");
  g_assert_cmpuint(packet.tcp_seq, ==, 7);
}

static void
fill(uint8_t *bytes, size_t len, uint32_t seed)
{
  for (size_t i = 0; i < len; i++) {
    seed = seed * 1664525 + 1013904223;
    bytes[i] = (uint8_t)(seed >> 24);
  }
}

/* What is encrypted and has no key: no packet, and it is counted. */
static void
test_sealed(void)
{
  static TestFrame f;
  uint8_t bytes[200];
  uint64_t before = lm_net_counters(net)->sealed.packets;
  for (uint32_t i = 0; i < 1000; i++) {
    size_t len = 20 + i % 40 * 4;
    fill(bytes, len, i);
    frame_payload(&f, bytes, len);
    outer(&f, false);
    g_assert_cmpuint(decode_it(&f).kind, ==, LM_PACKET_NONE);
    frame_payload(&f, bytes, len);
    outer(&f, true);
    g_assert_cmpuint(decode_it(&f).kind, ==, LM_PACKET_UDP);
  }
  g_assert_cmpuint(lm_net_counters(net)->sealed.packets - before, ==, 2000);
}

/* The first associations that lack are named, and no packet is lost in adding up. */
static void
test_sealed_list(void)
{
  LmSealedList list = {0}, more = {0};
  for (uint32_t i = 0; i < 2 * LM_SEALED_SHOWN; i++) {
    LmSealed sealed = {.spi = i / 2, .packets = 10};
    sealed.src = sealed.dst = (LmAddr){.bytes = {192, 0, 2, 1}, .family = LM_ADDR_IPV4};
    lm_sealed_add(&list, &sealed);
    sealed.spi = i;
    lm_sealed_add(&more, &sealed);
  }
  g_assert_cmpuint(list.n_first, ==, LM_SEALED_SHOWN);
  g_assert_cmpuint(list.first[1].packets, ==, 20);
  lm_sealed_add_list(&list, &more);
  g_assert_cmpuint(list.packets, ==, 4 * LM_SEALED_SHOWN * 10);
  g_assert_cmpuint(list.first[1].packets, ==, 30);
  g_assert_cmpuint(list.first[1].spi, ==, 1);
}

/* On port 4500 there are others. */
static void
test_foreign(void)
{
  static TestFrame f;
  static const struct {
    const char *bytes;
    size_t len;
  } foreign[] = {
      {"\xff", 1},
      {"\x00\x00\x00\x00\x12\x34\x56\x78\x9a\xbc\xde\xf0\x00\x00\x00\x00\x21\x20\x22\x08", 20},
      {"OPTIONS sip:a@example.org SIP/2.0\r\n\r\n", 37},
      {"\x80\x00\x00\x01\x00\x01\x00\xa0\x12\x34\x56\x78 voice", 18},
      {"\x00\x01\x00\x00\x21\x12\xa4\x42\x12\x34\x56\x78\x9a\xbc\xde\xf0\x12\x34\x56\x78", 20},
  };
  uint64_t before = lm_net_counters(net)->sealed.packets;
  for (size_t i = 0; i < G_N_ELEMENTS(foreign); i++) {
    frame_payload(&f, foreign[i].bytes, foreign[i].len);
    frame_udp(&f, 4500, 4500);
    frame_ip(&f, V4_SRC, V4_DST);
    frame_ethernet(&f);
    LmPacket packet = decode_it(&f);
    g_assert_cmpuint(packet.kind, ==, LM_PACKET_UDP);
    g_assert_true(lm_slice_equal(packet.payload, lm_slice(foreign[i].bytes, foreign[i].len)));
  }
  g_assert_cmpuint(lm_net_counters(net)->sealed.packets - before, ==, 0);
}

static void
test_cut(void)
{
  static TestFrame f;
  inside(&f, true);
  add_trailer(&f, 4);
  add_check(&f, 12);
  outer(&f, false);
  LmFrame whole = frame_done(&f, LM_LINK_ETHERNET);
  for (uint32_t len = 0; len < whole.captured_bytes; len++) {
    for (int on_wire = 0; on_wire < 2; on_wire++) {
      g_autofree uint8_t *exact = g_memdup2(whole.data, len ? len : 1);
      LmFrame frame = whole;
      frame.data = exact;
      frame.captured_bytes = len;
      frame.original_bytes = on_wire ? len : whole.original_bytes;
      LmPacket packet = decode(&frame);
      /* With a part of its check value it looks like one with a shorter one. */
      g_assert_true(packet.kind == LM_PACKET_NONE || (on_wire && len + 12 >= whole.captured_bytes));
    }
  }
}

typedef struct {
  const char *name; /* in a file of associations */
  const char *evp;
  size_t key, salt, vector, check;
} Algorithm;

static const Algorithm algorithms[] = {
    {"AES-CBC [RFC3602]", "AES-128-CBC", 16, 0, 16, 0},
    {"AES-CBC [RFC3602]", "AES-192-CBC", 24, 0, 16, 0},
    {"aes-cbc", "AES-256-CBC", 32, 0, 16, 0},
    {"TripleDES-CBC [RFC2451]", "DES-EDE3-CBC", 24, 0, 8, 0},
    {"AES-CTR [RFC3686]", "AES-128-CTR", 16, 4, 8, 0},
    {"AES-CTR [RFC3686]", "AES-256-CTR", 32, 4, 8, 0},
    {"AES-GCM with 16 octet ICV [RFC4106]", "AES-128-GCM", 16, 4, 8, 16},
    {"AES-GCM with 12 octet ICV [RFC4106]", "AES-192-GCM", 24, 4, 8, 12},
    {"AES-GCM with 8 octet ICV [RFC4106]", "AES-256-GCM", 32, 4, 8, 8},
    {"AES-CCM with 16 octet ICV [RFC4309]", "AES-128-CCM", 16, 3, 8, 16},
    {"AES-CCM with 8 octet ICV [RFC4309]", "AES-256-CCM", 32, 3, 8, 8},
    {"ChaCha20 with Poly1305 [RFC7634]", "ChaCha20-Poly1305", 32, 4, 8, 16},
};

/* Encrypts all in @f; nonces as the algorithm's RFC makes them. */
static void
seal(TestFrame *f, const Algorithm *algorithm)
{
  uint8_t key[36], nonce[16] = {0}, out[2000], vector[16], tag[16];
  for (size_t i = 0; i < sizeof key; i++)
    key[i] = (uint8_t)g_ascii_xdigit_value(KEY[2 * i]) << 4 |
             (uint8_t)g_ascii_xdigit_value(KEY[2 * i + 1]);
  fill(vector, sizeof vector, 5);
  memcpy(nonce, key + algorithm->key, algorithm->salt);
  memcpy(nonce + algorithm->salt, vector, algorithm->vector);
  if (strstr(algorithm->evp, "CTR"))
    nonce[15] = 1;
  size_t len = frame_len(f);
  int n = 0, more = 0;
  EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, algorithm->evp, NULL);
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  bool ccm = strstr(algorithm->evp, "CCM");
  g_assert_cmpint(EVP_EncryptInit_ex2(context, cipher, NULL, NULL, NULL), ==, 1);
  if (algorithm->check)
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, (int)(algorithm->salt + 8), NULL);
  if (ccm)
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)algorithm->check, NULL);
  g_assert_cmpint(EVP_EncryptInit_ex2(context, NULL, key, nonce, NULL), ==, 1);
  EVP_CIPHER_CTX_set_padding(context, 0);
  if (ccm)
    g_assert_cmpint(EVP_EncryptUpdate(context, NULL, &n, NULL, (int)len), ==, 1);
  if (algorithm->check)
    EVP_EncryptUpdate(context, NULL, &more, (const uint8_t *)SPI "\x00\x00\x00\x01", 8);
  g_assert_cmpint(EVP_EncryptUpdate(context, out, &n, frame_bytes(f), (int)len), ==, 1);
  g_assert_cmpint(EVP_EncryptFinal_ex(context, out + n, &more), ==, 1);
  if (algorithm->check)
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, (int)algorithm->check, tag);
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
  g_assert_cmpint(n, ==, (int)len);
  memcpy(out + len, tag, algorithm->check);
  frame_payload(f, out, len + algorithm->check);
  frame_prepend(f, vector, algorithm->vector);
}

/* A net with the associations in @text; at most @n_warnings lines of it are wrong. */
static LmKeys *
use(const char *text, size_t n_associations, size_t n_warnings)
{
  LmKeys *keys = lm_keys_new();
  lm_esp_keys_add_text(keys->esp, lm_slice_str(text), "esp_sa", keys);
  g_assert_cmpuint(lm_esp_keys_n(keys->esp), ==, n_associations);
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, n_warnings);
  lm_net_use_keys(net, keys);
  return keys;
}

static void
drop(LmKeys *keys)
{
  lm_net_use_keys(net, NULL);
  lm_keys_free(keys);
}

static void
test_algorithms(void)
{
  static TestFrame f;
  for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
    const Algorithm *a = &algorithms[i];
    g_autofree char *key = g_strndup(KEY, 2 * (a->key + a->salt));
    g_autofree char *line = g_strdup_printf(
        "\"IPv4\",\"203.0.113.1\",\"*\",\"0x00001234\",\"%s\",\"0x%s\",\"%s\",\"\"\n", a->name, key,
        a->check ? "NULL" : "HMAC-SHA-256-128 [RFC4868]");
    LmKeys *keys = use(line, 1, 0);
    for (int form = 0; form < 2; form++) {
      inside(&f, form);
      add_trailer(&f, 16);
      seal(&f, a);
      if (!a->check)
        add_check(&f, 16);
      outer(&f, form);
      assert_opened(&f, form,
                    form ? "eth / ip / udp / esp spi 0x1234 / ip / udp"
                         : "eth / ip / esp spi 0x1234 / udp");
    }
    drop(keys);
    /* Without its key, and with a wrong one. */
    g_assert_cmpuint(decode_it(&f).dst.port, ==, 4500);
    key[1] = '7';
    g_autofree char *wrong =
        g_strdup_printf("\"IPv4\",\"*\",\"*\",\"*\",\"%s\",\"0x%s\",\"%s\",\"\"\n", a->name, key,
                        a->check ? "NULL" : "HMAC-SHA-256-128 [RFC4868]");
    keys = use(wrong, 1, 0);
    g_assert_cmpuint(decode_it(&f).kind, ==, LM_PACKET_NONE);
    drop(keys);
  }
}

/* Bytes behind the packet that are there to hide its length (RFC 4303, 2.7). */
static void
test_hidden_length(void)
{
  static TestFrame f;
  LmKeys *keys =
      use("\"IPv4\",\"*\",\"*\",\"*\",\"AES-CBC\",\"0x000102030405060708090a0b0c0d0e0f\","
          "\"NULL\",\"\"",
          1, 0);
  inside(&f, true);
  uint8_t protocol = f.protocol;
  add_check(&f, 100);
  f.protocol = protocol;
  add_trailer(&f, 16);
  seal(&f, &algorithms[0]);
  outer(&f, false);
  assert_opened(&f, true, "eth / ip / esp spi 0x1234 / ip / udp");
  drop(keys);
}

/* Simple DES, of which OpenSSL has but the threefold form. */
static void
test_des(void)
{
  static TestFrame f;
  LmKeys *keys = use("\"IPv4\",\"*\",\"*\",\"0x1234\",\"DES-CBC [RFC2405]\",\"0x133457799bbcdff1\","
                     "\"NULL\",\"\"",
                     1, 0);
  /* openssl enc -des-cbc -nopad -provider legacy -K 133457799bbcdff1 -iv 0102030405060708 of a UDP
   * datagram from 5060 to 5070 with "hello", a byte of padding, its length and protocol 17. */
  frame_payload(&f,
                "\x01\x02\x03\x04\x05\x06\x07\x08"
                "\x00\x1d\xec\x50\xe0\xc4\x4e\x3d\xfd\x49\xdf\xc8\xb5\xeb\x35\x5a",
                24);
  outer(&f, false);
  assert_opened(&f, false, "eth / ip / esp spi 0x1234 / udp");
  drop(keys);
}

static void
test_addresses(void)
{
  static TestFrame f;
  static const struct {
    const char *src, *dst, *spi, *family;
    bool fits;
  } cases[] = {
      {"203.0.113.1", "203.0.113.2", "0x1234", "IPv4", true},
      {"203.0.113.*", "*.2", "4660", "IPv4", true},
      {"*", "203.*.113.*", "*", "IPv4", true},
      {"2*3.0.113.1", "*", "0x00001234", "Any", true},
      {"203.0.113.2", "203.0.113.2", "0x1234", "IPv4", false},
      {"203.0.112.*", "*", "*", "IPv4", false},
      {"*", "*", "0x1235", "IPv4", false},
      {"*", "*", "*", "IPv6", false},
      {"2001:db8::1", "*", "*", "IPv4", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *line =
        g_strdup_printf("\"%s\",\"%s\",\"%s\",\"%s\",\"AES-CBC\","
                        "\"0x000102030405060708090a0b0c0d0e0f\",\"NULL\",\"\"",
                        cases[i].family, cases[i].src, cases[i].dst, cases[i].spi);
    LmKeys *keys = use(line, 1, 0);
    inside(&f, false);
    add_trailer(&f, 16);
    seal(&f, &algorithms[0]);
    outer(&f, false);
    g_assert_cmpuint(decode_it(&f).kind, ==, cases[i].fits ? LM_PACKET_UDP : LM_PACKET_NONE);
    drop(keys);
  }
}

static void
test_file(void)
{
  drop(use("# a comment\r\n"
           "\r\n"
           "\"IPv4\",\"*\",\"*\",\"*\",\"NULL\",\"\",\"HMAC-MD5-96 [RFC2403]\",\"0x00\"\r\n"
           "  \"IPv6\" , \"*\", \"*\", \"*\", \"NULL\", \"\", \"NULL\", \"\", \"32-bit\", \"0\"\n"
           "\"IPv4\",\"*\",\"*\",\"*\",\"AES-CBC\",\"sixteen bytes it\",\"NULL\",\"\"",
           3, 0));
  static const char *const wrong[] = {
      "IPv4,*,*,*,NULL,,NULL,",
      "\"IPv4\",\"*\",\"*\",\"*\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"*\",\"NULL\",\"\",\"NULL",
      "\"IPv4\",\"*\",\"*\",\"seven\",\"NULL\",\"\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"0x123456789\",\"NULL\",\"\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"*\",\"TWOFISH-CBC\",\"0x00\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"*\",\"AES-CBC\",\"0x0001\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"*\",\"AES-CBC\",\"0xgg\",\"NULL\",\"\"",
      "\"IPv4\",\"*\",\"*\",\"*\",\"NULL\",\"\",\"HMAC-OF-SOME-KIND\",\"\"",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    drop(use(wrong[i], 0, 1));
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  g_assert_false(lm_keys_add_esp(keys, "/nonexistent/esp_sa", &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  lm_keys_free(keys);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  net = lm_net_new();
  g_test_add_func("/net/esp/null", test_null);
  g_test_add_func("/net/esp/null-tcp", test_null_tcp);
  g_test_add_func("/net/esp/sealed", test_sealed);
  g_test_add_func("/net/esp/sealed-list", test_sealed_list);
  g_test_add_func("/net/esp/foreign", test_foreign);
  g_test_add_func("/net/esp/cut", test_cut);
  g_test_add_func("/net/esp/algorithms", test_algorithms);
  g_test_add_func("/net/esp/hidden-length", test_hidden_length);
  g_test_add_func("/net/esp/des", test_des);
  g_test_add_func("/net/esp/addresses", test_addresses);
  g_test_add_func("/net/esp/file", test_file);
  int result = g_test_run();
  lm_net_free(net);
  return result;
}
