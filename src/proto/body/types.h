/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* table: all types of bodies that are shown as more than text. A row is the media type, in small
 * letters, and the NAME of lm_body_show_NAME(), which stands in proto/body/NAME.c. "multipart/" is
 * all types that begin so, "+xml" all that end so; of several rows that fit the first counts. */
#define LM_BODY_TYPES(X)    \
  X("application/sdp", sdp) \
  X("message/cpim", cpim)   \
  X("multipart/", multipart)

#include "proto/body/body.h"

#define LM_BODY_DECLARE(type, name) \
  void lm_body_show_##name(LmDetailBuilder *builder, LmDetail *node, const LmBody *body);
LM_BODY_TYPES(LM_BODY_DECLARE)
#undef LM_BODY_DECLARE
