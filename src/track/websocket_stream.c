/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/websocket_stream.h"

#include "base/bytes.h"
#include "base/limits.h"

#include <stdlib.h>
#include <zlib.h>

/* So much of a message tells whether somebody wants it. */
#define FIRST_BYTES 512
#define CLOSE_WITHOUT_CODE 1005

static void
buffer_need(LmWsBuffer *buffer, size_t more)
{
  size_t need = buffer->len + more;
  if (need <= buffer->size)
    return;
  buffer->size = need < 4096 ? 4096 : need * 2;
  buffer->data = lm_realloc(buffer->data, buffer->size);
}

static void
buffer_add(LmWsBuffer *buffer, LmSlice bytes)
{
  if (bytes.len == 0)
    return;
  buffer_need(buffer, bytes.len);
  memcpy(buffer->data + buffer->len, bytes.data, bytes.len);
  buffer->len += bytes.len;
}

static void
buffer_clear(LmWsBuffer *buffer)
{
  free(buffer->data);
  *buffer = (LmWsBuffer){0};
}

static void
drop_inflater(LmWsStream *stream, LmWsShared *shared)
{
  if (!stream->inflater)
    return;
  inflateEnd(stream->inflater);
  free(stream->inflater);
  stream->inflater = NULL;
  shared->inflaters--;
}

void
lm_ws_stream_clear(LmWsStream *stream, LmWsShared *shared)
{
  drop_inflater(stream, shared);
  buffer_clear(&stream->pending);
}

void
lm_ws_shared_clear(LmWsShared *shared)
{
  buffer_clear(&shared->plain);
}

static bool
need_inflater(LmWsStream *stream, LmWsShared *shared)
{
  if (stream->inflater)
    return true;
  if (shared->inflaters == LM_LIMIT_WEBSOCKET_INFLATERS)
    return false;
  stream->inflater = lm_alloc(sizeof *stream->inflater);
  shared->inflaters++;
  /* Raw DEFLATE in the largest window (RFC 7692, 7.2.2), which smaller ones fit in. */
  if (inflateInit2(stream->inflater, -15) == Z_OK)
    return true;
  drop_inflater(stream, shared);
  return false;
}

/* Inflates @bytes to the end of @plain; false where they are no DEFLATE or give more than a limit.
 * @closed: they end with a block that says that it is the last one. */
static bool
inflate_bytes(LmWsStream *stream, LmWsBuffer *plain, LmSlice bytes, size_t max, bool *closed)
{
  z_stream *z = stream->inflater;
  z->next_in = (Bytef *)(uintptr_t)bytes.data;
  z->avail_in = (uInt)bytes.len;
  *closed = false;
  do {
    buffer_need(plain, 4096);
    size_t room = plain->size - plain->len;
    if (room > max - plain->len)
      room = max - plain->len;
    if (room == 0)
      return false;
    z->next_out = plain->data + plain->len;
    z->avail_out = (uInt)room;
    int result = inflate(z, Z_SYNC_FLUSH);
    plain->len += room - z->avail_out;
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END)
      return false;
    /* Other blocks may follow (RFC 7692, 7.2.3.4 and 7.2.3.5), which still may refer to what was
     * there before. */
    *closed = result == Z_STREAM_END;
    if (*closed)
      inflateResetKeep(z);
  } while (z->avail_in || (z->avail_out == 0 && !*closed));
  return true;
}

/* How many bytes a message of @len bytes may become. Beside the limits of one message there is one
 * of all together, so that many small bombs are no better than a large one. */
static size_t
inflate_limit(const LmWsShared *shared, size_t len)
{
  uint64_t max = ((uint64_t)len + 16) * LM_LIMIT_DECOMPRESSION_RATIO;
  uint64_t all = LM_LIMIT_INFLATED_BYTES + shared->deflated_bytes * LM_LIMIT_INFLATED_RATIO;
  uint64_t left = all > shared->inflated_bytes ? all - shared->inflated_bytes : 0;
  if (max > LM_LIMIT_INFLATED_BYTES)
    max = LM_LIMIT_INFLATED_BYTES;
  return (size_t)(max < left ? max : left);
}

/* Decompresses the message @bytes, which ends as if 00 00 ff ff followed (RFC 7692, 7.2.2). */
static bool
decompress(LmWsStream *stream, LmWsShared *shared, LmSlice bytes, LmSlice *out)
{
  static const uint8_t tail[] = {0x00, 0x00, 0xff, 0xff};
  LmWsBuffer *plain = &shared->plain;
  plain->len = 0;
  if (stream->lost || !need_inflater(stream, shared))
    return false;
  shared->deflated_bytes += bytes.len;
  size_t max = inflate_limit(shared, bytes.len);
  bool closed;
  bool sound = inflate_bytes(stream, plain, bytes, max, &closed) &&
               (closed || inflate_bytes(stream, plain, lm_slice(tail, sizeof tail), max, &closed));
  shared->inflated_bytes += plain->len;
  if (!sound) {
    drop_inflater(stream, shared);
    stream->lost = !stream->forgets;
    return false;
  }
  if (stream->forgets)
    inflateReset(stream->inflater);
  *out = lm_slice(plain->data, plain->len);
  return true;
}

static LmSlice
unmasked_head(LmSlice payload, const LmWsFrame *frame, uint8_t head[FIRST_BYTES])
{
  LmSlice first = lm_slice_sub(payload, 0, FIRST_BYTES);
  memcpy(head, first.data, first.len);
  lm_ws_unmask(head, first.len, frame->mask, 0);
  return lm_slice(head, first.len);
}

/* Whether the frame, the first of its message, begins as something that nobody wants, so that there
 * is no need to wait for the rest. A compressed one is read anyway: the next ones build on it. */
static bool
is_unwanted(const LmWsFrame *frame, LmSlice payload, LmWsWants wants)
{
  uint8_t head[FIRST_BYTES];
  if (frame->compressed || payload.len == 0)
    return false;
  return !wants(unmasked_head(payload, frame, head));
}

static void
begin_message(LmWsStream *stream, const LmWsFrame *frame)
{
  stream->in_message = true;
  stream->compressed = frame->compressed;
  stream->opcode = frame->opcode;
  stream->unwanted = false;
  stream->pending.len = 0;
}

/* The message is whole: @payload is the last frame's, or all of it. False where nobody gets it. */
static bool
end_message(LmWsStream *stream, LmWsShared *shared, LmWsWants wants, LmSlice payload, bool stable,
            LmSlice *out)
{
  stream->in_message = false;
  if (stream->unwanted)
    return false;
  *out = payload;
  if (stream->compressed) {
    stable = false;
    if (!decompress(stream, shared, payload, out)) {
      shared->cut++;
      return false;
    }
  }
  if (!wants(lm_slice_sub(*out, 0, FIRST_BYTES)))
    return false;
  if (!stable)
    *out = lm_arena_copy(shared->arena, *out);
  return true;
}

/* Adds the payload of a frame, which is all there, to its message. */
static LmWsTake
take_data(LmWsStream *stream, LmWsShared *shared, LmWsWants wants, const LmWsFrame *frame,
          LmSlice payload, LmWsMessage *message)
{
  size_t max = LM_LIMIT_SIP_BODY_BYTES + LM_LIMIT_SIP_HEADER_BLOCK_BYTES;
  bool only = frame->fin && stream->pending.len == 0, stable = only && !frame->masked;
  if (!stream->unwanted && stream->pending.len + payload.len > max) {
    stream->unwanted = true;
    stream->lost |= stream->compressed && !stream->forgets;
    shared->cut++;
  }
  if (!stable && !stream->unwanted) {
    size_t at = stream->pending.len;
    buffer_add(&stream->pending, payload);
    if (frame->masked && payload.len)
      lm_ws_unmask(stream->pending.data + at, payload.len, frame->mask, 0);
    payload = lm_slice(stream->pending.data, stream->pending.len);
  }
  if (!frame->fin)
    return LM_WS_TAKEN;
  bool wanted = end_message(stream, shared, wants, payload, stable, &message->payload);
  stream->pending.len = 0;
  if (stream->pending.size > FIRST_BYTES << 8)
    buffer_clear(&stream->pending);
  return wanted ? LM_WS_TAKEN_MESSAGE : LM_WS_TAKEN;
}

static LmWsTake
take_control(LmWsShared *shared, const LmWsFrame *frame, LmSlice payload, LmWsMessage *message)
{
  uint8_t plain[128];
  if (frame->opcode == LM_WS_CLOSE) {
    LmSlice bytes = lm_slice_sub(payload, 0, sizeof plain);
    message->close_code = CLOSE_WITHOUT_CODE;
    if (bytes.len >= 2) {
      memcpy(plain, bytes.data, bytes.len);
      lm_ws_unmask(plain, bytes.len, frame->mask, 0);
      message->payload = lm_arena_copy(shared->arena, lm_slice(plain, bytes.len));
      message->close_code = lm_slice_be16(message->payload, 0);
    }
  }
  return LM_WS_TAKEN_MESSAGE;
}

static LmWsTake
skip(LmWsStream *stream, LmSlice bytes, size_t header_bytes, size_t *taken)
{
  size_t there = bytes.len - header_bytes;
  size_t n = stream->skip_bytes < there ? (size_t)stream->skip_bytes : there;
  stream->skip_bytes -= n;
  *taken = header_bytes + n;
  return LM_WS_TAKEN;
}

/* Whether the frame is to be passed over as its bytes come. */
static bool
is_to_skip(LmWsStream *stream, LmWsShared *shared, LmWsWants wants, const LmWsFrame *frame,
           LmSlice payload)
{
  if (lm_ws_is_control(frame) || stream->unwanted)
    return stream->unwanted && !lm_ws_is_control(frame);
  if (frame->payload_bytes > LM_LIMIT_SIP_BODY_BYTES + LM_LIMIT_SIP_HEADER_BLOCK_BYTES) {
    stream->lost |= stream->compressed && !stream->forgets;
    shared->cut++;
    return true;
  }
  return frame->opcode != LM_WS_CONTINUATION && is_unwanted(frame, payload, wants);
}

LmWsTake
lm_ws_stream_take(LmWsStream *stream, LmWsShared *shared, LmWsWants wants, LmSlice bytes,
                  size_t *taken, size_t *wanted, LmWsMessage *message)
{
  LmWsFrame frame;
  *taken = *wanted = 0;
  *message = (LmWsMessage){0};
  if (stream->skip_bytes)
    return skip(stream, bytes, 0, taken);
  LmWsResult result = lm_ws_frame_parse(bytes, &frame);
  if (result == LM_WS_PARTIAL) {
    *wanted = frame.header_bytes > 2 ? frame.header_bytes : 2;
    return LM_WS_WAITS;
  }
  bool control = lm_ws_is_control(&frame);
  if (result == LM_WS_NOT)
    return LM_WS_LOST;
  LmSlice rest = lm_slice_from(bytes, frame.header_bytes), payload = LM_SLICE_EMPTY;
  bool whole = lm_slice_take(rest, 0, (size_t)frame.payload_bytes, &payload);
  /* Without its first bytes nothing can be said of a message. */
  if (!whole && !control && rest.len < FIRST_BYTES) {
    *wanted = frame.header_bytes +
              (size_t)(frame.payload_bytes < FIRST_BYTES ? frame.payload_bytes : FIRST_BYTES);
    return LM_WS_WAITS;
  }
  bool fresh = !control && frame.opcode != LM_WS_CONTINUATION;
  if (fresh)
    begin_message(stream, &frame);
  /* The rest of a message whose beginning was not captured. */
  if (!control && !fresh && !stream->in_message)
    stream->unwanted = true;
  message->opcode = control ? frame.opcode : stream->opcode;
  if (is_to_skip(stream, shared, wants, &frame, rest)) {
    stream->unwanted = true;
    stream->in_message = !frame.fin;
    stream->skip_bytes = frame.payload_bytes;
    return skip(stream, bytes, frame.header_bytes, taken);
  }
  if (!whole) {
    *wanted = frame.header_bytes + (size_t)frame.payload_bytes;
    return LM_WS_WAITS;
  }
  *taken = frame.header_bytes + payload.len;
  return control ? take_control(shared, &frame, payload, message)
                 : take_data(stream, shared, wants, &frame, payload, message);
}

void
lm_ws_stream_break(LmWsStream *stream)
{
  stream->skip_bytes = 0;
  stream->in_message = false;
  stream->unwanted = true;
  stream->pending.len = 0;
  stream->lost |= stream->inflater && !stream->forgets;
}

/* The first bytes of what the compressed @payload becomes, in @head; a message whose like was seen
 * before the capture began cannot be read (RFC 7692, 7.2.2). */
static LmSlice
inflated_head(LmSlice payload, uint8_t head[FIRST_BYTES])
{
  z_stream z = {.next_in = (Bytef *)(uintptr_t)payload.data,
                .avail_in = (uInt)payload.len,
                .next_out = head,
                .avail_out = FIRST_BYTES};
  if (inflateInit2(&z, -15) != Z_OK)
    return LM_SLICE_EMPTY;
  inflate(&z, Z_SYNC_FLUSH);
  inflateEnd(&z);
  return lm_slice(head, FIRST_BYTES - z.avail_out);
}

bool
lm_ws_looks_like(LmSlice bytes, LmWsWants wants)
{
  LmWsFrame frame;
  uint8_t head[FIRST_BYTES];
  uint8_t plain[FIRST_BYTES];
  if (lm_ws_frame_parse(bytes, &frame) != LM_WS_FOUND ||
      (frame.opcode != LM_WS_TEXT && frame.opcode != LM_WS_BINARY) || frame.payload_bytes == 0)
    return false;
  LmSlice payload =
      lm_slice_sub(bytes, frame.header_bytes,
                   frame.payload_bytes < FIRST_BYTES ? (size_t)frame.payload_bytes : FIRST_BYTES);
  if (payload.len == 0)
    return false;
  LmSlice first = unmasked_head(payload, &frame, head);
  return wants(frame.compressed ? inflated_head(first, plain) : first);
}
