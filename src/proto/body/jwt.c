/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "base/time.h"
#include "proto/body/decode.h"
#include "proto/body/json.h"
#include "proto/body/types.h"

/* Beyond the year 9999 no date is meant. */
#define LAST_SECOND 253402300799u

/* Claims that are times are seconds since 1970 (RFC 7519, 4.1.4 to 4.1.6). */
static void
add_times(LmDetailBuilder *builder, LmDetail *claims)
{
  static const char *const times[] = {"iat", "exp", "nbf"};
  for (LmDetail *node = claims->first_child; node; node = node->next)
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
      uint64_t seconds;
      char text[LM_TIME_TEXT_SIZE];
      if (strcmp(node->name, times[i]) == 0 &&
          lm_slice_parse_uint(node->value, LAST_SECOND, &seconds))
        lm_detail_add_text(
            builder, node, N_("Time"),
            lm_arena_printf(builder->arena, "%s",
                            lm_time_format_iso((int64_t)seconds * 1000000000, text)));
    }
}

static void
add_part(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part)
{
  LmDetail *node = lm_detail_add(builder, parent, name, part);
  LmSlice decoded;
  uint32_t offset = builder->encoded_offset, len = builder->encoded_len;
  builder->encoded_offset = node->offset;
  builder->encoded_len = node->len;
  if (!lm_base64_decode(builder->arena, part, true, &decoded))
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, part);
  lm_json_add(builder, node, decoded);
  add_times(builder, node);
  node->value = decoded;
  builder->encoded_offset = offset;
  builder->encoded_len = len;
}

void
lm_jwt_add(LmDetailBuilder *builder, LmDetail *parent, LmSlice token)
{
  LmSlice rest, header = lm_slice_split(lm_slice_trim(token), '.', &rest);
  LmSlice signature, payload = lm_slice_split(rest, '.', &signature);
  /* A PASSporT in compact form leaves both away (RFC 8225, 7). */
  if (header.len)
    add_part(builder, parent, N_("Header"), header);
  if (payload.len)
    add_part(builder, parent, N_("Payload"), payload);
  lm_detail_add_some(builder, parent, N_("Signature"), signature);
}

void
lm_body_show_jwt(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  lm_jwt_add(builder, node, body->bytes);
}
