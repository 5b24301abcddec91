/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program linesman-fax: reads a fax out of packets of T.38 or out of sound, which is foreign
 * input for a large library, in a process of its own that may do nothing else. It is started by
 * Linesman, and talks over its standard input and output (fax/wire.h). */

#include "base/arena.h"
#include "fax/child/listener.h"
#include "sound/child/pipe.h"
#include "sound/child/verbs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_SAMPLES (LM_WIRE_MAX_BODY_BYTES / 2)

typedef struct {
  LmSoundPipe pipe;
  LmFaxListener listeners[LM_FAX_DIRECTIONS];
  LmFaxWire in; /* what is being taken in */
  int16_t samples[MOST_SAMPLES];
} Reading;

static Reading reading;

static void
tell(void *data, LmFaxWireKind kind, LmSlice rest)
{
  (void)data;
  LmFaxWire wire = {(uint8_t)kind, reading.in.direction, reading.in.number, rest};
  lm_fax_wire_add(&reading.pipe.out, &wire);
}

/* False where it is nothing that is said. */
static bool
take(const LmWireFrame *frame)
{
  if (!lm_fax_wire_read(frame, &reading.in))
    return false;
  LmFaxListener *listener = &reading.listeners[reading.in.direction];
  LmSlice rest = reading.in.rest;
  switch (reading.in.kind) {
  case LM_FAX_WIRE_IFP:
    lm_fax_listener_ifp(listener, rest);
    return true;
  case LM_FAX_WIRE_SOUND:
    for (size_t i = 0; i < rest.len / 2; i++)
      reading.samples[i] = (int16_t)(rest.data[2 * i] | rest.data[2 * i + 1] << 8);
    return lm_fax_listener_sound(listener, reading.samples, rest.len / 2);
  case LM_FAX_WIRE_LOST:
    lm_fax_listener_lost(listener, lm_slice_be32(rest, 0));
    return rest.len == 4;
  default:
    return false;
  }
}

static bool
begin(void)
{
  for (uint8_t i = 0; i < LM_FAX_DIRECTIONS; i++)
    if (!lm_fax_listener_init(&reading.listeners[i], tell, NULL))
      return false;
  if (!lm_sound_confine())
    return false;
  lm_wire_add(&reading.pipe.out, (LmWireKind)LM_FAX_WIRE_READY, LM_SLICE_EMPTY);
  return lm_sound_pipe_flush(&reading.pipe);
}

static bool
read_all(void)
{
  LmWireFrame frame;
  while (lm_sound_pipe_next(&reading.pipe, &frame) && frame.kind != LM_FAX_WIRE_END)
    if (!take(&frame) || !lm_sound_pipe_flush(&reading.pipe))
      return false;
  for (uint8_t i = 0; i < LM_FAX_DIRECTIONS; i++) {
    reading.in.direction = i;
    lm_fax_listener_end(&reading.listeners[i]);
  }
  lm_wire_add(&reading.pipe.out, (LmWireKind)LM_FAX_WIRE_END, LM_SLICE_EMPTY);
  return lm_sound_pipe_flush(&reading.pipe);
}

int
main(int argc, char **argv)
{
  if (argc != 2 || strcmp(argv[1], "read")) {
    fputs("linesman-fax is started by Linesman, to read faxes\n", stderr);
    return 2;
  }
  /* What is left is the kernel's to clear up: spandsp removes its empty page by its name. */
  _exit(begin() && read_all() ? 0 : 1);
}
