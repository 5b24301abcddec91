/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/zrtp.h"

#include "base/crc.h"

#define HEADER_BYTES 12
#define CRC_BYTES 4
#define COOKIE 0x5a525450u /* "ZRTP" */
#define PREAMBLE 0x505a
#define MESSAGE_HEADER_BYTES 12 /* preamble, length, type */
#define HELLO_FIXED_BYTES 68    /* version, client, hash image, ZID, counts */
#define HELLO_MAC_BYTES 8

/* RFC 6189, 5.9. */
static const struct {
  uint32_t code;
  const char *name;
} errors[] = {
    {0x10, "Malformed packet (CRC OK, but wrong structure)"},
    {0x20, "Critical software error"},
    {0x30, "Unsupported ZRTP version"},
    {0x40, "Hello components mismatch"},
    {0x51, "Hash Type not supported"},
    {0x52, "Cipher Type not supported"},
    {0x53, "Public key exchange not supported"},
    {0x54, "SRTP auth tag not supported"},
    {0x55, "SAS rendering scheme not supported"},
    {0x56, "No shared secret available, DH mode required"},
    {0x61, "DH Error: bad pvi or pvr"},
    {0x62, "DH Error: hvi is not the hash of the data"},
    {0x63, "Received relayed SAS from untrusted MiTM"},
    {0x70, "Auth Error: Bad Confirm packet MAC"},
    {0x80, "Nonce reuse"},
    {0x90, "Equal ZIDs in Hello"},
    {0x91, "SSRC collision"},
    {0xa0, "Service unavailable"},
    {0xb0, "Protocol timeout error"},
    {0x100, "GoClear message received, but GoClear not allowed"},
};

const char *
lm_zrtp_error_name(uint32_t code)
{
  for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
    if (errors[i].code == code)
      return errors[i].name;
  return "";
}

static LmSlice
trim_spaces(LmSlice text)
{
  while (text.len && text.data[text.len - 1] == ' ')
    text.len--;
  return text;
}

/* Version, client, hash image, ZID, flags with five counts, then as many words a list. */
static void
read_hello(LmZrtp *zrtp)
{
  zrtp->is_hello = true;
  if (zrtp->body.len < HELLO_FIXED_BYTES) {
    zrtp->anomaly = zrtp->anomaly ? zrtp->anomaly : LM_ANOMALY_ZRTP_HELLO;
    return;
  }
  zrtp->version = lm_slice_sub(zrtp->body, 0, 4);
  zrtp->client = trim_spaces(lm_slice_sub(zrtp->body, 4, 16));
  zrtp->zid = lm_slice_sub(zrtp->body, 52, 12);
  uint32_t word = lm_slice_be32(zrtp->body, 64);
  zrtp->signature_capable = word >> 30 & 1;
  zrtp->mitm = word >> 29 & 1;
  zrtp->passive = word >> 28 & 1;
  LmSlice rest = lm_slice_from(zrtp->body, HELLO_FIXED_BYTES);
  for (unsigned i = 0; i < LM_N_ZRTP_LISTS; i++) {
    size_t len = (word >> (16 - 4 * i) & 15) * 4u;
    zrtp->lists[i] = lm_slice_sub(rest, 0, len);
    rest = lm_slice_from(rest, len);
    if (zrtp->lists[i].len < len)
      zrtp->anomaly = zrtp->anomaly ? zrtp->anomaly : LM_ANOMALY_ZRTP_HELLO;
  }
  if (rest.len != HELLO_MAC_BYTES && !zrtp->anomaly)
    zrtp->anomaly = LM_ANOMALY_ZRTP_HELLO;
}

/* The sum is that of SCTP, its lowest byte first as there (RFC 6189, 5; RFC 9260, Appendix A). */
static void
check_crc(LmZrtp *zrtp)
{
  size_t len = zrtp->bytes.len - CRC_BYTES;
  zrtp->crc = lm_slice_be32(zrtp->bytes, len);
  zrtp->crc_good = __builtin_bswap32(zrtp->crc) == lm_crc32c(lm_slice_sub(zrtp->bytes, 0, len));
  if (!zrtp->crc_good && !zrtp->anomaly)
    zrtp->anomaly = LM_ANOMALY_ZRTP_CRC;
}

bool
lm_zrtp_parse(LmSlice datagram, LmZrtp *zrtp)
{
  *zrtp = (LmZrtp){.bytes = datagram};
  if (datagram.len < HEADER_BYTES + MESSAGE_HEADER_BYTES + CRC_BYTES ||
      datagram.data[0] >> 4 != 1 || lm_slice_be32(datagram, 4) != COOKIE ||
      lm_slice_be16(datagram, HEADER_BYTES) != PREAMBLE)
    return false;
  zrtp->sequence = lm_slice_be16(datagram, 2);
  zrtp->ssrc = lm_slice_be32(datagram, 8);
  size_t len = lm_slice_be16(datagram, HEADER_BYTES + 2) * 4u;
  size_t there = datagram.len - HEADER_BYTES - CRC_BYTES;
  if (len != there || len < MESSAGE_HEADER_BYTES)
    zrtp->anomaly = LM_ANOMALY_ZRTP_LENGTH;
  zrtp->message = lm_slice_sub(datagram, HEADER_BYTES, there);
  zrtp->type = trim_spaces(lm_slice_sub(zrtp->message, 4, 8));
  zrtp->body = lm_slice_from(zrtp->message, MESSAGE_HEADER_BYTES);
  if (lm_slice_equal(zrtp->type, LM_SLICE_LITERAL("Hello")))
    read_hello(zrtp);
  else if (lm_slice_equal(zrtp->type, LM_SLICE_LITERAL("Error")))
    zrtp->error = lm_slice_be32(zrtp->body, 0);
  check_crc(zrtp);
  return true;
}
