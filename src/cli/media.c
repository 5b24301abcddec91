/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"
#include "relate/offers.h"

static const LmOutputColumn columns[] = {
    {NULL, N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"exchange", NULL, LM_SHOW_DATA, false, 0},
    {"dialog", NULL, LM_SHOW_DATA, false, 0},
    {"line", N_("Line"), LM_SHOW_ALL, true, 0},
    {"kind", N_("Kind"), LM_SHOW_ALL, false, 12},
    {"mid", NULL, LM_SHOW_DATA, false, 0},
    {"protocol", NULL, LM_SHOW_DATA, false, 0},
    {"offerer", N_("Offered by"), LM_SHOW_DATA, false, 0},
    {NULL, N_("Offered by"), LM_SHOW_PEOPLE, false, 0},
    {"offerer_address", N_("Offerer"), LM_SHOW_ALL, false, 48},
    {"direction", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Direction"), LM_SHOW_PEOPLE, false, 0},
    {"answerer_address", N_("Answerer"), LM_SHOW_ALL, false, 48},
    {NULL, N_("Codecs"), LM_SHOW_PEOPLE, false, 40},
    {"codecs", NULL, LM_SHOW_DATA, false, 0},
    {"ptime_ms", NULL, LM_SHOW_DATA, false, 0},
    {"hold", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("On hold"), LM_SHOW_PEOPLE, false, 0},
    {"security", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Security"), LM_SHOW_PEOPLE, false, 32},
    {"suite", NULL, LM_SHOW_DATA, false, 0},
    {"dtls_client", NULL, LM_SHOW_DATA, false, 0},
    {"ice", NULL, LM_SHOW_DATA, false, 0},
    {"ice_controlling", NULL, LM_SHOW_DATA, false, 0},
    {"rtcp_mux", NULL, LM_SHOW_DATA, false, 0},
    {"bundle", NULL, LM_SHOW_DATA, false, 0},
    {"active", NULL, LM_SHOW_DATA, false, 0},
    {"changes", NULL, LM_SHOW_DATA, false, 0},
    {"state", NULL, LM_SHOW_DATA, false, 0},
    {NULL, N_("Outcome"), LM_SHOW_PEOPLE, false, 40},
    {"late", NULL, LM_SHOW_DATA, false, 0},
    {"src", NULL, LM_SHOW_DATA, false, 0},
    {"dst", NULL, LM_SHOW_DATA, false, 0},
    {"offer_frame", N_("Offer"), LM_SHOW_ALL, true, 0},
    {"answer_frame", N_("Answer"), LM_SHOW_ALL, true, 0},
    {NULL, N_("Problems"), LM_SHOW_PEOPLE, false, 60},
    {"problems", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
};

typedef struct {
  LmOutput *output;
  const LmTrace *trace;
  const LmOffers *offers;
  const LmExchange *exchange;
  const LmMediaLine *line; /* NULL: the exchange has none */
  bool first;              /* of its exchange: what is wrong with all of it stands here */
  LmText text;
} Row;

static const char *const sides[] = {"caller", "callee"};

static const char *
side_text(unsigned side)
{
  return side == LM_SIDE_CALLER ? _("caller") : _("callee");
}

static void
write_address(Row *row, unsigned side)
{
  if (!row->line || !row->line->addresses[side].port) {
    lm_output_none(row->output);
    return;
  }
  lm_text_reset(&row->text);
  if (row->line->addresses[side].addr.family != LM_ADDR_NONE) {
    lm_output_endpoint(row->output, &row->line->addresses[side]);
    return;
  }
  lm_text_add(&row->text, row->line->hosts[side]);
  lm_text_printf(&row->text, ":%u", row->line->addresses[side].port);
  lm_output_text(row->output, lm_slice(row->text.str, row->text.len));
}

/* As the offerer sees it. */
static void
write_direction(Row *row)
{
  static const char *const names[4] = {"inactive", "sendonly", "recvonly", "sendrecv"};
  static const char *const arrows[4] = {"—", "→", "←", "↔"};
  unsigned offerer = row->exchange->offerer;
  bool known = row->line && row->line->active;
  unsigned way =
      known ? (unsigned)row->line->sends[offerer] + 2 * (unsigned)row->line->sends[!offerer] : 0;
  lm_output_str(row->output, known ? names[way] : NULL);
  lm_output_str(row->output, known ? arrows[way] : NULL);
}

static void
add_codec(LmText *out, const LmAgreedFormat *format)
{
  lm_text_add_safe(out, format->encoding, false);
  if (format->clock_hz)
    lm_text_printf(out, "/%u", format->clock_hz);
  if (format->offer_type == format->answer_type && format->offer_type != UINT8_MAX)
    lm_text_printf(out, " (%u)", format->offer_type);
  else if (format->offer_type != UINT8_MAX)
    lm_text_printf(out, " (%u, %u)", format->offer_type, format->answer_type);
}

static void
write_codecs(Row *row)
{
  uint32_t n = row->line ? row->line->n_formats : 0;
  lm_text_reset(&row->text);
  for (uint32_t i = 0; i < n; i++) {
    lm_text_add_str(&row->text, i ? ", " : "");
    add_codec(&row->text, &row->line->formats[i]);
  }
  lm_output_text(row->output, lm_slice(row->text.str, row->text.len));
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (uint32_t i = 0; i < n; i++) {
    const LmAgreedFormat *format = &row->line->formats[i];
    lm_text_add_str(&row->text, i ? ",{\"encoding\":" : "{\"encoding\":");
    lm_text_add_json(&row->text, format->encoding);
    lm_text_printf(&row->text, ",\"clock_hz\":%u,\"channels\":%u", format->clock_hz,
                   format->channels);
    if (format->offer_type != UINT8_MAX)
      lm_text_printf(&row->text, ",\"offer_type\":%u,\"answer_type\":%u", format->offer_type,
                     format->answer_type);
    lm_text_add_str(&row->text, ",\"offer_fmtp\":");
    lm_text_add_json(&row->text, format->offer_fmtp);
    lm_text_add_str(&row->text, ",\"answer_fmtp\":");
    lm_text_add_json(&row->text, format->answer_fmtp);
    lm_text_add_char(&row->text, '}');
  }
  lm_text_add_char(&row->text, ']');
  lm_output_json(row->output, &row->text);
}

static void
write_ptime(Row *row)
{
  uint32_t ours = row->line ? row->line->ptime_ms[row->exchange->offerer] : 0;
  uint32_t theirs = row->line ? row->line->ptime_ms[!row->exchange->offerer] : 0;
  if (theirs || ours)
    lm_output_uint(row->output, theirs ? theirs : ours);
  else
    lm_output_none(row->output);
}

static void
write_hold(Row *row)
{
  bool caller = row->line && row->line->held[LM_SIDE_CALLER];
  bool callee = row->line && row->line->held[LM_SIDE_CALLEE];
  lm_output_str(row->output, caller && callee ? "both"
                             : caller         ? "caller"
                             : callee         ? "callee"
                                              : NULL);
  lm_output_str(row->output, caller && callee ? _("by both")
                             : caller         ? _("by the caller")
                             : callee         ? _("by the callee")
                                              : NULL);
}

static void
write_security(Row *row)
{
  static const char *const names[] = {NULL, "sdes", "dtls", "zrtp", "other"};
  static const char *const texts[] = {NULL, "SDES", "DTLS", "ZRTP", "SRTP"};
  const LmMediaLine *line = row->line;
  unsigned security = line ? line->security : LM_MEDIA_SECURITY_NONE;
  lm_output_str(row->output, names[security]);
  lm_text_reset(&row->text);
  lm_text_add_str(&row->text, texts[security] ? texts[security] : "");
  if (security == LM_MEDIA_SECURITY_SDES) {
    lm_text_add_char(&row->text, ' ');
    lm_text_add_safe(&row->text, line->suite, false);
  } else if (security == LM_MEDIA_SECURITY_DTLS && line->dtls_client >= 0) {
    lm_text_printf(&row->text, _(", client is the %s"), side_text((unsigned)line->dtls_client));
  }
  lm_output_text(row->output, lm_slice(row->text.str, row->text.len));
  lm_output_text(row->output, line ? line->suite : LM_SLICE_EMPTY);
  bool known = security == LM_MEDIA_SECURITY_DTLS && line->dtls_client >= 0;
  lm_output_str(row->output, known ? sides[line->dtls_client] : NULL);
  lm_output_bool(row->output, line && line->ice);
  lm_output_str(row->output, line && line->ice ? sides[line->controlling] : NULL);
  lm_output_bool(row->output, line && line->rtcp_mux);
  if (line && line->bundle != LM_NONE)
    lm_output_uint(row->output, line->bundle);
  else
    lm_output_none(row->output);
}

static const struct {
  uint8_t change;
  const char *name, *text;
} changes[] = {
    {LM_MEDIA_BEGUN, "begun", NULL},        {LM_MEDIA_ENDED, "ended", N_("ended")},
    {LM_MEDIA_HELD, "hold", N_("hold")},    {LM_MEDIA_RESUMED, "resume", N_("resume")},
    {LM_MEDIA_MOVED, "moved", N_("moved")}, {LM_MEDIA_CODECS, "codecs", N_("other codecs")},
};

/* What became of the line: "agreed, hold", "rejected". */
static void
add_outcome(Row *row)
{
  const LmExchange *exchange = row->exchange;
  bool agreed = exchange->state == LM_EXCHANGE_ANSWERED || exchange->state == LM_EXCHANGE_PREVIEW;
  if (agreed && row->line && !row->line->active && row->line->offered && exchange->offer != LM_NONE)
    lm_text_add_str(&row->text, _("line rejected"));
  else if (agreed && row->line && !row->line->offered && exchange->offer != LM_NONE)
    lm_text_add_str(&row->text, _("not in use"));
  else
    lm_text_add_str(&row->text, lm_exchange_state_text(exchange->state));
  for (size_t i = 0; row->line && i < sizeof changes / sizeof *changes; i++)
    if (row->line->changes & changes[i].change && changes[i].text)
      lm_text_printf(&row->text, ", %s", _(changes[i].text));
  if (exchange->late)
    lm_text_printf(&row->text, ", %s", _("late offer"));
}

static void
write_state(Row *row)
{
  const LmMediaLine *line = row->line;
  lm_output_bool(row->output, line && line->active);
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (size_t i = 0; line && i < sizeof changes / sizeof *changes; i++)
    if (line->changes & changes[i].change)
      lm_text_printf(&row->text, "%s\"%s\"", row->text.len > 1 ? "," : "", changes[i].name);
  lm_text_add_char(&row->text, ']');
  lm_output_json(row->output, &row->text);
  lm_output_str(row->output, lm_exchange_state_name(row->exchange->state));
  lm_text_reset(&row->text);
  add_outcome(row);
  lm_output_text(row->output, lm_slice(row->text.str, row->text.len));
  lm_output_bool(row->output, row->exchange->late);
  lm_output_endpoint(row->output, lm_trace_endpoint(row->trace, row->exchange->src));
  lm_output_endpoint(row->output, lm_trace_endpoint(row->trace, row->exchange->dst));
}

static void
write_frame(Row *row, uint32_t message)
{
  if (message == LM_NONE)
    lm_output_none(row->output);
  else
    lm_output_uint(row->output, lm_trace_message(row->trace, message)->frame);
}

static void
add_problem_json(Row *row, const LmOfferProblem *problem)
{
  LmText *out = &row->text;
  lm_text_printf(out, "%s{\"error\":\"%s\",\"text\":", out->len > 1 ? "," : "",
                 lm_anomaly_name(problem->kind));
  lm_text_add_json(out, lm_slice_str(lm_anomaly_text(problem->kind)));
  lm_text_printf(out, ",\"source\":\"%s\",\"frame\":%u,\"offset\":%u,\"length\":%u",
                 lm_anomaly_source(problem->kind),
                 lm_trace_message(row->trace, problem->message)->frame, problem->offset,
                 problem->len);
  if (problem->against != LM_NONE)
    lm_text_printf(out, ",\"against_frame\":%u",
                   lm_trace_message(row->trace, problem->against)->frame);
  lm_text_add_char(out, '}');
}

static bool
is_of_row(const Row *row, const LmOfferProblem *problem)
{
  return problem->line == LM_NONE ? row->first : row->line && problem->line == row->line->index;
}

static void
write_problems(Row *row)
{
  const LmExchange *exchange = row->exchange;
  lm_text_reset(&row->text);
  for (uint32_t i = 0; i < exchange->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(row->offers, exchange->first_problem + i);
    if (is_of_row(row, problem))
      lm_text_printf(&row->text, "%s%s", row->text.len ? ", " : "", lm_anomaly_name(problem->kind));
  }
  lm_output_text(row->output, lm_slice(row->text.str, row->text.len));
  lm_text_reset(&row->text);
  lm_text_add_char(&row->text, '[');
  for (uint32_t i = 0; i < exchange->n_problems; i++) {
    const LmOfferProblem *problem = lm_offers_problem(row->offers, exchange->first_problem + i);
    if (is_of_row(row, problem))
      add_problem_json(row, problem);
  }
  lm_text_add_char(&row->text, ']');
  lm_output_json(row->output, &row->text);
}

static void
write_line_head(Row *row)
{
  LmOutput *output = row->output;
  if (row->line)
    lm_output_uint(output, row->line->index + 1);
  else
    lm_output_none(output);
  lm_output_text(output, row->line ? row->line->kind : LM_SLICE_EMPTY);
  lm_output_text(output, row->line ? row->line->mid : LM_SLICE_EMPTY);
  lm_output_text(output, row->line ? row->line->protocol : LM_SLICE_EMPTY);
  lm_output_str(output, sides[row->exchange->offerer]);
  lm_output_str(output, side_text(row->exchange->offerer));
  write_address(row, row->exchange->offerer);
  write_direction(row);
  write_address(row, !row->exchange->offerer);
}

static void
write_row(Row *row, uint32_t number)
{
  const LmExchange *exchange = row->exchange;
  const LmCall *call = lm_trace_call(row->trace, exchange->call);
  uint32_t first = exchange->offer != LM_NONE ? exchange->offer : exchange->closing;
  int64_t time_ns = lm_trace_message(row->trace, first)->time_ns;
  char text[LM_TIME_TEXT_SIZE];
  lm_output_str(row->output, lm_time_format_clock(time_ns, text));
  lm_output_time_ns(row->output, time_ns);
  if (call->number)
    lm_output_uint(row->output, call->number);
  else
    lm_output_none(row->output);
  lm_output_uint(row->output, number + 1);
  if (exchange->dialog == LM_NONE)
    lm_output_none(row->output);
  else
    lm_output_uint(row->output, exchange->dialog + 1);
  write_line_head(row);
  write_codecs(row);
  write_ptime(row);
  write_hold(row);
  write_security(row);
  write_state(row);
  write_frame(row, exchange->offer);
  write_frame(row, exchange->answer != LM_NONE ? exchange->answer : exchange->closing);
  write_problems(row);
  lm_output_text(row->output, call->call_id);
  lm_output_end_row(row->output);
}

static void
write_exchange(Row *row, uint32_t index)
{
  row->exchange = lm_offers_exchange(row->offers, index);
  if (row->exchange->same_as != LM_NONE)
    return;
  row->first = true;
  row->line = NULL;
  if (row->exchange->n_lines == 0 && row->exchange->n_problems)
    write_row(row, index);
  for (uint32_t i = 0; i < row->exchange->n_lines; i++) {
    row->line = lm_offers_line(row->offers, row->exchange->first_line + i);
    write_row(row, index);
    row->first = false;
  }
}

int
lm_command_media(const LmArguments *arguments)
{
  LmListing listing;
  int status;
  if (!lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  const LmSelection *selection = &listing.selection;
  LmOffers *offers = lm_offers_new(listing.trace, selection->all ? NULL : &selection->call, 1);
  Row row = {.output = listing.output, .trace = listing.trace, .offers = offers};
  for (uint32_t i = 0; i < lm_offers_n_exchanges(offers); i++)
    if (lm_listing_has_call(&listing, lm_offers_exchange(offers, i)->call))
      write_exchange(&row, i);
  if (lm_offers_cut(offers)) {
    LmError error = {0};
    lm_error_set(&error, LM_ERROR_LIMIT, _("there are more media lines than are looked at"));
    lm_input_warn(&error);
  }
  lm_text_clear(&row.text);
  lm_offers_free(offers);
  return lm_listing_close(&listing);
}
