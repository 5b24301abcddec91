/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/srtp.h"

#include "report/cells.h"
#include "report/reports.h"

#include <stdlib.h>

static const char *const states[LM_N_SRTP_STATES + 1] = {
    "no-key", "no-secret", "no-library", "not-supported", "wrong-key", "authenticated", NULL};
static const char *const sources[LM_N_SRTP_SOURCES + 1] = {"", "sdes", "dtls", "file", NULL};

typedef struct {
  LmVec rows; /* LmSrtpStream */
  LmSrtpView *view;
} Data;

enum { STREAM, CALL, SRC, DST, SSRC, PACKETS, SUITE, SHA256, CODEC };

static void
get_common(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmSrtpStream *srtp = row->record;
  const LmStream *stream = lm_trace_stream(row->trace, srtp->stream);
  lm_text_reset(&row->text);
  switch (column->part) {
  case STREAM:
    lm_cell_count(cell, srtp->stream + 1ull);
    break;
  case CALL:
    if (stream->call != LM_NONE && lm_trace_call(row->trace, stream->call)->number)
      lm_cell_count(cell, lm_trace_call(row->trace, stream->call)->number);
    break;
  case SRC:
  case DST:
    cell->kind = LM_CELL_ENDPOINT;
    cell->endpoint =
        *lm_trace_endpoint(row->trace, column->part == SRC ? stream->src : stream->dst);
    break;
  case SSRC:
    lm_text_printf(&row->text, "0x%08X", stream->ssrc);
    lm_cell_built(row, cell, LM_CELL_WORD);
    break;
  case PACKETS:
    lm_cell_count(cell, stream->stats.packets);
    break;
  case SUITE:
    lm_cell_word(cell, lm_srtp_suite_name(srtp->suite));
    break;
  case CODEC:
    lm_cell_text(cell, stream->codec);
    break;
  default:
    for (size_t i = 0; i < LM_SRTP_DIGEST_BYTES && srtp->authenticated; i++)
      lm_text_printf(&row->text, "%02x", srtp->digest[i]);
    if (srtp->authenticated)
      lm_cell_built(row, cell, LM_CELL_WORD);
    break;
  }
}

#define AT(from_, member_) LM_AT(from_, LmSrtpStream, member_)
#define COMMON(part_) LM_GOT(get_common, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("stream", N_("Stream"), N_("Number of the stream"), LM_CELL_COUNT, 0,
                  COMMON(STREAM)),
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0, COMMON(CALL)),
    LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0, COMMON(SRC)),
    LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0,
                  COMMON(DST)),
    LM_COLUMN_ALL("ssrc", N_("SSRC"), N_("SSRC of its sender"), LM_CELL_WORD, 0, COMMON(SSRC)),
    LM_COLUMN_ALL("state", N_("State"),
                  N_("Whether a key authenticates it, or else what is missing"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD, state), .words = states),
    LM_COLUMN_ALL("suite", N_("Suite"), N_("Crypto suite of its key"), LM_CELL_WORD, 0,
                  COMMON(SUITE)),
    LM_COLUMN_ALL("key", N_("Key"), N_("Where its key comes from: SDP, DTLS, a file"), LM_CELL_WORD,
                  0, AT(LM_FROM_WORD, source), .words = sources),
    LM_COLUMN_ALL("packets", N_("Packets"), N_("Packets of the stream"), LM_CELL_COUNT, 0,
                  COMMON(PACKETS)),
    LM_COLUMN_ALL("authenticated", N_("Authenticated"), N_("Packets whose tag is right"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U64_ALWAYS, authenticated)),
    LM_COLUMN_ALL("failed", N_("Failed"), N_("Packets whose tag no key makes right"), LM_CELL_COUNT,
                  0, AT(LM_FROM_U64_ALWAYS, failed)),
    LM_COLUMN_DATA("unchecked", N_("Packets that were not tried any more"), LM_CELL_COUNT,
                   AT(LM_FROM_U64_ALWAYS, unchecked)),
    LM_COLUMN_DATA("codec", N_("Encoding name"), LM_CELL_WORD, COMMON(CODEC)),
    LM_COLUMN_DATA("tag", N_("Tag of the a=crypto with its key"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_NOT_0, tag)),
    LM_COLUMN_DATA("key_frame", N_("Frame of the message that stated its key"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_NOT_0, frame)),
    LM_COLUMN_DATA("keys", N_("How many keys it may have been sent with"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_keys)),
    LM_COLUMN_DATA("key_changes", N_("How often its key changed"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, key_changes)),
    LM_COLUMN_DATA("first_rollover", N_("Roll-over counter of the first packet that was opened"),
                   LM_CELL_COUNT, AT(LM_FROM_U32_ALWAYS, rollover_first)),
    LM_COLUMN_DATA("rollover", N_("Roll-over counter of the last packet that was opened"),
                   LM_CELL_COUNT, AT(LM_FROM_U32_ALWAYS, rollover)),
    LM_COLUMN_DATA("payload_bytes", N_("Plain bytes of payload in the packets that were opened"),
                   LM_CELL_COUNT, AT(LM_FROM_U64_ALWAYS, payload_bytes)),
    LM_COLUMN_DATA("payload_sha256", N_("SHA-256 of these bytes"), LM_CELL_WORD, COMMON(SHA256)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Data *data = lm_alloc(sizeof *data);
  data->rows = LM_VEC_INIT(LmSrtpStream);
  data->view = lm_srtp_view_new(trace);
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < lm_trace_n_streams(trace);
       i = lm_trace_next_stream(trace, i + 1)) {
    LmSrtpStream srtp;
    bool other = options->call != LM_NONE && lm_trace_stream(trace, i)->call != options->call;
    if (!other && lm_srtp_view_read(data->view, i, NULL, NULL, &srtp))
      *(LmSrtpStream *)lm_vec_push(&data->rows) = srtp;
  }
  return data;
}

static void
discard(void *data)
{
  Data *own = data;
  lm_vec_clear(&own->rows);
  lm_srtp_view_free(own->view);
  free(own);
}

static uint32_t
n_rows(const void *data)
{
  return ((const Data *)data)->rows.len;
}

static uint64_t
refused(const void *data)
{
  return lm_srtp_view_refused(((const Data *)data)->view);
}

static void
go(LmReportRow *row)
{
  const Data *data = row->data;
  const LmSrtpStream *srtp = lm_vec_at(&data->rows, row->index);
  const LmStream *stream = lm_trace_stream(row->trace, srtp->stream);
  row->record = srtp;
  row->call = stream->call;
  row->frame = stream->first_frame;
}

const LmReport lm_report_srtp = {
    .name = "srtp",
    .noun = "srtp_stream",
    .title = N_("SRTP"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
