/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "proto/sip/check.h"
#include "relate/party.h"

#include <stdlib.h>

static const LmOutputColumn columns[] = {
    {"frame", N_("Frame"), LM_SHOW_ALL, true, 0},
    {"time", N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"transport", N_("Transport"), LM_SHOW_ALL, false, 0},
    {"src", N_("Source"), LM_SHOW_ALL, false, 0},
    {"dst", N_("Destination"), LM_SHOW_ALL, false, 0},
    {"message", N_("Message"), LM_SHOW_PEOPLE, false, 34},
    {"method", NULL, LM_SHOW_DATA, false, 0},
    {"status", NULL, LM_SHOW_DATA, false, 0},
    {"reason", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
    {"cseq", N_("CSeq"), LM_SHOW_ALL, false, 0},
    {"from", NULL, LM_SHOW_DATA, false, 0},
    {"to", NULL, LM_SHOW_DATA, false, 0},
    {"from", N_("From"), LM_SHOW_PEOPLE, false, 24},
    {"to", N_("To"), LM_SHOW_PEOPLE, false, 24},
    {"retransmission", NULL, LM_SHOW_DATA, false, 0},
    {"valid", NULL, LM_SHOW_DATA, false, 0},
    {"errors", NULL, LM_SHOW_DATA, false, 0},
    {"notes", N_("Notes"), LM_SHOW_PEOPLE, false, 40},
    {"call", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},
    {"path", NULL, LM_SHOW_DATA, false, 0},
    {"copies", NULL, LM_SHOW_DATA, false, 0},
};

static void
write_start_line(LmOutput *output, const LmSipMessage *message)
{
  LmText text = LM_TEXT_INIT;
  bool response = message->status != 0;
  if (response) {
    lm_text_printf(&text, "%u%s", message->status, message->reason.len ? " " : "");
    lm_text_add(&text, message->reason);
  } else {
    lm_text_add(&text, message->method_name);
  }
  lm_output_text(output, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  if (response) {
    lm_output_none(output);
    lm_output_uint(output, message->status);
    lm_output_text(output, message->reason);
  } else {
    lm_output_text(output, message->method_name);
    lm_output_none(output);
    lm_output_none(output);
  }
}

static bool
has_anomaly(const LmSipMessage *message, LmAnomalyKind kind)
{
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    if (message->anomalies[i].kind == kind)
      return true;
  return false;
}

/* A CSeq that is none stands there as it was written. */
static void
write_cseq(LmOutput *output, const LmSipMessage *message)
{
  LmSlice written = lm_sip_message_value(message, LM_SIP_HEADER_CSEQ);
  LmText text = LM_TEXT_INIT;
  if (has_anomaly(message, LM_ANOMALY_SIP_CSEQ)) {
    lm_text_add(&text, written);
  } else {
    lm_text_printf(&text, "%u ", message->cseq);
    lm_text_add(&text, message->cseq_method_name);
  }
  if (lm_slice_is_empty(written))
    lm_output_none(output);
  else
    lm_output_text(output, lm_slice(text.str, text.len));
  lm_text_clear(&text);
}

/* The anomalies by name, as a list for programs and as words for people. */
static void
write_errors(LmOutput *output, const LmMessage *row, const LmSipMessage *message, LmArena *scratch)
{
  LmSipVerdict verdict;
  lm_sip_check(message, row->flags & LM_MESSAGE_TRUNCATED, scratch, &verdict);
  LmText list = LM_TEXT_INIT, words = LM_TEXT_INIT;
  lm_text_add_char(&list, '[');
  lm_text_add_str(&words, row->flags & LM_MESSAGE_RETRANSMISSION ? _("sent again") : "");
  if (row->copies)
    lm_text_printf(&words, "%s%s", words.len ? ", " : "", _("captured again"));
  if (row->flags & LM_MESSAGE_TRUNCATED)
    lm_text_printf(&words, "%s%s", words.len ? ", " : "", _("cut off by the capture"));
  for (uint32_t i = 0; !verdict.valid && i < verdict.n; i++) {
    const char *name = lm_anomaly_name(verdict.anomalies[i].kind);
    lm_text_printf(&list, "%s\"%s\"", i ? "," : "", name);
    lm_text_printf(&words, "%s%s", words.len ? ", " : "", name);
  }
  lm_text_add_char(&list, ']');
  lm_output_bool(output, row->flags & LM_MESSAGE_RETRANSMISSION);
  lm_output_bool(output, verdict.valid);
  lm_output_json(output, &list);
  lm_output_str(output, words.len ? words.str : "");
  lm_text_clear(&list);
  lm_text_clear(&words);
}

static void
write_message(LmOutput *output, const LmTrace *trace, const LmMessage *row,
              const LmSipMessage *message, LmArena *scratch)
{
  char text[LM_TIME_TEXT_SIZE];
  lm_output_uint(output, row->frame);
  lm_output_str(output, lm_time_format_clock(row->time_ns, text));
  lm_output_time_ns(output, row->time_ns);
  lm_output_str(output, lm_transport_name(row->transport));
  lm_output_endpoint(output, lm_trace_endpoint(trace, row->src));
  lm_output_endpoint(output, lm_trace_endpoint(trace, row->dst));
  write_start_line(output, message);
  lm_output_text(output, message->call_id);
  write_cseq(output, message);
  lm_output_text(output, lm_party_uri(message->from));
  lm_output_text(output, lm_party_uri(message->to));
  lm_output_text(output, lm_party_name(message->from));
  lm_output_text(output, lm_party_name(message->to));
  write_errors(output, row, message, scratch);
  uint32_t number = row->call == LM_NONE ? 0 : lm_trace_call(trace, row->call)->number;
  if (number)
    lm_output_uint(output, number);
  else
    lm_output_none(output);
  lm_output_uint(output, row->len);
  LmText path = LM_TEXT_INIT;
  lm_message_path_text(trace, row, &path);
  lm_output_str(output, path.str);
  lm_text_clear(&path);
  lm_output_uint(output, row->copies);
  lm_output_end_row(output);
}

int
lm_command_messages(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_MESSAGE, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  LmArena scratch = LM_ARENA_INIT;
  LmSipMessage *message = lm_alloc(sizeof *message);
  for (uint32_t i = lm_trace_next_message(listing.trace, 0); i < lm_trace_n_messages(listing.trace);
       i = lm_trace_next_message(listing.trace, i + 1)) {
    const LmMessage *row = lm_trace_message(listing.trace, i);
    bool stream = lm_transport_is_stream(row->transport);
    if (lm_listing_has(&listing, i) &&
        lm_sip_message_parse(lm_message_bytes(row), stream, &scratch, message))
      write_message(listing.output, listing.trace, row, message, &scratch);
    lm_arena_reset(&scratch);
  }
  lm_arena_clear(&scratch);
  free(message);
  return lm_listing_close(&listing);
}
