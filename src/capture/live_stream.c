/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_stream.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/vec.h"
#include "capture/pieces.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 << 10)

typedef struct {
  LmCaptureInterface said; /* of the first interface that it is; its texts are the writer's */
  uint64_t n_packets;
} Link;

struct LmLiveStream {
  LmLiveStreamSetup setup;
  LmPieces *pieces;
  Link links[LM_HELPER_MAX_LINKS];
  uint32_t n_links;
  LmVec link_of; /* uint32_t an interface of the stream */
  LmError error;
  bool begun, any;
  uint8_t bytes[READ_BYTES];
};

/* --- Links --- */

static bool
is_same(const LmCaptureInterface *a, const LmCaptureInterface *b)
{
  return a->link_type == b->link_type && a->snap_bytes == b->snap_bytes &&
         strcmp(a->name, b->name) == 0 && strcmp(a->description, b->description) == 0 &&
         strcmp(a->filter, b->filter) == 0;
}

static const char *
one_of(const char *said, const char *other)
{
  return *said ? said : other;
}

/* The caller compiles the filter for what the link is. Where it has said nothing more of what is to
 * be kept, it is what passes that. */
static bool
add_link(LmLiveStream *stream, const LmCaptureInterface *said)
{
  const LmLiveStreamSetup *setup = &stream->setup;
  if (stream->n_links == LM_HELPER_MAX_LINKS)
    return lm_error_set(&stream->error, LM_ERROR_LIMIT, _("%.200s: more than %d interfaces"),
                        setup->name, LM_HELPER_MAX_LINKS);
  uint32_t number = stream->n_links++, most = LM_HELPER_MAX_SNAP_BYTES;
  Link *link = &stream->links[number];
  link->said = *said;
  if (setup->snap_bytes && setup->snap_bytes < most)
    most = setup->snap_bytes;
  LmWriterInterface interface = {
      .name = one_of(link->said.name, setup->link_name),
      .description = one_of(link->said.description, setup->link_description),
      .filter = setup->filter ? setup->filter : one_of(link->said.filter, NULL),
      .link_type = link->said.link_type,
      .snap_bytes = link->said.snap_bytes};
  if (!interface.snap_bytes || interface.snap_bytes > most)
    interface.snap_bytes = most;
  const LmHelperFilter *filter = lm_live_output_add_link(setup->output, &interface);
  if (!filter || (!setup->looks_back && !lm_live_output_keep(setup->output, number, filter)))
    return lm_error_set(&stream->error, LM_ERROR_CANCELLED, _("%.200s: the reading was stopped"),
                        setup->name);
  return true;
}

static bool
find_link(LmLiveStream *stream, const LmCaptureInterface *said)
{
  uint32_t link = 0;
  while (link < stream->n_links && !is_same(&stream->links[link].said, said))
    link++;
  if (link == stream->n_links && !add_link(stream, said))
    return false;
  *(uint32_t *)lm_vec_push(&stream->link_of) = link;
  return true;
}

/* --- What comes --- */

static bool
take_interfaces(LmLiveStream *stream, LmPieces *pieces)
{
  while (stream->link_of.len < lm_pieces_n_interfaces(pieces))
    if (!find_link(stream, lm_pieces_interface(pieces, stream->link_of.len)))
      return false;
  if (!stream->begun && stream->n_links)
    lm_live_output_begin(stream->setup.output);
  stream->begun = stream->n_links > 0;
  return true;
}

/* Keys are of use behind where they stand, so they go first. */
static void
take_keys(LmLiveStream *stream, LmPieces *pieces)
{
  for (uint32_t i = 0; stream->begun && i < lm_pieces_n_notes(pieces); i++) {
    const LmCaptureNote *note = lm_pieces_note(pieces, i);
    if (note->kind == LM_CAPTURE_SECRETS)
      lm_live_output_put_secrets(stream->setup.output, note->type, note->bytes);
  }
}

static bool
take(void *user, LmPieces *pieces, const LmFrame *frames, size_t n)
{
  LmLiveStream *stream = user;
  uint32_t most = stream->setup.snap_bytes ? stream->setup.snap_bytes : UINT32_MAX;
  if (!take_interfaces(stream, pieces))
    return false;
  take_keys(stream, pieces);
  for (size_t i = 0; i < n; i++) {
    const LmFrame *frame = &frames[i];
    uint32_t number = *(uint32_t *)lm_vec_at(&stream->link_of, frame->interface);
    LmRingPacket packet = {
        .link = number,
        .captured_bytes = frame->captured_bytes < most ? frame->captured_bytes : most,
        .original_bytes = frame->original_bytes > frame->captured_bytes ? frame->original_bytes
                                                                        : frame->captured_bytes,
        .time_ns = frame->time_ns};
    stream->links[number].n_packets++;
    lm_live_output_link(stream->setup.output, number)->figures.received++;
    lm_live_output_put(stream->setup.output, &packet, frame->data);
  }
  return true;
}

LmLiveStream *
lm_live_stream_new(const LmLiveStreamSetup *setup)
{
  LmLiveStream *stream = lm_alloc(sizeof *stream);
  stream->setup = *setup;
  stream->link_of = LM_VEC_INIT(uint32_t);
  stream->pieces = lm_pieces_new(setup->name, take, stream);
  return stream;
}

void
lm_live_stream_free(LmLiveStream *stream)
{
  if (!stream)
    return;
  lm_pieces_free(stream->pieces);
  lm_vec_clear(&stream->link_of);
  free(stream);
}

bool
lm_live_stream_read(LmLiveStream *stream, int fd)
{
  ssize_t n = read(fd, stream->bytes, sizeof stream->bytes);
  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return true;
  if (n < 0)
    lm_error_set(&stream->error, LM_ERROR_UNREADABLE, _("%.200s: it cannot be read (%s)"),
                 stream->setup.name, strerror(errno));
  stream->any |= n > 0;
  return n > 0 && lm_pieces_add(stream->pieces, lm_slice(stream->bytes, (size_t)n));
}

void
lm_live_stream_end(LmLiveStream *stream)
{
  lm_pieces_end(stream->pieces);
  lm_live_stream_count(stream);
}

bool
lm_live_stream_begun(const LmLiveStream *stream)
{
  return stream->begun;
}

bool
lm_live_stream_is_capture(const LmLiveStream *stream)
{
  return lm_pieces_begun(stream->pieces);
}

bool
lm_live_stream_is_empty(const LmLiveStream *stream)
{
  return !stream->any;
}

/* What begins to count anew takes nothing back. */
static void
raise_to(uint64_t *figure, uint64_t to)
{
  if (to > *figure)
    *figure = to;
}

/* Dropped packets were received too, by who counted them. */
void
lm_live_stream_count(LmLiveStream *stream)
{
  LmHelperFigures sums[LM_HELPER_MAX_LINKS] = {0};
  for (uint32_t i = 0; i < stream->link_of.len; i++) {
    const LmCaptureInterface *said = lm_pieces_interface(stream->pieces, i);
    LmHelperFigures *sum = &sums[*(uint32_t *)lm_vec_at(&stream->link_of, i)];
    sum->dropped_by_system += said->dropped_by_system == UINT64_MAX ? 0 : said->dropped_by_system;
    sum->dropped_by_ring += said->dropped_by_program == UINT64_MAX ? 0 : said->dropped_by_program;
    sum->dropped_by_interface +=
        said->dropped_by_interface == UINT64_MAX ? 0 : said->dropped_by_interface;
  }
  for (uint32_t i = 0; i < stream->n_links; i++) {
    LmHelperFigures *figures = &lm_live_output_link(stream->setup.output, i)->figures;
    raise_to(&figures->dropped_by_system, sums[i].dropped_by_system);
    raise_to(&figures->dropped_by_ring, sums[i].dropped_by_ring);
    raise_to(&figures->dropped_by_interface, sums[i].dropped_by_interface);
    figures->received =
        stream->links[i].n_packets + figures->dropped_by_system + figures->dropped_by_ring;
  }
}

const LmError *
lm_live_stream_damage(const LmLiveStream *stream)
{
  return stream->error.code != LM_ERROR_NONE ? &stream->error : lm_pieces_damage(stream->pieces);
}
