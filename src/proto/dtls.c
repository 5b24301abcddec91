/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/dtls.h"

#define RECORD_HEADER_BYTES 13
#define HANDSHAKE_HEADER_BYTES 12
#define MAX_CID_BYTES 20

static uint32_t
be24(LmSlice bytes, size_t offset)
{
  return (uint32_t)lm_slice_u8(bytes, offset) << 16 | lm_slice_be16(bytes, offset + 1);
}

static void
finish_record(LmSlice *rest, LmDtlsRecord *record, size_t header, size_t len)
{
  record->cut = len > rest->len - header;
  record->fragment = lm_slice_sub(*rest, header, len);
  record->whole = lm_slice_sub(*rest, 0, header + record->fragment.len);
  *rest = lm_slice_from(*rest, record->whole.len);
}

/* 001CSLEE, then a connection ID, a sequence number of one or two bytes, and maybe a length (RFC
 * 9147, 4). */
static bool
next_unified(LmSlice *rest, LmDtlsRecord *record)
{
  uint8_t first = rest->data[0];
  size_t number = first & 8 ? 2 : 1;
  size_t header = 1 + number + (first & 4 ? 2 : 0);
  if (rest->len < header)
    return false;
  *record = (LmDtlsRecord){.unified = true, .epoch = first & 3};
  if (first & 0x10) {
    finish_record(rest, record, 1, rest->len - 1);
    return true;
  }
  record->sequence = number == 2 ? lm_slice_be16(*rest, 1) : lm_slice_u8(*rest, 1);
  size_t len = first & 4 ? lm_slice_be16(*rest, header - 2) : rest->len - header;
  finish_record(rest, record, header, len);
  return true;
}

/* How long the connection ID is, so that the record fills @rest; 0: none does. */
static size_t
guess_cid(LmSlice rest)
{
  for (size_t n = 1; n <= MAX_CID_BYTES && rest.len >= RECORD_HEADER_BYTES + n; n++)
    if (lm_slice_be16(rest, 11 + n) == rest.len - RECORD_HEADER_BYTES - n)
      return n;
  return 0;
}

bool
lm_dtls_next_record(LmSlice *rest, LmDtlsRecord *record)
{
  if (rest->len == 0)
    return false;
  if (rest->data[0] >> 5 == 1)
    return next_unified(rest, record);
  if (rest->len < RECORD_HEADER_BYTES)
    return false;
  *record = (LmDtlsRecord){
      .type = rest->data[0],
      .version = lm_slice_be16(*rest, 1),
      .epoch = lm_slice_be16(*rest, 3),
      .sequence = (uint64_t)lm_slice_be16(*rest, 5) << 32 | lm_slice_be32(*rest, 7),
  };
  size_t header = RECORD_HEADER_BYTES, len = lm_slice_be16(*rest, 11);
  if (record->type == LM_DTLS_CID) {
    header += guess_cid(*rest);
    len = rest->len - header;
  }
  finish_record(rest, record, header, len);
  return true;
}

bool
lm_dtls_next_handshake(LmSlice *rest, LmDtlsHandshake *handshake)
{
  if (rest->len < HANDSHAKE_HEADER_BYTES)
    return false;
  uint32_t len = be24(*rest, 9);
  *handshake = (LmDtlsHandshake){
      .type = rest->data[0],
      .len = be24(*rest, 1),
      .sequence = lm_slice_be16(*rest, 4),
      .offset = be24(*rest, 6),
      .body = lm_slice_sub(*rest, HANDSHAKE_HEADER_BYTES, len),
  };
  handshake->whole = lm_slice_sub(*rest, 0, HANDSHAKE_HEADER_BYTES + handshake->body.len);
  handshake->cut = handshake->body.len < len || handshake->offset + len > handshake->len;
  *rest = lm_slice_from(*rest, handshake->whole.len);
  return true;
}

/* Takes a vector with a length of @width bytes off @rest; what its length has too much is left out
 * and marks the hello. */
static LmSlice
take_vector(LmSlice *rest, size_t width, bool *malformed)
{
  size_t len = width == 1 ? lm_slice_u8(*rest, 0) : lm_slice_be16(*rest, 0);
  LmSlice vector = lm_slice_sub(*rest, width, len);
  if (rest->len < width || vector.len < len)
    *malformed = true;
  *rest = lm_slice_from(*rest, width + vector.len);
  return vector;
}

static LmSlice
take_bytes(LmSlice *rest, size_t n, bool *malformed)
{
  LmSlice bytes = lm_slice_sub(*rest, 0, n);
  if (bytes.len < n)
    *malformed = true;
  *rest = lm_slice_from(*rest, n);
  return bytes;
}

bool
lm_dtls_next_extension(LmSlice *rest, LmDtlsExtension *extension)
{
  LmSlice body;
  if (rest->len < 4 || !lm_slice_take(*rest, 4, lm_slice_be16(*rest, 2), &body))
    return false;
  *extension = (LmDtlsExtension){
      .type = lm_slice_be16(*rest, 0), .whole = lm_slice_sub(*rest, 0, 4 + body.len), .body = body};
  *rest = lm_slice_from(*rest, 4 + body.len);
  return true;
}

/* The versions that a ClientHello offers; those of DTLS count down. */
static uint16_t
highest_version(LmSlice versions, uint16_t otherwise)
{
  uint16_t highest = 0xffff;
  for (size_t i = 0; i + 2 <= versions.len; i += 2) {
    uint16_t version = lm_slice_be16(versions, i);
    if (*lm_dtls_version_name(version) && version > 0x0100 && version < highest)
      highest = version;
  }
  return highest == 0xffff ? otherwise : highest;
}

static void
read_extension(LmDtlsHello *hello, const LmDtlsExtension *extension, bool server)
{
  LmSlice rest = extension->body;
  switch (extension->type) {
  case 0: /* server_name, RFC 6066, 3; empty in a ServerHello */
    if (!server) {
      rest = lm_slice_from(rest, 3);
      hello->server_name = take_vector(&rest, 2, &hello->malformed);
    }
    break;
  case 14: /* use_srtp, RFC 5764, 4.1.1 */
    hello->srtp_profiles = take_vector(&rest, 2, &hello->malformed);
    hello->has_srtp = true;
    break;
  case 16: /* application_layer_protocol_negotiation, RFC 7301, 3.1 */
    rest = take_vector(&rest, 2, &hello->malformed);
    hello->protocol = take_vector(&rest, 1, &hello->malformed);
    break;
  case 43: /* supported_versions, RFC 8446, 4.2.1 */
    hello->versions = server ? rest : take_vector(&rest, 1, &hello->malformed);
    hello->version = highest_version(hello->versions, hello->version);
    break;
  case 54: /* connection_id, RFC 9146, 3 */
    hello->has_cid = true;
    break;
  default:
    break;
  }
}

static void
read_extensions(LmDtlsHello *hello, LmSlice rest, bool server)
{
  LmDtlsExtension extension;
  /* Without any, the length may be missing too (RFC 5246, 7.4.1.2). */
  if (rest.len == 0)
    return;
  rest = take_vector(&rest, 2, &hello->malformed);
  while (lm_dtls_next_extension(&rest, &extension))
    read_extension(hello, &extension, server);
  hello->malformed |= rest.len > 0;
}

/* What stands before the extensions; returns the rest. */
static LmSlice
read_fields(LmSlice rest, bool server, LmDtlsHello *hello)
{
  *hello = (LmDtlsHello){.legacy_version = lm_slice_be16(rest, 0)};
  hello->version = hello->legacy_version;
  take_bytes(&rest, 2, &hello->malformed);
  hello->random = take_bytes(&rest, 32, &hello->malformed);
  hello->session_id = take_vector(&rest, 1, &hello->malformed);
  if (server) {
    hello->suites = take_bytes(&rest, 2, &hello->malformed);
    take_bytes(&rest, 1, &hello->malformed);
    return rest;
  }
  hello->cookie = take_vector(&rest, 1, &hello->malformed);
  hello->suites = take_vector(&rest, 2, &hello->malformed);
  take_vector(&rest, 1, &hello->malformed);
  hello->malformed |= hello->suites.len % 2 != 0;
  return rest;
}

void
lm_dtls_client_hello_parse(LmSlice body, LmDtlsHello *hello)
{
  LmSlice rest = read_fields(body, false, hello);
  read_extensions(hello, rest, false);
}

void
lm_dtls_server_hello_parse(LmSlice body, LmDtlsHello *hello)
{
  /* SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3). */
  static const uint8_t retry[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
                                    0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                                    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
                                    0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};
  LmSlice rest = read_fields(body, true, hello);
  hello->retry = lm_slice_equal(hello->random, lm_slice(retry, sizeof retry));
  read_extensions(hello, rest, true);
}

LmSlice
lm_dtls_hello_extensions(LmSlice body, bool server)
{
  LmDtlsHello hello;
  bool malformed = false;
  LmSlice rest = read_fields(body, server, &hello);
  return rest.len ? take_vector(&rest, 2, &malformed) : rest;
}

bool
lm_dtls_certificate_parse(LmSlice body, LmSlice *der)
{
  LmSlice list;
  return lm_slice_take(body, 3, be24(body, 0), &list) &&
         lm_slice_take(list, 3, be24(list, 0), der) && der->len > 0;
}
