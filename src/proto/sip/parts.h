/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the syntaxes of header values have in common (RFC 3261, 25.1). What begins with lm_sip_walk
 * tells the walk what it finds and what is wrong with it; what begins with lm_sip_expect looks at a
 * part that is told already, and only states what is wrong. White space, also that of folded lines,
 * is allowed wherever the grammar has separators around it; every part comes trimmed. */

#include "proto/sip/walk.h"

/* 1*token-char. */
void lm_sip_expect_token(LmSipWalk *walk, LmSlice text);
/* 1*word-char, as in Call-ID, with one "@" in it if @at is set. */
void lm_sip_expect_call_id(LmSipWalk *walk, LmSlice text);
/* A quoted string from the first byte to the last, with everything escaped that has to be. */
void lm_sip_expect_quoted(LmSipWalk *walk, LmSlice text);
/* 1*DIGIT of at most @max. */
void lm_sip_expect_number(LmSipWalk *walk, LmSlice text, uint64_t max);
/* A host name, an IPv4 address or an IPv6 address in brackets. */
void lm_sip_expect_host(LmSipWalk *walk, LmSlice text);
/* The same; an IPv6 address needs no brackets, as in "received" (RFC 3261, 20.42). */
void lm_sip_expect_host_or_bare(LmSipWalk *walk, LmSlice text);
bool lm_sip_is_host(LmSlice text);
/* 1*DIGIT of at most 65535. */
void lm_sip_expect_port(LmSipWalk *walk, LmSlice text);
/* Letters, digits, the bytes of @others, and "%" with two hexadecimal digits behind it. @kind is
 * stated for other bytes. */
void lm_sip_expect_chars(LmSipWalk *walk, LmSlice text, const char *others, LmAnomalyKind kind);
/* UTF-8 without control characters. */
void lm_sip_expect_text(LmSipWalk *walk, LmSlice text);

/* A field that is a token, a number. */
void lm_sip_walk_token(LmSipWalk *walk, const char *name, LmSlice text);
void lm_sip_walk_number(LmSipWalk *walk, const char *name, LmSlice text, uint64_t max);
/* "host:port" with white space around the colon; both are fields. */
void lm_sip_walk_host_port(LmSipWalk *walk, LmSlice text);

/* What the value of a parameter has to be. */
typedef enum {
  LM_SIP_VALUE_GENERIC, /* none, a token, a host or a quoted string: generic-param */
  LM_SIP_VALUE_TOKEN,
  LM_SIP_VALUE_NUMBER,       /* at most @max */
  LM_SIP_VALUE_MAYBE_NUMBER, /* the same, or none */
  LM_SIP_VALUE_Q,            /* 0 to 1 with at most three digits behind the point */
  LM_SIP_VALUE_HOST,         /* an IPv6 address also without brackets, as in "received" */
  LM_SIP_VALUE_QUOTED,
  LM_SIP_VALUE_FLAG,   /* none */
  LM_SIP_VALUE_EITHER, /* a token or a quoted string */
  LM_SIP_VALUE_ANY,    /* whatever it is */
} LmSipValueType;

/* What is known of a parameter; a table of these ends with a name of NULL. */
typedef struct {
  const char *name; /* in any case */
  LmSipValueType type;
  uint64_t max;       /* of a number */
  LmSipSyntax syntax; /* if not NULL, reads the value, or what is inside its quotes */
} LmSipParameterRule;

/* "name=value" items of @rest behind a @separator each, without the first separator: each is a
 * field under its own name. @rules may be NULL: every parameter is generic. */
void lm_sip_walk_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator,
                            const LmSipParameterRule *rules);
/* What is before the first ";" of @value outside quotes, angle brackets and comments, trimmed;
 * @tail is all from that ";" on. */
LmSlice lm_sip_split_tail(LmSlice value, LmSlice *tail);
/* Parameters with the ";" before the first; nothing at all if @tail is empty. */
void lm_sip_walk_tail(LmSipWalk *walk, LmSlice tail, const LmSipParameterRule *rules);
/* Takes a word, which ends at white space, off @rest; empty at the end. */
LmSlice lm_sip_next_word(LmSlice *rest);
/* What is inside the quotes of a quoted string; @text itself where it has none. */
LmSlice lm_sip_unquote(LmSlice text);
