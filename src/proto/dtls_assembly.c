/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/dtls_assembly.h"

#include "base/limits.h"

#include <stdlib.h>

void
lm_dtls_assembly_clear(LmDtlsAssembly *assembly)
{
  free(assembly->bytes);
  *assembly = (LmDtlsAssembly){0};
}

static void
begin(LmDtlsAssembly *assembly, const LmDtlsHandshake *fragment)
{
  lm_dtls_assembly_clear(assembly);
  assembly->bytes = lm_alloc(fragment->len);
  assembly->len = fragment->len;
  assembly->sequence = fragment->sequence;
  assembly->type = fragment->type;
}

/* Adds [@from, @to) to the parts, joined with those that it touches. False where there is no room
 * for one more. */
static bool
add_part(LmDtlsAssembly *assembly, uint32_t from, uint32_t to)
{
  uint8_t first = 0, behind;
  while (first < assembly->n_parts && assembly->parts[first].to < from)
    first++;
  for (behind = first; behind < assembly->n_parts && assembly->parts[behind].from <= to; behind++) {
    if (assembly->parts[behind].from < from)
      from = assembly->parts[behind].from;
    if (assembly->parts[behind].to > to)
      to = assembly->parts[behind].to;
  }
  if (behind == first && assembly->n_parts == LM_DTLS_ASSEMBLY_PARTS)
    return false;
  memmove(&assembly->parts[first + 1], &assembly->parts[behind],
          (size_t)(assembly->n_parts - behind) * sizeof assembly->parts[0]);
  assembly->n_parts = (uint8_t)(assembly->n_parts - (behind - first) + 1);
  assembly->parts[first].from = from;
  assembly->parts[first].to = to;
  return true;
}

bool
lm_dtls_assembly_add(LmDtlsAssembly *assembly, const LmDtlsHandshake *fragment, LmSlice *message)
{
  if (lm_dtls_is_whole(fragment)) {
    *message = fragment->body;
    return true;
  }
  if (fragment->cut || fragment->len == 0 || fragment->len > LM_LIMIT_DTLS_MESSAGE_BYTES)
    return false;
  if (!assembly->bytes || assembly->sequence != fragment->sequence ||
      assembly->type != fragment->type || assembly->len != fragment->len)
    begin(assembly, fragment);
  uint32_t end = fragment->offset + (uint32_t)fragment->body.len;
  if (fragment->body.len == 0 || !add_part(assembly, fragment->offset, end))
    return false;
  memcpy(assembly->bytes + fragment->offset, fragment->body.data, fragment->body.len);
  *message = lm_slice(assembly->bytes, assembly->len);
  return assembly->parts[0].from == 0 && assembly->parts[0].to == assembly->len;
}
