/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ties media lines, sources and streams together. */

#include "proto/sdp/syntax.h"

static const struct {
  const char *name, *text;
} semantics[] = {
    {"BUNDLE", N_("share one transport (RFC 9143)")},
    {"LS", N_("played in step: lip synchronization (RFC 5888)")},
    {"FID", N_("one flow in several forms (RFC 5888; RFC 5576)")},
    {"SRF", N_("one reservation (RFC 3524)")},
    {"ANAT", N_("addresses to choose from (RFC 4091)")},
    {"FEC", N_("with error correction (RFC 5956)")},
    {"FEC-FR", N_("with error correction (RFC 5956)")},
    {"DDP", N_("depend on each other (RFC 5583)")},
    {"DUP", N_("sent twice (RFC 7104)")},
    {"SIM", N_("one picture in several sizes")},
};

static void
walk_semantics(LmSdpWords *words)
{
  LmSlice word = lm_sdp_take(words);
  if (word.len == 0) {
    lm_sdp_fault(words, LM_SLICE_EMPTY);
    return;
  }
  lm_sip_enter(words->walk, N_("Semantics"), word);
  for (size_t i = 0; i < sizeof semantics / sizeof *semantics; i++)
    if (lm_slice_equal(word, lm_slice_str(semantics[i].name)))
      lm_sip_note(words->walk, N_("Meaning"), "%s", _(semantics[i].text));
  lm_sip_leave(words->walk);
}

void
lm_sdp_syntax_group(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_GROUP);
  walk_semantics(&words);
  lm_sdp_all(&words, N_("Media identification"), false);
}

void
lm_sdp_syntax_mid(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_GROUP);
  lm_sdp_word(&words, N_("Media identification"));
  lm_sdp_end(&words);
}

/* "314159 cname:user@example.com" (RFC 5576, 4.1). */
void
lm_sdp_syntax_ssrc(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SSRC);
  lm_sdp_number(&words, N_("SSRC"), UINT32_MAX);
  LmSlice attribute = lm_slice_trim(words.rest), text;
  if (attribute.len == 0) {
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
    return;
  }
  LmSlice name = lm_slice_split(attribute, ':', &text);
  lm_sip_enter(walk, N_("Source attribute"), attribute);
  lm_sip_field_some(walk, N_("Name"), name);
  lm_sip_field_some(walk, N_("Value"), text);
  lm_sip_leave(walk);
}

void
lm_sdp_syntax_ssrc_group(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SSRC);
  walk_semantics(&words);
  do
    lm_sdp_number(&words, N_("SSRC"), UINT32_MAX);
  while (!walk->full && lm_slice_trim(words.rest).len);
}

void
lm_sdp_syntax_msid(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_MSID);
  lm_sdp_word(&words, N_("Stream"));
  lm_sdp_rest(&words, N_("Track"));
}

void
lm_sdp_syntax_msid_semantic(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_MSID);
  lm_sdp_word(&words, N_("Semantics"));
  lm_sdp_all(&words, N_("Stream"), false);
}

static const char *const ways[] = {"send", "recv", NULL};

/* "1 send pt=97;max-width=1280" (RFC 8851, 10). */
void
lm_sdp_syntax_rid(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_RID);
  lm_sdp_word(&words, N_("Identifier"));
  lm_sdp_choice(&words, N_("Way"), ways);
  lm_sdp_parameters(walk, lm_slice_trim(words.rest), ';', NULL);
}

/* "send 1,~4;2;3 recv 5": streams by ";", alternatives by ",", "~" for paused (RFC 8853, 5.1). */
void
lm_sdp_syntax_simulcast(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SIMULCAST);
  for (int i = 0; i < 2 && (i == 0 || lm_slice_trim(words.rest).len); i++) {
    lm_sdp_choice(&words, N_("Way"), ways);
    lm_sdp_word(&words, N_("Streams"));
  }
  lm_sdp_end(&words);
}

/* The identifiers of one byte, of two bytes, and those that have to be mapped again (RFC 8285, 5).
 */
static bool
is_extension_id(uint64_t id)
{
  return (id >= 1 && id <= 255) || (id >= 4096 && id <= 4351);
}

void
lm_sdp_syntax_extmap(LmSipWalk *walk, LmSlice value)
{
  static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_EXTMAP);
  LmSlice first = lm_sdp_take(&words), direction;
  LmSlice id = lm_slice_split(first, '/', &direction);
  uint64_t number;
  lm_sip_field_some(walk, N_("Identifier"), id);
  if (!lm_slice_parse_uint(id, UINT32_MAX, &number) || !is_extension_id(number))
    lm_sdp_fault(&words, first);
  if (direction.len) {
    LmSdpWords inner = lm_sdp_words(walk, direction, LM_ANOMALY_SDP_EXTMAP);
    lm_sdp_choice(&inner, N_("Direction"), directions);
  }
  lm_sdp_word(&words, N_("URI"));
  lm_sdp_rest(&words, N_("Extension attributes"));
}
