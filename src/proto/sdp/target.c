/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/target.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/rtp.h"
#include "proto/sdp/candidate.h"
#include "proto/sdp/fields.h"

typedef struct {
  LmSdpTargets *targets;
  LmSdpTarget **last; /* where the next one is linked */
  LmArena *arena;
  LmAddr session; /* of the c= before all media */
  uint32_t n_media, n_attributes;
  bool in_media; /* an m= line was met */
  bool secure;   /* the session's word */

  /* The media section that lines belong to. */
  bool open; /* false before the first and in a broken one */
  bool rtp, has_connection;
  LmAddr connection, rtcp_connection;
  uint32_t port, rtcp_port;
  LmSdpFirstType first_type;
} Scanner;

static LmEndpoint
rtcp_endpoint(const Scanner *scanner, const LmAddr *connection)
{
  const LmAddr *addr =
      scanner->rtcp_connection.family == LM_ADDR_NONE ? connection : &scanner->rtcp_connection;
  uint32_t next = scanner->port + 1, port = scanner->rtcp_port ? scanner->rtcp_port : next;
  if (port > UINT16_MAX || (port == next && lm_addr_equal(addr, connection)))
    return (LmEndpoint){0};
  return (LmEndpoint){*addr, (uint16_t)port};
}

static LmSdpTarget *
add_target(Scanner *scanner, LmSdpTargetKind kind)
{
  LmSdpTarget *target = lm_arena_alloc(scanner->arena, sizeof *target);
  target->kind = (uint8_t)kind;
  target->index = scanner->n_media ? scanner->n_media - 1 : 0;
  *scanner->last = target;
  scanner->last = &target->next;
  return target;
}

/* What can only be said when all lines of a media section were read. */
static void
finish_media(Scanner *scanner)
{
  const LmAddr *connection = scanner->has_connection ? &scanner->connection : &scanner->session;
  bool usable = scanner->open && scanner->rtp && scanner->port > 0 &&
                connection->family != LM_ADDR_NONE && !lm_addr_is_unspecified(connection);
  if (!usable)
    return;
  LmSdpTarget *target = add_target(scanner, LM_SDP_TARGET_MEDIA);
  target->media = (LmEndpoint){*connection, (uint16_t)scanner->port};
  target->rtcp = rtcp_endpoint(scanner, connection);
  target->first_type = scanner->first_type;
}

static LmSdpFirstType
first_type(LmSlice formats)
{
  LmSdpFirstType first = {0};
  for (unsigned i = 0; i < LM_SDP_MAX_FORMATS && !first.known; i++) {
    LmSlice format = lm_sdp_next_field(&formats);
    if (format.len == 0)
      break;
    first.known = lm_sdp_payload_type_parse(format, &first.payload_type);
  }
  if (first.known) {
    const LmRtpStaticType *type = lm_rtp_static_type(first.payload_type);
    first.encoding = lm_slice_str(type->encoding);
    first.clock_hz = type->clock_hz;
  }
  return first;
}

static void
scan_media(Scanner *scanner, LmSlice value)
{
  finish_media(scanner);
  scanner->in_media = true;
  scanner->open = scanner->has_connection = false;
  if (scanner->n_media == LM_LIMIT_SDP_MEDIA) {
    scanner->targets->cut = true;
    return;
  }
  LmSlice rest = value;
  uint32_t n_ports;
  lm_sdp_next_field(&rest);
  bool sound = lm_sdp_ports_parse(lm_sdp_next_field(&rest), &scanner->port, &n_ports);
  LmSlice protocol = lm_sdp_next_field(&rest), formats = rest;
  if (!sound || protocol.len == 0 || lm_sdp_next_field(&rest).len == 0)
    return;
  scanner->n_media++;
  scanner->open = true;
  scanner->rtp = lm_slice_find_nocase(protocol, LM_SLICE_LITERAL("RTP/")) >= 0;
  scanner->targets->other |= !scanner->rtp && scanner->port > 0;
  scanner->rtcp_port = 0;
  scanner->rtcp_connection = (LmAddr){0};
  scanner->first_type = first_type(formats);
  scanner->first_type.secure =
      scanner->secure || lm_slice_find_nocase(protocol, LM_SLICE_LITERAL("SAVP")) >= 0;
}

static void
scan_connection(Scanner *scanner, LmSlice value)
{
  LmSlice host;
  LmAddr addr;
  if ((scanner->in_media && (!scanner->open || scanner->has_connection)) ||
      !lm_sdp_address_parse(value, &host, &addr))
    return;
  if (scanner->in_media)
    scanner->connection = addr;
  else
    scanner->session = addr;
  scanner->has_connection = scanner->in_media;
}

/* a=rtcp:<port> [IN IP4 <address>] (RFC 3605, 2.1). */
static void
scan_rtcp(Scanner *scanner, LmSlice rest)
{
  LmSlice host;
  LmAddr addr;
  uint64_t port;
  if (!lm_slice_parse_uint(lm_sdp_next_field(&rest), UINT16_MAX, &port))
    return;
  scanner->rtcp_port = (uint32_t)port;
  if (rest.len && lm_sdp_address_parse(rest, &host, &addr))
    scanner->rtcp_connection = addr;
}

static void
add_candidate(Scanner *scanner, const LmEndpoint *address, bool rtcp)
{
  if (address->addr.family == LM_ADDR_NONE)
    return;
  LmSdpTarget *target = add_target(scanner, LM_SDP_TARGET_CANDIDATE);
  target->media = *address;
  if (rtcp)
    target->rtcp = *address;
}

/* What a reflexive candidate stands for inside its network is where a capture taken there sees the
 * media; that of a relayed one is a reflexive one. */
static void
scan_candidate(Scanner *scanner, LmSlice value)
{
  LmSdpCandidate candidate;
  if (!lm_sdp_candidate_parse(value, &candidate))
    return;
  add_candidate(scanner, &candidate.address, candidate.component == 2);
  add_candidate(scanner, &candidate.base, candidate.component == 2);
}

static bool
has_name(LmSlice text, LmSlice name, LmSlice *value)
{
  *value = lm_slice_from(text, name.len);
  return lm_slice_starts_with(text, name);
}

static void
scan_ufrag(Scanner *scanner, LmSlice value)
{
  add_target(scanner, LM_SDP_TARGET_UFRAG)->ufrag = lm_slice_trim(value);
}

static void
scan_rtpmap(Scanner *scanner, LmSlice value)
{
  LmSdpFirstType *first = &scanner->first_type;
  LmSdpRtpmap rtpmap;
  if (!first->known || !lm_sdp_rtpmap_parse(value, &rtpmap) ||
      rtpmap.payload_type != first->payload_type)
    return;
  first->encoding = rtpmap.encoding;
  first->clock_hz = rtpmap.clock_hz;
}

/* Keys of SDES (RFC 4568) or of DTLS (RFC 8122) make the media secure. */
static void
scan_security(Scanner *scanner, LmSlice text)
{
  LmSlice value, name = lm_slice_split(text, ':', &value);
  if (!lm_slice_equal(name, LM_SLICE_LITERAL("crypto")) &&
      !lm_slice_equal(name, LM_SLICE_LITERAL("fingerprint")))
    return;
  if (scanner->in_media)
    scanner->first_type.secure = true;
  else
    scanner->secure = true;
}

static void
scan_attribute(Scanner *scanner, LmSlice text)
{
  if (scanner->n_attributes == LM_LIMIT_SDP_ATTRIBUTES) {
    scanner->targets->cut = true;
    return;
  }
  if (scanner->in_media && !scanner->open)
    return;
  scanner->n_attributes++;
  LmSlice value;
  switch (lm_slice_at(text, 0)) {
  case 'r':
    if (scanner->open && has_name(text, LM_SLICE_LITERAL("rtcp:"), &value))
      scan_rtcp(scanner, value);
    else if (scanner->open && has_name(text, LM_SLICE_LITERAL("rtpmap:"), &value))
      scan_rtpmap(scanner, value);
    break;
  case 'c':
    if (scanner->open && has_name(text, LM_SLICE_LITERAL("candidate:"), &value))
      scan_candidate(scanner, value);
    else
      scan_security(scanner, text);
    break;
  case 'f':
    scan_security(scanner, text);
    break;
  case 'i':
    if (has_name(text, LM_SLICE_LITERAL("ice-ufrag:"), &value))
      scan_ufrag(scanner, value);
    break;
  default:
    break;
  }
}

bool
lm_sdp_targets(LmSlice body, LmArena *arena, LmSdpTargets *targets)
{
  *targets = (LmSdpTargets){.cut = body.len > LM_LIMIT_SDP_BYTES};
  Scanner scanner = {.targets = targets, .last = &targets->first, .arena = arena};
  body = lm_slice_sub(body, 0, LM_LIMIT_SDP_BYTES);
  LmScanLines lines = lm_scan_lines(body, 0);
  bool any = false;
  for (size_t at = 0; at < body.len;) {
    size_t lf = lm_scan_lines_next(&lines);
    size_t end = lf > at && body.data[lf - 1] == '\r' ? lf - 1 : lf;
    LmSlice line = lm_slice_sub(body, at, end - at);
    at = lf + 1;
    if (!lm_sdp_is_line(line))
      continue;
    any = true;
    LmSlice value = lm_slice_from(line, 2);
    if (line.data[0] == 'a')
      scan_attribute(&scanner, value);
    else if (line.data[0] == 'm')
      scan_media(&scanner, value);
    else if (line.data[0] == 'c')
      scan_connection(&scanner, value);
  }
  finish_media(&scanner);
  return any;
}
