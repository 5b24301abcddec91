/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages a second sofia-sip takes apart, as its agents do with what they receive: into a
 * msg_t of the default parser class, whose fields are then read off the sip_t. */

#include <sofia-sip/msg.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <string.h>

#include "parse-run.h"

static size_t
length(const char *text)
{
  return text ? strlen(text) : 0;
}

static bool
read_fields(const sip_t *sip, BenchFields *fields)
{
  if (!sip || sip->sip_error || !sip->sip_call_id || !sip->sip_cseq || !sip->sip_via ||
      !sip->sip_from || !sip->sip_to)
    return false;
  *fields = (BenchFields){
      .status = sip->sip_status ? (uint32_t)sip->sip_status->st_status : 0,
      .cseq = (uint32_t)sip->sip_cseq->cs_seq,
      .call_id = length(sip->sip_call_id->i_id),
      .from_tag = length(sip->sip_from->a_tag),
      .to_tag = length(sip->sip_to->a_tag),
      .branch = length(sip->sip_via->v_branch),
      .body = sip->sip_payload ? sip->sip_payload->pl_len : 0,
  };
  return true;
}

static bool
parse(const uint8_t *bytes, size_t len, BenchFields *fields)
{
  msg_t *msg = msg_make(sip_default_mclass(), 0, bytes, (ssize_t)len);
  bool ok = msg && read_fields(sip_object(msg), fields);
  msg_destroy(msg);
  return ok;
}

int
main(int argc, char **argv)
{
  return bench_parse_run(argc, argv, parse);
}
