/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies that are elsewhere (RFC 2017; in SIP RFC 4483): where, say the parameters of Content-Type;
 * here stand the headers of what would be fetched. Nothing is. */

#include "proto/body/types.h"

void
lm_body_show_external(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  static const char *const parameters[] = {"URL", "expiration", "size", "hash"};
  for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
    lm_detail_add_some(builder, node, parameters[i],
                       lm_body_parameter(body->content_type, lm_slice_str(parameters[i])));
  lm_detail_add_header_lines(builder, node, body->bytes);
}
