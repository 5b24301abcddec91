/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-steps.h"

#include "base/i18n.h"
#include "base/time.h"
#include "ui/model/format.h"
#include "ui/report/report-looks.h"

#include <string.h>

#define VALUE_BYTES 200
#define TIME_NAME "time_ns"

char *
lmu_report_list_text(LmSlice json)
{
  g_autofree char *text = lmu_format_safe(json, VALUE_BYTES);
  gsize len = strlen(text);
  if (len < 2 || text[0] != '[' || text[len - 1] != ']' || strchr(text, '{'))
    return g_steal_pointer(&text);
  text[len - 1] = '\0';
  g_auto(GStrv) items = g_strsplit(text + 1, ",", -1);
  for (guint i = 0; items[i]; i++)
    g_strdelimit(items[i], "\"", ' '), g_strstrip(items[i]);
  return g_strjoinv(", ", items);
}

static const LmDetail *
find(const LmDetail *node, const char *name)
{
  for (const LmDetail *child = node->first_child; child; child = child->next)
    if (strcmp(child->name, name) == 0)
      return child;
  return NULL;
}

gboolean
lmu_report_is_step(const LmDetail *node)
{
  return find(node, TIME_NAME) != NULL;
}

/* Owned; NULL where it is no time. */
static char *
clock_text(LmSlice value)
{
  char text[LM_TIME_TEXT_SIZE];
  uint64_t ns;
  if (!lm_slice_parse_uint(value, INT64_MAX, &ns))
    return NULL;
  return g_strdup(lm_time_format_clock((int64_t)ns, text));
}

char *
lmu_report_step_time(const LmDetail *node)
{
  const LmDetail *time = find(node, TIME_NAME);
  char *text = time ? clock_text(time->value) : NULL;
  return text ? text : g_strdup("");
}

/* The member that names it: the first that has a value that is no number. */
static const LmDetail *
name_of(const LmDetail *node)
{
  const LmDetail *first = node->first_child;
  gboolean word = first && first->value.len && !first->first_child &&
                  !g_ascii_isdigit(lm_slice_at(first->value, 0));
  return word ? first : NULL;
}

LmSlice
lmu_report_step_word(const LmDetail *node)
{
  const LmDetail *name = name_of(node);
  return name ? name->value : LM_SLICE_EMPTY;
}

char *
lmu_report_step_name(const LmDetail *node)
{
  LmSlice word = lmu_report_step_word(node);
  const char *text = lmu_report_word_text(word);
  return text ? g_strdup(text) : lmu_format_safe(word, VALUE_BYTES);
}

/* What is within @node, in short: of an object its first value. Owned. */
static char *
nested_text(const LmDetail *node)
{
  GString *text = g_string_new(NULL);
  for (const LmDetail *child = node->first_child; child; child = child->next) {
    const LmDetail *leaf = child->first_child ? child->first_child : child;
    g_autofree char *value = lmu_format_safe(leaf->value, VALUE_BYTES);
    g_string_append_printf(text, "%s%s", text->len ? ", " : "", value);
  }
  return g_string_free(text, FALSE);
}

/* "expires_s" is "expires", with seconds behind the value. Owned. */
static char *
member_text(const LmDetail *member)
{
  static const struct {
    const char *suffix, *unit;
  } units[] = {{"_ms", "\u202fms"}, {"_s", "\u202fs"}, {"_ns", ""}};
  g_autofree char *name = g_strdup(member->name);
  g_autofree char *value = NULL;
  const char *unit = "";
  for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
    if (!*unit && g_str_has_suffix(name, units[i].suffix)) {
      if (strcmp(units[i].suffix, "_ns") == 0)
        value = clock_text(member->value);
      unit = units[i].unit;
      name[strlen(name) - strlen(units[i].suffix)] = '\0';
    }
  if (member->first_child)
    value = nested_text(member);
  else if (!value)
    value = lmu_format_safe(member->value, VALUE_BYTES);
  /* What is just more of it has no name. */
  if (strcmp(name, "detail") == 0)
    return g_steal_pointer(&value);
  g_strdelimit(name, "_", ' ');
  return g_strdup_printf("%s\u00a0%s%s", name, value, unit);
}

/* What came once was not repeated. */
static gboolean
is_none(const LmDetail *member)
{
  return strcmp(member->name, "repeats") == 0 &&
         lm_slice_equal(member->value, LM_SLICE_LITERAL("0"));
}

char *
lmu_report_step_rest(const LmDetail *node)
{
  const LmDetail *name = name_of(node);
  GString *text = g_string_new(NULL);
  for (const LmDetail *child = node->first_child; child; child = child->next) {
    if (child == name || strcmp(child->name, TIME_NAME) == 0 ||
        (child->value.len == 0 && !child->first_child) ||
        lm_slice_equal(child->value, LM_SLICE_LITERAL("null")) || is_none(child))
      continue;
    g_autofree char *member = member_text(child);
    g_string_append_printf(text, "%s%s", text->len ? " · " : "", member);
  }
  return g_string_free(text, FALSE);
}
