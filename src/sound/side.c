/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"
#include "relate/look.h"
#include "sound/sound.h"
#include "track/announcement.h"

/* 1: the caller announced @endpoint of @call; 0: the callee; -1: nobody did. */
static int
announced_by_caller(const LmTrace *trace, uint32_t call, uint32_t endpoint)
{
  const LmAnnouncement *announced = lm_trace_announcement(trace, endpoint);
  if (!announced || announced->call != call)
    return -1;
  LmLook *look = lm_look_new(trace);
  const LmSipMessage *message = lm_look_at(look, announced->message);
  int by_caller = -1;
  if (message && message->from_tag.len) {
    LmSlice tag = message->from_tag;
    bool callers_request =
        lm_hash(lm_hash_key(), tag.data, tag.len) == lm_trace_call(trace, call)->caller_tag_hash;
    bool response = lm_trace_message(trace, announced->message)->status != 0;
    by_caller = callers_request != response;
  }
  lm_look_free(look);
  return by_caller;
}

bool
lm_sound_is_from_caller(const LmTrace *trace, uint32_t stream)
{
  const LmStream *row = lm_trace_stream(trace, stream);
  if (row->call == LM_NONE)
    return true;
  int by_caller = announced_by_caller(trace, row->call, row->dst);
  if (by_caller >= 0)
    return !by_caller;
  by_caller = announced_by_caller(trace, row->call, row->src);
  if (by_caller >= 0)
    return by_caller;
  uint32_t callee = lm_trace_call(trace, row->call)->callee;
  return !lm_addr_equal(&lm_trace_endpoint(trace, row->src)->addr,
                        &lm_trace_endpoint(trace, callee)->addr);
}
