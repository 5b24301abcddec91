/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which headers there are in a capture: in some thousands of its messages, spread over all. */

#include "base/limits.h"
#include "engine/batch.h"
#include "engine/values.h"
#include "proto/sip/fields.h"
#include "proto/sip/message.h"
#include "proto/sip/registry-headers.h"

#include <stdlib.h>

#define MESSAGES 4096u

typedef struct {
  const char *name;
  uint32_t n_messages;
} Header;

typedef struct {
  LmArena arena;
  size_t n;
  Header headers[LM_LIMIT_SEEN_HEADERS];
} Seen;

static void
note(Seen *seen, LmSlice name)
{
  const LmSipHeaderField *known = lm_sip_header_field_find(name);
  if (known)
    name = lm_slice_str(known->name);
  for (size_t i = 0; i < seen->n; i++)
    if (lm_slice_equal_nocase(lm_slice_str(seen->headers[i].name), name)) {
      seen->headers[i].n_messages++;
      return;
    }
  /* What is no token is no name that a header could be asked by. */
  if (seen->n == LM_LIMIT_SEEN_HEADERS || name.len > LM_LIMIT_QUERY_NAME || !lm_sip_is_token(name))
    return;
  seen->headers[seen->n++] = (Header){lm_arena_string(&seen->arena, name), 1};
}

static int
compare(const void *a, const void *b)
{
  const Header *x = a, *y = b;
  return (x->n_messages < y->n_messages) - (x->n_messages > y->n_messages);
}

static void
look(Seen *seen, const LmMessage *row)
{
  LmArena arena = {0};
  LmSipMessage *message = lm_alloc(sizeof *message);
  if (lm_sip_message_parse(lm_message_bytes(row), lm_transport_is_stream(row->transport), &arena,
                           message))
    for (uint32_t i = 0; i < message->n_headers; i++)
      note(seen, lm_sip_header_name(message, &message->headers[i]));
  free(message);
  lm_arena_clear(&arena);
}

void
lm_engine_do_headers(LmEngine *engine, const LmEngineCommand *command)
{
  const LmTrace *trace = lm_session_trace(engine->session);
  uint32_t n = lm_trace_n_messages(trace);
  LmEngineEvent *event = lm_engine_event_new(LM_ENGINE_HEADERS, command->serial);
  LmText names = LM_TEXT_INIT;
  Seen *seen = lm_alloc(sizeof *seen);
  uint32_t first = lm_trace_next_message(trace, 0);
  for (uint32_t i = first; i < n; i += (n - first) / MESSAGES + 1)
    look(seen, lm_trace_message(trace, i));
  qsort(seen->headers, seen->n, sizeof seen->headers[0], compare);
  for (size_t i = 0; i < seen->n; i++)
    lm_text_printf(&names, i ? "\n%s" : "%s", seen->headers[i].name);
  event->text = names.str;
  lm_arena_clear(&seen->arena);
  free(seen);
  lm_engine_emit(engine, event);
}
