/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ICE (RFC 8839, 5). */

#include "proto/sdp/syntax.h"

static bool
is_ice_text(LmSlice text, size_t least, size_t most)
{
  bool sound = text.len >= least && text.len <= most;
  for (size_t i = 0; sound && i < text.len; i++) {
    uint8_t byte = text.data[i];
    sound = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
            (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
  }
  return sound;
}

static void
note_component(LmSipWalk *walk, LmSlice component)
{
  if (lm_slice_equal(component, LM_SLICE_LITERAL("1")))
    lm_sip_note(walk, N_("Meaning"), "%s", "RTP");
  else if (lm_slice_equal(component, LM_SLICE_LITERAL("2")))
    lm_sip_note(walk, N_("Meaning"), "%s", "RTCP");
}

static const char *
type_text(LmSlice type)
{
  static const struct {
    const char *name, *text;
  } types[] = {{"host", N_("of the host itself")},
               {"srflx", N_("as a STUN server sees it")},
               {"prflx", N_("as the other side sees it")},
               {"relay", N_("of a relay (TURN)")}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (lm_slice_equal(type, lm_slice_str(types[i].name)))
      return types[i].text;
  return NULL;
}

static void
walk_type(LmSdpWords *words)
{
  LmSlice word = lm_sdp_take(words), type = lm_sdp_take(words);
  if (!lm_slice_equal(word, LM_SLICE_LITERAL("typ")) || type.len == 0) {
    lm_sdp_fault(words, word);
    return;
  }
  lm_sip_enter(words->walk, N_("Type"), type);
  if (type_text(type))
    lm_sip_note(words->walk, N_("Meaning"), "%s", _(type_text(type)));
  lm_sip_leave(words->walk);
}

/* "raddr 192.0.2.1", "tcptype active", and whatever else comes in pairs. */
static void
walk_extensions(LmSdpWords *words)
{
  static const struct {
    const char *word, *name;
  } known[] = {{"raddr", N_("Related address")},    {"rport", N_("Related port")},
               {"tcptype", N_("TCP type")},         {"generation", N_("Generation")},
               {"ufrag", N_("User fragment")},      {"network-id", N_("Network identifier")},
               {"network-cost", N_("Network cost")}};
  for (;;) {
    LmSlice word = lm_sdp_take(words), value = lm_sdp_take(words);
    const char *name = NULL;
    if (word.len == 0 || words->walk->full)
      return;
    if (value.len == 0) {
      lm_sdp_fault(words, word);
      return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known && !name; i++)
      if (lm_slice_equal(word, lm_slice_str(known[i].word)))
        name = known[i].name;
    if (name)
      lm_sip_field(words->walk, name, value);
    else
      lm_sip_enter_label(words->walk, word, value), lm_sip_leave(words->walk);
  }
}

void
lm_sdp_syntax_candidate(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_CANDIDATE);
  LmSlice foundation = lm_sdp_word(&words, N_("Foundation"));
  if (foundation.len && !is_ice_text(foundation, 1, 32))
    lm_sdp_fault(&words, foundation);
  LmSlice component = lm_sdp_take(&words);
  uint64_t number;
  lm_sip_enter(walk, N_("Component"), component);
  note_component(walk, component);
  lm_sip_leave(walk);
  if (!lm_slice_parse_uint(component, 256, &number) || number == 0)
    lm_sdp_fault(&words, component);
  lm_sdp_word(&words, N_("Transport"));
  lm_sdp_number(&words, N_("Priority"), INT32_MAX);
  lm_sdp_word(&words, N_("Address"));
  lm_sdp_number(&words, N_("Port"), UINT16_MAX);
  walk_type(&words);
  walk_extensions(&words);
}

void
lm_sdp_syntax_remote_candidates(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_CANDIDATE);
  do {
    lm_sdp_number(&words, N_("Component"), 256);
    lm_sdp_word(&words, N_("Address"));
    lm_sdp_number(&words, N_("Port"), UINT16_MAX);
  } while (!walk->full && lm_slice_trim(words.rest).len);
}

static void
walk_secret(LmSipWalk *walk, LmSlice value, const char *name, size_t least)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ICE);
  LmSlice text = lm_sdp_word(&words, name);
  if (text.len && !is_ice_text(text, least, 256))
    lm_sdp_fault(&words, text);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_ice_ufrag(LmSipWalk *walk, LmSlice value)
{
  walk_secret(walk, value, N_("User fragment"), 4);
}

void
lm_sdp_syntax_ice_pwd(LmSipWalk *walk, LmSlice value)
{
  walk_secret(walk, value, N_("Password"), 22);
}

void
lm_sdp_syntax_ice_options(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ICE);
  lm_sdp_all(&words, N_("Option"), true);
}
