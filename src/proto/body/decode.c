/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/decode.h"

#include "base/limits.h"

#include <stdlib.h>
#include <zlib.h>

void
lm_body_add_character(LmText *text, uint32_t character)
{
  if (character < 0x80) {
    lm_text_add_char(text, (char)character);
    return;
  }
  int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
  static const uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
  lm_text_add_char(text, (char)(leads[more] | character >> (6 * more)));
  while (more-- > 0)
    lm_text_add_char(text, (char)(0x80 | (character >> (6 * more) & 0x3f)));
}

static int
base64_value(int byte, bool url)
{
  if (byte >= 'A' && byte <= 'Z')
    return byte - 'A';
  if (byte >= 'a' && byte <= 'z')
    return byte - 'a' + 26;
  if (byte >= '0' && byte <= '9')
    return byte - '0' + 52;
  if (byte == (url ? '-' : '+'))
    return 62;
  return byte == (url ? '_' : '/') ? 63 : -1;
}

static bool
is_space(int byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool
lm_base64_decode(LmArena *arena, LmSlice text, bool url, LmSlice *out)
{
  uint8_t *bytes = lm_arena_alloc(arena, text.len / 4 * 3 + 3);
  size_t n = 0, digits = 0, i = 0;
  uint32_t bits = 0;
  for (; i < text.len; i++) {
    int value = base64_value(lm_slice_at(text, i), url);
    if (value < 0 && is_space(lm_slice_at(text, i)))
      continue;
    if (value < 0)
      break;
    bits = bits << 6 | (uint32_t)value;
    if (digits++ % 4)
      bytes[n++] = (uint8_t)(bits >> ((4 - digits % 4) % 4 * 2));
  }
  for (; i < text.len; i++)
    if (lm_slice_at(text, i) != '=' && !is_space(lm_slice_at(text, i)))
      break;
  *out = lm_slice(bytes, n);
  return i == text.len && digits % 4 != 1;
}

/* RFC 2045, 6.7: "=" and two digits, or "=" at the end of a line that goes on in the next. */
static bool
decode_quoted_printable(LmArena *arena, LmSlice text, LmSlice *out)
{
  uint8_t *bytes = lm_arena_alloc(arena, text.len + 1);
  size_t n = 0;
  bool sound = true;
  for (size_t i = 0; i < text.len; i++) {
    int byte = lm_slice_at(text, i), next = lm_slice_at(text, i + 1);
    if (byte != '=') {
      bytes[n++] = (uint8_t)byte;
      continue;
    }
    int high = lm_hex_digit(next), low = lm_hex_digit(lm_slice_at(text, i + 2));
    if (high >= 0 && low >= 0) {
      bytes[n++] = (uint8_t)(high << 4 | low);
      i += 2;
    } else if (next == '\n' || (next == '\r' && lm_slice_at(text, i + 2) == '\n')) {
      i += next == '\n' ? 1 : 2;
    } else {
      bytes[n++] = '=';
      sound = false;
    }
  }
  *out = lm_slice(bytes, n);
  return sound;
}

/* How zlib is told what it gets. HTTP's "deflate" is in a wrapping of zlib, but some senders leave
 * it away (RFC 9110, 8.4.1.2). */
static int
window_bits(LmSlice bytes, bool gzip)
{
  if (gzip)
    return 15 + 16;
  bool wrapped = bytes.len >= 2 && (lm_slice_at(bytes, 0) & 0x0f) == 8 &&
                 (lm_slice_at(bytes, 0) << 8 | lm_slice_at(bytes, 1)) % 31 == 0;
  return wrapped ? 15 : -15;
}

/* Inflates @bytes into *@memory, which is the caller's to free, up to @most bytes. */
static LmBodyDecoding
inflate_into(LmSlice bytes, bool gzip, size_t most, uint8_t **memory, size_t *n)
{
  z_stream stream = {0};
  *memory = NULL;
  *n = 0;
  if (inflateInit2(&stream, window_bits(bytes, gzip)) != Z_OK)
    return LM_BODY_BAD_CODING;
  /* zlib declares its input without const unless ZLIB_CONST is set; it does not write to it. */
  stream.next_in = (Bytef *)(uintptr_t)bytes.data;
  stream.avail_in = (uInt)bytes.len;
  size_t capacity = 0;
  int result = Z_OK;
  while (result == Z_OK && *n < most) {
    if (*n == capacity) {
      capacity = capacity ? capacity * 2 : 4096;
      capacity = capacity > most ? most : capacity;
      *memory = lm_realloc(*memory, capacity);
    }
    stream.next_out = *memory + *n;
    stream.avail_out = (uInt)(capacity - *n);
    result = inflate(&stream, Z_NO_FLUSH);
    *n = capacity - stream.avail_out;
  }
  inflateEnd(&stream);
  if (result == Z_STREAM_END)
    return LM_BODY_DECODED;
  return result == Z_OK ? LM_BODY_CUT : LM_BODY_BAD_CODING;
}

static LmBodyDecoding
inflate_body(LmDetailBuilder *builder, LmBody *body, bool gzip)
{
  uint8_t *memory;
  size_t n, most = LM_LIMIT_BODY_DECODED_BYTES - builder->decoded_bytes;
  LmBodyDecoding result = inflate_into(body->bytes, gzip, most, &memory, &n);
  body->bytes = lm_arena_copy(builder->arena, lm_slice(memory, n));
  builder->decoded_bytes += n;
  free(memory);
  return result;
}

static bool
is(LmSlice text, const char *name)
{
  return lm_slice_equal_nocase(text, lm_slice_str(name));
}

static LmBodyDecoding
undo_transfer(LmDetailBuilder *builder, LmBody *body)
{
  bool base64 = is(body->transfer_encoding, "base64");
  if (!base64 && !is(body->transfer_encoding, "quoted-printable"))
    return LM_BODY_PLAIN;
  if (body->bytes.len > LM_LIMIT_BODY_DECODED_BYTES - builder->decoded_bytes) {
    body->bytes = LM_SLICE_EMPTY;
    return LM_BODY_CUT;
  }
  bool sound = base64 ? lm_base64_decode(builder->arena, body->bytes, false, &body->bytes)
                      : decode_quoted_printable(builder->arena, body->bytes, &body->bytes);
  builder->decoded_bytes += body->bytes.len;
  return sound ? LM_BODY_DECODED : LM_BODY_BAD_TRANSFER;
}

/* Codings stand in the order in which they were applied; more than one is unheard of, so that only
 * the last is undone. */
static LmBodyDecoding
undo_coding(LmDetailBuilder *builder, LmBody *body)
{
  LmSlice coding = body->content_encoding;
  bool gzip = is(coding, "gzip") || is(coding, "x-gzip");
  if (!gzip && !is(coding, "deflate"))
    return LM_BODY_PLAIN;
  return inflate_body(builder, body, gzip);
}

LmBodyDecoding
lm_body_decode(LmDetailBuilder *builder, LmBody *body)
{
  LmBodyDecoding transfer = undo_transfer(builder, body);
  if (transfer > LM_BODY_DECODED)
    return transfer;
  LmBodyDecoding coding = undo_coding(builder, body);
  return coding == LM_BODY_PLAIN ? transfer : coding;
}

LmAnomalyKind
lm_body_decoding_anomaly(LmBodyDecoding result)
{
  if (result == LM_BODY_CUT)
    return LM_ANOMALY_BODY_LIMIT;
  return result == LM_BODY_BAD_TRANSFER ? LM_ANOMALY_BODY_TRANSFER_ENCODING
                                        : LM_ANOMALY_BODY_ENCODING;
}
