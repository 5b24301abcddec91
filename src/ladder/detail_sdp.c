/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "proto/sdp/candidate.h"
#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"

#define MAX_CODECS 4
#define MAX_CODEC_CHARS 16

static bool
is_side_format(LmSlice encoding)
{
  return lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("telephone-event")) ||
         lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("CN")) ||
         lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("rtx")) ||
         lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("red")) ||
         lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("ulpfec"));
}

static bool
is_repeated(const LmSdpMedia *media, uint32_t index)
{
  for (uint32_t i = 0; i < index; i++)
    if (lm_slice_equal_nocase(media->formats[i].encoding, media->formats[index].encoding))
      return true;
  return false;
}

static void
add_comma(LmText *out, uint32_t n)
{
  if (n)
    lm_text_add_str(out, ", ");
}

/* The names of the codecs; returns how many there are in all. */
static uint32_t
add_codecs(LmText *out, const LmSdpMedia *media)
{
  uint32_t n = 0;
  /* A media line may list thousands of formats; more than a few dozen say nothing more here. */
  uint32_t n_formats = media->n_formats < 64 ? media->n_formats : 64;
  for (uint32_t i = 0; i < n_formats; i++) {
    const LmSdpFormat *format = &media->formats[i];
    if (is_side_format(format->encoding) || (format->encoding.len && is_repeated(media, i)))
      continue;
    if (n++ >= MAX_CODECS)
      continue;
    add_comma(out, n - 1);
    if (format->encoding.len)
      lm_layout_add_cut(out, format->encoding, MAX_CODEC_CHARS);
    else
      lm_text_printf(out, _("type %u"), format->payload_type);
  }
  if (n > MAX_CODECS)
    lm_text_printf(out, " +%u", n - MAX_CODECS);
  return n;
}

static bool
has_protocol(const LmSdpMedia *media, LmSlice name)
{
  return lm_slice_find_nocase(media->protocol, name) >= 0;
}

/* With ICE an address may be left out, because candidates come later (RFC 8839, 4.2.1.3). */
static bool
has_ice(const LmSdp *sdp, const LmSdpMedia *media)
{
  LmSlice name = LM_SLICE_LITERAL("ice-ufrag"), value;
  return lm_sdp_attribute(media->attributes, media->n_attributes, name, &value) ||
         lm_sdp_attribute(sdp->attributes, sdp->n_attributes, name, &value);
}

/* RFC 3264, 8.4: a stream is put on hold by sendonly or inactive; its older form is a connection
 * address of 0.0.0.0. A file that goes one way (RFC 5547) is not on hold. */
static bool
is_on_hold(const LmSdp *sdp, const LmSdpMedia *media)
{
  if (!has_protocol(media, LM_SLICE_LITERAL("RTP/")))
    return false;
  if (media->direction == LM_SDP_SENDONLY || media->direction == LM_SDP_INACTIVE)
    return true;
  return media->connection.family == LM_ADDR_IPV4 && lm_addr_is_unspecified(&media->connection) &&
         !has_ice(sdp, media);
}

/* What is not RTP goes by the name of its protocol. NULL for one that has none here. */
static const char *
name_of_other(const LmSdpMedia *media)
{
  if (has_protocol(media, LM_SLICE_LITERAL("udptl")))
    return "T.38";
  if (has_protocol(media, LM_SLICE_LITERAL("MSRP")))
    return "MSRP";
  if (has_protocol(media, LM_SLICE_LITERAL("BFCP")))
    return "BFCP";
  return has_protocol(media, LM_SLICE_LITERAL("MRCPv2")) ? "MRCP" : NULL;
}

static void
add_media(LmText *out, const LmSdpMedia *media)
{
  bool audio = lm_slice_equal_nocase(media->kind, LM_SLICE_LITERAL("audio"));
  bool rtp = has_protocol(media, LM_SLICE_LITERAL("RTP/"));
  const char *other = rtp ? NULL : name_of_other(media);
  if (media->secure && rtp)
    lm_text_add_str(out, "SRTP ");
  if (other) {
    lm_text_add_str(out, other);
    return;
  }
  if (!audio) {
    lm_layout_add_cut(out, media->kind, MAX_CODEC_CHARS);
    if (rtp)
      lm_text_add_char(out, ' ');
  }
  if (rtp && add_codecs(out, media) == 0)
    lm_text_add_str(out, _("no codec"));
  if (media->direction == LM_SDP_RECVONLY) {
    lm_text_add_str(out, ", ");
    lm_text_add_str(out, _("receive only"));
  }
}

/* ICE may send from any of its candidates, also where c= names none. That of a relay is the relay's
 * host and not the sender's. */
static void
announce_candidates(LmLayout *layout, const LmSdpMedia *media, uint32_t column)
{
  for (uint32_t i = 0; i < media->n_attributes; i++) {
    LmSlice value;
    LmSdpCandidate candidate;
    if (lm_sdp_attribute(&media->attributes[i], 1, LM_SLICE_LITERAL("candidate"), &value) &&
        lm_sdp_candidate_parse(value, &candidate) &&
        candidate.address.addr.family != LM_ADDR_NONE &&
        !lm_slice_equal_nocase(candidate.type, LM_SLICE_LITERAL("relay")))
      lm_columns_announce(&layout->columns, &candidate.address, column);
  }
}

static void
announce(LmLayout *layout, const LmSdpMedia *media, uint32_t column)
{
  announce_candidates(layout, media, column);
  if (media->port == 0 || media->port > UINT16_MAX || lm_addr_is_unspecified(&media->connection))
    return;
  LmEndpoint endpoint = {.addr = media->connection, .port = (uint16_t)media->port};
  lm_columns_announce(&layout->columns, &endpoint, column);
}

void
lm_layout_sdp_detail(LmLayout *layout, uint32_t column)
{
  LmSdp sdp;
  LmSlice body = lm_sdp_of_message(&layout->sip, &layout->scratch);
  if (body.len == 0 || !lm_sdp_parse(body, &layout->scratch, &sdp))
    return;
  LmText *out = &layout->detail;
  lm_layout_separate(out);
  lm_text_add_str(out, "SDP ");
  uint32_t n_active = 0, n_held = 0, n_shown = 0;
  for (uint32_t i = 0; i < sdp.n_media; i++) {
    announce(layout, &sdp.media[i], column);
    n_active += sdp.media[i].port != 0;
    n_held += sdp.media[i].port != 0 && is_on_hold(&sdp, &sdp.media[i]);
  }
  if (n_active == 0) {
    lm_text_add_str(out, sdp.n_media ? _("refused") : _("without media"));
    return;
  }
  if (n_held == n_active) {
    lm_text_add_str(out, _("on hold"));
    return;
  }
  for (uint32_t i = 0; i < sdp.n_media && n_shown < 3; i++) {
    if (sdp.media[i].port == 0)
      continue;
    add_comma(out, n_shown++);
    add_media(out, &sdp.media[i]);
  }
}
