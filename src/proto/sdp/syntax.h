/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The lines and attributes of a session description, each by its own syntax: one parser tells a
 * walk (proto/sip/walk.h) the fields for the detail tree and the faults for the check. Run when
 * somebody looks, never for every message: what tracking needs is in sdp.h and target.h. Pure. */

#include "proto/sip/walk.h"

enum {
  LM_SDP_SESSION = 1 << 0, /* may stand before all media */
  LM_SDP_MEDIA = 1 << 1,   /* may stand in a media section */
  LM_SDP_BOTH = LM_SDP_SESSION | LM_SDP_MEDIA,
};

typedef struct {
  const char *name;
  uint8_t levels;     /* where the registration lets it stand */
  bool flag;          /* it has no value */
  LmSipSyntax syntax; /* of its value; NULL: any text */
  const char *source; /* "RFC 8866, 6.6" */
} LmSdpAttributeField;

typedef struct {
  char type;
  const char *name;   /* marked for translation */
  LmSipSyntax syntax; /* NULL: a text, or looked at elsewhere (a=) */
} LmSdpLineField;

/* The row of attribute @name (IANA, Session Description Protocol Parameters); NULL if it is not
 * known. Names are case-sensitive (RFC 8866, 6). */
const LmSdpAttributeField *lm_sdp_attribute_field_find(LmSlice name);
/* The row of lines that begin with @type and "="; NULL for unknown ones. */
const LmSdpLineField *lm_sdp_line_field_find(int type);

/* A value on its way through a syntax: words with single spaces between them. */
typedef struct {
  LmSipWalk *walk;
  LmSlice whole, rest;
  LmAnomalyKind kind; /* what a fault in it is */
} LmSdpWords;

static inline LmSdpWords
lm_sdp_words(LmSipWalk *walk, LmSlice value, LmAnomalyKind kind)
{
  return (LmSdpWords){walk, value, value, kind};
}

/* States a fault about @where, or where that is empty about all of the value. */
void lm_sdp_fault(const LmSdpWords *words, LmSlice where);
/* Takes a word off, without telling of it. */
LmSlice lm_sdp_take(LmSdpWords *words);
/* Takes a word off as a field; a missing one is a fault, and empty. */
LmSlice lm_sdp_word(LmSdpWords *words, const char *name);
/* The same for a number up to @max, else a fault; returns it, or 0. */
uint64_t lm_sdp_number(LmSdpWords *words, const char *name, uint64_t max);
/* The same for one of @choices, which a NULL ends, whatever its case. */
LmSlice lm_sdp_choice(LmSdpWords *words, const char *name, const char *const *choices);
/* All words that are left, each a field; none is a fault where there must be one. */
void lm_sdp_all(LmSdpWords *words, const char *name, bool some);
/* Whatever is left, as one field. */
void lm_sdp_rest(LmSdpWords *words, const char *name);
/* What is left is a fault. */
void lm_sdp_end(LmSdpWords *words);

/* "name=value;name=value": each a field under its name, with @meaning's text if it has one. */
void lm_sdp_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator,
                       const char *(*meaning)(LmSlice name));

/* The syntaxes, by the files that they are in. */
#define LM_SDP_SYNTAXES(X)                                                                       \
  /* syntax-lines.c */ X(version) X(origin) X(connection) X(bandwidth) X(time) X(repeat) X(zone) \
      X(media) /* syntax-codecs.c */ X(rtpmap) X(fmtp) X(milliseconds) X(number) X(rtcp)         \
          X(rtcp_fb) X(rate) X(image) X(text) X(word) /* syntax-security.c */ X(crypto)          \
              X(fingerprint) X(setup) X(connection_reuse) X(zrtp_hash) X(key_mgmt)               \
                  X(tls_id) /* syntax-ice.c */ X(candidate) X(remote_candidates) X(ice_ufrag)    \
                      X(ice_pwd) X(ice_options) /* syntax-groups.c */ X(group) X(mid) X(ssrc)    \
                          X(ssrc_group) X(msid) X(msid_semantic) X(rid) X(simulcast)             \
                              X(extmap) /* syntax-uses.c */ X(sctp_port) X(sctpmap)              \
                                  X(max_message_size) X(t38_number) X(t38_rate) X(t38_error)     \
                                      X(msrp_path) X(types) X(file_selector) X(floor_control)    \
                                          X(floor_number) X(floor_id) X(current) X(desired)

#define LM_SDP_DECLARE(name) void lm_sdp_syntax_##name(LmSipWalk *walk, LmSlice value);
LM_SDP_SYNTAXES(LM_SDP_DECLARE)
#undef LM_SDP_DECLARE
