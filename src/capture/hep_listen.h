/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Takes what servers and recorders send by HEP, over UDP, TCP and TLS, in the place of packets of
 * an interface. Each message becomes one packet of the file, from its sender to the address that is
 * listened on, as if it had been captured when the message says that it was seen, but without the
 * key that it came with.
 *
 * Nobody who sends can make it use more than so much memory, and who sends nonsense is counted and
 * does not get in the way of others. */

#include "base/error.h"
#include "capture/bpf.h"
#include "capture/hep_senders.h"

#include <stddef.h>

typedef struct {
  const char *const *places; /* "udp:9060", "tls:[::]:9061"; at most LM_HELPER_MAX_LINKS */
  size_t n_places;
  const char *key;             /* must come with every message; NULL: as @key_file says */
  const char *key_file;        /* its first line is the key; NULL: none is asked for */
  const char *const *networks; /* "10.0.0.0/8": who may send; none: everybody */
  size_t n_networks;
  const char *certificate, *private_key; /* files of PEM, for TLS */
  const char *client_authorities; /* a file of PEM: who sends must have a certificate of these;
                                     NULL: none is asked for */
  int64_t patience_ns;            /* for a handshake, and for a message that has begun; 0: 10 s */
} LmHepListenOptions;

typedef struct LmHepListen LmHepListen;

typedef struct {
  const char *filter; /* as pcap-filter(7), on what the messages hold, not on what brings them */
  LmBpfOnly only;     /* LM_BPF_HEADERS is as LM_BPF_SIP_AND_RTP: a message stays whole */
  uint32_t buffer_mib;
  uint64_t limit_bytes, limit_packets, file_bytes; /* as LmLiveOutputSetup has them */
  int64_t limit_ns;
  LmHepSenders *senders; /* are counted there; borrowed until it has ended */
} LmHepListenLimits;

/* Opens all of them. All of @options is read; of @limits nothing else is borrowed. NULL with @error
 * set. Owned by lm_hep_listen_run(), or lm_hep_listen_free(). */
LmHepListen *lm_hep_listen_new(const LmHepListenOptions *options, const LmHepListenLimits *limits,
                               LmError *error);
void lm_hep_listen_free(LmHepListen *listen);
/* An LmLiveProducer (capture/live_start.h) of an LmHepListen, which it frees. */
void lm_hep_listen_run(int control, int output, void *data);
