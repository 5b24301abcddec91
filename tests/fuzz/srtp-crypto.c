/* SPDX-License-Identifier: GPL-3.0-or-later */

/* a=crypto attributes, and lines of files of keys. */

#include "fuzz.h"

#include "net/key-store.h"
#include "proto/srtp.h"

#include <stdlib.h>

static void
check(const LmSrtpCrypto *crypto)
{
  if (crypto->n_keys > LM_SRTP_MAX_KEYS || crypto->suite >= LM_N_SRTP_SUITES ||
      (crypto->suite == LM_SRTP_UNKNOWN && crypto->n_keys))
    abort();
  for (unsigned i = 0; i < crypto->n_keys; i++)
    if (crypto->keys[i].mki_bytes > LM_SRTP_MAX_MKI_BYTES)
      abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size);
  LmSrtpCrypto crypto;
  uint32_t ssrc;
  bool any_ssrc;
  if (lm_srtp_crypto_parse(input, &crypto) && crypto.suite != LM_SRTP_UNKNOWN && !crypto.n_keys)
    abort();
  check(&crypto);
  LmKeys *keys = lm_keys_new();
  lm_srtp_keys_add_text(keys->srtp, input, "input", keys);
  for (size_t i = 0; i < lm_keys_n_srtp(keys); i++) {
    lm_srtp_crypto_parse(lm_keys_srtp(keys, i, &ssrc, &any_ssrc), &crypto);
    check(&crypto);
  }
  lm_keys_free(keys);
  return 0;
}
