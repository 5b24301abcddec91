/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of the session description of a message. */

#include "proto/sdp/candidate.h"
#include "query/run.h"

enum {
  BODY,
  OWNER,
  OWNER_USER,
  OWNER_SESSION,
  OWNER_VERSION,
  OWNER_ADDRESS,
  SESSION_NAME,
  SESSION_ATTRIBUTE,
  MEDIA_LINE,
  MEDIA_KIND,
  MEDIA_PORT,
  MEDIA_PROTOCOL,
  MEDIA_CONNECTION,
  MEDIA_DIRECTION,
  MEDIA_SECURE,
  MEDIA_PTIME,
  MEDIA_ATTRIBUTE,
  ATTRIBUTE_NAME,
  ATTRIBUTE_VALUE,
  FORMAT,
  ENCODING,
  CLOCK,
  FMTP,
  CRYPTO_SUITE,
  CANDIDATE_ADDRESS,
  CANDIDATE_PORT,
  CANDIDATE_TYPE,
};

static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive", NULL};
static const char *const kinds[] = {"audio",       "video", "image", "message",
                                    "application", "text",  NULL};

static bool
get_body(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  LmSlice text = lm_query_sdp_text(row);
  return text.len && lm_query_give_some(sink, field, text);
}

/* "alice 2890844526 2890842807 IN IP4 192.0.2.1" (RFC 8866, 5.2) */
static LmSlice
owner_part(LmSlice origin, unsigned n)
{
  LmSlice part = LM_SLICE_EMPTY;
  for (unsigned i = 0; i <= n; i++)
    part = lm_slice_split(origin, ' ', &origin);
  return part;
}

static bool
get_session(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSdp *sdp = lm_query_sdp(row);
  if (!sdp)
    return false;
  switch (field->what) {
  case OWNER:
    return lm_query_give_some(sink, field, sdp->origin);
  case OWNER_USER:
    return lm_query_give_some(sink, field, owner_part(sdp->origin, 0));
  case OWNER_SESSION:
    return lm_query_give_some(sink, field, sdp->origin_session_id);
  case OWNER_VERSION:
    return lm_query_give_some(sink, field, sdp->origin_version);
  case OWNER_ADDRESS:
    return lm_query_give_some(sink, field, owner_part(sdp->origin, 5));
  case SESSION_NAME:
    return lm_query_give_some(sink, field, sdp->session_name);
  default:
    for (uint32_t i = 0; i < sdp->n_attributes; i++)
      if (lm_query_give_some(sink, field, sdp->attributes[i]))
        return true;
    return false;
  }
}

static bool
give_media(const LmQueryRow *row, const LmSdpMedia *media, const LmQueryField *field,
           LmQuerySink *sink)
{
  switch (field->what) {
  case MEDIA_KIND:
    return lm_query_give_some(sink, field, media->kind);
  case MEDIA_PORT:
    return lm_query_give_number(sink, field, media->port);
  case MEDIA_PROTOCOL:
    return lm_query_give_some(sink, field, media->protocol);
  case MEDIA_CONNECTION:
    return lm_query_give_some(sink, field, media->connection_host);
  case MEDIA_DIRECTION:
    return lm_query_give_number(sink, field, media->direction);
  case MEDIA_SECURE:
    return lm_query_give_flag(sink, field, media->secure);
  case MEDIA_PTIME:
    return media->ptime_ms && lm_query_give_ns(sink, field, media->ptime_ms * LM_NS_PER_MS);
  default: {
    LmSlice rest = lm_slice_from(lm_query_sdp_text(row), media->line_offset), line;
    return lm_sdp_next_line(&rest, &line) &&
           lm_query_give_some(sink, field, lm_slice_from(line, 2));
  }
  }
}

static bool
get_media(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSdp *sdp = lm_query_sdp(row);
  for (uint32_t i = 0; sdp && i < sdp->n_media; i++)
    if (give_media(row, &sdp->media[i], field, sink))
      return true;
  return false;
}

static bool
give_format(const LmSdpFormat *format, const LmQueryField *field, LmQuerySink *sink)
{
  switch (field->what) {
  case FORMAT:
    return format->payload_type != 255 && lm_query_give_number(sink, field, format->payload_type);
  case CLOCK:
    return format->clock_hz && lm_query_give_number(sink, field, format->clock_hz);
  case FMTP:
    return lm_query_give_some(sink, field, format->fmtp);
  default:
    return lm_query_give_some(sink, field, format->encoding);
  }
}

static bool
get_format(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSdp *sdp = lm_query_sdp(row);
  for (uint32_t i = 0; sdp && i < sdp->n_media; i++)
    for (uint32_t j = 0; j < sdp->media[i].n_formats; j++)
      if (give_format(&sdp->media[i].formats[j], field, sink))
        return true;
  return false;
}

static bool
give_candidate(LmSlice value, const LmQueryField *field, LmQuerySink *sink)
{
  LmSdpCandidate candidate;
  if (!lm_sdp_candidate_parse(value, &candidate))
    return false;
  if (field->what == CANDIDATE_ADDRESS)
    return lm_query_give_address(sink, field, &candidate.address.addr);
  if (field->what == CANDIDATE_PORT)
    return lm_query_give_number(sink, field, candidate.address.port);
  return lm_query_give_some(sink, field, candidate.type);
}

static bool
give_attribute(LmSlice attribute, const LmQueryField *field, LmQuerySink *sink)
{
  LmSlice value, rest;
  LmSlice name = lm_slice_split(attribute, ':', &value);
  switch (field->what) {
  case ATTRIBUTE_NAME:
    return lm_query_give_some(sink, field, name);
  case ATTRIBUTE_VALUE:
    return lm_query_give_some(sink, field, value);
  case CRYPTO_SUITE: /* RFC 4568, 9.1: tag, suite, keys */
    if (!lm_slice_equal_nocase(name, LM_SLICE_LITERAL("crypto")))
      return false;
    lm_slice_split(value, ' ', &rest);
    return lm_query_give_some(sink, field, lm_slice_split(rest, ' ', &rest));
  case CANDIDATE_ADDRESS:
  case CANDIDATE_PORT:
  case CANDIDATE_TYPE:
    return lm_slice_equal_nocase(name, LM_SLICE_LITERAL("candidate")) &&
           give_candidate(value, field, sink);
  default:
    return lm_query_give_some(sink, field, attribute);
  }
}

static bool
get_attribute(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmSdp *sdp = lm_query_sdp(row);
  for (uint32_t i = 0; sdp && i < sdp->n_media; i++)
    for (uint32_t j = 0; j < sdp->media[i].n_attributes; j++)
      if (give_attribute(sdp->media[i].attributes[j], field, sink))
        return true;
  return false;
}

#define ROW(name_, aliases_, type_, many_, what_, get_, help_)                                   \
  {                                                                                              \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_MESSAGE, .many = many_, \
    .what = what_, .get = get_, .help = help_                                                    \
  }

static const LmQueryField fields[] = {
    ROW("sdp", "sdp.data", LM_QUERY_STRING, false, BODY, get_body,
        N_("The whole session description: sdp contains \"text\"")),
    ROW("sdp.owner", "", LM_QUERY_STRING, false, OWNER, get_session, N_("The o= line")),
    ROW("sdp.owner.username", "", LM_QUERY_STRING, false, OWNER_USER, get_session,
        N_("User name in the o= line")),
    ROW("sdp.owner.sessionid", "", LM_QUERY_STRING, false, OWNER_SESSION, get_session,
        N_("Session in the o= line")),
    ROW("sdp.owner.version", "", LM_QUERY_STRING, false, OWNER_VERSION, get_session,
        N_("Version in the o= line")),
    ROW("sdp.owner.address", "", LM_QUERY_HOST, false, OWNER_ADDRESS, get_session,
        N_("Address in the o= line")),
    ROW("sdp.session_name", "", LM_QUERY_STRING, false, SESSION_NAME, get_session,
        N_("The s= line")),
    ROW("sdp.session_attr", "", LM_QUERY_STRING, true, SESSION_ATTRIBUTE, get_session,
        N_("Attributes before the first media line")),
    ROW("sdp.media", "", LM_QUERY_STRING, true, MEDIA_LINE, get_media,
        N_("Media lines: sdp.media contains \"audio\"")),
    {.name = "sdp.media.media",
     .aliases = "",
     .type = LM_QUERY_TOKEN,
     .of = LM_QUERY_OF_MESSAGE,
     .many = true,
     .what = MEDIA_KIND,
     .get = get_media,
     .values = kinds,
     .help = N_("Kind of media")},
    ROW("sdp.media.port", "", LM_QUERY_NUMBER, true, MEDIA_PORT, get_media,
        N_("Port of a media line")),
    ROW("sdp.media.proto", "", LM_QUERY_TOKEN, true, MEDIA_PROTOCOL, get_media,
        N_("Protocol of a media line")),
    ROW("sdp.media.format", "", LM_QUERY_NUMBER, true, FORMAT, get_format,
        N_("Payload types of a media line")),
    ROW("sdp.connection_info.address", "sdp.connection_info", LM_QUERY_HOST, true, MEDIA_CONNECTION,
        get_media, N_("Address that media goes to")),
    {.name = "sdp.direction",
     .aliases = "",
     .type = LM_QUERY_ENUM,
     .of = LM_QUERY_OF_MESSAGE,
     .many = true,
     .what = MEDIA_DIRECTION,
     .get = get_media,
     .values = directions,
     .help = N_("Direction of media")},
    ROW("sdp.secure", "", LM_QUERY_FLAG, true, MEDIA_SECURE, get_media, N_("SRTP is wanted")),
    {.name = "sdp.ptime",
     .aliases = "",
     .type = LM_QUERY_SPAN,
     .of = LM_QUERY_OF_MESSAGE,
     .many = true,
     .in_ms = true,
     .what = MEDIA_PTIME,
     .get = get_media,
     .help = N_("Time of media in a packet; a plain number is milliseconds")},
    ROW("sdp.mime.type", "sdp.codec", LM_QUERY_TOKEN, true, ENCODING, get_format,
        N_("Codecs by name")),
    ROW("sdp.sample_rate", "", LM_QUERY_NUMBER, true, CLOCK, get_format,
        N_("Clock rates of the codecs")),
    ROW("sdp.fmtp.parameter", "sdp.fmtp", LM_QUERY_STRING, true, FMTP, get_format,
        N_("Parameters of the codecs")),
    ROW("sdp.media_attr", "", LM_QUERY_STRING, true, MEDIA_ATTRIBUTE, get_attribute,
        N_("Attributes of media lines")),
    ROW("sdp.media_attribute.field", "", LM_QUERY_TOKEN, true, ATTRIBUTE_NAME, get_attribute,
        N_("Names of attributes of media lines")),
    ROW("sdp.media_attribute.value", "", LM_QUERY_STRING, true, ATTRIBUTE_VALUE, get_attribute,
        N_("Values of attributes of media lines")),
    ROW("sdp.crypto.crypto_suite", "sdp.crypto", LM_QUERY_TOKEN, true, CRYPTO_SUITE, get_attribute,
        N_("Suites of SRTP that are offered in the description (RFC 4568)")),
    ROW("sdp.ice_candidate.address", "", LM_QUERY_ADDRESS, true, CANDIDATE_ADDRESS, get_attribute,
        N_("Address of an ICE candidate")),
    ROW("sdp.ice_candidate.port", "", LM_QUERY_NUMBER, true, CANDIDATE_PORT, get_attribute,
        N_("Port of an ICE candidate")),
    ROW("sdp.ice_candidate.type", "", LM_QUERY_TOKEN, true, CANDIDATE_TYPE, get_attribute,
        N_("Type of an ICE candidate")),
};

const LmQueryTable lm_query_sdp_fields = {fields, sizeof fields / sizeof fields[0]};
