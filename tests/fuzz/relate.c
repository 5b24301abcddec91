/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is computed from a trace when somebody looks, over a trace of messages that are close to
 * real ones. The input is a list of messages, each behind a byte that says between whom and how
 * long after the one before, and ended by NUL. */

#include "fuzz.h"
#include "relate/dialogs.h"
#include "relate/pings.h"
#include "report/report.h"
#include "track/tracker.h"

#include <stdlib.h>
#include <string.h>

#define MAX_MESSAGES 256

/* Every cell as JSON and as people read it. JSON must be whole. */
static void
look_at_cell(LmReportRow *row, const LmReportColumn *column)
{
  LmCell cell;
  LmText text = LM_TEXT_INIT;
  lm_report_cell(row, column, &cell);
  lm_report_cell_text(column, &cell, &text);
  if (cell.kind >= LM_CELL_TEXT && cell.kind <= LM_CELL_WORD)
    lm_text_add_json(&text, cell.text);
  for (uint32_t i = 0; i < cell.n_words; i++)
    lm_text_add_json(&text, cell.words[i]);
  if (cell.kind == LM_CELL_JSON && (cell.text.len < 2 || !strchr("[{", cell.text.data[0])))
    abort();
  if (lm_report_cell_compare(&cell, &cell) != 0)
    abort();
  lm_text_clear(&text);
}

/* Every report, as the command line, the window and queries read it. */
static void
look_at_report(const LmReport *report, const LmTrace *trace, const LmPasswords *passwords)
{
  LmReportOptions options = LM_REPORT_OPTIONS_INIT;
  options.passwords = passwords;
  LmReportRows *rows = lm_report_rows_new(report, trace, &options);
  LmReportRow row;
  lm_report_row_open(&row, rows);
  for (uint32_t i = 0; i < lm_report_rows_n(rows); i++) {
    lm_report_row_go(&row, i);
    for (uint32_t j = 0; j < row.n_calls; j++)
      if (row.calls[j] >= lm_trace_n_calls(trace))
        abort();
    for (unsigned j = 0; j < report->n_columns; j++)
      look_at_cell(&row, &report->columns[j]);
  }
  lm_report_row_close(&row);
  lm_report_rows_free(rows);
}

static void
look_at_reports(const LmTrace *trace)
{
  LmPasswords *passwords = lm_passwords_new();
  lm_passwords_add(passwords, LM_SLICE_LITERAL("alice:wonderland"));
  for (size_t i = 0; lm_reports[i]; i++)
    look_at_report(lm_reports[i], trace, passwords);
  lm_passwords_free(passwords);
}

static void
look_at_pings(const LmTrace *trace)
{
  LmPings *pings = lm_pings_new(trace);
  for (uint32_t i = 0; i < lm_pings_n(pings); i++)
    if (lm_pings_at(pings, i)->n_answered > lm_pings_at(pings, i)->n_sent)
      abort();
  lm_pings_free(pings);
}

static void
look_at_dialogs(const LmTrace *trace)
{
  LmDialogs *rows = lm_dialogs_new(trace);
  for (uint32_t i = 0; i < lm_dialogs_n(rows); i++) {
    const LmDialogView *row = lm_dialogs_at(rows, i);
    uint32_t n = 0;
    for (uint32_t next = row->first_problem; next != LM_NONE; n++)
      next = lm_dialogs_problem(rows, next)->next;
    if (n != row->n_problems)
      abort();
  }
  lm_dialogs_free(rows);
}

static void
look(const LmTrace *trace)
{
  look_at_reports(trace);
  look_at_pings(trace);
  look_at_dialogs(trace);
}

static void
feed(LmTracker *tracker, LmFrame *frame, uint8_t how, LmSlice bytes)
{
  LmPacket packet = {.frame = frame, .payload = bytes, .kind = LM_PACKET_UDP};
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  packet.src.addr.bytes[3] = how & 3;
  packet.dst.addr.bytes[3] = how >> 2 & 3;
  packet.src.port = packet.dst.port = 5060;
  packet.ip_id = (uint16_t)++frame->number;
  frame->time_ns += (1LL << (how >> 4)) * LM_NS_PER_MS;
  lm_tracker_add(tracker, &packet);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *messages[MAX_MESSAGES];
  size_t n = 0;
  LmSlice rest = lm_slice(data, size);
  LmTracker *tracker = lm_tracker_new();
  LmFrame frame = {.time_ns = 1700000000000000000};
  while (rest.len > 1 && n < MAX_MESSAGES) {
    uint8_t how = rest.data[0];
    LmSlice bytes = lm_slice_split(lm_slice_from(rest, 1), 0, &rest);
    messages[n] = malloc(bytes.len ? bytes.len : 1);
    memcpy(messages[n], bytes.data, bytes.len);
    feed(tracker, &frame, how, lm_slice(messages[n++], bytes.len));
  }
  lm_tracker_finish(tracker);
  look(lm_tracker_trace(tracker));
  lm_tracker_free(tracker);
  for (size_t i = 0; i < n; i++)
    free(messages[i]);
  return 0;
}
