/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and text in the media of a call: packets of telephone events, RFC 2198, T.140 and PCMU with
 * whatever numbers, timestamps and payloads. The input is a list of packets: a byte for type and
 * stream, one for the step of the number, two for that of the timestamp, one for the length. */

#include "relate/digits.h"
#include "fuzz.h"
#include "relate/texts.h"
#include "track/tracker.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PACKETS 256
#define HEADER_BYTES 5

static const char invite[] =
    "INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=a\r\n"
    "To: <sip:b@x>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@x>\r\n"
    "Content-Type: application/sdp\r\n\r\n"
    "v=0\r\no=- 1 1 IN IP4 0.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 0 100 101\r\na=rtpmap:100 red/8000\r\na=rtpmap:101 "
    "telephone-event/8000\r\n"
    "m=text 4002 RTP/AVP 98 99\r\na=rtpmap:98 t140/1000\r\na=rtpmap:99 red/1000\r\n";

static void
feed(LmTracker *tracker, LmFrame *frame, uint16_t port, LmSlice bytes)
{
  LmPacket packet = {.frame = frame, .payload = bytes, .kind = LM_PACKET_UDP};
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  packet.src.addr.bytes[3] = 2;
  packet.dst.addr.bytes[3] = 1;
  packet.src.port = packet.dst.port = port;
  packet.ip_id = (uint16_t)++frame->number;
  frame->time_ns += 10 * LM_NS_PER_MS;
  lm_tracker_add(tracker, &packet);
}

static void
look(const LmTrace *trace)
{
  LmDigits *digits = lm_digits_new(trace, NULL);
  for (uint32_t i = 0; i < lm_digits_n(digits); i++) {
    const LmDigit *digit = lm_digits_at(digits, i);
    char room[LM_DIGIT_NAME_SIZE];
    lm_digit_name(digit, room);
    if ((digit->twin != LM_NONE && digit->twin >= lm_digits_n(digits)) ||
        (digit->same_as != LM_NONE && digit->same_as >= i) || digit->ends > digit->packets)
      abort();
  }
  lm_digits_free(digits);
  LmTexts *texts = lm_texts_new(trace, LM_NONE);
  for (uint32_t i = 0; i < lm_texts_n(texts); i++)
    if (lm_texts_at(texts, i)->recovered > lm_texts_at(texts, i)->lost)
      abort();
  lm_texts_free(texts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint8_t types[] = {101, 100, 0, 97, 98, 99, 98, 99};
  uint8_t *packets[MAX_PACKETS];
  uint16_t sequence = 65000;
  uint32_t timestamp = 0xffff0000;
  size_t n = 0;
  LmSlice rest = lm_slice(data, size), head;
  LmTracker *tracker = lm_tracker_new();
  LmFrame frame = {.time_ns = 1700000000000000000};
  feed(tracker, &frame, 5060, lm_slice_str(invite));
  while (n < MAX_PACKETS && lm_slice_take(rest, 0, HEADER_BYTES, &head)) {
    LmSlice payload = lm_slice_sub(rest, HEADER_BYTES, head.data[4]);
    uint8_t type = head.data[0] & 7;
    sequence = (uint16_t)(sequence + (int8_t)head.data[1]);
    timestamp += (uint32_t)head.data[2] << 8 | head.data[3];
    uint8_t header[12] = {0x80,
                          (uint8_t)(types[type] | (head.data[0] & 0x80)),
                          (uint8_t)(sequence >> 8),
                          (uint8_t)sequence,
                          (uint8_t)(timestamp >> 24),
                          (uint8_t)(timestamp >> 16),
                          (uint8_t)(timestamp >> 8),
                          (uint8_t)timestamp};
    packets[n] = malloc(sizeof header + payload.len);
    memcpy(packets[n], header, sizeof header);
    if (payload.len)
      memcpy(packets[n] + sizeof header, payload.data, payload.len);
    feed(tracker, &frame, type < 4 ? 4000 : 4002,
         lm_slice(packets[n++], sizeof header + payload.len));
    rest = lm_slice_from(rest, HEADER_BYTES + payload.len);
  }
  lm_tracker_finish(tracker);
  look(lm_tracker_trace(tracker));
  lm_tracker_free(tracker);
  for (size_t i = 0; i < n; i++)
    free(packets[i]);
  return 0;
}
