/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "relate/offers.h"

/* What an offer or an answer does to the session, where its own words do not show it. */

/* The side to whom a change is owed: the offerer where it explains it, else the answerer. */
static bool
is_of_sender(const LmExchange *exchange, const LmMediaLine *line, bool held, LmOfferRole role)
{
  bool offerer = line->held[exchange->offerer] == held;
  return role == LM_ROLE_OFFER ? offerer : !offerer;
}

static bool
any_line(const LmOffers *offers, const LmExchange *exchange, uint8_t change, LmOfferRole role)
{
  const LmExchange *whole = lm_offers_whole(offers, exchange);
  for (uint32_t i = 0; i < whole->n_lines; i++) {
    const LmMediaLine *line = lm_offers_line(offers, whole->first_line + i);
    if (line->changes & change && is_of_sender(whole, line, change == LM_MEDIA_HELD, role))
      return true;
  }
  return false;
}

static void
add_word(LmLayout *layout, const char *word)
{
  lm_layout_separate(&layout->detail);
  lm_text_add_str(&layout->detail, word);
}

void
lm_layout_offer_detail(LmLayout *layout, uint32_t message)
{
  const LmExchange *exchange;
  LmOfferRole role = lm_offers_role(layout->offers, message, &exchange);
  if (role != LM_ROLE_OFFER && role != LM_ROLE_ANSWER)
    return;
  if (role == LM_ROLE_OFFER && exchange->late)
    add_word(layout, _("late offer"));
  LmSlice text = lm_slice(layout->detail.str, layout->detail.len);
  if (any_line(layout->offers, exchange, LM_MEDIA_HELD, role) &&
      lm_slice_find(text, lm_slice_str(_("on hold"))) < 0)
    add_word(layout, _("hold"));
  if (any_line(layout->offers, exchange, LM_MEDIA_RESUMED, role))
    add_word(layout, _("resume"));
}
