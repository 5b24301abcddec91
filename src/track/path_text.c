/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tables.h"

_Static_assert(LM_LIMIT_PATHS <= UINT16_MAX, "LmMessage.path holds each row");

void
lm_message_path_text(const LmTrace *trace, const LmMessage *message, LmText *out)
{
  /* What lies between a connection and its messages is no matter of a frame. */
  static const char *const inside[LM_N_TRANSPORTS] = {
      [LM_TRANSPORT_TLS] = " / tls",
      [LM_TRANSPORT_WS] = " / ws",
      [LM_TRANSPORT_WSS] = " / tls / ws",
  };
  lm_path_text(lm_path_table_at(&trace->paths, message->path), out);
  if (inside[message->transport])
    lm_text_add_str(out, inside[message->transport]);
}

void
lm_stream_path_text(const LmTrace *trace, const LmStream *stream, LmText *out)
{
  lm_path_text(lm_path_table_at(&trace->paths, stream->path), out);
}
