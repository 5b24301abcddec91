/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/leg_parts.h"

#include <stdlib.h>

#define LOWERED 256 /* bytes */

void
lm_gathered_init(LmGathered *gathered, const LmTrace *trace)
{
  *gathered = (LmGathered){.trace = trace,
                           .hosts = LM_HOSTS_INIT,
                           .legs = LM_VEC_INIT(LmLeg),
                           .marks = LM_VEC_INIT(LmMark),
                           .hints = LM_VEC_INIT(LmHint)};
  gathered->gathering = lm_alloc(sizeof *gathered->gathering);
  gathered->gathering->gathered = gathered;
}

void
lm_gathered_clear(LmGathered *gathered)
{
  lm_arena_clear(&gathered->gathering->sdp);
  free(gathered->gathering);
  lm_arena_clear(&gathered->arena);
  lm_hosts_clear(&gathered->hosts);
  lm_vec_clear(&gathered->legs);
  lm_vec_clear(&gathered->marks);
  lm_vec_clear(&gathered->hints);
}

static void
add_mark(LmGathering *gathering, const LmMark *mark)
{
  for (uint32_t i = 0; i < gathering->n_marks; i++)
    if (gathering->marks[i].hash == mark->hash &&
        (gathering->marks[i].kind == mark->kind || lm_mark_is_call_id(mark)))
      return;
  if (gathering->n_marks < LM_LIMIT_LEG_MARKS)
    gathering->marks[gathering->n_marks++] = *mark;
}

LmMarkKind
lm_mark_other_kind(LmMarkKind kind)
{
  switch (kind) {
  case LM_MARK_CALL_ID:
    return LM_MARK_CALL_ID_CORE;
  case LM_MARK_CALL_ID_CORE:
    return LM_MARK_CALL_ID;
  case LM_MARK_ORIGIN:
    return LM_MARK_ORIGIN_BACK;
  case LM_MARK_ORIGIN_BACK:
    return LM_MARK_ORIGIN;
  case LM_MARK_MEDIA:
    return LM_MARK_MEDIA_BACK;
  case LM_MARK_MEDIA_BACK:
    return LM_MARK_MEDIA;
  default:
    return kind;
  }
}

static uint64_t
hash_kind(LmMarkKind kind)
{
  LmMarkKind other = lm_mark_other_kind(kind);
  return other < kind ? other : kind;
}

uint64_t
lm_mark_hash_number(LmMarkKind kind, uint64_t number)
{
  return lm_hash_pair(lm_hash_key(), hash_kind(kind), number);
}

static void
mark(LmGathering *gathering, LmMarkKind kind, LmSlice value, uint64_t of_value)
{
  LmMark mark = {.kind = (uint8_t)kind, .leg = gathering->row, .value = value};
  mark.hash = lm_mark_hash_number(kind, of_value);
  add_mark(gathering, &mark);
}

void
lm_gathering_mark(LmGathering *gathering, LmMarkKind kind, LmSlice value)
{
  uint8_t lower[LOWERED];
  if (!value.len)
    return;
  if (value.len > sizeof lower) {
    mark(gathering, kind, value, lm_look_hash_nocase(value));
    return;
  }
  for (size_t i = 0; i < value.len; i++)
    lower[i] = (uint8_t)lm_lower(value.data[i]);
  mark(gathering, kind, value, lm_hash(lm_hash_key(), lower, value.len));
}

void
lm_gathering_mark_bytes(LmGathering *gathering, LmMarkKind kind, LmSlice value)
{
  mark(gathering, kind, value, lm_hash(lm_hash_key(), value.data, value.len));
}

void
lm_gathering_mark_number(LmGathering *gathering, LmMarkKind kind, uint64_t number)
{
  mark(gathering, kind, LM_SLICE_EMPTY, number);
}

/* Whether message @row has anything to say about the leg: INVITEs, their answers, what carries a
 * description or leads to another call. */
static bool
is_telling(const LmMessage *row)
{
  if (row->flags & LM_MESSAGE_RETRANSMISSION)
    return false;
  if (row->status == 0)
    return row->method == LM_SIP_METHOD_INVITE || row->method == LM_SIP_METHOD_REFER ||
           row->flags & LM_MESSAGE_HAS_SDP;
  if (row->flags & LM_MESSAGE_HAS_SDP)
    return true;
  return row->cseq_method == LM_SIP_METHOD_INVITE && row->status >= 200 && row->status < 400;
}

static void
look_at(LmGathering *gathering, uint32_t index)
{
  const LmTrace *trace = gathering->gathered->trace;
  const LmMessage *row = lm_trace_message(trace, index);
  const LmSipMessage *message = lm_look_at(gathering->look, index);
  if (!message)
    return;
  bool invite = row->method == LM_SIP_METHOD_INVITE;
  bool initial = invite && !lm_trace_transaction(trace, row->transaction)->in_dialog;
  bool first = initial && gathering->leg->request_uri.len == 0;
  if (gathering->n_messages == 0)
    gathering->caller_tag = message->from_tag;
  lm_gathering_headers(gathering, message, initial);
  lm_gathering_hints(gathering, message, row);
  bool described = row->flags & LM_MESSAGE_HAS_SDP && lm_gathering_description(gathering, message);
  if (first)
    gathering->leg->late_offer = !described;
}

static bool
stands_behind(const LmMark *a, const LmMark *b)
{
  return a->hash != b->hash ? a->hash > b->hash : a->kind > b->kind;
}

/* By hash and kind; there are few. */
static void
sort_marks(LmGathering *gathering)
{
  for (uint32_t i = 1; i < gathering->n_marks; i++) {
    LmMark moved = gathering->marks[i];
    uint32_t at = i;
    for (; at > 0 && stands_behind(&gathering->marks[at - 1], &moved); at--)
      gathering->marks[at] = gathering->marks[at - 1];
    gathering->marks[at] = moved;
  }
}

static void
keep_marks(LmGathering *gathering)
{
  LmGathered *gathered = gathering->gathered;
  uint32_t n = gathering->n_marks;
  uint64_t *hashes = lm_arena_alloc(&gathered->arena, n * sizeof *hashes);
  sort_marks(gathering);
  gathering->leg->first_mark = gathered->marks.len;
  gathering->leg->n_marks = n;
  gathering->leg->hashes = hashes;
  for (uint32_t i = 0; i < n; i++) {
    hashes[i] = gathering->marks[i].hash;
    *(LmMark *)lm_vec_push(&gathered->marks) = gathering->marks[i];
  }
}

void
lm_gather_leg(LmGathered *gathered, LmLook *look, uint32_t call)
{
  LmGathering *gathering = gathered->gathering;
  gathering->look = look;
  gathering->n_marks = gathering->n_messages = 0;
  gathering->caller_tag = LM_SLICE_EMPTY;
  gathering->call = lm_trace_call(gathered->trace, call);
  gathering->row = gathered->legs.len;
  gathering->leg = lm_vec_push(&gathered->legs);
  gathering->leg->call = call;
  gathering->leg->invite_ns = gathering->call->invite_ns != LM_TIME_NONE
                                  ? gathering->call->invite_ns
                                  : gathering->call->start_ns;
  gathering->leg->ringing_ns = gathering->call->ringing_ns;
  gathering->leg->answer_ns = gathering->call->answer_ns;
  gathering->leg->end_ns = gathering->call->end_ns;
  lm_gathering_call_id(gathering);
  lm_gathering_hosts(gathering);
  uint32_t index = gathering->call->first_message;
  while (index != LM_NONE && gathering->n_messages < LM_LIMIT_LEG_MESSAGES) {
    const LmMessage *row = lm_trace_message(gathered->trace, index);
    if (is_telling(row)) {
      look_at(gathering, index);
      gathering->n_messages++;
    }
    index = row->next_in_call;
  }
  lm_gathering_streams(gathering);
  keep_marks(gathering);
}
