/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_stream.h"

#include "base/limits.h"

static void
add_message(LmSipStream *stream, LmSipTracker *sip, LmTrace *trace, LmSlice bytes, bool truncated,
            const LmSipOrigin *origin)
{
  stream->is_sip |= lm_sip_tracker_add(sip, trace, bytes, truncated, origin);
}

static void
skip_foreign(LmSipStream *stream, const LmByteSource *source, size_t n)
{
  lm_byte_source_consume(source, n);
  if (!stream->is_sip)
    stream->foreign += n;
}

bool
lm_stream_has_empty_line(LmSlice bytes, size_t seen)
{
  LmSlice fresh = lm_slice_from(bytes, seen > 3 ? seen - 3 : 0);
  return lm_slice_find(fresh, LM_SLICE_LITERAL("\n\r\n")) >= 0 ||
         lm_slice_find(fresh, LM_SLICE_LITERAL("\n\n")) >= 0;
}

/* Whether the bytes at the front may hold a whole message now: not before as many came as its
 * Content-Length asks for, or its first line or its header block ended. So each byte is looked at
 * once, however small the segments are. */
static bool
is_worth_a_look(const LmSipStream *stream, LmSlice bytes)
{
  if (stream->wanted)
    return bytes.len >= stream->wanted;
  if (stream->seen == 0 || bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    return true;
  if (!stream->line_seen)
    return lm_slice_find_byte(bytes, '\n', stream->seen > 3 ? stream->seen - 3 : 0) >= 0;
  return lm_stream_has_empty_line(bytes, stream->seen);
}

/* RFC 5626, 3.5.1: CRLFs between messages keep the connection open: the client's ping is two of
 * them, the server's pong is one. */
static void
take_line_ends(LmSipStream *stream, LmTrace *trace, const LmByteSource *source, size_t n)
{
  lm_byte_source_consume(source, n);
  trace->counters.keepalives += stream->is_sip;
}

/* The message at the front is not all there; false: nothing more can be done now. */
static bool
take_partial(LmSipStream *stream, LmSipTracker *sip, LmTrace *trace, const LmByteSource *source,
             const LmSipOrigin *origin, LmSlice bytes, size_t lacking)
{
  if (lm_byte_source_is_cut(source)) {
    /* The rest of it was not captured. */
    add_message(stream, sip, trace, bytes, true, origin);
    lm_byte_source_consume(source, bytes.len);
    if (!source->queue)
      lm_tcp_take_gap(source->tcp, source->index);
    return true;
  }
  stream->wanted = lacking ? bytes.len + lacking : 0;
  stream->seen = bytes.len;
  stream->line_seen = lm_slice_find_byte(bytes, '\n', 0) >= 0;
  return false;
}

bool
lm_sip_stream_take(LmSipStream *stream, LmSipTracker *sip, LmTrace *trace,
                   const LmByteSource *source, const LmSipOrigin *origin)
{
  LmSlice bytes = lm_byte_source_peek(source);
  size_t crlf = lm_sip_leading_crlf(bytes);
  if (crlf) {
    take_line_ends(stream, trace, source, crlf);
    return true;
  }
  if (lm_slice_is_empty(bytes))
    return false;
  if (lm_sip_stream_has_given_up(stream)) {
    lm_byte_source_consume(source, bytes.len);
    return false;
  }
  if (!is_worth_a_look(stream, bytes) && !lm_byte_source_is_cut(source)) {
    stream->seen = bytes.len;
    return false;
  }
  size_t len = 0;
  LmSipFrame frame = lm_sip_frame(bytes, &len);
  stream->wanted = stream->seen = 0;
  /* A first line that does not end within the limit is none. */
  bool endless = len == 0 && bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES;
  if (frame == LM_SIP_FRAME_PARTIAL && (!endless || lm_byte_source_is_cut(source)))
    return take_partial(stream, sip, trace, source, origin, bytes, len);
  if (frame == LM_SIP_FRAME_WHOLE) {
    add_message(stream, sip, trace, lm_slice_sub(bytes, 0, len), false, origin);
    lm_byte_source_consume(source, len);
    return true;
  }
  if (bytes.len > LM_LIMIT_SIP_HEADER_BLOCK_BYTES && lm_sip_looks_like(bytes))
    trace->counters.sip_cut_by_limit++;
  skip_foreign(stream, source, len && !endless ? len : bytes.len);
  return true;
}
