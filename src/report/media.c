/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/media_cells.h"

#include "report/reports.h"

#include <stdlib.h>

/* Which text of the line. */
enum { KIND, MID, PROTOCOL, SUITE };
/* Whose address. */
enum { OFFERER, ANSWERER };
/* Which flag of the line. */
enum { ICE, RTCP_MUX, ACTIVE };
/* Which frame of the exchange. */
enum { OFFER, ANSWER };

static const char *const sides[] = {"caller", "callee", NULL};
static const char *const directions[] = {"inactive", "sendonly", "recvonly", "sendrecv", NULL};
static const char *const holders[] = {"caller", "callee", "both", NULL};
static const char *const securities[] = {"sdes", "dtls", "zrtp", "other", NULL};
static const char *const change_names[] = {"begun", "ended",  "hold", "resume",
                                           "moved", "codecs", NULL};
static const char *const states[LM_N_EXCHANGE_STATES + 1] = {
    "pending", "preview", "answered", "rejected", "challenged", "unanswered", "stray", NULL};

/* A text that is there though it may be empty. */
static void
set_text(LmCell *cell, LmSlice text)
{
  cell->kind = LM_CELL_TEXT;
  cell->text = text;
}

static void
set_truth(LmCell *cell, bool yes)
{
  cell->kind = LM_CELL_TRUTH;
  cell->yes = yes;
}

static void
get_time(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExchange *exchange = lm_media_exchange(row);
  uint32_t first = exchange->offer != LM_NONE ? exchange->offer : exchange->closing;
  (void)column;
  lm_cell_time(cell, lm_trace_message(row->trace, first)->time_ns);
}

static void
get_call(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  uint32_t number = lm_trace_call(row->trace, lm_media_exchange(row)->call)->number;
  (void)column;
  if (number)
    lm_cell_count(cell, number);
}

static void
get_call_id(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  set_text(cell, lm_trace_call(row->trace, lm_media_exchange(row)->call)->call_id);
}

static void
get_exchange(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaRow *record = row->record;
  (void)column;
  lm_cell_count(cell, record->exchange + 1);
}

static void
get_dialog(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExchange *exchange = lm_media_exchange(row);
  (void)column;
  if (exchange->dialog != LM_NONE)
    lm_cell_count(cell, exchange->dialog + 1);
}

static void
get_line(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  if (lm_media_line(row))
    lm_cell_count(cell, lm_media_line(row)->index + 1);
}

static void
get_text(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  if (!line)
    set_text(cell, LM_SLICE_EMPTY);
  else if (column->part == KIND)
    set_text(cell, line->kind);
  else if (column->part == MID)
    set_text(cell, line->mid);
  else
    set_text(cell, column->part == PROTOCOL ? line->protocol : line->suite);
}

static void
get_offerer(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  unsigned offerer = lm_media_exchange(row)->offerer;
  lm_cell_word(cell, column->name ? sides[offerer] : lm_media_side_text(offerer));
}

static void
get_address(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  unsigned offerer = lm_media_exchange(row)->offerer;
  unsigned side = column->part == OFFERER ? offerer : !offerer;
  if (!line || !line->addresses[side].port)
    return;
  if (line->addresses[side].addr.family != LM_ADDR_NONE) {
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint = line->addresses[side];
    return;
  }
  lm_text_reset(&row->text);
  lm_text_add(&row->text, line->hosts[side]);
  lm_text_printf(&row->text, ":%u", line->addresses[side].port);
  lm_cell_built(row, cell, LM_CELL_TEXT);
}

/* As the offerer sees it. */
static void
get_direction(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  static const char *const arrows[4] = {"—", "→", "←", "↔"};
  const LmMediaLine *line = lm_media_line(row);
  unsigned offerer = lm_media_exchange(row)->offerer;
  if (!line || !line->active)
    return;
  unsigned way = (unsigned)line->sends[offerer] + 2 * (unsigned)line->sends[!offerer];
  lm_cell_word(cell, column->name ? directions[way] : arrows[way]);
}

static void
get_ptime(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  unsigned offerer = lm_media_exchange(row)->offerer;
  uint32_t ours = line ? line->ptime_ms[offerer] : 0;
  uint32_t theirs = line ? line->ptime_ms[!offerer] : 0;
  (void)column;
  if (theirs || ours)
    lm_cell_count(cell, theirs ? theirs : ours);
}

static void
get_hold(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  static const char *const texts[] = {N_("by the caller"), N_("by the callee"), N_("by both")};
  const LmMediaLine *line = lm_media_line(row);
  if (!line || (!line->held[LM_SIDE_CALLER] && !line->held[LM_SIDE_CALLEE]))
    return;
  unsigned who = !line->held[LM_SIDE_CALLEE] ? 0 : (line->held[LM_SIDE_CALLER] ? 2 : 1);
  lm_cell_word(cell, column->name ? holders[who] : _(texts[who]));
}

static unsigned
security_of(const LmReportRow *row)
{
  return lm_media_line(row) ? lm_media_line(row)->security : LM_MEDIA_SECURITY_NONE;
}

static void
get_security(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  unsigned security = security_of(row);
  if (security != LM_MEDIA_SECURITY_NONE)
    lm_cell_word(cell, column->words[security - 1]);
}

static void
get_dtls_client(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  if (security_of(row) == LM_MEDIA_SECURITY_DTLS && line->dtls_client >= 0)
    lm_cell_word(cell, column->words[line->dtls_client]);
}

static void
get_flag(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  set_truth(cell, line && (column->part == ICE        ? line->ice
                           : column->part == RTCP_MUX ? line->rtcp_mux
                                                      : line->active));
}

static void
get_controlling(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  if (line && line->ice)
    lm_cell_word(cell, column->words[line->controlling]);
}

static void
get_bundle(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmMediaLine *line = lm_media_line(row);
  (void)column;
  if (line && line->bundle != LM_NONE)
    lm_cell_count(cell, line->bundle);
}

static void
get_state(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_word(cell, lm_exchange_state_name(lm_media_exchange(row)->state));
}

static void
get_late(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  set_truth(cell, lm_media_exchange(row)->late);
}

static void
get_end(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExchange *exchange = lm_media_exchange(row);
  uint32_t endpoint = column->part == OFFERER ? exchange->src : exchange->dst;
  cell->kind = LM_CELL_ENDPOINT;
  cell->endpoint = *lm_trace_endpoint(row->trace, endpoint);
}

static void
get_frame(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmExchange *exchange = lm_media_exchange(row);
  uint32_t message = column->part == OFFER         ? exchange->offer
                     : exchange->answer != LM_NONE ? exchange->answer
                                                   : exchange->closing;
  if (message != LM_NONE)
    lm_cell_count(cell, lm_trace_message(row->trace, message)->frame);
}

static const LmReportColumn columns[] = {
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, LM_GOT(get_time, 0)),
    LM_COLUMN_DATA("time_ns", N_("When it was offered"), LM_CELL_TIME, LM_GOT(get_time, 0)),
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0,
                  LM_GOT(get_call, 0)),
    LM_COLUMN_DATA("exchange", N_("Number of the offer"), LM_CELL_COUNT, LM_GOT(get_exchange, 0)),
    LM_COLUMN_DATA("dialog", N_("Number of the dialog"), LM_CELL_COUNT, LM_GOT(get_dialog, 0)),
    LM_COLUMN_ALL("line", N_("Line"), N_("Number of the media line"), LM_CELL_COUNT, 0,
                  LM_GOT(get_line, 0)),
    LM_COLUMN_ALL("kind", N_("Kind"), N_("Kind of media: audio, video ..."), LM_CELL_WORD, 12,
                  LM_GOT(get_text, KIND)),
    LM_COLUMN_DATA("mid", N_("Its identification (a=mid)"), LM_CELL_TEXT, LM_GOT(get_text, MID)),
    LM_COLUMN_DATA("protocol", N_("Its transport, such as RTP/AVP"), LM_CELL_WORD,
                   LM_GOT(get_text, PROTOCOL)),
    LM_COLUMN_DATA("offerer", N_("Who offered"), LM_CELL_WORD, LM_GOT(get_offerer, 0),
                   .words = sides),
    LM_COLUMN_PEOPLE(N_("Offered by"), LM_CELL_TEXT, false, 0, LM_GOT(get_offerer, 0)),
    LM_COLUMN_ALL("offerer_address", N_("Offerer"), N_("Where the offerer wants it"),
                  LM_CELL_ENDPOINT, 48, LM_GOT(get_address, OFFERER)),
    LM_COLUMN_DATA("direction", N_("Who may send, as the offerer sees it"), LM_CELL_WORD,
                   LM_GOT(get_direction, 0), .words = directions),
    LM_COLUMN_PEOPLE(N_("Direction"), LM_CELL_TEXT, false, 0, LM_GOT(get_direction, 0)),
    LM_COLUMN_ALL("answerer_address", N_("Answerer"), N_("Where the answerer wants it"),
                  LM_CELL_ENDPOINT, 48, LM_GOT(get_address, ANSWERER)),
    LM_COLUMN_PEOPLE(N_("Codecs"), LM_CELL_TEXT, false, 40, LM_GOT(lm_media_get_codec_texts, 0)),
    LM_COLUMN_DATA("codecs", N_("Codecs that were agreed on"), LM_CELL_JSON,
                   LM_GOT(lm_media_get_codecs, 0)),
    LM_COLUMN_DATA("ptime_ms", N_("Milliseconds of a packet"), LM_CELL_COUNT, LM_GOT(get_ptime, 0)),
    LM_COLUMN_DATA("hold", N_("Who has the other on hold"), LM_CELL_WORD, LM_GOT(get_hold, 0),
                   .words = holders),
    LM_COLUMN_PEOPLE(N_("On hold"), LM_CELL_TEXT, false, 0, LM_GOT(get_hold, 0)),
    LM_COLUMN_DATA("security", N_("Where the keys of SRTP were agreed on"), LM_CELL_WORD,
                   LM_GOT(get_security, 0), .words = securities),
    LM_COLUMN_PEOPLE(N_("Security"), LM_CELL_TEXT, false, 32,
                     LM_GOT(lm_media_get_security_text, 0)),
    LM_COLUMN_DATA("suite", N_("Crypto suite of the answer"), LM_CELL_WORD,
                   LM_GOT(get_text, SUITE)),
    LM_COLUMN_DATA("dtls_client", N_("Who is the client of DTLS"), LM_CELL_WORD,
                   LM_GOT(get_dtls_client, 0), .words = sides),
    LM_COLUMN_DATA("ice", N_("Both sides do ICE"), LM_CELL_TRUTH, LM_GOT(get_flag, ICE)),
    LM_COLUMN_DATA("ice_controlling", N_("Who is controlling in ICE"), LM_CELL_WORD,
                   LM_GOT(get_controlling, 0), .words = sides),
    LM_COLUMN_DATA("rtcp_mux", N_("RTP and RTCP share a port"), LM_CELL_TRUTH,
                   LM_GOT(get_flag, RTCP_MUX)),
    LM_COLUMN_DATA("bundle", N_("Line whose transport it shares, from 0"), LM_CELL_COUNT,
                   LM_GOT(get_bundle, 0)),
    LM_COLUMN_DATA("active", N_("It is in use"), LM_CELL_TRUTH, LM_GOT(get_flag, ACTIVE)),
    LM_COLUMN_DATA("changes", N_("What the offer and its answer did to it"), LM_CELL_JSON,
                   LM_GOT(lm_media_get_changes, 0), .words = change_names),
    LM_COLUMN_DATA("state", N_("What became of the offer"), LM_CELL_WORD, LM_GOT(get_state, 0),
                   .words = states),
    LM_COLUMN_PEOPLE(N_("Outcome"), LM_CELL_TEXT, false, 40, LM_GOT(lm_media_get_outcome, 0)),
    LM_COLUMN_DATA("late", N_("The INVITE had no offer"), LM_CELL_TRUTH, LM_GOT(get_late, 0)),
    LM_COLUMN_DATA("src", N_("Host that sent the offer"), LM_CELL_ENDPOINT,
                   LM_GOT(get_end, OFFERER)),
    LM_COLUMN_DATA("dst", N_("Host that the offer went to"), LM_CELL_ENDPOINT,
                   LM_GOT(get_end, ANSWERER)),
    LM_COLUMN_ALL("offer_frame", N_("Offer"), N_("Frame of the offer"), LM_CELL_COUNT, 0,
                  LM_GOT(get_frame, OFFER)),
    LM_COLUMN_ALL("answer_frame", N_("Answer"), N_("Frame of the answer, or of what ended it"),
                  LM_CELL_COUNT, 0, LM_GOT(get_frame, ANSWER)),
    LM_COLUMN_PEOPLE(N_("Problems"), LM_CELL_TEXT, false, 60, LM_GOT(lm_media_get_problems, 0)),
    LM_COLUMN_DATA("problems", N_("Rules of offers and answers that were broken"), LM_CELL_JSON,
                   LM_GOT(lm_media_get_problems, 0)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, LM_GOT(get_call_id, 0)),
};

static void
add_row(LmMediaRows *rows, uint32_t exchange, const LmMediaLine *line, bool first)
{
  LmMediaRow *row = lm_vec_push(&rows->rows);
  if (row)
    *row = (LmMediaRow){exchange, line, first};
}

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  LmMediaRows *rows = lm_alloc(sizeof *rows);
  rows->rows = LM_VEC_INIT(LmMediaRow);
  rows->offers = lm_offers_new(trace, options->call == LM_NONE ? NULL : &options->call, 1);
  for (uint32_t i = 0; i < lm_offers_n_exchanges(rows->offers); i++) {
    const LmExchange *exchange = lm_offers_exchange(rows->offers, i);
    if (exchange->same_as != LM_NONE)
      continue;
    if (exchange->n_lines == 0 && exchange->n_problems)
      add_row(rows, i, NULL, true);
    for (uint32_t j = 0; j < exchange->n_lines; j++)
      add_row(rows, i, lm_offers_line(rows->offers, exchange->first_line + j), j == 0);
  }
  return rows;
}

static void
discard(void *data)
{
  LmMediaRows *rows = data;
  lm_offers_free(rows->offers);
  lm_vec_clear(&rows->rows);
  free(rows);
}

static uint32_t
n_rows(const void *data)
{
  const LmMediaRows *rows = data;
  return rows->rows.len;
}

static uint64_t
refused(const void *data)
{
  const LmMediaRows *rows = data;
  return lm_offers_cut(rows->offers) ? LM_REPORT_SOME : 0;
}

static void
go(LmReportRow *row)
{
  const LmMediaRows *rows = row->data;
  row->record = lm_vec_at(&rows->rows, row->index);
  const LmExchange *exchange = lm_media_exchange(row);
  uint32_t first = exchange->offer != LM_NONE ? exchange->offer : exchange->closing;
  row->call = exchange->call;
  row->frame = lm_trace_message(row->trace, first)->frame;
}

const LmReport lm_report_media = {
    .name = "media",
    .noun = "media",
    .title = N_("Media lines"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
