/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/msrp.h"

#include "base/scan.h"

/* RFC 4975, 9: ident = ALPHANUM 3*31ident-char. */
#define MIN_TRANSACTION 4
#define MAX_TRANSACTION 32

typedef struct {
  LmSlice line, transaction, word, rest;
} StartLine;

static bool
is_alphanumeric(int c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
is_transaction(LmSlice text)
{
  for (size_t i = 0; i < text.len; i++)
    if (!is_alphanumeric(text.data[i]) && !memchr("+-.%=_~", text.data[i], 7))
      return false;
  return text.len > 0 && text.len <= LM_MSRP_MAX_TRANSACTION;
}

static bool
is_word(LmSlice text)
{
  bool digits = true, letters = true;
  for (size_t i = 0; i < text.len; i++) {
    digits &= text.data[i] >= '0' && text.data[i] <= '9';
    letters &= text.data[i] >= 'A' && text.data[i] <= 'Z';
  }
  return digits ? text.len == 3 : letters && text.len > 0 && text.len <= 32;
}

/* The line without its end. */
static LmSlice
without_end(LmSlice line)
{
  while (line.len && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r'))
    line.len--;
  return line;
}

static bool
split_start_line(LmSlice bytes, StartLine *start)
{
  if (!lm_slice_starts_with(bytes, LM_SLICE_LITERAL("MSRP ")))
    return false;
  LmSlice rest = lm_slice_sub(bytes, 0, 512);
  size_t lf = lm_scan_byte(rest, 0, '\n');
  if (lf == rest.len)
    return false;
  start->line = without_end(lm_slice_sub(bytes, 0, lf));
  rest = lm_slice_from(start->line, 5);
  start->transaction = lm_slice_split(rest, ' ', &rest);
  start->word = lm_slice_split(rest, ' ', &start->rest);
  return is_transaction(start->transaction) && is_word(start->word);
}

bool
lm_msrp_looks_like(LmSlice bytes)
{
  StartLine start;
  return split_start_line(bytes, &start);
}

bool
lm_msrp_may_begin(LmSlice bytes)
{
  LmSlice start = LM_SLICE_LITERAL("MSRP ");
  if (bytes.len < start.len)
    return lm_slice_starts_with(start, bytes);
  return lm_slice_starts_with(bytes, start) && bytes.len < 512 &&
         lm_scan_byte(bytes, 0, '\n') == bytes.len;
}

static void
note(LmMsrpHead *head, LmAnomalyKind kind, LmSlice where)
{
  if (head->n_anomalies < LM_MSRP_MAX_ANOMALIES)
    head->anomalies[head->n_anomalies] = (LmAnomaly){
        (uint16_t)kind, (uint32_t)lm_scan_offset(head->bytes, where), (uint32_t)where.len};
  head->n_anomalies++;
}

static LmMsrpMethod
find_method(LmSlice name)
{
  static const struct {
    const char *name;
    LmMsrpMethod method;
  } methods[] = {{"SEND", LM_MSRP_SEND},
                 {"REPORT", LM_MSRP_REPORT},
                 {"AUTH", LM_MSRP_AUTH},
                 {"NICKNAME", LM_MSRP_NICKNAME}};
  for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
    if (lm_slice_equal(name, lm_slice_str(methods[i].name)))
      return methods[i].method;
  return LM_MSRP_OTHER;
}

static bool
parse_position(LmSlice text, uint64_t *value)
{
  if (lm_slice_equal(text, LM_SLICE_LITERAL("*"))) {
    *value = LM_MSRP_UNKNOWN;
    return true;
  }
  return lm_slice_parse_uint(text, LM_MSRP_UNKNOWN - 1, value);
}

/* range-start "-" range-end "/" total */
static void
parse_range(LmMsrpHead *head, LmSlice value)
{
  LmSlice rest = value;
  LmSlice start = lm_slice_split(rest, '-', &rest);
  LmSlice end = lm_slice_split(rest, '/', &rest);
  uint64_t from, to, total;
  if (!lm_slice_parse_uint(start, LM_MSRP_UNKNOWN - 1, &from) || from == 0 ||
      !parse_position(end, &to) || !parse_position(rest, &total)) {
    note(head, LM_ANOMALY_MSRP_BYTE_RANGE, value);
    return;
  }
  /* "1-0/0" is an empty message. */
  if ((to != LM_MSRP_UNKNOWN && to < from - 1) ||
      (total != LM_MSRP_UNKNOWN && to != LM_MSRP_UNKNOWN && to > total))
    note(head, LM_ANOMALY_MSRP_BYTE_RANGE, value);
  head->has_range = true;
  head->range_start = from;
  head->range_end = to;
  head->range_total = total;
}

/* namespace SP status-code [SP text-reason]; the only namespace is 000. */
static void
parse_status(LmMsrpHead *head, LmSlice value)
{
  LmSlice rest = value;
  LmSlice space = lm_slice_split(rest, ' ', &rest);
  uint64_t code;
  if (space.len != 3 || !lm_slice_parse_uint(lm_slice_split(rest, ' ', &rest), 999, &code)) {
    note(head, LM_ANOMALY_MSRP_STATUS, value);
    return;
  }
  head->report_status = (uint16_t)code;
  head->status_text = rest;
}

static void
parse_failure_report(LmMsrpHead *head, LmSlice value)
{
  if (lm_slice_equal_nocase(value, LM_SLICE_LITERAL("no")))
    head->failure_report = LM_MSRP_FAILURE_NO;
  else if (lm_slice_equal_nocase(value, LM_SLICE_LITERAL("partial")))
    head->failure_report = LM_MSRP_FAILURE_PARTIAL;
}

static void
parse_header(LmMsrpHead *head, LmSlice name, LmSlice value)
{
  const struct {
    const char *name;
    LmSlice *value;
  } plain[] = {{"To-Path", &head->to_path},
               {"From-Path", &head->from_path},
               {"Message-ID", &head->message_id},
               {"Content-Type", &head->content_type},
               {"Use-Nickname", &head->use_nickname}};
  for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(plain[i].name)) && plain[i].value->len == 0)
      *plain[i].value = value;
  if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Byte-Range")))
    parse_range(head, value);
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Status")))
    parse_status(head, value);
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Success-Report")))
    head->success_report = lm_slice_equal_nocase(value, LM_SLICE_LITERAL("yes"));
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Failure-Report")))
    parse_failure_report(head, value);
}

static void
check(LmMsrpHead *head, LmSlice start_line)
{
  if (head->transaction.len < MIN_TRANSACTION || head->transaction.len > MAX_TRANSACTION)
    note(head, LM_ANOMALY_MSRP_TRANSACTION, head->transaction);
  /* RFC 4975, 7.1 and 7.2: a response has both paths too. */
  if (head->to_path.len == 0 || head->from_path.len == 0)
    note(head, LM_ANOMALY_MSRP_MISSING_HEADER, start_line);
  else if (head->message_id.len == 0 &&
           (head->method == LM_MSRP_SEND || head->method == LM_MSRP_REPORT))
    note(head, LM_ANOMALY_MSRP_MISSING_HEADER, start_line);
  const LmSlice paths[] = {head->to_path, head->from_path};
  for (size_t i = 0; i < 2; i++) {
    LmSlice rest = paths[i], uri;
    while (lm_msrp_next_uri(&rest, &uri))
      if (lm_msrp_uri_session(uri).len == 0)
        note(head, LM_ANOMALY_MSRP_PATH, uri);
  }
}

bool
lm_msrp_parse(LmSlice bytes, LmMsrpHead *head)
{
  StartLine start;
  *head = (LmMsrpHead){.bytes = bytes};
  if (!split_start_line(bytes, &start))
    return false;
  head->transaction = start.transaction;
  uint64_t status;
  if (lm_slice_parse_uint(start.word, 999, &status)) {
    head->status = (uint16_t)status;
    head->comment = start.rest;
  } else {
    head->method_name = start.word;
    head->method = find_method(start.word);
  }
  LmScanLines lines = lm_scan_lines(bytes, 0);
  size_t at = lm_scan_lines_next(&lines) + 1;
  while (at < bytes.len) {
    size_t lf = lm_scan_lines_next(&lines);
    LmSlice line = without_end(lm_slice_sub(bytes, at, lf - at)), value;
    LmSlice name = lm_slice_split(line, ':', &value);
    at = lf + 1;
    if (name.len < line.len)
      parse_header(head, lm_slice_trim(name), lm_slice_trim(value));
  }
  check(head, start.line);
  return true;
}

bool
lm_msrp_next_uri(LmSlice *rest, LmSlice *uri)
{
  do {
    *uri = lm_slice_trim(lm_slice_split(*rest, ' ', rest));
  } while (uri->len == 0 && rest->len);
  return uri->len > 0;
}

LmSlice
lm_msrp_uri_session(LmSlice uri)
{
  LmSlice rest;
  LmSlice scheme = lm_slice_split(uri, ':', &rest);
  if ((!lm_slice_equal_nocase(scheme, LM_SLICE_LITERAL("msrp")) &&
       !lm_slice_equal_nocase(scheme, LM_SLICE_LITERAL("msrps"))) ||
      !lm_slice_starts_with(rest, LM_SLICE_LITERAL("//")))
    return LM_SLICE_EMPTY;
  rest = lm_slice_from(rest, 2);
  LmSlice session = lm_slice_sub(rest, 0, lm_scan_any(rest, 0, ';', ' ', ';', ';'));
  size_t at = lm_scan_byte(session, 0, '@');
  return at < session.len ? lm_slice_from(session, at + 1) : session;
}
