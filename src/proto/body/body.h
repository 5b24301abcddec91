/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Bodies, of messages and of parts of them, as trees. A type of body is a file here and a row of
 * the table in proto/body/types.h. Made when somebody looks, never for every message. Everything is
 * in the builder's arena or points into the message's bytes. What is decompressed or decoded lies
 * in the arena, and its nodes are about the encoded bytes as a whole. Pure. */

#include "proto/detail-build.h"

typedef struct {
  LmSlice content_type;      /* with its parameters; may be empty */
  LmSlice content_encoding;  /* "gzip"; mostly empty */
  LmSlice transfer_encoding; /* "base64" (RFC 2045, 6); mostly empty */
  LmSlice bytes;             /* as sent; what a type is shown has been decoded */
  int depth;                 /* how many bodies it is within */
} LmBody;

/* Adds a node "Body" below @parent, and below it what is in the body: undoes its encodings, then
 * has its type shown. Beyond LM_LIMIT_MULTIPART_DEPTH there is but a note that says so. A type that
 * has bodies in it calls this for each, with a depth of one more. */
void lm_body_add(LmDetailBuilder *builder, LmDetail *parent, const LmBody *body);

/* Shows what is in @body below @node, whose value is already the whole body, or its first bytes in
 * hexadecimal if it is no text. To replace that by a better text set node->value; what is nothing
 * but text needs no children at all. */
typedef void (*LmBodyShow)(LmDetailBuilder *builder, LmDetail *node, const LmBody *body);

/* Adds an anomaly about @part of a body that is shown: where the part's bytes are below @node, or
 * to
 * @node itself where they were decoded. */
void lm_body_add_fault(LmDetailBuilder *builder, LmDetail *node, LmAnomalyKind kind, LmSlice part);
/* How a body of @content_type is shown; NULL for an unknown type. */
LmBodyShow lm_body_type_show(LmSlice content_type);
/* "application/sdp" of "application/sdp;charset=utf-8". */
LmSlice lm_body_media_type(LmSlice content_type);
/* The value of parameter @name of a header like Content-Type, without quotes; empty if there is
 * none. */
LmSlice lm_body_parameter(LmSlice header, LmSlice name);
/* Whether @bytes can be read as text: no controls but white space. */
bool lm_body_is_text(LmSlice bytes);
