/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines that are no attributes (RFC 8866, 5). */

#include "proto/sdp/fields.h"
#include "proto/sdp/syntax.h"

void
lm_sdp_syntax_version(LmSipWalk *walk, LmSlice value)
{
  LmSlice text = lm_slice_trim(value);
  if (!lm_slice_equal(text, LM_SLICE_LITERAL("0")))
    lm_sip_fault(walk, LM_ANOMALY_SDP_VERSION, value);
}

static const char *const net_types[] = {"IN", "TN", "ATM", "PSTN", NULL};
static const char *const addr_types[] = {"IP4",  "IP6",  "RFC2543", "E164",
                                         "GWID", "NSAP", "-",       NULL};

static void
walk_place(LmSdpWords *words)
{
  lm_sdp_choice(words, N_("Network type"), net_types);
  lm_sdp_choice(words, N_("Address type"), addr_types);
  lm_sdp_word(words, N_("Address"));
}

/* The session ID and the version are numbers (RFC 8866, 5.2), of any length. */
static void
walk_digits(LmSdpWords *words, const char *name)
{
  LmSlice word = lm_sdp_word(words, name);
  for (size_t i = 0; i < word.len; i++)
    if (word.data[i] < '0' || word.data[i] > '9') {
      lm_sdp_fault(words, word);
      return;
    }
}

void
lm_sdp_syntax_origin(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_ORIGIN);
  lm_sdp_word(&words, N_("User name"));
  walk_digits(&words, N_("Session ID"));
  walk_digits(&words, N_("Session version"));
  walk_place(&words);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_connection(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_CONNECTION);
  walk_place(&words);
  lm_sdp_end(&words);
}

static const struct {
  const char *type, *text;
} bandwidths[] = {
    {"CT", N_("kbit/s of all media of the conference (RFC 8866, 5.8)")},
    {"AS", N_("kbit/s of the media, with IP and UDP headers (RFC 8866, 5.8)")},
    {"TIAS", N_("bit/s of the media without headers (RFC 3890)")},
    {"RS", N_("bit/s of RTCP from senders (RFC 3556)")},
    {"RR", N_("bit/s of RTCP from receivers (RFC 3556)")},
};

void
lm_sdp_syntax_bandwidth(LmSipWalk *walk, LmSlice value)
{
  LmSlice number;
  uint64_t bandwidth;
  LmSlice type = lm_slice_split(lm_slice_trim(value), ':', &number);
  lm_sip_enter(walk, N_("Type"), type);
  for (size_t i = 0; i < sizeof bandwidths / sizeof *bandwidths; i++)
    if (lm_slice_equal(type, lm_slice_str(bandwidths[i].type)))
      lm_sip_note(walk, N_("Meaning"), "%s", _(bandwidths[i].text));
  lm_sip_leave(walk);
  lm_sip_field_some(walk, N_("Bandwidth"), number);
  if (type.len == 0 || !lm_slice_parse_uint(lm_slice_trim(number), UINT64_MAX, &bandwidth))
    lm_sip_fault(walk, LM_ANOMALY_SDP_BANDWIDTH, value);
}

/* "604800", "7d", "-1h" (RFC 8866, 5.10): digits with a unit behind them. */
static void
walk_span(LmSdpWords *words, const char *name)
{
  LmSlice word = lm_sdp_word(words, name), digits = word;
  uint64_t number;
  if (lm_slice_at(digits, 0) == '-')
    digits = lm_slice_from(digits, 1);
  int last = digits.len ? lm_slice_at(digits, digits.len - 1) : -1;
  if (last == 'd' || last == 'h' || last == 'm' || last == 's')
    digits.len--;
  if (word.len && !lm_slice_parse_uint(digits, UINT64_MAX, &number))
    lm_sdp_fault(words, word);
}

void
lm_sdp_syntax_time(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_TIME);
  lm_sdp_number(&words, N_("Start"), UINT64_MAX);
  lm_sdp_number(&words, N_("Stop"), UINT64_MAX);
  lm_sdp_end(&words);
}

void
lm_sdp_syntax_repeat(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_TIME);
  walk_span(&words, N_("Interval"));
  walk_span(&words, N_("Duration"));
  do
    walk_span(&words, N_("Offset"));
  while (!walk->full && lm_slice_trim(words.rest).len);
}

void
lm_sdp_syntax_zone(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_TIME);
  do {
    lm_sdp_number(&words, N_("Adjustment time"), UINT64_MAX);
    walk_span(&words, N_("Offset"));
  } while (!walk->full && lm_slice_trim(words.rest).len);
}

void
lm_sdp_syntax_media(LmSipWalk *walk, LmSlice value)
{
  LmSdpWords words = lm_sdp_words(walk, value, LM_ANOMALY_SDP_MEDIA);
  uint32_t port, n_ports;
  lm_sdp_word(&words, N_("Kind"));
  LmSlice ports = lm_sdp_word(&words, N_("Port"));
  if (ports.len && !lm_sdp_ports_parse(ports, &port, &n_ports))
    lm_sdp_fault(&words, ports);
  lm_sdp_word(&words, N_("Protocol"));
  if (lm_slice_trim(words.rest).len == 0)
    lm_sdp_fault(&words, LM_SLICE_EMPTY);
  lm_sdp_rest(&words, N_("Formats"));
}

static const LmSdpLineField lines[] = {
    {'v', N_("Protocol version"), lm_sdp_syntax_version},
    {'o', N_("Origin"), lm_sdp_syntax_origin},
    {'s', N_("Session name"), NULL},
    {'i', N_("Information"), NULL},
    {'u', N_("URI"), NULL},
    {'e', N_("Email address"), NULL},
    {'p', N_("Phone number"), NULL},
    {'c', N_("Connection"), lm_sdp_syntax_connection},
    {'b', N_("Bandwidth"), lm_sdp_syntax_bandwidth},
    {'t', N_("Time"), lm_sdp_syntax_time},
    {'r', N_("Repeat times"), lm_sdp_syntax_repeat},
    {'z', N_("Time zones"), lm_sdp_syntax_zone},
    {'k', N_("Encryption key"), NULL},
    {'m', N_("Media"), lm_sdp_syntax_media},
    {'a', N_("Attribute"), NULL},
};

const LmSdpLineField *
lm_sdp_line_field_find(int type)
{
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    if (lines[i].type == type)
      return &lines[i];
  return NULL;
}
