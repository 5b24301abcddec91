/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/mrcp.h"

#include "base/scan.h"

#define MAX_MESSAGE_BYTES (16u << 20)

size_t
lm_mrcp_len(LmSlice bytes)
{
  LmSlice start = LM_SLICE_LITERAL("MRCP/2.0 ");
  if (!lm_slice_starts_with(bytes, start))
    return 0;
  LmSlice rest = lm_slice_sub(bytes, start.len, 12);
  size_t space = lm_scan_byte(rest, 0, ' ');
  uint64_t len;
  if (space == rest.len ||
      !lm_slice_parse_uint(lm_slice_sub(rest, 0, space), MAX_MESSAGE_BYTES, &len))
    return 0;
  return len > start.len + space ? (size_t)len : 0;
}

bool
lm_mrcp_looks_like(LmSlice bytes)
{
  return lm_mrcp_len(bytes) > 0;
}

/* Behind the length: a request has a name and a number (5.2); a response a number, a status and a
 * state (5.3); an event a name, a number and a state (5.5). */
static void
parse_first_line(LmMrcp *message, LmSlice line)
{
  LmSlice rest = line;
  lm_slice_split(rest, ' ', &rest);
  lm_slice_split(rest, ' ', &rest);
  LmSlice first = lm_slice_split(rest, ' ', &rest);
  LmSlice second = lm_slice_split(rest, ' ', &rest);
  uint64_t status, number;
  if (lm_slice_parse_uint(first, UINT32_MAX, &number)) {
    message->kind = LM_MRCP_RESPONSE;
    message->request_id = first;
    if (second.len == 3 && lm_slice_parse_uint(second, 999, &status))
      message->status = (uint16_t)status;
    message->state = rest;
    return;
  }
  message->name = first;
  message->request_id = second;
  message->state = rest;
  message->kind = rest.len ? LM_MRCP_EVENT : LM_MRCP_REQUEST;
}

static void
parse_header(LmMrcp *message, LmSlice line)
{
  LmSlice value;
  LmSlice name = lm_slice_trim(lm_slice_split(line, ':', &value));
  const struct {
    const char *name;
    LmSlice *field;
  } known[] = {{"Channel-Identifier", &message->channel},
               {"Completion-Cause", &message->completion},
               {"Content-Type", &message->content_type}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(known[i].name)) && known[i].field->len == 0)
      *known[i].field = lm_slice_trim(value);
}

bool
lm_mrcp_parse(LmSlice bytes, LmMrcp *message)
{
  size_t len = lm_mrcp_len(bytes);
  *message = (LmMrcp){.bytes = lm_slice_sub(bytes, 0, len)};
  if (len == 0)
    return false;
  LmScanLines lines = lm_scan_lines(message->bytes, 0);
  bool first = true, ended = false;
  for (size_t at = 0; at < message->bytes.len && !ended;) {
    size_t lf = lm_scan_lines_next(&lines);
    LmSlice line = lm_slice_trim(lm_slice_sub(message->bytes, at, lf - at));
    if (first)
      parse_first_line(message, line);
    else if (line.len)
      parse_header(message, line);
    ended = !first && line.len == 0;
    first = false;
    at = lf + 1;
    message->body = lm_slice_from(message->bytes, at);
  }
  /* The length ends within the headers: it is not the message's. */
  if (!ended && message->bytes.len == len)
    message->anomaly =
        (LmAnomaly){LM_ANOMALY_MRCP_LENGTH, 9, (uint32_t)(lm_scan_byte(bytes, 9, ' ') - 9)};
  return true;
}
