/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the parts of the detail tree are put together. For proto/detail*.c and proto/body/ only. */

#include "base/i18n.h"
#include "base/limits.h"
#include "proto/detail.h"
#include "proto/sip/walk.h"

typedef struct {
  LmArena *arena;
  LmSlice bytes; /* of the message */
  uint32_t n_nodes;
  /* Where the bytes stand in the message that what is added now was decoded from. */
  uint32_t encoded_offset, encoded_len;
  size_t decoded_bytes; /* so many have been decoded for this tree */
  uint32_t n_parts;     /* of multipart bodies, all together */
  bool too_deep;        /* a node below LM_LIMIT_DETAIL_DEPTH was left out */
  LmDetail spill;       /* stands in for nodes beyond the limit; never in the tree */
} LmDetailBuilder;

/* Adds a child whose value is a part of the message's bytes, which are also what it is about. */
LmDetail *
lm_detail_add(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value);
/* The same where @value is not empty. */
void
lm_detail_add_some(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value);
/* Adds a child with a text of ours that says something about @parent's bytes, and has none. */
LmDetail *
lm_detail_add_text(LmDetailBuilder *builder, LmDetail *parent, const char *name, const char *text);
/* Says of @node that it is about @part, of the message's bytes or of what was decoded. */
void lm_detail_place(const LmDetailBuilder *builder, LmDetail *node, LmSlice part);
/* Adds an anomaly about @part of the message's bytes, or of what was decoded, below @parent. */
void
lm_detail_add_fault(LmDetailBuilder *builder, LmDetail *parent, LmAnomalyKind kind, LmSlice part);
/* "name=value" items of @rest, each a child. */
void lm_detail_add_parameters(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest,
                              uint8_t separator);
/* What @syntax finds in @value, below @node. */
void
lm_detail_add_syntax(LmDetailBuilder *builder, LmDetail *node, LmSipSyntax syntax, LmSlice value);
/* A header as a child of @root, its value taken apart by the table of registered headers. */
void lm_detail_add_header(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message,
                          const LmSipHeader *header);
/* Start line, headers and body of @message, whose bytes may be a part of the builder's. Of what is
 * @whole it is said which headers are missing. @depth is how many bodies its own body is within. */
void lm_detail_add_message(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message,
                           bool whole, int depth);
/* Header lines up to an empty one ("Content-ID: <1>"), each a child named like its field. */
void lm_detail_add_header_lines(LmDetailBuilder *builder, LmDetail *parent, LmSlice lines);
/* The node that a tree begins with. */
LmDetail *lm_detail_root(LmArena *arena, const char *name, LmSlice bytes);
/* The first bytes of @bytes as "0a1b…". */
const char *lm_detail_hex(LmArena *arena, LmSlice bytes);
/* The lines of a session description below @parent. */
void lm_detail_add_sdp(LmDetailBuilder *builder, LmDetail *parent, LmSlice body);
/* Puts @anomaly where its bytes are below @root, @shift bytes further on. */
void
lm_detail_add_anomaly(LmDetailBuilder *builder, LmDetail *root, LmAnomaly anomaly, uint32_t shift);
