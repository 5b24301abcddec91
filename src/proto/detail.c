/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail.h"

#include "base/limits.h"
#include "base/scan.h"
#include "base/text.h"
#include "proto/detail-build.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/fields.h"
#include "proto/sip/header.h"

static LmDetail *
add_node(LmDetailBuilder *builder, LmDetail *parent, const char *name)
{
  if (builder->n_nodes >= LM_LIMIT_DETAIL_NODES || parent == &builder->spill) {
    builder->spill = (LmDetail){.name = ""};
    return &builder->spill;
  }
  builder->n_nodes++;
  LmDetail *node = lm_arena_alloc(builder->arena, sizeof *node);
  node->name = name;
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  return node;
}

LmDetail *
lm_detail_root(LmArena *arena, const char *name, LmSlice bytes)
{
  LmDetail *root = lm_arena_alloc(arena, sizeof *root);
  *root = (LmDetail){.name = name, .value = bytes, .len = (uint32_t)bytes.len};
  return root;
}

const char *
lm_detail_hex(LmArena *arena, LmSlice bytes)
{
  enum { MOST_BYTES = 32 };
  LmSlice shown = lm_slice_sub(bytes, 0, MOST_BYTES);
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < shown.len; i++)
    lm_text_printf(&text, "%02x", (unsigned)lm_slice_at(shown, i));
  if (shown.len < bytes.len)
    lm_text_add_str(&text, "…");
  const char *copy = lm_arena_string(arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return copy;
}

LmDetail *
lm_detail_add(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  LmDetail *node = add_node(builder, parent, name);
  node->value = value;
  node->offset = (uint32_t)lm_scan_offset(builder->bytes, value);
  node->len = (uint32_t)value.len;
  return node;
}

void
lm_detail_add_some(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  if (value.len)
    lm_detail_add(builder, parent, name, value);
}

LmDetail *
lm_detail_add_text(LmDetailBuilder *builder, LmDetail *parent, const char *name, const char *text)
{
  LmDetail *node = add_node(builder, parent, name);
  node->value = lm_slice_str(text);
  node->offset = parent->offset;
  return node;
}

void
lm_detail_add_parameters(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest,
                         uint8_t separator)
{
  LmSlice name, value;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_sip_next_parameter(&rest, separator, &name, &value)) {
    if (name.len == 0)
      continue;
    LmDetail *node = lm_detail_add(builder, parent, lm_arena_string(builder->arena, name), value);
    if (value.len == 0) {
      node->offset = (uint32_t)lm_scan_offset(builder->bytes, name);
      node->len = (uint32_t)name.len;
    }
  }
}

static void
add_uri(LmDetailBuilder *builder, LmDetail *parent, LmSlice text)
{
  LmSipUri uri;
  LmDetail *node = lm_detail_add(builder, parent, N_("URI"), text);
  lm_sip_uri_parse(text, &uri);
  lm_detail_add_some(builder, node, N_("Scheme"), uri.scheme);
  lm_detail_add_some(builder, node, N_("User"), uri.user);
  lm_detail_add_some(builder, node, N_("Host"), uri.host);
  lm_detail_add_some(builder, node, N_("Port"), uri.port);
  lm_detail_add_parameters(builder, node, uri.parameters, ';');
  lm_detail_add_parameters(builder, node, uri.headers, '&');
}

typedef void (*AddFields)(LmDetailBuilder *builder, LmDetail *node, LmSlice value);

/* Calls @add for each value of a comma-separated list, below a node of its own if there are
 * several. */
static void
add_each(LmDetailBuilder *builder, LmDetail *node, LmSlice value, AddFields add)
{
  LmSlice rest = value, one;
  lm_sip_next_value(&rest, &one);
  if (rest.len == 0) {
    add(builder, node, value);
    return;
  }
  do
    add(builder, lm_detail_add(builder, node, N_("Value"), one), one);
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES && lm_sip_next_value(&rest, &one));
}

static void
add_address(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSipAddress address;
  if (!lm_sip_address_parse(value, &address))
    return;
  lm_detail_add_some(builder, node, N_("Display name"), address.display_name);
  add_uri(builder, node, address.uri);
  lm_detail_add_parameters(builder, node, address.parameters, ';');
}

static void
add_addresses(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  add_each(builder, node, value, add_address);
}

static void
add_one_via(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSipVia via;
  lm_sip_via_parse(value, &via);
  lm_detail_add_some(builder, node, N_("Transport"), via.transport);
  lm_detail_add_some(builder, node, N_("Host"), via.host);
  lm_detail_add_some(builder, node, N_("Port"), via.port);
  LmSlice parameters;
  lm_slice_split(value, ';', &parameters);
  lm_detail_add_parameters(builder, node, parameters, ';');
}

static void
add_vias(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  add_each(builder, node, value, add_one_via);
}

static void
add_cseq(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  uint32_t number;
  LmSlice method, rest;
  lm_sip_cseq_parse(value, &number, &method);
  lm_detail_add_some(builder, node, N_("Sequence number"), lm_slice_split(value, ' ', &rest));
  lm_detail_add_some(builder, node, N_("Method"), method);
}

/* "application/sdp;charset=utf-8": something, then parameters. */
static void
add_value_with_parameters(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSlice parameters, first = lm_slice_trim(lm_slice_split(value, ';', &parameters));
  if (parameters.len == 0)
    return;
  lm_detail_add_some(builder, node, N_("Value"), first);
  lm_detail_add_parameters(builder, node, parameters, ';');
}

static void
add_values_with_parameters(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  add_each(builder, node, value, add_value_with_parameters);
}

/* "Digest realm="...", nonce="..."" (RFC 3261, 25.1, credentials and challenge). */
static void
add_auth(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSlice parameters, scheme = lm_slice_split(value, ' ', &parameters);
  lm_detail_add_some(builder, node, N_("Scheme"), scheme);
  lm_detail_add_parameters(builder, node, parameters, ',');
}

static void
add_comma_parameters(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  lm_detail_add_parameters(builder, node, value, ',');
}

/* "776656 1 INVITE" (RFC 3262, 7.2). */
static void
add_rack(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSlice rest;
  lm_detail_add_some(builder, node, N_("Response number"), lm_slice_split(value, ' ', &rest));
  add_cseq(builder, node, lm_slice_trim(rest));
}

/* A header that is more than a text is one row here, under its long name. */
static const struct {
  const char *name;
  AddFields add;
} header_fields[] = {
    {"Via", add_vias},
    {"From", add_addresses},
    {"To", add_addresses},
    {"Contact", add_addresses},
    {"Route", add_addresses},
    {"Record-Route", add_addresses},
    {"Path", add_addresses},
    {"Service-Route", add_addresses},
    {"Refer-To", add_addresses},
    {"Referred-By", add_addresses},
    {"Reply-To", add_addresses},
    {"P-Asserted-Identity", add_addresses},
    {"P-Preferred-Identity", add_addresses},
    {"P-Associated-URI", add_addresses},
    {"P-Called-Party-ID", add_addresses},
    {"Remote-Party-ID", add_addresses},
    {"Diversion", add_addresses},
    {"History-Info", add_addresses},
    {"CSeq", add_cseq},
    {"RAck", add_rack},
    {"Authorization", add_auth},
    {"Proxy-Authorization", add_auth},
    {"WWW-Authenticate", add_auth},
    {"Proxy-Authenticate", add_auth},
    {"Authentication-Info", add_comma_parameters},
    {"Proxy-Authentication-Info", add_comma_parameters},
    {"Content-Type", add_value_with_parameters},
    {"Content-Disposition", add_value_with_parameters},
    {"Event", add_value_with_parameters},
    {"Subscription-State", add_value_with_parameters},
    {"Session-Expires", add_value_with_parameters},
    {"Replaces", add_value_with_parameters},
    {"Join", add_value_with_parameters},
    {"Session-ID", add_value_with_parameters},
    {"Reason", add_values_with_parameters},
    {"Accept", add_values_with_parameters},
    {"Allow", add_values_with_parameters},
    {"Supported", add_values_with_parameters},
    {"Require", add_values_with_parameters},
};

static AddFields
find_fields(LmSlice name, LmSipHeaderKind kind)
{
  const char *long_name = lm_sip_header_kind_name(kind);
  if (*long_name == '\0')
    long_name = lm_sip_header_compact_name(name);
  if (*long_name)
    name = lm_slice_str(long_name);
  for (size_t i = 0; i < sizeof header_fields / sizeof *header_fields; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(header_fields[i].name)))
      return header_fields[i].add;
  return NULL;
}

static void
add_header(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message,
           const LmSipHeader *header)
{
  LmSlice name = lm_sip_header_name(message, header);
  LmSlice value = lm_sip_header_value(message, header);
  LmDetail *node = lm_detail_add(builder, root, lm_arena_string(builder->arena, name), value);
  /* The node is about the whole header, its name too. */
  node->offset = header->name_offset;
  node->len = header->value_offset + header->value_len - header->name_offset;
  const char *long_name = lm_sip_header_compact_name(name);
  if (*long_name)
    lm_detail_add_text(builder, node, N_("Long name"), long_name);
  AddFields add = find_fields(name, (LmSipHeaderKind)header->kind);
  if (add && value.len)
    add(builder, node, value);
}

/* Which of the headers that every message must have are missing (RFC 3261, 8.1.1). */
static void
add_missing(LmDetailBuilder *builder, LmDetail *node, const LmSipMessage *message)
{
  static const LmSipHeaderKind required[] = {LM_SIP_HEADER_VIA, LM_SIP_HEADER_FROM,
                                             LM_SIP_HEADER_TO, LM_SIP_HEADER_CALL_ID,
                                             LM_SIP_HEADER_CSEQ};
  for (size_t i = 0; i < sizeof required / sizeof *required; i++)
    if (!lm_sip_message_header(message, required[i], 0))
      lm_detail_add_text(builder, node, N_("Missing header"), lm_sip_header_kind_name(required[i]));
}

static void
add_start_line(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message)
{
  bool request = message->method_name.len > 0;
  LmDetail *node = lm_detail_add(builder, root, request ? N_("Request line") : N_("Status line"),
                                 message->start_line);
  add_missing(builder, node, message);
  if (request) {
    lm_detail_add(builder, node, N_("Method"), message->method_name);
    if (message->request_uri.len)
      add_uri(builder, node, message->request_uri);
    return;
  }
  lm_detail_add_text(builder, node, N_("Status"),
                     lm_arena_printf(builder->arena, "%u", message->status));
  lm_detail_add_some(builder, node, N_("Reason phrase"), message->reason);
  if (*lm_sip_status_reason(message->status))
    lm_detail_add_text(builder, node, N_("Meaning"),
                       lm_arena_printf(builder->arena, "%s (RFC %u)",
                                       lm_sip_status_reason(message->status),
                                       lm_sip_status_rfc(message->status)));
}

static void
add_body(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message)
{
  if (message->body.len == 0)
    return;
  LmDetail *node = lm_detail_add(builder, root, N_("Body"), message->body);
  LmSlice sdp = lm_sdp_find(message->content_type, message->body);
  if (sdp.len == 0)
    return;
  if (sdp.len < message->body.len)
    node = lm_detail_add(builder, node, N_("Session description"), sdp);
  lm_detail_add_sdp(builder, node, sdp);
  LmSdp parsed;
  if (!lm_sdp_parse(sdp, builder->arena, &parsed))
    return;
  for (uint32_t i = 0; i < parsed.n_anomalies && i < LM_SDP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(builder, root, parsed.anomalies[i],
                          (uint32_t)lm_scan_offset(builder->bytes, sdp));
}

static bool
holds(const LmDetail *node, uint32_t offset, uint32_t len)
{
  return !node->anomaly && node->len && offset >= node->offset &&
         (uint64_t)offset + len <= (uint64_t)node->offset + node->len;
}

void
lm_detail_add_anomaly(LmDetailBuilder *builder, LmDetail *root, LmAnomaly anomaly, uint32_t shift)
{
  uint32_t offset = anomaly.offset + shift;
  LmDetail *parent = root, *child = root->first_child, *before = NULL;
  while (child) {
    if (holds(child, offset, anomaly.len)) {
      parent = child;
      child = child->first_child;
      continue;
    }
    if (parent == root && child->offset <= offset)
      before = child;
    child = child->next;
  }
  LmDetail *node = lm_arena_alloc(builder->arena, sizeof *node);
  LmAnomalyKind kind = (LmAnomalyKind)anomaly.kind;
  *node = (LmDetail){.name = lm_anomaly_text(kind),
                     .value = lm_slice_str(lm_anomaly_source(kind)),
                     .offset = offset,
                     .len = anomaly.len,
                     .anomaly = anomaly.kind};
  /* In a field it comes last; at the top, in the order of the bytes. */
  if (parent != root)
    before = parent->last_child;
  LmDetail **link = before ? &before->next : &parent->first_child;
  node->next = *link;
  *link = node;
  if (!node->next)
    parent->last_child = node;
}

LmDetail *
lm_detail_sip(const LmSipMessage *message, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = message->bytes};
  LmDetail *root = lm_detail_root(arena, N_("Session Initiation Protocol"), message->bytes);
  add_start_line(&builder, root, message);
  for (uint32_t i = 0; i < message->n_headers; i++)
    add_header(&builder, root, message, &message->headers[i]);
  add_body(&builder, root, message);
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(&builder, root, message->anomalies[i], 0);
  if (builder.n_nodes >= LM_LIMIT_DETAIL_NODES)
    lm_detail_add_anomaly(
        &builder, root,
        (LmAnomaly){LM_ANOMALY_SIP_TOO_MANY_HEADERS, (uint32_t)message->bytes.len, 0}, 0);
  return root;
}
