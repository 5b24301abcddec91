/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/hep_report.h"

#include "base/i18n.h"
#include "base/text.h"
#include "capture/hep.h"
#include "proto/body/json.h"
#include "track/endpoint.h"

/* Of a line or value that is shown so many bytes are, before what is unsafe in them is escaped. */
#define LINE_BYTES 200
#define VALUE_BYTES 40
#define MAX_DEPTH 8

typedef enum { REPORT_OTHER, REPORT_RTCP, REPORT_RTP, REPORT_LOG, REPORT_RECORD } ReportKind;

/* Homer's HEP specification, revision 37, "chunk protocol ID"; 38, 99 to 102: as heplify, OpenSIPS
 * (xlog) and agents for session border controllers use them. */
static ReportKind
kind_of(uint8_t type)
{
  switch (type) {
  case LM_HEP_RTCP:
  case 0x3a: /* RTCP of Pion */
    return REPORT_RTCP;
  case 0x22: /* full report */
  case 0x23: /* short report */
  case 38:   /* IPFIX of session border controllers */
  case 99:
    return REPORT_RTP;
  case 100:
    return REPORT_LOG;
  case 0x3c:
  case 101:
  case 102:
    return REPORT_RECORD;
  default:
    return REPORT_OTHER;
  }
}

static const char *const labels[] = {
    [REPORT_OTHER] = N_("Report"),   [REPORT_RTCP] = N_("RTCP report"),
    [REPORT_RTP] = N_("RTP report"), [REPORT_LOG] = N_("Log"),
    [REPORT_RECORD] = "CDR",
};

/* Members of the JSON that are shown, in this order; of several with one word the first that is
 * there. */
static const struct {
  const char *name, *before, *behind;
} figures[] = {
    {"MEAN_MOS", "MOS ", ""},
    {"MOS", "MOS ", ""},
    {"RFACTOR", "R ", ""},
    {"fraction_lost", "loss ", " %"}, /* in units of 1/256 (RFC 3550, 6.4.1) */
    {"packets_lost", "lost ", ""},
    {"PACKET_LOSS", "lost ", ""},
    {"ia_jitter", "jitter ", ""}, /* in units of the timestamp (RFC 3550, 6.4.1) */
    {"MEAN_JITTER", "jitter ", " ms"},
    {"JITTER", "jitter ", " ms"},
    {"packets", "sent ", " packets"}, /* of a sender report (RFC 3550, 6.4.1) */
    {"CODEC_NAME", "", ""},
    {"status", "", ""},
    {"duration", "", " s"},
};

/* The first member called @name that has a value and no members. */
static const LmDetail *
find_member(const LmDetail *node, const char *name, int depth)
{
  for (const LmDetail *child = node->first_child; child; child = child->next) {
    const LmDetail *found =
        child->first_child && depth < MAX_DEPTH ? find_member(child, name, depth + 1) : NULL;
    if (!child->first_child && child->value.len && !child->anomaly &&
        lm_slice_equal_nocase(lm_slice_str(child->name), lm_slice_str(name)))
      found = child;
    if (found)
      return found;
  }
  return NULL;
}

/* Recorders read the signed 24 bits of RFC 3550, 6.4.1 as if they had no sign. */
static bool
parse_lost(LmSlice value, int64_t *lost)
{
  uint64_t n;
  if (!lm_slice_parse_uint(value, 0xffffff, &n))
    return false;
  *lost = n < 0x800000 ? (int64_t)n : (int64_t)n - 0x1000000;
  return true;
}

static void
add_value(LmText *out, const char *name, LmSlice value)
{
  uint64_t fraction;
  int64_t lost;
  if (strcmp(name, "fraction_lost") == 0 && lm_slice_parse_uint(value, 255, &fraction))
    lm_text_add_real(out, (double)fraction * 100 / 256, 1);
  else if (strcmp(name, "packets_lost") == 0 && parse_lost(value, &lost))
    lm_text_add_int(out, lost);
  else
    lm_text_add_safe(out, lm_slice_sub(value, 0, VALUE_BYTES), false);
}

/* What the figures of @json say; nothing where there are none that are known. */
static void
add_figures(LmText *out, LmSlice json, LmArena *scratch)
{
  const LmDetail *tree = lm_json_tree(json, scratch);
  const char *said = "";
  for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
    const LmDetail *member = *said && strcmp(said, figures[i].before) == 0
                                 ? NULL
                                 : find_member(tree, figures[i].name, 0);
    if (!member)
      continue;
    said = figures[i].before;
    lm_text_printf(out, "%s%s", out->len ? ", " : "", figures[i].before);
    add_value(out, figures[i].name, member->value);
    lm_text_add_str(out, figures[i].behind);
  }
}

/* The first line that is not empty, without a part of a character at the end. */
static void
add_line(LmText *out, LmSlice text)
{
  LmSlice line = LM_SLICE_EMPTY;
  while (text.len && line.len == 0)
    line = lm_slice_trim(lm_slice_split(text, '\n', &text));
  size_t len = line.len > LINE_BYTES ? LINE_BYTES : line.len;
  while (len && len < line.len && (lm_slice_at(line, len) & 0xc0) == 0x80)
    len--;
  lm_text_add_safe(out, lm_slice_sub(line, 0, len), false);
  if (len < line.len)
    lm_text_add_str(out, "…");
}

static void
describe(LmText *out, ReportKind kind, const LmHep *hep, LmArena *scratch)
{
  LmSlice text = lm_slice_trim(hep->payload);
  if (kind == REPORT_OTHER)
    lm_text_printf(out, "%u: ", hep->type);
  else if (lm_slice_at(text, 0) == '{')
    add_figures(out, text, scratch);
  if (out->len == 0 || kind == REPORT_OTHER)
    add_line(out, text);
}

static uint64_t
hash_of(LmSlice call_id)
{
  return lm_hash(lm_hash_key(), call_id.data, call_id.len);
}

static void
add(LmTrace *trace, LmEvent *event, LmSlice call_id)
{
  event->call = call_id.len ? lm_trace_find_call(trace, call_id) : LM_NONE;
  /* Equal ones may be of different calls. */
  event->apart = call_id.len > 0;
  uint32_t n = trace->events.len, row = lm_trace_add_event(trace, event);
  if (row == n && call_id.len && lm_trace_event(trace, row)->call == LM_NONE)
    lm_table_add(&trace->reports_by_call_id, hash_of(call_id), row);
}

void
lm_trace_add_hep_report(LmTrace *trace, LmSlice bytes, int64_t time_ns, uint32_t frame)
{
  LmHep hep;
  LmArena scratch = LM_ARENA_INIT;
  if (!lm_hep_parse(bytes, &hep) || !hep.type)
    return;
  LmText detail = LM_TEXT_INIT;
  if (lm_hep_inflate(&hep, &scratch) && !lm_hep_is_packet(&hep)) {
    ReportKind kind = kind_of(hep.type);
    describe(&detail, kind, &hep, &scratch);
    LmEvent event = {
        .data = bytes.data,
        .len = hep.bytes,
        .time_ns = time_ns,
        .frame = frame,
        .src = lm_trace_intern_endpoint(trace, &hep.src),
        .dst = lm_trace_intern_endpoint(trace, &hep.dst),
        .label = labels[kind],
        .detail = detail.str,
        .protocol = LM_EVENT_HEP,
    };
    add(trace, &event, hep.correlation);
  }
  lm_text_clear(&detail);
  lm_arena_clear(&scratch);
}

static bool
names_call(const LmEvent *event, LmSlice call_id)
{
  LmHep hep;
  return event->protocol == LM_EVENT_HEP && lm_hep_parse(lm_slice(event->data, event->len), &hep) &&
         lm_slice_equal(hep.correlation, call_id);
}

void
lm_trace_adopt_hep_reports(LmTrace *trace, uint32_t call)
{
  LmSlice call_id = lm_trace_call(trace, call)->call_id;
  LmTableWalk walk;
  uint32_t row =
      lm_table_first(&trace->reports_by_call_id, lm_trace_call(trace, call)->id_hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&trace->reports_by_call_id, &walk))
    if (lm_trace_has_event(trace, row) && names_call(lm_trace_event(trace, row), call_id))
      lm_trace_give_event(trace, row, call);
}
