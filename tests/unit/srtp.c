/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets that libsrtp protects as a sender does, opened as a listener does. */

#include "media/srtp.h"

#include <glib.h>
#include <srtp2/srtp.h>

#define SSRC 0x12345678u

static uint8_t *
scratch(void)
{
  static uint8_t *bytes;
  if (!bytes)
    bytes = g_malloc(LM_SRTP_SCRATCH_BYTES);
  return bytes;
}

static LmSrtpCrypto
make_crypto(LmSrtpSuite suite, uint8_t seed)
{
  LmSrtpCrypto crypto = {.tag = 1, .suite = (uint8_t)suite, .n_keys = 1};
  for (unsigned k = 0; k < 2; k++) {
    memset(crypto.keys[k].key, seed + (int)k, sizeof crypto.keys[k].key);
    memset(crypto.keys[k].salt, seed + 100, sizeof crypto.keys[k].salt);
  }
  return crypto;
}

/* A sender; @rtcp: with the policy for it. */
static srtp_t
new_sender(const LmSrtpCrypto *crypto, unsigned key)
{
  uint8_t bytes[64];
  srtp_policy_t policy = {0};
  srtp_t session;
  size_t n = lm_srtp_key_bytes((LmSrtpSuite)crypto->suite);
  memcpy(bytes, crypto->keys[key].key, n);
  memcpy(bytes + n, crypto->keys[key].salt, lm_srtp_salt_bytes((LmSrtpSuite)crypto->suite));
  switch ((LmSrtpSuite)crypto->suite) {
  case LM_SRTP_AES_192_CM_HMAC_SHA1_80:
    srtp_crypto_policy_set_aes_cm_192_hmac_sha1_80(&policy.rtp);
    break;
  case LM_SRTP_AES_192_CM_HMAC_SHA1_32:
    srtp_crypto_policy_set_aes_cm_192_hmac_sha1_32(&policy.rtp);
    break;
  case LM_SRTP_AES_256_CM_HMAC_SHA1_80:
    srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtp);
    break;
  case LM_SRTP_AES_256_CM_HMAC_SHA1_32:
    srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32(&policy.rtp);
    break;
  case LM_SRTP_AEAD_AES_128_GCM:
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
    break;
  case LM_SRTP_AEAD_AES_256_GCM:
    srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
    break;
  case LM_SRTP_AES_CM_128_HMAC_SHA1_32:
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32(&policy.rtp);
    break;
  case LM_SRTP_NULL_HMAC_SHA1_80:
    srtp_crypto_policy_set_null_cipher_hmac_sha1_80(&policy.rtp);
    break;
  default:
    srtp_crypto_policy_set_rtp_default(&policy.rtp);
  }
  policy.rtcp = policy.rtp;
  if (policy.rtcp.auth_tag_len == 4)
    policy.rtcp.auth_tag_len = 10;
  srtp_master_key_t master = {bytes, (uint8_t *)(uintptr_t)crypto->keys[key].mki,
                              crypto->keys[key].mki_bytes};
  srtp_master_key_t *list[] = {&master};
  if (master.mki_size) {
    policy.keys = list;
    policy.num_master_keys = 1;
  } else {
    policy.key = bytes;
  }
  policy.ssrc.type = ssrc_specific;
  policy.ssrc.value = SSRC;
  policy.allow_repeat_tx = 1;
  policy.window_size = 0x7fff;
  g_assert_true(lm_srtp_is_there()); /* which begins with it: it can be begun once */
  g_assert_cmpint(srtp_create(&session, &policy), ==, 0);
  return session;
}

typedef struct {
  _Alignas(8) uint8_t bytes[256];
  size_t len;
} Packet;

static Packet
protect(srtp_t sender, uint16_t sequence, bool mki)
{
  Packet packet = {
      {0x80, 8, (uint8_t)(sequence >> 8), (uint8_t)sequence, 0, 0, 0, 1, 0x12, 0x34, 0x56, 0x78},
      0};
  int len = 12 + 20;
  for (int i = 12; i < len; i++)
    packet.bytes[i] = (uint8_t)(sequence + i);
  g_assert_cmpint(srtp_protect_mki(sender, packet.bytes, &len, mki, 0), ==, 0);
  packet.len = (size_t)len;
  return packet;
}

static LmSrtpResult
open_packet(LmSrtp *srtp, const Packet *packet)
{
  g_autofree uint8_t *exact = g_memdup2(packet->bytes, packet->len);
  LmSlice plain;
  LmSrtpResult result = lm_srtp_open_rtp(srtp, lm_slice(exact, packet->len), &plain);
  if (result == LM_SRTP_OPENED) {
    g_assert_cmpuint(plain.len, ==, 32);
    for (size_t i = 12; i < 32; i++)
      g_assert_cmpuint(plain.data[i], ==, (uint8_t)(lm_slice_at(plain, 3) + (int)i));
  }
  return result;
}

static void
test_suites(void)
{
  static const LmSrtpSuite suites[] = {
      LM_SRTP_AES_CM_128_HMAC_SHA1_80, LM_SRTP_AES_CM_128_HMAC_SHA1_32,
      LM_SRTP_AES_192_CM_HMAC_SHA1_80, LM_SRTP_AES_192_CM_HMAC_SHA1_32,
      LM_SRTP_AES_256_CM_HMAC_SHA1_80, LM_SRTP_AES_256_CM_HMAC_SHA1_32,
      LM_SRTP_AEAD_AES_128_GCM,        LM_SRTP_AEAD_AES_256_GCM,
      LM_SRTP_NULL_HMAC_SHA1_80,
  };
  for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
    LmSrtpCrypto crypto = make_crypto(suites[i], 1), wrong = make_crypto(suites[i], 9);
    const LmSrtpCrypto *both[] = {&wrong, &crypto}, *none[] = {&wrong};
    srtp_t sender = new_sender(&crypto, 0);
    LmSrtp *srtp = lm_srtp_new(both, 2, SSRC, scratch());
    LmSrtp *deaf = lm_srtp_new(none, 1, SSRC, scratch());
    g_assert_true(lm_srtp_can(&crypto));
    for (uint16_t n = 65530; n != 5; n++) {
      Packet packet = protect(sender, n, false);
      g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_OPENED);
      g_assert_cmpint(open_packet(deaf, &packet), ==, LM_SRTP_FAILED);
      packet.bytes[20] ^= 1;
      g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_FAILED);
    }
    g_assert_cmpint(lm_srtp_current(srtp), ==, 1);
    g_assert_cmpuint(lm_srtp_rollover(srtp), ==, 1);
    g_assert_cmpint(lm_srtp_current(deaf), ==, -1);
    lm_srtp_free(srtp);
    lm_srtp_free(deaf);
    srtp_dealloc(sender);
  }
}

/* F8 and SEED are known by name alone, and so are keys that are derived again. */
static void
test_not_supported(void)
{
  LmSrtpCrypto f8 = make_crypto(LM_SRTP_F8_128_HMAC_SHA1_80, 1);
  LmSrtpCrypto seed = make_crypto(LM_SRTP_SEED_128_GCM_96, 1);
  LmSrtpCrypto again = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  again.derives_again = true;
  g_assert_false(lm_srtp_can(&f8));
  g_assert_false(lm_srtp_can(&seed));
  g_assert_false(lm_srtp_can(&again));
  const LmSrtpCrypto *list[] = {&f8, &seed, &again};
  LmSrtp *srtp = lm_srtp_new(list, 3, SSRC, scratch());
  LmSrtpCrypto other = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  srtp_t sender = new_sender(&other, 0);
  Packet packet = protect(sender, 1, false);
  g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_FAILED);
  lm_srtp_free(srtp);
  srtp_dealloc(sender);
}

/* The capture begins in the middle, packets are missing, come late or come again. */
static void
test_middle(void)
{
  LmSrtpCrypto crypto = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  const LmSrtpCrypto *list[] = {&crypto};
  static const uint32_t counters[] = {1, 17, 63};
  for (size_t i = 0; i < G_N_ELEMENTS(counters); i++) {
    srtp_t sender = new_sender(&crypto, 0);
    g_assert_cmpint(srtp_set_stream_roc(sender, SSRC, counters[i]), ==, 0);
    Packet packets[6];
    packets[0] = protect(sender, 40000, false);
    packets[1] = protect(sender, 40001, false);
    packets[2] = protect(sender, 65535, false);
    packets[3] = protect(sender, 3, false);
    packets[4] = protect(sender, 30000, false);
    packets[5] = protect(sender, 60000, false);
    static const int order[] = {1, 0, 3, 2, 0, 3, 5, 4};
    LmSrtp *srtp = lm_srtp_new(list, 1, SSRC, scratch());
    for (size_t n = 0; n < G_N_ELEMENTS(order); n++)
      g_assert_cmpint(open_packet(srtp, &packets[order[n]]), ==, LM_SRTP_OPENED);
    g_assert_cmpuint(lm_srtp_rollover(srtp), ==, counters[i] + 1);
    /* One that came before, changed. */
    packets[3].bytes[15] ^= 1;
    g_assert_cmpint(open_packet(srtp, &packets[3]), ==, LM_SRTP_FAILED);
    lm_srtp_free(srtp);
    srtp_dealloc(sender);
  }
}

/* A re-INVITE changes the key, and the sender starts over or goes on. */
static void
test_changes(void)
{
  LmSrtpCrypto first = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  LmSrtpCrypto second = make_crypto(LM_SRTP_AEAD_AES_256_GCM, 2);
  const LmSrtpCrypto *list[] = {&first, &second};
  srtp_t a = new_sender(&first, 0), b = new_sender(&second, 0);
  LmSrtp *srtp = lm_srtp_new(list, 2, SSRC, scratch());
  for (uint16_t n = 1; n < 40; n++) {
    Packet packet = protect(n / 10 % 2 ? b : a, n, false);
    g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_OPENED);
    g_assert_cmpint(lm_srtp_current(srtp), ==, n / 10 % 2);
  }
  lm_srtp_free(srtp);
  srtp_dealloc(a);
  srtp_dealloc(b);
}

static void
test_identifiers(void)
{
  LmSrtpCrypto crypto = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  crypto.n_keys = 2;
  for (unsigned k = 0; k < 2; k++) {
    crypto.keys[k].mki_bytes = 4;
    crypto.keys[k].mki[3] = (uint8_t)(k + 1);
  }
  const LmSrtpCrypto *list[] = {&crypto};
  srtp_t senders[] = {new_sender(&crypto, 0), new_sender(&crypto, 1)};
  LmSrtp *srtp = lm_srtp_new(list, 1, SSRC, scratch());
  for (uint16_t n = 1; n < 20; n++) {
    Packet packet = protect(senders[n / 5 % 2], n, true);
    g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_OPENED);
  }
  lm_srtp_free(srtp);
  srtp_dealloc(senders[0]);
  srtp_dealloc(senders[1]);
}

static void
test_rtcp(void)
{
  static const LmSrtpSuite suites[] = {LM_SRTP_AES_CM_128_HMAC_SHA1_32, LM_SRTP_AEAD_AES_128_GCM};
  static const uint8_t report[] = {0x80, 201, 0,    1,    0x12, 0x34, 0x56, 0x78, 0x81, 202,
                                   0,    2,   0x12, 0x34, 0x56, 0x78, 1,    1,    'x',  0};
  for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
    LmSrtpCrypto crypto = make_crypto(suites[i], 1);
    const LmSrtpCrypto *list[] = {&crypto};
    srtp_t sender = new_sender(&crypto, 0);
    LmSrtp *srtp = lm_srtp_new(list, 1, SSRC, scratch());
    for (int n = 0; n < 6; n++) {
      Packet packet = {{0}, 0};
      int len = sizeof report;
      memcpy(packet.bytes, report, sizeof report);
      g_assert_cmpint(srtp_protect_rtcp(sender, packet.bytes, &len), ==, 0);
      LmSlice plain;
      /* The second time as a copy. */
      for (int again = 0; again < 2; again++) {
        g_assert_cmpint(lm_srtp_open_rtcp(srtp, lm_slice(packet.bytes, (size_t)len), &plain), ==,
                        LM_SRTP_OPENED);
        g_assert_cmpmem(plain.data, plain.len, report, sizeof report);
      }
      packet.bytes[len - 1] ^= 1;
      g_assert_cmpint(lm_srtp_open_rtcp(srtp, lm_slice(packet.bytes, (size_t)len), &plain), ==,
                      LM_SRTP_FAILED);
    }
    lm_srtp_free(srtp);
    srtp_dealloc(sender);
  }
}

/* Bytes that are no packet of it, and packets cut short at every place. */
static void
test_broken(void)
{
  LmSrtpCrypto crypto = make_crypto(LM_SRTP_AEAD_AES_128_GCM, 1);
  const LmSrtpCrypto *list[] = {&crypto};
  srtp_t sender = new_sender(&crypto, 0);
  LmSrtp *srtp = lm_srtp_new(list, 1, SSRC, scratch());
  Packet packet = protect(sender, 1, false);
  LmSlice plain;
  g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_OPENED);
  for (size_t len = 0; len < packet.len; len++) {
    g_autofree uint8_t *exact = g_memdup2(packet.bytes, len ? len : 1);
    g_assert_cmpint(lm_srtp_open_rtp(srtp, lm_slice(exact, len), &plain), !=, LM_SRTP_OPENED);
    g_assert_cmpint(lm_srtp_open_rtcp(srtp, lm_slice(exact, len), &plain), !=, LM_SRTP_OPENED);
  }
  packet.bytes[11] ^= 1;
  g_assert_cmpint(open_packet(srtp, &packet), ==, LM_SRTP_BROKEN);
  lm_srtp_free(srtp);
  srtp_dealloc(sender);
}

/* However many packets fit no key, the cost ends. */
static void
test_given_up(void)
{
  LmSrtpCrypto cryptos[64];
  const LmSrtpCrypto *list[G_N_ELEMENTS(cryptos)];
  for (size_t i = 0; i < G_N_ELEMENTS(cryptos); i++) {
    cryptos[i] = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, (uint8_t)(i + 10));
    list[i] = &cryptos[i];
  }
  LmSrtpCrypto other = make_crypto(LM_SRTP_AES_CM_128_HMAC_SHA1_80, 1);
  srtp_t sender = new_sender(&other, 0);
  LmSrtp *srtp = lm_srtp_new(list, G_N_ELEMENTS(list), SSRC, scratch());
  unsigned unchecked = 0;
  for (uint16_t n = 1; n < 20000; n++) {
    Packet packet = protect(sender, n, false);
    unchecked += open_packet(srtp, &packet) == LM_SRTP_UNCHECKED;
  }
  g_assert_cmpuint(unchecked, >, 19000);
  lm_srtp_free(srtp);
  srtp_dealloc(sender);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/srtp/suites", test_suites);
  g_test_add_func("/srtp/not-supported", test_not_supported);
  g_test_add_func("/srtp/middle", test_middle);
  g_test_add_func("/srtp/changes", test_changes);
  g_test_add_func("/srtp/identifiers", test_identifiers);
  g_test_add_func("/srtp/rtcp", test_rtcp);
  g_test_add_func("/srtp/broken", test_broken);
  g_test_add_func("/srtp/given-up", test_given_up);
  return g_test_run();
}
