/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "proto/detail.h"

#include <stdio.h>

/* Trees are shallow; this only bounds what a broken one could do. */
#define MAX_DEPTH 32

static const LmOutputColumn columns[] = {
    {"frame", NULL, LM_SHOW_DATA, false, 0},     {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"transport", NULL, LM_SHOW_DATA, false, 0}, {"src", NULL, LM_SHOW_DATA, false, 0},
    {"dst", NULL, LM_SHOW_DATA, false, 0},       {"path", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},     {"valid", NULL, LM_SHOW_DATA, false, 0},
    {"fields", NULL, LM_SHOW_DATA, false, 0},    {"text", NULL, LM_SHOW_DATA, false, 0},
};

static void
add_json(LmText *json, const LmDetail *first, int depth)
{
  lm_text_add_char(json, '[');
  for (const LmDetail *node = first; node && depth < MAX_DEPTH; node = node->next) {
    lm_text_add_str(json, node == first ? "{\"name\":" : ",{\"name\":");
    lm_text_add_json(json, lm_slice_str(node->name));
    lm_text_add_str(json, ",\"value\":");
    lm_text_add_json(json, node->value);
    lm_text_printf(json, ",\"offset\":%u,\"length\":%u", node->offset, node->len);
    if (node->anomaly)
      lm_text_printf(json, ",\"error\":\"%s\"", lm_anomaly_name(node->anomaly));
    if (node->first_child) {
      lm_text_add_str(json, ",\"fields\":");
      add_json(json, node->first_child, depth + 1);
    }
    lm_text_add_char(json, '}');
  }
  lm_text_add_char(json, ']');
}

/* A value of several lines (a body) stands below its name, unless its parts do. */
static void
add_line_value(LmText *text, const LmDetail *node, int depth)
{
  if (lm_slice_find_byte(node->value, '\n', 0) < 0) {
    lm_text_add_str(text, node->anomaly ? " — " : ": ");
    lm_text_add_safe(text, lm_slice_trim(node->value), false);
    return;
  }
  for (LmSlice rest = node->value; !node->first_child && !lm_slice_is_empty(rest);) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    lm_text_printf(text, "\n%*s", depth * 2 + 2, "");
    lm_text_add_safe(text, line, false);
  }
}

static void
add_lines(LmText *text, const LmDetail *first, int depth)
{
  for (const LmDetail *node = first; node && depth < MAX_DEPTH; node = node->next) {
    lm_text_printf(text, "%*s", depth * 2, "");
    lm_text_add_str(text, node->anomaly ? "⚠ " : "");
    lm_text_add_safe(text, lm_slice_str(_(node->name)), false);
    if (!lm_slice_is_empty(node->value))
      add_line_value(text, node, depth);
    lm_text_add_char(text, '\n');
    add_lines(text, node->first_child, depth + 1);
  }
}

static void
print_for_people(const LmTrace *trace, const LmMessage *row, const LmDetail *tree)
{
  char time[LM_TIME_TEXT_SIZE], src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE];
  LmText text = LM_TEXT_INIT, path = LM_TEXT_INIT;
  lm_message_path_text(trace, row, &path);
  lm_text_printf(&text, _("Frame %u, %s, %s from %s to %s, %u bytes\nPath: %s\n\n"), row->frame,
                 lm_time_format_iso(row->time_ns, time), lm_transport_name(row->transport),
                 lm_endpoint_format(lm_trace_endpoint(trace, row->src), src),
                 lm_endpoint_format(lm_trace_endpoint(trace, row->dst), dst), row->len, path.str);
  add_lines(&text, tree->first_child, 0);
  fwrite(text.str, 1, text.len, stdout);
  lm_text_clear(&text);
  lm_text_clear(&path);
}

static void
write_data(LmOutput *output, const LmTrace *trace, const LmMessage *row, const LmDetail *tree)
{
  LmText json = LM_TEXT_INIT, path = LM_TEXT_INIT;
  add_json(&json, tree->first_child, 0);
  lm_message_path_text(trace, row, &path);
  lm_output_uint(output, row->frame);
  lm_output_time_ns(output, row->time_ns);
  lm_output_str(output, lm_transport_name(row->transport));
  lm_output_endpoint(output, lm_trace_endpoint(trace, row->src));
  lm_output_endpoint(output, lm_trace_endpoint(trace, row->dst));
  lm_output_str(output, path.str);
  lm_output_uint(output, row->len);
  lm_output_bool(output, !(row->flags & LM_MESSAGE_MALFORMED));
  lm_output_json(output, &json);
  lm_output_text(output, lm_message_bytes(row));
  lm_output_end_row(output);
  lm_text_clear(&json);
  lm_text_clear(&path);
}

/* All messages that ended in the frame: over TCP there may be several. */
static bool
show_messages(const LmTrace *trace, const LmArguments *arguments, uint32_t index)
{
  LmArena arena = LM_ARENA_INIT;
  LmSipMessage *message = lm_arena_alloc(&arena, sizeof *message);
  LmOutput *output = NULL;
  if (arguments->format != LM_FORMAT_TABLE)
    output = lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
  for (; index < lm_trace_n_messages(trace); index++) {
    const LmMessage *row = lm_trace_message(trace, index);
    if (row->frame != arguments->frame)
      break;
    bool stream = lm_transport_is_stream(row->transport);
    if (!lm_sip_message_parse(lm_message_bytes(row), stream, &arena, message))
      continue;
    const LmDetail *tree = lm_detail_sip(message, &arena);
    if (output)
      write_data(output, trace, row, tree);
    else
      print_for_people(trace, row, tree);
  }
  lm_arena_clear(&arena);
  return output ? lm_output_finish(output) : lm_output_flush();
}

int
lm_command_show(const LmArguments *arguments)
{
  LmError error = {0};
  if (!arguments->frame) {
    lm_error_set(&error, LM_ERROR_USAGE, _("show needs --frame N; “messages” lists the frames"));
    return lm_input_fail(&error);
  }
  LmSession *session = lm_input_read(arguments);
  if (!session)
    return LM_EXIT_UNREADABLE;
  const LmTrace *trace = lm_session_trace(session);
  uint32_t index = lm_trace_message_by_frame(trace, arguments->frame);
  if (index == LM_NONE) {
    lm_error_set(&error, LM_ERROR_USAGE, _("frame %u ends no SIP message; the capture holds %llu"),
                 arguments->frame, (unsigned long long)lm_trace_counters(trace)->packets);
    lm_input_close(session, true);
    return lm_input_fail(&error);
  }
  return lm_input_close(session, show_messages(trace, arguments, index));
}
