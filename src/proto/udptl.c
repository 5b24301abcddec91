/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/udptl.h"

/* A length of aligned PER (ITU-T X.691, 11.9): one byte below 128, else two; the fragmented form of
 * 16 KiB and more does not come in a datagram. */
static bool
take_length(LmSlice *rest, size_t *len)
{
  uint8_t first = lm_slice_u8(*rest, 0);
  size_t bytes = first < 0x80 ? 1 : 2;
  if (rest->len < bytes || first >= 0xc0)
    return false;
  *len = bytes == 1 ? first : lm_slice_be16(*rest, 0) & 0x3fffu;
  *rest = lm_slice_from(*rest, bytes);
  return true;
}

bool
lm_udptl_next_ifp(LmSlice *rest, LmSlice *ifp)
{
  LmSlice left = *rest;
  size_t len;
  if (!take_length(&left, &len) || !lm_slice_take(left, 0, len, ifp))
    return false;
  *rest = lm_slice_from(left, len);
  return true;
}

/* A count, and as many pieces with their lengths. Returns the bytes of the pieces. */
static bool
take_list(LmSlice *rest, uint32_t *n, LmSlice *list)
{
  size_t count;
  LmSlice piece;
  if (!take_length(rest, &count) || count > rest->len)
    return false;
  *list = *rest;
  for (size_t i = 0; i < count; i++)
    if (!lm_udptl_next_ifp(rest, &piece))
      return false;
  list->len -= rest->len;
  *n = (uint32_t)count;
  return true;
}

/* CHOICE: a bit, then copies, or the number of packets and parity. */
static bool
parse_recovery(LmSlice *rest, LmUdptl *udptl)
{
  if (rest->len == 0)
    return false;
  udptl->fec = rest->data[0] & 0x80;
  *rest = lm_slice_from(*rest, 1);
  if (udptl->fec) {
    LmSlice span;
    if (!lm_udptl_next_ifp(rest, &span) || span.len == 0 || span.len > 2)
      return false;
    udptl->fec_span = span.len == 1 ? span.data[0] : lm_slice_be16(span, 0);
  }
  return take_list(rest, &udptl->n_secondary, &udptl->secondary);
}

bool
lm_udptl_parse(LmSlice datagram, LmUdptl *udptl)
{
  *udptl = (LmUdptl){.sequence = lm_slice_be16(datagram, 0)};
  LmSlice rest = lm_slice_from(datagram, 2);
  if (!lm_udptl_next_ifp(&rest, &udptl->ifp) || udptl->ifp.len == 0)
    return false;
  if (!parse_recovery(&rest, udptl) || rest.len) {
    uint32_t at = (uint32_t)(datagram.len - rest.len);
    udptl->anomaly = (LmAnomaly){LM_ANOMALY_UDPTL, at, (uint32_t)rest.len};
  }
  return true;
}

bool
lm_udptl_looks_like(LmSlice datagram)
{
  LmUdptl udptl;
  return lm_udptl_parse(datagram, &udptl) && udptl.anomaly.kind == LM_ANOMALY_NONE;
}
