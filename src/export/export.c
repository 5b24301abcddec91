/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/export.h"

#include "base/i18n.h"
#include "export/formats.h"

static const LmExportFormat formats[] = {
    {"svg", "image/svg+xml", N_("SVG image"), lm_export_svg},
    {"pdf", "application/pdf", N_("PDF document"), lm_export_pdf},
    {"png", "image/png", N_("PNG image"), lm_export_png},
    {"html", "text/html", N_("Web page"), lm_export_html},
    {"txt", "text/plain", N_("Plain text"), lm_export_txt},
    {"mmd", "text/vnd.mermaid", N_("Mermaid sequence diagram"), lm_export_mermaid},
    {"puml", "text/plain", N_("PlantUML sequence diagram"), lm_export_plantuml},
    {0},
};

const LmExportFormat *
lm_export_formats(void)
{
  return formats;
}

const LmExportFormat *
lm_export_format_for(const char *path)
{
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash ? slash : path, '.');
  if (!dot)
    return NULL;
  for (const LmExportFormat *format = formats; format->extension; format++)
    if (lm_slice_equal_nocase(lm_slice_str(dot + 1), lm_slice_str(format->extension)))
      return format;
  return NULL;
}

static bool
refuse_format(const char *path, LmError *error)
{
  LmText known = LM_TEXT_INIT;
  for (const LmExportFormat *format = formats; format->extension; format++)
    lm_text_printf(&known, "%s.%s", known.len ? ", " : "", format->extension);
  lm_error_set(error, LM_ERROR_USAGE,
               _("%s: the name must end in one of the formats that a ladder can be written in: %s"),
               path, known.str);
  lm_text_clear(&known);
  return false;
}

bool
lm_export_ladder(const LmLadder *ladder, const char *path, LmError *error)
{
  const LmExportFormat *format = lm_export_format_for(path);
  return format ? format->write(ladder, path, error) : refuse_format(path, error);
}

/* Characters that some file system or shell gives a meaning to become a hyphen; runs of them and
 * of spaces become one. */
static void
add_file_name(LmText *out, const char *title)
{
  static const char refused[] = "/\\:*?\"<>|;&$'`!#%{}~=";
  LmSlice rest = lm_slice_str(title);
  size_t n = 0;
  while (rest.len && n < 60) {
    size_t len = lm_text_utf8_len(rest);
    LmSlice character = lm_slice_sub(rest, 0, len ? len : 1);
    rest = lm_slice_from(rest, character.len);
    bool plain = len && (character.data[0] > ' ') && character.data[0] != 0x7f &&
                 (len > 1 || !strchr(refused, character.data[0]));
    bool arrow = lm_slice_equal(character, LM_SLICE_LITERAL("→"));
    if (plain && !arrow) {
      lm_text_add(out, character);
      n++;
    } else if (out->len && out->str[out->len - 1] != '-') {
      lm_text_add_char(out, '-');
      n++;
    }
  }
}

void
lm_export_suggest_name(const LmLadder *ladder, const char *extension, LmText *out)
{
  LmText name = LM_TEXT_INIT;
  lm_text_add_str(&name, "");
  add_file_name(&name, ladder->title);
  const char *start = name.str;
  /* A leading dot would hide the file, a leading hyphen looks like an option. */
  while (*start == '.' || *start == '-')
    start++;
  lm_text_add_str(out, *start ? start : "ladder");
  while (out->len && out->str[out->len - 1] == '-')
    out->str[--out->len] = '\0';
  if (ladder->n_rows) {
    char time[LM_TIME_TEXT_SIZE];
    lm_time_format_iso(ladder->first_ns, time);
    lm_text_printf(out, "-%.10s-%.2s%.2s%.2s", time, time + 11, time + 14, time + 17);
  }
  lm_text_printf(out, ".%s", extension);
  lm_text_clear(&name);
}
