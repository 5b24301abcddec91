/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* CPIM (RFC 3862): the envelope that MSRP messages of conferences, SMS gateways and RCS are in,
 * with the requests for disposition notifications (RFC 5438), and what those and "is composing"
 * (RFC 3994) say. Pure; slices point into the bytes that were given. */

#include "base/slice.h"

typedef struct {
  LmSlice from, to; /* "Alice <im:alice@example.com>"; the first To */
  LmSlice date_time, subject;
  LmSlice imdn_message_id;
  LmSlice disposition_notification; /* what is asked for: "positive-delivery, display" */
  LmSlice content_type;             /* of the content inside */
  LmSlice transfer_encoding;        /* of it: "base64" */
  LmSlice content;
} LmCpim;

/* Whether @content_type is that of CPIM. */
bool lm_cpim_is_type(LmSlice content_type);
/* Takes @body apart; what is not there stays empty. False if not even its headers end. */
bool lm_cpim_parse(LmSlice body, LmCpim *cpim);
/* The media type of @content_type without its parameters. */
LmSlice lm_cpim_media_type(LmSlice content_type);
/* What a body of @content_type says in one word that does not need reading: "displayed" of
 * message/imdn+xml, "active" or "idle" of application/im-iscomposing+xml. NULL for others. */
const char *lm_cpim_word(LmSlice content_type, LmSlice body);
