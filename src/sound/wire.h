/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is said between the program that wants sound and linesman-sound, over a socket: frames of a
 * kind, a length and a body, numbers with the high byte first. Neither side believes the other: a
 * frame that is too long or of an unknown form ends the talk. Pure functions. */

#include "base/bytes.h"
#include "base/text.h"

typedef enum {
  /* To the decoder. */
  LM_WIRE_CODEC = 'C',  /* once, first: LmWireCodec */
  LM_WIRE_PACKET = 'P', /* a number, and the payload of an RTP packet */
  LM_WIRE_GAP = 'G',    /* a number, and for how many microseconds nothing came: 32 bits */
  LM_WIRE_END = 'E',    /* no more comes; the answer is the same when all is decoded */
  /* From it. */
  LM_WIRE_READY = 'R',   /* a decoder was found, and all that is not needed given up */
  LM_WIRE_MISSING = 'M', /* there is no plug-in that decodes it */
  LM_WIRE_SOUND = 'S',   /* the number of a packet, and samples that came out of it */
  LM_WIRE_NOISE = 'N',   /* the number of a packet that describes silence */
  LM_WIRE_FAILED = 'X',  /* the decoder gave up: why */
} LmWireKind;

#define LM_WIRE_HEADER_BYTES 8
/* A second of two channels at the highest rate, and a payload, are less. */
#define LM_WIRE_MAX_BODY_BYTES (512u << 10)
#define LM_WIRE_MAX_PACKET_BYTES 65535u

typedef struct {
  uint8_t kind; /* LmWireKind */
  LmSlice body;
} LmWireFrame;

typedef struct {
  LmSlice encoding, fmtp; /* as in SDP; at most 255 and 1024 bytes */
  uint32_t clock_hz;
  uint32_t rate_hz;      /* of the sound that is wanted */
  uint8_t channels;      /* of the stream: 1 or 2 */
  uint8_t want_channels; /* of the sound */
} LmWireCodec;

/* Takes the first frame off @bytes and returns how long it is; 0 where it is not all there, or
 * *@broken. Its body points into them. */
size_t lm_wire_take(LmSlice bytes, LmWireFrame *frame, bool *broken);
void lm_wire_add_be32(LmText *out, uint32_t value);
void lm_wire_add(LmText *out, LmWireKind kind, LmSlice body);
/* With a number before the body. */
void lm_wire_add_numbered(LmText *out, LmWireKind kind, uint32_t number, LmSlice body);
/* False where the body is too short for a number. */
bool lm_wire_number(const LmWireFrame *frame, uint32_t *number, LmSlice *rest);
void lm_wire_add_codec(LmText *out, const LmWireCodec *codec);
/* False where it is not one that could be asked for. */
bool lm_wire_read_codec(const LmWireFrame *frame, LmWireCodec *codec);
