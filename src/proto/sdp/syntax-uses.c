/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Data channels, fax, messages, floor control, preconditions: what other uses of SDP add. */

#include "proto/sdp/syntax.h"
#include "proto/sip/fields.h"

void
lm_sdp_syntax_sctp_port(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SCTP);
  lm_sdp_number(&words, N_("Port"), UINT16_MAX);
  lm_sdp_end(&words);
}

/* "5000 webrtc-datachannel 1024", of drafts before RFC 8841. */
void
lm_sdp_syntax_sctpmap(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SCTP);
  lm_sdp_number(&words, N_("Port"), UINT16_MAX);
  lm_sdp_word(&words, N_("Application"));
  lm_sdp_rest(&words, N_("Streams"));
}

void
lm_sdp_syntax_max_message_size(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_SCTP);
  lm_sdp_number(&words, N_("Bytes"), UINT64_MAX);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_t38_number(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_T38);
  lm_sdp_number(&words, N_("Value"), UINT32_MAX);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_t38_rate(LmSipWalk *walk, LmSlice value)
{
  static const char *const kinds[] = {"localTCF", "transferredTCF", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_T38);
  lm_sdp_choice(&words, N_("Rate management"), kinds);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_t38_error(LmSipWalk *walk, LmSlice value)
{
  static const char *const kinds[] = {"t38UDPRedundancy", "t38UDPFEC", "t38UDPNoEC", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_T38);
  lm_sdp_choice(&words, N_("Error correction"), kinds);
  lm_sdp_end(&words);
}

/* One URI a relay on the way, and the peer's own (RFC 4975, 8.1; RFC 4976). */
void
lm_sdp_syntax_msrp_path(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_MSRP);
  LmSlice uri;
  if (lm_slice_trim(value).len == 0)
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
  while (!walk->full && (uri = lm_sdp_take(&words)).len) {
    lm_sip_field(walk, N_("URI"), uri);
    if (!lm_slice_starts_with_nocase(uri, LM_SLICE_LITERAL("msrp://")) &&
        !lm_slice_starts_with_nocase(uri, LM_SLICE_LITERAL("msrps://")))
      lm_sdp_fault(&words, uri);
  }
}

void
lm_sdp_syntax_types(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_MSRP);
  lm_sdp_all(&words, N_("Media type"), true);
}

/* name:"my file" type:image/jpeg size:4096 hash:sha-1:72:24 (RFC 5547, 6), each at most once. */
void
lm_sdp_syntax_file_selector(LmSipWalk *walk, LmSlice value)
{
  static const char *const known[] = {"name", "type", "size", "hash", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_FILE);
  LmSlice rest = lm_slice_trim(value);
  while (rest.len && !walk->full) {
    LmSlice after, name = lm_slice_split(rest, ':', &after);
    size_t end = 0;
    while (end < after.len && after.data[end] != ' ')
      end = after.data[end] == '"' ? lm_sip_skip_quoted(after, end) : end + 1;
    LmSlice text = lm_slice_sub(after, 0, end);
    bool found = false;
    for (size_t i = 0; known[i]; i++)
      found = found || lm_slice_equal(name, lm_slice_str(known[i]));
    lm_sip_enter_label(walk, name, text);
    lm_sip_leave(walk);
    if (!found || text.len == 0)
      lm_sdp_fault(&words, name);
    rest = lm_slice_trim(lm_slice_from(after, end));
  }
}

void
lm_sdp_syntax_floor_control(LmSipWalk *walk, LmSlice value)
{
  static const char *const roles[] = {"c-only", "s-only", "c-s", NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_BFCP);
  do
    lm_sdp_choice(&words, N_("Role"), roles);
  while (!walk->full && lm_slice_trim(words.rest).len);
}

void
lm_sdp_syntax_floor_number(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_BFCP);
  lm_sdp_number(&words, N_("Value"), UINT32_MAX);
  lm_sdp_end(&words);
}

/* "1 mstrm:10 11" (RFC 8856, 5.4): a floor and the labels of its media. */
void
lm_sdp_syntax_floor_id(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_BFCP);
  lm_sdp_number(&words, N_("Floor"), UINT16_MAX);
  LmSlice rest = lm_slice_trim(words.rest);
  if (rest.len == 0)
    return;
  LmSlice labels, name = lm_slice_split(rest, ':', &labels);
  lm_sip_field(walk, N_("Media labels"), labels);
  if (!lm_slice_equal(name, LM_SLICE_LITERAL("mstrm")) &&
      !lm_slice_equal(name, LM_SLICE_LITERAL("m-stream")))
    lm_sdp_fault(&words, rest);
}

static const char *const statuses[] = {"e2e", "local", "remote", NULL};
static const char *const reserved[] = {"none", "send", "recv", "sendrecv", NULL};

/* "qos local none" (RFC 3312, 4). */
void
lm_sdp_syntax_current(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_PRECONDITION);
  lm_sdp_word(&words, N_("Precondition"));
  lm_sdp_choice(&words, N_("Segment"), statuses);
  lm_sdp_choice(&words, N_("Way"), reserved);
  lm_sdp_end(&words);
}

/* "qos mandatory local sendrecv" (RFC 3312, 4). */
void
lm_sdp_syntax_desired(LmSipWalk *walk, LmSlice value)
{
  static const char *const strengths[] = {"mandatory", "optional", "none",
                                          "failure",   "unknown",  NULL};
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_PRECONDITION);
  lm_sdp_word(&words, N_("Precondition"));
  lm_sdp_choice(&words, N_("Strength"), strengths);
  lm_sdp_choice(&words, N_("Segment"), statuses);
  lm_sdp_choice(&words, N_("Way"), reserved);
  lm_sdp_end(&words);
}
