/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an LmKeys holds, for this folder and its tests. */

#include "net/esp-keys.h"
#include "net/key-log.h"
#include "net/keys.h"
#include "net/rsa-keys.h"
#include "net/srtp-keys.h"

struct LmKeys {
  LmKeyLog *log;     /* owned; grows while packets are decoded */
  LmRsaKeys *rsa;    /* owned */
  LmEspKeys *esp;    /* owned */
  LmSrtpKeys *srtp;  /* owned */
  LmVec warnings;    /* char *, owned */
  uint64_t n_unsaid; /* warnings beyond LM_LIMIT_KEY_WARNINGS */
};

/* All of file @path, which is at most @most bytes. Owned: free(). NULL with @error set. */
char *lm_keys_read_file(const char *path, size_t most, size_t *len, LmError *error);
void lm_keys_warn(LmKeys *keys, const char *format, ...) __attribute__((format(printf, 2, 3)));
