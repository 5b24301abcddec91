/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/chats.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"

static const LmOutputColumn columns[] = {
    {"chat", N_("Chat"), LM_SHOW_ALL, true, 0},      {NULL, N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"from", N_("From"), LM_SHOW_ALL, false, 30},    {"to", N_("To"), LM_SHOW_ALL, false, 30},
    {"kind", N_("Kind"), LM_SHOW_ALL, false, 0},     {"text", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Text"), LM_SHOW_PEOPLE, false, 60},   {"status", N_("Status"), LM_SHOW_ALL, true, 0},
    {"report", N_("Report"), LM_SHOW_ALL, false, 0}, {"transport", N_("By"), LM_SHOW_ALL, false, 0},
    {"frame", N_("Frame"), LM_SHOW_ALL, true, 0},    {"content_type", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},         {"partial", NULL, LM_SHOW_DATA, false, 0},
    {"repeats", NULL, LM_SHOW_DATA, false, 0},       {"report_frame", NULL, LM_SHOW_DATA, false, 0},
    {"message_id", NULL, LM_SHOW_DATA, false, 0},    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
};

static void
write_message(LmOutput *output, const LmChatMessage *row)
{
  lm_output_uint(output, row->chat);
  lm_output_some_clock(output, row->time_ns);
  lm_output_some_text(output, row->from);
  lm_output_some_text(output, row->to);
  lm_output_str(output, lm_chat_kind_name(row->kind));
  lm_output_some_text(output, row->text);
  lm_output_some_text(output, row->kind == LM_CHAT_OTHER ? row->content_type : row->text);
  lm_output_some_uint(output, row->status ? row->status : LM_NONE);
  lm_output_some_text(output, row->report);
  lm_output_str(output, row->msrp ? "MSRP" : "MESSAGE");
  lm_output_uint(output, row->frame);
  lm_output_some_text(output, row->content_type);
  lm_output_uint(output, row->bytes);
  lm_output_bool(output, row->partial);
  lm_output_uint(output, row->repeats);
  lm_output_some_uint(output, row->report_frame ? row->report_frame : LM_NONE);
  lm_output_some_text(output, row->message_id);
  lm_output_time_ns(output, row->time_ns);
  lm_output_some_text(output, row->call_id);
  lm_output_end_row(output);
}

int
lm_command_chats(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmChats *chats = lm_chats_new(listing.trace);
  for (uint32_t i = 0; i < lm_chats_n(chats); i++) {
    const LmChatMessage *row = lm_chats_at(chats, i);
    if (lm_listing_has_call(&listing, row->call))
      write_message(listing.output, row);
  }
  lm_input_warn_refused(lm_chats_refused(chats));
  lm_chats_free(chats);
  return lm_listing_close(&listing);
}
