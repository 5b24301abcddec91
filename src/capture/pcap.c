/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/pcap.h"

#include "base/bytes.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/time.h"

enum { FILE_HEADER_BYTES = 24, RECORD_HEADER_BYTES = 16 };

/* The slow way to a record: waits for more of it, or ends the reading. True when the loop below can
 * look at it again. */
static bool
reach_record(LmReader *reader, bool wait)
{
  if (!lm_reader_need(reader, RECORD_HEADER_BYTES, wait))
    return false;
  uint32_t captured = lm_reader_u32(reader, reader->source->data + reader->offset + 8);
  if (captured > LM_LIMIT_FRAME_BYTES) {
    lm_reader_stop(reader, LM_ERROR_LIMIT, _("its length of %u bytes is more than the limit of %u"),
                   captured, LM_LIMIT_FRAME_BYTES);
    return false;
  }
  return lm_reader_need(reader, RECORD_HEADER_BYTES + (uint64_t)captured, wait);
}

/* The loop over records, made once for each kind of file so that it holds no test of the kind. */
static inline __attribute__((always_inline)) size_t
read_records(LmReader *reader, LmFrame *frames, size_t max, bool swapped, uint32_t unit_ns)
{
  const uint8_t *data = reader->source->data;
  const uint32_t before = reader->number;
  const uint16_t link_type = reader->link_type;
  uint64_t offset = reader->offset;
  uint64_t available = reader->source->available;
  size_t n = 0;
  while (n < max) {
    uint32_t header[4] = {0}; /* seconds, fraction, captured, original */
    uint64_t left = available - offset;
    if (left >= RECORD_HEADER_BYTES)
      memcpy(header, data + offset, sizeof header);
    if (swapped)
      for (int i = 0; i < 4; i++)
        header[i] = __builtin_bswap32(header[i]);
    uint64_t record_bytes = RECORD_HEADER_BYTES + (uint64_t)header[2];
    if (left < record_bytes || header[2] > LM_LIMIT_FRAME_BYTES) {
      reader->offset = offset;
      reader->number = before + (uint32_t)n;
      if (!reach_record(reader, n == 0))
        return n;
      available = reader->source->available;
      continue;
    }
    lm_reader_prefetch(data + offset, record_bytes);
    frames[n] = (LmFrame){
        .data = data + offset + RECORD_HEADER_BYTES,
        .captured_bytes = header[2],
        .original_bytes = header[3],
        .time_ns = (int64_t)header[0] * LM_NS_PER_S + (int64_t)header[1] * unit_ns,
        .number = before + (uint32_t)n + 1,
        .link_type = link_type,
    };
    offset += record_bytes;
    n++;
  }
  reader->offset = offset;
  reader->number = before + (uint32_t)n;
  return n;
}

static size_t
read_us(LmReader *reader, LmFrame *frames, size_t max)
{
  return read_records(reader, frames, max, false, 1000);
}

static size_t
read_us_swapped(LmReader *reader, LmFrame *frames, size_t max)
{
  return read_records(reader, frames, max, true, 1000);
}

static size_t
read_ns(LmReader *reader, LmFrame *frames, size_t max)
{
  return read_records(reader, frames, max, false, 1);
}

static size_t
read_ns_swapped(LmReader *reader, LmFrame *frames, size_t max)
{
  return read_records(reader, frames, max, true, 1);
}

size_t
lm_pcap_read(LmReader *reader, LmFrame *frames, size_t max)
{
  size_t n;
  if (reader->nanoseconds)
    n = (reader->swapped ? read_ns_swapped : read_ns)(reader, frames, max);
  else
    n = (reader->swapped ? read_us_swapped : read_us)(reader, frames, max);
  LmCaptureInterface *interface = lm_vec_at(&reader->interfaces, 0);
  interface->packets += n;
  return n;
}

bool
lm_pcap_open(LmReader *reader)
{
  reader->read = lm_pcap_read;
  reader->format = "pcap";
  if (!lm_reader_need(reader, FILE_HEADER_BYTES, true))
    return false;
  const uint8_t *header = reader->source->data;
  uint32_t magic = lm_slice_be32(lm_slice(header, FILE_HEADER_BYTES), 0);
  uint32_t native;
  memcpy(&native, header, sizeof native);
  reader->swapped = native != 0xa1b2c3d4 && native != 0xa1b23c4d;
  reader->big_endian = magic == 0xa1b2c3d4 || magic == 0xa1b23c4d;
  reader->nanoseconds = magic == 0xa1b23c4d || magic == 0x4d3cb2a1;
  if (reader->nanoseconds)
    reader->format = "pcap (nanoseconds)";
  uint16_t major = lm_reader_u16(reader, header + 4), minor = lm_reader_u16(reader, header + 6);
  if (major != 2) {
    lm_reader_stop(reader, LM_ERROR_UNSUPPORTED,
                   _("version %u.%u of the pcap format is not known; 2.4 is"), major, minor);
    return false;
  }
  LmCaptureInterface *interface = lm_vec_push(&reader->interfaces);
  interface->snap_bytes = lm_reader_u32(reader, header + 16);
  /* The upper half of the field tells about the frame check sequence (draft-ietf-opsawg-pcap,
   * section 4); the lower half is the link type. */
  reader->link_type = (uint16_t)lm_reader_u32(reader, header + 20);
  interface->link_type = reader->link_type;
  interface->received = interface->dropped_by_interface = interface->dropped_by_system =
      interface->dropped_by_program = UINT64_MAX;
  reader->offset = FILE_HEADER_BYTES;
  return true;
}
