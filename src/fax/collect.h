/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What of a trace is read as a fax: packets of T.38 by UDPTL, put into order and with those that
 * others bring back, by RTP or TCP; and sound of G.711 in which a fax may be. One thread, that of
 * the trace. */

#include "fax/wire.h"
#include "relate/srtp.h"
#include "track/trace.h"

/* What is said to the reader, piece by piece; its row is the number in the talk. */
typedef struct {
  int64_t time_ns;
  LmSlice bytes; /* as they are in the packet */
  uint32_t lost; /* samples, of LOST */
  uint8_t kind;  /* LmFaxWireKind */
  uint8_t direction;
  bool a_law;
} LmFaxPiece;

/* Where a direction comes from. */
typedef struct {
  uint32_t src, dst; /* endpoint rows */
  uint32_t frame;    /* the first */
  bool sound;
} LmFaxDirection;

typedef struct {
  LmVec pieces; /* LmFaxPiece */
  LmFaxDirection directions[LM_FAX_DIRECTIONS];
  uint32_t n_directions;
  LmArena arena; /* of bytes that were made */
  size_t samples;
  bool cut; /* there is more of it than a limit allows */
} LmFaxPieces;

/* What the sound of stream @row is like, if it can be listened to: a codec of G.711. */
typedef struct {
  int64_t calling_ns, answering_ns, talking_ns; /* when it was certain; LM_TIME_NONE: never */
} LmFaxSigns;
LmFaxSigns lm_fax_signs(const LmTrace *trace, LmSrtpView **srtp, uint32_t row);

void lm_fax_pieces_init(LmFaxPieces *pieces);
void lm_fax_pieces_clear(LmFaxPieces *pieces);
/* Adds the sound of stream @row. */
void
lm_fax_pieces_add_sound(LmFaxPieces *pieces, const LmTrace *trace, LmSrtpView **srtp, uint32_t row);
/* Adds all T.38 of the call of row @call. */
void
lm_fax_pieces_add_t38(LmFaxPieces *pieces, const LmTrace *trace, LmSrtpView **srtp, uint32_t call);
/* udptl_order.c: adds the fax packets of @datagrams, LmFaxPiece rows of UDPTL as they came. */
void lm_fax_pieces_add_udptl(LmFaxPieces *pieces, const LmVec *datagrams, uint8_t direction);
