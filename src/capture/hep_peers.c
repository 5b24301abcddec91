/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_peers.h"

#include "base/arena.h"
#include "base/time.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Who never said anything may wait so many times as long as who has begun. */
#define SILENCE_FACTOR 10
/* Who did, so long: recorders of quiet servers say nothing for hours, and come again. */
#define IDLE_NS (6 * 3600 * LM_NS_PER_S)

typedef struct {
  int fd; /* -1: there is none */
  uint32_t link;
  bool proven; /* a message of its was taken */
  short events;
  LmTlsSocket *tls;
  LmEndpoint src, dst;
  uint8_t *bytes; /* NULL while there are none */
  size_t len;
  int64_t since_ns, seen_ns; /* since when it is waited for what is in @bytes; its last sign */
} Peer;

struct LmHepPeers {
  LmHepPeersSetup setup;
  uint32_t n, most; /* most: there were never more */
  Peer peers[LM_HEP_MAX_PEERS];
};

LmHepPeers *
lm_hep_peers_new(const LmHepPeersSetup *setup)
{
  LmHepPeers *peers = lm_alloc(sizeof *peers);
  peers->setup = *setup;
  return peers;
}

static void
end(LmHepPeers *peers, Peer *peer, LmHepVerdict why)
{
  if (why != LM_HEP_WELCOME)
    peers->setup.refuse(peers->setup.user, peer->link, &peer->src, why,
                        peer->tls ? lm_tls_socket_why(peer->tls) : "");
  lm_tls_socket_free(peer->tls);
  close(peer->fd);
  free(peer->bytes);
  *peer = (Peer){.fd = -1};
  peers->n--;
}

void
lm_hep_peers_free(LmHepPeers *peers)
{
  if (!peers)
    return;
  for (uint32_t i = 0; i < peers->most; i++)
    if (peers->peers[i].fd >= 0)
      end(peers, &peers->peers[i], LM_HEP_WELCOME);
  free(peers);
}

/* Where a new one can be: if need be in the place of the oldest that has brought nothing yet. NULL
 * if there is none, or too many come from @addr. */
static Peer *
find_place(LmHepPeers *peers, const LmAddr *addr)
{
  Peer *place = NULL, *oldest = NULL;
  uint32_t of_one = 0;
  for (uint32_t i = 0; i < peers->most; i++) {
    Peer *peer = &peers->peers[i];
    if (peer->fd < 0) {
      place = peer;
      continue;
    }
    of_one += lm_addr_equal(&peer->src.addr, addr);
    if (!peer->proven && (!oldest || peer->since_ns < oldest->since_ns))
      oldest = peer;
  }
  if (of_one >= LM_HEP_MAX_PEERS_OF_ONE)
    return NULL;
  if (!place && peers->most < LM_HEP_MAX_PEERS)
    place = &peers->peers[peers->most++];
  if (!place && oldest) {
    end(peers, oldest, LM_HEP_CROWD);
    place = oldest;
  }
  return place;
}

static bool
watch(LmHepPeers *peers, Peer *peer, short events, int operation)
{
  struct epoll_event event = {.events = (uint32_t)events,
                              .data.u64 = LM_HEP_FIRST_PEER + (uint64_t)(peer - peers->peers)};
  peer->events = events;
  return epoll_ctl(peers->setup.epoll, operation, peer->fd, &event) == 0;
}

void
lm_hep_peers_add(LmHepPeers *peers, uint32_t link, int fd, const LmEndpoint *src,
                 const LmEndpoint *dst, LmTlsContext *tls)
{
  Peer *peer = find_place(peers, &src->addr);
  int on = 1;
  if (!peer) {
    close(fd);
    peers->setup.refuse(peers->setup.user, link, src, LM_HEP_CROWD, "");
    return;
  }
  *peer = (Peer){.fd = fd, .link = link, .src = *src, .dst = *dst};
  peer->since_ns = peer->seen_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  peers->n++;
  /* One whose machine is gone is found out. */
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  peer->tls = tls ? lm_tls_socket_new(tls, fd, NULL) : NULL;
  if ((tls && !peer->tls) || !watch(peers, peer, EPOLLIN, EPOLL_CTL_ADD))
    end(peers, peer, LM_HEP_CROWD);
}

/* Takes the whole messages off the front. False if it is over with this one. */
static bool
take_messages(LmHepPeers *peers, Peer *peer)
{
  size_t at = 0;
  LmHepVerdict verdict = LM_HEP_WELCOME;
  while (peer->len - at >= LM_HEP_HEADER_BYTES) {
    size_t len = lm_hep_length(lm_slice(peer->bytes + at, peer->len - at));
    verdict = LM_HEP_GARBAGE;
    if (len == 0)
      break;
    verdict = LM_HEP_WELCOME;
    if (len > peer->len - at)
      break;
    verdict = peers->setup.take(peers->setup.user, peer->link, &peer->src, &peer->dst,
                                peer->bytes + at, len);
    peer->proven |= verdict == LM_HEP_WELCOME;
    at += len;
    if (verdict != LM_HEP_WELCOME && verdict != LM_HEP_EMPTY && verdict != LM_HEP_TOO_LONG)
      break;
    verdict = LM_HEP_WELCOME;
  }
  if (at)
    peer->since_ns = peer->seen_ns;
  memmove(peer->bytes, peer->bytes + at, peer->len - at);
  peer->len -= at;
  if (verdict == LM_HEP_WELCOME)
    return true;
  /* What came by take() was counted there. */
  end(peers, peer, verdict == LM_HEP_GARBAGE ? verdict : LM_HEP_WELCOME);
  return false;
}

/* False when there is no more for now, or ever. */
static bool
read_once(LmHepPeers *peers, Peer *peer)
{
  if (!peer->bytes)
    peer->bytes = lm_alloc(LM_HEP_MAX_BYTES + 1);
  size_t room = LM_HEP_MAX_BYTES + 1 - peer->len;
  ssize_t n = peer->tls ? lm_tls_socket_read(peer->tls, peer->bytes + peer->len, room)
                        : recv(peer->fd, peer->bytes + peer->len, room, 0);
  if (n > 0) {
    peer->seen_ns = lm_time_now_ns(CLOCK_MONOTONIC);
    if (peer->len == 0)
      peer->since_ns = peer->seen_ns;
    peer->len += (size_t)n;
    return take_messages(peers, peer);
  }
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return false;
  bool failed = peer->tls && *lm_tls_socket_why(peer->tls) && !lm_tls_socket_is_up(peer->tls);
  end(peers, peer,
      failed      ? LM_HEP_TLS_FAILED
      : peer->len ? LM_HEP_GARBAGE /* in the middle of a message */
                  : LM_HEP_WELCOME);
  return false;
}

bool
lm_hep_peers_read(LmHepPeers *peers, uint64_t number)
{
  uint64_t at = number - LM_HEP_FIRST_PEER;
  if (at >= peers->most || peers->peers[at].fd < 0)
    return false;
  Peer *peer = &peers->peers[at];
  bool more = read_once(peers, peer), came = more;
  while (more && peer->tls && lm_tls_socket_has_more(peer->tls))
    more = read_once(peers, peer);
  if (peer->fd >= 0 && peer->len == 0) {
    free(peer->bytes);
    peer->bytes = NULL;
  }
  /* A handshake may want to write; else nothing is ever written. */
  if (peer->fd >= 0 && peer->tls && lm_tls_socket_events(peer->tls) != peer->events)
    watch(peers, peer, lm_tls_socket_events(peer->tls), EPOLL_CTL_MOD);
  return came;
}

void
lm_hep_peers_sweep(LmHepPeers *peers)
{
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC), patience = peers->setup.patience_ns;
  for (uint32_t i = 0; i < peers->most; i++) {
    Peer *peer = &peers->peers[i];
    if (peer->fd < 0)
      continue;
    bool begun = peer->len || (peer->tls && !lm_tls_socket_is_up(peer->tls));
    if (begun && now - peer->since_ns > patience)
      end(peers, peer, LM_HEP_SLOW);
    else if (!begun && !peer->proven && now - peer->since_ns > SILENCE_FACTOR * patience)
      end(peers, peer, LM_HEP_SLOW);
    else if (now - peer->seen_ns > IDLE_NS)
      end(peers, peer, LM_HEP_WELCOME);
  }
}

uint32_t
lm_hep_peers_n(const LmHepPeers *peers)
{
  return peers->n;
}
