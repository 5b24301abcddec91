/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/announcement.h"

#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/message.h"
#include "track/dtls_tracker.h"
#include "track/endpoint.h"
#include "track/ice_tracker.h"
#include "track/media_tracker.h"
#include "track/turn_tracker.h"

bool
lm_trace_may_be_of_call(const LmTrace *trace, uint32_t call, int64_t last_ns)
{
  return lm_time_sub(lm_trace_call(trace, call)->start_ns, last_ns) <= LM_BEFORE_CALL_NS;
}

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

/* Notes what is announced at endpoint row @at. */
static void
note_announcement(LmTrace *trace, uint32_t at, LmAnnouncement announcement)
{
  LmEndpointRow *row = lm_trace_endpoint_row(trace, at);
  LmAnnouncement *newest =
      row->announcement == LM_NONE ? NULL : lm_vec_at(&trace->announcements, row->announcement);
  if (newest && newest->call == announcement.call) {
    *newest = announcement;
  } else {
    row->shared |= newest && lm_trace_call(trace, newest->call)->end_ns == LM_TIME_NONE;
    LmAnnouncement *fresh = lm_vec_push(&trace->announcements);
    *fresh = announcement;
    row->announcement = trace->announcements.len - 1;
  }
}

void
lm_trace_announce_at(LmTrace *trace, uint32_t endpoint, uint32_t call, uint32_t message,
                     uint32_t media)
{
  const LmAnnouncement *newest = lm_trace_announcement(trace, endpoint);
  if (newest && newest->call == call)
    return;
  LmAnnouncement announcement = {.call = call, .message = message, .media = media};
  note_announcement(trace, endpoint, announcement);
  lm_trace_adopt_streams(trace, endpoint);
  lm_trace_adopt_events(trace, endpoint, call);
}

static void
announce(LmTrace *trace, const LmSdpTarget *target, uint32_t message, LmSipPart sdp)
{
  uint32_t call = lm_trace_message_row(trace, message)->call;
  if (target->kind == LM_SDP_TARGET_UFRAG) {
    lm_trace_learn_ice_user(trace, target->hash, call, message, target->index);
    return;
  }
  uint32_t at = lm_trace_intern_hashed_endpoint(trace, &target->media, target->hash);
  LmAnnouncement announcement = {
      .call = call, .message = message, .media = target->index, .sdp = sdp};
  /* What was decoded from the body does not live as long as the message. */
  if (sdp.len)
    announcement.first_type = target->first_type;
  note_announcement(trace, at, announcement);
  lm_trace_tie_turn_client(trace, at);
  /* That RTCP comes to the next port follows from the media's. */
  if (target->rtcp.port)
    lm_trace_endpoint_row(trace, lm_trace_intern_endpoint(trace, &target->rtcp))->rtcp = true;
  lm_trace_adopt_streams(trace, at);
  if (trace->events.len)
    adopt_events(trace, target, at, call);
}

void
lm_trace_announce(LmTrace *trace, const LmSipReading *reading, uint32_t row)
{
  for (const LmSdpTarget *target = reading->targets; target; target = target->next)
    announce(trace, target, row, reading->sdp);
  if (trace->dtls && reading->targets)
    lm_trace_check_certificates(trace);
}

const LmAnnouncement *
lm_trace_announcement(const LmTrace *trace, uint32_t endpoint)
{
  const LmEndpointRow *row = lm_vec_at(&trace->endpoints, endpoint);
  return row->announcement == LM_NONE ? NULL : lm_vec_at(&trace->announcements, row->announcement);
}

bool
lm_trace_prefers_src(const LmTrace *trace, uint32_t src, uint32_t dst)
{
  const LmEndpointRow *from = lm_vec_at(&trace->endpoints, src);
  const LmEndpointRow *to = lm_vec_at(&trace->endpoints, dst);
  return from->announcement != LM_NONE &&
         (to->announcement == LM_NONE || (to->shared && !from->shared));
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

/* Nobody has looked at @bytes for long: memory answers for all of it at the same time. */
static void
prefetch(LmSlice bytes)
{
  enum { LINE = 64, MOST = 1024 };
  for (size_t at = 0; at < bytes.len && at < MOST; at += LINE)
    __builtin_prefetch(bytes.data + at);
}

/* The SDP is parsed again: this happens for payload types beyond a media line's first, and keeping
 * every format of every SDP would cost more than all else that is kept of a message. Some are kept,
 * so that a flood of streams to one endpoint does not have a large one parsed for each. */
static const LmSdp *
sdp_of(LmTrace *trace, const LmAnnouncement *announcement)
{
  uint32_t row = announcement->message;
  LmRecentSdp *recent = &trace->recent_sdps[row % LM_RECENT_SDPS];
  if (recent->message == row)
    return &recent->sdp;
  LmSlice bytes = lm_message_bytes(lm_trace_message(trace, row));
  lm_arena_reset(&recent->arena);
  recent->message = row;
  LmSlice sdp = lm_slice_sub(bytes, announcement->sdp.offset, announcement->sdp.len);
  prefetch(sdp);
  LmSipMessage message;
  if (lm_slice_is_empty(sdp) && lm_sip_message_parse(bytes, true, &recent->arena, &message))
    sdp = lm_sdp_of_message(&message, &recent->arena);
  if (!lm_sdp_parse(sdp, &recent->arena, &recent->sdp))
    recent->sdp = (LmSdp){0};
  return &recent->sdp;
}

/* Of an SDP that was decoded, which goes before the streams do that have the name. There are few
 * different ones; of a flood of them none is kept. */
static LmSlice
keep_name(LmTrace *trace, LmSlice name)
{
  enum { MOST = 256, MOST_BYTES = 64 };
  for (uint32_t i = 0; i < trace->encodings.len; i++) {
    const LmSlice *kept = lm_vec_at(&trace->encodings, i);
    if (lm_slice_equal(*kept, name))
      return *kept;
  }
  if (trace->encodings.len == MOST || name.len > MOST_BYTES)
    return LM_SLICE_EMPTY;
  LmSlice *kept = lm_vec_push(&trace->encodings);
  return *kept = lm_arena_copy(&trace->encoding_names, name);
}

bool
lm_trace_announced_type(LmTrace *trace, const LmAnnouncement *announcement, uint8_t payload_type,
                        LmSlice *encoding, uint32_t *clock_hz, bool *secure)
{
  const LmSdpFirstType *first = &announcement->first_type;
  if (first->known && first->payload_type == payload_type) {
    *encoding = first->encoding;
    *clock_hz = first->clock_hz;
    *secure = first->secure;
    return true;
  }
  const LmSdp *sdp = sdp_of(trace, announcement);
  if (announcement->media >= sdp->n_media)
    return false;
  const LmSdpMedia *media = &sdp->media[announcement->media];
  *secure = media->secure;
  bool found = find_type(media, payload_type, encoding, clock_hz);
  /* Lines of a bundle share one address (RFC 9143), of which the last line has the announcement. */
  LmSlice group;
  bool bundled =
      !found &&
      lm_sdp_attribute(sdp->attributes, sdp->n_attributes, LM_SLICE_LITERAL("group"), &group) &&
      lm_slice_starts_with_nocase(group, LM_SLICE_LITERAL("BUNDLE"));
  for (uint32_t i = 0; bundled && !found && i < sdp->n_media; i++)
    found = find_type(&sdp->media[i], payload_type, encoding, clock_hz);
  if (found && !announcement->sdp.len)
    *encoding = keep_name(trace, *encoding);
  return found;
}

static uint32_t
find_attributes(const LmSlice *attributes, uint32_t n_attributes, LmSlice name, LmSlice *values,
                uint32_t max)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < n_attributes && n < max; i++) {
    LmSlice value, its_name = lm_slice_split(attributes[i], ':', &value);
    if (lm_slice_equal(its_name, name))
      values[n++] = value;
  }
  return n;
}

uint32_t
lm_trace_announced_attributes(LmTrace *trace, const LmAnnouncement *announcement, LmSlice name,
                              LmSlice *values, uint32_t max)
{
  const LmSdp *sdp = sdp_of(trace, announcement);
  uint32_t n = 0;
  if (announcement->media < sdp->n_media) {
    const LmSdpMedia *media = &sdp->media[announcement->media];
    n = find_attributes(media->attributes, media->n_attributes, name, values, max);
  }
  return n ? n : find_attributes(sdp->attributes, sdp->n_attributes, name, values, max);
}
