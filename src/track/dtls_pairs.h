/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tables behind an LmDtlsTracker, for track/dtls_*.c alone. */

#include "net/dtls-keys.h"
#include "proto/dtls_assembly.h"
#include "track/dtls_tracker.h"
#include "track/tables.h"

#define LM_DTLS_WAITING 64 /* certificates that are looked at again when an SDP comes */

/* What one end sent. */
typedef struct {
  LmDtlsAssembly assembly;
  LmSlice certificate; /* DER; empty before */
  uint32_t flow;       /* row; LM_NONE before its first packet */
  uint32_t at, to;     /* rows of the source and destination of its packets */
  uint32_t frame;      /* of its certificate */
  int64_t time_ns;
  uint32_t asked; /* the message whose SDP was looked at for it last; LM_NONE: none */
  bool fresh;     /* the certificate just came */
  bool hello, change, finished, data;
  bool encrypted_handshake; /* DTLS 1.3: sent in epoch 2 or later */
} LmDtlsSide;

typedef struct {
  uint32_t row;
  uint32_t ends[2]; /* endpoint rows, of the true ends */
  LmDtlsSide sides[2];
  uint16_t version, suite, profile; /* that the server chose; 0: not seen, or none */
  uint8_t client_random[32], server_random[32];
  LmDtlsSrtpKeys keys; /* of its media, by the key log; no bytes: not known */
  bool srtp;           /* asked for by the client */
  bool complete, failed;
  int64_t last_ns;
} LmDtlsPair;

struct LmDtlsTracker {
  LmVec pairs;
  LmTable by_ends;
  LmVec secure; /* uint32_t: rows of flows whose media is SRTP */
  LmTable secure_by_flow;
  LmArena certificates; /* put together from fragments */
  uint32_t *waiting;    /* owned: pair rows times two, plus the side */
  uint32_t n_waiting;
  uint64_t assembled_bytes; /* in all assemblies */
};

/* Makes the tables where there are none yet. */
LmDtlsTracker *lm_dtls_tracker(LmTrace *trace);
/* The pair of the true ends of @datagram; NULL where there are too many. */
LmDtlsPair *lm_dtls_pair(LmDtlsTracker *dtls, const LmDatagram *datagram);
void lm_dtls_add_state(LmTrace *trace, const LmDtlsSide *side, LmEventOutcome outcome,
                       const char *label, const char *detail);
/* Takes the body of a Certificate message of @side in; @fingerprint says what it is, "" where it is
 * none. */
void lm_dtls_add_certificate(LmTrace *trace, LmDtlsSide *side, const LmDatagram *datagram,
                             LmSlice message, char *fingerprint);
/* Lays a certificate of @side that just came beside the SDP. */
void lm_dtls_check_certificate(LmTrace *trace, LmDtlsPair *pair, LmDtlsSide *side);
/* The media of flow row @flow is SRTP from now on (RFC 5764, 3). */
void lm_dtls_secure_flow(LmTrace *trace, uint32_t flow);
