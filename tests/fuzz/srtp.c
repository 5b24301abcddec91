/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Hostile packets of one source: the first bytes say which keys there are, then come a kind (RTP or
 * RTCP) and a length before each packet. With UNAUTHENTICATED_SRTP any packet opens, so that what
 * is behind the first that does is reached. */

#include "fuzz.h"

#include "base/bytes.h"
#include "media/srtp.h"

#include <stdlib.h>

#define SSRC 0x01020304u

static void
make_crypto(LmSrtpCrypto *crypto, uint8_t choice)
{
  *crypto = (LmSrtpCrypto){.tag = 1, .n_keys = (uint8_t)(1 + choice % 3)};
  crypto->suite = (uint8_t)(1 + choice / 3 % (LM_N_SRTP_SUITES - 1));
  crypto->unencrypted_rtp = choice & 0x80;
  crypto->unauthenticated_rtp = choice & 0x40;
  for (unsigned i = 0; i < crypto->n_keys; i++) {
    memset(crypto->keys[i].key, (int)i + 1, sizeof crypto->keys[i].key);
    crypto->keys[i].mki_bytes = choice % 3 ? (uint8_t)(choice % 17) : 0;
    crypto->keys[i].mki[0] = (uint8_t)i;
  }
}

/* The packet with the SSRC that the source has. */
static uint8_t *
own_packet(LmSlice bytes, bool rtcp)
{
  uint8_t *copy = malloc(bytes.len ? bytes.len : 1);
  size_t at = rtcp ? 4 : 8;
  if (!copy)
    abort();
  if (bytes.len)
    memcpy(copy, bytes.data, bytes.len);
  for (size_t i = 0; i < 4 && at + i < bytes.len; i++)
    copy[at + i] = (uint8_t)(SSRC >> (24 - 8 * i));
  if (bytes.len)
    copy[0] = (uint8_t)((copy[0] & 0x3f) | 0x80);
  return copy;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static uint8_t *scratch;
  LmSlice rest = lm_slice(data, size);
  LmSrtpCrypto cryptos[2];
  const LmSrtpCrypto *list[] = {&cryptos[0], &cryptos[1]};
  if (!scratch)
    scratch = malloc(LM_SRTP_SCRATCH_BYTES);
  make_crypto(&cryptos[0], lm_slice_u8(rest, 0));
  make_crypto(&cryptos[1], lm_slice_u8(rest, 1));
  LmSrtp *srtp = lm_srtp_new(list, 2, SSRC, scratch);
  for (rest = lm_slice_from(rest, 2); rest.len >= 2;) {
    bool rtcp = lm_slice_u8(rest, 0) & 1;
    LmSlice packet = lm_slice_sub(rest, 2, lm_slice_u8(rest, 1)), plain;
    uint8_t *own = own_packet(packet, rtcp);
    LmSlice bytes = lm_slice(own, packet.len);
    LmSrtpResult result =
        rtcp ? lm_srtp_open_rtcp(srtp, bytes, &plain) : lm_srtp_open_rtp(srtp, bytes, &plain);
    if (plain.len > packet.len || (result == LM_SRTP_OPENED && lm_srtp_current(srtp) < 0))
      abort();
    for (size_t i = 0; i < plain.len; i++) {
      volatile uint8_t byte = plain.data[i];
      (void)byte;
    }
    free(own);
    rest = lm_slice_from(rest, 2 + packet.len);
  }
  lm_srtp_free(srtp);
  return 0;
}
