/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/fields.h"
#include "proto/sip/parts.h"
#include "proto/sip/syntax.h"

/* Which cell a phone is in, as digits put together: country, network, area and cell (3GPP TS
 * 24.229, 7.2A.4.3; TS 23.003, 4.1, 4.3, 19.4.2.3, 19.6A). */
typedef struct {
  const char *parameter;
  const char *access;               /* what the access type begins with; NULL: any */
  uint8_t area_digits, cell_digits; /* hexadecimal */
  const char *area_name;
} CellForm;

static const CellForm forms[] = {
    {"utran-cell-id-3gpp", "3GPP-NR", 6, 9, "TAC"},
    {"utran-cell-id-3gpp", "3GPP-E-UTRAN", 4, 7, "TAC"},
    {"utran-cell-id-3gpp", NULL, 4, 7, "LAC"},
    {"cgi-3gpp", NULL, 4, 4, "LAC"},
    {"utran-sai-3gpp", NULL, 4, 4, "LAC"},
};

static const CellForm *
form_of(LmSlice parameter, LmSlice access)
{
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (lm_slice_equal_nocase(parameter, lm_slice_str(forms[i].parameter)) &&
        (!forms[i].access || lm_slice_starts_with_nocase(access, lm_slice_str(forms[i].access))))
      return &forms[i];
  return NULL;
}

/* Networks have two or three digits, which the length alone tells. */
static void
note_cell(LmSipWalk *walk, const CellForm *form, LmSlice value)
{
  enum { MCC_DIGITS = 3, MNC_LEAST = 2, MNC_MOST = 3 };
  LmSlice digits = lm_sip_unquote(value);
  size_t least = MCC_DIGITS + MNC_LEAST + form->area_digits + form->cell_digits;
  if (digits.len < least || digits.len > least + MNC_MOST - MNC_LEAST)
    return;
  size_t mnc = MNC_LEAST + digits.len - least;
  lm_sip_field(walk, "MCC", lm_slice_sub(digits, 0, MCC_DIGITS));
  lm_sip_field(walk, "MNC", lm_slice_sub(digits, MCC_DIGITS, mnc));
  lm_sip_field(walk, form->area_name, lm_slice_sub(digits, MCC_DIGITS + mnc, form->area_digits));
  lm_sip_field(walk, N_("Cell"),
               lm_slice_sub(digits, MCC_DIGITS + mnc + form->area_digits, form->cell_digits));
}

/* Which cell "utran-cell-id-3gpp" names, in the form of the access type that stands before it. */
void
lm_sip_syntax_access_network(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, access = lm_sip_split_tail(value, &tail), rest = lm_slice_from(tail, 1), name, text;
  lm_sip_field_some(walk, N_("Access type"), access);
  lm_sip_expect_token(walk, access.len ? access : value);
  lm_sip_walk_tail(walk, tail, NULL);
  while (!walk->full && lm_sip_next_parameter(&rest, ';', &name, &text)) {
    const CellForm *form = form_of(name, access);
    if (form)
      note_cell(walk, form, text);
  }
}

void
lm_sip_syntax_network_name(LmSipWalk *walk, LmSlice value)
{
  LmSlice tail, name = lm_sip_split_tail(value, &tail);
  lm_sip_field_some(walk, N_("Name"), name);
  if (lm_slice_at(name, 0) == '"')
    lm_sip_expect_quoted(walk, name);
  else
    lm_sip_expect_token(walk, name.len ? name : value);
  lm_sip_walk_tail(walk, tail, NULL);
}

/* Whatever a network takes for a number of its own. */
static const LmSipParameterRule charging_rules[] = {
    {.name = "icid-value", .type = LM_SIP_VALUE_ANY},
    {.name = "related-icid", .type = LM_SIP_VALUE_ANY},
    {0}};

void
lm_sip_syntax_charging(LmSipWalk *walk, LmSlice value)
{
  lm_sip_walk_parameters(walk, value, ';', charging_rules);
}
