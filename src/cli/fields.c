/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What --filter and --columns know: the fields of the filter language and its short words. */

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "engine/output.h"
#include "proto/sip/registry-headers.h"
#include "query/query.h"

static const LmOutputColumn columns[] = {
    {"name", N_("Name"), LM_SHOW_ALL, false, 0},
    {"aliases", N_("Also"), LM_SHOW_ALL, false, 40},
    {"type", N_("Kind"), LM_SHOW_ALL, false, 0},
    {"of", N_("Of a"), LM_SHOW_ALL, false, 0},
    {"help", N_("What it is"), LM_SHOW_ALL, false, 0},
    {"values", NULL, LM_SHOW_DATA, false, 0},
    {"expression", NULL, LM_SHOW_DATA, false, 0},
};

static void
write_values(LmOutput *output, const char *const *values)
{
  LmText list = LM_TEXT_INIT;
  if (!values) {
    lm_output_none(output);
    return;
  }
  for (size_t i = 0; values[i]; i++) {
    lm_text_add_char(&list, i ? ',' : '[');
    lm_text_add_json(&list, lm_slice_str(values[i]));
  }
  lm_text_add_char(&list, ']');
  lm_output_json(output, &list);
  lm_text_clear(&list);
}

static void
write_field(LmOutput *output, const LmQueryFieldInfo *field)
{
  lm_output_str(output, field->name);
  lm_output_str(output, field->aliases);
  lm_output_str(output, field->type);
  lm_output_str(output, field->of);
  lm_output_str(output, field->help);
  write_values(output, field->values);
  lm_output_none(output);
  lm_output_end_row(output);
}

static bool
is_field(const char *name)
{
  LmQueryFieldInfo field;
  for (size_t i = 0; i < lm_query_n_fields(); i++) {
    lm_query_field_info(i, &field);
    if (lm_slice_equal_nocase(lm_slice_str(field.name), lm_slice_str(name)))
      return true;
  }
  return false;
}

/* Registered headers that are not among the fields already. */
static void
write_headers(LmOutput *output)
{
  LmText name = LM_TEXT_INIT, alias = LM_TEXT_INIT, help = LM_TEXT_INIT;
  for (size_t i = 0; i < lm_sip_n_header_fields; i++) {
    const char *header = lm_sip_header_fields[i].name;
    lm_text_reset(&name);
    lm_text_reset(&alias);
    lm_text_reset(&help);
    lm_text_printf(&name, "sip.%s", header);
    lm_text_printf(&alias, "sip.h.%s", header);
    lm_text_printf(&help, _("Header %s"), header);
    const LmQueryFieldInfo field = {name.str, alias.str, "text", "message", help.str, NULL};
    if (!is_field(name.str))
      write_field(output, &field);
  }
  lm_text_clear(&name);
  lm_text_clear(&alias);
  lm_text_clear(&help);
}

/* A short word is shown with what it stands for. */
static void
write_word(LmOutput *output, const LmQueryWord *word, LmOutputFormat format)
{
  LmText help = LM_TEXT_INIT;
  lm_text_add_str(&help, _(word->help));
  if (format == LM_FORMAT_TABLE)
    lm_text_printf(&help, ": %s", word->expression);
  lm_output_str(output, word->name);
  lm_output_str(output, "");
  lm_output_str(output, "short word");
  lm_output_none(output);
  lm_output_str(output, help.str);
  lm_output_none(output);
  lm_output_str(output, word->expression);
  lm_output_end_row(output);
  lm_text_clear(&help);
}

int
lm_command_fields(const LmArguments *arguments)
{
  LmOutput *output = lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
  for (size_t i = 0; i < lm_query_n_fields(); i++) {
    LmQueryFieldInfo field;
    lm_query_field_info(i, &field);
    write_field(output, &field);
  }
  const LmQueryFieldInfo any = {"sip.h.NAME",
                                "sip.header[\"NAME\"]",
                                "text",
                                "message",
                                _("Any header by its name, as in sip.h.X-Account; those that are "
                                  "registered are sip.NAME too"),
                                NULL};
  write_field(output, &any);
  write_headers(output);
  for (const LmQueryWord *word = lm_query_words; word->name; word++)
    write_word(output, word, arguments->format);
  return lm_output_finish(output) ? LM_EXIT_DONE : LM_EXIT_UNREADABLE;
}
