/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Integers as they lie in a packet. They are structs, so that one used unconverted does not
 * compile, and they are made of bytes, so that they need no alignment. */

#include "base/slice.h"

typedef struct {
  uint8_t bytes[2];
} LmBe16;

typedef struct {
  uint8_t bytes[4];
} LmBe32;

static inline uint16_t
lm_be16(LmBe16 value)
{
  return (uint16_t)(value.bytes[0] << 8 | value.bytes[1]);
}

static inline uint32_t
lm_be32(LmBe32 value)
{
  return (uint32_t)value.bytes[0] << 24 | (uint32_t)value.bytes[1] << 16 |
         (uint32_t)value.bytes[2] << 8 | value.bytes[3];
}

/* The checked readers below return 0 behind the end of @slice: a parser checks the length of the
 * fixed part once, and a mistake reads zeros instead of a stranger's memory. */
static inline uint8_t
lm_slice_u8(LmSlice slice, size_t offset)
{
  return offset < slice.len ? slice.data[offset] : 0;
}

static inline uint16_t
lm_slice_be16(LmSlice slice, size_t offset)
{
  LmBe16 value;
  if (slice.len < sizeof value || offset > slice.len - sizeof value)
    return 0;
  memcpy(&value, slice.data + offset, sizeof value);
  return lm_be16(value);
}

static inline uint32_t
lm_slice_be32(LmSlice slice, size_t offset)
{
  LmBe32 value;
  if (slice.len < sizeof value || offset > slice.len - sizeof value)
    return 0;
  memcpy(&value, slice.data + offset, sizeof value);
  return lm_be32(value);
}

/* Little-endian ones, as some capture headers and radio links have them. */
static inline uint16_t
lm_slice_le16(LmSlice slice, size_t offset)
{
  return __builtin_bswap16(lm_slice_be16(slice, offset));
}

static inline uint32_t
lm_slice_le32(LmSlice slice, size_t offset)
{
  return __builtin_bswap32(lm_slice_be32(slice, offset));
}
