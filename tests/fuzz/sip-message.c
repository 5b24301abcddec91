/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/sip/message.h"

#include <stdlib.h>

static void
require(int truth)
{
  if (!truth)
    abort();
}

static int
is_inside(LmSlice whole, LmSlice part)
{
  return part.len == 0 ||
         (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

static void
check(const LmSipMessage *message)
{
  LmSlice bytes = message->bytes;
  const LmSlice parts[] = {message->start_line, message->method_name,     message->request_uri,
                           message->reason,     message->call_id,         message->from,
                           message->to,         message->from_tag,        message->to_tag,
                           message->top_via,    message->branch,          message->content_type,
                           message->body,       message->cseq_method_name};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    require(is_inside(bytes, parts[i]));
  for (uint32_t i = 0; i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    require((size_t)header->name_offset + header->name_len <= bytes.len);
    require((size_t)header->value_offset + header->value_len <= bytes.len);
    require(header->kind < LM_N_SIP_HEADERS);
  }
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    require((uint64_t)message->anomalies[i].offset + message->anomalies[i].len <= bytes.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmSipMessage message;
  LmArena arena = LM_ARENA_INIT;
  LmSlice bytes = lm_slice(data, size);
  for (int stream = 0; stream < 2; stream++) {
    bool parsed = lm_sip_message_parse(bytes, stream, &arena, &message);
    require(parsed == lm_sip_looks_like(bytes));
    if (parsed)
      check(&message);
  }
  lm_arena_clear(&arena);
  return 0;
}
