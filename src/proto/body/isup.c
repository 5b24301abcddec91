/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message of the telephone network between two gateways (RFC 3204): ISUP as ITU-T Q.763 has it,
 * from the message type on. Which parameters are mandatory is told by the type; their lengths are
 * fixed, or found through pointers; what is optional follows by code and length. */

#include "proto/body/isup.h"
#include "proto/body/types.h"

typedef struct {
  uint8_t code, len;
} Fixed;

typedef struct {
  uint8_t type;
  const char *name;
  Fixed fixed[4];      /* up to a code of 0 */
  uint8_t variable[2]; /* the same */
  bool optional;
} Type;

/* ITU-T Q.763, tables 4 and 21 to 52. */
static const Type types[] = {
    {0x01,
     "IAM Initial address",
     {{0x06, 1}, {0x07, 2}, {0x09, 1}, {0x02, 1}},
     {0x04},
     .optional = true},
    {0x02, "SAM Subsequent address", .variable = {0x05}, .optional = true},
    {0x03, "INR Information request", {{0x0e, 2}}, .optional = true},
    {0x04, "INF Information", {{0x0f, 2}}, .optional = true},
    {0x05, "COT Continuity", {{0x10, 1}}},
    {0x06, "ACM Address complete", {{0x11, 2}}, .optional = true},
    {0x07, "CON Connect", {{0x11, 2}}, .optional = true},
    {0x08, "FOT Forward transfer", .optional = true},
    {0x09, "ANM Answer", .optional = true},
    {0x0c, "REL Release", .variable = {0x12}, .optional = true},
    {0x0d, "SUS Suspend", {{0x22, 1}}, .optional = true},
    {0x0e, "RES Resume", {{0x22, 1}}, .optional = true},
    {0x10, "RLC Release complete", .optional = true},
    {0x11, "CCR Continuity check request"},
    {0x12, "RSC Reset circuit"},
    {0x13, "BLO Blocking"},
    {0x14, "UBL Unblocking"},
    {0x15, "BLA Blocking acknowledgement"},
    {0x16, "UBA Unblocking acknowledgement"},
    {0x17, "GRS Circuit group reset", .variable = {0x16}},
    {0x18, "CGB Circuit group blocking", {{0x15, 1}}, {0x16}},
    {0x19, "CGU Circuit group unblocking", {{0x15, 1}}, {0x16}},
    {0x1a, "CGBA Circuit group blocking acknowledgement", {{0x15, 1}}, {0x16}},
    {0x1b, "CGUA Circuit group unblocking acknowledgement", {{0x15, 1}}, {0x16}},
    {0x1f, "FAR Facility request", {{0x18, 1}}, .optional = true},
    {0x20, "FAA Facility accepted", {{0x18, 1}}, .optional = true},
    {0x21, "FRJ Facility reject", {{0x18, 1}}, {0x12}, .optional = true},
    {0x24, "LPA Loop back acknowledgement"},
    {0x29, "GRA Circuit group reset acknowledgement", .variable = {0x16}},
    {0x2a, "CQM Circuit group query", .variable = {0x16}},
    {0x2b, "CQR Circuit group query response", .variable = {0x16, 0x26}},
    {0x2c, "CPG Call progress", {{0x24, 1}}, .optional = true},
    {0x2d, "USR User-to-user information", .variable = {0x20}, .optional = true},
    {0x2e, "UCIC Unequipped CIC"},
    {0x2f, "CFN Confusion", .variable = {0x12}, .optional = true},
    {0x30, "OLM Overload"},
    {0x32, "NRM Network resource management", .optional = true},
    {0x33, "FAC Facility", .optional = true},
    {0x34, "UPT User part test", .optional = true},
    {0x35, "UPA User part available", .optional = true},
    {0x36, "IDR Identification request", .optional = true},
    {0x37, "IRS Identification response", .optional = true},
    {0x38, "SGM Segmentation", .optional = true},
    {0x40, "LOP Loop prevention", .optional = true},
    {0x41, "APT Application transport", .optional = true},
    {0x42, "PRI Pre-release information", .optional = true},
};

/* What ANSI T1.113 has otherwise, or alone: the medium is in user service information. */
static const Type ansi_types[] = {
    {0x01, "IAM Initial address", {{0x06, 1}, {0x07, 2}, {0x09, 1}}, {0x1d, 0x04}, true},
    {0xe9, "CRA Circuit reservation acknowledgement"},
    {0xea, "CRM Circuit reservation", {{0x06, 1}}},
    {0xeb, "CVR Circuit validation response", {{0xe6, 1}, {0xe5, 1}}, .optional = true},
    {0xec, "CVT Circuit validation test"},
    {0xed, "EXM Exit", .optional = true},
};

static const Type *
find_in(const Type *table, size_t n, int type)
{
  for (size_t i = 0; i < n; i++)
    if (table[i].type == type)
      return &table[i];
  return NULL;
}

static const Type *
find_type(int type, LmSlice base)
{
  const Type *found = NULL;
  if (lm_slice_starts_with_nocase(base, LM_SLICE_LITERAL("ansi")))
    found = find_in(ansi_types, sizeof ansi_types / sizeof *ansi_types, type);
  return found ? found : find_in(types, sizeof types / sizeof *types, type);
}

/* A pointer counts from itself (ITU-T Q.763, 1.4.2). */
static bool
follow(LmSlice bytes, size_t pointer, LmSlice *content)
{
  size_t at = pointer + lm_slice_u8(bytes, pointer);
  return at < bytes.len && lm_slice_take(bytes, at + 1, lm_slice_u8(bytes, at), content);
}

static void
add_optional(LmDetailBuilder *builder, LmDetail *node, LmSlice rest)
{
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    LmSlice content;
    int code = lm_slice_at(rest, 0);
    if (code == 0)
      return;
    if (rest.len < 2 || !lm_slice_take(rest, 2, lm_slice_u8(rest, 1), &content)) {
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, rest);
      return;
    }
    lm_isup_add_parameter(builder, node, (unsigned)code, content);
    rest = lm_slice_from(rest, 2 + content.len);
  }
}

static void
add_parameters(LmDetailBuilder *builder, LmDetail *node, const Type *type, LmSlice bytes)
{
  size_t at = 1;
  LmSlice content;
  for (size_t i = 0; i < 4 && type->fixed[i].code; i++) {
    if (!lm_slice_take(bytes, at, type->fixed[i].len, &content)) {
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, lm_slice_from(bytes, at));
      return;
    }
    lm_isup_add_parameter(builder, node, type->fixed[i].code, content);
    at += content.len;
  }
  for (size_t i = 0; i < 2 && type->variable[i]; i++, at++) {
    if (follow(bytes, at, &content))
      lm_isup_add_parameter(builder, node, type->variable[i], content);
    else
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, lm_slice_sub(bytes, at, 1));
  }
  /* Without optional parameters their pointer is 0, or the message ends before it. */
  unsigned pointer = lm_slice_u8(bytes, at);
  if (!type->optional || pointer == 0)
    return;
  if (at + pointer < bytes.len)
    add_optional(builder, node, lm_slice_from(bytes, at + pointer));
  else
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, lm_slice_sub(bytes, at, 1));
}

void
lm_body_show_isup(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice bytes = body->bytes;
  LmSlice base = lm_body_parameter(body->content_type, LM_SLICE_LITERAL("base"));
  lm_detail_add_some(builder, node, N_("Version"),
                     lm_body_parameter(body->content_type, LM_SLICE_LITERAL("version")));
  lm_detail_add_some(builder, node, N_("Base version"), base);
  if (bytes.len == 0)
    return;
  const Type *type = find_type(lm_slice_at(bytes, 0), base);
  lm_body_add_word(builder, node, N_("Message type"), lm_slice_sub(bytes, 0, 1),
                   lm_slice_u8(bytes, 0), type ? type->name : NULL);
  if (type)
    add_parameters(builder, node, type, bytes);
  else if (bytes.len > 1)
    lm_body_add_hex(builder, node, N_("Content"), lm_slice_from(bytes, 1));
}
