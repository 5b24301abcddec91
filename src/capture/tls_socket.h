/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* TLS over a socket that does not wait, at either end. One thread a connection. */

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct LmTlsContext LmTlsContext;
typedef struct LmTlsSocket LmTlsSocket;

typedef struct {
  const char *certificate, *key; /* files of PEM; the server must have both */
  /* Who signs certificates of the other end: a file of PEM. NULL: a server asks for none; a client
   * believes those of the system. */
  const char *authorities;
} LmTlsFiles;

/* NULL with @error set, which names the file. Owned: lm_tls_context_free(), after its sockets. */
LmTlsContext *lm_tls_context_new(bool server, const LmTlsFiles *files, LmError *error);
void lm_tls_context_free(LmTlsContext *context);

/* @fd stays the caller's. A client calls for @host, a name or an address, which the certificate
 * must be for. NULL where there is no memory. Owned: lm_tls_socket_free(), which says goodbye. */
LmTlsSocket *lm_tls_socket_new(LmTlsContext *context, int fd, const char *host);
void lm_tls_socket_free(LmTlsSocket *tls);

/* Each returns bytes, 0 at the end, or -1 with errno: EAGAIN: wait for lm_tls_socket_events(), and
 * do the same again. What the handshake needs is done by the way. */
ssize_t lm_tls_socket_read(LmTlsSocket *tls, void *bytes, size_t size);
ssize_t lm_tls_socket_write(LmTlsSocket *tls, const void *bytes, size_t size);
/* As poll() has them: what is waited for. */
short lm_tls_socket_events(const LmTlsSocket *tls);
/* Whether bytes are here that the socket will not tell of. */
bool lm_tls_socket_has_more(const LmTlsSocket *tls);
/* Whether both sides have proved what they had to. */
bool lm_tls_socket_is_up(const LmTlsSocket *tls);
/* Says goodbye; nothing is written after it. */
void lm_tls_socket_end(LmTlsSocket *tls);
/* Bytes that were handed to the socket, with all that TLS adds. */
uint64_t lm_tls_socket_n_written(const LmTlsSocket *tls);
/* Why it failed; "" where it did not. Borrowed. */
const char *lm_tls_socket_why(const LmTlsSocket *tls);
