/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What in an answer does not go with its offer (RFC 3264, 6, and what goes with it). */

#include "relate/offers_build.h"

typedef struct {
  LmOfferBuilder *builder;
  const LmOfferView *view;
  const LmDescription *offer, *answer;
  uint32_t line; /* LM_NONE: of the session */
} Check;

static void
fault(const Check *check, LmAnomalyKind kind, LmSlice where)
{
  lm_offers_add_problem(check->builder, check->view, kind, check->answer, where, check->line,
                        check->offer->message);
}

/* The value of the first line of @type before all media. */
static LmSlice
session_line(LmSlice body, uint8_t type)
{
  LmSlice rest = body, line;
  while (lm_sdp_next_line(&rest, &line) && lm_slice_at(line, 0) != 'm')
    if (lm_slice_at(line, 0) == type && lm_slice_at(line, 1) == '=')
      return lm_slice_trim(lm_slice_from(line, 2));
  return LM_SLICE_EMPTY;
}

static void
check_time(const Check *check)
{
  LmSlice ours = session_line(check->offer->body, 't');
  LmSlice theirs = session_line(check->answer->body, 't');
  if (ours.len && theirs.len && !lm_slice_equal(ours, theirs))
    fault(check, LM_ANOMALY_OA_TIME, theirs);
}

static bool
is_direction_allowed(LmSdpDirection offer, LmSdpDirection answer)
{
  switch (offer) {
  case LM_SDP_SENDONLY:
    return answer == LM_SDP_RECVONLY || answer == LM_SDP_INACTIVE;
  case LM_SDP_RECVONLY:
    return answer == LM_SDP_SENDONLY || answer == LM_SDP_INACTIVE;
  case LM_SDP_INACTIVE:
    return answer == LM_SDP_INACTIVE;
  case LM_SDP_SENDRECV:
    break;
  }
  return true;
}

static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};

/* The a=sendonly or the like that says how a line goes; its m= line where it goes by default. */
static LmSlice
direction_of(const LmSdp *sdp, const LmSdpMedia *media)
{
  const struct {
    const LmSlice *attributes;
    uint32_t n;
  } levels[2] = {{media->attributes, media->n_attributes}, {sdp->attributes, sdp->n_attributes}};
  for (size_t level = 0; level < 2; level++)
    for (uint32_t i = 0; i < levels[level].n; i++)
      if (lm_slice_equal(lm_slice_trim(levels[level].attributes[i]),
                         lm_slice_str(directions[media->direction])))
        return levels[level].attributes[i];
  return media->kind;
}

static void
check_direction(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  if (!is_direction_allowed(offer->direction, answer->direction))
    fault(check, LM_ANOMALY_OA_DIRECTION, direction_of(&check->answer->sdp, answer));
}

static void
check_formats(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  /* The formats of data channels were port numbers once. */
  if (lm_slice_find_nocase(answer->protocol, LM_SLICE_LITERAL("SCTP")) >= 0)
    return;
  for (uint32_t i = 0; i < answer->n_formats; i++)
    for (uint32_t j = 0; j < offer->n_formats; j++)
      if (lm_offers_same_codec(&answer->formats[i], &offer->formats[j]))
        return;
  fault(check, LM_ANOMALY_OA_NO_COMMON_CODEC, answer->kind);
}

/* RFC 6184, 8.2.2. */
static void
check_h264(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  for (uint32_t i = 0; i < answer->n_formats; i++) {
    const LmSdpFormat *format = &answer->formats[i];
    if (lm_offers_h264_fits(offer, format))
      continue;
    fault(check, LM_ANOMALY_OA_H264, format->fmtp.len ? format->fmtp : answer->kind);
    return;
  }
}

static void
check_profile(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  if (!lm_slice_equal_nocase(offer->kind, answer->kind))
    fault(check, LM_ANOMALY_OA_LINE_KIND, answer->kind);
  else if (!lm_slice_equal_nocase(offer->protocol, answer->protocol))
    fault(check, LM_ANOMALY_OA_LINE_PROTOCOL, answer->protocol);
}

/* Tag and suite of a crypto attribute: "1 AES_CM_128_HMAC_SHA1_80 inline:..." (RFC 4568, 9.1). */
static void
split_crypto(LmSlice value, LmSlice *tag, LmSlice *suite)
{
  LmSlice rest = lm_slice_trim(value);
  *tag = lm_slice_split(rest, ' ', &rest);
  rest = lm_slice_trim(rest);
  *suite = lm_slice_split(rest, ' ', &rest);
}

static bool
is_crypto_offered(const LmSdpMedia *offer, LmSlice tag, LmSlice suite)
{
  for (uint32_t i = 0; i < offer->n_attributes; i++) {
    LmSlice value, other_tag, other_suite;
    if (!lm_sdp_attribute(&offer->attributes[i], 1, LM_SLICE_LITERAL("crypto"), &value))
      continue;
    split_crypto(value, &other_tag, &other_suite);
    if (lm_slice_equal(tag, other_tag) && lm_slice_equal_nocase(suite, other_suite))
      return true;
  }
  return false;
}

/* The answer has the one that it chose (RFC 4568, 5.1.2). */
static void
check_crypto(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < answer->n_attributes && n < 2; i++) {
    LmSlice value, tag, suite;
    if (!lm_sdp_attribute(&answer->attributes[i], 1, LM_SLICE_LITERAL("crypto"), &value))
      continue;
    split_crypto(value, &tag, &suite);
    if (n++ || !is_crypto_offered(offer, tag, suite))
      fault(check, LM_ANOMALY_OA_CRYPTO, answer->attributes[i]);
  }
}

static void
check_setup(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  LmSlice ours, theirs, name = LM_SLICE_LITERAL("setup");
  LmSlice passive = LM_SLICE_LITERAL("passive"), active = LM_SLICE_LITERAL("active");
  if (!lm_offers_attribute(&check->offer->sdp, offer, name, &ours) ||
      !lm_offers_attribute(&check->answer->sdp, answer, name, &theirs))
    return;
  ours = lm_slice_trim(ours);
  theirs = lm_slice_trim(theirs);
  bool same = lm_slice_equal_nocase(ours, theirs);
  if (lm_slice_equal_nocase(theirs, LM_SLICE_LITERAL("actpass")) ||
      (same && (lm_slice_equal_nocase(ours, passive) || lm_slice_equal_nocase(ours, active))))
    fault(check, LM_ANOMALY_OA_SETUP, theirs);
}

static void
check_mid(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  if (offer->mid.len && answer->mid.len && !lm_slice_equal(offer->mid, answer->mid))
    fault(check, LM_ANOMALY_OA_MID, answer->mid);
}

static void
check_rtcp_mux(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  LmSlice value, where = answer->kind;
  if (!answer->rtcp_mux || offer->rtcp_mux)
    return;
  for (uint32_t i = 0; i < answer->n_attributes; i++)
    if (lm_sdp_attribute(&answer->attributes[i], 1, LM_SLICE_LITERAL("rtcp-mux"), &value))
      where = answer->attributes[i];
  fault(check, LM_ANOMALY_OA_RTCP_MUX, where);
}

/* The URI of "1/sendrecv urn:ietf:params:..." (RFC 8285, 8). */
static LmSlice
extension_uri(LmSlice value)
{
  LmSlice rest;
  lm_slice_split(lm_slice_trim(value), ' ', &rest);
  return lm_slice_split(lm_slice_trim(rest), ' ', &rest);
}

static bool
lists_extension(const LmSlice *attributes, uint32_t n, LmSlice uri)
{
  for (uint32_t i = 0; i < n; i++) {
    LmSlice value;
    if (lm_sdp_attribute(&attributes[i], 1, LM_SLICE_LITERAL("extmap"), &value) &&
        lm_slice_equal(extension_uri(value), uri))
      return true;
  }
  return false;
}

/* As many as there are identifiers of the longer form are looked at (RFC 8285, 4.3). */
static void
check_extensions(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  enum { MOST = 256 };
  const LmSdp *session = &check->offer->sdp;
  uint32_t n = 0;
  for (uint32_t i = 0; i < answer->n_attributes && n < MOST; i++) {
    LmSlice value;
    if (!lm_sdp_attribute(&answer->attributes[i], 1, LM_SLICE_LITERAL("extmap"), &value))
      continue;
    n++;
    LmSlice uri = extension_uri(value);
    if (!lists_extension(offer->attributes, offer->n_attributes, uri) &&
        !lists_extension(session->attributes, session->n_attributes, uri)) {
      fault(check, LM_ANOMALY_OA_EXTMAP, answer->attributes[i]);
      return;
    }
  }
}

/* What the answer bundles must be among what was offered as a bundle (RFC 9143, 7.3.3). */
static void
check_bundle(const Check *check, const LmSdpMedia *answer)
{
  if (answer->mid.len == 0 || lm_offers_bundle(&check->answer->sdp, answer->mid).len == 0)
    return;
  if (lm_offers_bundle(&check->offer->sdp, answer->mid).len == 0)
    fault(check, LM_ANOMALY_OA_BUNDLE, answer->mid);
}

static void
check_line(const Check *check, const LmSdpMedia *offer, const LmSdpMedia *answer)
{
  check_profile(check, offer, answer);
  if (answer->port && !lm_offers_is_offered(offer))
    fault(check, LM_ANOMALY_OA_REJECTED_LINE, answer->kind);
  check_mid(check, offer, answer);
  if (!lm_offers_is_offered(offer) || !lm_offers_is_accepted(&check->answer->sdp, answer))
    return;
  check_direction(check, offer, answer);
  check_formats(check, offer, answer);
  check_h264(check, offer, answer);
  check_crypto(check, offer, answer);
  check_setup(check, offer, answer);
  check_rtcp_mux(check, offer, answer);
  check_extensions(check, offer, answer);
  check_bundle(check, answer);
}

void
lm_offers_check_answer(LmOfferBuilder *builder, const LmOfferView *view)
{
  Check check = {.builder = builder,
                 .view = view,
                 .offer = &view->descriptions[view->offerer],
                 .answer = &view->descriptions[view->answerer],
                 .line = LM_NONE};
  const LmSdp *ours = &check.offer->sdp, *theirs = &check.answer->sdp;
  if (check.offer->body.len == 0 || check.answer->body.len == 0)
    return;
  check_time(&check);
  if (ours->n_media != theirs->n_media && !ours->cut && !theirs->cut)
    fault(&check, LM_ANOMALY_OA_LINE_COUNT,
          theirs->n_media ? theirs->media[theirs->n_media - 1].kind : check.answer->body);
  for (uint32_t i = 0; i < ours->n_media && i < theirs->n_media; i++) {
    check.line = i;
    check_line(&check, &ours->media[i], &theirs->media[i]);
  }
}
