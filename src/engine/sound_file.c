/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sound_file.h"

#include "base/i18n.h"
#include "export/file.h"
#include "relate/packets.h"

#include <stdio.h>

#define FRAMES 4096
#define MOST_CHANNELS 64

bool
lm_sound_write_wav(LmSoundMixer *mixer, uint32_t channels, const char *path, LmError *error)
{
  static _Thread_local int16_t samples[FRAMES];
  static _Thread_local uint8_t bytes[2 * FRAMES];
  uint8_t header[LM_WAV_HEADER_BYTES];
  LmExportFile file;
  uint64_t n_frames = lm_sound_mixer_n_frames(mixer);
  if (channels == 0 || channels > MOST_CHANNELS)
    return lm_error_set(error, LM_ERROR_LIMIT, _("%s: more than %d channels"), path, MOST_CHANNELS);
  if (!lm_wav_header(lm_sound_mixer_rate_hz(mixer), channels, n_frames, header))
    return lm_error_set(error, LM_ERROR_LIMIT, _("%s: longer than a WAV file can be"), path);
  if (!lm_export_file_open(&file, path, error))
    return false;
  bool ok = lm_export_file_write(&file, lm_slice(header, sizeof header));
  for (uint64_t at = 0; ok && at < n_frames;) {
    size_t n = FRAMES / channels;
    if (n > n_frames - at)
      n = (size_t)(n_frames - at);
    lm_sound_mixer_read(mixer, at, n, samples);
    for (size_t i = 0; i < n * channels; i++) {
      bytes[2 * i] = (uint8_t)samples[i];
      bytes[2 * i + 1] = (uint8_t)((uint16_t)samples[i] >> 8);
    }
    ok = lm_export_file_write(&file, lm_slice(bytes, 2 * n * channels));
    at += n;
  }
  return lm_export_file_close(&file, ok) && ok;
}

bool
lm_sound_write_raw(const LmTrace *trace, uint32_t row, const char *path, LmError *error)
{
  LmExportFile file;
  if (!lm_export_file_open(&file, path, error))
    return false;
  LmRtpPackets *packets = lm_rtp_packets_new(trace, lm_trace_stream(trace, row));
  bool ok = true;
  for (uint32_t i = 0; ok && i < packets->n_order; i++) {
    const LmRtpPacket *packet = &packets->rows[packets->order[i]];
    if (!(packet->flags & (LM_RTP_DUPLICATE | LM_RTP_EVENT | LM_RTP_COMFORT_NOISE)))
      ok = lm_export_file_write(&file, lm_rtp_packet_payload(packet));
  }
  lm_rtp_packets_free(packets);
  return lm_export_file_close(&file, ok) && ok;
}

static void
put_be(uint8_t *at, uint64_t value, unsigned bytes)
{
  for (unsigned i = 0; i < bytes; i++)
    at[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
}

/* A line with where the packets went, then when the first came and from where; an address of IPv6
 * has no room there. */
static bool
write_rtpdump_header(LmExportFile *file, const LmTrace *trace, const LmStream *stream,
                     int64_t start_ns)
{
  const LmEndpoint *src = lm_trace_endpoint(trace, stream->src);
  const LmEndpoint *dst = lm_trace_endpoint(trace, stream->dst);
  char address[LM_ADDR_TEXT_SIZE], line[LM_ADDR_TEXT_SIZE + 32];
  uint8_t header[16] = {0};
  uint64_t us = start_ns > 0 ? (uint64_t)start_ns / 1000 : 0;
  int len = snprintf(line, sizeof line, "#!rtpplay1.0 %s/%u\n", lm_addr_format(&dst->addr, address),
                     dst->port);
  put_be(header, us / 1000000, 4);
  put_be(header + 4, us % 1000000, 4);
  if (src->addr.family == LM_ADDR_IPV4)
    memcpy(header + 8, src->addr.bytes, 4);
  put_be(header + 12, src->port, 2);
  return lm_export_file_write(file, lm_slice(line, (size_t)len)) &&
         lm_export_file_write(file, lm_slice(header, sizeof header));
}

bool
lm_sound_write_rtpdump(const LmTrace *trace, uint32_t row, const char *path, LmError *error)
{
  LmExportFile file;
  if (!lm_export_file_open(&file, path, error))
    return false;
  const LmStream *stream = lm_trace_stream(trace, row);
  LmRtpPackets *packets = lm_rtp_packets_new(trace, stream);
  int64_t start_ns = packets->n ? packets->rows[0].time_ns : 0;
  bool ok = write_rtpdump_header(&file, trace, stream, start_ns);
  for (uint32_t i = 0; ok && i < packets->n; i++) {
    const LmRtpPacket *packet = &packets->rows[i];
    uint8_t header[8];
    int64_t ms = lm_time_sub(packet->time_ns, start_ns) / LM_NS_PER_MS;
    LmSlice bytes = lm_slice_sub(packet->packet, 0, UINT16_MAX - sizeof header);
    put_be(header, bytes.len + sizeof header, 2);
    put_be(header + 2, bytes.len, 2);
    put_be(header + 4, ms < 0 ? 0 : (uint64_t)ms, 4);
    ok = lm_export_file_write(&file, lm_slice(header, sizeof header)) &&
         lm_export_file_write(&file, bytes);
  }
  lm_rtp_packets_free(packets);
  return lm_export_file_close(&file, ok) && ok;
}
