/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rows of calls for the tests of the lists, without an engine. */

#include "ui/model/call-store.h"

static inline LmCallRow
test_call(guint32 index, const char *from, const char *to, int state, gint64 start_ns)
{
  return (LmCallRow){
      .index = index,
      .number = index + 1,
      .call_id = lm_slice_str("a84b4c76e66710@192.0.2.15"),
      .from = lm_slice_str(from),
      .to = lm_slice_str(to),
      .start_ns = start_ns,
      .pdd_ns = LM_TIME_NONE,
      .setup_ns = LM_TIME_NONE,
      .duration_ns = LM_TIME_NONE,
      .method = LM_SIP_METHOD_INVITE,
      .state = (guint8)state,
  };
}
