/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/stun.h"

#include "base/crc.h"
#include "base/scan.h"

#define MAGIC_COOKIE 0x2112a442u
#define FINGERPRINT_MASK 0x5354554eu /* RFC 8489, 14.7 */

#define TYPE_MAPPED_ADDRESS 0x0001
#define TYPE_USERNAME 0x0006
#define TYPE_INTEGRITY 0x0008
#define TYPE_ERROR_CODE 0x0009
#define TYPE_CHANNEL 0x000c
#define TYPE_LIFETIME 0x000d
#define TYPE_PEER 0x0012
#define TYPE_DATA 0x0013
#define TYPE_REALM 0x0014
#define TYPE_RELAYED 0x0016
#define TYPE_INTEGRITY_SHA256 0x001c
#define TYPE_XOR_MAPPED_ADDRESS 0x0020
#define TYPE_PRIORITY 0x0024
#define TYPE_USE_CANDIDATE 0x0025
#define TYPE_OLD_XOR_MAPPED_ADDRESS 0x8020
#define TYPE_SOFTWARE 0x8022
#define TYPE_FINGERPRINT 0x8028
#define TYPE_CONTROLLED 0x8029
#define TYPE_CONTROLLING 0x802a
#define TYPE_DTLS 0xc070

static void
note(LmStun *stun, LmAnomalyKind kind, LmSlice where)
{
  if (stun->n_anomalies < LM_STUN_MAX_ANOMALIES)
    stun->anomalies[stun->n_anomalies] = (LmAnomaly){
        (uint16_t)kind, (uint32_t)lm_scan_offset(stun->bytes, where), (uint32_t)where.len};
  stun->n_anomalies++;
}

bool
lm_stun_next(LmSlice *rest, LmStunAttribute *attribute)
{
  LmSlice value;
  if (rest->len < 4 || !lm_slice_take(*rest, 4, lm_slice_be16(*rest, 2), &value))
    return false;
  attribute->type = lm_slice_be16(*rest, 0);
  attribute->value = value;
  attribute->whole = lm_slice_sub(*rest, 0, 4 + (value.len + 3) / 4 * 4);
  *rest = lm_slice_from(*rest, attribute->whole.len);
  return true;
}

/* The address is hidden from translators of addresses by an exclusive or with the cookie, and with
 * the transaction where it is an IPv6 one (RFC 8489, 14.2). Both follow each other in the header.
 */
static void
unmask(const LmStun *stun, LmEndpoint *address, size_t n)
{
  address->port ^= MAGIC_COOKIE >> 16;
  for (size_t i = 0; i < n; i++)
    address->addr.bytes[i] ^= lm_slice_u8(stun->bytes, 4 + i);
}

bool
lm_stun_address(const LmStun *stun, const LmStunAttribute *attribute, LmEndpoint *address)
{
  LmStunForm form = lm_stun_attribute_form(attribute->type);
  if (form != LM_STUN_ADDRESS && form != LM_STUN_XOR_ADDRESS)
    return false;
  uint8_t family = lm_slice_u8(attribute->value, 1);
  size_t n = family == 1 ? 4 : 16;
  LmSlice bytes;
  if ((family != 1 && family != 2) || attribute->value.len != 4 + n ||
      !lm_slice_take(attribute->value, 4, n, &bytes))
    return false;
  *address = (LmEndpoint){.port = lm_slice_be16(attribute->value, 2)};
  address->addr.family = family == 1 ? LM_ADDR_IPV4 : LM_ADDR_IPV6;
  memcpy(address->addr.bytes, bytes.data, n);
  if (form == LM_STUN_XOR_ADDRESS)
    unmask(stun, address, n);
  return true;
}

static void
read_address(LmStun *stun, const LmStunAttribute *attribute, LmEndpoint *address)
{
  LmEndpoint read;
  if (!lm_stun_address(stun, attribute, &read))
    note(stun, LM_ANOMALY_STUN_VALUE, attribute->whole);
  else if (address->addr.family == LM_ADDR_NONE)
    *address = read;
}

static void
read_number(LmStun *stun, const LmStunAttribute *attribute, uint32_t *number, bool *has)
{
  if (attribute->value.len != 4)
    note(stun, LM_ANOMALY_STUN_VALUE, attribute->whole);
  else if (!*has)
    *number = lm_slice_be32(attribute->value, 0);
  *has |= attribute->value.len == 4;
}

static void
read_text(const LmStunAttribute *attribute, LmSlice *text)
{
  if (text->len == 0)
    *text = attribute->value;
}

/* Hundreds in the lowest three bits of the third byte, the rest in the fourth (RFC 8489, 14.8). */
static void
read_error(LmStun *stun, const LmStunAttribute *attribute)
{
  unsigned hundreds = lm_slice_u8(attribute->value, 2) & 7;
  unsigned number = lm_slice_u8(attribute->value, 3);
  if (attribute->value.len < 4 || hundreds < 3 || hundreds > 6 || number > 99) {
    note(stun, LM_ANOMALY_STUN_VALUE, attribute->whole);
    return;
  }
  if (stun->error)
    return;
  stun->error = (uint16_t)(hundreds * 100 + number);
  stun->error_reason = lm_slice_from(attribute->value, 4);
}

static void
read_channel(LmStun *stun, const LmStunAttribute *attribute)
{
  uint16_t number = lm_slice_be16(attribute->value, 0);
  if (attribute->value.len != 4)
    note(stun, LM_ANOMALY_STUN_VALUE, attribute->whole);
  else if (number < 0x4000 || number > 0x4fff)
    note(stun, LM_ANOMALY_TURN_CHANNEL, attribute->value);
  /* RFC 5766, 11, let them go up to 0x7ffe. */
  if (attribute->value.len == 4 && number >= 0x4000 && number < 0x7fff && !stun->channel)
    stun->channel = number;
}

/* @whole of a message that the capture cut off never gets here: its length says more than there
 * is. */
static void
read_fingerprint(LmStun *stun, const LmStunAttribute *attribute)
{
  size_t at = lm_scan_offset(stun->bytes, attribute->whole);
  stun->has_fingerprint = true;
  stun->fingerprint_good = attribute->value.len == 4 &&
                           lm_slice_be32(attribute->value, 0) ==
                               (lm_crc32(lm_slice_sub(stun->bytes, 0, at)) ^ FINGERPRINT_MASK);
  if (!stun->fingerprint_good)
    note(stun, LM_ANOMALY_STUN_FINGERPRINT, attribute->whole);
}

static void
read_role(LmStun *stun, const LmStunAttribute *attribute, bool *role)
{
  *role = true;
  if (attribute->value.len != 8)
    note(stun, LM_ANOMALY_STUN_VALUE, attribute->whole);
}

static void
read_attribute(LmStun *stun, const LmStunAttribute *attribute)
{
  switch (attribute->type) {
  case TYPE_MAPPED_ADDRESS:
  case TYPE_XOR_MAPPED_ADDRESS:
  case TYPE_OLD_XOR_MAPPED_ADDRESS:
    read_address(stun, attribute, &stun->mapped);
    break;
  case TYPE_PEER:
    read_address(stun, attribute, &stun->peer);
    break;
  case TYPE_RELAYED:
    read_address(stun, attribute, &stun->relayed);
    break;
  case TYPE_USERNAME:
    read_text(attribute, &stun->username);
    break;
  case TYPE_REALM:
    read_text(attribute, &stun->realm);
    break;
  case TYPE_SOFTWARE:
    read_text(attribute, &stun->software);
    break;
  case TYPE_DATA:
    read_text(attribute, &stun->data);
    break;
  case TYPE_DTLS:
    read_text(attribute, &stun->dtls);
    break;
  case TYPE_INTEGRITY:
  case TYPE_INTEGRITY_SHA256:
    stun->has_integrity = true;
    break;
  case TYPE_ERROR_CODE:
    read_error(stun, attribute);
    break;
  case TYPE_CHANNEL:
    read_channel(stun, attribute);
    break;
  case TYPE_LIFETIME:
    read_number(stun, attribute, &stun->lifetime_s, &stun->has_lifetime);
    break;
  case TYPE_PRIORITY:
    read_number(stun, attribute, &stun->priority, &stun->has_priority);
    break;
  case TYPE_USE_CANDIDATE:
    stun->use_candidate = true;
    break;
  case TYPE_CONTROLLED:
    read_role(stun, attribute, &stun->controlled);
    break;
  case TYPE_CONTROLLING:
    read_role(stun, attribute, &stun->controlling);
    break;
  case TYPE_FINGERPRINT:
    read_fingerprint(stun, attribute);
    break;
  default:
    break;
  }
}

/* What the attributes before RFC 8489 carried in the plain address is wrong behind a translator
 * that rewrites it, so the masked one goes first, wherever it stands. */
static void
prefer_masked(LmStun *stun, LmSlice attributes)
{
  LmStunAttribute attribute;
  LmEndpoint masked;
  while (lm_stun_next(&attributes, &attribute))
    if (attribute.type == TYPE_XOR_MAPPED_ADDRESS && lm_stun_address(stun, &attribute, &masked)) {
      stun->mapped = masked;
      return;
    }
}

static void
read_attributes(LmStun *stun)
{
  LmSlice attributes = lm_slice_from(stun->bytes, LM_STUN_HEADER_BYTES), rest = attributes;
  LmStunAttribute attribute;
  while (lm_stun_next(&rest, &attribute)) {
    if (stun->has_fingerprint)
      note(stun, LM_ANOMALY_STUN_BEHIND_FINGERPRINT, attribute.whole);
    read_attribute(stun, &attribute);
  }
  if (rest.len)
    note(stun, LM_ANOMALY_STUN_ATTRIBUTE, rest);
  if (stun->message_class == LM_STUN_SUCCESS)
    prefer_masked(stun, attributes);
}

bool
lm_stun_parse(LmSlice datagram, LmStun *stun)
{
  *stun = (LmStun){.bytes = datagram};
  if (datagram.len < LM_STUN_HEADER_BYTES || datagram.data[0] >> 6)
    return false;
  uint16_t type = lm_slice_be16(datagram, 0);
  size_t len = lm_slice_be16(datagram, 2);
  stun->bytes = lm_slice_sub(datagram, 0, LM_STUN_HEADER_BYTES + len);
  stun->type = type;
  /* The class is in bits 4 and 8, the method in the others (RFC 8489, 5). */
  stun->message_class = (uint8_t)((type >> 4 & 1) | (type >> 7 & 2));
  stun->method = (uint16_t)((type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80));
  stun->classic = lm_slice_be32(datagram, 4) != MAGIC_COOKIE;
  stun->transaction = stun->classic ? lm_slice_sub(datagram, 4, 16) : lm_slice_sub(datagram, 8, 12);
  if (len % 4 || stun->bytes.len < LM_STUN_HEADER_BYTES + len)
    note(stun, LM_ANOMALY_STUN_LENGTH, lm_slice_sub(datagram, 2, 2));
  read_attributes(stun);
  if (stun->message_class == LM_STUN_ERROR && !stun->error)
    note(stun, LM_ANOMALY_STUN_NO_ERROR_CODE, lm_slice_sub(datagram, 0, LM_STUN_HEADER_BYTES));
  return true;
}

bool
lm_stun_has_ice(const LmStun *stun)
{
  return stun->method == LM_STUN_BINDING &&
         (stun->has_priority || stun->use_candidate || stun->controlling || stun->controlled);
}
