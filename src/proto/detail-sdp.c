/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a session description (RFC 8866, 5) in the detail tree. */

#include "base/limits.h"
#include "proto/detail-build.h"
#include "proto/rtp.h"
#include "proto/sdp/sdp.h"
#include "proto/sdp/syntax.h"

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
  const LmSdpAttributeField *field = lm_sdp_attribute_field_find(lm_slice_trim(name));
  if (field)
    lm_detail_add_text(builder, node, N_("Defined in"), field->source);
  if (field && field->syntax && value.len)
    lm_detail_add_syntax(builder, node, field->syntax, value);
  else
    lm_detail_add_some(builder, node, N_("Value"), value);
}

static LmDetail *
add_line(LmDetailBuilder *builder, LmDetail *parent, LmSlice line)
{
  int type = lm_slice_at(line, 1) == '=' ? lm_slice_at(line, 0) : -1;
  LmSlice value = lm_slice_from(line, 2);
  const LmSdpLineField *field = lm_sdp_line_field_find(type);
  if (!field)
    return lm_detail_add(builder, parent, N_("Unknown line"), line);
  LmDetail *node = lm_detail_add(builder, parent, field->name, line);
  node->value = value;
  if (type == 'a')
    add_attribute(builder, node, value);
  else if (field->syntax && type != 'v')
    lm_detail_add_syntax(builder, node, field->syntax, value);
  if (type == 'm' && lm_slice_find(value, LM_SLICE_LITERAL(" RTP/")) >= 0)
    add_static_types(builder, node, value);
  return node;
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
