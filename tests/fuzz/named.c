/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/named.h"

#include <stdlib.h>
#include <string.h>

/* The first byte chooses the transport and a port. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint16_t ports[8] = {9, 554, 2427, 2944, 1720, 1719, 2000, 4569};
  if (size < 1)
    return 0;
  LmSlice bytes = lm_slice_from(lm_slice(data, size), 1);
  char label[LM_NAMED_LABEL_SIZE];
  LmNamed found = lm_named_find(bytes, data[0] & 8, 40000, ports[data[0] & 7]);
  for (LmNamed i = LM_NAMED_NONE; i <= LM_N_NAMED; i++) {
    if (strlen(lm_named_label(i, bytes, label)) >= sizeof label || !lm_named_name(i))
      abort();
    size_t len = lm_named_len(i, bytes);
    if (len > UINT16_MAX + 4u)
      abort();
  }
  return found > LM_N_NAMED;
}
