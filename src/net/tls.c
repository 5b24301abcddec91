/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls.h"

#include "base/bytes.h"

#include <stdlib.h>

struct LmTls {
  const LmKeys *keys;
  LmArena *arena;
  LmTlsInfo info;
};

enum { HEADER_BYTES = 5, MAX_RECORD_BYTES = (1 << 14) + 2048 };

LmTls *
lm_tls_new(const LmKeys *keys, LmArena *arena)
{
  LmTls *tls = lm_alloc(sizeof *tls);
  tls->keys = keys;
  tls->arena = arena;
  tls->info.version_name = "TLS";
  return tls;
}

void
lm_tls_free(LmTls *tls)
{
  free(tls);
}

const LmTlsInfo *
lm_tls_info(const LmTls *tls)
{
  return &tls->info;
}

bool
lm_tls_looks_like(LmSlice bytes)
{
  uint8_t type = lm_slice_u8(bytes, 0);
  uint16_t len = lm_slice_be16(bytes, 3);
  return bytes.len > HEADER_BYTES && type >= 20 && type <= 23 && lm_slice_u8(bytes, 1) == 3 &&
         lm_slice_u8(bytes, 2) <= 4 && len > 0 && len <= MAX_RECORD_BYTES;
}

size_t
lm_tls_take(LmTls *tls, unsigned direction, LmSlice bytes, LmSlice *plain)
{
  *plain = LM_SLICE_EMPTY;
  if (bytes.len <= HEADER_BYTES)
    return 0;
  if (!lm_tls_looks_like(bytes))
    return bytes.len;
  size_t len = HEADER_BYTES + (size_t)lm_slice_be16(bytes, 3);
  return len <= bytes.len ? len : 0;
}

void
lm_tls_gap(LmTls *tls, unsigned direction)
{
}
