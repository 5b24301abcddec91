/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/walk.h"

#include "proto/sip/fields.h"
#include "proto/sip/registry-headers.h"

void
lm_sip_note(LmSipWalk *walk, const char *name, const char *format, ...)
{
  if (!walk->sink->note)
    return;
  va_list arguments;
  va_start(arguments, format);
  walk->sink->note(walk, name, format, arguments);
  va_end(arguments);
}

static void
walk_list(LmSipWalk *walk, LmSipSyntax syntax, LmSlice value)
{
  LmSlice rest = value, one;
  lm_sip_next_value(&rest, &one);
  if (rest.len == 0 && one.len == value.len) {
    syntax(walk, value);
    return;
  }
  bool holes = value.data[value.len - 1] == ',';
  rest = value;
  while (!walk->full && lm_sip_next_value(&rest, &one)) {
    holes |= one.len == 0;
    if (one.len == 0)
      continue;
    lm_sip_enter(walk, N_("Value"), one);
    syntax(walk, one);
    lm_sip_leave(walk);
  }
  if (holes)
    lm_sip_fault(walk, LM_ANOMALY_SIP_LIST, value);
}

void
lm_sip_walk_header(LmSipWalk *walk, const LmSipHeaderField *field, LmSlice value)
{
  if (!field || !field->syntax)
    return;
  bool list = field->multiplicity == LM_SIP_LIST || field->multiplicity == LM_SIP_MAYBE;
  if (value.len == 0) {
    if (field->multiplicity != LM_SIP_MAYBE && field->multiplicity != LM_SIP_TEXT)
      lm_sip_fault(walk, LM_ANOMALY_SIP_EMPTY, value);
  } else if (list) {
    walk_list(walk, field->syntax, value);
  } else {
    field->syntax(walk, value);
  }
}
