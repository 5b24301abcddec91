/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tables.h"

_Static_assert(LM_LIMIT_PATHS <= UINT16_MAX, "LmMessage.path holds each row");

const LmPath *
lm_trace_message_path(const LmTrace *trace, const LmMessage *message)
{
  return lm_path_table_at(&trace->paths, message->path);
}

void
lm_message_path_text(const LmTrace *trace, const LmMessage *message, LmText *out)
{
  /* What lies between a connection and its messages is no matter of a frame. */
  static const char *const inside[LM_N_TRANSPORTS] = {
      [LM_TRANSPORT_TLS] = " / tls",
      [LM_TRANSPORT_WS] = " / ws",
      [LM_TRANSPORT_WSS] = " / tls / ws",
  };
  lm_path_text(lm_trace_message_path(trace, message), out);
  if (inside[message->transport])
    lm_text_add_str(out, inside[message->transport]);
}

void
lm_stream_path_text(const LmTrace *trace, const LmStream *stream, LmText *out)
{
  lm_path_text(lm_path_table_at(&trace->paths, stream->path), out);
}

static bool
is_edge(LmSlice text, size_t offset)
{
  return offset >= text.len || lm_slice_u8(text, offset) == ' ';
}

/* Clears @text. */
static bool
has_steps(LmText *text, LmSlice steps)
{
  LmSlice path = lm_slice(text->str, text->len);
  bool found = false;
  for (size_t at = 0; at < path.len && !found; at++) {
    ptrdiff_t next = lm_slice_find_nocase(lm_slice_from(path, at), steps);
    if (next < 0)
      break;
    at += (size_t)next;
    found = (at == 0 || is_edge(path, at - 1)) && is_edge(path, at + steps.len);
  }
  lm_text_clear(text);
  return found;
}

bool
lm_message_came_through(const LmTrace *trace, const LmMessage *message, LmSlice steps)
{
  LmText text = LM_TEXT_INIT;
  lm_message_path_text(trace, message, &text);
  return has_steps(&text, steps);
}

bool
lm_stream_came_through(const LmTrace *trace, const LmStream *stream, LmSlice steps)
{
  LmText text = LM_TEXT_INIT;
  lm_stream_path_text(trace, stream, &text);
  return has_steps(&text, steps);
}

bool
lm_call_came_through(const LmTrace *trace, const LmCall *call, LmSlice steps)
{
  for (uint32_t i = call->first_message; i != LM_NONE;) {
    const LmMessage *message = lm_trace_message(trace, i);
    if (lm_message_came_through(trace, message, steps))
      return true;
    i = message->next_in_call;
  }
  for (uint32_t i = call->first_stream; i != LM_NONE;) {
    const LmStream *stream = lm_trace_stream(trace, i);
    if (lm_stream_came_through(trace, stream, steps))
      return true;
    i = stream->next_in_call;
  }
  return false;
}
