/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a listener makes of connections between a client and a server of libssl, by every version
 * and kind of cipher. */

#include "tls-peers.h"

#define ASK "OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n"
#define ANSWER "SIP/2.0 200 OK\r\n\r\n"

#define NO_ETM SSL_OP_NO_ENCRYPT_THEN_MAC
#define NO_EMS SSL_OP_NO_EXTENDED_MASTER_SECRET
#define NO_TICKET SSL_OP_NO_TICKET

static const PeersPlan plans[] = {
    {"1.3-aes128-gcm", TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"},
    {"1.3-aes256-gcm", TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384"},
    {"1.3-chacha20", TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256"},
    {"1.3-ccm", TLS1_3_VERSION, "TLS_AES_128_CCM_SHA256"},
    {"1.3-ccm8", TLS1_3_VERSION, "TLS_AES_128_CCM_8_SHA256"},
    {"1.2-aes128-gcm", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256"},
    {"1.2-aes256-gcm", TLS1_2_VERSION, "DHE-RSA-AES256-GCM-SHA384"},
    {"1.2-aria-gcm", TLS1_2_VERSION, "ECDHE-ARIA128-GCM-SHA256"},
    {"1.2-ccm", TLS1_2_VERSION, "AES128-CCM"},
    {"1.2-ccm8", TLS1_2_VERSION, "DHE-RSA-AES256-CCM8"},
    {"1.2-chacha20", TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305"},
    {"1.2-cbc-sha1", TLS1_2_VERSION, "AES128-SHA"},
    {"1.2-cbc-sha256", TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA256"},
    {"1.2-cbc-sha384", TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384"},
    {"1.2-cbc-mac-first", TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384", NO_ETM},
    {"1.2-camellia", TLS1_2_VERSION, "CAMELLIA256-SHA256"},
    {"1.2-null", TLS1_2_VERSION, "NULL-SHA256"},
    {"1.1-cbc", TLS1_1_VERSION, "AES128-SHA"},
    {"1.1-cbc-mac-first", TLS1_1_VERSION, "ECDHE-RSA-AES256-SHA", NO_ETM},
    {"1.0-cbc", TLS1_VERSION, "AES256-SHA"},
    {"1.0-cbc-mac-first", TLS1_VERSION, "AES256-SHA", NO_ETM},
    {"1.0-null", TLS1_VERSION, "NULL-MD5"},
    {"1.0-3des", TLS1_VERSION, "DES-CBC3-SHA"},
    {"rsa-key", TLS1_2_VERSION, "AES256-GCM-SHA384", 0, true},
    {"rsa-key-old-secret", TLS1_2_VERSION, "AES128-SHA", NO_EMS, true},
    {"rsa-key-1.0", TLS1_VERSION, "AES128-SHA", 0, true},
};

static Peers *
open_peers(const PeersPlan *plan)
{
  LmError error = {0};
  Peers *peers = peers_new(plan);
  if (!peers)
    g_test_skip("this OpenSSL was built without the cipher");
  else if (plan->by_rsa_key)
    g_assert_true(lm_keys_add_rsa(peers->keys, peers_key_path(), &error));
  return peers;
}

static void
talk(Peers *peers)
{
  peers_say(peers, 0, ASK);
  peers_say(peers, 1, ANSWER);
  peers_assert_heard(peers, 0, ASK);
  peers_assert_heard(peers, 1, ANSWER);
}

static void
assert_decrypted(Peers *peers, const PeersPlan *plan)
{
  const LmTlsInfo *info = lm_tls_info(peers->tls);
  g_assert_cmpint(info->state, ==, LM_TLS_DECRYPTED);
  g_assert_null(info->missing);
  g_assert_cmphex(info->version, ==, plan->version);
  g_assert_cmphex(info->suite, ==,
                  SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(peers->ssl[0])));
  g_assert_cmpuint(info->failed, ==, 0);
  g_assert_cmpmem(info->server_name.data, info->server_name.len, "sip.example.com", 15);
  g_assert_cmpmem(info->protocol.data, info->protocol.len, "sips/2", 6);
}

static void
test_plan(const void *data)
{
  const PeersPlan *plan = data;
  for (size_t piece = 0; piece <= 7; piece += 7) {
    Peers *peers = open_peers(plan);
    if (!peers)
      return;
    peers->piece = piece;
    peers->swap = piece == 7;
    peers_shake(peers);
    talk(peers);
    talk(peers);
    assert_decrypted(peers, plan);
    g_assert_cmpuint(lm_tls_info(peers->tls)->alert, ==, 0);
    peers_free(peers);
  }
}

/* Longer than a record may be. */
static void
test_long(void)
{
  Peers *peers = open_peers(&plans[0]);
  g_autofree char *text = g_strnfill(100000, 'x');
  peers_shake(peers);
  peers_say(peers, 1, text);
  peers_assert_heard(peers, 1, text);
  peers_free(peers);
}

/* A session goes on in another connection, of which only the key log of the first is known, or only
 * the server's RSA key. */
static void
test_resumed(const void *data)
{
  PeersPlan plan = *(const PeersPlan *)data;
  Peers *peers = open_peers(&plan);
  peers_shake(peers);
  talk(peers);
  SSL_SESSION *session = SSL_get1_session(peers->ssl[0]);
  SSL_shutdown(peers->ssl[0]);
  SSL_shutdown(peers->ssl[1]);
  peers->mute = plan.version < TLS1_3_VERSION;
  peers_connect(peers, session);
  peers_shake(peers);
  g_assert_true(SSL_session_reused(peers->ssl[0]));
  talk(peers);
  g_assert_cmpint(lm_tls_info(peers->tls)->resumed, ==, plan.version < TLS1_3_VERSION);
  SSL_SESSION_free(session);
  peers_free(peers);
}

static void
test_key_update(void)
{
  Peers *peers = open_peers(&plans[1]);
  peers_shake(peers);
  for (int i = 0; i < 3; i++) {
    talk(peers);
    g_assert_cmpint(SSL_key_update(peers->ssl[0], SSL_KEY_UPDATE_REQUESTED), ==, 1);
    talk(peers);
    g_assert_cmpint(SSL_key_update(peers->ssl[1], SSL_KEY_UPDATE_NOT_REQUESTED), ==, 1);
  }
  talk(peers);
  peers_free(peers);
}

static void
test_retry(void)
{
  Peers *peers = open_peers(&plans[0]);
  SSL_set1_groups_list(peers->ssl[0], "X25519:P-384");
  SSL_set1_groups_list(peers->ssl[1], "P-384");
  peers_shake(peers);
  talk(peers);
  assert_decrypted(peers, &plans[0]);
  peers_free(peers);
}

static void
test_early(void)
{
  Peers *peers = open_peers(&plans[1]);
  SSL_CTX_set_max_early_data(peers->contexts[1], 1000);
  peers_connect(peers, NULL);
  peers_shake(peers);
  talk(peers);
  SSL_SESSION *session = SSL_get1_session(peers->ssl[0]);
  SSL_shutdown(peers->ssl[0]);
  SSL_shutdown(peers->ssl[1]);
  peers_connect(peers, session);
  char buffer[100];
  size_t n = 0;
  g_assert_cmpint(SSL_write_early_data(peers->ssl[0], "early", 5, &n), ==, 1);
  peers_pump(peers);
  g_assert_cmpint(SSL_read_early_data(peers->ssl[1], buffer, sizeof buffer, &n), ==,
                  SSL_READ_EARLY_DATA_SUCCESS);
  peers_assert_heard(peers, 0, "early");
  SSL_do_handshake(peers->ssl[0]);
  peers_pump(peers);
  SSL_read_early_data(peers->ssl[1], buffer, sizeof buffer, &n);
  peers_shake(peers);
  talk(peers);
  SSL_SESSION_free(session);
  peers_free(peers);
}

static void
test_renegotiated(void)
{
  PeersPlan plan = {"", TLS1_2_VERSION, "AES128-SHA:AES256-GCM-SHA384",
                    SSL_OP_ALLOW_CLIENT_RENEGOTIATION};
  Peers *peers = open_peers(&plan);
  peers_shake(peers);
  talk(peers);
  SSL_set_cipher_list(peers->ssl[0], "AES256-GCM-SHA384");
  g_assert_cmpint(SSL_renegotiate(peers->ssl[0]), ==, 1);
  char buffer[10];
  for (int i = 0; i < 6; i++) {
    SSL_do_handshake(peers->ssl[0]);
    peers_pump(peers);
    SSL_read(peers->ssl[1], buffer, sizeof buffer);
    peers_pump(peers);
  }
  g_assert_false(SSL_renegotiate_pending(peers->ssl[0]));
  talk(peers);
  g_assert_cmphex(lm_tls_info(peers->tls)->suite, ==, 0x009d);
  peers_free(peers);
}

/* Records that the capture lacks, and one of which it lacks the beginning. */
static void
test_gap(const void *data)
{
  Peers *peers = open_peers(data);
  if (!peers)
    return;
  peers_shake(peers);
  talk(peers);
  bool chained = SSL_version(peers->ssl[0]) == TLS1_VERSION;
  for (int i = 0; i < 3; i++) {
    peers->deaf = true;
    for (int lost = 0; lost < 20 + i; lost++)
      peers_say(peers, 0, ASK);
    if (SSL_version(peers->ssl[0]) == TLS1_3_VERSION && i == 2)
      SSL_key_update(peers->ssl[0], SSL_KEY_UPDATE_NOT_REQUESTED);
    peers_say(peers, 0, ASK);
    peers->deaf = false;
    lm_tls_gap(peers->tls, 0);
    /* The rest of a record. */
    peers->unread[0] = lm_arena_copy(&peers->arena, LM_SLICE_LITERAL("\x17\x03\x02 rest \x17\x03"));
    if (chained)
      /* Its first block needs the one before. */
      peers_say(peers, 0, ASK);
    g_byte_array_set_size(peers->heard[0], 0);
    talk(peers);
  }
  peers_free(peers);
}

static void
test_beginning_lost(void)
{
  Peers *peers = open_peers(&plans[5]);
  peers->deaf = true;
  peers_shake(peers);
  peers->deaf = false;
  peers_say(peers, 0, ASK);
  peers_say(peers, 1, ANSWER);
  peers_assert_heard(peers, 0, "");
  peers_assert_heard(peers, 1, "");
  const LmTlsInfo *info = lm_tls_info(peers->tls);
  g_assert_cmpint(info->state, ==, LM_TLS_NO_HELLO);
  g_assert_nonnull(info->missing);
  g_assert_cmpuint(info->records, ==, 2);
  peers_free(peers);
}

static void
test_no_secret(void)
{
  for (unsigned i = 0; i < 6; i += 5) {
    Peers *peers = open_peers(&plans[i]);
    peers->mute = true;
    peers_shake(peers);
    peers_say(peers, 0, ASK);
    peers_assert_heard(peers, 0, "");
    const LmTlsInfo *info = lm_tls_info(peers->tls);
    g_assert_cmpint(info->state, ==, LM_TLS_NO_SECRET);
    g_assert_nonnull(strstr(info->missing, "no key log was given (client random "));
    lm_keys_add_log_text(
        peers->keys,
        LM_SLICE_LITERAL("RSA 0011223344556677 "
                         "0303030303030303030303030303030303030303030303030303030303030303"
                         "03030303030303030303030303030303"),
        "other");
    peers_connect(peers, NULL);
    peers_shake(peers);
    peers_say(peers, 0, ASK);
    g_assert_nonnull(strstr(lm_tls_info(peers->tls)->missing, "key log has no secret for client"));
    peers_free(peers);
  }
}

/* A secret of another connection, under the name of this one. */
static void
test_wrong_secret(void)
{
  for (unsigned i = 0; i < 6; i += 5) {
    Peers *peers = open_peers(&plans[i]);
    peers->mute = true;
    peers_shake(peers);
    peers->piece = 0;
    g_auto(GStrv) lines = g_strsplit(peers->log->str, "\n", -1);
    peers_connect(peers, NULL);
    g_string_set_size(peers->log, 0);
    SSL_do_handshake(peers->ssl[0]);
    unsigned char random[32];
    SSL_get_client_random(peers->ssl[0], random, sizeof random);
    GString *name = g_string_new(NULL);
    for (int n = 0; n < 32; n++)
      g_string_append_printf(name, "%02x", random[n]);
    for (char **line = lines; *line && **line; line++) {
      g_auto(GStrv) words = g_strsplit(*line, " ", 3);
      g_autofree char *text = g_strjoin(" ", words[0], name->str, words[2], NULL);
      lm_keys_add_log_text(peers->keys, lm_slice_str(text), "wrong");
    }
    peers_shake(peers);
    peers_say(peers, 0, ASK);
    peers_assert_heard(peers, 0, "");
    g_assert_cmpint(lm_tls_info(peers->tls)->state, ==, LM_TLS_WRONG_SECRET);
    g_assert_cmpuint(lm_tls_info(peers->tls)->failed, >, 0);
    g_string_free(name, TRUE);
    peers_free(peers);
  }
}

/* The program that logs its secrets does so after what it sends was captured. */
static void
test_late_secret(const void *data)
{
  Peers *peers = open_peers(data);
  g_autofree char *path = NULL;
  LmError error = {0};
  close(g_file_open_tmp("linesman-XXXXXX.keys", &path, NULL));
  g_assert_true(lm_keys_add_log(peers->keys, path, &error));
  peers->mute = true;
  peers_shake(peers);
  for (int i = 0; i < 20; i++)
    peers_say(peers, 0, ASK);
  peers_say(peers, 1, ANSWER);
  peers_assert_heard(peers, 0, "");
  g_assert_true(g_file_set_contents(path, peers->log->str, -1, NULL));
  g_usleep(60000); /* the file is looked at 20 times a second */
  peers_say(peers, 0, "last");
  GString *all = g_string_new(NULL);
  for (int i = 0; i < 20; i++)
    g_string_append(all, ASK);
  g_string_append(all, "last");
  peers_assert_heard(peers, 0, all->str);
  LmSlice plain;
  lm_tls_flush(peers->tls, 1, &plain);
  g_assert_cmpmem(plain.data, plain.len, ANSWER, strlen(ANSWER));
  g_assert_cmpint(lm_tls_info(peers->tls)->state, ==, LM_TLS_DECRYPTED);
  remove(path);
  g_string_free(all, TRUE);
  peers_free(peers);
}

static void
test_alert(void)
{
  Peers *peers = open_peers(&plans[0]);
  SSL_set_max_proto_version(peers->ssl[0], TLS1_2_VERSION);
  SSL_set_min_proto_version(peers->ssl[0], TLS1_2_VERSION);
  SSL_do_handshake(peers->ssl[0]);
  peers_pump(peers);
  SSL_do_handshake(peers->ssl[1]);
  peers_pump(peers);
  g_assert_cmpuint(lm_tls_info(peers->tls)->alert, ==, 70 + 1);
  g_assert_cmpint(lm_tls_info(peers->tls)->state, ==, LM_TLS_OPENING);
  peers_free(peers);
}

static void
test_looks_like(void)
{
  g_assert_true(lm_tls_looks_like(LM_SLICE_LITERAL("\x16\x03\x01\x00\x10\x01")));
  g_assert_true(lm_tls_looks_like(LM_SLICE_LITERAL("\x17\x03\x03\x00\x10\x80")));
  g_assert_true(lm_tls_looks_like(LM_SLICE_LITERAL("\x15\x03\x03\x00\x02\x02\x28")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x15\x03\x03\x00\x02\x03\x28")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x16\x03\x01\x00\x10")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x16\x02\x01\x00\x10\x01")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x16\x03\x01\x00\x00\x01")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x16\x03\x01\xff\xff\x01")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("\x17\x03\x03\x00\x01\x80GET /")));
  g_assert_false(lm_tls_looks_like(LM_SLICE_LITERAL("OPTIONS sip:")));
}

/* Bytes that are no TLS, and handshakes that are far too long. */
static void
test_nonsense(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmTls *tls = lm_tls_new(NULL, &arena);
  g_autofree char *text = g_strnfill(1000, 'x');
  LmSlice left = lm_slice_str(text), plain;
  for (size_t n; (n = lm_tls_take(tls, 0, left, &plain));)
    left = lm_slice_from(left, n);
  g_assert_cmpuint(left.len, <, 5);
  uint8_t record[5 + 0x4000] = {22, 3, 3, 0x40, 0, 11, 0xff, 0xff, 0xff};
  for (int i = 0; i < 1100; i++) {
    g_assert_cmpuint(lm_tls_take(tls, 1, lm_slice(record, sizeof record), &plain), ==,
                     sizeof record);
    memset(record + 5, 0, 4);
  }
  g_assert_cmpuint(plain.len, ==, 0);
  g_assert_cmpint(lm_tls_info(tls)->state, ==, LM_TLS_OPENING);
  lm_tls_free(tls);
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  static const PeersPlan by_number = {"", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", NO_TICKET};
  static const PeersPlan by_key = {"", TLS1_2_VERSION, "AES128-SHA", 0, true};
  static const PeersPlan by_key_number = {"", TLS1_1_VERSION, "AES128-SHA", NO_TICKET, true};
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
    g_autofree char *path = g_strconcat("/tls/", plans[i].name, NULL);
    g_test_add_data_func(path, &plans[i], test_plan);
  }
  g_test_add_func("/tls/long", test_long);
  g_test_add_data_func("/tls/resumed-by-ticket", &plans[5], test_resumed);
  g_test_add_data_func("/tls/resumed-by-number", &by_number, test_resumed);
  g_test_add_data_func("/tls/resumed-by-ticket-rsa-key", &by_key, test_resumed);
  g_test_add_data_func("/tls/resumed-by-number-rsa-key", &by_key_number, test_resumed);
  g_test_add_data_func("/tls/resumed-1.3", &plans[1], test_resumed);
  g_test_add_func("/tls/key-update", test_key_update);
  g_test_add_func("/tls/retry", test_retry);
  g_test_add_func("/tls/early", test_early);
  g_test_add_func("/tls/renegotiated", test_renegotiated);
  g_test_add_data_func("/tls/gap-1.3", &plans[1], test_gap);
  g_test_add_data_func("/tls/gap-gcm", &plans[5], test_gap);
  g_test_add_data_func("/tls/gap-chacha20", &plans[10], test_gap);
  g_test_add_data_func("/tls/gap-cbc", &plans[12], test_gap);
  g_test_add_data_func("/tls/gap-1.0", &plans[20], test_gap);
  g_test_add_func("/tls/beginning-lost", test_beginning_lost);
  g_test_add_func("/tls/no-secret", test_no_secret);
  g_test_add_func("/tls/wrong-secret", test_wrong_secret);
  g_test_add_data_func("/tls/late-secret-1.3", &plans[0], test_late_secret);
  g_test_add_data_func("/tls/late-secret-1.2", &plans[5], test_late_secret);
  g_test_add_func("/tls/alert", test_alert);
  g_test_add_func("/tls/looks-like", test_looks_like);
  g_test_add_func("/tls/nonsense", test_nonsense);
  return g_test_run();
}
