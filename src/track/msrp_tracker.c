/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/msrp_tracker.h"

#include "track/others.h"

#define MIN_START_BYTES 5 /* "MSRP " */

static void
take_head(LmMsrpSide *side, LmSlice bytes)
{
  side->open = lm_msrp_parse(bytes, &side->head);
  side->bytes = bytes;
  side->preview = LM_SLICE_EMPTY;
  side->body_bytes = 0;
}

/* Bytes that come in several segments may lie in several places. */
static void
extend(LmMsrpSide *side, LmSlice bytes)
{
  if (bytes.len && lm_slice_from(side->bytes, side->bytes.len).data == bytes.data)
    side->bytes = lm_slice(side->bytes.data, side->bytes.len + bytes.len);
}

static void
take_body(LmMsrpSide *side, LmSlice bytes)
{
  extend(side, bytes);
  /* A first piece may be a few bytes where the rest of it comes right behind. */
  if (side->preview.len == 0)
    side->preview = bytes;
  else if (lm_slice_from(side->preview, side->preview.len).data == bytes.data)
    side->preview.len += bytes.len;
  side->body_bytes += bytes.len;
}

static void
end_message(LmTrace *trace, LmMsrpSide *side, const LmSipOrigin *origin, char flag)
{
  if (!side->open)
    return;
  side->open = false;
  trace->counters.msrp_messages++;
  lm_msrp_tell(trace, side, origin, flag);
}

static size_t
take_parts(LmTrace *trace, LmMsrpSide *side, LmSlice bytes, const LmSipOrigin *origin)
{
  size_t taken = 0;
  for (;;) {
    LmMsrpPart part;
    size_t n = lm_msrp_read(&side->reader, lm_slice_from(bytes, taken), &part);
    switch (part.kind) {
    case LM_MSRP_PART_NONE:
      return taken;
    case LM_MSRP_PART_HEAD:
      take_head(side, part.bytes);
      break;
    case LM_MSRP_PART_BODY:
      take_body(side, part.bytes);
      break;
    case LM_MSRP_PART_END:
      extend(side, part.bytes);
      end_message(trace, side, origin, part.flag);
      break;
    case LM_MSRP_PART_FOREIGN:
      break;
    }
    taken += n;
  }
}

/* A message of WebSocket is a whole message of MSRP (RFC 7977, 5.1), which needs no state. */
static size_t
take_whole(LmTrace *trace, LmStreamBytes *in)
{
  LmMsrpSide side = {0};
  take_parts(trace, &side, in->bytes, &in->origin);
  end_message(trace, &side, &in->origin, 0);
  return in->bytes.len;
}

/* What comes next is behind a hole. */
static void
lose(LmMsrpSide *side)
{
  lm_msrp_reader_gap(&side->reader);
  side->open &= side->reader.body_began;
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  if (in->whole)
    return take_whole(trace, in);
  LmOthers *others = lm_trace_others(trace);
  LmMsrpSide *side = lm_flow_state(&others->msrp, in->origin.src, in->origin.dst, true);
  trace->counters.others_refused += !side;
  if (!side)
    return in->bytes.len;
  if (in->first)
    lose(side);
  size_t taken = take_parts(trace, side, in->bytes, &in->origin);
  if (in->last) {
    lose(side);
    return in->bytes.len;
  }
  return taken;
}

/* Its first line may come in pieces. */
static bool
claims(LmSlice bytes)
{
  return lm_msrp_looks_like(bytes) || (bytes.len >= MIN_START_BYTES && lm_msrp_may_begin(bytes));
}

const LmStreamProtocol lm_stream_msrp = {"MSRP", claims, take, {0}, true};
