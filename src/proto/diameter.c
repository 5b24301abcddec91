/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/diameter.h"

#include "base/scan.h"

#define AVP_HEADER_BYTES 8
#define FLAG_REQUEST 0x80
#define FLAG_ERROR 0x20
#define FLAG_VENDOR 0x80
/* Grouped AVPs in one another; the applications here have four. */
#define MAX_DEPTH 5

enum {
  AVP_USER_NAME = 1,
  AVP_FRAMED_IP = 8,
  AVP_CALLED_STATION = 30,
  AVP_CALLING_STATION = 31,
  AVP_FRAMED_IPV6_PREFIX = 97,
  AVP_SESSION_ID = 263,
  AVP_ORIGIN_HOST = 264,
  AVP_RESULT_CODE = 268,
  AVP_DESTINATION_HOST = 293,
  AVP_EXPERIMENTAL_RESULT = 297,
  AVP_EXPERIMENTAL_RESULT_CODE = 298,
  AVP_SUBSCRIPTION_ID = 443,
  AVP_SUBSCRIPTION_ID_DATA = 444,
  AVP_3GPP_AF_CHARGING_IDENTIFIER = 505,
  AVP_3GPP_FLOW_DESCRIPTION = 507,
  AVP_3GPP_MEDIA_COMPONENT = 517,
  AVP_3GPP_MEDIA_SUB_COMPONENT = 519,
  AVP_3GPP_PUBLIC_IDENTITY = 601,
  AVP_3GPP_SERVER_NAME = 602,
  AVP_3GPP_USER_IDENTITY = 700,
  AVP_3GPP_CHARGING_RULE_INSTALL = 1001,
  AVP_3GPP_CHARGING_RULE_DEFINITION = 1003,
  AVP_3GPP_FLOW_INFORMATION = 1058,
};

static uint32_t
be24(LmSlice bytes, size_t at)
{
  return lm_slice_be32(bytes, at) >> 8;
}

size_t
lm_diameter_len(LmSlice bytes)
{
  size_t len = be24(bytes, 1);
  /* Version 1; a length of whole words (RFC 6733, 3); reserved flags are zero. */
  if (bytes.len < LM_DIAMETER_HEADER_BYTES || bytes.data[0] != 1 ||
      len < LM_DIAMETER_HEADER_BYTES || len % 4 || bytes.data[4] & 0x0f)
    return 0;
  return len;
}

bool
lm_diameter_looks_like(LmSlice bytes)
{
  if (lm_diameter_len(bytes) == 0)
    return false;
  uint32_t code = lm_slice_be32(bytes, LM_DIAMETER_HEADER_BYTES);
  uint32_t len = be24(bytes, LM_DIAMETER_HEADER_BYTES + 5);
  return (code == AVP_SESSION_ID || code == AVP_ORIGIN_HOST || code == AVP_RESULT_CODE) &&
         len >= AVP_HEADER_BYTES && len <= be24(bytes, 1) - LM_DIAMETER_HEADER_BYTES;
}

bool
lm_diameter_next_avp(LmSlice *rest, LmDiameterAvp *avp)
{
  uint32_t len = be24(*rest, 5);
  avp->code = lm_slice_be32(*rest, 0);
  avp->flags = lm_slice_u8(*rest, 4);
  uint32_t header = avp->flags & FLAG_VENDOR ? AVP_HEADER_BYTES + 4 : AVP_HEADER_BYTES;
  if (rest->len < header || len < header ||
      !lm_slice_take(*rest, header, len - header, &avp->value))
    return false;
  avp->vendor = header > AVP_HEADER_BYTES ? lm_slice_be32(*rest, AVP_HEADER_BYTES) : 0;
  /* Padded to whole words (4.1). */
  *rest = lm_slice_from(*rest, ((size_t)len + 3) & ~(size_t)3);
  return true;
}

static void
add_identity(LmDiameter *message, LmSlice identity)
{
  for (uint32_t i = 0; i < message->n_identities; i++)
    if (lm_slice_equal(message->identities[i], identity))
      return;
  if (identity.len && message->n_identities < LM_DIAMETER_MAX_IDENTITIES)
    message->identities[message->n_identities++] = identity;
}

static void
take_address(LmDiameter *message, LmSlice value)
{
  if (value.len == 4) {
    message->framed_ip.family = LM_ADDR_IPV4;
    memcpy(message->framed_ip.bytes, value.data, 4);
  }
}

/* A reserved byte, a length in bits, and as many bytes as hold them (RFC 3162, 2.3). What a user is
 * given is a /64 (TS 23.401, 5.3.1.2.2). */
static void
take_prefix(LmDiameter *message, LmSlice value)
{
  if (lm_slice_u8(value, 1) != 64 || value.len < 10 || value.len > 18)
    return;
  message->framed_ip = (LmAddr){.family = LM_ADDR_IPV6};
  memcpy(message->framed_ip.bytes, value.data + 2, 8);
}

static void
add_flow(LmDiameter *message, LmSlice host, LmSlice port)
{
  LmEndpoint end = {0};
  uint64_t number;
  if (!lm_addr_parse(host, &end.addr) || !lm_slice_parse_uint(port, UINT16_MAX, &number))
    return;
  end.port = (uint16_t)number;
  for (uint32_t i = 0; i < message->n_flows; i++)
    if (lm_endpoint_equal(&message->flows[i], &end))
      return;
  if (message->n_flows < LM_DIAMETER_MAX_FLOWS)
    message->flows[message->n_flows++] = end;
}

/* An IPFilterRule: "permit out 17 from 192.0.2.1 49170 to 192.0.2.2 50010" (RFC 6733, 4.3.1). */
static void
take_flow(LmDiameter *message, LmSlice rest)
{
  while (rest.len) {
    LmSlice word = lm_slice_split(rest, ' ', &rest);
    if (!lm_slice_equal(word, LM_SLICE_LITERAL("from")) &&
        !lm_slice_equal(word, LM_SLICE_LITERAL("to")))
      continue;
    LmSlice host = lm_slice_split(rest, ' ', &rest);
    add_flow(message, host, lm_slice_split(rest, ' ', &rest));
  }
}

static void
take_3gpp(LmDiameter *message, const LmDiameterAvp *avp)
{
  switch (avp->code) {
  case AVP_3GPP_PUBLIC_IDENTITY:
    add_identity(message, avp->value);
    break;
  case AVP_3GPP_FLOW_DESCRIPTION:
    take_flow(message, avp->value);
    break;
  case AVP_3GPP_SERVER_NAME:
    message->server_name = avp->value;
    break;
  case AVP_3GPP_AF_CHARGING_IDENTIFIER:
    message->charging_identifier = avp->value;
    break;
  default:
    break;
  }
}

static void
take_base(LmDiameter *message, const LmDiameterAvp *avp)
{
  switch (avp->code) {
  case AVP_SESSION_ID:
    message->session_id = avp->value;
    break;
  case AVP_USER_NAME:
    message->user_name = avp->value;
    break;
  case AVP_ORIGIN_HOST:
    message->origin_host = avp->value;
    break;
  case AVP_DESTINATION_HOST:
    message->destination_host = avp->value;
    break;
  case AVP_RESULT_CODE:
  case AVP_EXPERIMENTAL_RESULT_CODE:
    message->result = lm_slice_be32(avp->value, 0);
    message->experimental = avp->code == AVP_EXPERIMENTAL_RESULT_CODE;
    break;
  case AVP_SUBSCRIPTION_ID_DATA:
  case AVP_CALLED_STATION:
  case AVP_CALLING_STATION:
    add_identity(message, avp->value);
    break;
  case AVP_FRAMED_IPV6_PREFIX:
    take_prefix(message, avp->value);
    break;
  case AVP_FRAMED_IP:
    take_address(message, avp->value);
    break;
  default:
    break;
  }
}

/* Whether what identifies a user or media may be in the group. */
static bool
is_walked(const LmDiameterAvp *avp)
{
  if (avp->vendor == 0)
    return avp->code == AVP_EXPERIMENTAL_RESULT || avp->code == AVP_SUBSCRIPTION_ID;
  if (avp->vendor != LM_DIAMETER_VENDOR_3GPP)
    return false;
  switch (avp->code) {
  case AVP_3GPP_MEDIA_COMPONENT:
  case AVP_3GPP_MEDIA_SUB_COMPONENT:
  case AVP_3GPP_USER_IDENTITY:
  case AVP_3GPP_CHARGING_RULE_INSTALL:
  case AVP_3GPP_CHARGING_RULE_DEFINITION:
  case AVP_3GPP_FLOW_INFORMATION:
    return true;
  default:
    return false;
  }
}

/* The AVPs of a message, and those in the few groups that are looked into. */
static void
take_avps(LmDiameter *message, LmSlice rest)
{
  LmSlice stack[MAX_DEPTH] = {rest};
  size_t depth = 1;
  while (depth) {
    LmDiameterAvp avp;
    LmSlice *top = &stack[depth - 1];
    if (top->len == 0) {
      depth--;
      continue;
    }
    if (!lm_diameter_next_avp(top, &avp)) {
      if (message->anomaly.kind == LM_ANOMALY_NONE)
        message->anomaly =
            (LmAnomaly){LM_ANOMALY_DIAMETER_AVP, (uint32_t)lm_scan_offset(message->bytes, *top),
                        (uint32_t)top->len};
      depth--;
      continue;
    }
    if (avp.vendor == LM_DIAMETER_VENDOR_3GPP)
      take_3gpp(message, &avp);
    else if (avp.vendor == 0)
      take_base(message, &avp);
    if (is_walked(&avp) && depth < MAX_DEPTH)
      stack[depth++] = avp.value;
  }
}

bool
lm_diameter_parse(LmSlice bytes, LmDiameter *message)
{
  size_t len = lm_diameter_len(bytes);
  *message = (LmDiameter){.bytes = lm_slice_sub(bytes, 0, len)};
  if (len == 0)
    return false;
  uint8_t flags = bytes.data[4];
  message->request = flags & FLAG_REQUEST;
  message->error = flags & FLAG_ERROR;
  message->command = be24(bytes, 5);
  message->application = lm_slice_be32(bytes, 8);
  message->hop_by_hop = lm_slice_be32(bytes, 12);
  message->end_to_end = lm_slice_be32(bytes, 16);
  take_avps(message, lm_slice_from(message->bytes, LM_DIAMETER_HEADER_BYTES));
  return true;
}
