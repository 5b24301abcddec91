/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/pcapng.h"

#include "base/bytes.h"
#include "base/i18n.h"
#include "base/limits.h"

enum { PACKET_HEADER_BYTES = 20, SECTION_MIN_BYTES = 28, LENGTHS_BYTES = 12 };

/* Where the section's interface @id is kept, or LM_NONE. */
static uint32_t
find_interface(const LmReader *reader, uint32_t id)
{
  return id < reader->interfaces.len - reader->section_start ? reader->section_start + id : LM_NONE;
}

static bool
no_interface(LmReader *reader, uint32_t id)
{
  lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                  _("interface %u does not exist in this section; the packet was left out"), id);
  return false;
}

static void
fill_frame(LmReader *reader, LmFrame *frame, uint32_t index, const uint8_t *data,
           uint32_t captured_bytes, uint32_t original_bytes)
{
  LmCaptureInterface *interface = lm_vec_at(&reader->interfaces, index);
  interface->packets++;
  *frame = (LmFrame){.data = data,
                     .captured_bytes = captured_bytes,
                     .original_bytes = original_bytes,
                     .time_ns = reader->last_time_ns,
                     .number = ++reader->number,
                     .link_type = interface->link_type,
                     .interface = (uint16_t)index};
}

/* Enhanced and obsolete packet blocks: the same, but for how the interface is written. */
static bool
read_packet(LmReader *reader, LmSlice body, bool obsolete, LmFrame *frame)
{
  if (body.len < PACKET_HEADER_BYTES) {
    lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                    _("a packet block of %zu bytes is too short; it was left out"), body.len);
    return false;
  }
  const uint8_t *header = body.data;
  uint32_t id = obsolete ? lm_reader_u16(reader, header) : lm_reader_u32(reader, header);
  uint64_t ticks =
      (uint64_t)lm_reader_u32(reader, header + 4) << 32 | lm_reader_u32(reader, header + 8);
  uint32_t captured = lm_reader_u32(reader, header + 12);
  uint32_t index = find_interface(reader, id);
  if (index == LM_NONE)
    return no_interface(reader, id);
  if (captured > body.len - PACKET_HEADER_BYTES || captured > LM_LIMIT_FRAME_BYTES) {
    bool beyond = captured > body.len - PACKET_HEADER_BYTES;
    lm_reader_amiss(reader, beyond ? LM_ERROR_DAMAGED : LM_ERROR_LIMIT,
                    beyond ? _("a captured length of %u bytes does not fit the block; it was left "
                               "out")
                           : _("a captured length of %u bytes is above the limit; the packet was "
                               "left out"),
                    captured);
    return false;
  }
  reader->last_time_ns = lm_clock_ns(lm_vec_at(&reader->clocks, index), ticks);
  fill_frame(reader, frame, index, header + PACKET_HEADER_BYTES, captured,
             lm_reader_u32(reader, header + 16));
  /* The data is padded to four bytes; the options lie behind it. */
  size_t options = PACKET_HEADER_BYTES + (((size_t)captured + 3) & ~(size_t)3);
  if (__builtin_expect(body.len > options, false))
    lm_pcapng_comments(reader, lm_slice_from(body, options), frame->number);
  return true;
}

static bool
read_simple_packet(LmReader *reader, LmSlice body, LmFrame *frame)
{
  uint32_t index = find_interface(reader, 0);
  if (index == LM_NONE)
    return no_interface(reader, 0);
  if (body.len < 4) {
    lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                    _("a packet block of %zu bytes is too short; it was left out"), body.len);
    return false;
  }
  const LmCaptureInterface *interface = lm_vec_at(&reader->interfaces, index);
  uint32_t original = lm_reader_u32(reader, body.data);
  uint32_t captured = original;
  if (interface->snap_bytes && captured > interface->snap_bytes)
    captured = interface->snap_bytes;
  if (captured > body.len - 4)
    captured = (uint32_t)(body.len - 4);
  if (captured > LM_LIMIT_FRAME_BYTES) {
    lm_reader_amiss(reader, LM_ERROR_LIMIT,
                    _("a captured length of %u bytes is above the limit; the packet was left out"),
                    captured);
    return false;
  }
  fill_frame(reader, frame, index, body.data + 4, captured, original);
  return true;
}

/* A section header sets the byte order that its own length is in. */
static bool
begin_section(LmReader *reader, bool wait)
{
  if (!lm_reader_need(reader, SECTION_MIN_BYTES, wait))
    return false;
  const uint8_t *block = reader->source->data + reader->offset;
  uint32_t magic = lm_slice_be32(lm_slice(block, SECTION_MIN_BYTES), 8);
  uint32_t native;
  memcpy(&native, block + 8, sizeof native);
  if (magic != LM_PCAPNG_BYTE_ORDER_MAGIC &&
      magic != __builtin_bswap32(LM_PCAPNG_BYTE_ORDER_MAGIC)) {
    lm_reader_stop(reader, LM_ERROR_DAMAGED,
                   _("a section header with a byte-order magic of 0x%08x, not 0x1a2b3c4d"), magic);
    return false;
  }
  reader->swapped = native != LM_PCAPNG_BYTE_ORDER_MAGIC;
  reader->big_endian = magic == LM_PCAPNG_BYTE_ORDER_MAGIC;
  uint16_t major = lm_reader_u16(reader, block + 12), minor = lm_reader_u16(reader, block + 14);
  if (major != 1) {
    lm_reader_stop(reader, LM_ERROR_UNSUPPORTED,
                   _("version %u.%u of the pcapng format is not known; 1.0 is"), major, minor);
    return false;
  }
  return true;
}

static void
stop_at_length(LmReader *reader, uint32_t type, uint32_t len)
{
  uint32_t least = type == LM_PCAPNG_SECTION ? SECTION_MIN_BYTES : LM_PCAPNG_BLOCK_MIN_BYTES;
  if (len < least)
    lm_reader_stop(reader, LM_ERROR_DAMAGED, _("length %u is less than the %u of an empty block"),
                   len, least);
  else if (len % 4 != 0)
    lm_reader_stop(reader, LM_ERROR_DAMAGED, _("length %u is not a multiple of 4"), len);
  else
    lm_reader_stop(reader, LM_ERROR_LIMIT, _("length %u is more than the limit of %u"), len,
                   LM_LIMIT_BLOCK_BYTES);
}

/* The slow way to a block: waits for more of it, or ends the reading. True when all of it can be
 * read and its length is sound. */
static bool
reach_block(LmReader *reader, bool wait)
{
  if (!lm_reader_need(reader, LM_PCAPNG_BLOCK_MIN_BYTES, wait))
    return false;
  const uint8_t *block = reader->source->data + reader->offset;
  uint32_t type = lm_reader_u32(reader, block);
  if (type == LM_PCAPNG_SECTION && !begin_section(reader, wait))
    return false;
  uint32_t len = lm_reader_u32(reader, block + 4);
  uint32_t least = type == LM_PCAPNG_SECTION ? SECTION_MIN_BYTES : LM_PCAPNG_BLOCK_MIN_BYTES;
  if (len < least || len % 4 != 0 || len > LM_LIMIT_BLOCK_BYTES) {
    stop_at_length(reader, type, len);
    return false;
  }
  return lm_reader_need(reader, len, wait);
}

/* True when @body, of a block whose length @len is sound, was given out as @frame. */
static bool
take_block(LmReader *reader, uint32_t type, LmSlice body, LmFrame *frame)
{
  switch (type) {
  case LM_PCAPNG_ENHANCED_PACKET:
    return read_packet(reader, body, false, frame);
  case LM_PCAPNG_OBSOLETE_PACKET:
    return read_packet(reader, body, true, frame);
  case LM_PCAPNG_SIMPLE_PACKET:
    return read_simple_packet(reader, body, frame);
  default:
    lm_pcapng_info(reader, type, body);
    return false;
  }
}

/* The next block of any kind. False when none can be had now. */
static inline bool
next_block(LmReader *reader, bool wait, uint32_t *type, LmSlice *body)
{
  uint64_t left = reader->source->available - reader->offset;
  const uint8_t *block = reader->source->data + reader->offset;
  uint32_t len = 0;
  *type = LM_PCAPNG_SECTION;
  if (left >= LM_PCAPNG_BLOCK_MIN_BYTES) {
    *type = lm_reader_u32(reader, block);
    len = lm_reader_u32(reader, block + 4);
  }
  if (len > left || len < LM_PCAPNG_BLOCK_MIN_BYTES || len % 4 != 0 || len > LM_LIMIT_BLOCK_BYTES ||
      *type == LM_PCAPNG_SECTION) {
    if (!reach_block(reader, wait))
      return false;
    block = reader->source->data + reader->offset; /* it may be in another file */
    *type = lm_reader_u32(reader, block);
    len = lm_reader_u32(reader, block + 4);
  }
  uint32_t trailing = lm_reader_u32(reader, block + len - 4);
  if (trailing != len) {
    lm_reader_stop(reader, LM_ERROR_DAMAGED, _("length %u at its start, but %u at its end"), len,
                   trailing);
    return false;
  }
  lm_reader_prefetch(block, len);
  *body = lm_slice(block + 8, len - LENGTHS_BYTES);
  return true;
}

size_t
lm_pcapng_read(LmReader *reader, LmFrame *frames, size_t max)
{
  size_t n = 0;
  uint32_t type;
  LmSlice body;
  while (n < max && !reader->ended && next_block(reader, n == 0, &type, &body)) {
    n += take_block(reader, type, body, &frames[n]);
    if (reader->ended)
      break;
    reader->offset += body.len + LENGTHS_BYTES;
    reader->n_blocks++;
  }
  return n;
}

bool
lm_pcapng_open(LmReader *reader)
{
  uint32_t type;
  LmSlice body;
  reader->read = lm_pcapng_read;
  reader->format = "pcapng";
  if (!next_block(reader, true, &type, &body))
    return false;
  lm_pcapng_info(reader, type, body);
  reader->offset += body.len + LENGTHS_BYTES;
  reader->n_blocks++;
  return true;
}
