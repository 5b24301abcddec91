/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the readers of pcap and pcapng have in common: where they are in the bytes, what they found,
 * and how they say what is wrong. Private to this room. One thread at a time. */

#include "base/vec.h"
#include "capture/capture.h"
#include "capture/source.h"

#include <stdatomic.h>

typedef struct LmReader LmReader;

struct LmReader {
  LmSource *source;
  const char *name;   /* what messages call the file; borrowed */
  const char *format; /* static */
  size_t (*read)(LmReader *reader, LmFrame *frames, size_t max);
  uint64_t offset;          /* of the next record or block; never beyond what is available */
  uint64_t n_blocks;        /* blocks before @offset, in pcapng */
  uint32_t number;          /* of the last frame given out */
  _Atomic uint32_t n_turns; /* how often numbers began again at 1 */
  bool opening;             /* no header was understood yet */
  bool ended;               /* nothing more will be given out; @damage is settled */
  bool swapped;             /* the file, or section, is in the other byte order */
  bool big_endian;          /* the file, or section, is in network byte order */
  bool nanoseconds;         /* the unit of a pcap file */
  uint16_t link_type;
  /* pcapng */
  uint32_t section_start; /* index of the section's first interface */
  int64_t last_time_ns;
  LmVec interfaces; /* LmCaptureInterface */
  LmVec clocks;     /* LmClock, one an interface */
  LmVec notes;      /* LmCaptureNote */
  LmError damage;
};

/* Reads the header at the start of @source, waiting for it. False with @error set. Clear it in
 * either case. */
bool lm_reader_open(LmReader *reader, LmSource *source, const char *name, LmError *error);
void lm_reader_clear(LmReader *reader);

/* Ends the reading here: "NAME: block 17 at byte 40960: CAUSE; the 1,203 packets before it were
 * read". */
void lm_reader_stop(LmReader *reader, LmErrorCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Notes that something at this place was left out; reading goes on. Only the first is kept. */
void lm_reader_amiss(LmReader *reader, LmErrorCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Ends the reading because of the input as a whole: "NAME: CAUSE; the 3 packets before ...". */
void lm_reader_stop_input(LmReader *reader, const LmError *cause);

/* As lm_capture_read(), of what is there. */
size_t lm_reader_read(LmReader *reader, LmFrame *frames, size_t max);

/* Frames given out. */
static inline uint64_t
lm_reader_n_frames(const LmReader *reader)
{
  return (uint64_t)reader->n_turns * UINT32_MAX + reader->number;
}

/* Slow part of lm_reader_need(). */
bool lm_reader_need_more(LmReader *reader, uint64_t bytes, bool wait);

/* True when @bytes from the offset on can be read. When not: with @wait it waits for them, and when
 * they will never come it ends the reading, as sound at a clean end and as damage within a record.
 * Without @wait false may just mean "not yet". */
static inline bool
lm_reader_need(LmReader *reader, uint64_t bytes, bool wait)
{
  return bytes <= reader->source->available - reader->offset ||
         lm_reader_need_more(reader, bytes, wait);
}

static inline uint32_t
lm_reader_u32(const LmReader *reader, const uint8_t *bytes)
{
  uint32_t value;
  memcpy(&value, bytes, sizeof value);
  return reader->swapped ? __builtin_bswap32(value) : value;
}

static inline uint16_t
lm_reader_u16(const LmReader *reader, const uint8_t *bytes)
{
  uint16_t value;
  memcpy(&value, bytes, sizeof value);
  return reader->swapped ? __builtin_bswap16(value) : value;
}

static inline uint64_t
lm_reader_u64(const LmReader *reader, const uint8_t *bytes)
{
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return reader->swapped ? __builtin_bswap64(value) : value;
}

/* Asks the processor for the bytes that lie behind the @bytes at @at, some way ahead. Where a
 * record starts is known only from the one before it, so without this each record waits for memory:
 * 155 ns a frame in place of 28, page faults included. Who looks into the frames next finds them
 * cached. Asking for an address that does not exist does nothing. */
static inline void
lm_reader_prefetch(const uint8_t *at, uint64_t bytes)
{
  enum { AHEAD = 8192, LINE = 64 };
  uintptr_t start = (uintptr_t)at + AHEAD;
  for (uint64_t i = 0; i < bytes; i += LINE)
    __builtin_prefetch((const void *)(start + i), 0, 2);
}
