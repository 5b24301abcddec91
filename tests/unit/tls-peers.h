/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A client and a server of OpenSSL's libssl that talk to each other in memory, and an LmTls that
 * listens to what passes between them. */

#include "net/tls.h"

#include <glib.h>
#include <openssl/ssl.h>

typedef struct {
  const char *name;
  int version; /* TLS1_2_VERSION etc.; both sides speak this one alone */
  const char *suites;
  uint64_t options; /* SSL_OP_ of both sides */
  bool by_rsa_key;  /* nothing is logged */
} PeersPlan;

typedef struct {
  SSL_CTX *contexts[2]; /* client, server; owned */
  SSL *ssl[2];          /* owned */
  LmKeys *keys;         /* of the listener; owned */
  LmArena arena;
  LmTls *tls; /* owned */
  LmSlice unread[2];
  GByteArray *heard[2]; /* application data that the listener made out */
  unsigned swap;        /* what the listener takes for direction 0 is that of the server */
  size_t piece;         /* bytes that the listener gets at a time; 0: all */
  bool deaf;            /* the listener misses what passes now */
  bool mute;            /* secrets go to @log, and not to the listener */
  GString *log;
} Peers;

/* The server's private key as a PEM file, made once a process. */
const char *peers_key_path(void);
/* Its certificate. Borrowed. */
X509 *peers_certificate(void);
Peers *peers_new(const PeersPlan *plan);
void peers_free(Peers *peers);
/* Begins another connection of the same two, which resumes @session unless that is NULL; its
 * listener begins anew with the same keys. */
void peers_connect(Peers *peers, SSL_SESSION *session);
/* Shakes hands; fails the test if that does not work out. */
void peers_shake(Peers *peers);
/* Passes on everything that either has written. */
void peers_pump(Peers *peers);
/* @from (0: client) sends @text, and the other one reads it. */
void peers_say(Peers *peers, unsigned from, const char *text);
/* Fails the test unless the listener has made out @text, and nothing else, from @from. */
void peers_assert_heard(Peers *peers, unsigned from, const char *text);
