/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of SCTP: each is a byte (the lowest bit: the direction; the next one: bytes are missing),
 * two bytes of length and its chunks. */

#include "net/sctp.h"
#include "base/bytes.h"
#include "fuzz.h"

#include <stdlib.h>

static volatile uint8_t sum;

static void
take_messages(LmSctp *sctp, uint64_t *n)
{
  LmSctpMessage message;
  while (lm_sctp_take(sctp, &message)) {
    for (size_t i = 0; i < message.payload.len; i++)
      sum ^= message.payload.data[i];
    ++*n;
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmEndpoint ends[2] = {{.addr = {{10, 0, 0, 1}, LM_ADDR_IPV4}, .port = 5060},
                        {.addr = {{10, 0, 0, 2}, LM_ADDR_IPV4}, .port = 5060}};
  LmSctp *sctp = lm_sctp_new();
  LmSlice input = lm_slice(data, size);
  uint64_t messages = 0;
  LmFrame frame = {.number = 0};
  while (input.len > 3) {
    unsigned how = lm_slice_u8(input, 0), side = how & 1;
    LmSlice chunks = lm_slice_sub(input, 3, lm_slice_be16(input, 1));
    frame.number++;
    LmPacket packet = {.frame = &frame,
                       .src = ends[side],
                       .dst = ends[!side],
                       .payload = chunks,
                       .missing_bytes = how & 2 ? 100 : 0,
                       .sctp_tag = how >> 2,
                       .kind = LM_PACKET_SCTP};
    lm_sctp_push(sctp, &packet);
    take_messages(sctp, &messages);
    input = lm_slice_from(input, 3 + chunks.len);
  }
  lm_sctp_finish(sctp);
  take_messages(sctp, &messages);
  if (messages != lm_sctp_counters(sctp)->messages || messages > lm_sctp_counters(sctp)->chunks)
    abort();
  lm_sctp_free(sctp);
  return 0;
}
