/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which party of a call sends a stream or a message: by where the session descriptions of both want
 * media, by tags, and else by the hosts that speak SIP. The descriptions of a call are read when it
 * is asked for, and kept until another one is. One thread; the trace must outlive it. */

#include "proto/sip/message.h"
#include "track/trace.h"

typedef enum { LM_FROM_UNKNOWN, LM_FROM_CALLER, LM_FROM_CALLEE } LmSide;

typedef struct LmSides LmSides;

/* Owned: lm_sides_free(). */
LmSides *lm_sides_new(const LmTrace *trace);
void lm_sides_free(LmSides *sides);
LmSide lm_side_of_stream(LmSides *sides, const LmStream *stream);
LmSide lm_side_of_message(LmSides *sides, uint32_t call, const LmSipMessage *message);
/* By hosts alone; @src and @dst are endpoints. */
LmSide lm_side_of_hosts(const LmSides *sides, uint32_t call, uint32_t src, uint32_t dst);
/* Whether the receiver of @stream named something, but not @payload_type for telephone events. */
bool lm_sides_not_agreed(LmSides *sides, const LmStream *stream, uint8_t payload_type);
/* Adds the payload types that the receiver of @stream, or else its sender, names for events. */
void lm_sides_named_events(LmSides *sides, const LmStream *stream, uint64_t types[2]);
/* Whether @stream is of a media line "text". */
bool lm_sides_is_text(LmSides *sides, const LmStream *stream);
/* "caller"; "" where it is not known. */
const char *lm_side_name(LmSide side);
