/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/bfcp.h"

#include "base/scan.h"

#define ATTRIBUTE_HEADER_BYTES 2
#define MAX_DEPTH 4

enum {
  ATTRIBUTE_FLOOR_ID = 2,
  ATTRIBUTE_FLOOR_REQUEST_ID = 3,
  ATTRIBUTE_REQUEST_STATUS = 5,
  ATTRIBUTE_ERROR_CODE = 6,
  ATTRIBUTE_ERROR_INFO = 7,
  ATTRIBUTE_STATUS_INFO = 9,
  ATTRIBUTE_USER_DISPLAY_NAME = 12,
  ATTRIBUTE_BENEFICIARY_INFORMATION = 14,
  ATTRIBUTE_FLOOR_REQUEST_INFORMATION = 15,
  ATTRIBUTE_REQUESTED_BY_INFORMATION = 16,
  ATTRIBUTE_FLOOR_REQUEST_STATUS = 17,
  ATTRIBUTE_OVERALL_REQUEST_STATUS = 18,
};

#define N_PRIMITIVES 17

size_t
lm_bfcp_len(LmSlice bytes)
{
  uint8_t version = lm_slice_u8(bytes, 0) >> 5, primitive = lm_slice_u8(bytes, 1);
  /* RFC 8855, 5.1: version, flags R and F, three reserved bits. */
  if (bytes.len < LM_BFCP_HEADER_BYTES || version < 1 || version > 2 || bytes.data[0] & 7 ||
      (version == 1 && bytes.data[0] & 8) || primitive < 1 || primitive > N_PRIMITIVES)
    return 0;
  return LM_BFCP_HEADER_BYTES + lm_slice_be16(bytes, 2) * 4u;
}

static void
take_attribute(LmBfcp *message, uint8_t type, LmSlice value)
{
  switch (type) {
  case ATTRIBUTE_FLOOR_REQUEST_STATUS:
  case ATTRIBUTE_FLOOR_ID:
    if (!message->has_floor)
      message->floor = lm_slice_be16(value, 0);
    message->has_floor = true;
    break;
  case ATTRIBUTE_FLOOR_REQUEST_ID:
  case ATTRIBUTE_FLOOR_REQUEST_INFORMATION:
    if (!message->has_request)
      message->request = lm_slice_be16(value, 0);
    message->has_request = true;
    break;
  case ATTRIBUTE_REQUEST_STATUS:
    if (!message->status)
      message->status = lm_slice_u8(value, 0);
    break;
  case ATTRIBUTE_ERROR_CODE:
    message->error = lm_slice_u8(value, 0);
    message->has_error = true;
    break;
  case ATTRIBUTE_ERROR_INFO:
    message->error_info = value;
    break;
  case ATTRIBUTE_STATUS_INFO:
    message->status_info = value;
    break;
  case ATTRIBUTE_USER_DISPLAY_NAME:
    message->display_name = value;
    break;
  default:
    break;
  }
}

/* Grouped attributes begin with a number of 16 bits (5.2.14 to 5.2.18). */
static bool
is_grouped(uint8_t type)
{
  return type >= ATTRIBUTE_BENEFICIARY_INFORMATION && type <= ATTRIBUTE_OVERALL_REQUEST_STATUS;
}

static void
take_attributes(LmBfcp *message, LmSlice attributes)
{
  LmSlice stack[MAX_DEPTH] = {attributes};
  size_t depth = 1;
  while (depth) {
    LmSlice *top = &stack[depth - 1], value;
    if (top->len == 0) {
      depth--;
      continue;
    }
    uint8_t type = lm_slice_u8(*top, 0) >> 1, len = lm_slice_u8(*top, 1);
    if (len < ATTRIBUTE_HEADER_BYTES || !lm_slice_take(*top, 0, len, &value)) {
      if (message->anomaly.kind == LM_ANOMALY_NONE)
        message->anomaly =
            (LmAnomaly){LM_ANOMALY_BFCP_ATTRIBUTE, (uint32_t)lm_scan_offset(message->bytes, *top),
                        (uint32_t)top->len};
      depth--;
      continue;
    }
    value = lm_slice_from(value, ATTRIBUTE_HEADER_BYTES);
    /* Padded to whole words (5.2); the last one's padding may be left out by some. */
    *top = lm_slice_from(*top, ((size_t)len + 3) & ~(size_t)3);
    take_attribute(message, type, value);
    if (is_grouped(type) && depth < MAX_DEPTH)
      stack[depth++] = lm_slice_from(value, 2);
  }
}

bool
lm_bfcp_parse(LmSlice bytes, LmBfcp *message)
{
  size_t len = lm_bfcp_len(bytes);
  *message = (LmBfcp){.bytes = lm_slice_sub(bytes, 0, len)};
  if (len == 0)
    return false;
  message->version = bytes.data[0] >> 5;
  message->response = bytes.data[0] & 0x10;
  message->fragment = bytes.data[0] & 0x08;
  message->primitive = bytes.data[1];
  message->conference = lm_slice_be32(bytes, 4);
  message->transaction = lm_slice_be16(bytes, 8);
  message->user = lm_slice_be16(bytes, 10);
  /* What is in a fragment need not begin with an attribute (6.2.3). */
  if (!message->fragment)
    take_attributes(message, lm_slice_from(message->bytes, LM_BFCP_HEADER_BYTES));
  return true;
}

bool
lm_bfcp_looks_like(LmSlice bytes)
{
  LmBfcp message;
  return lm_bfcp_parse(bytes, &message) && message.bytes.len == lm_bfcp_len(bytes) &&
         message.anomaly.kind == LM_ANOMALY_NONE;
}

const char *
lm_bfcp_primitive_name(uint8_t primitive)
{
  static const char *const names[N_PRIMITIVES + 1] = {"",
                                                      "FloorRequest",
                                                      "FloorRelease",
                                                      "FloorRequestQuery",
                                                      "FloorRequestStatus",
                                                      "UserQuery",
                                                      "UserStatus",
                                                      "FloorQuery",
                                                      "FloorStatus",
                                                      "ChairAction",
                                                      "ChairActionAck",
                                                      "Hello",
                                                      "HelloAck",
                                                      "Error",
                                                      "FloorRequestStatusAck",
                                                      "FloorStatusAck",
                                                      "Goodbye",
                                                      "GoodbyeAck"};
  return primitive <= N_PRIMITIVES ? names[primitive] : "";
}

const char *
lm_bfcp_status_name(uint8_t status)
{
  static const char *const names[] = {"",       "Pending",   "Accepted", "Granted",
                                      "Denied", "Cancelled", "Released", "Revoked"};
  return status < sizeof names / sizeof names[0] ? names[status] : "";
}

const char *
lm_bfcp_error_name(uint8_t error)
{
  static const char *const names[] = {"",
                                      "Conference Does Not Exist",
                                      "User Does Not Exist",
                                      "Unknown Primitive",
                                      "Unknown Mandatory Attribute",
                                      "Unauthorized Operation",
                                      "Invalid Floor ID",
                                      "Floor Request ID Does Not Exist",
                                      "Maximum Number of Floor Requests Reached",
                                      "Use TLS",
                                      "Unable to Parse Message",
                                      "Use DTLS",
                                      "Unsupported Version",
                                      "Incorrect Message Length",
                                      "Generic Error"};
  return error < sizeof names / sizeof names[0] ? names[error] : "";
}
