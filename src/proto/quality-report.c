/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/quality-report.h"

#include "proto/sip/fields.h"
#include "proto/sip/parts.h"

#include <stddef.h>

enum { NOT_SAID = -1 };

static void
clear(LmQualityFigures *figures)
{
  *figures = (LmQualityFigures){
      .packets = NOT_SAID,
      .bytes = NOT_SAID,
      .lost = NOT_SAID,
      .loss_percent = NOT_SAID,
      .discard_percent = NOT_SAID,
      .jitter_ms = NOT_SAID,
      .round_trip_ms = NOT_SAID,
      .mos_listening = NOT_SAID,
      .mos_conversation = NOT_SAID,
      .r_factor = NOT_SAID,
  };
}

/* Digits with a point; nothing below 0. */
static bool
parse_real(LmSlice text, double *value)
{
  enum { MOST_DIGITS = 15 };
  double number = 0, scale = 0;
  size_t digits = 0;
  for (size_t i = 0; i < text.len; i++) {
    int byte = lm_slice_at(text, i);
    if (byte == '.' && scale == 0) {
      scale = 1;
      continue;
    }
    if (byte < '0' || byte > '9' || ++digits > MOST_DIGITS)
      return false;
    number = number * 10 + (byte - '0');
    scale *= 10;
  }
  *value = scale > 0 ? number / scale : number;
  return digits > 0;
}

/* Where a name's value goes, and what it can be. */
typedef struct {
  const char *name;
  uint16_t offset; /* in LmQualityFigures */
  double least, most;
} Metric;

#define METRIC(name, member, least, most)                     \
  {                                                           \
    name, offsetof(LmQualityFigures, member), (least), (most) \
  }
#define ANY 1e15

/* RFC 6035, 4.6.2; 127 is RFC 3611's word for a score that is not there. */
static const Metric metrics[] = {
    METRIC("NLR", loss_percent, 0, 100),  METRIC("JDR", discard_percent, 0, 100),
    METRIC("IAJ", jitter_ms, 0, 65535),   METRIC("RTD", round_trip_ms, 0, 65535),
    METRIC("MOSLQ", mos_listening, 1, 5), METRIC("MOSCQ", mos_conversation, 1, 5),
    METRIC("RLQ", r_factor, 0, 120),      METRIC("RCQ", r_factor, 0, 120),
};

/* As the manuals of their makers have them. */
static const Metric received_metrics[] = {
    METRIC("PR", packets, 0, ANY),
    METRIC("OR", bytes, 0, ANY),
    METRIC("PL", lost, 0, ANY),
    METRIC("JI", jitter_ms, 0, 65535),
    METRIC("MOS", mos_listening, 1, 5),
    METRIC("MOSLQ", mos_listening, 1, 5),
    METRIC("MOS_LQ", mos_listening, 1, 5),
    METRIC("MLQK", mos_listening, 1, 5),
    METRIC("MOSCQ", mos_conversation, 1, 5),
    METRIC("MOS_CQ", mos_conversation, 1, 5),
};
static const Metric sent_metrics[] = {
    METRIC("PS", packets, 0, ANY),
    METRIC("OS", bytes, 0, ANY),
};
static const Metric receiver_metrics[] = {
    METRIC("Pkt", packets, 0, ANY),          METRIC("Total_Rx_Pkts", packets, 0, ANY),
    METRIC("Rx_Pkts", packets, 0, ANY),      METRIC("Oct", bytes, 0, ANY),
    METRIC("Rx_Octets", bytes, 0, ANY),      METRIC("LostPkt", lost, 0, ANY),
    METRIC("Rx_Lost_Pkts", lost, 0, ANY),    METRIC("AvgJit", jitter_ms, 0, 65535),
    METRIC("MLQK", mos_listening, 1, 5),     METRIC("MOSLQ", mos_listening, 1, 5),
    METRIC("MOSCQ", mos_conversation, 1, 5),
};
static const Metric sender_metrics[] = {
    METRIC("Pkt", packets, 0, ANY),     METRIC("Total_Tx_Pkts", packets, 0, ANY),
    METRIC("Tx_Pkts", packets, 0, ANY), METRIC("Oct", bytes, 0, ANY),
    METRIC("Tx_Octets", bytes, 0, ANY),
};

/* The first that says it stands. */
static void
take_metric(const Metric *table, size_t n, LmSlice name, LmSlice text, LmQualityFigures *figures)
{
  double value;
  for (size_t i = 0; i < n; i++) {
    if (!lm_slice_equal_nocase(name, lm_slice_str(table[i].name)))
      continue;
    double *member = (double *)(void *)((uint8_t *)figures + table[i].offset);
    if (parse_real(text, &value) && value >= table[i].least && value <= table[i].most &&
        *member < 0) {
      *member = value;
      figures->any = true;
    }
    return;
  }
}

#define TAKE(table, name, text, figures) \
  take_metric(table, sizeof(table) / sizeof *(table), name, text, figures)

/* "IP=10.10.1.100 PORT=5000 SSRC=1a3b5c7d" */
static void
take_address(LmSlice rest, LmEndpoint *endpoint, bool *has_ssrc, uint32_t *ssrc)
{
  LmSlice name, value;
  uint64_t number = 0;
  while (rest.len && lm_sip_next_parameter(&rest, ' ', &name, &value)) {
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("IP")))
      lm_addr_parse(value, &endpoint->addr);
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("PORT")) &&
        lm_slice_parse_uint(value, 65535, &number))
      endpoint->port = (uint16_t)number;
    if (!lm_slice_equal_nocase(name, LM_SLICE_LITERAL("SSRC")))
      continue;
    if (lm_slice_starts_with_nocase(value, LM_SLICE_LITERAL("0x")))
      value = lm_slice_from(value, 2);
    *ssrc = 0;
    *has_ssrc = value.len > 0 && value.len <= 8;
    for (size_t i = 0; i < value.len && *has_ssrc; i++) {
      int digit = lm_hex_digit(value.data[i]);
      *has_ssrc = digit >= 0;
      *ssrc = *ssrc << 4 | (digit & 15);
    }
  }
}

static void
take_line(LmQualityReport *report, LmSlice name, LmSlice value, LmQualityFigures **figures)
{
  LmSlice item, text;
  if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("LocalMetrics"))) {
    *figures = &report->received;
  } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("RemoteMetrics"))) {
    *figures = &report->sent;
  } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("CallID"))) {
    report->call_id = value;
  } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("DialogID")) && !report->call_id.len) {
    report->call_id = lm_slice_trim(lm_slice_split(value, ';', &text));
  } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("LocalAddr"))) {
    take_address(value, &report->local, &report->has_local_ssrc, &report->local_ssrc);
  } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("RemoteAddr"))) {
    take_address(value, &report->remote, &report->has_remote_ssrc, &report->remote_ssrc);
  } else {
    while (*figures && value.len && lm_sip_next_parameter(&value, ' ', &item, &text)) {
      TAKE(metrics, item, text, *figures);
      if (lm_slice_equal_nocase(item, LM_SLICE_LITERAL("PD")))
        (*figures)->codec = lm_sip_unquote(text);
    }
  }
}

bool
lm_quality_report_parse(LmSlice body, LmQualityReport *report)
{
  LmQualityFigures *figures = NULL;
  LmSlice rest = body;
  *report = (LmQualityReport){.kind = LM_SLICE_EMPTY};
  clear(&report->received);
  clear(&report->sent);
  while (rest.len) {
    LmSlice value, line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    LmSlice name = lm_slice_trim(lm_slice_split(line, ':', &value));
    if (!report->kind.len) {
      bool known = lm_slice_equal_nocase(name, LM_SLICE_LITERAL("VQSessionReport")) ||
                   lm_slice_equal_nocase(name, LM_SLICE_LITERAL("VQIntervalReport")) ||
                   lm_slice_equal_nocase(name, LM_SLICE_LITERAL("VQAlertReport"));
      if (!known && line.len)
        return false;
      report->kind = known ? name : report->kind;
      continue;
    }
    take_line(report, name, lm_slice_trim(value), &figures);
  }
  return report->kind.len;
}

/* "PS=207;OS=49680" and "Dur=4,Pkt=190,VQMetrics="MLQK=4.5;CS=0"": both separators are used, and
 * what is in quotes is a list of its own. */
static void
take_items(LmSlice rest, LmQualityReport *report, bool receives, bool sends, int depth)
{
  enum { MOST_DEPTH = 2 };
  size_t at = 0, start = 0;
  bool quoted = false;
  for (; at <= rest.len && depth < MOST_DEPTH; at++) {
    int byte = lm_slice_at(rest, at);
    quoted = byte == '"' ? !quoted : quoted;
    if (byte >= 0 && (quoted || (byte != ',' && byte != ';')))
      continue;
    LmSlice text, item = lm_slice_sub(rest, start, at - start);
    LmSlice name = lm_slice_trim(lm_slice_split(item, '=', &text));
    text = lm_slice_trim(text);
    start = at + 1;
    if (lm_slice_at(text, 0) == '"') {
      take_items(lm_sip_unquote(text), report, receives, sends, depth + 1);
      continue;
    }
    if (receives && sends) {
      TAKE(received_metrics, name, text, &report->received);
      TAKE(sent_metrics, name, text, &report->sent);
      if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("DE")))
        report->received.codec = text;
      if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("EN")))
        report->sent.codec = text;
    } else if (receives) {
      TAKE(receiver_metrics, name, text, &report->received);
    } else {
      TAKE(sender_metrics, name, text, &report->sent);
    }
  }
}

bool
lm_quality_header_parse(LmSlice name, LmSlice value, LmQualityReport *report)
{
  static const struct {
    const char *name;
    bool receives, sends;
  } headers[] = {
      {"X-RTP-Stat", true, true},
      {"P-RTP-Stat", true, true},
      {"X-RTP-Stats", true, true},
      {"X-Siemens-RTP-stats", true, true},
      {"X-Siemens-RTP-stats-list", true, true},
      {"RTP-RxStat", true, false},
      {"RTP-TxStat", false, true},
  };
  for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
    if (!lm_slice_equal_nocase(name, lm_slice_str(headers[i].name)))
      continue;
    if (!report->kind.len) {
      clear(&report->received);
      clear(&report->sent);
      report->kind = name;
    }
    take_items(value, report, headers[i].receives, headers[i].sends, 0);
    return true;
  }
  return false;
}
