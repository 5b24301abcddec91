/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/pieces.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"
#include "capture/decompress.h"
#include "capture/reader.h"

#include <stdlib.h>

#define PIECE_BYTES ((size_t)256 << 10)
#define N_FRAMES 256

struct LmPieces {
  LmPiecesTake take;
  void *user;
  LmText name;
  uint8_t head[LM_COMPRESSION_MAGIC_BYTES]; /* of what comes, until it is known what that is */
  size_t head_len;
  bool known;
  LmDecompressor *decompressor; /* NULL: it is not compressed */
  uint8_t *buffer;
  size_t size;
  LmSource source; /* over what lies in the buffer */
  LmReader reader;
  LmError damage; /* of what is no capture */
  bool opened, over;
  LmFrame frames[N_FRAMES];
};

LmPieces *
lm_pieces_new(const char *name, LmPiecesTake take, void *user)
{
  LmPieces *pieces = lm_alloc(sizeof *pieces);
  pieces->take = take;
  pieces->user = user;
  lm_text_add_safe(&pieces->name, lm_slice_str(name), false);
  pieces->size = 2 * PIECE_BYTES;
  pieces->buffer = lm_alloc(pieces->size);
  pieces->source = (LmSource){.fd = -1, .fed = true};
  return pieces;
}

void
lm_pieces_free(LmPieces *pieces)
{
  if (!pieces)
    return;
  if (pieces->opened)
    lm_reader_clear(&pieces->reader);
  lm_decompressor_free(pieces->decompressor);
  lm_text_clear(&pieces->name);
  free(pieces->buffer);
  free(pieces);
}

/* --- What lies in the buffer --- */

/* While its header has not come whole this is done again. */
static bool
open_reader(LmPieces *pieces)
{
  if (pieces->source.available < LM_COMPRESSION_MAGIC_BYTES && !pieces->source.ended)
    return false;
  pieces->opened =
      lm_reader_open(&pieces->reader, &pieces->source, pieces->name.str, &pieces->damage);
  if (pieces->opened)
    return true;
  lm_reader_clear(&pieces->reader);
  pieces->over = pieces->damage.code != LM_ERROR_NONE;
  return false;
}

/* Hands on what is whole. */
static void
read_all(LmPieces *pieces)
{
  LmReader *reader = &pieces->reader;
  size_t n;
  if (!pieces->opened && !open_reader(pieces))
    return;
  do {
    n = lm_reader_read(reader, pieces->frames, N_FRAMES);
    pieces->over |= !pieces->take(pieces->user, pieces, pieces->frames, n);
    lm_vec_clear(&reader->notes);
    reader->notes = LM_VEC_INIT(LmCaptureNote);
  } while (n > 0 && !pieces->over);
  pieces->over |= reader->ended;
}

/* What was read goes, and there is room for a piece more. */
static void
make_room(LmPieces *pieces)
{
  LmSource *source = &pieces->source;
  size_t done = pieces->opened ? (size_t)pieces->reader.offset : 0;
  source->available -= done;
  source->before += done;
  if (done) {
    memmove(pieces->buffer, pieces->buffer + done, (size_t)source->available);
    pieces->reader.offset = 0;
  }
  /* A block of pcapng has a limit, and so has this. */
  while (pieces->size - source->available < PIECE_BYTES) {
    pieces->size *= 2;
    pieces->buffer = lm_realloc(pieces->buffer, pieces->size);
  }
  source->data = pieces->buffer;
}

static void
append(LmPieces *pieces, const uint8_t *bytes, size_t len)
{
  make_room(pieces);
  memcpy(pieces->buffer + pieces->source.available, bytes, len);
  pieces->source.available += len;
}

/* As a decompressor has it. */
static bool
put(void *user, const uint8_t *bytes, size_t len)
{
  LmPieces *pieces = user;
  while (len > 0 && !pieces->over) {
    size_t n = len < PIECE_BYTES ? len : PIECE_BYTES;
    append(pieces, bytes, n);
    bytes += n;
    len -= n;
    read_all(pieces);
  }
  return !pieces->over;
}

/* --- What comes --- */

static void
finish(LmPieces *pieces, const LmError *cause)
{
  make_room(pieces);
  pieces->source.ended = true;
  if (cause)
    pieces->source.loss = *cause;
  if (!pieces->over)
    read_all(pieces);
  pieces->over = true;
}

static bool
put_or_decompress(LmPieces *pieces, LmSlice bytes)
{
  LmError error = {0};
  if (!pieces->decompressor)
    return put(pieces, bytes.data, bytes.len);
  if (!lm_decompressor_feed(pieces->decompressor, bytes, &error) && !pieces->over)
    finish(pieces, &error);
  return !pieces->over;
}

/* Takes what comes first, for as long as that may be compressed. */
static bool
learn(LmPieces *pieces, LmSlice *bytes)
{
  size_t n = sizeof pieces->head - pieces->head_len;
  n = n < bytes->len ? n : bytes->len;
  memcpy(pieces->head + pieces->head_len, bytes->data, n);
  pieces->head_len += n;
  *bytes = lm_slice_from(*bytes, n);
  if (pieces->head_len < sizeof pieces->head && !pieces->source.ended)
    return true;
  LmSlice head = lm_slice(pieces->head, pieces->head_len);
  LmCompression compression = lm_compression_detect(head);
  pieces->known = true;
  pieces->source.compression = compression;
  if (compression != LM_COMPRESSION_NONE) {
    pieces->decompressor = lm_decompressor_new(compression, put, pieces);
    return put_or_decompress(pieces, head);
  }
  /* What is no capture is told by more than its first bytes, where more has come. */
  append(pieces, head.data, head.len);
  if (!bytes->len)
    read_all(pieces);
  return !pieces->over;
}

bool
lm_pieces_add(LmPieces *pieces, LmSlice bytes)
{
  if (!pieces->known && bytes.len && !pieces->over && !learn(pieces, &bytes))
    return false;
  return !pieces->over && (!bytes.len || put_or_decompress(pieces, bytes));
}

void
lm_pieces_end(LmPieces *pieces)
{
  LmError error = {0};
  bool whole = !pieces->decompressor || lm_decompressor_finish(pieces->decompressor, &error);
  if (pieces->over)
    return;
  if (!pieces->known)
    put(pieces, pieces->head, pieces->head_len);
  finish(pieces, whole ? NULL : &error);
}

bool
lm_pieces_begun(const LmPieces *pieces)
{
  return pieces->opened;
}

const LmError *
lm_pieces_damage(const LmPieces *pieces)
{
  return pieces->opened ? &pieces->reader.damage : &pieces->damage;
}

uint32_t
lm_pieces_n_interfaces(const LmPieces *pieces)
{
  return pieces->reader.interfaces.len;
}

const LmCaptureInterface *
lm_pieces_interface(const LmPieces *pieces, uint32_t index)
{
  return lm_vec_at(&pieces->reader.interfaces, index);
}

uint32_t
lm_pieces_n_notes(const LmPieces *pieces)
{
  return pieces->reader.notes.len;
}

const LmCaptureNote *
lm_pieces_note(const LmPieces *pieces, uint32_t index)
{
  return lm_vec_at(&pieces->reader.notes, index);
}
