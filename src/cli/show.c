/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/filter.h"
#include "cli/input.h"
#include "cli/secrets.h"
#include "engine/event_detail.h"
#include "engine/output.h"
#include "engine/rows.h"
#include "proto/detail-steps.h"
#include "proto/rtcp-walk.h"
#include "proto/sip/check.h"
#include "relate/digest_detail.h"
#include "relate/identity_detail.h"
#include "relate/offer_detail.h"
#include "relate/srtp.h"

#include <stdio.h>

#define MAX_DEPTH LM_LIMIT_DETAIL_DEPTH

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
    /* An empty text would be translated into the catalogue's own heading. */
    if (*node->name)
      lm_text_add_safe(text, lm_slice_str(_(node->name)), false);
    if (!*node->name)
      lm_text_add_safe(text, node->value, false);
    else if (!lm_slice_is_empty(node->value))
      add_line_value(text, node, depth);
    lm_text_add_char(text, '\n');
    add_lines(text, node->first_child, depth + 1);
  }
}

static void
print_for_people(const LmMessageView *view, const LmDetail *tree)
{
  char time[LM_TIME_TEXT_SIZE], src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE];
  LmText text = LM_TEXT_INIT;
  lm_text_printf(&text, _("Frame %u, %s, %s from %s to %s, %zu bytes\n"), view->frame,
                 lm_time_format_iso(view->time_ns, time), view->transport,
                 lm_endpoint_format(&view->src, src), lm_endpoint_format(&view->dst, dst),
                 view->bytes.len);
  if (*view->path)
    lm_text_printf(&text, _("Path: %s\n"), view->path);
  if (view->is_event) {
    lm_text_printf(&text, "%s ", view->transport);
    lm_text_add_safe(&text, lm_slice_str(view->event.label), false);
    lm_text_add_str(&text, *view->event.detail ? " — " : "");
    lm_text_add_safe(&text, lm_slice_str(view->event.detail), false);
    lm_text_add_char(&text, '\n');
  }
  lm_text_add_char(&text, '\n');
  add_lines(&text, tree->first_child, 0);
  fwrite(text.str, 1, text.len, stdout);
  lm_text_clear(&text);
}

static void
write_data(LmOutput *output, const LmMessageView *view, bool valid, const LmDetail *tree)
{
  LmText json = LM_TEXT_INIT;
  add_json(&json, tree->first_child, 0);
  lm_output_uint(output, view->frame);
  lm_output_time_ns(output, view->time_ns);
  lm_output_str(output, view->transport);
  lm_output_endpoint(output, &view->src);
  lm_output_endpoint(output, &view->dst);
  lm_output_str(output, *view->path ? view->path : NULL);
  lm_output_uint(output, view->bytes.len);
  lm_output_bool(output, valid);
  lm_output_json(output, &json);
  lm_output_text(output, view->bytes);
  lm_output_end_row(output);
  lm_text_clear(&json);
}

typedef struct {
  const LmTrace *trace;
  LmOutputFormat format;
  LmOutput *output; /* from the first on; NULL for people */
  LmArena arena;    /* of the message in hand */
  LmPasswords *passwords;
  LmCertificates *certificates;
  LmFilter filter;
  LmOffers *offers; /* of @call; NULL: of none so far */
  uint32_t call;
  uint32_t frame; /* the only one that is wanted; 0: all */
  uint32_t n;     /* shown so far */
} Show;

static void
show(Show *to, const LmMessageView *view, bool valid, const LmDetail *tree)
{
  bool people = to->format == LM_FORMAT_TABLE;
  if (to->n++ && people)
    putchar('\n');
  if (!to->output && !people)
    to->output = lm_output_new(to->format, columns, sizeof columns / sizeof columns[0]);
  if (to->output)
    write_data(to->output, view, valid, tree);
  else
    print_for_people(view, tree);
}

/* Messages of a call come one after the other, so that its offers are worked out once. */
static void
add_offers(Show *to, uint32_t index, LmDetail *tree)
{
  uint32_t call = lm_trace_message(to->trace, index)->call;
  if (call == LM_NONE)
    return;
  if (!to->offers || to->call != call) {
    lm_offers_free(to->offers);
    to->offers = lm_offers_new(to->trace, &call, 1);
    to->call = call;
  }
  lm_offers_add_detail_of(tree, to->trace, to->offers, index, &to->arena);
}

static void
show_message(Show *to, uint32_t index)
{
  if (to->arena.chunk)
    lm_arena_reset(&to->arena);
  LmSipMessage *message = lm_arena_alloc(&to->arena, sizeof *message);
  LmMessageView view;
  lm_message_view_fill(to->trace, index, &view);
  if (!lm_sip_message_parse(view.bytes, view.stream, &to->arena, message))
    return;
  bool truncated = lm_trace_message(to->trace, index)->flags & LM_MESSAGE_TRUNCATED;
  LmSipVerdict verdict;
  LmDetail *tree = lm_detail_sip(message, &to->arena);
  lm_sip_check(message, truncated, &to->arena, &verdict);
  lm_digest_add_verdicts(tree, message, to->passwords, &to->arena);
  lm_identity_add_verdicts(tree, message, to->certificates, view.time_ns, &to->arena);
  add_offers(to, index, tree);
  show(to, &view, verdict.valid, tree);
}

/* All messages that ended in the frame: over TCP there may be several. */
static void
show_messages(Show *to)
{
  uint32_t index = to->frame ? lm_trace_message_by_frame(to->trace, to->frame)
                             : lm_trace_next_message(to->trace, 0);
  for (; index < lm_trace_n_messages(to->trace);
       index = lm_trace_next_message(to->trace, index + 1)) {
    if (to->frame && lm_trace_message(to->trace, index)->frame != to->frame)
      break;
    if (lm_filter_has(&to->filter, LM_QUERY_MESSAGE, index))
      show_message(to, index);
  }
}

/* What came of the frame besides; of a step that came again, the first. */
static void
show_events(Show *to)
{
  for (uint32_t i = lm_trace_next_event(to->trace, 0); i < lm_trace_n_events(to->trace);
       i = lm_trace_next_event(to->trace, i + 1)) {
    if ((to->frame && lm_trace_event(to->trace, i)->frame != to->frame) ||
        !lm_filter_has(&to->filter, LM_QUERY_EVENT, i))
      continue;
    LmMessageView view;
    lm_event_view_fill(to->trace, i, &view);
    if (to->arena.chunk)
      lm_arena_reset(&to->arena);
    show(to, &view, true, lm_event_view_detail(&view, &to->arena));
  }
}

/* RTCP, which is a report's affair, where its frame was asked for. */
static void
show_rtcp(Show *to)
{
  LmSrtpView *srtp = NULL;
  LmRtcpView *rtcp = NULL;
  for (uint32_t i = lm_trace_next_rtcp(to->trace, 0); i < lm_trace_n_rtcp(to->trace);
       i = lm_trace_next_rtcp(to->trace, i + 1)) {
    const LmRtcpDatagram *row = lm_trace_rtcp(to->trace, i);
    if (row->frame != to->frame)
      continue;
    if (!rtcp) {
      srtp = lm_srtp_view_new(to->trace);
      rtcp = lm_rtcp_view_new(to->trace, lm_srtp_view_opener(srtp));
    }
    const LmRtcpSeen *seen = lm_rtcp_view_at(rtcp, i);
    const LmMessageView view = {
        .frame = row->frame,
        .time_ns = row->time_ns,
        .src = *lm_trace_endpoint(to->trace, row->src),
        .dst = *lm_trace_endpoint(to->trace, row->dst),
        .transport = seen->state == LM_RTCP_PLAIN ? "RTCP" : "SRTCP",
        .bytes = seen->bytes,
    };
    LmDetail encrypted = {.name = N_("Encrypted, and no key opens it")};
    LmDetail nothing = {.name = "", .first_child = &encrypted, .last_child = &encrypted};
    LmDetail *tree =
        seen->state == LM_RTCP_ENCRYPTED ? &nothing : lm_detail_rtcp(seen->bytes, &to->arena);
    if (tree)
      show(to, &view, lm_rtcp_faults(seen->bytes, NULL, 0) == 0, tree);
  }
  lm_rtcp_view_free(rtcp);
  lm_srtp_view_free(srtp);
}

static bool
read_arguments(Show *to, const LmArguments *arguments, int *status)
{
  LmError error = {0};
  *status = LM_EXIT_USAGE;
  if (!arguments->frame && !arguments->filter) {
    lm_error_set(&error, LM_ERROR_USAGE,
                 _("show needs --frame N or --filter QUERY; “messages” lists the frames"));
    lm_input_fail(&error);
    return false;
  }
  return lm_filter_read(arguments, &to->filter) &&
         lm_secrets_read(arguments, &to->passwords, status) &&
         lm_secrets_read_certificates(arguments, &to->certificates, status);
}

static void
clear(Show *to)
{
  lm_filter_end(&to->filter);
  lm_passwords_free(to->passwords);
  lm_certificates_free(to->certificates);
  lm_offers_free(to->offers);
  lm_arena_clear(&to->arena);
}

int
lm_command_show(const LmArguments *arguments)
{
  Show to = {.format = arguments->format, .frame = arguments->frame};
  LmError error = {0};
  int status;
  bool ok = read_arguments(&to, arguments, &status);
  LmSession *session = ok ? lm_input_read(arguments) : NULL;
  if (session) {
    to.trace = lm_session_trace(session);
    lm_filter_begin(&to.filter, to.trace);
    show_messages(&to);
    show_events(&to);
    if (arguments->frame && !arguments->filter)
      show_rtcp(&to);
  }
  clear(&to);
  if (!session)
    return ok ? LM_EXIT_UNREADABLE : status;
  if (to.n || !arguments->frame)
    return lm_input_close(session, to.output ? lm_output_finish(to.output) : lm_output_flush());
  uint64_t packets = lm_trace_counters(to.trace)->packets;
  lm_error_set(&error, LM_ERROR_USAGE,
               arguments->filter ? _("nothing in frame %u is like that; the capture holds %llu")
                                 : _("frame %u ends no SIP message; the capture holds %llu"),
               arguments->frame, (unsigned long long)packets);
  lm_input_close(session, true);
  return lm_input_fail(&error);
}
