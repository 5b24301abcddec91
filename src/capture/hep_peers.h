/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Connections by which HEP comes: as many as there may be, each with one message at the most that
 * is not whole, and not for ever. Private to this room. One thread. */

#include "base/addr.h"
#include "capture/hep_gate.h"
#include "capture/tls_socket.h"

enum {
  LM_HEP_MAX_PEERS = 512,
  LM_HEP_MAX_PEERS_OF_ONE = 128, /* address */
  LM_HEP_FIRST_PEER = 1000,      /* what epoll has for the first of them */
};

typedef struct LmHepPeers LmHepPeers;

typedef struct {
  /* A whole message, of link @link. What is not welcome but for LM_HEP_EMPTY and LM_HEP_TOO_LONG
   * ends the connection. */
  LmHepVerdict (*take)(void *user, uint32_t link, const LmEndpoint *src, const LmEndpoint *dst,
                       uint8_t *message, size_t len);
  /* A connection was not taken, or is ended, for another cause; @words are what TLS says of it, or
   * empty. */
  void (*refuse)(void *user, uint32_t link, const LmEndpoint *src, LmHepVerdict why,
                 const char *words);
  void *user;
  int64_t patience_ns; /* for a handshake, and for a message that has begun */
  int epoll;
} LmHepPeersSetup;

/* Owned: lm_hep_peers_free(), which ends them. */
LmHepPeers *lm_hep_peers_new(const LmHepPeersSetup *setup);
void lm_hep_peers_free(LmHepPeers *peers);
/* Takes @fd, of a new connection; @tls may be NULL. */
void lm_hep_peers_add(LmHepPeers *peers, uint32_t link, int fd, const LmEndpoint *src,
                      const LmEndpoint *dst, LmTlsContext *tls);
/* Reads what came, a buffer of it; @number as epoll has it. False if there was nothing. */
bool lm_hep_peers_read(LmHepPeers *peers, uint64_t number);
/* Ends those that took too long; about each second. */
void lm_hep_peers_sweep(LmHepPeers *peers);
uint32_t lm_hep_peers_n(const LmHepPeers *peers);
