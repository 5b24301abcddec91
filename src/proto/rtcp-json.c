/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "base/scan.h"
#include "proto/rtcp-fields.h"

/* The walk as JSON: a packet or block is an object, or where it is in a list an item of it. The key
 * of "NTP timestamp" is "ntp_timestamp", that of a value in ms ends in "_ms". */

typedef struct {
  LmRtcpWalk walk;
  LmSlice datagram;
  LmText *out, *faults;
  uint64_t lists; /* bit n: at depth n is a list */
  unsigned depth;
  bool empty; /* nothing stands yet in what was begun last */
  uint32_t n_faults;
} Json;

#define MOST_DEPTH 64

static void
add_key_text(LmText *out, const char *text)
{
  bool gap = false;
  for (; *text; text++) {
    int c = lm_lower((uint8_t)*text);
    bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    /* "sender's" is one word. */
    if (c == '\'')
      continue;
    if (word && gap)
      lm_text_add_char(out, '_');
    gap = !word;
    if (word)
      lm_text_add_char(out, (char)c);
  }
}

static const char *
unit_key(const char *unit)
{
  if (strcmp(unit, "%") == 0)
    return "percent";
  return strcmp(unit, "ms²") == 0 ? "ms2" : strcmp(unit, "1/1024 s") == 0 ? "1024ths" : unit;
}

/* What stands before a value or an item. */
static void
add_key(Json *json, const char *name, const char *unit, const char *end)
{
  if (!json->empty)
    lm_text_add_char(json->out, ',');
  json->empty = false;
  if (json->lists >> (json->depth % MOST_DEPTH) & 1)
    return;
  lm_text_add_char(json->out, '"');
  add_key_text(json->out, name);
  if (unit) {
    lm_text_add_char(json->out, '_');
    add_key_text(json->out, unit_key(unit));
  }
  lm_text_printf(json->out, "%s\":", end);
}

static void
begin(LmRtcpWalk *walk, const char *name, LmSlice bytes, bool list)
{
  Json *json = (Json *)walk;
  add_key(json, name, NULL, "");
  lm_text_add_char(json->out, list ? '[' : '{');
  json->depth++;
  uint64_t bit = 1ull << (json->depth % MOST_DEPTH);
  json->lists = list ? json->lists | bit : json->lists & ~bit;
  json->empty = true;
}

static void
end(LmRtcpWalk *walk, bool list)
{
  Json *json = (Json *)walk;
  lm_text_add_char(json->out, list ? ']' : '}');
  json->depth--;
  json->empty = false;
}

static void
add_hex(LmText *out, LmSlice bytes)
{
  enum { MOST_BYTES = 256 };
  LmSlice shown = lm_slice_sub(bytes, 0, MOST_BYTES);
  lm_text_add_char(out, '"');
  for (size_t i = 0; i < shown.len; i++)
    lm_text_printf(out, "%02x", (unsigned)shown.data[i]);
  lm_text_add_str(out, shown.len < bytes.len ? "…\"" : "\"");
}

static void
add_value(LmRtcpWalk *walk, const char *name, const LmRtcpValue *value)
{
  Json *json = (Json *)walk;
  LmText *out = json->out;
  add_key(json, name, value->kind == LM_RTCP_WORD ? NULL : value->unit, "");
  switch ((LmRtcpValueKind)value->kind) {
  case LM_RTCP_COUNT:
    lm_text_printf(out, "%llu", (unsigned long long)value->number);
    break;
  case LM_RTCP_INTEGER:
    lm_text_printf(out, "%lld", (long long)value->integer);
    break;
  case LM_RTCP_REAL:
    lm_text_printf(out, "%.*f", value->decimals, value->real);
    break;
  case LM_RTCP_ID:
    lm_text_printf(out, "\"0x%08X\"", (unsigned)value->number);
    break;
  case LM_RTCP_TRUTH:
    lm_text_add_str(out, value->number ? "true" : "false");
    break;
  case LM_RTCP_WORD:
    lm_text_add_json(out, lm_slice_str(value->word));
    break;
  case LM_RTCP_TEXT:
    lm_text_add_json(out, value->bytes);
    break;
  case LM_RTCP_BYTES:
    add_hex(out, value->bytes);
    break;
  case LM_RTCP_NTP:
    lm_text_printf(out, "\"0x%016llx\"", (unsigned long long)value->number);
    add_key(json, name, NULL, "_ns");
    lm_text_printf(out, "%lld", (long long)lm_rtcp_ntp_ns(value->number));
    break;
  case LM_RTCP_NOTHING:
    lm_text_add_str(out, "null");
    break;
  }
  walk->full = out->len > LM_LIMIT_RTCP_JSON_BYTES;
}

static void
add_fault(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  Json *json = (Json *)walk;
  lm_text_printf(json->faults, "%s{\"name\":\"%s\",\"offset\":%zu,\"length\":%zu,\"source\":",
                 json->n_faults++ ? "," : "", lm_anomaly_name(kind),
                 lm_scan_offset(json->datagram, where), where.len);
  lm_text_add_json(json->faults, lm_slice_str(lm_anomaly_source(kind)));
  lm_text_add_char(json->faults, '}');
}

void
lm_rtcp_json(LmSlice datagram, LmText *packets, LmText *faults)
{
  static const LmRtcpSink sink = {begin, end, add_value, add_fault};
  Json json = {
      .walk = {&sink, false},
      .datagram = datagram,
      .out = packets,
      .faults = faults,
      .lists = 1,
      .empty = true,
  };
  lm_text_add_char(packets, '[');
  lm_text_add_char(faults, '[');
  lm_rtcp_walk(&json.walk, datagram);
  lm_text_add_char(packets, ']');
  lm_text_add_char(faults, ']');
}
