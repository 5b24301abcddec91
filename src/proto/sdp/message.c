/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/message.h"

#include "base/limits.h"
#include "proto/body/decode.h"
#include "proto/multipart.h"
#include "proto/sdp/sdp.h"

typedef struct {
  LmDetailBuilder builder; /* for what may still be decoded */
  uint32_t parts;
} Search;

static bool
is_sdp(LmSlice content_type)
{
  return lm_slice_equal_nocase(lm_body_media_type(content_type),
                               LM_SLICE_LITERAL("application/sdp"));
}

static bool
is_multipart(LmSlice content_type)
{
  return lm_slice_starts_with_nocase(content_type, LM_SLICE_LITERAL("multipart/"));
}

/* As deep as LM_LIMIT_MULTIPART_DEPTH. What did not come out whole is as good as its beginning. */
static LmSlice
find(Search *search, LmBody body)
{
  LmMultipart multipart;
  LmSlice part, headers;
  body.content_type = lm_slice_trim(body.content_type);
  if (!is_sdp(body.content_type) && !is_multipart(body.content_type))
    return LM_SLICE_EMPTY;
  lm_body_decode(&search->builder, &body);
  if (is_sdp(body.content_type))
    return body.bytes;
  if (body.depth == LM_LIMIT_MULTIPART_DEPTH ||
      !lm_multipart_open(&multipart, body.content_type, body.bytes))
    return LM_SLICE_EMPTY;
  while (++search->parts <= LM_LIMIT_MULTIPART_PARTS && lm_multipart_next(&multipart, &part)) {
    LmBody inner = {.depth = body.depth + 1};
    lm_multipart_split(part, &headers, &inner.bytes);
    inner.content_type = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Type"));
    inner.content_encoding = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Encoding"));
    inner.transfer_encoding =
        lm_mime_header(headers, LM_SLICE_LITERAL("Content-Transfer-Encoding"));
    LmSlice sdp = find(search, inner);
    if (sdp.len)
      return sdp;
  }
  return LM_SLICE_EMPTY;
}

static LmSlice
named_value(const LmSipMessage *message, LmSlice name)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_slice_equal_nocase(lm_sip_header_name(message, &message->headers[i]), name))
      return lm_sip_header_value(message, &message->headers[i]);
  return LM_SLICE_EMPTY;
}

LmSlice
lm_sdp_of_message(const LmSipMessage *message, LmArena *arena)
{
  /* Nearly all begin like this, and need nothing of what follows. */
  if (lm_slice_starts_with(message->body, LM_SLICE_LITERAL("v=")) && is_sdp(message->content_type))
    return message->body;
  Search search = {.builder = {.arena = arena, .bytes = message->bytes}};
  search.builder.decoded_bytes = LM_LIMIT_BODY_DECODED_BYTES - LM_LIMIT_SDP_DECODED_BYTES;
  LmBody body = {.content_type = message->content_type,
                 .content_encoding = lm_sip_message_value(message, LM_SIP_HEADER_CONTENT_ENCODING),
                 .bytes = message->body};
  if (is_sdp(body.content_type) || is_multipart(lm_slice_trim(body.content_type)))
    body.transfer_encoding = named_value(message, LM_SLICE_LITERAL("Content-Transfer-Encoding"));
  return find(&search, body);
}

bool
lm_sdp_was_decoded(const LmSipMessage *message, LmSlice sdp)
{
  LmSlice bytes = message->bytes;
  return sdp.len && ((uintptr_t)sdp.data < (uintptr_t)bytes.data ||
                     (uintptr_t)sdp.data + sdp.len > (uintptr_t)bytes.data + bytes.len);
}
