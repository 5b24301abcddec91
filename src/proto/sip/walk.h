/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Walking over the value of a header: one parser a syntax, which tells a sink what it finds. The
 * detail tree is a sink that wants the fields, the check (check.h) one that wants the faults, so
 * that what is shown and what is found wrong cannot differ. Nothing of it is run until somebody
 * looks at a message.
 *
 * A syntax reads what it is given to the end, whatever is wrong with it: it states the fault and
 * goes on. All slices are parts of the message, so every field knows its bytes. Pure, but for what
 * the sink does; linear in the length of the value. */

#include "base/i18n.h"
#include "proto/anomaly.h"

#include <stdarg.h>

typedef struct LmSipWalk LmSipWalk;

/* What a sink may want; NULL for what it does not. */
typedef struct {
  /* A field begins: @name is ours and marked for translation, or NULL where @label, bytes of the
   * message, is the name (a parameter). @value is empty for a parameter without one. */
  void (*enter)(LmSipWalk *walk, const char *name, LmSlice label, LmSlice value);
  void (*leave)(LmSipWalk *walk);
  /* What we say of the field that was entered last and not left. */
  void (*note)(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
      __attribute__((format(printf, 3, 0)));
  /* What was entered last is a token with claims in it (RFC 7519), such as a PASSporT. */
  void (*token)(LmSipWalk *walk, LmSlice token);
  /* What is told from here to close() is about @decoded, which @encoded, a part of the message, was
   * turned into. Returns it where it stays. A sink without it is not told of such things. */
  LmSlice (*open)(LmSipWalk *walk, LmSlice encoded, LmSlice decoded);
  void (*close)(LmSipWalk *walk);
  /* @where, not empty where it can be helped, is against @kind's source. */
  void (*fault)(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where);
} LmSipSink;

/* A sink puts it first in a struct of its own. */
struct LmSipWalk {
  const LmSipSink *sink;
  unsigned depth; /* of walks within walks (a URI in a parameter, a header in a URI) */
  bool full;      /* the sink takes no more: whoever walks over a list stops */
};

/* Reads one value of a header, trimmed, and tells @walk. */
typedef void (*LmSipSyntax)(LmSipWalk *walk, LmSlice value);

/* What stands between enter and leave is a part of the field. */
static inline void
lm_sip_enter(LmSipWalk *walk, const char *name, LmSlice value)
{
  if (walk->sink->enter)
    walk->sink->enter(walk, name, LM_SLICE_EMPTY, value);
}

static inline void
lm_sip_enter_label(LmSipWalk *walk, LmSlice label, LmSlice value)
{
  if (walk->sink->enter)
    walk->sink->enter(walk, NULL, label, value);
}

static inline void
lm_sip_leave(LmSipWalk *walk)
{
  if (walk->sink->leave)
    walk->sink->leave(walk);
}

static inline void
lm_sip_field(LmSipWalk *walk, const char *name, LmSlice value)
{
  lm_sip_enter(walk, name, value);
  lm_sip_leave(walk);
}

/* The same where @value is not empty. */
static inline void
lm_sip_field_some(LmSipWalk *walk, const char *name, LmSlice value)
{
  if (value.len)
    lm_sip_field(walk, name, value);
}

static inline void
lm_sip_fault(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  if (walk->sink->fault)
    walk->sink->fault(walk, kind, where);
}

/* Says something about the field that was entered last; @name as for lm_sip_enter(). */
void lm_sip_note(LmSipWalk *walk, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
