/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/fec.h"

LmFecKind
lm_fec_kind(LmSlice encoding)
{
  if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("ulpfec")))
    return LM_FEC_ULP;
  if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("flexfec")))
    return LM_FEC_FLEXIBLE;
  if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("flexfec-03")))
    return LM_FEC_FLEXIBLE_03;
  return LM_FEC_NONE;
}

/* Adds those of @bits bits from bit @first of @mask, the highest of which stands for @base. */
static void
add_mask(LmFec *fec, uint16_t base, LmSlice mask, unsigned first, unsigned bits)
{
  for (unsigned i = 0; i < bits && fec->n < LM_FEC_MOST; i++)
    if (lm_slice_u8(mask, (first + i) / 8) >> (7 - (first + i) % 8) & 1)
      fec->sequences[fec->n++] = (uint16_t)(base + i);
}

/* RFC 5109, 7.3 and 7.4. */
static bool
read_ulp(LmSlice payload, LmFec *fec)
{
  enum { LONG_MASK = 0x40, HEADER_BYTES = 10, LEVEL_MASK_AT = 12 };
  unsigned mask_bytes = lm_slice_u8(payload, 0) & LONG_MASK ? 6 : 2;
  LmSlice mask;
  if (!lm_slice_take(payload, LEVEL_MASK_AT, mask_bytes, &mask))
    return false;
  add_mask(fec, lm_slice_be16(payload, 2), mask, 0, mask_bytes * 8);
  return true;
}

/* The masks of RFC 8627, 4.2.2.1, at @at. Each of the first two begins with a bit that says whether
 * another follows, or in draft 03 that none does. */
static bool
read_masks(LmSlice payload, size_t at, uint16_t base, bool set_is_last, LmFec *fec)
{
  enum { FIRST = 15, SECOND = 31, THIRD = 64 };
  LmSlice mask;
  if (!lm_slice_take(payload, at, 2, &mask))
    return false;
  add_mask(fec, base, mask, 1, FIRST);
  if ((bool)(lm_slice_u8(mask, 0) & 0x80) == set_is_last)
    return true;
  if (!lm_slice_take(payload, at + 2, 4, &mask))
    return false;
  add_mask(fec, (uint16_t)(base + FIRST), mask, 1, SECOND);
  if ((bool)(lm_slice_u8(mask, 0) & 0x80) == set_is_last)
    return true;
  if (!lm_slice_take(payload, at + 6, 8, &mask))
    return false;
  add_mask(fec, (uint16_t)(base + FIRST + SECOND), mask, 0, THIRD);
  return true;
}

/* RFC 8627, 4.2.2.2: a row of L packets, or a column of D that are L apart. */
static bool
read_block(LmSlice payload, LmFec *fec)
{
  enum { BASE_AT = 8, COLUMNS_AT = 10, ROWS_AT = 11 };
  uint16_t base = lm_slice_be16(payload, BASE_AT);
  unsigned columns = lm_slice_u8(payload, COLUMNS_AT), rows = lm_slice_u8(payload, ROWS_AT);
  if (payload.len <= ROWS_AT)
    return false;
  unsigned n = rows > 1 ? rows : columns, step = rows > 1 ? columns : 1;
  for (unsigned i = 0; i < n && columns; i++)
    fec->sequences[fec->n++] = (uint16_t)(base + i * step);
  return true;
}

static bool
read_flexible(LmSlice payload, LmFec *fec)
{
  enum { RETRANSMISSION = 0x80, FIXED = 0x40, BASE_AT = 8, MASK_AT = 10, SSRC_AT = 8 };
  uint8_t first = lm_slice_u8(payload, 0);
  if (first & RETRANSMISSION) {
    /* 4.2.2.3: the packet itself, with its header. */
    if (payload.len < SSRC_AT + 4)
      return false;
    fec->sequences[fec->n++] = lm_slice_be16(payload, 2);
    fec->ssrc = lm_slice_be32(payload, SSRC_AT);
    fec->has_ssrc = true;
    return true;
  }
  if (first & FIXED)
    return read_block(payload, fec);
  return read_masks(payload, MASK_AT, lm_slice_be16(payload, BASE_AT), false, fec);
}

/* draft-ietf-payload-flexible-fec-scheme-03, 4.2: the sources stand in the header. */
static bool
read_flexible_03(LmSlice payload, LmFec *fec)
{
  enum { SSRC_AT = 12, BASE_AT = 16, MASK_AT = 18 };
  fec->ssrc = lm_slice_be32(payload, SSRC_AT);
  fec->has_ssrc = true;
  return read_masks(payload, MASK_AT, lm_slice_be16(payload, BASE_AT), true, fec);
}

bool
lm_fec_read(LmFecKind kind, LmSlice payload, LmFec *fec)
{
  bool whole = false;
  *fec = (LmFec){.n = 0};
  if (kind == LM_FEC_ULP)
    whole = read_ulp(payload, fec);
  else if (kind == LM_FEC_FLEXIBLE)
    whole = read_flexible(payload, fec);
  else if (kind == LM_FEC_FLEXIBLE_03)
    whole = read_flexible_03(payload, fec);
  return whole && fec->n;
}
