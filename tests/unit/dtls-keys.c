/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys of SRTP out of a key log, beside those that libssl itself exports from the connection. */

#include "net/dtls-keys.h"

#include "tls-peers.h"

#include <openssl/srtp.h>

typedef struct {
  const char *name;
  int version;
  const char *suites, *profile;
} Plan;

static const Plan plans[] = {
    {"1.2-aes-cm-80", DTLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "SRTP_AES128_CM_SHA1_80"},
    {"1.2-aes-cm-32", DTLS1_2_VERSION, "ECDHE-RSA-AES128-SHA", "SRTP_AES128_CM_SHA1_32"},
    {"1.2-gcm-128", DTLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384", "SRTP_AEAD_AES_128_GCM"},
    {"1.2-gcm-256", DTLS1_2_VERSION, "AES256-GCM-SHA384", "SRTP_AEAD_AES_256_GCM"},
    {"1.0-aes-cm-80", DTLS1_VERSION, "ECDHE-RSA-AES256-SHA", "SRTP_AES128_CM_SHA1_80"},
};

static LmKeys *keys;

static void
log_line(const SSL *ssl, const char *line)
{
  lm_keys_add_log_text(keys, lm_slice_str(line), "test");
}

static SSL *
new_side(const Plan *plan, const SSL_METHOD *method, bool server)
{
  SSL_CTX *context = SSL_CTX_new(method);
  SSL_CTX_set_security_level(context, 0);
  g_assert_cmpint(SSL_CTX_set_min_proto_version(context, plan->version), ==, 1);
  g_assert_cmpint(SSL_CTX_set_max_proto_version(context, plan->version), ==, 1);
  g_assert_cmpint(SSL_CTX_set_cipher_list(context, plan->suites), ==, 1);
  g_assert_cmpint(SSL_CTX_set_tlsext_use_srtp(context, plan->profile), ==, 0);
  if (server)
    g_assert_cmpint(SSL_CTX_use_PrivateKey_file(context, peers_key_path(), SSL_FILETYPE_PEM), ==,
                    1);
  if (server)
    g_assert_cmpint(SSL_CTX_use_certificate(context, peers_certificate()), ==, 1);
  else
    SSL_CTX_set_keylog_callback(context, log_line);
  SSL *ssl = SSL_new(context);
  SSL_CTX_free(context);
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_options(ssl, SSL_OP_NO_QUERY_MTU);
  SSL_set_mtu(ssl, 1400);
  if (server)
    SSL_set_accept_state(ssl);
  else
    SSL_set_connect_state(ssl);
  return ssl;
}

static void
pass(SSL *from, SSL *to)
{
  char buffer[4096];
  for (int n; (n = BIO_read(SSL_get_wbio(from), buffer, sizeof buffer)) > 0;)
    BIO_write(SSL_get_rbio(to), buffer, n);
}

static void
test_plan(const void *data)
{
  const Plan *plan = data;
  keys = lm_keys_new();
  peers_key_path();
  SSL *client = new_side(plan, DTLS_client_method(), false);
  SSL *server = new_side(plan, DTLS_server_method(), true);
  for (int turn = 0; turn < 10; turn++) {
    SSL_do_handshake(client);
    pass(client, server);
    SSL_do_handshake(server);
    pass(server, client);
  }
  g_assert_true(SSL_is_init_finished(client));
  uint8_t client_random[32], server_random[32], exported[120];
  SSL_get_client_random(client, client_random, sizeof client_random);
  SSL_get_server_random(client, server_random, sizeof server_random);
  LmDtlsSeen seen = {
      .version = (uint16_t)SSL_version(client),
      .suite = SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(client)),
      .profile = (uint16_t)SSL_get_selected_srtp_profile(client)->id,
      .client_random = lm_slice(client_random, 32),
      .server_random = lm_slice(server_random, 32),
  };
  LmDtlsSrtpKeys found;
  g_assert_cmpint(lm_dtls_srtp_keys(keys, &seen, &found), ==, LM_DTLS_KEYS_FOUND);
  size_t k = found.key_bytes, s = found.salt_bytes;
  g_assert_cmpint(SSL_export_keying_material(server, exported, 2 * (k + s), "EXTRACTOR-dtls_srtp",
                                             19, NULL, 0, 0),
                  ==, 1);
  g_assert_cmpmem(found.client_key, k, exported, k);
  g_assert_cmpmem(found.server_key, k, exported + k, k);
  g_assert_cmpmem(found.client_salt, s, exported + 2 * k, s);
  g_assert_cmpmem(found.server_salt, s, exported + 2 * k + s, s);
  client_random[0]++;
  g_assert_cmpint(lm_dtls_srtp_keys(keys, &seen, &found), ==, LM_DTLS_KEYS_NO_SECRET);
  SSL_free(client);
  SSL_free(server);
  lm_keys_free(keys);
}

static void
test_unsupported(void)
{
  uint8_t random[32] = {0};
  LmDtlsSeen seen = {0xfefc, 0x1301, 1, {random, 32}, {random, 32}};
  LmDtlsSrtpKeys found;
  g_assert_cmpint(lm_dtls_srtp_keys(NULL, &seen, &found), ==, LM_DTLS_KEYS_UNSUPPORTED);
  seen.version = 0xfefd;
  g_assert_cmpint(lm_dtls_srtp_keys(NULL, &seen, &found), ==, LM_DTLS_KEYS_NO_SECRET);
  seen.profile = 99;
  g_assert_cmpint(lm_dtls_srtp_keys(NULL, &seen, &found), ==, LM_DTLS_KEYS_UNSUPPORTED);
  seen.profile = 1;
  seen.client_random.len = 31;
  g_assert_cmpint(lm_dtls_srtp_keys(NULL, &seen, &found), ==, LM_DTLS_KEYS_UNSUPPORTED);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(plans); i++) {
    g_autofree char *path = g_strconcat("/dtls-keys/", plans[i].name, NULL);
    g_test_add_data_func(path, &plans[i], test_plan);
  }
  g_test_add_func("/dtls-keys/unsupported", test_unsupported);
  return g_test_run();
}
