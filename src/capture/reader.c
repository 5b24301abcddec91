/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/reader.h"

#include "base/i18n.h"
#include "capture/clock.h"
#include "capture/kind.h"
#include "capture/pcap.h"
#include "capture/pcapng.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>

enum { CAUSE_SIZE = 240, COUNT_SIZE = 64, TAIL_SIZE = 160 };

/* A count for a person: "1,203", with the separator of the user's language where it has one. */
static char *
format_count(uint64_t value, char out[COUNT_SIZE])
{
  const char *separator = nl_langinfo(THOUSEP);
  if (!separator[0] || strlen(separator) > 4)
    separator = ",";
  char digits[24];
  int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
  size_t used = 0;
  for (int i = 0; i < len; i++) {
    if (i > 0 && (len - i) % 3 == 0)
      used += (size_t)snprintf(out + used, COUNT_SIZE - used, "%s", separator);
    out[used++] = digits[i];
  }
  out[used] = '\0';
  return out;
}

/* What becomes of the packets before the damage. */
static char *
format_tail(uint64_t n_frames, char out[TAIL_SIZE])
{
  char count[COUNT_SIZE];
  if (n_frames == 0)
    snprintf(out, TAIL_SIZE, "%s", _("no packet came before it"));
  else if (n_frames == 1)
    snprintf(out, TAIL_SIZE, "%s", _("the packet before it was read"));
  else
    snprintf(out, TAIL_SIZE,
             LM_NGETTEXT("the %s packet before it was read", "the %s packets before it were read",
                         n_frames),
             format_count(n_frames, count));
  return out;
}

/* "block 17 at byte 40960". */
static char *
format_place(const LmReader *reader, char out[TAIL_SIZE])
{
  bool compressed = lm_source_compression(reader->source) != LM_COMPRESSION_NONE;
  unsigned long long offset = reader->source->before + reader->offset;
  if (reader->opening && reader->read == lm_pcap_read)
    snprintf(out, TAIL_SIZE, "%s", _("file header"));
  else if (reader->read == lm_pcapng_read)
    snprintf(out, TAIL_SIZE,
             compressed ? _("block %llu at byte %llu (decompressed)")
                        : _("block %llu at byte %llu"),
             (unsigned long long)reader->n_blocks + 1, offset);
  else
    snprintf(out, TAIL_SIZE,
             compressed ? _("record %llu at byte %llu (decompressed)")
                        : _("record %llu at byte %llu"),
             (unsigned long long)lm_reader_n_frames(reader) + 1, offset);
  return out;
}

void
lm_reader_stop(LmReader *reader, LmErrorCode code, const char *format, ...)
{
  char cause[CAUSE_SIZE], place[TAIL_SIZE], tail[TAIL_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(cause, sizeof cause, format, args);
  va_end(args);
  reader->ended = true;
  /* What ends the reading matters more than what was left out on the way. */
  lm_error_clear(&reader->damage);
  format_place(reader, place);
  if (reader->opening)
    lm_error_set(&reader->damage, code == LM_ERROR_DAMAGED ? LM_ERROR_UNREADABLE : code,
                 "%s: %s: %s", reader->name, place, cause);
  else
    lm_error_set(&reader->damage, code, "%s: %s: %s; %s", reader->name, place, cause,
                 format_tail(lm_reader_n_frames(reader), tail));
}

void
lm_reader_amiss(LmReader *reader, LmErrorCode code, const char *format, ...)
{
  if (reader->damage.code != LM_ERROR_NONE)
    return;
  char cause[CAUSE_SIZE], place[TAIL_SIZE];
  va_list args;
  va_start(args, format);
  vsnprintf(cause, sizeof cause, format, args);
  va_end(args);
  lm_error_set(&reader->damage, code, "%s: %s: %s", reader->name, format_place(reader, place),
               cause);
}

void
lm_reader_stop_input(LmReader *reader, const LmError *cause)
{
  char tail[TAIL_SIZE];
  reader->ended = true;
  lm_error_clear(&reader->damage);
  if (reader->opening)
    lm_error_set(&reader->damage,
                 cause->code == LM_ERROR_DAMAGED ? LM_ERROR_UNREADABLE : cause->code, "%s: %s",
                 reader->name, cause->message);
  else
    lm_error_set(&reader->damage, cause->code, "%s: %s; %s", reader->name, cause->message,
                 format_tail(lm_reader_n_frames(reader), tail));
}

static void
stop_cancelled(LmReader *reader)
{
  reader->ended = true;
  lm_error_clear(&reader->damage);
  lm_error_set(&reader->damage, LM_ERROR_CANCELLED, _("%s: the reading was stopped"), reader->name);
}

/* Why no more bytes came; NULL where that is the end of a sound input. */
static const LmError *
find_cause(const LmSource *source)
{
  const LmError *cause = source->spool ? lm_spool_error(source->spool) : &source->loss;
  return cause->code != LM_ERROR_NONE ? cause : NULL;
}

static void
stop_short(LmReader *reader, uint64_t left, uint64_t bytes)
{
  if (reader->source->fed)
    lm_reader_stop(reader, LM_ERROR_DAMAGED,
                   LM_NGETTEXT("the stream has ended after %llu of %llu byte",
                               "the stream has ended after %llu of %llu bytes", bytes),
                   (unsigned long long)left, (unsigned long long)bytes);
  else
    lm_reader_stop(reader, LM_ERROR_DAMAGED,
                   LM_NGETTEXT("the file ends after %llu of %llu byte",
                               "the file ends after %llu of %llu bytes", bytes),
                   (unsigned long long)left, (unsigned long long)bytes);
}

bool
lm_reader_need_more(LmReader *reader, uint64_t bytes, bool wait)
{
  LmSource *source = reader->source;
  bool finished;
  do {
    /* Asked in this order: bytes may come between the two questions, but none after the last. */
    finished = lm_source_finished(source);
    if (lm_source_grow(source, reader->offset + bytes, wait))
      return true;
  } while (lm_source_turn(source, &reader->offset));
  if (lm_source_is_cancelled(source)) {
    stop_cancelled(reader);
    return false;
  }
  if (!finished && (!wait || source->fed))
    return false;
  uint64_t left = source->available - reader->offset;
  const LmError *cause = find_cause(source);
  if (cause)
    lm_reader_stop_input(reader, cause);
  else if (left > 0 || reader->opening)
    stop_short(reader, left, bytes);
  reader->ended = true;
  return false;
}

static bool
open_by_kind(LmReader *reader)
{
  LmSource *source = reader->source;
  lm_source_grow(source, LM_KIND_MAGIC_BYTES, true);
  uint64_t available = source->available;
  LmSlice head = lm_slice(source->data,
                          available < LM_KIND_HEAD_BYTES ? (size_t)available : LM_KIND_HEAD_BYTES);
  switch (lm_kind_detect(head)) {
  case LM_KIND_PCAP:
    return lm_pcap_open(reader);
  case LM_KIND_PCAPNG:
    return lm_pcapng_open(reader);
  case LM_KIND_UNKNOWN:
    break;
  }
  if (lm_source_is_cancelled(source))
    stop_cancelled(reader);
  else if (available < LM_KIND_MAGIC_BYTES && find_cause(source))
    lm_reader_stop_input(reader, find_cause(source));
  else if (available == 0)
    lm_error_set(&reader->damage, LM_ERROR_UNREADABLE,
                 lm_source_compression(source) == LM_COMPRESSION_NONE
                     ? _("%s: the input is empty: it ended before the first byte")
                     : _("%s: there is nothing in it once it is decompressed"),
                 reader->name);
  else
    lm_kind_explain(head, reader->name, &reader->damage);
  return false;
}

bool
lm_reader_open(LmReader *reader, LmSource *source, const char *name, LmError *error)
{
  *reader = (LmReader){.source = source,
                       .name = name,
                       .opening = true,
                       .interfaces = LM_VEC_INIT(LmCaptureInterface),
                       .clocks = LM_VEC_INIT(LmClock),
                       .notes = LM_VEC_INIT(LmCaptureNote)};
  if (!open_by_kind(reader))
    return lm_error_set(error, reader->damage.code, "%s", reader->damage.message);
  reader->opening = false;
  return true;
}

/* A frame's number has 32 bits, and what runs for days does not end for that: behind the last they
 * begin again, with a read of its own. Returns how many frames have numbers before that. */
static size_t
turn_numbers(LmReader *reader, size_t max)
{
  if (reader->number == UINT32_MAX) {
    reader->number = 0;
    reader->n_turns++;
  }
  return max < UINT32_MAX - reader->number ? max : UINT32_MAX - reader->number;
}

size_t
lm_reader_read(LmReader *reader, LmFrame *frames, size_t max)
{
  return reader->ended ? 0 : reader->read(reader, frames, turn_numbers(reader, max));
}

void
lm_reader_clear(LmReader *reader)
{
  lm_vec_clear(&reader->interfaces);
  lm_vec_clear(&reader->clocks);
  lm_vec_clear(&reader->notes);
}
