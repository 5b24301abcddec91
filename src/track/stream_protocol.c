/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/stream_protocol.h"

#define PROTOCOL_ROW(name) &lm_stream_##name,
/* The NULL at the end keeps the table from being empty. */
static const LmStreamProtocol *const protocols[] = {LM_STREAM_PROTOCOLS(PROTOCOL_ROW) NULL};

const LmStreamProtocol *
lm_stream_protocol_of(LmSlice bytes, bool message)
{
  const LmStreamProtocol *const *row = protocols;
  while (*row && ((message && !(*row)->messages) || !(*row)->claims(bytes)))
    row++;
  return *row;
}

const LmStreamProtocol *
lm_stream_protocol_by_ppid(uint32_t ppid)
{
  for (const LmStreamProtocol *const *row = protocols; ppid && *row; row++)
    for (size_t i = 0; i < 4 && (*row)->ppids[i]; i++)
      if ((*row)->ppids[i] == ppid)
        return *row;
  return NULL;
}

void
lm_stream_found_packet(const LmStreamBytes *in, const LmEndpoint *src, const LmEndpoint *dst,
                       uint8_t carrier, LmSlice payload)
{
  LmFrame frame = {
      .data = payload.data,
      .time_ns = in->origin.time_ns,
      .number = in->origin.frame,
  };
  LmPacket packet = {
      .frame = &frame,
      .path = in->origin.path,
      .src = *src,
      .dst = *dst,
      .payload = payload,
      .kind = LM_PACKET_UDP,
      .carrier = carrier,
  };
  in->packets->add(in->packets->user, &packet);
}

void
lm_stream_found_datagram(const LmTrace *trace, const LmStreamBytes *in, LmSlice payload)
{
  if (payload.len)
    lm_stream_found_packet(in, lm_trace_endpoint(trace, in->origin.src),
                           lm_trace_endpoint(trace, in->origin.dst), 0, payload);
}

void
lm_stream_take_message(const LmStreamProtocol *protocol, LmTrace *trace, LmStreamBytes *in)
{
  size_t taken = 1;
  while (taken && in->bytes.len) {
    taken = protocol->take(trace, in);
    in->bytes = lm_slice_from(in->bytes, taken);
  }
}
