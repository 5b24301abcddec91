/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The media line that a stream was announced by: where its receiver wants it, or else where its
 * sender does. Read again from the message's bytes when somebody looks. */

#include "relate/description.h"

typedef struct {
  LmDescription description;
  const LmSdpMedia *media; /* of it; NULL: nothing announced the stream */
} LmStreamLine;

/* Fills @line, whose parts are in the capture and in @arena. Where several lines share a transport
 * (BUNDLE, RFC 9143) it is the one with the stream's payload type. False where there is none. */
bool lm_stream_line_read(const LmTrace *trace, const LmStream *stream, LmArena *arena,
                         LmStreamLine *line);
/* The same by the line that announced @endpoint, a row of the trace. */
bool lm_stream_line_read_at(const LmTrace *trace, const LmStream *stream, uint32_t endpoint,
                            LmArena *arena, LmStreamLine *line);
/* The encoding of @payload_type in @stream, as its packets or @line tell; empty where neither does.
 */
LmSlice
lm_stream_line_encoding(const LmStreamLine *line, const LmStream *stream, uint8_t payload_type);
/* How long the SDP wants each packet of @stream to be (a=ptime, RFC 8866, 6.4), in ms; 0 where it
 * does not say. */
uint32_t lm_stream_announced_ms(const LmTrace *trace, const LmStream *stream);
/* The format of @payload_type; NULL where @line has none. */
const LmSdpFormat *lm_stream_line_format(const LmStreamLine *line, uint8_t payload_type);
/* The value of @name in "name=value;..." of a=fmtp (RFC 6838, 4.3); empty where it is not there. */
LmSlice lm_fmtp_parameter(LmSlice fmtp, const char *name);
