/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The user data of short messages (3GPP TS 23.040, 9.2.3.24): a header, then text in the alphabet
 * that the coding scheme tells (3GPP TS 23.038, 4). */

#include "proto/body/gsm-text.h"
#include "proto/body/sms-transfer.h"

typedef enum { SEPTETS, OCTETS, UCS2, COMPRESSED } Alphabet;

static Alphabet
alphabet_of(unsigned scheme)
{
  static const Alphabet alphabets[] = {SEPTETS, OCTETS, UCS2, SEPTETS};
  unsigned group = scheme >> 4;
  if (group < 8)
    return scheme & 0x20 ? COMPRESSED : alphabets[scheme >> 2 & 3];
  if (group == 14)
    return UCS2;
  return group == 15 && scheme & 4 ? OCTETS : SEPTETS;
}

/* One of several messages that are one text (23.040, 9.2.3.24.1 and .8). */
static void
add_concatenation(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  size_t wide = content.len - 3;
  lm_body_add_number(builder, node, N_("Reference"), lm_slice_sub(content, 0, 1 + wide),
                     wide ? lm_slice_be16(content, 0) : lm_slice_u8(content, 0));
  lm_body_add_number(builder, node, N_("Parts"), lm_slice_sub(content, 1 + wide, 1),
                     lm_slice_u8(content, 1 + wide));
  lm_body_add_number(builder, node, N_("Part"), lm_slice_sub(content, 2 + wide, 1),
                     lm_slice_u8(content, 2 + wide));
}

static void
add_ports(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  size_t half = content.len / 2;
  LmSlice to = lm_slice_sub(content, 0, half), from = lm_slice_from(content, half);
  lm_body_add_number(builder, node, N_("Destination port"), to,
                     half == 2 ? lm_slice_be16(to, 0) : lm_slice_u8(to, 0));
  lm_body_add_number(builder, node, N_("Source port"), from,
                     half == 2 ? lm_slice_be16(from, 0) : lm_slice_u8(from, 0));
}

static const struct {
  uint8_t id, len; /* a len of 0 is any */
  const char *name;
  void (*add)(LmDetailBuilder *builder, LmDetail *node, LmSlice content);
} elements[] = {{0x00, 3, N_("Concatenation"), add_concatenation},
                {0x01, 2, N_("Special message indication"), NULL},
                {0x04, 2, N_("Application ports"), add_ports},
                {0x05, 4, N_("Application ports"), add_ports},
                {0x08, 4, N_("Concatenation"), add_concatenation},
                {0x24, 1, N_("National language, single shift"), NULL},
                {0x25, 1, N_("National language, locking shift"), NULL}};

static void
add_element(LmDetailBuilder *builder, LmDetail *parent, unsigned id, LmSlice content)
{
  size_t i = 0, n = sizeof elements / sizeof elements[0];
  while (i < n && (elements[i].id != id || elements[i].len != content.len))
    i++;
  const char *name =
      i < n ? elements[i].name : lm_arena_printf(builder->arena, _("Element %u (0x%02x)"), id, id);
  LmDetail *node = lm_body_add_hex(builder, parent, name, content);
  if (i < n && elements[i].add)
    elements[i].add(builder, node, content);
}

/* Returns how many octets the header takes, its length too. */
static size_t
add_header(LmDetailBuilder *builder, LmDetail *parent, LmSlice data)
{
  LmSlice header, content;
  if (!data.len || !lm_slice_take(data, 1, lm_slice_u8(data, 0), &header)) {
    lm_body_add_fault(builder, parent, LM_ANOMALY_BODY_FIELD, data);
    return data.len;
  }
  LmDetail *node = lm_body_add_hex(builder, parent, N_("User data header"), header);
  size_t len = 1 + header.len;
  while (header.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    if (header.len < 2 || !lm_slice_take(header, 2, lm_slice_u8(header, 1), &content)) {
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, header);
      break;
    }
    add_element(builder, node, lm_slice_u8(header, 0), content);
    header = lm_slice_from(header, 2 + content.len);
  }
  return len;
}

static void
add_text(LmDetailBuilder *builder, LmDetail *parent, LmSlice part, Alphabet alphabet, size_t bit,
         size_t n_septets)
{
  LmText text = LM_TEXT_INIT;
  if (alphabet == SEPTETS)
    lm_gsm_text_add(&text, part, bit, n_septets);
  else
    lm_ucs2_text_add(&text, part);
  LmDetail *node = lm_detail_add(builder, parent, N_("Text"), lm_slice_from(part, bit / 8));
  node->value = lm_arena_copy(builder->arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
}

void
lm_sms_add_user_data(LmDetailBuilder *builder, LmDetail *parent, LmSlice data, unsigned length,
                     unsigned scheme, bool has_header)
{
  Alphabet alphabet = alphabet_of(scheme);
  size_t wanted = alphabet == SEPTETS ? (length * 7u + 7) / 8 : length;
  if (wanted > data.len)
    lm_body_add_fault(builder, parent, LM_ANOMALY_BODY_FIELD, data);
  data = lm_slice_sub(data, 0, wanted);
  size_t header = has_header ? add_header(builder, parent, data) : 0;
  LmSlice rest = lm_slice_from(data, header);
  if (alphabet == SEPTETS) {
    /* Fill bits let the text begin at a whole septet behind the header. */
    size_t skipped = (header * 8 + 6) / 7;
    if (length > skipped)
      add_text(builder, parent, data, SEPTETS, skipped * 7, length - skipped);
  } else if (alphabet == UCS2) {
    add_text(builder, parent, rest, UCS2, 0, 0);
  } else if (rest.len && alphabet == OCTETS && lm_body_is_text(rest)) {
    lm_detail_add(builder, parent, N_("Text"), rest);
  } else if (rest.len) {
    lm_body_add_hex(builder, parent, N_("Data"), rest);
  }
}
