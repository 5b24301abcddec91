/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/collect.h"

#include "base/limits.h"
#include "fax/screen.h"
#include "media/g711.h"
#include "proto/rtp.h"
#include "relate/plain_packets.h"
#include "track/t38_tracker.h"

#include <stdlib.h>

#define SOUND_HZ 8000u
#define MAX_SAMPLES 4096u /* of a packet that are listened to */

void
lm_fax_pieces_init(LmFaxPieces *pieces)
{
  *pieces = (LmFaxPieces){.pieces = LM_VEC_INIT(LmFaxPiece)};
}

void
lm_fax_pieces_clear(LmFaxPieces *pieces)
{
  lm_vec_clear(&pieces->pieces);
  lm_arena_clear(&pieces->arena);
}

static LmFaxPiece *
push(LmFaxPieces *pieces, LmFaxWireKind kind, uint8_t direction, int64_t time_ns)
{
  LmFaxPiece *piece = lm_vec_push(&pieces->pieces);
  *piece = (LmFaxPiece){.kind = (uint8_t)kind, .direction = direction, .time_ns = time_ns};
  return piece;
}

/* The type of G.711 in @stream; NULL: none. */
static const LmRtpTypeUse *
g711_type(const LmStream *stream, bool *a_law)
{
  for (uint8_t i = 0; i < stream->stats.n_types; i++) {
    const LmRtpTypeUse *type = &stream->stats.types[i];
    *a_law = lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("PCMA"));
    if (type->clock_hz == SOUND_HZ &&
        (*a_law || lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("PCMU"))))
      return type;
  }
  return NULL;
}

/* What walks over the packets of a stream of sound. */
typedef struct {
  const LmRtpTypeUse *type;
  bool a_law, begun;
  uint32_t timestamp; /* of what should come next */
  LmFaxScreen screen;
  LmFaxSigns signs;
  /* Of pieces. */
  LmFaxPieces *pieces;
  uint8_t direction;
  bool copy;
  int16_t samples[MAX_SAMPLES];
} Listening;

/* Takes a packet in, unless it is none of the sound, and how many samples are missing before it. */
static bool
follow(Listening *listening, const LmPlainPacket *packet, LmSlice *sound, uint32_t *lost)
{
  if (packet->payload_type != listening->type->payload_type || packet->again)
    return false;
  *sound = lm_slice_sub(packet->payload, 0, MAX_SAMPLES);
  uint32_t step = listening->begun ? packet->timestamp - listening->timestamp : 0;
  *lost = step < UINT32_MAX / 2 ? step : 0;
  listening->begun = true;
  listening->timestamp = packet->timestamp + (uint32_t)sound->len;
  return sound->len > 0;
}

static void
note(int64_t *first_ns, bool is_there, int64_t time_ns)
{
  if (is_there && *first_ns == LM_TIME_NONE)
    *first_ns = time_ns;
}

static void
screen_packet(void *data, const LmPlainPacket *packet)
{
  Listening *listening = data;
  LmSlice sound;
  uint32_t lost;
  if (!follow(listening, packet, &sound, &lost))
    return;
  if (lost)
    lm_fax_screen_break(&listening->screen);
  if (listening->a_law)
    lm_alaw_decode(sound, listening->samples);
  else
    lm_ulaw_decode(sound, listening->samples);
  lm_fax_screen_add(&listening->screen, listening->samples, sound.len);
  note(&listening->signs.calling_ns, listening->screen.calling, packet->time_ns);
  note(&listening->signs.answering_ns, listening->screen.answering, packet->time_ns);
  note(&listening->signs.talking_ns, listening->screen.talking, packet->time_ns);
}

static void
add_packet(void *data, const LmPlainPacket *packet)
{
  Listening *listening = data;
  LmFaxPieces *pieces = listening->pieces;
  LmSlice sound;
  uint32_t lost;
  if (!follow(listening, packet, &sound, &lost))
    return;
  if (pieces->samples + sound.len > LM_LIMIT_FAX_SAMPLES) {
    pieces->cut = true;
    return;
  }
  pieces->samples += sound.len;
  if (lost)
    push(pieces, LM_FAX_WIRE_LOST, listening->direction, packet->time_ns)->lost = lost;
  LmFaxPiece *piece = push(pieces, LM_FAX_WIRE_SOUND, listening->direction, packet->time_ns);
  piece->a_law = listening->a_law;
  piece->bytes = listening->copy ? lm_arena_copy(&pieces->arena, sound) : sound;
}

LmFaxSigns
lm_fax_signs(const LmTrace *trace, LmSrtpView **srtp, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  bool a_law;
  const LmRtpTypeUse *type = g711_type(stream, &a_law);
  LmFaxSigns signs = {LM_TIME_NONE, LM_TIME_NONE, LM_TIME_NONE};
  if (!type)
    return signs;
  Listening *listening = lm_alloc(sizeof *listening);
  listening->signs = signs;
  listening->type = type;
  listening->a_law = a_law;
  lm_plain_packets_read(trace, srtp, row, screen_packet, listening);
  signs = listening->signs;
  free(listening);
  return signs;
}

/* False where there are too many. */
static bool
add_direction(LmFaxPieces *pieces, LmFaxDirection direction)
{
  if (pieces->n_directions == LM_FAX_DIRECTIONS) {
    pieces->cut = true;
    return false;
  }
  pieces->directions[pieces->n_directions++] = direction;
  return true;
}

void
lm_fax_pieces_add_sound(LmFaxPieces *pieces, const LmTrace *trace, LmSrtpView **srtp, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  bool a_law;
  const LmRtpTypeUse *type = g711_type(stream, &a_law);
  if (!type ||
      !add_direction(pieces, (LmFaxDirection){stream->src, stream->dst, stream->first_frame, true}))
    return;
  Listening *listening = lm_alloc(sizeof *listening);
  listening->type = type;
  listening->a_law = a_law;
  listening->pieces = pieces;
  listening->direction = (uint8_t)(pieces->n_directions - 1);
  listening->copy = stream->secure;
  lm_plain_packets_read(trace, srtp, row, add_packet, listening);
  free(listening);
}

typedef struct {
  LmFaxPieces *pieces;
  const LmStream *stream;
  uint8_t direction;
} Carried;

static void
add_carried(void *data, const LmPlainPacket *packet)
{
  Carried *carried = data;
  if (packet->again || !lm_t38_is_fax_type(carried->stream, packet->payload_type))
    return;
  LmFaxPiece *piece = push(carried->pieces, LM_FAX_WIRE_IFP, carried->direction, packet->time_ns);
  piece->bytes = carried->stream->secure ? lm_arena_copy(&carried->pieces->arena, packet->payload)
                                         : packet->payload;
}

static void
add_stream(LmFaxPieces *pieces, const LmTrace *trace, LmSrtpView **srtp, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(trace, row);
  bool fax = false;
  for (uint8_t i = 0; i < stream->stats.n_types && !fax; i++)
    fax = lm_t38_is_fax_type(stream, stream->stats.types[i].payload_type);
  if (!fax || !add_direction(
                  pieces, (LmFaxDirection){stream->src, stream->dst, stream->first_frame, false}))
    return;
  Carried carried = {pieces, stream, (uint8_t)(pieces->n_directions - 1)};
  lm_plain_packets_read(trace, srtp, row, add_carried, &carried);
}

static void
add_log(LmFaxPieces *pieces, const LmT38Log *log)
{
  LmVec datagrams = LM_VEC_INIT(LmFaxPiece);
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  if (!add_direction(pieces, (LmFaxDirection){log->src, log->dst, log->first_frame, false}))
    return;
  uint8_t direction = (uint8_t)(pieces->n_directions - 1);
  lm_packet_log_walk(&log->log, &walk);
  while (lm_packet_log_next(&walk, &entry))
    if (log->udptl)
      *(LmFaxPiece *)lm_vec_push(&datagrams) =
          (LmFaxPiece){.time_ns = entry.time_ns, .bytes = entry.packet};
    else
      push(pieces, LM_FAX_WIRE_IFP, direction, entry.time_ns)->bytes = entry.packet;
  lm_fax_pieces_add_udptl(pieces, &datagrams, direction);
  lm_vec_clear(&datagrams);
}

void
lm_fax_pieces_add_t38(LmFaxPieces *pieces, const LmTrace *trace, LmSrtpView **srtp, uint32_t call)
{
  for (uint32_t i = 0; i < lm_t38_n_logs(trace); i++)
    if (lm_t38_log(trace, i)->call == call)
      add_log(pieces, lm_t38_log(trace, i));
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < lm_trace_n_streams(trace);
       i = lm_trace_next_stream(trace, i + 1))
    if (lm_trace_stream(trace, i)->call == call)
      add_stream(pieces, trace, srtp, i);
}
