/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an exchange leaves each media line as (RFC 3264, 6 to 8). */

#include "base/limits.h"
#include "relate/offers_build.h"

bool
lm_offers_attribute(const LmSdp *sdp, const LmSdpMedia *media, LmSlice name, LmSlice *value)
{
  return (media && lm_sdp_attribute(media->attributes, media->n_attributes, name, value)) ||
         lm_sdp_attribute(sdp->attributes, sdp->n_attributes, name, value);
}

static bool
has(const LmSdp *sdp, const LmSdpMedia *media, LmSlice name)
{
  LmSlice value;
  return lm_offers_attribute(sdp, media, name, &value);
}

static bool
has_word(LmSlice words, LmSlice word)
{
  while (words.len) {
    LmSlice one = lm_slice_split(words, ' ', &words);
    if (one.len && lm_slice_equal(one, word))
      return true;
  }
  return false;
}

LmSlice
lm_offers_bundle(const LmSdp *sdp, LmSlice mid)
{
  for (uint32_t i = 0; i < sdp->n_attributes; i++) {
    LmSlice value, rest;
    if (!lm_sdp_attribute(&sdp->attributes[i], 1, LM_SLICE_LITERAL("group"), &value) ||
        !lm_slice_equal(lm_slice_split(lm_slice_trim(value), ' ', &rest),
                        LM_SLICE_LITERAL("BUNDLE")))
      continue;
    if (mid.len == 0 || has_word(rest, mid))
      return rest;
  }
  return LM_SLICE_EMPTY;
}

bool
lm_offers_is_rtp(const LmSdpMedia *media)
{
  return lm_slice_find_nocase(media->protocol, LM_SLICE_LITERAL("RTP/")) >= 0;
}

bool
lm_offers_is_offered(const LmSdpMedia *media)
{
  LmSlice value;
  return media->port || lm_sdp_attribute(media->attributes, media->n_attributes,
                                         LM_SLICE_LITERAL("bundle-only"), &value);
}

bool
lm_offers_is_accepted(const LmSdp *answer, const LmSdpMedia *media)
{
  return media->port || (media->mid.len && lm_offers_bundle(answer, media->mid).len);
}

bool
lm_offers_same_codec(const LmSdpFormat *a, const LmSdpFormat *b)
{
  /* A format without a name is only known by its number (RFC 8866, 6.6). */
  if (a->encoding.len == 0 || b->encoding.len == 0)
    return a->encoding.len == b->encoding.len && a->payload_type == b->payload_type;
  return lm_slice_equal_nocase(a->encoding, b->encoding) && a->clock_hz == b->clock_hz &&
         a->channels == b->channels;
}

/* The format of the offer that @format goes with: best that of the same number, because a codec may
 * be there with several sets of parameters. */
static const LmSdpFormat *
find_format(const LmSdpMedia *media, const LmSdpFormat *format)
{
  const LmSdpFormat *found = NULL;
  for (uint32_t i = 0; i < media->n_formats; i++) {
    const LmSdpFormat *other = &media->formats[i];
    if (!lm_offers_same_codec(other, format))
      continue;
    if (other->payload_type == format->payload_type)
      return other;
    found = found ? found : other;
  }
  return found;
}

static void
add_formats(LmOfferBuilder *builder, LmMediaLine *line, const LmSdpMedia *offer,
            const LmSdpMedia *answer)
{
  LmAgreedFormat *formats =
      lm_arena_alloc(&builder->offers->arena, (answer->n_formats + 1) * sizeof *formats);
  for (uint32_t i = 0; i < answer->n_formats; i++) {
    const LmSdpFormat *theirs = &answer->formats[i], *ours = find_format(offer, theirs);
    if (ours)
      formats[line->n_formats++] = (LmAgreedFormat){.encoding = theirs->encoding,
                                                    .clock_hz = theirs->clock_hz,
                                                    .channels = theirs->channels,
                                                    .offer_type = ours->payload_type,
                                                    .answer_type = theirs->payload_type,
                                                    .offer_fmtp = ours->fmtp,
                                                    .answer_fmtp = theirs->fmtp};
  }
  line->formats = formats;
}

static bool
may_send(LmSdpDirection direction)
{
  return direction == LM_SDP_SENDRECV || direction == LM_SDP_SENDONLY;
}

static bool
may_receive(LmSdpDirection direction)
{
  return direction == LM_SDP_SENDRECV || direction == LM_SDP_RECVONLY;
}

/* The older form of hold (RFC 3264, 8.4), unless ICE tells the address later (RFC 8839, 4.2.1). */
static bool
has_no_address(const LmSdp *sdp, const LmSdpMedia *media)
{
  return media->connection.family == LM_ADDR_IPV4 && lm_addr_is_unspecified(&media->connection) &&
         !has(sdp, media, LM_SLICE_LITERAL("ice-ufrag"));
}

/* Who has whom on hold. An answer has to be as narrow as the offer, and holds only where it is
 * narrower; after an offer of inactive it says nothing new (RFC 6337, 5.3). */
static void
set_hold(LmMediaLine *line, const LmOfferView *view, const LmSdpMedia *offer,
         const LmSdpMedia *answer, const LmMediaLine *before)
{
  LmOfferSide side = view->offerer, other = view->answerer;
  if (!lm_offers_is_rtp(offer ? offer : answer))
    return;
  if (offer)
    line->held[side] =
        !may_receive(offer->direction) || has_no_address(&view->descriptions[side].sdp, offer);
  if (!answer)
    return;
  bool forced = offer && offer->direction == LM_SDP_INACTIVE;
  line->held[other] =
      has_no_address(&view->descriptions[other].sdp, answer) ||
      (forced ? before && before->held[other]
              : !may_receive(answer->direction) && (!offer || may_send(offer->direction)));
}

static void
set_address(LmMediaLine *line, LmOfferSide side, const LmSdpMedia *media)
{
  line->hosts[side] = media->connection_host;
  line->directions[side] = media->direction;
  line->ptime_ms[side] = media->ptime_ms;
  line->addresses[side] = (LmEndpoint){
      media->connection, media->port <= UINT16_MAX ? (uint16_t)media->port : (uint16_t)0};
}

static void
set_ice(LmMediaLine *line, const LmOfferView *view, const LmSdpMedia *offer,
        const LmSdpMedia *answer, const LmMediaLine *before)
{
  const LmSdp *theirs = &view->descriptions[view->answerer].sdp;
  const LmSdp *ours = &view->descriptions[view->offerer].sdp;
  LmSlice ufrag = LM_SLICE_LITERAL("ice-ufrag"), lite = LM_SLICE_LITERAL("ice-lite");
  line->ice = has(ours, offer, ufrag) && has(theirs, answer, ufrag);
  line->lite[view->offerer] = has(ours, NULL, lite);
  line->lite[view->answerer] = has(theirs, NULL, lite);
  bool offerer_is_lite = line->lite[view->offerer] && !line->lite[view->answerer];
  line->controlling = offerer_is_lite ? view->answerer : view->offerer;
  if (before && before->ice)
    line->controlling = before->controlling;
}

static LmSlice
suite_of(const LmSdp *sdp, const LmSdpMedia *media)
{
  LmSlice value, rest;
  if (!lm_offers_attribute(sdp, media, LM_SLICE_LITERAL("crypto"), &value))
    return LM_SLICE_EMPTY;
  lm_slice_split(lm_slice_trim(value), ' ', &rest);
  return lm_slice_split(lm_slice_trim(rest), ' ', &rest);
}

static void
set_security(LmMediaLine *line, const LmOfferView *view, LmOfferSide side, const LmSdpMedia *media)
{
  const LmSdp *sdp = &view->descriptions[side].sdp;
  line->dtls_client = -1;
  line->suite = suite_of(sdp, media);
  if (line->suite.len) {
    line->security = LM_MEDIA_SECURITY_SDES;
  } else if (has(sdp, media, LM_SLICE_LITERAL("fingerprint"))) {
    LmSlice setup = LM_SLICE_EMPTY;
    line->security = LM_MEDIA_SECURITY_DTLS;
    lm_offers_attribute(sdp, media, LM_SLICE_LITERAL("setup"), &setup);
    if (lm_slice_equal_nocase(lm_slice_trim(setup), LM_SLICE_LITERAL("active")))
      line->dtls_client = (int8_t)side;
    else if (lm_slice_equal_nocase(lm_slice_trim(setup), LM_SLICE_LITERAL("passive")))
      line->dtls_client = (int8_t)!side;
  } else if (has(sdp, media, LM_SLICE_LITERAL("zrtp-hash"))) {
    line->security = LM_MEDIA_SECURITY_ZRTP;
  } else if (lm_slice_find_nocase(media->protocol, LM_SLICE_LITERAL("SAVP")) >= 0) {
    line->security = LM_MEDIA_SECURITY_OTHER;
  }
}

static void
set_bundle(LmMediaLine *line, const LmSdp *sdp, const LmSdpMedia *media)
{
  line->bundle = LM_NONE;
  LmSlice mids = media->mid.len ? lm_offers_bundle(sdp, media->mid) : LM_SLICE_EMPTY;
  LmSlice first = LM_SLICE_EMPTY;
  while (mids.len && first.len == 0)
    first = lm_slice_split(mids, ' ', &mids);
  for (uint32_t i = 0; first.len && i < sdp->n_media && line->bundle == LM_NONE; i++)
    if (lm_slice_equal(sdp->media[i].mid, first))
      line->bundle = i;
}

static bool
same_formats(const LmMediaLine *a, const LmMediaLine *b)
{
  if (a->n_formats != b->n_formats)
    return false;
  for (uint32_t i = 0; i < a->n_formats; i++)
    if (!lm_slice_equal_nocase(a->formats[i].encoding, b->formats[i].encoding) ||
        a->formats[i].clock_hz != b->formats[i].clock_hz)
      return false;
  return true;
}

static uint8_t
changes_of(const LmMediaLine *line, const LmMediaLine *before)
{
  bool was = before && before->active;
  uint8_t changes = 0;
  if (line->active != was)
    return line->active ? LM_MEDIA_BEGUN : LM_MEDIA_ENDED;
  if (!was)
    return 0;
  for (int side = 0; side < 2; side++) {
    if (line->held[side] != before->held[side])
      changes |= line->held[side] ? LM_MEDIA_HELD : LM_MEDIA_RESUMED;
    /* On hold the address may be none. */
    if (!lm_endpoint_equal(&line->addresses[side], &before->addresses[side]) &&
        !lm_addr_is_unspecified(&line->addresses[side].addr) &&
        !lm_addr_is_unspecified(&before->addresses[side].addr))
      changes |= LM_MEDIA_MOVED;
  }
  return same_formats(line, before) ? changes : changes | LM_MEDIA_CODECS;
}

static const LmMediaLine *
line_before(const LmOfferBuilder *builder, const LmExchange *exchange, uint32_t index)
{
  if (exchange->previous == LM_NONE)
    return NULL;
  const LmOffers *offers = builder->offers;
  const LmExchange *previous = lm_offers_whole(offers, lm_offers_row(offers, exchange->previous));
  return index < previous->n_lines ? lm_vec_at(&offers->lines, previous->first_line + index) : NULL;
}

static const LmSdpMedia *
media_at(const LmDescription *description, uint32_t index)
{
  bool there = description->body.len && index < description->sdp.n_media;
  return there ? &description->sdp.media[index] : NULL;
}

static void
fill(LmOfferBuilder *builder, const LmOfferView *view, LmMediaLine *line, const LmSdpMedia *offer,
     const LmSdpMedia *answer)
{
  const LmMediaLine *before = line_before(builder, view->exchange, line->index);
  const LmSdpMedia *named = offer ? offer : answer;
  LmOfferSide side = answer ? view->answerer : view->offerer;
  line->kind = named->kind;
  line->protocol = named->protocol;
  line->mid = named->mid;
  line->offered = offer && lm_offers_is_offered(offer);
  if (offer)
    set_address(line, view->offerer, offer);
  if (answer)
    set_address(line, view->answerer, answer);
  set_security(line, view, side, answer ? answer : offer);
  set_bundle(line, &view->descriptions[side].sdp, answer ? answer : offer);
  set_hold(line, view, offer, answer, before);
  uint8_t state = view->exchange->state;
  bool agreed = state == LM_EXCHANGE_ANSWERED || state == LM_EXCHANGE_PREVIEW;
  if (!agreed || !answer || !offer)
    return;
  line->active =
      line->offered && lm_offers_is_accepted(&view->descriptions[view->answerer].sdp, answer);
  line->sends[view->offerer] =
      line->active && may_send(offer->direction) && may_receive(answer->direction);
  line->sends[view->answerer] =
      line->active && may_send(answer->direction) && may_receive(offer->direction);
  line->rtcp_mux = offer->rtcp_mux && answer->rtcp_mux;
  add_formats(builder, line, offer, answer);
  set_ice(line, view, offer, answer, before);
  line->changes = changes_of(line, before);
}

void
lm_offers_add_lines(LmOfferBuilder *builder, const LmOfferView *view)
{
  LmOffers *offers = builder->offers;
  const LmDescription *ours = &view->descriptions[view->offerer];
  const LmDescription *theirs = &view->descriptions[view->answerer];
  for (uint32_t i = 0;; i++) {
    const LmSdpMedia *offer = media_at(ours, i), *answer = media_at(theirs, i);
    if (!offer && !answer)
      return;
    if (offers->lines.len >= LM_LIMIT_MEDIA_LINES) {
      offers->cut = true;
      return;
    }
    LmMediaLine *line = lm_vec_push(&offers->lines);
    line->exchange = view->index;
    line->index = i;
    fill(builder, view, line, offer, answer);
  }
}
