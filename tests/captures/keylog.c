/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded before a program's own libraries (LD_PRELOAD), this lets every TLS and DTLS connection of
 * OpenSSL write its secrets to the file that SSLKEYLOGFILE names, as browsers do. Kamailio and
 * baresip have no switch for that. It is for the captures in this folder, made between programs
 * that have no secrets. */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

static void
write_line(const SSL *ssl, const char *line)
{
  (void)ssl;
  const char *path = getenv("SSLKEYLOGFILE");
  int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  if (file < 0)
    return;
  /* One write for the line: several processes append to the file. */
  struct iovec parts[2] = {{(void *)line, strlen(line)}, {"\n", 1}};
  (void)!writev(file, parts, 2);
  close(file);
}

/* What the program calls instead of the function of that name in OpenSSL. */
SSL_CTX *
SSL_CTX_new(const SSL_METHOD *method)
{
  SSL_CTX *(*real)(const SSL_METHOD *) =
      (SSL_CTX * (*)(const SSL_METHOD *)) dlsym(RTLD_NEXT, "SSL_CTX_new");
  SSL_CTX *context = real ? real(method) : NULL;
  if (context)
    SSL_CTX_set_keylog_callback(context, write_line);
  return context;
}
