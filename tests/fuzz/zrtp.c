/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/zrtp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmZrtp zrtp;
  if (!lm_zrtp_parse(lm_slice(data, size), &zrtp))
    return 0;
  size_t lists = 0;
  for (unsigned i = 0; i < LM_N_ZRTP_LISTS; i++)
    lists += zrtp.lists[i].len;
  if (lists > size || zrtp.type.len > 8 || zrtp.body.len > size)
    abort();
  lm_zrtp_error_name(zrtp.error);
  return 0;
}
