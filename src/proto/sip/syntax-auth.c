/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

#define QUOTED(x)                          \
  {                                        \
    .name = x, .type = LM_SIP_VALUE_QUOTED \
  }
#define TOKEN(x)                          \
  {                                       \
    .name = x, .type = LM_SIP_VALUE_TOKEN \
  }
#define OTHERS   \
  {              \
    .name = NULL \
  }

/* RFC 3261, 25.1; RFC 7616, 3.3 and 3.4. */
static const LmSipParameterRule challenge_rules[] = {
    QUOTED("realm"), QUOTED("domain"),   QUOTED("nonce"),  QUOTED("opaque"),  TOKEN("stale"),
    QUOTED("qop"),   TOKEN("algorithm"), TOKEN("charset"), TOKEN("userhash"), OTHERS};
static const LmSipParameterRule credential_rules[] = {
    QUOTED("username"), QUOTED("realm"),  QUOTED("nonce"),   QUOTED("uri"),
    QUOTED("response"), QUOTED("cnonce"), QUOTED("opaque"),  TOKEN("algorithm"),
    TOKEN("qop"),       TOKEN("nc"),      TOKEN("userhash"), OTHERS};
static const LmSipParameterRule info_rules[] = {
    QUOTED("nextnonce"), TOKEN("qop"), QUOTED("rspauth"), QUOTED("cnonce"), TOKEN("nc"), OTHERS};

/* What Digest cannot do without (RFC 7616, 3.3, 3.4); each list ends with NULL. */
static const char *const challenge_needs[] = {"realm", "nonce", NULL};
static const char *const credential_needs[] = {"username", "realm",    "nonce",
                                               "uri",      "response", NULL};

static bool
has_parameter(LmSlice parameters, const char *wanted)
{
  LmSlice name, value;
  while (lm_sip_next_parameter(&parameters, ',', &name, &value)) {
    /* A name that needs more than ASCII stands in username* (RFC 7616, 3.4.4). */
    if (name.len && name.data[name.len - 1] == '*')
      name.len--;
    if (lm_slice_equal_nocase(name, lm_slice_str(wanted)))
      return true;
  }
  return false;
}

/* "Bearer 3F6x/g==" and the like (RFC 7235, 2.1, token68). */
static bool
is_token68(LmSlice text)
{
  size_t i = 0;
  while (i < text.len && (lm_sip_is_token_char(text.data[i]) || text.data[i] == '/'))
    i++;
  while (i < text.len && text.data[i] == '=')
    i++;
  return i == text.len;
}

static void
walk_auth(LmSipWalk *walk, LmSlice value, const LmSipParameterRule *rules, const char *const *needs)
{
  LmSlice rest = value, scheme = lm_sip_next_word(&rest);
  lm_sip_walk_token(walk, N_("Scheme"), scheme);
  if (rest.len == 0) {
    lm_sip_fault(walk, LM_ANOMALY_SIP_AUTH, value);
    return;
  }
  bool digest = lm_sip_is_name(scheme, "digest", 6);
  if (!digest && is_token68(rest)) {
    lm_sip_field(walk, N_("Token"), rest);
    return;
  }
  lm_sip_walk_parameters(walk, rest, ',', digest ? rules : NULL);
  for (; digest && *needs; needs++)
    if (!has_parameter(rest, *needs)) {
      lm_sip_note(walk, N_("Missing parameter"), "%s", *needs);
      lm_sip_fault(walk, LM_ANOMALY_SIP_PARAMETER_MISSING, value);
    }
}

void
lm_sip_syntax_challenge(LmSipWalk *walk, LmSlice value)
{
  walk_auth(walk, value, challenge_rules, challenge_needs);
}

void
lm_sip_syntax_credentials(LmSipWalk *walk, LmSlice value)
{
  walk_auth(walk, value, credential_rules, credential_needs);
}

void
lm_sip_syntax_auth_info(LmSipWalk *walk, LmSlice value)
{
  lm_sip_walk_parameters(walk, value, ',', info_rules);
}
