/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"

/* What a column's card says of its host: of the roles that it plays the one that tells most, and
 * in a ladder of registrations, subscriptions or publications that which they are for. */

static const uint8_t order[] = {
    LM_ROLE_FOCUS,          LM_ROLE_GATEWAY,         LM_ROLE_B2BUA, LM_ROLE_REDIRECT_SERVER,
    LM_ROLE_STATEFUL_PROXY, LM_ROLE_STATELESS_PROXY, LM_ROLE_PROXY, LM_ROLE_REGISTRAR,
    LM_ROLE_NOTIFIER,       LM_ROLE_USER_AGENT,
};

/* Shorter than in lists, where all of them fit; the last is for cards that have little room. */
static const struct {
  const char *words, *word;
} names[LM_N_ROLES] = {
    [LM_ROLE_USER_AGENT] = {N_("user agent"), N_("user agent")},
    [LM_ROLE_PROXY] = {N_("proxy"), N_("proxy")},
    [LM_ROLE_STATEFUL_PROXY] = {N_("stateful proxy"), N_("proxy")},
    [LM_ROLE_STATELESS_PROXY] = {N_("stateless proxy"), N_("proxy")},
    [LM_ROLE_REGISTRAR] = {N_("registrar"), N_("registrar")},
    [LM_ROLE_REDIRECT_SERVER] = {N_("redirect server"), N_("redirects")},
    [LM_ROLE_B2BUA] = {N_("B2BUA"), N_("B2BUA")},
    [LM_ROLE_NOTIFIER] = {N_("notifier"), N_("notifier")},
    [LM_ROLE_GATEWAY] = {N_("gateway"), N_("gateway")},
    [LM_ROLE_FOCUS] = {N_("conference"), N_("conference")},
};

static LmRole
main_role(const LmLayout *layout, uint32_t roles)
{
  LmSipMethod method = layout->n_calls ? lm_trace_call(layout->trace, layout->calls[0].call)->method
                                       : LM_SIP_METHOD_OTHER;
  if (method == LM_SIP_METHOD_REGISTER && roles & 1u << LM_ROLE_REGISTRAR)
    return LM_ROLE_REGISTRAR;
  if ((method == LM_SIP_METHOD_SUBSCRIBE || method == LM_SIP_METHOD_PUBLISH) &&
      roles & 1u << LM_ROLE_NOTIFIER)
    return LM_ROLE_NOTIFIER;
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    if (roles & 1u << order[i])
      return order[i];
  return LM_N_ROLES;
}

/* A proxy that is known to keep state, or not to, is no other proxy besides. */
static bool
is_worth_telling(LmRole role, uint32_t roles)
{
  uint32_t kinds = 1u << LM_ROLE_STATEFUL_PROXY | 1u << LM_ROLE_STATELESS_PROXY;
  return roles & 1u << role && !(role == LM_ROLE_PROXY && roles & kinds);
}

void
lm_layout_add_roles(LmLayout *layout, LmLadderColumn *column)
{
  const LmRoles *roles = layout->extras->roles;
  uint32_t host = roles ? lm_roles_find(roles, &column->endpoint) : LM_NONE;
  column->role_text = column->role_words = column->role_word = "";
  column->role = LM_N_ROLES;
  if (host == LM_NONE)
    return;
  column->roles = lm_roles_at(roles, host)->roles;
  LmRole role = main_role(layout, column->roles);
  if (role == LM_N_ROLES)
    return;
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    if (is_worth_telling(order[i], column->roles))
      lm_text_printf(&text, "%s%s", text.len ? ", " : "", lm_role_text(order[i]));
  column->role = (uint8_t)role;
  column->role_text = lm_arena_string(&layout->ladder->arena, lm_slice(text.str, text.len));
  column->role_words = _(names[role].words);
  column->role_word = _(names[role].word);
  lm_text_clear(&text);
}
