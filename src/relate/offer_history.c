/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What in an offer or an answer does not go with what its sender told before (RFC 3264, 8). */

#include "proto/sdp/fields.h"
#include "relate/offers_build.h"

#define N_PAYLOAD_TYPES 128

typedef struct {
  LmSlice user, session_id, version, place;
} Origin;

/* "alice 2890844526 2890844526 IN IP4 host.example.com" (RFC 8866, 5.2). */
static Origin
split_origin(LmSlice text)
{
  Origin origin = {.user = lm_sdp_next_field(&text)};
  origin.session_id = lm_sdp_next_field(&text);
  origin.version = lm_sdp_next_field(&text);
  origin.place = lm_slice_trim(text);
  return origin;
}

static void
check_origin(LmOfferBuilder *builder, const LmOfferView *view, const LmDescription *now,
             const LmDescription *before)
{
  if (lm_slice_equal(now->body, before->body) || now->sdp.origin.len == 0 ||
      before->sdp.origin.len == 0)
    return;
  Origin own = split_origin(now->sdp.origin), last = split_origin(before->sdp.origin);
  uint64_t version, last_version;
  LmAnomalyKind kind = LM_ANOMALY_NONE;
  if (!lm_slice_equal(own.user, last.user) || !lm_slice_equal(own.session_id, last.session_id) ||
      !lm_slice_equal(own.place, last.place))
    kind = LM_ANOMALY_OA_ORIGIN;
  else if (lm_slice_equal(own.version, last.version))
    kind = LM_ANOMALY_OA_VERSION_KEPT;
  else if (lm_slice_parse_uint(own.version, UINT64_MAX, &version) &&
           lm_slice_parse_uint(last.version, UINT64_MAX, &last_version) &&
           version != last_version + 1)
    kind = LM_ANOMALY_OA_VERSION;
  if (kind != LM_ANOMALY_NONE)
    lm_offers_add_problem(builder, view, kind, now, now->sdp.origin, LM_NONE, before->message);
}

/* The a=rtpmap of a payload type; where it goes by its number alone, its m= line. */
static LmSlice
mapping_of(const LmSdpMedia *media, uint8_t payload_type)
{
  for (uint32_t i = 0; i < media->n_attributes; i++) {
    LmSlice value;
    uint64_t number;
    if (lm_sdp_attribute(&media->attributes[i], 1, LM_SLICE_LITERAL("rtpmap"), &value) &&
        lm_slice_parse_uint(lm_sdp_next_field(&value), UINT8_MAX, &number) &&
        number == payload_type)
      return media->attributes[i];
  }
  return media->kind;
}

/* The number of a codec stays that of the codec as long as the session does. */
static void
check_types(LmOfferBuilder *builder, const LmOfferView *view, const LmDescription *now,
            const LmDescription *before, uint32_t line)
{
  const LmSdpMedia *media = &now->sdp.media[line], *last = &before->sdp.media[line];
  const LmSdpFormat *of[N_PAYLOAD_TYPES] = {0};
  if (!lm_offers_is_rtp(media) || !lm_offers_is_rtp(last) ||
      !lm_slice_equal_nocase(media->kind, last->kind))
    return;
  for (uint32_t i = 0; i < last->n_formats; i++)
    if (last->formats[i].payload_type < N_PAYLOAD_TYPES)
      of[last->formats[i].payload_type] = &last->formats[i];
  for (uint32_t i = 0; i < media->n_formats; i++) {
    const LmSdpFormat *format = &media->formats[i];
    const LmSdpFormat *was =
        format->payload_type < N_PAYLOAD_TYPES ? of[format->payload_type] : NULL;
    if (!was || !was->encoding.len || !format->encoding.len || lm_offers_same_codec(format, was))
      continue;
    lm_offers_add_problem(builder, view, LM_ANOMALY_OA_PAYLOAD_TYPE, now,
                          mapping_of(media, format->payload_type), line, before->message);
  }
}

static void
check_side(LmOfferBuilder *builder, const LmOfferView *view, LmOfferSide side)
{
  const LmDescription *now = &view->descriptions[side], *before = &view->before[side];
  if (now->body.len == 0 || before->body.len == 0 || now->message == before->message)
    return;
  check_origin(builder, view, now, before);
  if (side == view->offerer && now->sdp.n_media < before->sdp.n_media && !now->sdp.cut)
    lm_offers_add_problem(builder, view, LM_ANOMALY_OA_FEWER_LINES, now,
                          now->sdp.n_media ? now->sdp.media[now->sdp.n_media - 1].kind : now->body,
                          LM_NONE, before->message);
  for (uint32_t i = 0; i < now->sdp.n_media && i < before->sdp.n_media; i++)
    check_types(builder, view, now, before, i);
}

void
lm_offers_check_history(LmOfferBuilder *builder, const LmOfferView *view)
{
  check_side(builder, view, view->offerer);
  check_side(builder, view, view->answerer);
}
