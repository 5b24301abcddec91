/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tones in the sound of streams that are G.711 or L16. */

#include "media/g711.h"
#include "media/tones.h"
#include "relate/digits_build.h"

#include <stdlib.h>

#define MIN_MS 40
/* What a block of the receiver is: a tone may be this much longer than it seems. */
#define UNSURE_MS 13
#define MAX_SAMPLES 4096u /* of a packet that are listened to: half a second */

typedef void (*Decode)(LmSlice payload, int16_t *out);

/* Where the sound of a packet lies on the clock. */
typedef struct {
  uint64_t at; /* sample */
  int64_t time_ns;
} Mark;

#define N_MARKS 512u

typedef struct {
  LmDigits *digits;
  uint32_t row;
  const LmStream *stream;
  const LmRtpTypeUse *type; /* the one that is decoded */
  Decode decode;
  unsigned bytes; /* a sample */
  LmTones tones;
  uint64_t at; /* the next sample */
  uint32_t timestamp;
  bool begun;
  Mark marks[N_MARKS]; /* of the last packets */
  uint32_t n_marks;
  int16_t samples[MAX_SAMPLES];
} Listening;

/* When sample @at came: by the last packet that begins at it or before. */
static int64_t
time_at(const Listening *listening, uint64_t at)
{
  const Mark *mark = NULL;
  for (uint32_t back = 1; back <= N_MARKS && back <= listening->n_marks; back++) {
    mark = &listening->marks[(listening->n_marks - back) % N_MARKS];
    if (mark->at <= at)
      break;
  }
  double samples = (double)at - (double)mark->at;
  return lm_time_add(mark->time_ns, (int64_t)(samples * 1e9 / listening->type->clock_hz));
}

static void
take_tone(void *data, const LmHeardTone *tone)
{
  Listening *listening = data;
  LmDigit *digit =
      lm_digits_add(listening->digits, LM_DIGIT_SOUND, tone->code, time_at(listening, tone->start));
  if (!digit)
    return;
  digit->call = listening->stream->call;
  digit->stream = listening->row;
  digit->src = listening->stream->src;
  digit->dst = listening->stream->dst;
  digit->from = (uint8_t)lm_side_of_stream(listening->digits->sides, listening->stream);
  digit->payload_type = listening->type->payload_type;
  digit->duration_ns = (int64_t)((double)tone->n * 1e9 / listening->type->clock_hz);
  digit->level_dbm0 = (int8_t)tone->level_dbm0;
  if (digit->duration_ns < (MIN_MS - UNSURE_MS) * LM_NS_PER_MS)
    digit->problems |= 1u << LM_DIGIT_TOO_SHORT;
}

static void
take_packet(void *data, const LmPlainPacket *packet)
{
  Listening *listening = data;
  size_t n = packet->payload.len / listening->bytes;
  if (packet->payload_type != listening->type->payload_type || packet->again)
    return;
  n = n < MAX_SAMPLES ? n : MAX_SAMPLES;
  if (!listening->begun || packet->timestamp != listening->timestamp) {
    /* What is missing is silence; nothing is heard across it. */
    uint32_t step = listening->begun ? packet->timestamp - listening->timestamp : 0;
    listening->at += step < UINT32_MAX / 2 ? step : 0;
    lm_tones_break(&listening->tones, listening->at);
  }
  listening->begun = true;
  listening->timestamp = packet->timestamp + (uint32_t)n;
  listening->marks[listening->n_marks++ % N_MARKS] = (Mark){listening->at, packet->time_ns};
  listening->decode(lm_slice_sub(packet->payload, 0, n * listening->bytes), listening->samples);
  lm_tones_add(&listening->tones, listening->samples, n);
  listening->at += n;
}

static const LmRtpTypeUse *
sound_type(const LmStream *stream, Decode *decode)
{
  static const struct {
    LmSlice encoding;
    Decode decode;
  } decoders[] = {{{(const uint8_t *)"PCMU", 4}, lm_ulaw_decode},
                  {{(const uint8_t *)"PCMA", 4}, lm_alaw_decode},
                  {{(const uint8_t *)"L16", 3}, lm_l16_decode}};
  for (uint8_t i = 0; i < stream->stats.n_types; i++)
    for (size_t d = 0; d < sizeof decoders / sizeof decoders[0]; d++)
      if (lm_slice_equal_nocase(stream->stats.types[i].encoding, decoders[d].encoding)) {
        *decode = decoders[d].decode;
        return &stream->stats.types[i];
      }
  return NULL;
}

void
lm_digits_take_sound(LmDigits *digits, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(digits->trace, row);
  Decode decode;
  const LmRtpTypeUse *type = sound_type(stream, &decode);
  /* L16 of RFC 3551, 6, with two channels is music. */
  if (!type || (type->payload_type == 10 && decode == lm_l16_decode))
    return;
  Listening *listening = lm_alloc(sizeof *listening);
  listening->digits = digits;
  listening->row = row;
  listening->stream = stream;
  listening->type = type;
  listening->decode = decode;
  listening->bytes = decode == lm_l16_decode ? 2 : 1;
  if (lm_tones_init(&listening->tones, type->clock_hz, take_tone, listening)) {
    lm_plain_packets_read(digits->trace, &digits->srtp, row, take_packet, listening);
    lm_tones_break(&listening->tones, 0);
  }
  free(listening);
}
