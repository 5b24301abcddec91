/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/merge.h"

#include "base/arena.h"
#include "base/time.h"

#include <stdlib.h>

enum { BATCH = 256 };

typedef struct {
  LmCapture *capture;
  size_t next, n;
  bool ended;
  int64_t shift_ns;
  LmFrame *frames; /* BATCH of them; NULL with a single capture */
} Input;

struct LmMerge {
  Input *inputs;
  size_t n;
  uint32_t number; /* of the last frame; with a single capture that counts */
  _Atomic uint32_t n_turns;
};

LmMerge *
lm_merge_open(const char *const *paths, size_t n, const LmCancel *cancel, LmError *error)
{
  if (n == 0) {
    lm_error_set(error, LM_ERROR_USAGE, "no capture file was named");
    return NULL;
  }
  LmMerge *merge = lm_alloc(sizeof *merge);
  merge->inputs = lm_alloc(n * sizeof *merge->inputs);
  for (size_t i = 0; i < n; i++) {
    Input *input = &merge->inputs[merge->n];
    input->capture = lm_capture_open(paths[i], cancel, error);
    if (!input->capture) {
      lm_merge_close(merge);
      return NULL;
    }
    merge->n++;
    if (n > 1)
      input->frames = lm_alloc(BATCH * sizeof *input->frames);
  }
  return merge;
}

LmMerge *
lm_merge_new(LmCapture *capture)
{
  LmMerge *merge = lm_alloc(sizeof *merge);
  merge->inputs = lm_alloc(sizeof *merge->inputs);
  merge->inputs[0].capture = capture;
  merge->n = 1;
  return merge;
}

void
lm_merge_close(LmMerge *merge)
{
  if (!merge)
    return;
  for (size_t i = 0; i < merge->n; i++) {
    lm_capture_close(merge->inputs[i].capture);
    free(merge->inputs[i].frames);
  }
  free(merge->inputs);
  free(merge);
}

void
lm_merge_shift(LmMerge *merge, size_t index, int64_t shift_ns)
{
  merge->inputs[index].shift_ns = shift_ns;
}

static size_t
read_shifted(Input *input, LmFrame *frames, size_t max)
{
  size_t n = lm_capture_read(input->capture, frames, max);
  for (size_t i = 0; i < n && input->shift_ns; i++)
    frames[i].time_ns = lm_time_add(frames[i].time_ns, input->shift_ns);
  return n;
}

/* The frame that @input offers next, or NULL at its end. */
static const LmFrame *
peek(Input *input)
{
  if (input->next == input->n && !input->ended) {
    input->next = 0;
    input->n = read_shifted(input, input->frames, BATCH);
    input->ended = input->n == 0;
  }
  return input->next < input->n ? &input->frames[input->next] : NULL;
}

void
lm_merge_count_from(LmMerge *merge, uint32_t number)
{
  merge->number = number - 1;
  if (merge->n == 1)
    lm_capture_count_from(merge->inputs[0].capture, number);
}

static uint32_t
next_number(LmMerge *merge)
{
  if (merge->number == UINT32_MAX) {
    merge->number = 0;
    merge->n_turns++;
  }
  return ++merge->number;
}

size_t
lm_merge_read(LmMerge *merge, LmFrame *frames, size_t max)
{
  if (merge->n == 1)
    return read_shifted(&merge->inputs[0], frames, max);
  size_t n = 0;
  while (n < max) {
    Input *first = NULL;
    const LmFrame *frame = NULL;
    for (size_t i = 0; i < merge->n; i++) {
      const LmFrame *offer = peek(&merge->inputs[i]);
      /* Strictly before: of equal times the earlier file's frame stays. */
      if (offer && (!frame || offer->time_ns < frame->time_ns)) {
        frame = offer;
        first = &merge->inputs[i];
      }
    }
    if (!frame)
      break;
    frames[n] = *frame;
    frames[n].number = next_number(merge);
    first->next++;
    n++;
  }
  return n;
}

void
lm_merge_progress(const LmMerge *merge, LmCaptureProgress *progress)
{
  LmCaptureProgress sum = {0};
  bool known = true;
  for (size_t i = 0; i < merge->n; i++) {
    LmCaptureProgress one;
    lm_capture_progress(merge->inputs[i].capture, &one);
    sum.bytes_read += one.bytes_read;
    sum.bytes_total += one.bytes_total;
    sum.n_turns = merge->n == 1 ? one.n_turns : merge->n_turns;
    lm_steps_back_join(&sum.steps_back, &one.steps_back);
    known = known && one.bytes_total > 0;
  }
  if (!known)
    sum.bytes_total = 0;
  *progress = sum;
}

void
lm_merge_cancel(LmMerge *merge)
{
  for (size_t i = 0; i < merge->n; i++)
    lm_capture_cancel(merge->inputs[i].capture);
}

size_t
lm_merge_n_captures(const LmMerge *merge)
{
  return merge->n;
}

const LmCapture *
lm_merge_capture(const LmMerge *merge, size_t index)
{
  return index < merge->n ? merge->inputs[index].capture : NULL;
}
