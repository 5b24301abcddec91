/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/tls_socket.h"

#include "base/addr.h"
#include "base/arena.h"
#include "base/i18n.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

/* The socket as OpenSSL sees it. To its own kind of socket it writes in a way that ends the program
 * by a signal where the connection is gone. */
static BIO_METHOD *plain_socket;
static pthread_once_t plain_socket_made = PTHREAD_ONCE_INIT;

struct LmTlsContext {
  SSL_CTX *ssl;
};

struct LmTlsSocket {
  SSL *ssl;
  short events;
  bool up;
  char why[160];
};

static int
fd_of(BIO *bio)
{
  return (int)(intptr_t)BIO_get_data(bio);
}

static bool
is_passing(int cause)
{
  return cause == EAGAIN || cause == EWOULDBLOCK || cause == EINTR;
}

static int
write_plain(BIO *bio, const char *bytes, int len)
{
  ssize_t n = send(fd_of(bio), bytes, (size_t)len, MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (n < 0 && is_passing(errno))
    BIO_set_retry_write(bio);
  return (int)n;
}

static int
read_plain(BIO *bio, char *bytes, int size)
{
  ssize_t n = recv(fd_of(bio), bytes, (size_t)size, 0);
  BIO_clear_retry_flags(bio);
  if (n < 0 && is_passing(errno))
    BIO_set_retry_read(bio);
  if (n == 0)
    BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return (int)n;
}

static long
control_plain(BIO *bio, int what, long number, void *more)
{
  (void)number, (void)more;
  if (what == BIO_CTRL_EOF)
    return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
  return what == BIO_CTRL_FLUSH;
}

static int
begin_plain(BIO *bio)
{
  BIO_set_init(bio, 1);
  return 1;
}

static void
make_plain_socket(void)
{
  plain_socket = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
  if (!plain_socket)
    return;
  BIO_meth_set_write(plain_socket, write_plain);
  BIO_meth_set_read(plain_socket, read_plain);
  BIO_meth_set_ctrl(plain_socket, control_plain);
  BIO_meth_set_create(plain_socket, begin_plain);
}

static bool
set_socket(SSL *ssl, int fd)
{
  pthread_once(&plain_socket_made, make_plain_socket);
  BIO *bio = plain_socket ? BIO_new(plain_socket) : NULL;
  if (!bio)
    return false;
  BIO_set_data(bio, (void *)(intptr_t)fd);
  SSL_set_bio(ssl, bio, bio);
  return true;
}

static bool
fail(const char *file, const char *what, LmError *error)
{
  char why[160] = "?";
  unsigned long code = ERR_peek_last_error();
  if (code)
    snprintf(why, sizeof why, "%s",
             ERR_reason_error_string(code) ? ERR_reason_error_string(code) : strerror(errno));
  ERR_clear_error();
  return lm_error_set(error, LM_ERROR_UNREADABLE, "%.250s: %s (%s)", file, what, why);
}

/* The other end would refuse it, and nobody would see why. */
static bool
is_valid_now(const SSL_CTX *ssl, const char *file, LmError *error)
{
  const X509 *own = SSL_CTX_get0_certificate(ssl);
  if (own && X509_cmp_current_time(X509_get0_notBefore(own)) > 0)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%.250s: the certificate is not valid yet"),
                        file);
  return !own || X509_cmp_current_time(X509_get0_notAfter(own)) >= 0 ||
         lm_error_set(error, LM_ERROR_UNREADABLE, _("%.250s: the certificate has expired"), file);
}

static bool
load(SSL_CTX *ssl, bool server, const LmTlsFiles *files, LmError *error)
{
  if (files->certificate && SSL_CTX_use_certificate_chain_file(ssl, files->certificate) != 1)
    return fail(files->certificate, _("the certificate cannot be read"), error);
  if (files->certificate && !is_valid_now(ssl, files->certificate, error))
    return false;
  if (files->key && SSL_CTX_use_PrivateKey_file(ssl, files->key, SSL_FILETYPE_PEM) != 1)
    return fail(files->key, _("the key of the certificate cannot be read, or is not its own"),
                error);
  if (files->authorities && SSL_CTX_load_verify_locations(ssl, files->authorities, NULL) != 1)
    return fail(files->authorities, _("the certificates of authorities cannot be read"), error);
  if (!server && !files->authorities)
    SSL_CTX_set_default_verify_paths(ssl);
  if (!server || files->authorities)
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | (server ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
  if (server && files->authorities)
    SSL_CTX_set_client_CA_list(ssl, SSL_load_client_CA_file(files->authorities));
  ERR_clear_error();
  return true;
}

LmTlsContext *
lm_tls_context_new(bool server, const LmTlsFiles *files, LmError *error)
{
  if (server && (!files->certificate || !files->key)) {
    lm_error_set(error, LM_ERROR_USAGE,
                 _("listening by TLS needs a certificate and its key, each in a file of PEM"));
    return NULL;
  }
  LmTlsContext *context = lm_alloc(sizeof *context);
  context->ssl = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (context->ssl) {
    SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    SSL_CTX_set_mode(context->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS);
    /* Each connection is one of its own: no sessions are kept, and none is taken up again. */
    SSL_CTX_set_session_cache_mode(context->ssl, SSL_SESS_CACHE_OFF);
    /* Nor are tickets for that sent: who closes before it read them resets the connection, and what
     * it had sent is lost. */
    SSL_CTX_set_num_tickets(context->ssl, 0);
    SSL_CTX_set_options(context->ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    if (load(context->ssl, server, files, error))
      return context;
  }
  lm_tls_context_free(context);
  return NULL;
}

void
lm_tls_context_free(LmTlsContext *context)
{
  if (!context)
    return;
  SSL_CTX_free(context->ssl);
  free(context);
}

/* The certificate must be for the name, or for the address. */
static bool
expect(SSL *ssl, const char *host)
{
  LmAddr addr;
  if (lm_addr_parse(lm_slice_str(host), &addr))
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
  return SSL_set_tlsext_host_name(ssl, host) == 1 && SSL_set1_host(ssl, host) == 1;
}

LmTlsSocket *
lm_tls_socket_new(LmTlsContext *context, int fd, const char *host)
{
  SSL *ssl = SSL_new(context->ssl);
  if (!ssl || !set_socket(ssl, fd) || (host && !expect(ssl, host))) {
    SSL_free(ssl);
    return NULL;
  }
  if (host)
    SSL_set_connect_state(ssl);
  else
    SSL_set_accept_state(ssl);
  LmTlsSocket *tls = lm_alloc(sizeof *tls);
  *tls = (LmTlsSocket){.ssl = ssl, .events = host ? POLLOUT : POLLIN};
  return tls;
}

void
lm_tls_socket_end(LmTlsSocket *tls)
{
  bool said = SSL_get_shutdown(tls->ssl) & SSL_SENT_SHUTDOWN;
  if (!said && !tls->why[0] && SSL_is_init_finished(tls->ssl))
    SSL_shutdown(tls->ssl);
  ERR_clear_error();
}

void
lm_tls_socket_free(LmTlsSocket *tls)
{
  if (!tls)
    return;
  lm_tls_socket_end(tls);
  SSL_free(tls->ssl);
  free(tls);
}

static ssize_t
take_result(LmTlsSocket *tls, int result, size_t bytes)
{
  int cause = SSL_get_error(tls->ssl, result), system = errno;
  tls->events = cause == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
  errno = EAGAIN;
  tls->up |= SSL_is_init_finished(tls->ssl); /* no more, once it has failed */
  if (result > 0)
    return (ssize_t)bytes;
  if (cause == SSL_ERROR_WANT_READ || cause == SSL_ERROR_WANT_WRITE)
    return -1;
  if (cause == SSL_ERROR_ZERO_RETURN)
    return 0;
  unsigned long code = ERR_peek_error();
  long verified = SSL_get_verify_result(tls->ssl);
  const char *why = verified != X509_V_OK ? X509_verify_cert_error_string(verified)
                    : code                ? ERR_reason_error_string(code)
                                          : strerror(system ? system : ECONNRESET);
  snprintf(tls->why, sizeof tls->why, "%s", why ? why : "TLS");
  ERR_clear_error();
  errno = EPROTO;
  return -1;
}

ssize_t
lm_tls_socket_read(LmTlsSocket *tls, void *bytes, size_t size)
{
  size_t n = 0;
  ERR_clear_error();
  errno = 0;
  int result = SSL_read_ex(tls->ssl, bytes, size, &n);
  return take_result(tls, result, n);
}

ssize_t
lm_tls_socket_write(LmTlsSocket *tls, const void *bytes, size_t size)
{
  size_t n = 0;
  ERR_clear_error();
  errno = 0;
  int result = SSL_write_ex(tls->ssl, bytes, size, &n);
  return take_result(tls, result, n);
}

short
lm_tls_socket_events(const LmTlsSocket *tls)
{
  return tls->events;
}

bool
lm_tls_socket_has_more(const LmTlsSocket *tls)
{
  return SSL_pending(tls->ssl) > 0;
}

bool
lm_tls_socket_is_up(const LmTlsSocket *tls)
{
  return tls->up;
}

uint64_t
lm_tls_socket_n_written(const LmTlsSocket *tls)
{
  return BIO_number_written(SSL_get_wbio(tls->ssl));
}

const char *
lm_tls_socket_why(const LmTlsSocket *tls)
{
  return tls->why;
}
