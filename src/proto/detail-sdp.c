/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a session description (RFC 8866, 5) in the detail tree. */

#include "base/limits.h"
#include "proto/detail-build.h"
#include "proto/rtp.h"
#include "proto/sdp/sdp.h"

/* One row a type of line: what it is called, and the names of its fields as far as they are
 * separated by spaces; the last takes the rest. */
static const struct {
  char type;
  const char *name;
  const char *fields[6];
} line_types[] = {
    {'v', N_("Protocol version"), {0}},
    {'o',
     N_("Origin"),
     {N_("User name"), N_("Session ID"), N_("Session version"), N_("Network type"),
      N_("Address type"), N_("Address")}},
    {'s', N_("Session name"), {0}},
    {'i', N_("Information"), {0}},
    {'u', N_("URI"), {0}},
    {'e', N_("Email address"), {0}},
    {'p', N_("Phone number"), {0}},
    {'c', N_("Connection"), {N_("Network type"), N_("Address type"), N_("Address")}},
    {'b', N_("Bandwidth"), {0}},
    {'t', N_("Time"), {N_("Start"), N_("Stop")}},
    {'r', N_("Repeat times"), {0}},
    {'z', N_("Time zones"), {0}},
    {'k', N_("Encryption key"), {0}},
    {'m', N_("Media"), {N_("Kind"), N_("Port"), N_("Protocol"), N_("Formats")}},
    {'a', N_("Attribute"), {0}},
};

/* The same for attributes that have fields. */
static const struct {
  const char *attribute;
  const char *fields[6];
} attributes[] = {
    {"rtpmap", {N_("Payload type"), N_("Encoding")}},
    {"fmtp", {N_("Format"), N_("Parameters")}},
    {"rtcp", {N_("Port"), N_("Network type"), N_("Address type"), N_("Address")}},
    {"crypto", {N_("Tag"), N_("Crypto suite"), N_("Key parameters")}},
    {"fingerprint", {N_("Hash"), N_("Fingerprint")}},
    {"candidate",
     {N_("Foundation"), N_("Component"), N_("Transport"), N_("Priority"), N_("Address"),
      N_("Port and type")}},
    {"ssrc", {N_("SSRC"), N_("Source attribute")}},
    {"rtcp-fb", {N_("Payload type"), N_("Feedback")}},
    {"extmap", {N_("Identifier"), N_("URI")}},
};

#define N_FIELDS 6

static void
add_fields(LmDetailBuilder *builder, LmDetail *node, const char *const fields[N_FIELDS],
           LmSlice rest)
{
  for (size_t i = 0; i < N_FIELDS && fields[i] && rest.len; i++) {
    bool last = i + 1 == N_FIELDS || !fields[i + 1];
    LmSlice field = last ? rest : lm_slice_split(rest, ' ', &rest);
    lm_detail_add_some(builder, node, fields[i], field);
  }
}

/* The static payload types of a media line, which no a=rtpmap has to explain (RFC 3551, 6). */
static void
add_static_types(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSlice rest = value;
  for (int i = 0; i < 3; i++)
    lm_slice_split(rest, ' ', &rest);
  while (rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    LmSlice format = lm_slice_split(rest, ' ', &rest);
    uint64_t type;
    if (!lm_slice_parse_uint(format, 127, &type))
      continue;
    const LmRtpStaticType *known = lm_rtp_static_type((uint8_t)type);
    if (!known->encoding)
      continue;
    LmDetail *child = lm_detail_add(builder, node, N_("Static payload type"), format);
    child->value = lm_slice_str(lm_arena_printf(builder->arena, "%u %s/%u", (unsigned)type,
                                                known->encoding, known->clock_hz));
  }
}

static void
add_attribute(LmDetailBuilder *builder, LmDetail *node, LmSlice text)
{
  LmSlice value, name = lm_slice_split(text, ':', &value);
  lm_detail_add_some(builder, node, N_("Name"), name);
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
    if (lm_slice_equal(name, lm_slice_str(attributes[i].attribute))) {
      add_fields(builder, node, attributes[i].fields, value);
      return;
    }
  lm_detail_add_some(builder, node, N_("Value"), value);
}

static LmDetail *
add_line(LmDetailBuilder *builder, LmDetail *parent, LmSlice line)
{
  char type = lm_slice_at(line, 1) == '=' ? (char)lm_slice_at(line, 0) : '\0';
  LmSlice value = lm_slice_from(line, 2);
  for (size_t i = 0; i < sizeof line_types / sizeof *line_types; i++) {
    if (line_types[i].type != type)
      continue;
    LmDetail *node = lm_detail_add(builder, parent, line_types[i].name, line);
    node->value = value;
    add_fields(builder, node, line_types[i].fields, value);
    if (type == 'a')
      add_attribute(builder, node, value);
    else if (type == 'm' && lm_slice_find(value, LM_SLICE_LITERAL(" RTP/")) >= 0)
      add_static_types(builder, node, value);
    return node;
  }
  return lm_detail_add(builder, parent, N_("Unknown line"), line);
}

void
lm_detail_add_sdp(LmDetailBuilder *builder, LmDetail *parent, LmSlice body)
{
  LmSlice rest = body, line;
  LmDetail *section = parent;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES && lm_sdp_next_line(&rest, &line)) {
    if (line.len == 0)
      continue;
    bool media = lm_slice_starts_with(line, LM_SLICE_LITERAL("m="));
    LmDetail *node = add_line(builder, media ? parent : section, line);
    /* What follows a media line belongs to it (RFC 8866, 5): its node covers those lines too. */
    if (media)
      section = node;
    else if (section != parent)
      section->len = node->offset + node->len - section->offset;
  }
}
