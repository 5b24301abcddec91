/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/child/pipe.h"

#include <errno.h>
#include <unistd.h>

#define READ_BYTES 65536

bool
lm_sound_pipe_flush(LmSoundPipe *pipe)
{
  LmText *out = &pipe->out;
  for (size_t at = 0; at < out->len && !pipe->broken;) {
    ssize_t n = write(STDOUT_FILENO, out->str + at, out->len - at);
    if (n > 0)
      at += (size_t)n;
    else if (n == 0 || errno != EINTR)
      pipe->broken = true;
  }
  lm_text_reset(out);
  return !pipe->broken;
}

bool
lm_sound_pipe_next(LmSoundPipe *pipe, LmWireFrame *frame)
{
  LmText *in = &pipe->in;
  static uint8_t buffer[READ_BYTES];
  while (!pipe->broken) {
    size_t n =
        lm_wire_take(lm_slice_from(lm_slice(in->str, in->len), pipe->taken), frame, &pipe->broken);
    pipe->taken += n;
    if (n)
      return true;
    LmText rest = LM_TEXT_INIT;
    lm_text_add(&rest, lm_slice_from(lm_slice(in->str, in->len), pipe->taken));
    lm_text_clear(in);
    *in = rest;
    pipe->taken = 0;
    ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
    if (got > 0)
      lm_text_add(in, lm_slice(buffer, (size_t)got));
    else if (got == 0 || errno != EINTR)
      break;
  }
  return false;
}
