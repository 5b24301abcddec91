/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages a second libre takes apart: sip_msg_decode() over a buffer that holds the
 * datagram, as its UDP transport calls it. */

/* The library's headers ask for these; the first decides the size of an address. */
#define HAVE_INET6 1
#define HAVE_INTTYPES_H 1
#include <re/re.h>

#include "parse-run.h"

static bool
parse(const uint8_t *bytes, size_t len, BenchFields *fields)
{
  struct mbuf *buffer = mbuf_alloc(len);
  struct sip_msg *msg = NULL;
  if (!buffer)
    return false;
  mbuf_write_mem(buffer, bytes, len);
  mbuf_set_pos(buffer, 0);
  bool ok = sip_msg_decode(&msg, buffer) == 0;
  if (ok)
    *fields = (BenchFields){
        .status = msg->scode,
        .cseq = msg->cseq.num,
        .call_id = msg->callid.l,
        .from_tag = msg->from.tag.l,
        .to_tag = msg->to.tag.l,
        .branch = msg->via.branch.l,
        .body = mbuf_get_left(msg->mb),
    };
  mem_deref(msg);
  mem_deref(buffer);
  return ok;
}

int
main(int argc, char **argv)
{
  return bench_parse_run(argc, argv, parse);
}
