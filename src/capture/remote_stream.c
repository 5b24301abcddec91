/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote_stream.h"

#include "base/bytes.h"
#include "base/limits.h"
#include "base/time.h"

#include <string.h>

/* draft-ietf-opsawg-pcap, sections 4 and 5. */
enum { FILE_HEADER_BYTES = 24, RECORD_HEADER_BYTES = 16 };
#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du
#define MAGIC_PCAPNG 0x0a0d0d0au

uint8_t *
lm_remote_stream_room(LmRemoteStream *stream, size_t *size)
{
  if (stream->start) {
    memmove(stream->buffer, stream->buffer + stream->start, stream->len);
    stream->start = 0;
  }
  *size = LM_REMOTE_BUFFER_BYTES - stream->len;
  return stream->buffer + stream->len;
}

void
lm_remote_stream_add(LmRemoteStream *stream, size_t n)
{
  stream->len += n;
}

static LmSlice
rest(const LmRemoteStream *stream)
{
  return lm_slice(stream->buffer + stream->start, stream->len);
}

static void
take(LmRemoteStream *stream, size_t n)
{
  stream->start += n;
  stream->len -= n;
}

static uint32_t
read_u32(const LmRemoteStream *stream, size_t offset)
{
  return stream->swapped ? lm_slice_be32(rest(stream), offset)
                         : lm_slice_le32(rest(stream), offset);
}

static LmRemoteFound
begin(LmRemoteStream *stream)
{
  LmSlice head = rest(stream);
  uint32_t magic = lm_slice_le32(head, 0);
  if (head.len < 4)
    return LM_REMOTE_MORE;
  if (magic == MAGIC_PCAPNG)
    return LM_REMOTE_PCAPNG;
  stream->swapped = magic != MAGIC_US && magic != MAGIC_NS;
  magic = read_u32(stream, 0);
  if (magic != MAGIC_US && magic != MAGIC_NS)
    return LM_REMOTE_NO_PCAP;
  if (head.len < FILE_HEADER_BYTES)
    return LM_REMOTE_MORE;
  stream->unit_ns = magic == MAGIC_NS ? 1 : 1000;
  stream->snap_bytes = read_u32(stream, 16);
  stream->link_type = read_u32(stream, 20) & 0xffff; /* above it lie figures of the FCS */
  stream->begun = true;
  take(stream, FILE_HEADER_BYTES);
  return LM_REMOTE_HEADER;
}

LmRemoteFound
lm_remote_stream_next(LmRemoteStream *stream)
{
  if (!stream->begun)
    return begin(stream);
  if (stream->len < RECORD_HEADER_BYTES)
    return LM_REMOTE_MORE;
  uint32_t captured = read_u32(stream, 8), fraction = read_u32(stream, 4);
  if (captured > LM_LIMIT_FRAME_BYTES)
    return LM_REMOTE_DAMAGED;
  if (stream->len < RECORD_HEADER_BYTES + (size_t)captured)
    return LM_REMOTE_MORE;
  stream->time_ns =
      (int64_t)read_u32(stream, 0) * LM_NS_PER_S + (int64_t)fraction * stream->unit_ns;
  stream->original_bytes = read_u32(stream, 12);
  if (stream->original_bytes < captured)
    stream->original_bytes = captured;
  stream->data = lm_slice_sub(rest(stream), RECORD_HEADER_BYTES, captured);
  take(stream, RECORD_HEADER_BYTES + (size_t)captured);
  return LM_REMOTE_RECORD;
}
