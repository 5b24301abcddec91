/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/video.h"

#include "relate/feedback.h"
#include "report/cells.h"
#include "report/reports.h"
#include "report/stream_cells.h"

#include <stdlib.h>

static const char *const states[LM_N_VIDEO_STATES + 1] = {"plain", "decrypted", "encrypted",
                                                          "not-read", NULL};

typedef struct {
  LmVec rows; /* LmVideo, without their pictures */
  LmSrtpView *srtp;
  LmRtcpView *rtcp;
  LmFeedbackView *feedback;
} Data;

enum { SIZE, WIDTH, HEIGHT, SIZES };
enum { RATE, KEY_MEAN, MEAN, KBITS };
enum { FROZEN, FREEZE_LONGEST, DURATION, FREEZE_LIST };
enum { PLI, FIR, NACK, NACKED, OTHERS };

/* Within RED it is another than that of the stream. */
static void
get_codec(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  (void)column;
  lm_cell_text(cell, video->encoding);
  cell->kind = video->encoding.len ? LM_CELL_WORD : LM_CELL_NOTHING;
}

/* The last of them; all for programs. */
static void
get_size(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  uint32_t n = video->sizes.len;
  LmText *text = &row->text;
  lm_text_reset(text);
  if (column->part == SIZES) {
    lm_text_add_char(text, '[');
    for (uint32_t i = 0; i < n; i++) {
      const LmVideoSize *size = lm_vec_at(&video->sizes, i);
      lm_text_printf(text, "%s{\"time_ns\":%lld,\"width\":%u,\"height\":%u}", i ? "," : "",
                     (long long)size->time_ns, size->width, size->height);
    }
    lm_text_add_char(text, ']');
    lm_cell_json(row, cell, NULL);
    return;
  }
  if (n == 0)
    return;
  const LmVideoSize *last = lm_vec_at(&video->sizes, n - 1);
  if (column->part != SIZE) {
    lm_cell_count(cell, column->part == WIDTH ? last->width : last->height);
    return;
  }
  lm_text_printf(text, n > 1 ? "%u×%u…" : "%u×%u", last->width, last->height);
  lm_cell_built(row, cell, LM_CELL_WORD);
}

static void
get_real(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  const double seconds = (double)video->duration_ns / 1e9;
  const double values[] = {
      [RATE] = video->frames_per_s,
      [KEY_MEAN] = video->key_distance_mean,
      [MEAN] = video->bytes_mean,
      [KBITS] = seconds > 0 ? (double)video->bytes * 8 / 1000 / seconds : 0,
  };
  if (values[column->part] > 0) {
    cell->kind = LM_CELL_REAL;
    cell->real = values[column->part];
  }
}

static bool
has_key_frames(const LmVideo *video)
{
  return video->state == LM_VIDEO_PLAIN || video->state == LM_VIDEO_OPENED;
}

static void
get_key_frames(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  (void)column;
  if (has_key_frames(video))
    lm_cell_count(cell, video->n_keys);
}

static void
get_frames(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  lm_cell_count(cell, column->part == 0 ? video->n_frames : video->n_freezes);
}

static void
get_still(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const LmVideo *video = row->record;
  if (column->part == FREEZE_LIST) {
    lm_text_reset(&row->text);
    lm_text_add_char(&row->text, '[');
    for (uint32_t i = 0; i < video->freezes.len; i++) {
      const LmVideoFreeze *freeze = lm_vec_at(&video->freezes, i);
      lm_text_printf(&row->text, "%s{\"start_ns\":%lld,\"end_ns\":%lld}", i ? "," : "",
                     (long long)freeze->start_ns, (long long)freeze->end_ns);
    }
    lm_text_add_char(&row->text, ']');
    lm_cell_json(row, cell, NULL);
    return;
  }
  lm_cell_span(cell, column->part == FROZEN           ? video->frozen_ns
                     : column->part == FREEZE_LONGEST ? video->freeze_longest_ns
                                                      : video->duration_ns);
}

static void
get_feedback(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  const Data *data = row->data;
  const LmVideo *video = row->record;
  const LmFeedback *feedback = lm_feedback_view_stream(data->feedback, video->stream);
  const uint32_t counts[] = {
      [PLI] = feedback->n_pli,       [FIR] = feedback->n_fir,       [NACK] = feedback->n_nack,
      [NACKED] = feedback->n_nacked, [OTHERS] = feedback->n_others,
  };
  lm_cell_count(cell, counts[column->part]);
}

#define AT(from_, member_) LM_AT(from_, LmVideo, member_)
#define GOT(part_) LM_GOT(lm_stream_cell, part_)

static const LmReportColumn columns[] = {
    LM_COLUMN_ALL("stream", N_("Stream"), N_("Number of the stream"), LM_CELL_COUNT, 0,
                  GOT(LM_STREAM_NUMBER)),
    LM_COLUMN_ALL("call", N_("Call"), N_("Number of the call"), LM_CELL_COUNT, 0,
                  GOT(LM_STREAM_CALL)),
    LM_COLUMN_ALL("src", N_("Source"), N_("Who sent it"), LM_CELL_ENDPOINT, 0, GOT(LM_STREAM_SRC)),
    LM_COLUMN_ALL("dst", N_("Destination"), N_("Where it was sent to"), LM_CELL_ENDPOINT, 0,
                  GOT(LM_STREAM_DST)),
    LM_COLUMN_DATA("ssrc", N_("SSRC of its sender"), LM_CELL_WORD, GOT(LM_STREAM_SSRC)),
    LM_COLUMN_ALL("codec", N_("Codec"), N_("Encoding name"), LM_CELL_WORD, 0, LM_GOT(get_codec, 0)),
    LM_COLUMN_ALL("size", N_("Size"), N_("Width and height of the last pictures"), LM_CELL_WORD, 0,
                  LM_GOT(get_size, SIZE)),
    LM_COLUMN_ALL("frames", N_("Frames"), N_("Pictures, complete or not"), LM_CELL_COUNT, 0,
                  LM_GOT(get_frames, 0)),
    LM_COLUMN_ALL("frame_rate", N_("Frames/s"), N_("Pictures in a second, by their timestamps"),
                  LM_CELL_REAL, 0, LM_GOT(get_real, RATE), .decimals = 2),
    LM_COLUMN_ALL("key_frames", N_("Key frames"), N_("Pictures that need no other"), LM_CELL_COUNT,
                  0, LM_GOT(get_key_frames, 0)),
    LM_COLUMN_ALL("incomplete", N_("Incomplete"), N_("Pictures of which packets are missing"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_U32_ALWAYS, n_incomplete)),
    LM_COLUMN_ALL("freezes", N_("Freezes"),
                  N_("How often the picture stood still, as statistics of WebRTC have it"),
                  LM_CELL_COUNT, 0, LM_GOT(get_frames, 1)),
    LM_COLUMN_ALL("frozen_ms", N_("Frozen, ms"), N_("How long it stood still in all"), LM_CELL_SPAN,
                  0, LM_GOT(get_still, FROZEN)),
    LM_COLUMN_ALL("pli", "PLI", N_("Key frames asked for, for loss of pictures (PLI)"),
                  LM_CELL_COUNT, 0, LM_GOT(get_feedback, PLI)),
    LM_COLUMN_ALL("fir", "FIR", N_("Key frames asked for, for another reason (FIR)"), LM_CELL_COUNT,
                  0, LM_GOT(get_feedback, FIR)),
    LM_COLUMN_ALL("nack", "NACK", N_("Messages that ask for packets again"), LM_CELL_COUNT, 0,
                  LM_GOT(get_feedback, NACK)),
    LM_COLUMN_ALL("security", N_("Security"), N_("Whether its headers could be read"), LM_CELL_WORD,
                  0, AT(LM_FROM_WORD, state), .words = states),
    LM_COLUMN_DATA("codec_guessed",
                   N_("Nobody announced the codec: it is by what the packets look like"),
                   LM_CELL_TRUTH, AT(LM_FROM_BOOL, guessed)),
    LM_COLUMN_DATA("width", N_("Width of the last pictures"), LM_CELL_COUNT,
                   LM_GOT(get_size, WIDTH)),
    LM_COLUMN_DATA("height", N_("Height of the last pictures"), LM_CELL_COUNT,
                   LM_GOT(get_size, HEIGHT)),
    LM_COLUMN_DATA("sizes", N_("All sizes, and since when"), LM_CELL_JSON, LM_GOT(get_size, SIZES)),
    LM_COLUMN_DATA("size_announced", N_("The first size is that of the session description"),
                   LM_CELL_TRUTH, AT(LM_FROM_BOOL, size_announced)),
    LM_COLUMN_DATA("key_distance", N_("Mean of pictures from a key frame to the next"),
                   LM_CELL_REAL, LM_GOT(get_real, KEY_MEAN), .decimals = 2),
    LM_COLUMN_DATA("key_distance_max", N_("Most pictures from a key frame to the next"),
                   LM_CELL_COUNT, AT(LM_FROM_U32_NOT_0, key_distance_most)),
    LM_COLUMN_DATA("frame_bytes_mean", N_("Mean of bytes of a picture"), LM_CELL_REAL,
                   LM_GOT(get_real, MEAN), .decimals = 1),
    LM_COLUMN_DATA("frame_bytes_max", N_("Most bytes of a picture"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, bytes_most)),
    LM_COLUMN_DATA("kbits_a_second", N_("Bit rate of its payload"), LM_CELL_REAL,
                   LM_GOT(get_real, KBITS), .decimals = 1),
    LM_COLUMN_DATA("duration_ms", N_("From the first picture to the last"), LM_CELL_SPAN,
                   LM_GOT(get_still, DURATION)),
    LM_COLUMN_DATA("freeze_longest_ms", N_("How long it stood still at most"), LM_CELL_SPAN,
                   LM_GOT(get_still, FREEZE_LONGEST)),
    LM_COLUMN_DATA("freeze_list", N_("When it stood still"), LM_CELL_JSON,
                   LM_GOT(get_still, FREEZE_LIST)),
    LM_COLUMN_DATA("lost", N_("Packets that are missing"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_lost)),
    LM_COLUMN_DATA("nacked", N_("Packets that were asked for again"), LM_CELL_COUNT,
                   LM_GOT(get_feedback, NACKED)),
    LM_COLUMN_DATA("other_requests", N_("Other requests of its receiver (SLI, RPSI, LRR)"),
                   LM_CELL_COUNT, LM_GOT(get_feedback, OTHERS)),
    LM_COLUMN_DATA("temporal_layers", N_("Layers of frame rate"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_NOT_0, n_temporal)),
    LM_COLUMN_DATA("spatial_layers", N_("Layers of size"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_NOT_0, n_spatial)),
    LM_COLUMN_DATA("faults", N_("Packets whose headers cannot be"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_faults)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  Data *data = lm_alloc(sizeof *data);
  uint32_t n = lm_trace_n_streams(trace), first = 0;
  data->rows = LM_VEC_INIT(LmVideo);
  /* Most captures have none, and need neither keys nor RTCP. */
  first = lm_trace_next_stream(trace, 0);
  while (first < n && !lm_video_is_likely(trace, first))
    first = lm_trace_next_stream(trace, first + 1);
  if (first == n)
    return data;
  data->srtp = lm_srtp_view_new(trace);
  data->rtcp = lm_rtcp_view_new(trace, lm_srtp_view_opener(data->srtp));
  data->feedback = lm_feedback_view_new(trace, data->rtcp);
  for (uint32_t i = first; i < n; i = lm_trace_next_stream(trace, i + 1)) {
    LmVideo video;
    if ((options->call != LM_NONE && lm_trace_stream(trace, i)->call != options->call) ||
        !lm_video_read(trace, i, data->srtp, &video))
      continue;
    lm_vec_clear(&video.frames);
    *(LmVideo *)lm_vec_push(&data->rows) = video;
  }
  return data;
}

static void
discard(void *data)
{
  Data *own = data;
  for (uint32_t i = 0; i < own->rows.len; i++)
    lm_video_clear(lm_vec_at(&own->rows, i));
  lm_vec_clear(&own->rows);
  lm_feedback_view_free(own->feedback);
  lm_rtcp_view_free(own->rtcp);
  lm_srtp_view_free(own->srtp);
  free(own);
}

static uint32_t
n_rows(const void *data)
{
  return ((const Data *)data)->rows.len;
}

static void
go(LmReportRow *row)
{
  const Data *data = row->data;
  const LmVideo *video = lm_vec_at(&data->rows, row->index);
  const LmStream *stream = lm_trace_stream(row->trace, video->stream);
  row->record = video;
  row->call = stream->call;
  row->frame = stream->first_frame;
}

const LmReport lm_report_videos = {
    .name = "videos",
    .noun = "video",
    .title = N_("Video"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .go = go,
};
