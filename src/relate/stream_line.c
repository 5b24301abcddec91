/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/stream_line.h"

#include "track/announcement.h"

static const LmSdpFormat *
find_format(const LmSdpMedia *media, uint8_t payload_type)
{
  for (uint32_t i = 0; i < media->n_formats; i++)
    if (media->formats[i].payload_type == payload_type)
      return &media->formats[i];
  return NULL;
}

static const LmSdpMedia *
choose_line(const LmSdp *sdp, uint32_t announced, uint8_t payload_type)
{
  const LmSdpMedia *media = announced < sdp->n_media ? &sdp->media[announced] : NULL;
  if (!media || find_format(media, payload_type))
    return media;
  for (uint32_t i = 0; i < sdp->n_media; i++)
    if (sdp->media[i].mid.len && find_format(&sdp->media[i], payload_type))
      return &sdp->media[i];
  return media;
}

bool
lm_stream_line_read_at(const LmTrace *trace, const LmStream *stream, uint32_t endpoint,
                       LmArena *arena, LmStreamLine *line)
{
  *line = (LmStreamLine){0};
  const LmAnnouncement *announcement = lm_trace_announcement(trace, endpoint);
  if (!announcement || announcement->message == LM_NONE)
    return false;
  LmSipMessage *sip = lm_arena_alloc(arena, sizeof *sip);
  if (!lm_description_read(trace, announcement->message, arena, sip, &line->description))
    return false;
  line->media = choose_line(&line->description.sdp, announcement->media, stream->payload_type);
  return line->media;
}

bool
lm_stream_line_read(const LmTrace *trace, const LmStream *stream, LmArena *arena,
                    LmStreamLine *line)
{
  return lm_stream_line_read_at(trace, stream, stream->dst, arena, line) ||
         lm_stream_line_read_at(trace, stream, stream->src, arena, line);
}

uint32_t
lm_stream_announced_ms(const LmTrace *trace, const LmStream *stream)
{
  LmArena arena = LM_ARENA_INIT;
  LmStreamLine line;
  uint32_t ms = lm_stream_line_read(trace, stream, &arena, &line) ? line.media->ptime_ms : 0;
  lm_arena_clear(&arena);
  return ms;
}

const LmSdpFormat *
lm_stream_line_format(const LmStreamLine *line, uint8_t payload_type)
{
  return line->media ? find_format(line->media, payload_type) : NULL;
}

LmSlice
lm_stream_line_encoding(const LmStreamLine *line, const LmStream *stream, uint8_t payload_type)
{
  const LmRtpStats *stats = &stream->stats;
  const LmSdpFormat *format = lm_stream_line_format(line, payload_type);
  for (unsigned i = 0; i < stats->n_types; i++)
    if (stats->types[i].payload_type == payload_type && stats->types[i].encoding.len)
      return stats->types[i].encoding;
  return format ? format->encoding : LM_SLICE_EMPTY;
}

LmSlice
lm_fmtp_parameter(LmSlice fmtp, const char *name)
{
  while (fmtp.len) {
    LmSlice value, key = lm_slice_split(lm_slice_split(fmtp, ';', &fmtp), '=', &value);
    if (lm_slice_equal_nocase(lm_slice_trim(key), lm_slice_str(name)))
      return lm_slice_trim(value);
  }
  return LM_SLICE_EMPTY;
}
