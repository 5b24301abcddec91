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
  if (rest.len == 0) {
    syntax(walk, value);
    return;
  }
  do {
    lm_sip_enter(walk, N_("Value"), one);
    syntax(walk, one);
    lm_sip_leave(walk);
  } while (!walk->full && lm_sip_next_value(&rest, &one));
}

void
lm_sip_walk_header(LmSipWalk *walk, const LmSipHeaderField *field, LmSlice value)
{
  if (!field || !field->syntax || value.len == 0)
    return;
  if (field->multiplicity == LM_SIP_LIST || field->multiplicity == LM_SIP_MAYBE)
    walk_list(walk, field->syntax, value);
  else
    field->syntax(walk, value);
}
