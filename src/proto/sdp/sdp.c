/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/sdp.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/rtp.h"
#include "proto/sdp/fields.h"

#define N_PAYLOAD_TYPES 128

/* What is said once for all media, until a media section says otherwise (RFC 8866, 5). */
typedef struct {
  LmSlice connection_host;
  LmAddr connection;
  bool has_connection;
  LmSdpDirection direction;
  bool secure;
} Session;

typedef struct {
  LmSdp *sdp;
  LmArena *arena;
  LmSlice body;
  Session session;
  LmSdpMedia *media; /* the one that lines belong to; NULL before the first and in a broken one */
  bool in_media;     /* an m= line was met */
  bool rtp;          /* formats are payload types */
  bool has_connection;
  LmSlice *attributes; /* room for all of the body, handed out in order */
  uint32_t n_attributes, max_attributes, max_media;
  uint8_t format_of[N_PAYLOAD_TYPES]; /* index in media->formats plus 1 */
} Parser;

static void
note(Parser *parser, LmAnomalyKind kind, LmSlice where)
{
  LmSdp *sdp = parser->sdp;
  if (sdp->n_anomalies < LM_SDP_MAX_ANOMALIES)
    sdp->anomalies[sdp->n_anomalies] = (LmAnomaly){
        (uint16_t)kind, (uint32_t)lm_scan_offset(parser->body, where), (uint32_t)where.len};
  sdp->n_anomalies++;
}

static void
note_limit(Parser *parser, LmSlice where)
{
  note(parser, LM_ANOMALY_SDP_TOO_LARGE, where);
  parser->sdp->cut = true;
}

static bool
has_text(LmSlice text, const char *part)
{
  return lm_slice_find_nocase(text, lm_slice_str(part)) >= 0;
}

static void
parse_origin(Parser *parser, LmSlice value)
{
  LmSlice rest = value;
  parser->sdp->origin = value;
  lm_sdp_next_field(&rest);
  parser->sdp->origin_session_id = lm_sdp_next_field(&rest);
  parser->sdp->origin_version = lm_sdp_next_field(&rest);
  if (parser->sdp->origin_version.len == 0)
    note(parser, LM_ANOMALY_SDP_LINE, value);
}

static void
parse_connection(Parser *parser, LmSlice value)
{
  LmSlice host;
  LmAddr addr;
  if (!lm_sdp_address_parse(value, &host, &addr))
    note(parser, LM_ANOMALY_SDP_CONNECTION, value);
  else if (!parser->in_media) {
    parser->session.connection_host = host;
    parser->session.connection = addr;
    parser->session.has_connection = true;
  } else if (parser->media && !parser->has_connection) {
    parser->media->connection_host = host;
    parser->media->connection = addr;
    parser->has_connection = true;
  }
}

static void
add_format(Parser *parser, LmSlice text)
{
  LmSdpMedia *media = parser->media;
  LmSdpFormat *format = &media->formats[media->n_formats];
  uint8_t type;
  if (!parser->rtp) {
    *format = (LmSdpFormat){.payload_type = UINT8_MAX, .encoding = text, .channels = 1};
    media->n_formats++;
    return;
  }
  if (!lm_sdp_payload_type_parse(text, &type)) {
    note(parser, LM_ANOMALY_SDP_MEDIA, text);
    return;
  }
  if (parser->format_of[type])
    return;
  const LmRtpStaticType *known = lm_rtp_static_type(type);
  *format = (LmSdpFormat){.payload_type = type,
                          .encoding = lm_slice_str(known->encoding),
                          .clock_hz = known->clock_hz,
                          .channels = known->channels ? known->channels : 1};
  parser->format_of[type] = (uint8_t)++media->n_formats;
}

static uint32_t
count_fields(LmSlice rest)
{
  uint32_t n = 0;
  while (n < LM_SDP_MAX_FORMATS && lm_sdp_next_field(&rest).len)
    n++;
  return n;
}

/* What can only be said when all lines of a media section were read. */
static void
finish_media(Parser *parser)
{
  LmSdpMedia *media = parser->media;
  if (!media)
    return;
  if (!parser->has_connection) {
    media->connection_host = parser->session.connection_host;
    media->connection = parser->session.connection;
    if (!parser->session.has_connection && media->port)
      note(parser, LM_ANOMALY_SDP_CONNECTION, media->kind);
  }
  if (media->rtcp_connection.family == LM_ADDR_NONE)
    media->rtcp_connection = media->connection;
  if (media->port == 0)
    media->rtcp_port = 0;
  else if (media->rtcp_port == 0)
    media->rtcp_port = media->port + 1;
  media->n_attributes = (uint32_t)(&parser->attributes[parser->n_attributes] - media->attributes);
}

static void
parse_media(Parser *parser, LmSlice value)
{
  finish_media(parser);
  parser->in_media = true;
  parser->media = NULL;
  parser->has_connection = false;
  LmSdp *sdp = parser->sdp;
  if (sdp->n_media == parser->max_media) {
    note_limit(parser, value);
    return;
  }
  LmSdpMedia *media = &sdp->media[sdp->n_media];
  LmSlice rest = value;
  media->kind = lm_sdp_next_field(&rest);
  LmSlice ports = lm_sdp_next_field(&rest);
  media->protocol = lm_sdp_next_field(&rest);
  uint32_t n = count_fields(rest);
  if (!lm_sdp_ports_parse(ports, &media->port, &media->n_ports) || media->protocol.len == 0 ||
      n == 0) {
    note(parser, LM_ANOMALY_SDP_MEDIA, value);
    *media = (LmSdpMedia){0};
    return;
  }
  sdp->n_media++;
  parser->media = media;
  parser->rtp = has_text(media->protocol, "RTP/");
  memset(parser->format_of, 0, sizeof parser->format_of);
  media->line_offset = (uint32_t)lm_scan_offset(parser->body, value) - 2;
  media->secure = parser->session.secure || has_text(media->protocol, "SAVP");
  media->direction = parser->session.direction;
  media->attributes = &parser->attributes[parser->n_attributes];
  media->formats = lm_arena_alloc(parser->arena, n * sizeof *media->formats);
  while (n--)
    add_format(parser, lm_sdp_next_field(&rest));
}

static LmSdpFormat *
find_format(Parser *parser, uint8_t type)
{
  uint8_t index = parser->media && parser->rtp ? parser->format_of[type] : 0;
  return index ? &parser->media->formats[index - 1] : NULL;
}

/* a=rtpmap:<payload type> <encoding>/<clock rate>[/<channels>] (RFC 8866, 6.6). */
static bool
parse_rtpmap(Parser *parser, LmSlice value)
{
  LmSdpRtpmap rtpmap;
  if (!lm_sdp_rtpmap_parse(value, &rtpmap))
    return false;
  LmSdpFormat *format = find_format(parser, rtpmap.payload_type);
  if (format) {
    format->encoding = rtpmap.encoding;
    format->clock_hz = rtpmap.clock_hz;
    format->channels = rtpmap.channels;
  }
  return true;
}

/* a=fmtp:<format> <parameters> (RFC 8866, 6.15). */
static bool
parse_fmtp(Parser *parser, LmSlice value)
{
  LmSlice rest = value;
  uint8_t type;
  bool sound = lm_sdp_payload_type_parse(lm_sdp_next_field(&rest), &type);
  LmSdpFormat *format = sound ? find_format(parser, type) : NULL;
  if (format)
    format->fmtp = lm_slice_trim(rest);
  return value.len > 0;
}

/* a=rtcp:<port> [IN IP4 <address>] (RFC 3605, 2.1). */
static bool
parse_rtcp(Parser *parser, LmSlice value)
{
  LmSlice rest = value, host;
  uint64_t port;
  if (!lm_slice_parse_uint(lm_sdp_next_field(&rest), UINT16_MAX, &port))
    return false;
  if (parser->media)
    parser->media->rtcp_port = (uint32_t)port;
  LmAddr addr;
  if (rest.len == 0)
    return true;
  if (!lm_sdp_address_parse(rest, &host, &addr))
    return false;
  if (parser->media)
    parser->media->rtcp_connection = addr;
  return true;
}

static bool
parse_ptime(Parser *parser, LmSlice value)
{
  /* Some senders write "20.0"; the grammar allows it since RFC 8866, 6.4. */
  LmSlice fraction;
  uint64_t ms;
  if (!lm_slice_parse_uint(lm_slice_split(lm_slice_trim(value), '.', &fraction), UINT32_MAX, &ms))
    return false;
  if (parser->media)
    parser->media->ptime_ms = (uint32_t)ms;
  return true;
}

static bool
parse_mid(Parser *parser, LmSlice value)
{
  if (parser->media)
    parser->media->mid = lm_slice_trim(value);
  return value.len > 0;
}

static bool
set_direction(Parser *parser, LmSdpDirection direction)
{
  if (!parser->in_media)
    parser->session.direction = direction;
  else if (parser->media)
    parser->media->direction = direction;
  return true;
}

static bool
set_sendrecv(Parser *parser, LmSlice value)
{
  return set_direction(parser, LM_SDP_SENDRECV);
}

static bool
set_sendonly(Parser *parser, LmSlice value)
{
  return set_direction(parser, LM_SDP_SENDONLY);
}

static bool
set_recvonly(Parser *parser, LmSlice value)
{
  return set_direction(parser, LM_SDP_RECVONLY);
}

static bool
set_inactive(Parser *parser, LmSlice value)
{
  return set_direction(parser, LM_SDP_INACTIVE);
}

static bool
set_rtcp_mux(Parser *parser, LmSlice value)
{
  if (parser->media)
    parser->media->rtcp_mux = true;
  return true;
}

static bool
set_secure(Parser *parser, LmSlice value)
{
  if (!parser->in_media)
    parser->session.secure = true;
  else if (parser->media)
    parser->media->secure = true;
  return value.len > 0;
}

/* The attributes that are read; each says whether its value is well formed. */
static const struct {
  const char *name;
  bool (*parse)(Parser *parser, LmSlice value);
} attribute_parsers[] = {
    {"rtpmap", parse_rtpmap},   {"fmtp", parse_fmtp},        {"ptime", parse_ptime},
    {"sendrecv", set_sendrecv}, {"sendonly", set_sendonly},  {"recvonly", set_recvonly},
    {"inactive", set_inactive}, {"rtcp", parse_rtcp},        {"rtcp-mux", set_rtcp_mux},
    {"crypto", set_secure},     {"fingerprint", set_secure}, {"mid", parse_mid},
};

static void
parse_attribute(Parser *parser, LmSlice text)
{
  LmSlice value, name = lm_slice_split(text, ':', &value);
  if (parser->n_attributes == parser->max_attributes) {
    note_limit(parser, text);
    return;
  }
  /* What follows a broken m= line belongs to no media. */
  if (parser->in_media && !parser->media)
    return;
  parser->attributes[parser->n_attributes++] = text;
  for (size_t i = 0; i < sizeof attribute_parsers / sizeof *attribute_parsers; i++) {
    if (!lm_slice_equal(name, lm_slice_str(attribute_parsers[i].name)))
      continue;
    if (!attribute_parsers[i].parse(parser, value))
      note(parser, LM_ANOMALY_SDP_ATTRIBUTE, text);
    return;
  }
}

static void
parse_line(Parser *parser, uint8_t type, LmSlice value)
{
  switch (type) {
  case 'o':
    parse_origin(parser, value);
    break;
  case 's':
    parser->sdp->session_name = value;
    break;
  case 'c':
    parse_connection(parser, value);
    break;
  case 'm':
    parse_media(parser, value);
    break;
  case 'a':
    parse_attribute(parser, value);
    break;
  default:
    break;
  }
}

/* Counts what the arrays must hold, up to the limits. */
static bool
count_lines(LmSlice rest, uint32_t *n_media, uint32_t *n_attributes)
{
  LmSlice line;
  bool any = false;
  *n_media = *n_attributes = 0;
  while (lm_sdp_next_line(&rest, &line)) {
    if (!lm_sdp_is_line(line))
      continue;
    any = true;
    *n_media += line.data[0] == 'm' && *n_media < LM_LIMIT_SDP_MEDIA;
    *n_attributes += line.data[0] == 'a' && *n_attributes < LM_LIMIT_SDP_ATTRIBUTES;
  }
  return any;
}

bool
lm_sdp_parse(LmSlice body, LmArena *arena, LmSdp *sdp)
{
  Parser parser = {.sdp = sdp, .arena = arena, .body = body};
  *sdp = (LmSdp){0};
  if (body.len > LM_LIMIT_SDP_BYTES) {
    note_limit(&parser, lm_slice_from(body, LM_LIMIT_SDP_BYTES));
    parser.body = lm_slice_sub(body, 0, LM_LIMIT_SDP_BYTES);
  }
  if (!count_lines(parser.body, &parser.max_media, &parser.max_attributes))
    return false;
  sdp->media = lm_arena_alloc(arena, parser.max_media * sizeof *sdp->media);
  parser.attributes = lm_arena_alloc(arena, parser.max_attributes * sizeof *parser.attributes);
  sdp->attributes = parser.attributes;
  LmSlice rest = parser.body, line;
  while (lm_sdp_next_line(&rest, &line)) {
    if (lm_sdp_is_line(line)) {
      bool first_media = line.data[0] == 'm' && !parser.in_media;
      if (first_media)
        sdp->n_attributes = parser.n_attributes;
      parse_line(&parser, line.data[0], lm_slice_from(line, 2));
    } else if (lm_slice_trim(line).len) {
      note(&parser, LM_ANOMALY_SDP_LINE, line);
    }
  }
  if (!parser.in_media)
    sdp->n_attributes = parser.n_attributes;
  finish_media(&parser);
  return true;
}

bool
lm_sdp_attribute(const LmSlice *attributes, uint32_t n, LmSlice name, LmSlice *value)
{
  for (uint32_t i = 0; i < n; i++) {
    LmSlice its_value, its_name = lm_slice_split(attributes[i], ':', &its_value);
    if (lm_slice_equal(its_name, name)) {
      *value = its_value;
      return true;
    }
  }
  return false;
}
