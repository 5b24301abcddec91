/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One connection at a time by which HEP is sent to a place, over UDP, TCP or TLS. Private to this
 * room. One thread. Where a function fails, the error of the wire says why. */

#include "base/error.h"
#include "base/slice.h"
#include "capture/hep_place.h"
#include "capture/tls_socket.h"

#include <sys/types.h>

typedef struct {
  LmHepPlace place;
  char text[300];        /* the place, as it was given */
  LmTlsContext *context; /* of TLS; borrowed, or NULL */
  int fd;                /* -1: none */
  LmTlsSocket *tls;      /* NULL: none */
  uint32_t turn;         /* of the addresses that the place has */
  uint64_t written;      /* bytes, or datagrams, by this connection */
  int64_t opened_ns;     /* of the steady clock */
  bool closed;           /* the other end did, as one does that refuses what it is sent */
  LmError error;         /* of the newest failure */
} LmHepWire;

/* Connects, for which it waits, but no longer when @is_over says so. False where that fails; then
 * too lm_hep_wire_close(). */
bool lm_hep_wire_open(LmHepWire *wire, bool (*is_over)(void *user), void *user);
void lm_hep_wire_close(LmHepWire *wire);
/* How many of @bytes were taken; of a datagram all. -1 with errno: EAGAIN: lm_hep_wire_wait();
 * ENOBUFS: a moment later; else it failed. */
ssize_t lm_hep_wire_write(LmHepWire *wire, LmSlice bytes);
/* False where the other end has closed, or it failed. What that says otherwise is not wanted. */
bool lm_hep_wire_hear(LmHepWire *wire);
/* How much of what was written is known to be with the other end's system. By UDP it is what
 * nobody refused; @quiet: nothing has been written for a while. */
uint64_t lm_hep_wire_arrived(const LmHepWire *wire, bool quiet);
/* Waits until it can be written to, where it is @blocked, something is heard, @wake, which is an
 * eventfd, is told, or so long. False where it failed. */
bool lm_hep_wire_wait(LmHepWire *wire, int wake, bool blocked, int most_ms);
/* All is written: says so and waits a little for the other end to have read it. False where that
 * ended on its own, so that it may not have. */
bool lm_hep_wire_end(LmHepWire *wire);
