/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The torture messages of RFC 4475 and RFC 5118 (tests/torture/), each with the verdict of its RFC
 * and ours. */

#include "proto/detail.h"
#include "proto/sip/check.h"

#include <glib.h>

enum { NAME, SECTION, VERDICT, NAMED, NOTED, ABOUT, N_COLUMNS };

static char *
path_of(const char *name)
{
  return g_build_filename(g_getenv("LINESMAN_SOURCE"), "tests", "torture", name, NULL);
}

static gboolean
is_in(const char *list, const char *name)
{
  g_auto(GStrv) names = g_strsplit(list, ",", -1);
  return g_strv_contains((const char *const *)names, name);
}

/* Every anomaly of @verdict stands in the table, and every one of the table in @verdict. */
static gboolean
agrees(char **row, const LmSipVerdict *verdict)
{
  g_autofree char *list = g_strconcat(row[NAMED], ",", row[NOTED], NULL);
  g_auto(GStrv) wanted = g_strsplit(list, ",", -1);
  gboolean same = verdict->valid == (strcmp(row[VERDICT], "invalid") != 0);
  for (uint32_t i = 0; i < verdict->n; i++)
    same = same && g_strv_contains((const char *const *)wanted,
                                   lm_anomaly_name(verdict->anomalies[i].kind));
  for (guint k = 0; wanted[k]; k++) {
    gboolean found = strcmp(wanted[k], "-") == 0;
    for (uint32_t i = 0; i < verdict->n; i++)
      found = found || strcmp(lm_anomaly_name(verdict->anomalies[i].kind), wanted[k]) == 0;
    same = same && found;
  }
  return same;
}

static char *
names_of(const LmSipVerdict *verdict)
{
  GString *names = g_string_new("-");
  for (uint32_t i = 0; i < verdict->n; i++) {
    const char *name = lm_anomaly_name(verdict->anomalies[i].kind);
    if (i == 0)
      g_string_truncate(names, 0);
    if (!is_in(names->str, name))
      g_string_append_printf(names, "%s%s", names->len ? "," : "", name);
  }
  return g_string_free(names, FALSE);
}

static gboolean
run(char **row, LmSipMessage *message)
{
  g_autofree char *name = g_build_filename("messages", row[NAME], NULL);
  g_autofree char *path = path_of(name);
  g_autofree char *bytes = NULL;
  gsize len;
  g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
  g_autofree char *exact = g_memdup2(bytes, len);
  LmArena arena = LM_ARENA_INIT;
  g_assert_true(lm_sip_message_parse(lm_slice(exact, len), false, &arena, message));
  LmSipVerdict verdict;
  lm_sip_check(message, false, &arena, &verdict);
  g_assert_nonnull(lm_detail_sip(message, &arena));
  g_autofree char *names = names_of(&verdict);
  gboolean same = agrees(row, &verdict);
  g_test_message("%-28s RFC %-14s %-8s %-8s %s%s", row[NAME], row[SECTION], row[VERDICT],
                 verdict.valid ? "valid" : "invalid", names, same ? "" : "   DIFFERS");
  lm_arena_clear(&arena);
  return same;
}

static void
test_table(void)
{
  g_autofree char *path = path_of("verdicts.tsv");
  g_autofree char *text = NULL;
  g_autofree LmSipMessage *message = g_new(LmSipMessage, 1);
  guint n = 0, n_differ = 0;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_test_message("%-28s %-18s %-8s %-8s %s", "message", "section", "RFC", "ours", "anomalies");
  for (guint i = 0; lines[i]; i++) {
    if (!*lines[i] || *lines[i] == '#')
      continue;
    g_auto(GStrv) row = g_strsplit(lines[i], "\t", -1);
    g_assert_cmpuint(g_strv_length(row), ==, N_COLUMNS);
    n++;
    n_differ += !run(row, message);
  }
  g_assert_cmpuint(n, ==, 49 + 12);
  g_assert_cmpuint(n_differ, ==, 0);
}

/* None of them is missing from the table. */
static void
test_all(void)
{
  g_autofree char *path = path_of("messages");
  g_autofree char *table_path = path_of("verdicts.tsv");
  g_autofree char *table = NULL;
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  const char *name;
  g_assert_nonnull(folder);
  g_assert_true(g_file_get_contents(table_path, &table, NULL, NULL));
  while ((name = g_dir_read_name(folder))) {
    g_autofree char *start = g_strconcat("\n", name, "\t", NULL);
    g_assert_nonnull(strstr(table, start));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/sip-torture/table", test_table);
  g_test_add_func("/sip-torture/all", test_all);
  return g_test_run();
}
