/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a hostile fax does to who listens: pieces of a byte that says what comes (0: a fax packet of
 * T.38; 1: sound, G.711; 2: a gap), a length of two bytes, and the bytes. */

#include "fuzz.h"

#include "base/limits.h"
#include "fax/child/listener.h"
#include "media/g711.h"

#include <stdlib.h>

/* Modems are slow under a sanitizer. */
#define MOST_SAMPLES 24000u

typedef struct {
  size_t row_bytes;
} Heard;

static void
tell(void *data, LmFaxWireKind kind, LmSlice rest)
{
  Heard *heard = data;
  LmFaxPage page;
  if (kind == LM_FAX_WIRE_ROWS)
    heard->row_bytes += rest.len;
  if (kind != LM_FAX_WIRE_PAGE)
    return;
  /* What it tells is what Linesman takes. */
  if (!lm_fax_wire_read_page(rest, &page) ||
      heard->row_bytes != (size_t)page.rows * ((page.form.width + 7) / 8))
    abort();
  heard->row_bytes = 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size), bytes;
  static int16_t samples[65536];
  LmFaxListener *listener = malloc(sizeof *listener);
  Heard heard = {0};
  size_t at = 0, heard_samples = 0;
  if (!lm_fax_listener_init(listener, tell, &heard))
    abort();
  while (lm_slice_take(input, at + 3, lm_slice_be16(input, at + 1), &bytes)) {
    switch (lm_slice_u8(input, at)) {
    case 0:
      lm_fax_listener_ifp(listener, bytes);
      break;
    case 1:
      heard_samples += bytes.len;
      if (heard_samples > MOST_SAMPLES)
        break;
      lm_ulaw_decode(bytes, samples);
      lm_fax_listener_sound(listener, samples, bytes.len);
      break;
    default:
      lm_fax_listener_lost(listener, lm_slice_be16(bytes, 0));
    }
    at += 3 + bytes.len;
  }
  lm_fax_listener_end(listener);
  lm_fax_listener_clear(listener);
  free(listener);
  return 0;
}
