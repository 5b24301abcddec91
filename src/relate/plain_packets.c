/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "relate/plain_packets.h"

#include "proto/rtp.h"
#include "relate/packets.h"

typedef struct {
  LmPlainTake take;
  void *data;
} Opened;

static void
take_opened(void *data, const LmPacketLogEntry *packet, LmSrtpResult result, LmSlice plain)
{
  Opened *opened = data;
  LmRtpHeader header;
  if (result != LM_SRTP_OPENED || !lm_rtp_parse(plain, &header))
    return;
  LmPlainPacket out = {
      packet->time_ns,     lm_slice_sub(plain, header.payload_offset, header.payload_len),
      header.timestamp,    header.sequence,
      header.payload_type, false};
  opened->take(opened->data, &out);
}

void
lm_plain_packets_read(const LmTrace *trace, LmSrtpView **srtp_view, uint32_t row, LmPlainTake take,
                      void *data)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  if (stream->secure) {
    Opened opened = {.take = take, .data = data};
    LmSrtpStream srtp;
    if (!*srtp_view)
      *srtp_view = lm_srtp_view_new(trace);
    lm_srtp_view_read(*srtp_view, row, take_opened, &opened, &srtp);
    return;
  }
  LmRtpPackets *packets = lm_rtp_packets_new(trace, stream);
  for (uint32_t i = 0; i < packets->n_order; i++) {
    const LmRtpPacket *packet = &packets->rows[packets->order[i]];
    LmPlainPacket out = {packet->time_ns,      lm_rtp_packet_payload(packet),
                         packet->timestamp,    packet->number,
                         packet->payload_type, packet->flags & LM_RTP_DUPLICATE};
    take(data, &out);
  }
  lm_rtp_packets_free(packets);
}
