/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/stream_protocol.h"

#define PROTOCOL_ROW(name) &lm_stream_##name,
/* The NULL at the end keeps the table from being empty. */
static const LmStreamProtocol *const protocols[] = {LM_STREAM_PROTOCOLS(PROTOCOL_ROW) NULL};

const LmStreamProtocol *
lm_stream_protocol_of(LmSlice bytes)
{
  const LmStreamProtocol *const *row = protocols;
  while (*row && !(*row)->claims(bytes))
    row++;
  return *row;
}

const LmStreamProtocol *
lm_stream_protocol_by_ppid(uint32_t ppid)
{
  for (const LmStreamProtocol *const *row = protocols; ppid && *row; row++)
    for (size_t i = 0; i < 4 && (*row)->ppids[i]; i++)
      if ((*row)->ppids[i] == ppid)
        return *row;
  return NULL;
}
