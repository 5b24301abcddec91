/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/description.h"

#include "proto/sdp/message.h"

bool
lm_description_read(const LmTrace *trace, uint32_t message, LmArena *arena, LmSipMessage *sip,
                    LmDescription *description)
{
  const LmMessage *row = lm_trace_message(trace, message);
  *description = (LmDescription){.message = message};
  lm_trace_tell_read(trace);
  if (!lm_sip_message_parse(lm_message_bytes(row), lm_transport_is_stream(row->transport), arena,
                            sip))
    return false;
  LmSlice body = lm_sdp_of_message(sip, arena);
  if (body.len && lm_sdp_parse(body, arena, &description->sdp))
    description->body = body;
  return true;
}
