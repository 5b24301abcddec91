/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/chats.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const kinds[LM_N_CHAT_KINDS + 1] = {"text", "composing", "report", "other",
                                                       NULL};
static const char *const protocols[] = {"MESSAGE", "MSRP", NULL};

/* What people read of it: a file is told by its type. */
static void
get_shown(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmChatMessage *message = row->record;
  (void)column;
  lm_cell_text(cell, message->kind == LM_CHAT_OTHER ? message->content_type : message->text);
}

static void
get_transport(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmChatMessage *message = row->record;
  lm_cell_word(cell, column->words[message->msrp]);
}

#define AT(from_, member_) LM_AT(from_, LmChatMessage, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("chat", N_("Chat"), N_("Number of the conversation of messages"), LM_CELL_COUNT,
                  0, AT(LM_FROM_U32_ALWAYS, chat)),
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, AT(LM_FROM_NS, time_ns)),
    LM_COLUMN_ALL("from", N_("From"), N_("URI of who wrote"), LM_CELL_TEXT, 30,
                  AT(LM_FROM_SLICE, from)),
    LM_COLUMN_ALL("to", N_("To"), N_("URI of who was written to"), LM_CELL_TEXT, 30,
                  AT(LM_FROM_SLICE, to)),
    LM_COLUMN_ALL("kind", N_("Kind"), N_("Text, report, that somebody writes, or something else"),
                  LM_CELL_WORD, 0, AT(LM_FROM_WORD, kind), .words = kinds),
    LM_COLUMN_DATA("text", N_("What was written"), LM_CELL_TEXT, AT(LM_FROM_SLICE, text)),
    LM_COLUMN_PEOPLE(N_("Text"), LM_CELL_TEXT, false, 60, LM_GOT(get_shown, 0)),
    LM_COLUMN_ALL("status", N_("Status"), N_("Status of the answer"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_ALL("report", N_("Report"), N_("What was reported of it: delivered, displayed"),
                  LM_CELL_WORD, 0, AT(LM_FROM_SLICE, report)),
    LM_COLUMN_ALL("transport", N_("By"), N_("MESSAGE or MSRP"), LM_CELL_WORD, 0,
                  LM_GOT(get_transport, 0), .words = protocols),
    LM_COLUMN_ALL("frame", N_("Frame"), N_("Number of its frame"), LM_CELL_COUNT, 0,
                  AT(LM_FROM_U32_ALWAYS, frame)),
    LM_COLUMN_DATA("content_type", N_("Type of its content"), LM_CELL_WORD,
                   AT(LM_FROM_SLICE, content_type)),
    LM_COLUMN_DATA("bytes", N_("Its length in bytes"), LM_CELL_COUNT,
                   AT(LM_FROM_U64_ALWAYS, bytes)),
    LM_COLUMN_DATA("partial", N_("Its first part alone is shown"), LM_CELL_TRUTH,
                   AT(LM_FROM_BOOL, partial)),
    LM_COLUMN_DATA("repeats", N_("How often it came again"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, repeats)),
    LM_COLUMN_DATA("report_frame", N_("Frame of the report on it"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_NOT_0, report_frame)),
    LM_COLUMN_DATA("message_id", N_("Its Message-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, message_id)),
    LM_COLUMN_DATA("time_ns", N_("When it was sent"), LM_CELL_TIME, AT(LM_FROM_NS, time_ns)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, call_id)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  (void)options;
  return lm_chats_new(trace);
}

LM_REPORT_LIMITED_TABLE(chats)

static void
go(LmReportRow *row)
{
  const LmChatMessage *message = lm_chats_at(row->data, row->index);
  row->record = message;
  row->call = message->call;
  row->frame = message->frame;
}

const LmReport lm_report_chats = {
    .name = "chats",
    .noun = "chat",
    .title = N_("Chats"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
