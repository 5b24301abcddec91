/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Undoes the encodings of a body: Content-Transfer-Encoding (RFC 2045, 6), then Content-Encoding
 * (RFC 3261, 20.12). What comes out is in the builder's arena. */

#include "base/text.h"
#include "proto/body/body.h"

typedef enum {
  LM_BODY_PLAIN,        /* nothing was to be undone */
  LM_BODY_DECODED,      /* body->bytes are what came out */
  LM_BODY_BAD_CODING,   /* body->bytes are what came out before the fault; may be empty */
  LM_BODY_BAD_TRANSFER, /* the same */
  LM_BODY_CUT,          /* the same, before a limit */
} LmBodyDecoding;

/* Undoes what @body states. Encodings that are not known are left as they are. */
LmBodyDecoding lm_body_decode(LmDetailBuilder *builder, LmBody *body);
/* What is said of a result above DECODED. */
LmAnomalyKind lm_body_decoding_anomaly(LmBodyDecoding result);

/* Base64 (RFC 2045, 6.8), or base64url (RFC 4648, 5) with @url, of which padding may be missing.
 * False, with *out what could be read, where there is anything else. White space is passed over. */
bool lm_base64_decode(LmArena *arena, LmSlice text, bool url, LmSlice *out);
/* Adds a character below 0x110000 in UTF-8. */
void lm_body_add_character(LmText *text, uint32_t character);
