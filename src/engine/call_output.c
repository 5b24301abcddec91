/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/call_output.h"

#include "base/i18n.h"
#include "proto/sip/message.h"
#include "relate/call_score.h"
#include "relate/party.h"

#include <math.h>

const LmOutputColumn lm_call_columns[] = {
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"time", N_("Start"), LM_SHOW_PEOPLE, false, 0},
    {"method", N_("Method"), LM_SHOW_ALL, false, 0},
    {"from", N_("From"), LM_SHOW_DATA, false, 0},
    {"to", N_("To"), LM_SHOW_DATA, false, 0},
    {"from", N_("From"), LM_SHOW_PEOPLE, false, 28},
    {"to", N_("To"), LM_SHOW_PEOPLE, false, 28},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {"final_status", N_("Status"), LM_SHOW_ALL, true, 0},
    {"duration", N_("Duration"), LM_SHOW_PEOPLE, true, 0},
    {"answer_delay", N_("Answer delay"), LM_SHOW_PEOPLE, true, 0},
    {"mos_min", N_("MOS"), LM_SHOW_ALL, true, 0},
    {"codec", N_("Codec"), LM_SHOW_ALL, false, 0},
    {"messages", N_("Messages"), LM_SHOW_ALL, true, 0},
    {"call_id", N_("Call-ID"), LM_SHOW_ALL, false, 0},
    {"conversation", NULL, LM_SHOW_DATA, false, 0},
    {"legs", NULL, LM_SHOW_DATA, false, 0},
    {"call_ids", NULL, LM_SHOW_DATA, false, 0},
    {"start_ns", NULL, LM_SHOW_DATA, false, 0},
    {"pdd_ms", NULL, LM_SHOW_DATA, false, 0},
    {"setup_ms", NULL, LM_SHOW_DATA, false, 0},
    {"duration_ms", NULL, LM_SHOW_DATA, false, 0},
    {"retransmissions", NULL, LM_SHOW_DATA, false, 0},
    {"transports", NULL, LM_SHOW_DATA, false, 0},
    {"streams", NULL, LM_SHOW_DATA, false, 0},
    {"events", NULL, LM_SHOW_DATA, false, 0},
    {"released_by", NULL, LM_SHOW_DATA, false, 0},
    {"src", NULL, LM_SHOW_DATA, false, 0},
    {"dst", NULL, LM_SHOW_DATA, false, 0},
    {"mos_lq", NULL, LM_SHOW_DATA, true, 0},
    {"mos_cq", NULL, LM_SHOW_DATA, true, 0},
    {"r_lq", NULL, LM_SHOW_DATA, true, 0},
    {"r_cq", NULL, LM_SHOW_DATA, true, 0},
    {"delay_ms", NULL, LM_SHOW_DATA, true, 0},
    {"from_caller_mos_lq", NULL, LM_SHOW_DATA, true, 0},
    {"from_caller_mos_cq", NULL, LM_SHOW_DATA, true, 0},
    {"from_caller_r_lq", NULL, LM_SHOW_DATA, true, 0},
    {"from_caller_r_cq", NULL, LM_SHOW_DATA, true, 0},
    {"from_caller_delay_ms", NULL, LM_SHOW_DATA, true, 0},
    {"from_callee_mos_lq", NULL, LM_SHOW_DATA, true, 0},
    {"from_callee_mos_cq", NULL, LM_SHOW_DATA, true, 0},
    {"from_callee_r_lq", NULL, LM_SHOW_DATA, true, 0},
    {"from_callee_r_cq", NULL, LM_SHOW_DATA, true, 0},
    {"from_callee_delay_ms", NULL, LM_SHOW_DATA, true, 0},
};

const size_t lm_n_call_columns = sizeof lm_call_columns / sizeof *lm_call_columns;

static void
write_spans_for_people(LmOutput *output, const LmCallRow *row)
{
  char text[LM_TIME_TEXT_SIZE];
  bool answered = row->duration_ns != LM_TIME_NONE;
  lm_output_str(output, answered ? lm_time_format_duration(row->duration_ns, text) : NULL);
  if (row->setup_ns == LM_TIME_NONE) {
    lm_output_none(output);
    return;
  }
  LmText delay = LM_TEXT_INIT;
  lm_text_printf(&delay, "%.2f s", (double)row->setup_ns / 1e9);
  lm_output_str(output, delay.str);
  lm_text_clear(&delay);
}

static void
write_transports(LmOutput *output, uint8_t transports)
{
  LmText list = LM_TEXT_INIT;
  lm_text_add_char(&list, '[');
  for (unsigned i = 0; i < LM_N_TRANSPORTS; i++)
    if (transports & 1u << i)
      lm_text_printf(&list, "%s\"%s\"", list.len > 1 ? "," : "", lm_transport_name(i));
  lm_text_add_char(&list, ']');
  lm_output_json(output, &list);
  lm_text_clear(&list);
}

static void
add_numbers(const LmTrace *trace, const LmLegs *legs, const LmConversation *conversation,
            LmText *list)
{
  for (uint32_t i = 0; i < conversation->n_legs; i++)
    lm_text_printf(list, "%c%u", i ? ',' : '[',
                   lm_trace_call(trace, lm_legs_call(legs, conversation, i))->number);
  lm_text_add_char(list, ']');
}

static void
add_call_ids(const LmTrace *trace, const LmLegs *legs, const LmConversation *conversation,
             LmText *list)
{
  for (uint32_t i = 0; i < conversation->n_legs; i++) {
    lm_text_add_char(list, i ? ',' : '[');
    lm_text_add_json(list, lm_trace_call(trace, lm_legs_call(legs, conversation, i))->call_id);
  }
  lm_text_add_char(list, ']');
}

/* The conversation that it is in, with the numbers and Call-IDs of all its legs. */
static void
write_conversation(LmOutput *output, const LmTrace *trace, const LmLegs *legs, const LmCallRow *row)
{
  LmText list = LM_TEXT_INIT;
  uint32_t index = legs ? lm_legs_conversation_of(legs, row->index) : LM_NONE;
  if (index == LM_NONE) {
    lm_output_none(output);
    lm_output_none(output);
    lm_text_add_char(&list, '[');
    lm_text_add_json(&list, row->call_id);
    lm_text_add_char(&list, ']');
  } else {
    const LmConversation *conversation = lm_legs_conversation(legs, index);
    lm_output_uint(output, index + 1);
    add_numbers(trace, legs, conversation, &list);
    lm_output_json(output, &list);
    lm_text_reset(&list);
    add_call_ids(trace, legs, conversation, &list);
  }
  lm_output_json(output, &list);
  lm_text_clear(&list);
}

static void
write_data(LmOutput *output, const LmTrace *trace, const LmLegs *legs, const LmCallRow *row)
{
  static const char *const released_by[] = {NULL, "caller", "callee"};
  write_conversation(output, trace, legs, row);
  lm_output_time_ns(output, row->start_ns);
  lm_output_span_ms(output, row->pdd_ns);
  lm_output_span_ms(output, row->setup_ns);
  lm_output_span_ms(output, row->duration_ns);
  lm_output_uint(output, row->n_retransmissions);
  write_transports(output, row->transports);
  lm_output_uint(output, row->n_streams);
  lm_output_uint(output, row->n_events);
  lm_output_str(output, released_by[row->released_by]);
  lm_output_endpoint(output, &row->caller);
  lm_output_endpoint(output, &row->callee);
}

/* The name of a method that has no number is in the call's first message alone. */
static void
write_method(LmOutput *output, const LmTrace *trace, const LmCallRow *row)
{
  LmArena scratch = LM_ARENA_INIT;
  LmSipMessage *message = lm_arena_alloc(&scratch, sizeof *message);
  const LmMessage *first = lm_trace_message(trace, lm_trace_call(trace, row->index)->first_message);
  LmSlice name = lm_slice_str(lm_sip_method_name(row->method));
  if (row->method == LM_SIP_METHOD_OTHER &&
      lm_sip_message_parse(lm_message_bytes(first), true, &scratch, message))
    name = message->status ? message->cseq_method_name : message->method_name;
  if (lm_slice_is_empty(name))
    lm_output_none(output);
  else
    lm_output_text(output, name);
  lm_arena_clear(&scratch);
}

static void
write_score(LmOutput *output, const LmScore *score)
{
  bool any = score->n_streams;
  lm_output_real_if(output, any, score->mos_lq, 2);
  lm_output_real_if(output, any, score->mos_cq, 2);
  lm_output_real_if(output, any && !isnan(score->r_lq), score->r_lq, 2);
  lm_output_real_if(output, any && !isnan(score->r_cq), score->r_cq, 2);
  lm_output_real_if(output, any && !score->delay_assumed, score->delay_ms, 3);
}

static void
write_scores(LmOutput *output, const LmCallLookups *lookups, const LmCall *call)
{
  LmCallScore score = {0};
  if (lookups->reports)
    lm_call_score_fill(lookups->trace, call, lookups->reports, &score);
  write_score(output, &score.call);
  write_score(output, &score.from[LM_SIDE_CALLER]);
  write_score(output, &score.from[LM_SIDE_CALLEE]);
}

LmOutput *
lm_calls_output_new(LmOutputFormat format)
{
  return lm_output_new(format, lm_call_columns, lm_n_call_columns);
}

void
lm_calls_write(LmOutput *output, const LmCallLookups *lookups, const LmCallRow *row)
{
  const LmTrace *trace = lookups->trace;
  char text[LM_TIME_TEXT_SIZE];
  lm_output_uint_if(output, row->number, row->number);
  lm_output_str(output, lm_time_format_clock(row->start_ns, text));
  write_method(output, trace, row);
  lm_output_text(output, lm_party_uri(row->from));
  lm_output_text(output, lm_party_uri(row->to));
  lm_output_text(output, lm_party_name(row->from));
  lm_output_text(output, lm_party_name(row->to));
  lm_output_str(output, lm_call_state_name(row->state));
  lm_output_uint_if(output, row->final_status, row->final_status);
  write_spans_for_people(output, row);
  lm_output_real_if(output, row->mos > 0, row->mos, 2);
  if (row->codec.len)
    lm_output_text(output, row->codec);
  else
    lm_output_none(output);
  lm_output_uint(output, row->n_messages);
  lm_output_text(output, row->call_id);
  write_data(output, trace, lookups->legs, row);
  write_scores(output, lookups, lm_trace_call(trace, row->index));
  lm_output_end_row(output);
}
