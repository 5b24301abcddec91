/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/format.h"

#include "base/i18n.h"
#include "base/text.h"

#include <locale.h>
#include <math.h>

#define DASH "\u2014"
#define MUCH_DRIFT_PPM 1e4
#define MOST_DRIFT_PPM 1e6 /* no clock: packets that were held up and came at once */

char *
lmu_format_count(guint64 n)
{
  /* printf's ' flag does this, but no C standard has it. */
  const struct lconv *locale = localeconv();
  const char *separator = locale->thousands_sep ? locale->thousands_sep : "";
  int group = locale->grouping && locale->grouping[0] > 0 ? locale->grouping[0] : 0;
  g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, n);
  if (!group || !*separator)
    return g_steal_pointer(&digits);
  GString *text = g_string_new(NULL);
  gsize len = strlen(digits);
  for (gsize i = 0; i < len; i++) {
    if (i && (len - i) % (gsize)group == 0)
      g_string_append(text, separator);
    g_string_append_c(text, digits[i]);
  }
  return g_string_free(text, FALSE);
}

char *
lmu_format_n_calls(guint64 n)
{
  g_autofree char *count = lmu_format_count(n);
  return g_strdup_printf(LM_NGETTEXT("%s call", "%s calls", n), count);
}

char *
lmu_format_span(gint64 span_ns)
{
  if (span_ns == LM_TIME_NONE || span_ns < 0)
    return g_strdup(DASH);
  gint64 s = span_ns / LM_NS_PER_S;
  if (s >= 86400)
    return g_strdup_printf(_("%d d %d h"), (int)(s / 86400), (int)(s / 3600 % 24));
  if (s >= 3600)
    return g_strdup_printf(_("%d h %d min"), (int)(s / 3600), (int)(s / 60 % 60));
  if (s >= 60)
    return g_strdup_printf(_("%d min %d s"), (int)(s / 60), (int)(s % 60));
  if (s >= 1)
    return g_strdup_printf(_("%.1f s"), (double)span_ns / LM_NS_PER_S);
  return g_strdup_printf(_("%d ms"), (int)(span_ns / LM_NS_PER_MS));
}

char *
lmu_format_delay(gint64 delay_ns)
{
  if (delay_ns == LM_TIME_NONE)
    return g_strdup(DASH);
  return g_strdup_printf(_("%.2f s"), (double)delay_ns / LM_NS_PER_S);
}

char *
lmu_format_safe(LmSlice bytes, gsize max)
{
  LmText text = LM_TEXT_INIT;
  lm_text_add_safe(&text, lm_slice_sub(bytes, 0, max), false);
  char *copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return copy;
}

const char *
lmu_quality_tone(LmQuality quality)
{
  static const char *const tones[] = {
      [LM_QUALITY_GOOD] = "good",
      [LM_QUALITY_FAIR] = "fair",
      [LM_QUALITY_POOR] = "bad",
  };
  return quality < G_N_ELEMENTS(tones) ? tones[quality] : NULL;
}

char *
lmu_format_minus(char *text)
{
  g_autofree char *plain = text;
  g_autoptr(GString) out = g_string_new(NULL);

  for (const char *at = plain; *at; at++)
    if (*at == '-' && g_ascii_isdigit(at[1]))
      g_string_append(out, "−");
    else
      g_string_append_c(out, *at);
  return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
lmu_format_sentence(const char *text)
{
  char first[7] = "";
  gunichar letter = g_utf8_get_char_validated(text, -1);
  if (!*text || letter == (gunichar)-1 || letter == (gunichar)-2)
    return g_strdup(text);
  g_unichar_to_utf8(g_unichar_toupper(letter), first);
  return g_strconcat(first, text + g_utf8_skip[(guchar)*text], NULL);
}

char *
lmu_format_drift(double ppm)
{
  if (fabs(ppm) > MOST_DRIFT_PPM)
    return g_strdup(ppm > 0 ? _("> +100 %") : _("< −100 %"));
  if (fabs(ppm) < MUCH_DRIFT_PPM)
    return lmu_format_minus(g_strdup_printf(_("%+.0f ppm"), ppm));
  return lmu_format_minus(
      g_strdup_printf(_("%+.*f %%"), fabs(ppm) < 10 * MUCH_DRIFT_PPM ? 1 : 0, ppm / 1e4));
}
