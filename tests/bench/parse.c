/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages a second lm_sip_message_parse() takes apart, without anything around it. */

#include "base/arena.h"
#include "proto/sip/message.h"

#include "parse-run.h"

static bool
parse(const uint8_t *bytes, size_t len, BenchFields *fields)
{
  static LmArena arena;
  static LmSipMessage message;
  if (!lm_sip_message_parse(lm_slice(bytes, len), false, &arena, &message))
    return false;
  *fields = (BenchFields){
      .status = message.status,
      .cseq = message.cseq,
      .call_id = message.call_id.len,
      .from_tag = message.from_tag.len,
      .to_tag = message.to_tag.len,
      .branch = message.branch.len,
      .body = message.body.len,
  };
  if (arena.chunk)
    lm_arena_clear(&arena);
  return true;
}

int
main(int argc, char **argv)
{
  return bench_parse_run(argc, argv, parse);
}
