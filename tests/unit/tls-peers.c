/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls-peers.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static EVP_PKEY *key;
static X509 *certificate;
static char *key_path;

static void
make_certificate(void)
{
  if (key)
    return;
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  key = EVP_RSA_gen(2048);
  certificate = X509_new();
  X509_set_pubkey(certificate, key);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             (const unsigned char *)"example.com", -1, -1, 0);
  g_assert_cmpint(X509_sign(certificate, key, EVP_sha256()), >, 0);
  int fd = g_file_open_tmp("linesman-XXXXXX.pem", &key_path, NULL);
  FILE *file = fdopen(fd, "w");
  g_assert_cmpint(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), ==, 1);
  fclose(file);
}

static void __attribute__((destructor)) forget_certificate(void)
{
  if (!key)
    return;
  g_unlink(key_path);
  g_free(key_path);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

const char *
peers_key_path(void)
{
  make_certificate();
  return key_path;
}

X509 *
peers_certificate(void)
{
  make_certificate();
  return certificate;
}

static void
log_line(const SSL *ssl, const char *line)
{
  Peers *peers = SSL_get_ex_data(ssl, 0);
  g_string_append_printf(peers->log, "%s\n", line);
  if (!peers->mute)
    lm_keys_add_log_text(peers->keys, lm_slice_str(line), "test");
}

static SSL_CTX *
new_context(const PeersPlan *plan, bool server)
{
  SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, plan->version);
  SSL_CTX_set_max_proto_version(context, plan->version);
  SSL_CTX_set_options(context, plan->options);
  if (plan->version == TLS1_3_VERSION)
    g_assert_cmpint(SSL_CTX_set_ciphersuites(context, plan->suites), ==, 1);
  else if (SSL_CTX_set_cipher_list(context, plan->suites) != 1)
    g_clear_pointer(&context, SSL_CTX_free);
  if (context && server) {
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    SSL_CTX_set_session_id_context(context, (const unsigned char *)"x", 1);
    SSL_CTX_set_dh_auto(context, 1);
  } else if (context && !plan->by_rsa_key) {
    SSL_CTX_set_keylog_callback(context, log_line);
  }
  return context;
}

Peers *
peers_new(const PeersPlan *plan)
{
  make_certificate();
  Peers *peers = g_new0(Peers, 1);
  peers->log = g_string_new(NULL);
  for (unsigned i = 0; i < 2; i++) {
    peers->contexts[i] = new_context(plan, i == 1);
    peers->heard[i] = g_byte_array_new();
  }
  peers->keys = lm_keys_new();
  if (!peers->contexts[0] || !peers->contexts[1]) {
    peers_free(peers);
    return NULL;
  }
  peers_connect(peers, NULL);
  return peers;
}

static void
close_connection(Peers *peers)
{
  for (unsigned i = 0; i < 2; i++)
    g_clear_pointer(&peers->ssl[i], SSL_free);
  lm_tls_free(peers->tls);
}

void
peers_free(Peers *peers)
{
  close_connection(peers);
  for (unsigned i = 0; i < 2; i++) {
    g_clear_pointer(&peers->contexts[i], SSL_CTX_free);
    g_byte_array_unref(peers->heard[i]);
  }
  lm_keys_free(peers->keys);
  lm_arena_clear(&peers->arena);
  g_string_free(peers->log, TRUE);
  g_free(peers);
}

void
peers_connect(Peers *peers, SSL_SESSION *session)
{
  close_connection(peers);
  peers->tls = lm_tls_new(peers->keys, &peers->arena);
  for (unsigned i = 0; i < 2; i++) {
    peers->ssl[i] = SSL_new(peers->contexts[i]);
    SSL_set_bio(peers->ssl[i], BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_ex_data(peers->ssl[i], 0, peers);
    g_byte_array_set_size(peers->heard[i], 0);
    peers->unread[i] = LM_SLICE_EMPTY;
  }
  SSL_set_connect_state(peers->ssl[0]);
  SSL_set_accept_state(peers->ssl[1]);
  SSL_set_tlsext_host_name(peers->ssl[0], "sip.example.com");
  static const unsigned char protocols[] = "\x06sips/2";
  SSL_set_alpn_protos(peers->ssl[0], protocols, 7);
  if (session)
    SSL_set_session(peers->ssl[0], session);
}

/* As TCP does: what is not consumed comes again with more behind it. */
static void
listen(Peers *peers, unsigned from, LmSlice bytes)
{
  LmSlice before = peers->unread[from], plain;
  uint8_t *all = lm_arena_alloc(&peers->arena, before.len + bytes.len);
  if (before.len)
    memcpy(all, before.data, before.len);
  memcpy(all + before.len, bytes.data, bytes.len);
  LmSlice left = lm_slice(all, before.len + bytes.len);
  for (size_t n; (n = lm_tls_take(peers->tls, from ^ peers->swap, left, &plain));) {
    g_assert_cmpuint(n, <=, left.len);
    left = lm_slice_from(left, n);
    if (plain.len)
      g_byte_array_append(peers->heard[from], plain.data, (guint)plain.len);
  }
  g_assert_cmpuint(plain.len, ==, 0);
  peers->unread[from] = left;
}

static bool
pass(Peers *peers, unsigned from)
{
  char buffer[4096];
  int n = BIO_read(SSL_get_wbio(peers->ssl[from]), buffer, sizeof buffer);
  if (n <= 0)
    return false;
  BIO_write(SSL_get_rbio(peers->ssl[!from]), buffer, n);
  size_t piece = peers->piece ? peers->piece : (size_t)n;
  for (size_t i = 0; i < (size_t)n && !peers->deaf; i += piece)
    listen(peers, from, lm_slice_sub(lm_slice(buffer, (size_t)n), i, piece));
  return true;
}

void
peers_pump(Peers *peers)
{
  bool moved = true;
  while (moved) {
    moved = pass(peers, 0);
    moved |= pass(peers, 1);
  }
}

static void
read_nothing(Peers *peers, unsigned who)
{
  char buffer[256];
  g_assert_cmpint(SSL_read(peers->ssl[who], buffer, sizeof buffer), <=, 0);
}

void
peers_shake(Peers *peers)
{
  for (int turn = 0; turn < 10; turn++) {
    SSL_do_handshake(peers->ssl[0]);
    peers_pump(peers);
    SSL_do_handshake(peers->ssl[1]);
    peers_pump(peers);
  }
  g_assert_true(SSL_is_init_finished(peers->ssl[0]));
  g_assert_true(SSL_is_init_finished(peers->ssl[1]));
  /* Tickets of TLS 1.3 come behind the handshake. */
  read_nothing(peers, 0);
}

void
peers_say(Peers *peers, unsigned from, const char *text)
{
  size_t len = strlen(text), got = 0;
  g_autofree char *buffer = g_malloc(len + 1);
  g_assert_cmpint(SSL_write(peers->ssl[from], text, (int)len), ==, (int)len);
  peers_pump(peers);
  while (got < len) {
    int n = SSL_read(peers->ssl[!from], buffer + got, (int)(len - got));
    g_assert_cmpint(n, >, 0);
    got += (size_t)n;
  }
  g_assert_cmpmem(buffer, got, text, len);
  /* The answer to a KeyUpdate, for one. */
  peers_pump(peers);
}

void
peers_assert_heard(Peers *peers, unsigned from, const char *text)
{
  g_assert_cmpmem(peers->heard[from]->data, peers->heard[from]->len, text, strlen(text));
  g_byte_array_set_size(peers->heard[from], 0);
}
