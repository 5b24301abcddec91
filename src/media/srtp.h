/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Opens the SRTP and SRTCP packets of one source (RFC 3711), in the order in which they were
 * captured: checks their tags and decrypts them, by libsrtp. It is told all keys that the source
 * may have sent with, and goes on with the one that opens a packet. The roll-over counter, which
 * no packet states (3.3.1), is found by trying where the capture began in the middle. One thread.
 *
 * What it costs to try is bounded: a source whose packets fit no key is given up. */

#include "base/slice.h"
#include "proto/srtp.h"

#define LM_SRTP_MAX_PACKET_BYTES 65535
#define LM_SRTP_SCRATCH_BYTES (LM_SRTP_MAX_PACKET_BYTES + 512)

typedef struct LmSrtp LmSrtp;

typedef enum {
  LM_SRTP_OPENED,
  LM_SRTP_FAILED,    /* no key fits */
  LM_SRTP_UNCHECKED, /* not tried: too much has been */
  LM_SRTP_BROKEN,    /* no packet of SRTP */
} LmSrtpResult;

/* Whether libsrtp could be loaded. */
bool lm_srtp_is_there(void);
/* Whether the library has the suite, and what @crypto asks for. */
bool lm_srtp_can(const LmSrtpCrypto *crypto);
/* @cryptos, of which there are @n, must outlive it; those that cannot be used are passed over. So
 * must @scratch, LM_SRTP_SCRATCH_BYTES that malloc() aligned, where packets are opened; several may
 * share it. Owned: lm_srtp_free(). */
LmSrtp *lm_srtp_new(const LmSrtpCrypto *const *cryptos, size_t n, uint32_t ssrc, uint8_t *scratch);
void lm_srtp_free(LmSrtp *srtp);

/* Opens @packet of the source. *@plain, empty unless it was opened, is the packet without what was
 * added to it; it is in the scratch memory. */
LmSrtpResult lm_srtp_open_rtp(LmSrtp *srtp, LmSlice packet, LmSlice *plain);
LmSrtpResult lm_srtp_open_rtcp(LmSrtp *srtp, LmSlice packet, LmSlice *plain);

/* Which of the cryptos opened the last packet that one did; -1: none has. */
int lm_srtp_current(const LmSrtp *srtp);
/* The roll-over counter of the packet that was opened last. */
uint32_t lm_srtp_rollover(const LmSrtp *srtp);
