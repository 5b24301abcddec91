/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Streams of SRTP opened with the keys that there are: those that a=crypto of the session
 * descriptions states (RFC 4568), those of DTLS handshakes with a key log (RFC 5764), and those
 * that the user gave. Their packets are read again from the capture when somebody looks. Which key
 * a stream was sent with is found by which authenticates, those likely for it first, so that NATs,
 * forks and changes of keys do no harm. One thread, that of the trace. */

#include "media/srtp.h"
#include "relate/rtcp.h"

typedef enum {
  LM_SRTP_NO_KEY,        /* none for it: its figures are from the headers */
  LM_SRTP_NO_SECRET,     /* a DTLS handshake was seen, and the key log lacks its secret */
  LM_SRTP_NO_LIBRARY,    /* libsrtp is not installed */
  LM_SRTP_NOT_SUPPORTED, /* there are keys, of suites or parameters that are not supported */
  LM_SRTP_WRONG_KEY,     /* none of the keys authenticates any packet */
  LM_SRTP_AUTHENTICATED, /* a key does; packets may have failed all the same */
  LM_N_SRTP_STATES
} LmSrtpState;

typedef enum {
  LM_SRTP_BY_NOTHING,
  LM_SRTP_BY_SDES,
  LM_SRTP_BY_DTLS,
  LM_SRTP_BY_FILE,
  LM_N_SRTP_SOURCES
} LmSrtpSource;

#define LM_SRTP_DIGEST_BYTES 32

/* About a stream. */
typedef struct {
  uint32_t stream; /* row */
  uint8_t state;   /* LmSrtpState */
  uint8_t suite;   /* LmSrtpSuite of the key that authenticated last, or else that there is */
  uint8_t source;  /* LmSrtpSource of the same */
  uint32_t tag;    /* of its a=crypto; 0: none */
  uint32_t frame;  /* of the message that stated it; 0: none */
  uint32_t n_keys; /* that were tried, or would be */
  uint32_t key_changes;
  uint32_t rollover_first, rollover; /* counters of the first and the last packet opened */
  uint64_t authenticated, failed, unchecked;
  uint64_t payload_bytes;               /* plain, of the packets that authenticated */
  uint8_t digest[LM_SRTP_DIGEST_BYTES]; /* SHA-256 of these bytes, one packet after the other */
} LmSrtpStream;

typedef struct LmSrtpView LmSrtpView;

/* Collects the keys. Owned: lm_srtp_view_free(). */
LmSrtpView *lm_srtp_view_new(const LmTrace *trace);
void lm_srtp_view_free(LmSrtpView *view);
/* Keys that LM_LIMIT_SRTP_KEYS left out. */
uint64_t lm_srtp_view_refused(const LmSrtpView *view);

/* Told of each packet of a stream: @packet as it was sent, and @plain, empty unless @result is
 * OPENED, which stays until it returns. */
typedef void (*LmSrtpTake)(void *data, const LmPacketLogEntry *packet, LmSrtpResult result,
                           LmSlice plain);
/* Reads the packets of stream @row. @take may be NULL. False where nothing speaks for SRTP: it was
 * neither announced as such nor does a key open it. */
bool
lm_srtp_view_read(LmSrtpView *view, uint32_t row, LmSrtpTake take, void *data, LmSrtpStream *out);
/* Opens SRTCP for lm_rtcp_view_new(). Borrowed. */
const LmRtcpOpener *lm_srtp_view_opener(LmSrtpView *view);
