/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "net/tls-state.h"

#include <stdlib.h>

#define ROOM_BYTES 2048u

LmTls *
lm_tls_new(const LmKeys *keys, LmArena *arena)
{
  LmTls *tls = lm_alloc(sizeof *tls);
  tls->keys = keys;
  tls->arena = arena;
  tls->info.version_name = "TLS";
  for (int role = 0; role < 2; role++)
    tls->sides[role].waiting = LM_VEC_INIT(LmSlice);
  return tls;
}

void
lm_tls_free(LmTls *tls)
{
  if (!tls)
    return;
  for (int role = 0; role < 2; role++) {
    lm_tls_protection_clear(&tls->sides[role].protection);
    lm_tls_handshake_clear(&tls->sides[role]);
    lm_vec_clear(&tls->sides[role].waiting);
  }
  free(tls->transcript);
  free(tls);
}

const LmTlsInfo *
lm_tls_info(const LmTls *tls)
{
  return &tls->info;
}

static bool
is_header(LmSlice bytes)
{
  uint8_t type = lm_slice_u8(bytes, 0);
  uint16_t len = lm_slice_be16(bytes, 3);
  return bytes.len >= LM_TLS_HEADER_BYTES && type >= LM_TLS_CHANGE_CIPHER_SPEC &&
         type <= LM_TLS_APPLICATION_DATA && lm_slice_u8(bytes, 1) == 3 &&
         lm_slice_u8(bytes, 2) <= 4 && len > 0 && len <= LM_TLS_MAX_FRAGMENT_BYTES;
}

static size_t
record_bytes(LmSlice bytes)
{
  return LM_TLS_HEADER_BYTES + (size_t)lm_slice_be16(bytes, 3);
}

bool
lm_tls_looks_like(LmSlice bytes)
{
  if (bytes.len <= LM_TLS_HEADER_BYTES || !is_header(bytes))
    return false;
  size_t len = record_bytes(bytes) - LM_TLS_HEADER_BYTES;
  uint8_t first = lm_slice_u8(bytes, LM_TLS_HEADER_BYTES);
  switch (lm_slice_u8(bytes, 0)) {
  case LM_TLS_CHANGE_CIPHER_SPEC:
    return len == 1 && first == 1;
  case LM_TLS_ALERT:
    /* In the clear it has two bytes and a level of 1 or 2. */
    return len > 2 || (len == 2 && (first == 1 || first == 2));
  default:
    /* What follows must be a record too, as far as it is there. */
    return bytes.len < record_bytes(bytes) + LM_TLS_HEADER_BYTES ||
           is_header(lm_slice_from(bytes, record_bytes(bytes)));
  }
}

/* Of the version of the records before it: that does not change within a connection. */
static bool
is_next_header(const LmTls *tls, LmSlice bytes)
{
  uint16_t version = tls->info.version > LM_TLS_1_2 ? LM_TLS_1_2 : tls->info.version;
  return is_header(bytes) && (version == 0 || lm_slice_be16(bytes, 1) == version);
}

/* How many bytes at the front belong to no record that could be found, after some are missing. 0:
 * it begins with one, or more must come. */
static size_t
foreign_bytes(LmTls *tls, LmTlsSide *side, LmSlice bytes)
{
  for (size_t i = 0; i + LM_TLS_HEADER_BYTES <= bytes.len; i++) {
    LmSlice rest = lm_slice_from(bytes, i);
    if (!is_next_header(tls, rest))
      continue;
    /* Whether it is one is known when it is whole and the next one has begun. */
    if (rest.len < record_bytes(rest))
      return i;
    LmSlice next = lm_slice_from(rest, record_bytes(rest));
    if (next.len >= LM_TLS_HEADER_BYTES && !is_next_header(tls, next))
      continue;
    side->lost = i > 0;
    return i;
  }
  return bytes.len < LM_TLS_HEADER_BYTES ? 0 : bytes.len - LM_TLS_HEADER_BYTES + 1;
}

/* A hello in the clear says who is the client. */
static void
learn_roles(LmTls *tls, unsigned direction, LmSlice record)
{
  uint8_t message = lm_slice_u8(record, LM_TLS_HEADER_BYTES);
  if (tls->roles_known || lm_slice_u8(record, 0) != LM_TLS_HANDSHAKE ||
      (message != 1 && message != 2))
    return;
  bool swapped = message == 1 ? direction == 1 : direction == 0;
  tls->roles_known = true;
  if (swapped) {
    LmTlsSide side = tls->sides[0];
    tls->sides[0] = tls->sides[1];
    tls->sides[1] = side;
  }
  tls->swapped = swapped;
}

static LmTlsRole
role_of(const LmTls *tls, unsigned direction)
{
  return (LmTlsRole)((direction & 1) ^ tls->swapped);
}

/* Makes room for what @bytes of records, at most, decrypt to. */
static void
make_room(LmTls *tls, size_t bytes)
{
  if (tls->room_bytes >= bytes)
    return;
  tls->room_bytes = bytes > ROOM_BYTES ? bytes : ROOM_BYTES;
  tls->room = lm_arena_alloc(tls->arena, tls->room_bytes);
}

/* Takes the records that waited for a secret, if there is one now, and then @record. */
static void
take_records(LmTls *tls, LmTlsRole role, LmSlice record, LmSlice *plain)
{
  LmTlsSide *side = &tls->sides[role];
  if (side->waiting.len && record.len && !lm_tls_has_secret(tls, role)) {
    lm_tls_wait_for_secret(tls, role, record);
    return;
  }
  LmVec waiting = side->waiting;
  size_t bytes = record.len;
  side->waiting = LM_VEC_INIT(LmSlice);
  for (uint32_t i = 0; i < waiting.len; i++)
    bytes += ((LmSlice *)lm_vec_at(&waiting, i))->len;
  make_room(tls, bytes);
  *plain = lm_slice(tls->room, 0);
  for (uint32_t i = 0; i < waiting.len; i++)
    lm_tls_record(tls, role, *(LmSlice *)lm_vec_at(&waiting, i), plain);
  lm_vec_clear(&waiting);
  if (record.len)
    lm_tls_record(tls, role, record, plain);
  tls->room += plain->len;
  tls->room_bytes -= plain->len;
}

size_t
lm_tls_take(LmTls *tls, unsigned direction, LmSlice bytes, LmSlice *plain)
{
  LmTlsSide *side = &tls->sides[role_of(tls, direction)];
  *plain = LM_SLICE_EMPTY;
  if (side->lost) {
    size_t foreign = foreign_bytes(tls, side, bytes);
    if (foreign)
      return foreign;
  }
  if (bytes.len < LM_TLS_HEADER_BYTES)
    return 0;
  if (!is_header(bytes)) {
    side->lost = side->unsure = true;
    return 1;
  }
  size_t len = record_bytes(bytes);
  if (len > bytes.len)
    return 0;
  side->lost = false;
  LmSlice record = lm_slice_sub(bytes, 0, len);
  tls->info.records += lm_slice_u8(record, 0) == LM_TLS_APPLICATION_DATA;
  learn_roles(tls, direction, record);
  take_records(tls, role_of(tls, direction), record, plain);
  return len;
}

void
lm_tls_flush(LmTls *tls, unsigned direction, LmSlice *plain)
{
  LmTlsRole role = role_of(tls, direction);
  *plain = LM_SLICE_EMPTY;
  if (tls->sides[role].waiting.len && lm_tls_has_secret(tls, role))
    take_records(tls, role, LM_SLICE_EMPTY, plain);
}

void
lm_tls_gap(LmTls *tls, unsigned direction)
{
  LmTlsSide *side = &tls->sides[role_of(tls, direction)];
  side->lost = side->unsure = true;
  lm_tls_handshake_clear(side);
}

void
lm_tls_mark(const LmTls *tls, LmKeep *keep)
{
  const LmSlice slices[] = {tls->info.server_name, tls->info.protocol, tls->offered_suites,
                            tls->premaster, lm_slice(tls->room, tls->room_bytes)};
  for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++)
    lm_keep_mark(keep, slices[i].data);
  lm_keep_mark(keep, (const uint8_t *)tls->info.missing);
  for (int side = 0; side < 2; side++)
    for (uint32_t i = 0; i < tls->sides[side].waiting.len; i++)
      lm_keep_mark(keep, ((const LmSlice *)lm_vec_at(&tls->sides[side].waiting, i))->data);
}
