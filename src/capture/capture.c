/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/capture.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "capture/memory.h"
#include "capture/reader.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_MAX_BYTES = 160 };

struct LmCapture {
  LmSource source;
  LmReader reader;
  LmStepsBack steps_back;
  char format[48];
  LmText name; /* as messages call it */
  LmText path;
};

/* A path may hold anything; in a message it is printable, and leaves room for the cause. */
static void
set_name(LmText *name, const char *path)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, lm_slice_str(strcmp(path, "-") == 0 ? _("standard input") : path), false);
  size_t start = safe.len > NAME_MAX_BYTES ? safe.len - NAME_MAX_BYTES : 0;
  while (start < safe.len && start > 0 && ((uint8_t)safe.str[start] & 0xc0) == 0x80)
    start++;
  if (start)
    lm_text_add_str(name, "\xe2\x80\xa6");
  lm_text_add(name, lm_slice_from(lm_slice(safe.str, safe.len), start));
  lm_text_clear(&safe);
}

static LmCapture *
open_reader(LmCapture *capture, LmError *error)
{
  if (!lm_reader_open(&capture->reader, &capture->source, capture->name.str, error)) {
    lm_capture_close(capture);
    return NULL;
  }
  LmCompression compression = lm_source_compression(&capture->source);
  if (compression == LM_COMPRESSION_NONE)
    snprintf(capture->format, sizeof capture->format, "%s", capture->reader.format);
  else
    snprintf(capture->format, sizeof capture->format, "%s in %s", capture->reader.format,
             lm_compression_name(compression));
  return capture;
}

static LmCapture *
new_capture(const char *path)
{
  LmCapture *capture = lm_alloc(sizeof *capture);
  lm_steps_back_init(&capture->steps_back);
  lm_text_add_str(&capture->path, path);
  lm_text_add_str(&capture->name, "");
  set_name(&capture->name, path);
  return capture;
}

LmCapture *
lm_capture_open(const char *path, const LmCancel *cancel, LmError *error)
{
  LmCapture *capture = new_capture(path);
  if (!lm_source_open(&capture->source, path, capture->name.str, cancel, error)) {
    lm_text_clear(&capture->name);
    lm_text_clear(&capture->path);
    free(capture);
    return NULL;
  }
  return open_reader(capture, error);
}

LmCapture *
lm_capture_open_follow(LmFollow *follow, const char *name, const LmCancel *cancel, LmError *error)
{
  LmCapture *capture = new_capture(name);
  lm_source_open_follow(&capture->source, follow, cancel);
  return open_reader(capture, error);
}

LmCapture *
lm_capture_open_memory(LmSlice bytes, const char *name, LmError *error)
{
  LmCapture *capture = new_capture(name);
  lm_source_open_memory(&capture->source, bytes);
  return open_reader(capture, error);
}

void
lm_capture_close(LmCapture *capture)
{
  if (!capture)
    return;
  lm_source_close(&capture->source);
  lm_reader_clear(&capture->reader);
  lm_steps_back_clear(&capture->steps_back);
  lm_text_clear(&capture->name);
  lm_text_clear(&capture->path);
  free(capture);
}

/* Bytes of the file were lost: takes back the frames at the end of a batch that lay in them, and
 * ends the reading if it has come that far. What is left before is still read. */
static size_t
drop_lost(LmCapture *capture, const LmFrame *frames, size_t n)
{
  LmReader *reader = &capture->reader;
  const LmSource *source = reader->source;
  const uint8_t *end = source->data + source->available;
  bool reached = reader->ended || reader->offset > source->available;
  while (n > 0 && frames[n - 1].data + frames[n - 1].captured_bytes > end) {
    LmCaptureInterface *interface = lm_vec_at(&reader->interfaces, frames[n - 1].interface);
    interface->packets--;
    reader->number--;
    n--;
  }
  if (reached)
    lm_reader_stop_input(reader, &source->loss);
  return n;
}

size_t
lm_capture_read(LmCapture *capture, LmFrame *frames, size_t max)
{
  LmReader *reader = &capture->reader;
  LmSource *source = &capture->source;
  if (lm_source_is_cancelled(source) && !reader->ended) {
    LmError cause = {0};
    lm_error_set(&cause, LM_ERROR_CANCELLED, "%s", _("the reading was stopped"));
    lm_reader_stop_input(reader, &cause);
  }
  bool look = lm_source_advance(source, reader->offset);
  size_t n = lm_reader_read(reader, frames, max);
  /* Asking costs a system call, so it is done once in a while, at the end, and where what was read
   * looks as lost bytes do. */
  look = look || n == 0 || reader->offset >= source->available ||
         frames[n - 1].captured_bytes == 0 || lm_source_faulted(source);
  if (look && lm_source_lost(source))
    n = drop_lost(capture, frames, n);
  lm_steps_back_look(&capture->steps_back, frames, n);
  return n;
}

void
lm_capture_count_from(LmCapture *capture, uint32_t number)
{
  capture->reader.number = number - 1;
}

const LmError *
lm_capture_damage(const LmCapture *capture)
{
  return &capture->reader.damage;
}

void
lm_capture_progress(const LmCapture *capture, LmCaptureProgress *progress)
{
  progress->bytes_total = capture->source.total_bytes;
  progress->bytes_read = lm_source_bytes_read(&capture->source);
  progress->n_turns = capture->reader.n_turns;
  progress->steps_back = lm_steps_back_sum(&capture->steps_back);
}

void
lm_capture_cancel(LmCapture *capture)
{
  lm_source_cancel(&capture->source);
}

const char *
lm_capture_format(const LmCapture *capture)
{
  return capture->format;
}

const char *
lm_capture_path(const LmCapture *capture)
{
  return capture->path.str;
}

size_t
lm_capture_n_interfaces(const LmCapture *capture)
{
  return capture->reader.interfaces.len;
}

const LmCaptureInterface *
lm_capture_interface(const LmCapture *capture, size_t index)
{
  return index < capture->reader.interfaces.len
             ? lm_vec_at(&capture->reader.interfaces, (uint32_t)index)
             : NULL;
}

size_t
lm_capture_n_notes(const LmCapture *capture)
{
  return capture->reader.notes.len;
}

const LmCaptureNote *
lm_capture_note(const LmCapture *capture, size_t index)
{
  return index < capture->reader.notes.len ? lm_vec_at(&capture->reader.notes, (uint32_t)index)
                                           : NULL;
}
