/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first byte chooses the codec, the second what the rest is: a payload, parameter sets of an
 * SDP, or RED around a payload. */

#include "fuzz.h"

#include "proto/red.h"
#include "proto/video/video.h"

#include <stdlib.h>

static void
parse(const LmVideoCodec *codec, LmSlice payload)
{
  LmVideoPayload says;
  lm_video_parse(codec, payload, &says);
  if ((says.width == 0) != (says.height == 0) || says.width > 65536 || says.height > 65536)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const names[] = {"H263", "H263-1998", "H264", "H265", "VP8", "VP9", "AV1"};
  LmSlice input = lm_slice(data, size), rest = lm_slice_from(input, 2);
  LmVideoPayload says;
  LmRedWalk walk;
  LmRedBlock block;
  const LmVideoCodec *codec =
      lm_video_codec(lm_slice_str(names[lm_slice_u8(input, 0) % (sizeof names / sizeof *names)]));
  switch (lm_slice_u8(input, 1) % 3) {
  case 0:
    parse(codec, rest);
    parse(lm_video_codec_ordered(codec), rest);
    break;
  case 1:
    lm_video_parse_sprop(codec, rest, &says);
    break;
  default:
    for (lm_red_walk(rest, &walk); lm_red_next(&walk, &block);)
      parse(codec, block.block);
    break;
  }
  return 0;
}
