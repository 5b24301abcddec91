/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "export/export.h"
#include "ladders.h"

#include <glib.h>
#include <glib/gstdio.h>

/* The SVG is read back with an XML parser. */

typedef struct {
  GString *texts;  /* of <text> elements, a line each */
  GString *titles; /* of <title> elements */
  GString *at;     /* where text goes now */
  unsigned n_elements;
} Seen;

static void
start_element(GMarkupParseContext *context, const char *name, const char **names,
              const char **values, gpointer data, GError **error)
{
  Seen *seen = data;
  seen->n_elements++;
  seen->at = strcmp(name, "text") == 0    ? seen->texts
             : strcmp(name, "title") == 0 ? seen->titles
                                          : NULL;
  for (int i = 0; names[i]; i++) {
    /* No number is written in a locale's way, or is none. */
    g_assert_null(strstr(values[i], "nan"));
    g_assert_null(strstr(values[i], "inf"));
    if (strcmp(names[i], "width") == 0 && strcmp(values[i], "100%") != 0)
      g_assert_cmpfloat(g_ascii_strtod(values[i], NULL), >, 0);
  }
}

static void
end_element(GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Seen *seen = data;
  if (seen->at)
    g_string_append_c(seen->at, '\n');
  seen->at = NULL;
}

static void
add_text(GMarkupParseContext *context, const char *text, gsize len, gpointer data, GError **error)
{
  Seen *seen = data;
  if (seen->at)
    g_string_append_len(seen->at, text, (gssize)len);
}

static Seen
parse(const char *path)
{
  static const GMarkupParser parser = {
      .start_element = start_element, .end_element = end_element, .text = add_text};
  Seen seen = {.texts = g_string_new("\n"), .titles = g_string_new("\n")};
  g_autofree char *contents = NULL;
  gsize len;
  g_autoptr(GError) error = NULL;
  g_assert_true(g_file_get_contents(path, &contents, &len, NULL));
  GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &seen, NULL);
  g_markup_parse_context_parse(context, contents, (gssize)len, &error);
  g_assert_no_error(error);
  g_markup_parse_context_end_parse(context, &error);
  g_assert_no_error(error);
  g_markup_parse_context_free(context);
  return seen;
}

static void
seen_free(Seen *seen)
{
  g_string_free(seen->texts, TRUE);
  g_string_free(seen->titles, TRUE);
}

static Seen
export_and_parse(LmLadder *ladder, const char *name)
{
  LmError error = {0};
  g_autoptr(GError) failed = NULL;
  g_autofree char *folder = g_dir_make_tmp("linesman-XXXXXX", &failed);
  g_assert_no_error(failed);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_assert_true(lm_export_ladder(ladder, path, &error));
  Seen seen = parse(path);
  g_remove(path);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
  lm_ladder_free(ladder);
  return seen;
}

static void
test_texts(void)
{
  static const char *const expected[] = {"kamailio",    "198.51.100.7", "INVITE",  "SDP G729, PCMU",
                                         "180 Ringing", "×11",          "+312 ms", "31.4 s later",
                                         "← RTP G729",  "MOS 2.64"};
  Seen seen = export_and_parse(ladder_proxied_call(), "a.svg");
  for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_autofree char *line = g_strdup_printf("\n%s\n", expected[i]);
    if (!strstr(seen.texts->str, line))
      g_error("no text \"%s\"", expected[i]);
  }
  g_assert_nonnull(strstr(seen.titles->str, "\nsip:+442079460871@example.net → "));
  g_assert_nonnull(strstr(seen.titles->str,
                          "\nINVITE from +44 20 7946 0871 to kamailio, SDP G729, PCMU, 0.000\n"));
  seen_free(&seen);
}

/* Markup in names stays text; what the drawing cuts is in the row's title. */
static void
test_awkward(void)
{
  Seen seen = export_and_parse(ladder_awkward(), "b.svg");
  g_assert_nonnull(strstr(seen.texts->str, "\n<b>&amp;\"x\"\n"));
  g_assert_nonnull(strstr(seen.texts->str, "a-user-part-that-is"));
  g_assert_nonnull(strstr(seen.titles->str, "yet-another-codec · with credentials"));
  g_assert_nonnull(strstr(seen.texts->str, "200 <OK> & \"well\""));
  seen_free(&seen);
}

static void
test_empty(void)
{
  Seen seen = export_and_parse(ladder_new("", NULL, 0), "c.svg");
  g_assert_cmpuint(seen.n_elements, >, 0);
  seen_free(&seen);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/export/svg/texts", test_texts);
  g_test_add_func("/export/svg/awkward", test_awkward);
  g_test_add_func("/export/svg/empty", test_empty);
  return g_test_run();
}
