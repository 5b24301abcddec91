/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The opening handshake (RFC 6455, 4): an HTTP GET with "Upgrade: websocket", and its answer. */

#include "base/scan.h"
#include "proto/websocket.h"

/* Whether the list @value ("a, b") holds @word. */
static bool
list_has(LmSlice value, LmSlice word)
{
  while (value.len) {
    LmSlice item = lm_slice_trim(lm_slice_split(value, ',', &value));
    if (lm_slice_equal_nocase(item, word))
      return true;
  }
  return false;
}

/* Of several offers the first is taken: an answer holds one (RFC 7692, 5.1). Window bits need no
 * look, because a window of 15 bits reads what was written with a smaller one. */
static void
read_extensions(LmSlice value, LmWsDeflate *deflate)
{
  while (value.len && !deflate->on) {
    LmSlice offer = lm_slice_split(value, ',', &value);
    LmSlice name = lm_slice_trim(lm_slice_split(offer, ';', &offer));
    if (!lm_slice_equal_nocase(name, LM_SLICE_LITERAL("permessage-deflate")))
      continue;
    deflate->on = true;
    while (offer.len) {
      LmSlice parameter = lm_slice_trim(lm_slice_split(offer, ';', &offer));
      if (lm_slice_equal_nocase(parameter, LM_SLICE_LITERAL("client_no_context_takeover")))
        deflate->client_forgets = true;
      else if (lm_slice_equal_nocase(parameter, LM_SLICE_LITERAL("server_no_context_takeover")))
        deflate->server_forgets = true;
    }
  }
}

static void
read_header(LmSlice line, LmWsHandshake *handshake)
{
  LmSlice value, name = lm_slice_trim(lm_slice_split(line, ':', &value));
  value = lm_slice_trim(value);
  if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Upgrade")))
    handshake->upgrade |= list_has(value, LM_SLICE_LITERAL("websocket"));
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Sec-WebSocket-Protocol")))
    handshake->protocols = value;
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Sec-WebSocket-Extensions")))
    read_extensions(value, &handshake->deflate);
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Host")))
    handshake->host = value;
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("User-Agent")) ||
           lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Server")))
    handshake->agent = value;
}

/* The start of both lines; @bytes may hold less than that. */
static bool
may_begin(LmSlice bytes)
{
  LmSlice get = LM_SLICE_LITERAL("GET "), http = LM_SLICE_LITERAL("HTTP/1.");
  return lm_slice_starts_with(bytes, lm_slice_sub(get, 0, bytes.len)) ||
         lm_slice_starts_with(bytes, lm_slice_sub(http, 0, bytes.len));
}

static bool
read_first_line(LmSlice line, LmWsHandshake *handshake)
{
  LmSlice rest, first = lm_slice_split(line, ' ', &rest);
  handshake->first_line = line;
  handshake->response = first.len && first.data[0] == 'H';
  if (!handshake->response) {
    handshake->target = lm_slice_split(rest, ' ', &rest);
    return lm_slice_starts_with(rest, LM_SLICE_LITERAL("HTTP/1."));
  }
  uint64_t status = 0;
  bool is_status = lm_slice_parse_uint(lm_slice_split(rest, ' ', &rest), 999, &status);
  handshake->status = (unsigned)status;
  handshake->reason = lm_slice_trim(rest);
  return is_status;
}

LmWsResult
lm_ws_handshake_parse(LmSlice bytes, LmWsHandshake *handshake, size_t *len)
{
  *handshake = (LmWsHandshake){0};
  *len = 0;
  if (!may_begin(bytes))
    return LM_WS_NOT;
  LmSlice block = lm_slice_sub(bytes, 0, LM_WS_MAX_HANDSHAKE_BYTES);
  bool first = true;
  for (size_t at = 0, lf; (lf = lm_scan_byte(block, at, '\n')) < block.len; at = lf + 1) {
    LmSlice line = lm_slice_trim(lm_slice_sub(block, at, lf - at));
    if (first && !read_first_line(line, handshake))
      return LM_WS_NOT;
    if (line.len == 0) {
      *len = lf + 1;
      return LM_WS_FOUND;
    }
    if (!first)
      read_header(line, handshake);
    first = false;
  }
  return bytes.len < LM_WS_MAX_HANDSHAKE_BYTES ? LM_WS_PARTIAL : LM_WS_NOT;
}
