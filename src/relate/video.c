/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/video.h"

#include "proto/red.h"
#include "relate/packets.h"
#include "relate/stream_line.h"
#include "relate/video_guess.h"

#include <stdlib.h>

/* Of a stream whose size changes with every picture, as a hostile one might have it. */
#define MOST_SIZES 1024

/* What the headers of one packet say. */
typedef struct {
  const uint8_t *packet;
  LmVideoPayload says;
  uint32_t len; /* of the payload; 0: none of the picture */
} Said;

typedef struct {
  const LmTrace *trace;
  const LmStream *stream;
  LmArena arena;
  LmStreamLine line;
  bool read_codec; /* the payload can be read */
  LmVec said;      /* Said, in the order of the packets; of SRTP those that were opened */
  LmVideo *video;
  uint64_t sequence; /* of the packet before */
  bool started;      /* there is one */
  bool ended;        /* the picture before is known to have ended */
  bool gap;          /* packets are missing behind its last one */
  uint32_t last_key; /* row of the frame; LM_NONE */
  uint64_t key_steps, n_key_steps;
} Reading;

/* Takes what is within RED out of it; false where @payload is none of a picture. */
static bool
find_payload(const Reading *reading, uint8_t payload_type, LmSlice *payload, LmSlice *encoding)
{
  LmRedBlock block;
  *encoding = lm_stream_line_encoding(&reading->line, reading->stream, payload_type);
  if (reading->video->guessed && payload_type == reading->stream->payload_type)
    *encoding = reading->video->encoding;
  if (lm_slice_equal_nocase(*encoding, LM_SLICE_LITERAL("red")) &&
      lm_red_primary(*payload, &block)) {
    *payload = block.block;
    *encoding = lm_stream_line_encoding(&reading->line, reading->stream, block.payload_type);
  }
  return payload->len && lm_video_is_video(*encoding);
}

/* Whether the sender says that order numbers are in its payloads; where what it says was not seen,
 * what its receiver was told of it is all there is. */
static bool
is_ordered(const Reading *reading, uint8_t payload_type)
{
  LmArena arena = LM_ARENA_INIT;
  LmStreamLine own;
  const LmStreamLine *line = &reading->line;
  uint64_t most = 0;
  if (lm_stream_line_read_at(reading->trace, reading->stream, reading->stream->src, &arena, &own))
    line = &own;
  const LmSdpFormat *format = lm_stream_line_format(line, payload_type);
  if (format)
    lm_slice_parse_uint(lm_fmtp_parameter(format->fmtp, "sprop-max-don-diff"), UINT32_MAX, &most);
  lm_arena_clear(&arena);
  return most > 0;
}

static void
read_payload(Reading *reading, uint8_t payload_type, LmSlice payload, Said *said)
{
  LmVideo *video = reading->video;
  LmSlice encoding;
  if (!find_payload(reading, payload_type, &payload, &encoding))
    return;
  if (!video->encoding.len) {
    video->codec = lm_video_codec(encoding);
    if (lm_video_codec_ordered(video->codec) != video->codec && is_ordered(reading, payload_type))
      video->codec = lm_video_codec_ordered(video->codec);
    video->encoding = video->codec ? lm_slice_str(video->codec->encoding) : reading->stream->codec;
  }
  said->len = (uint32_t)payload.len;
  if (video->codec && lm_slice_equal_nocase(encoding, video->encoding))
    lm_video_parse(video->codec, payload, &said->says);
}

static void
take_opened(void *data, const LmPacketLogEntry *packet, LmSrtpResult result, LmSlice plain)
{
  Reading *reading = data;
  LmRtpHeader header;
  if (result != LM_SRTP_OPENED || !lm_rtp_parse(plain, &header))
    return;
  Said *said = lm_vec_push(&reading->said);
  said->packet = packet->packet.data;
  read_payload(reading, header.payload_type,
               lm_slice_sub(plain, header.payload_offset, header.payload_len), said);
}

/* What packet @index of @packets says: read before where it was encrypted, else now. */
static void
find_said(Reading *reading, const LmRtpPacket *packet, uint32_t *at, Said *said)
{
  *said = (Said){.packet = packet->packet.data};
  if (reading->video->state == LM_VIDEO_PLAIN) {
    read_payload(reading, packet->payload_type, lm_rtp_packet_payload(packet), said);
    return;
  }
  said->len = packet->payload_len;
  if (reading->video->state != LM_VIDEO_OPENED)
    return;
  const Said *next = *at < reading->said.len ? lm_vec_at(&reading->said, *at) : NULL;
  if (next && next->packet == packet->packet.data) {
    *said = *next;
    ++*at;
  }
}

static LmVideoFrame *
last_frame(const Reading *reading)
{
  uint32_t n = reading->video->frames.len;
  return n ? lm_vec_at(&reading->video->frames, n - 1) : NULL;
}

static void
note_size(LmVideo *video, int64_t time_ns, uint32_t width, uint32_t height)
{
  const LmVideoSize *last =
      video->sizes.len ? lm_vec_at(&video->sizes, video->sizes.len - 1) : NULL;
  if (!width || !height || (last && last->width == width && last->height == height) ||
      video->sizes.len == MOST_SIZES)
    return;
  *(LmVideoSize *)lm_vec_push(&video->sizes) = (LmVideoSize){time_ns, width, height};
}

static void
note_said(Reading *reading, const LmRtpPacket *packet, const LmVideoPayload *says)
{
  LmVideo *video = reading->video;
  note_size(video, packet->time_ns, says->width, says->height);
  video->n_faults += says->fault;
  if (says->temporal_layer >= video->n_temporal)
    video->n_temporal = says->temporal_layer + 1u;
  if (says->spatial_layer >= video->n_spatial)
    video->n_spatial = says->spatial_layer + 1u;
}

/* A key frame is told by any of its packets. */
static void
note_key(Reading *reading, LmVideoFrame *frame)
{
  LmVideo *video = reading->video;
  uint32_t row = video->frames.len - 1;
  if (frame->key)
    return;
  frame->key = true;
  video->n_keys++;
  if (reading->last_key != LM_NONE) {
    uint32_t distance = row - reading->last_key;
    reading->key_steps += distance;
    reading->n_key_steps++;
    if (distance > video->key_distance_most)
      video->key_distance_most = distance;
  }
  reading->last_key = row;
}

static LmVideoFrame *
begin_frame(Reading *reading, const LmRtpPacket *packet, const LmVideoPayload *says)
{
  /* What follows up on the packet before begins here, whatever it says; of what is encrypted nobody
   * knows. */
  bool reads = reading->read_codec && reading->video->codec;
  bool asks = reads && (reading->gap || reading->video->frames.len == 0);
  LmVideoFrame *frame = lm_vec_push(&reading->video->frames);
  frame->timestamp = packet->timestamp;
  frame->start_ns = frame->end_ns = packet->time_ns;
  frame->started = says->start;
  frame->complete = asks ? says->start : !reading->gap;
  return frame;
}

static void
take_packet(Reading *reading, const LmRtpPacket *packet, const Said *said)
{
  LmVideoFrame *frame = last_frame(reading);
  bool same = frame && frame->timestamp == packet->timestamp;
  uint64_t lost = reading->started ? packet->sequence - reading->sequence - 1 : 0;
  reading->sequence = packet->sequence;
  reading->started = true;
  reading->gap = reading->gap || lost > 0;
  reading->video->n_lost += (uint32_t)(lost < UINT32_MAX ? lost : UINT32_MAX);
  /* Padding alone, or FEC. */
  if (!said->len)
    return;
  if (frame && reading->gap && (same || !reading->ended))
    frame->complete = false;
  if (!same)
    frame = begin_frame(reading, packet, &said->says);
  reading->gap = false;
  frame->start_ns = packet->time_ns < frame->start_ns ? packet->time_ns : frame->start_ns;
  frame->end_ns = packet->time_ns > frame->end_ns ? packet->time_ns : frame->end_ns;
  frame->packets++;
  frame->bytes += said->len;
  frame->started = frame->started || said->says.start;
  reading->ended = packet->flags & LM_RTP_MARKER;
  note_said(reading, packet, &said->says);
  if (said->says.key)
    note_key(reading, frame);
}

/* By rows of @packets: when SRTP was opened its packets came in the order of their arrival. */
static void
read_rows(Reading *reading, const LmRtpPackets *packets)
{
  Said *all = lm_alloc((packets->n + 1) * sizeof *all);
  uint32_t at = 0;
  for (uint32_t i = 0; i < packets->n; i++)
    find_said(reading, &packets->rows[i], &at, &all[i]);
  for (uint32_t i = 0; i < packets->n_order; i++) {
    uint32_t row = packets->order[i];
    if (!(packets->rows[row].flags & (LM_RTP_DUPLICATE | LM_RTP_STRAY)))
      take_packet(reading, &packets->rows[row], &all[row]);
  }
  /* A picture that the capture ends within. */
  LmVideoFrame *last = last_frame(reading);
  if (last && !reading->ended)
    last->complete = false;
  free(all);
}

/* Pictures that a receiver would have shown, as they come. */
static void
find_freezes(LmVideo *video)
{
  enum { MEMORY = 30, LEAST_KNOWN = 5 };
  int64_t steps[MEMORY], sum_ns = 0, before_ns = LM_TIME_NONE;
  uint32_t n = 0;
  for (uint32_t i = 0; i < video->frames.len; i++) {
    const LmVideoFrame *frame = lm_vec_at(&video->frames, i);
    if (!frame->complete)
      continue;
    int64_t step = before_ns == LM_TIME_NONE ? -1 : lm_time_sub(frame->end_ns, before_ns);
    if (step >= 0) {
      int64_t mean = n ? sum_ns / (n < MEMORY ? n : MEMORY) : 0;
      int64_t most = 3 * mean > mean + 150 * LM_NS_PER_MS ? 3 * mean : mean + 150 * LM_NS_PER_MS;
      if (n >= LEAST_KNOWN && step >= most) {
        *(LmVideoFreeze *)lm_vec_push(&video->freezes) = (LmVideoFreeze){before_ns, frame->end_ns};
        video->frozen_ns += step;
        video->freeze_longest_ns =
            step > video->freeze_longest_ns ? step : video->freeze_longest_ns;
      }
      sum_ns += step - (n >= MEMORY ? steps[n % MEMORY] : 0);
      steps[n++ % MEMORY] = step;
    }
    if (before_ns == LM_TIME_NONE || frame->end_ns > before_ns)
      before_ns = frame->end_ns;
  }
}

static void
sum_up(Reading *reading, uint32_t clock_hz)
{
  LmVideo *video = reading->video;
  uint32_t n = video->frames.len;
  uint64_t ticks = 0;
  video->n_frames = n;
  for (uint32_t i = 0; i < n; i++) {
    const LmVideoFrame *frame = lm_vec_at(&video->frames, i);
    const LmVideoFrame *before = lm_vec_at(&video->frames, i ? i - 1 : 0);
    /* A step back or one of hours is no time. */
    uint32_t step = frame->timestamp - before->timestamp;
    ticks += step < 1u << 31 ? step : 0;
    video->n_incomplete += !frame->complete;
    video->bytes += frame->bytes;
    if (frame->bytes > video->bytes_most)
      video->bytes_most = frame->bytes;
  }
  if (reading->n_key_steps)
    video->key_distance_mean = (double)reading->key_steps / (double)reading->n_key_steps;
  if (n == 0)
    return;
  const LmVideoFrame *first = lm_vec_at(&video->frames, 0);
  video->bytes_mean = (double)video->bytes / n;
  video->duration_ns = lm_time_sub(last_frame(reading)->end_ns, first->start_ns);
  if (ticks && clock_hz)
    video->frames_per_s = (n - 1) * (double)clock_hz / (double)ticks;
  find_freezes(video);
  video->n_freezes = video->freezes.len;
}

/* Parameter sets that the description states may come in no packet. */
static void
read_announced_size(Reading *reading, int64_t time_ns)
{
  LmVideo *video = reading->video;
  LmVideoPayload says;
  const LmSdpMedia *media = reading->line.media;
  for (uint32_t i = 0; media && video->codec && i < media->n_formats; i++) {
    const LmSdpFormat *format = &media->formats[i];
    LmSlice sets = lm_fmtp_parameter(format->fmtp, "sprop-parameter-sets");
    if (!sets.len)
      sets = lm_fmtp_parameter(format->fmtp, "sprop-sps");
    if (!lm_slice_equal_nocase(format->encoding, video->encoding) ||
        !lm_video_parse_sprop(video->codec, sets, &says))
      continue;
    note_size(video, time_ns, says.width, says.height);
    video->size_announced = true;
    return;
  }
}

/* RTX carries pictures too, but those of another stream. */
static bool
has_video(const LmStream *stream)
{
  for (unsigned i = 0; i < stream->stats.n_types; i++)
    if (lm_video_is_video(stream->stats.types[i].encoding))
      return true;
  return lm_video_is_video(stream->codec);
}

static bool
is_red(const LmStream *stream)
{
  return lm_slice_equal_nocase(stream->codec, LM_SLICE_LITERAL("red"));
}

/* A dynamic payload type that nobody named (RFC 3551, 6). */
static bool
is_unnamed(const LmStream *stream)
{
  return !stream->codec.len && stream->payload_type >= 96 && !stream->secure;
}

bool
lm_video_is_likely(const LmTrace *trace, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  return has_video(stream) || is_red(stream) || is_unnamed(stream);
}

static void
open_packets(Reading *reading, LmSrtpView *srtp)
{
  LmSrtpStream stream;
  LmVideo *video = reading->video;
  bool secure = reading->stream->secure;
  if (srtp && lm_srtp_view_read(srtp, video->stream, take_opened, reading, &stream) &&
      stream.authenticated)
    video->state = LM_VIDEO_OPENED;
  else if (secure)
    video->state = LM_VIDEO_ENCRYPTED;
  if (video->state == LM_VIDEO_ENCRYPTED) {
    video->encoding = reading->stream->codec;
    video->codec = lm_video_codec(video->encoding);
  }
}

static void
guess(Reading *reading, const LmRtpPackets *packets)
{
  LmVideo *video = reading->video;
  const LmVideoCodec *codec = lm_video_guess(packets, reading->stream->payload_type);
  if (!codec)
    return;
  video->codec = codec;
  video->encoding = lm_slice_str(codec->encoding);
  video->guessed = true;
}

static void
read_packets(Reading *reading, const LmRtpPackets *packets, LmSrtpView *srtp)
{
  LmVideo *video = reading->video;
  uint32_t clock_hz = video->guessed ? LM_VIDEO_CLOCK_HZ : packets->figures.clock_hz;
  open_packets(reading, srtp);
  reading->read_codec = video->state != LM_VIDEO_ENCRYPTED;
  read_rows(reading, packets);
  if (video->sizes.len == 0 && packets->n)
    read_announced_size(reading, packets->rows[0].time_ns);
  sum_up(reading, clock_hz);
  video->cut = packets->figures.cut;
  if (!video->codec)
    video->state = LM_VIDEO_UNKNOWN;
}

bool
lm_video_read(const LmTrace *trace, uint32_t row, LmSrtpView *srtp, LmVideo *video)
{
  Reading reading = {
      .trace = trace,
      .stream = lm_trace_stream(trace, row),
      .arena = LM_ARENA_INIT,
      .said = LM_VEC_INIT(Said),
      .video = video,
      .ended = true,
      .last_key = LM_NONE,
  };
  *video = (LmVideo){
      .stream = row,
      .frames = LM_VEC_INIT(LmVideoFrame),
      .sizes = LM_VEC_INIT(LmVideoSize),
      .freezes = LM_VEC_INIT(LmVideoFreeze),
  };
  if (!lm_video_is_likely(trace, row))
    return false;
  lm_stream_line_read(trace, reading.stream, &reading.arena, &reading.line);
  const LmSdpMedia *media = reading.line.media;
  bool announced = has_video(reading.stream) ||
                   (media && lm_slice_equal_nocase(media->kind, LM_SLICE_LITERAL("video")));
  LmRtpPackets *packets = NULL;
  if (announced || is_unnamed(reading.stream))
    packets = lm_rtp_packets_new(trace, reading.stream);
  if (!announced && packets)
    guess(&reading, packets);
  bool is_video = announced || video->guessed;
  if (is_video)
    read_packets(&reading, packets, srtp);
  lm_rtp_packets_free(packets);
  lm_vec_clear(&reading.said);
  lm_arena_clear(&reading.arena);
  if (!is_video)
    lm_video_clear(video);
  return is_video;
}

void
lm_video_clear(LmVideo *video)
{
  lm_vec_clear(&video->frames);
  lm_vec_clear(&video->sizes);
  lm_vec_clear(&video->freezes);
}

const char *
lm_video_state_name(LmVideoState state)
{
  static const char *const names[] = {"plain", "decrypted", "encrypted", "not-read"};
  return names[state];
}
