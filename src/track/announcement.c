/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/announcement.h"

#include "proto/sdp/sdp.h"
#include "proto/sip/message.h"
#include "track/endpoint.h"
#include "track/media_tracker.h"

/* Events are tied to a call by its media and by its RTCP, which mostly has the next port. */
static void
adopt_events(LmTrace *trace, const LmSdpTarget *target, uint32_t endpoint, uint32_t call)
{
  LmEndpoint rtcp = target->rtcp;
  if (rtcp.port == 0) {
    rtcp = target->media;
    rtcp.port |= 1;
  }
  uint32_t beside = lm_trace_find_endpoint(trace, &rtcp);
  lm_trace_adopt_events(trace, endpoint, call);
  if (beside != LM_NONE && beside != endpoint)
    lm_trace_adopt_events(trace, beside, call);
}

static void
announce(LmTrace *trace, const LmSdpTarget *target, uint32_t message)
{
  uint32_t call = lm_trace_message_row(trace, message)->call;
  uint32_t at = lm_trace_intern_hashed_endpoint(trace, &target->media, target->hash);
  LmEndpointRow *row = lm_trace_endpoint_row(trace, at);
  LmAnnouncement *newest =
      row->announcement == LM_NONE ? NULL : lm_vec_at(&trace->announcements, row->announcement);
  if (newest && newest->call == call) {
    newest->message = message;
    newest->media = target->index;
  } else {
    LmAnnouncement *fresh = lm_vec_push(&trace->announcements);
    *fresh = (LmAnnouncement){call, message, target->index};
    row->announcement = trace->announcements.len - 1;
  }
  /* That RTCP comes to the next port follows from the media's. */
  if (target->rtcp.port)
    lm_trace_endpoint_row(trace, lm_trace_intern_endpoint(trace, &target->rtcp))->rtcp = true;
  lm_trace_adopt_streams(trace, at);
  if (trace->events.len)
    adopt_events(trace, target, at, call);
}

void
lm_trace_announce(LmTrace *trace, const LmSdpTarget *targets, uint32_t row)
{
  for (const LmSdpTarget *target = targets; target; target = target->next)
    announce(trace, target, row);
}

const LmAnnouncement *
lm_trace_announcement(const LmTrace *trace, uint32_t endpoint)
{
  const LmEndpointRow *row = lm_vec_at(&trace->endpoints, endpoint);
  return row->announcement == LM_NONE ? NULL : lm_vec_at(&trace->announcements, row->announcement);
}

bool
lm_trace_expects_rtcp(LmTrace *trace, uint32_t endpoint)
{
  const LmEndpointRow *row = lm_trace_endpoint_row(trace, endpoint);
  if (row->rtcp || row->announcement != LM_NONE)
    return true;
  LmEndpoint media = row->endpoint;
  media.port--;
  uint32_t at = lm_trace_find_endpoint(trace, &media);
  return at != LM_NONE && lm_trace_announcement(trace, at);
}

static bool
find_type(const LmSdpMedia *media, uint8_t payload_type, LmSlice *encoding, uint32_t *clock_hz)
{
  for (uint32_t i = 0; i < media->n_formats; i++) {
    if (media->formats[i].payload_type != payload_type)
      continue;
    *encoding = media->formats[i].encoding;
    *clock_hz = media->formats[i].clock_hz;
    return true;
  }
  return false;
}

/* The SDP is parsed again: this happens once for each payload type of a stream, and keeping every
 * format of every SDP would cost more than all else that is kept of a message. Some are kept, so
 * that a flood of streams to one endpoint does not have a large one parsed for each. */
static const LmSdp *
sdp_of_message(LmTrace *trace, uint32_t message_row)
{
  LmRecentSdp *recent = &trace->recent_sdps[message_row % LM_RECENT_SDPS];
  if (recent->message == message_row)
    return &recent->sdp;
  LmSipMessage message;
  LmSlice bytes = lm_message_bytes(lm_trace_message(trace, message_row));
  lm_arena_clear(&recent->arena);
  recent->message = message_row;
  recent->sdp = (LmSdp){0};
  if (lm_sip_message_parse(bytes, true, &recent->arena, &message))
    lm_sdp_parse(lm_sdp_find(message.content_type, message.body), &recent->arena, &recent->sdp);
  return &recent->sdp;
}

bool
lm_trace_announced_type(LmTrace *trace, const LmAnnouncement *announcement, uint8_t payload_type,
                        LmSlice *encoding, uint32_t *clock_hz, bool *secure)
{
  const LmSdp *sdp = sdp_of_message(trace, announcement->message);
  if (announcement->media >= sdp->n_media)
    return false;
  const LmSdpMedia *media = &sdp->media[announcement->media];
  *secure = media->secure;
  return find_type(media, payload_type, encoding, clock_hz);
}
