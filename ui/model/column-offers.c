/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/column-offers.h"

#include "base/i18n.h"
#include "proto/sip/registry-headers.h"
#include "query/query.h"

#include <string.h>

#define HEADER_PREFIX "sip.h."

/* Every message has these, or there is a column for them; nobody asks what is in them first. */
static const char *const common[] = {
    "Via",          "From",           "To",    "Call-ID", "CSeq", "Contact", "Max-Forwards",
    "Content-Type", "Content-Length", "Allow", "Accept",  NULL};

/* Headers that people look for, and fields that have no column of their own. */
static const char *const useful[] = {"sip.h.User-Agent",
                                     "sip.h.Server",
                                     "sip.h.P-Asserted-Identity",
                                     "sip.h.Diversion",
                                     "sip.h.Reason",
                                     "sip.h.Session-ID",
                                     "sip.h.P-Charging-Vector",
                                     "sip.r-uri",
                                     "call.legs",
                                     "call.links",
                                     "media.security",
                                     "media.change",
                                     "rtp.loss",
                                     "rtp.jitter",
                                     "ip.addr",
                                     "sip.Status-Code",
                                     "host.role",
                                     NULL};

typedef struct {
  GPtrArray *offers;
  guint max;
} Offers;

static void
offer_free(gpointer data)
{
  LmuColumnOffer *offer = data;
  g_free(offer->name);
  g_free(offer->title);
  g_free(offer->help);
  g_free(offer);
}

const char *
lmu_column_title(const char *name)
{
  return g_str_has_prefix(name, HEADER_PREFIX) ? name + strlen(HEADER_PREFIX) : name;
}

char *
lmu_column_name(const char *text)
{
  g_autofree char *stripped = g_strstrip(g_strdup(text));
  LmQueryColumn *column = *stripped ? lm_query_column_new(lm_slice_str(stripped), NULL) : NULL;
  char *name = column ? g_strdup(lm_query_column_name(column)) : NULL;
  lm_query_column_free(column);
  return name;
}

static void
add(Offers *offers, const char *name, const char *help)
{
  for (guint i = 0; i < offers->offers->len; i++) {
    const LmuColumnOffer *other = g_ptr_array_index(offers->offers, i);
    if (g_ascii_strcasecmp(other->name, name) == 0)
      return;
  }
  if (offers->offers->len == offers->max)
    return;
  LmuColumnOffer *offer = g_new0(LmuColumnOffer, 1);
  offer->name = g_strdup(name);
  offer->title = g_strdup(lmu_column_title(name));
  offer->help = g_strdup(help);
  g_ptr_array_add(offers->offers, offer);
}

static void
add_header(Offers *offers, const char *header, gboolean seen)
{
  const LmSipHeaderField *field = lm_sip_header_field_find(lm_slice_str(header));
  g_autofree char *name = g_strconcat(HEADER_PREFIX, header, NULL);
  g_autofree char *help = NULL;
  if (seen)
    help = g_strdup(_("in this capture"));
  else if (field && field->rfc)
    help = g_strdup_printf(_("header, RFC %u"), field->rfc);
  else
    help = g_strdup(_("header"));
  add(offers, name, help);
}

static void
add_field(Offers *offers, const char *name)
{
  for (gsize i = 0; i < lm_query_n_fields(); i++) {
    LmQueryFieldInfo info;
    lm_query_field_info(i, &info);
    if (strcmp(info.name, name) == 0)
      add(offers, info.name, info.help);
  }
}

/* Whether @name, or a part of it behind "-" or ".", begins with @typed. */
static gboolean
goes_on(const char *name, const char *typed)
{
  gsize len = strlen(typed);
  for (const char *part = name; part; part = strpbrk(part, "-.")) {
    part += part != name;
    if (g_ascii_strncasecmp(part, typed, len) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_useful(const char *header)
{
  for (guint i = 0; useful[i]; i++)
    if (g_str_has_prefix(useful[i], HEADER_PREFIX) &&
        g_ascii_strcasecmp(lmu_column_title(useful[i]), header) == 0)
      return TRUE;
  return FALSE;
}

/* Where somebody typed nothing, those come first that people look for, then those of one maker. */
static guint
rank(const char *header)
{
  if (is_useful(header))
    return 0;
  return lm_sip_header_field_find(lm_slice_str(header)) ? 2 : 1;
}

static void
add_seen(Offers *offers, const char *const *seen, const char *typed)
{
  for (guint turn = 0; turn < 3; turn++)
    for (guint i = 0; seen && seen[i]; i++)
      if (rank(seen[i]) == turn &&
          (*typed ? goes_on(seen[i], typed) : !g_strv_contains(common, seen[i])))
        add_header(offers, seen[i], TRUE);
}

static void
add_useful(Offers *offers)
{
  for (guint i = 0; useful[i]; i++)
    if (g_str_has_prefix(useful[i], HEADER_PREFIX))
      add_header(offers, lmu_column_title(useful[i]), FALSE);
    else
      add_field(offers, useful[i]);
}

static void
add_typed(Offers *offers, const char *typed)
{
  LmQueryCandidates *found = lm_query_complete(lm_slice_str(typed), strlen(typed), offers->max);
  for (gsize i = 0; i < found->n; i++)
    if (found->candidates[i].kind == LM_QUERY_IS_FIELD) {
      g_autofree char *name = lmu_column_name(found->candidates[i].text);
      if (name)
        add(offers, name, found->candidates[i].help);
    }
  lm_query_candidates_free(found);
  for (gsize i = 0; i < lm_sip_n_header_fields; i++)
    if (goes_on(lm_sip_header_fields[i].name, typed))
      add_header(offers, lm_sip_header_fields[i].name, FALSE);
  /* A header of any name. */
  g_autofree char *header = g_strconcat(HEADER_PREFIX, typed, NULL);
  if (!strchr(typed, '.') && strcspn(typed, " \t()<>@,;:\\\"/[]?={}&|~") == strlen(typed))
    add(offers, header, _("any header of this name"));
}

GPtrArray *
lmu_column_offers(const char *typed, const char *const *seen, guint max)
{
  g_autofree char *text = g_strstrip(g_strdup(typed));
  Offers offers = {g_ptr_array_new_with_free_func(offer_free), max};
  const char *header = lmu_column_title(text);
  add_seen(&offers, seen, header);
  if (*text)
    add_typed(&offers, text);
  else
    add_useful(&offers);
  return offers.offers;
}
