/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages of HEP behind one another, as a stream brings them. Those that hold no packet become
 * events, whose trees are made. */

#include "capture/hep.h"
#include "base/limits.h"
#include "engine/event_detail.h"
#include "engine/rows.h"
#include "fuzz.h"
#include "track/tracker.h"

#include <stdlib.h>

static void
check(bool holds)
{
  if (!holds)
    abort();
}

static void
track(LmTracker *tracker, LmSlice bytes)
{
  const LmFrame frame = {.data = bytes.data, .captured_bytes = (uint32_t)bytes.len, .number = 1};
  const LmPacket packet = {.frame = &frame, .payload = bytes, .kind = LM_PACKET_REPORT};
  lm_tracker_add(tracker, &packet);
}

static void
look(const LmTrace *trace)
{
  LmArena arena = LM_ARENA_INIT;
  for (uint32_t i = 0; i < lm_trace_n_events(trace); i++) {
    LmMessageView view;
    lm_event_view_fill(trace, i, &view);
    check(view.event.protocol == LM_EVENT_HEP && lm_event_view_detail(&view, &arena));
  }
  lm_arena_clear(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice rest = lm_slice(data, size);
  LmArena arena = LM_ARENA_INIT;
  LmTracker *tracker = lm_tracker_new();
  LmHep hep;
  while (lm_hep_parse(rest, &hep)) {
    check(hep.bytes > 0 && hep.bytes <= rest.len && hep.payload.len <= hep.bytes);
    check(hep.version != 3 || hep.bytes == lm_hep_length(rest));
    track(tracker, lm_slice_sub(rest, 0, hep.bytes));
    if (lm_hep_inflate(&hep, &arena))
      check(hep.payload.len > 0 && hep.payload.len <= LM_LIMIT_DATAGRAM_BYTES);
    rest = lm_slice_from(rest, hep.bytes);
  }
  look(lm_tracker_trace(tracker));
  lm_tracker_free(tracker);
  lm_arena_clear(&arena);
  return 0;
}
