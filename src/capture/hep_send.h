/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sends HEP, version 3, to one place, over UDP, TCP or TLS, in a thread of its own. Who puts
 * messages never waits: they lie in a queue of bounded size, and what finds no room there is
 * counted.
 *
 *     put -> queue -> the system -> the system of the other end
 *                                   (sent; until then it stays in the queue)
 *
 * A connection that fails is made anew, later each time, and what is not known to have arrived is
 * sent again. By UDP nothing is known but that nobody listens. One thread, but for what is said to
 * be for any. */

#include "base/error.h"
#include "base/text.h"
#include "capture/hep.h"
#include "capture/tls_socket.h"

typedef struct {
  const char *place;    /* "udp:homer.example.org:9060" */
  const char *key_file; /* its first line comes with every message; NULL: no key */
  const char *node;     /* the name of who captures; NULL: none */
  uint32_t agent;       /* the number of who captures; 0: none */
  LmTlsFiles tls;       /* for TLS; the other end must be who @place names */
  uint32_t queue_mib;   /* 0: 16 */
  uint32_t per_second;  /* messages, at most; 0: any number */
} LmHepSendOptions;

typedef struct LmHepSend LmHepSend;

/* Of all that were put: @sent + @dropped + @too_large + @waiting. */
typedef struct {
  uint64_t sent;      /* the other end's system has them; by UDP: nobody said that it has not */
  uint64_t repeated;  /* were sent again, and may be there twice */
  uint64_t dropped;   /* the queue had no room */
  uint64_t too_large; /* for HEP, or for a datagram */
  uint64_t waiting;
  uint64_t n_breaks; /* how often a connection failed, or could not be made */
  uint64_t n_closed; /* of these: the other end closed, as one does that stops, or that refuses what
                        it is sent */
  bool up;           /* connected; by UDP: not told otherwise */
  bool ended;        /* nothing more is tried */
  bool cut;          /* the other end closed before it was told to, as one does that refuses what
                        it is sent; known when it has ended */
  LmError error;     /* of the newest break */
} LmHepSendStatus;

/* All of @options is read. NULL with @error set where that cannot be done at all; that nobody
 * answers there is no such case. Owned: lm_hep_send_free(). */
LmHepSend *lm_hep_send_new(const LmHepSendOptions *options, LmError *error);
/* Ends at once. Where a name is being looked up, it waits for that. */
void lm_hep_send_free(LmHepSend *send);
/* Takes a copy of @hep, with the key of the options, and with their number and name where it has no
 * number of its own. What cannot be taken is counted. */
void lm_hep_send_put(LmHepSend *send, const LmHep *hep);
/* Whether the next one finds room. */
bool lm_hep_send_has_room(LmHepSend *send);
/* No more is put: what waits is sent for so long, less where the place was never reached. Does not
 * wait for that itself. */
void lm_hep_send_end(LmHepSend *send, int64_t most_ns);
/* Does, or until a signal comes. */
void lm_hep_send_wait(LmHepSend *send);
/* Any thread. */
void lm_hep_send_status(LmHepSend *send, LmHepSendStatus *status);
/* The place, as it was given. Borrowed. */
const char *lm_hep_send_place(const LmHepSend *send);
