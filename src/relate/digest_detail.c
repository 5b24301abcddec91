/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/digest_detail.h"

#include "base/i18n.h"
#include "relate/digest.h"

/* The child of @root that has the byte at @offset, or @root itself. */
static LmDetail *
field_at(LmDetail *root, uint32_t offset)
{
  for (LmDetail *node = root->first_child; node; node = node->next)
    if (offset >= node->offset && offset - node->offset < node->len)
      return node;
  return root;
}

static void
add_field(LmDetail *parent, const char *text, LmArena *arena)
{
  LmDetail *field = lm_arena_alloc(arena, sizeof *field);
  field->name = N_("Password");
  field->value = lm_slice_str(text);
  field->offset = parent->offset;
  if (parent->last_child)
    parent->last_child->next = field;
  else
    parent->first_child = field;
  parent->last_child = field;
}

void
lm_digest_add_verdicts(LmDetail *root, const LmSipMessage *message, const LmPasswords *passwords,
                       LmArena *arena)
{
  for (uint32_t i = 0; lm_passwords_n(passwords) && i < message->n_headers; i++) {
    const LmSipHeader *header = &message->headers[i];
    LmDigest digest;
    if (header->kind != LM_SIP_HEADER_AUTHORIZATION &&
        header->kind != LM_SIP_HEADER_PROXY_AUTHORIZATION)
      continue;
    if (!lm_digest_parse(lm_sip_header_value(message, header), &digest))
      continue;
    LmDigestVerdict verdict =
        lm_digest_check(&digest, message->method_name, message->body, passwords);
    add_field(field_at(root, header->value_offset), lm_digest_verdict_text(verdict), arena);
  }
}
