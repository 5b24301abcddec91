/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of the trace is needed to decode streams: their packets, what their payload types are, and
 * the payloads of encrypted ones, opened. */

#include "net/keys.h"
#include "relate/description.h"
#include "relate/srtp.h"
#include "sound/job.h"
#include "sound/payload.h"
#include "track/announcement.h"
#include "track/dtls_srtp.h"

#include <stdlib.h>

static const LmSdpFormat *
find_format(const LmSdpMedia *media, uint8_t payload_type)
{
  for (uint32_t i = 0; i < media->n_formats; i++)
    if (media->formats[i].payload_type == payload_type)
      return &media->formats[i];
  return NULL;
}

/* The line that was announced for the stream; in a bundle another may have the type (RFC 9143). */
static const LmSdpFormat *
look_up(const LmSdp *sdp, uint32_t media, const LmSoundType *type)
{
  const LmSdpFormat *format = NULL;
  if (media < sdp->n_media)
    format = find_format(&sdp->media[media], type->payload_type);
  for (uint32_t i = 0; !format && i < sdp->n_media; i++)
    format = find_format(&sdp->media[i], type->payload_type);
  bool same = type->encoding.len == 0 || /* within a redundant block: nobody has looked yet */
              (format && lm_slice_equal_nocase(format->encoding, type->encoding));
  return same ? format : NULL;
}

static void
name_type(LmSoundType *type, LmSlice encoding, uint32_t clock_hz)
{
  type->encoding = encoding;
  type->clock_hz = clock_hz;
  type->codec = lm_sound_codec(encoding);
  type->event = lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("telephone-event"));
  type->comfort_noise = lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("CN"));
}

/* Channels and parameters, by what was announced at @endpoint. False where nothing was. */
static bool
read_announced(LmSoundJob *job, const LmTrace *trace, uint32_t endpoint, LmSoundSource *source)
{
  const LmAnnouncement *announced = lm_trace_announcement(trace, endpoint);
  LmArena arena = LM_ARENA_INIT;
  LmDescription description;
  if (!announced)
    return false;
  LmSipMessage *sip = lm_alloc(sizeof *sip);
  bool read = lm_description_read(trace, announced->message, &arena, sip, &description) &&
              description.body.len;
  for (uint32_t i = 0; read && i < source->n_types; i++) {
    LmSoundType *type = &source->types[i];
    const LmSdpFormat *format = look_up(&description.sdp, announced->media, type);
    if (!format)
      continue;
    type->fmtp = lm_arena_copy(&job->arena, format->fmtp);
    type->channels = format->channels == 2 ? 2 : 1;
    if (type->encoding.len == 0)
      name_type(type, lm_arena_copy(&job->arena, format->encoding), format->clock_hz);
  }
  free(sip);
  lm_arena_clear(&arena);
  return read;
}

/* What goes over RTP as two channels may be one (RFC 7587, 7): two are decoded where they are said
 * to be sent. */
static void
set_opus_channels(LmSoundType *type)
{
  bool stereo =
      lm_slice_find_nocase(type->fmtp, LM_SLICE_LITERAL("stereo=1")) >= 0; /* or sprop-stereo=1 */
  type->channels = stereo ? 2 : 1;
}

static void
read_types(LmSoundJob *job, const LmStream *stream, LmSoundSource *source)
{
  const LmRtpStats *stats = &stream->stats;
  source->n_types = stats->n_types;
  for (uint32_t i = 0; i < stats->n_types; i++) {
    const LmRtpTypeUse *use = &stats->types[i];
    const LmRtpStaticType *fixed = lm_rtp_static_type(use->payload_type);
    source->types[i] = (LmSoundType){
        .payload_type = use->payload_type,
        .channels = fixed->channels == 2 && use->payload_type < 96 ? 2 : 1,
        .event = use->event,
        .comfort_noise = use->comfort_noise,
        .red = lm_slice_equal_nocase(use->encoding, LM_SLICE_LITERAL("red")),
        .encoding = lm_arena_copy(&job->arena, use->encoding),
        .clock_hz = use->clock_hz,
        .codec = lm_sound_codec(use->encoding),
        .packets = use->packets,
    };
  }
}

static void
read_parameters(LmSoundJob *job, const LmTrace *trace, const LmStream *stream,
                LmSoundSource *source)
{
  if (!read_announced(job, trace, stream->dst, source))
    read_announced(job, trace, stream->src, source);
  for (uint32_t i = 0; i < source->n_types; i++) {
    LmSoundType *type = &source->types[i];
    LmPayloadFormat format;
    if (!type->codec)
      continue;
    lm_payload_format(type->codec, type->fmtp, &format);
    type->interleaved = format.interleaving;
    if (type->codec->decoder == LM_SOUND_OPUS)
      set_opus_channels(type);
  }
}

LmSoundType *
lm_sound_find_type(LmSoundSource *source, uint8_t payload_type)
{
  for (uint32_t i = 0; i < source->n_types; i++)
    if (source->types[i].payload_type == payload_type)
      return &source->types[i];
  return NULL;
}

/* The payloads of a stream that is being opened, in the order of its packets. */
typedef struct {
  LmSoundJob *job;
  LmSoundSource *source;
  uint32_t next; /* row */
} Opening;

static void
take_opened(void *data, const LmPacketLogEntry *packet, LmSrtpResult result, LmSlice plain)
{
  Opening *opening = data;
  LmSoundSource *source = opening->source;
  const LmRtpPackets *packets = source->packets;
  LmRtpHeader header;
  /* Rows are in the order of the packets; one that is no RTP has none. */
  if (opening->next == packets->n ||
      packets->rows[opening->next].packet.data != packet->packet.data)
    return;
  if (result == LM_SRTP_OPENED && lm_rtp_parse(plain, &header))
    source->payloads[opening->next] = lm_arena_copy(
        &opening->job->arena, lm_slice_sub(plain, header.payload_offset, header.payload_len));
  opening->next++;
}

static void
read_payloads(LmSoundJob *job, const LmTrace *trace, LmSrtpView **srtp, LmSoundSource *source)
{
  const LmStream *stream = lm_trace_stream(trace, source->row);
  LmRtpPackets *packets = source->packets;
  Opening opening = {job, source, 0};
  LmSrtpStream opened = {0};
  source->payloads = lm_arena_alloc(&job->arena, (packets->n + 1u) * sizeof *source->payloads);
  /* Keys that the user gave may be for streams that nothing announces as encrypted. */
  if (stream->secure || lm_keys_n_srtp(lm_trace_keys(trace)) > 0) {
    if (!*srtp)
      *srtp = lm_srtp_view_new(trace);
    lm_srtp_view_read(*srtp, source->row, take_opened, &opening, &opened);
    source->sealed = stream->secure && opened.authenticated == 0;
    if (source->sealed || opened.authenticated)
      return;
  }
  for (uint32_t i = 0; i < packets->n; i++)
    source->payloads[i] = lm_rtp_packet_payload(&packets->rows[i]);
}

LmSoundJob *
lm_sound_job_new(const LmTrace *trace, const uint32_t *streams, size_t n,
                 const LmSoundOptions *options)
{
  LmSoundJob *job = lm_alloc(sizeof *job);
  LmSrtpView *srtp = NULL;
  job->options = *options;
  job->options.codecs = NULL;
  if (options->program)
    job->options.program = lm_arena_string(&job->arena, lm_slice_str(options->program));
  job->sources = lm_arena_alloc(&job->arena, (n + 1) * sizeof *job->sources);
  job->n = n;
  for (size_t i = 0; i < n; i++) {
    LmSoundSource *source = &job->sources[i];
    const LmStream *stream = lm_trace_stream(trace, streams[i]);
    source->row = streams[i];
    source->packets = lm_rtp_packets_new(trace, stream);
    read_types(job, stream, source);
    read_payloads(job, trace, &srtp, source);
    lm_sound_add_red_types(source);
    read_parameters(job, trace, stream, source);
    lm_sound_name_types(source, stream, options->codecs);
  }
  lm_srtp_view_free(srtp);
  return job;
}

void
lm_sound_job_free(LmSoundJob *job)
{
  if (!job)
    return;
  for (size_t i = 0; i < job->n; i++)
    lm_rtp_packets_free(job->sources[i].packets);
  lm_arena_clear(&job->arena);
  free(job);
}
