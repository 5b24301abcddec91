/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages wait in a mailbox (RFC 3842, 3.5 and 5.2). Behind an empty line may stand
 * headers of the messages themselves. */

#include "proto/body/types.h"
#include "proto/multipart.h"

static bool
is_count(LmSlice text)
{
  uint64_t number;
  return lm_slice_parse_uint(text, UINT32_MAX, &number);
}

/* "2/8 (0/2)": new and old ones, and how many of each are urgent. */
static bool
add_counts(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  LmSlice urgent, fresh, old, urgent_old, behind;
  LmSlice all = lm_slice_trim(lm_slice_split(value, '(', &urgent));
  fresh = lm_slice_trim(lm_slice_split(all, '/', &old));
  old = lm_slice_trim(old);
  if (!is_count(fresh) || !is_count(old))
    return false;
  lm_detail_add(builder, node, N_("New"), fresh);
  lm_detail_add(builder, node, N_("Old"), old);
  if (urgent.len == 0)
    return true;
  urgent = lm_slice_split(urgent, ')', &behind);
  fresh = lm_slice_trim(lm_slice_split(urgent, '/', &urgent_old));
  urgent_old = lm_slice_trim(urgent_old);
  if (!is_count(fresh) || !is_count(urgent_old))
    return false;
  lm_detail_add(builder, node, N_("New and urgent"), fresh);
  lm_detail_add(builder, node, N_("Old and urgent"), urgent_old);
  return true;
}

/* The classes that count messages are those of RFC 3458 ("Voice-Message"). */
static bool
is_class(LmSlice name)
{
  LmSlice end = LM_SLICE_LITERAL("-Message");
  return lm_slice_equal_nocase(name, LM_SLICE_LITERAL("None")) ||
         (name.len > end.len &&
          lm_slice_equal_nocase(lm_slice_from(name, name.len - end.len), end));
}

/* Headers of a message, up to an empty line. */
static void
add_message(LmDetailBuilder *builder, LmDetail *parent, LmSlice *rest)
{
  LmSlice start = *rest, line, name, value;
  LmDetail *node = NULL;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_mime_next_header(rest, &line, &name, &value)) {
    if (!node)
      node = lm_detail_add(builder, parent, N_("Message"), LM_SLICE_EMPTY);
    LmDetail *field = lm_detail_add(builder, node, lm_arena_string(builder->arena, name), line);
    field->value = name.len ? value : line;
  }
  if (node)
    lm_detail_place(builder, node, lm_slice_sub(start, 0, start.len - rest->len));
}

void
lm_body_show_summary(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice rest = body->bytes, line, name, value;
  bool faulty = false;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_mime_next_header(&rest, &line, &name, &value)) {
    if (name.len == 0 && !faulty)
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, line);
    faulty |= name.len == 0;
    if (name.len == 0)
      continue;
    LmDetail *field = lm_detail_add(builder, node, lm_arena_string(builder->arena, name), line);
    field->value = value;
    if (is_class(name) && !add_counts(builder, field, value))
      lm_body_add_fault(builder, field, LM_ANOMALY_BODY_FIELD, value);
  }
  while (rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES)
    add_message(builder, node, &rest);
}
