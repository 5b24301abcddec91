/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "export/export.h"
#include "export/palette.h"
#include "ladders.h"

#include <cairo.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct {
  char *folder;
  LmError error;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  fixture->folder = g_dir_make_tmp("linesman-XXXXXX", &error);
  g_assert_no_error(error);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  GDir *folder = g_dir_open(fixture->folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(folder))) {
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_remove(path);
  }
  g_dir_close(folder);
  g_assert_cmpint(g_rmdir(fixture->folder), ==, 0);
  g_free(fixture->folder);
}

static char *
path_of(const Fixture *fixture, const char *name)
{
  return g_build_filename(fixture->folder, name, NULL);
}

static unsigned
count_files(const Fixture *fixture)
{
  GDir *folder = g_dir_open(fixture->folder, 0, NULL);
  unsigned n = 0;
  while (g_dir_read_name(folder))
    n++;
  g_dir_close(folder);
  return n;
}

static char *
export_and_read(Fixture *fixture, LmLadder *ladder, const char *name, gsize *len)
{
  g_autofree char *path = path_of(fixture, name);
  char *contents = NULL;
  if (!lm_export_ladder(ladder, path, &fixture->error))
    g_error("%s", fixture->error.message);
  g_assert_true(g_file_get_contents(path, &contents, len, NULL));
  lm_ladder_free(ladder);
  return contents;
}

static unsigned
count(const char *text, gsize len, const char *needle)
{
  unsigned n = 0;
  for (gsize i = 0; i + strlen(needle) <= len; i++)
    n += memcmp(text + i, needle, strlen(needle)) == 0;
  return n;
}

static void
test_pdf(Fixture *fixture, gconstpointer data)
{
  gsize len;
  g_autofree char *one = export_and_read(fixture, ladder_proxied_call(), "a.pdf", &len);
  g_assert_cmpuint(len, >, 1000);
  g_assert_cmpint(memcmp(one, "%PDF-1.", 7), ==, 0);
  g_assert_cmpuint(count(one, len, "/Type /Page %"), ==, 1);
  g_autofree char *many = export_and_read(fixture, ladder_long(450), "b.pdf", &len);
  g_assert_cmpuint(count(many, len, "/Type /Page %"), ==, 8);
  g_autofree char *none = export_and_read(fixture, ladder_new("", NULL, 0), "c.pdf", &len);
  g_assert_cmpuint(count(none, len, "/Type /Page %"), ==, 1);
}

static void
test_png(Fixture *fixture, gconstpointer data)
{
  gsize len;
  g_autofree char *path = path_of(fixture, "a.PNG");
  g_autofree char *png = export_and_read(fixture, ladder_failed_call(), "a.PNG", &len);
  cairo_surface_t *image = cairo_image_surface_create_from_png(path);
  g_assert_cmpint(cairo_surface_status(image), ==, CAIRO_STATUS_SUCCESS);
  /* Twice the title, the header, seven rows and the margin. */
  g_assert_cmpint(cairo_image_surface_get_height(image), ==, 2 * (58 + 60 + 7 * 27 + 14));
  g_assert_cmpint(cairo_image_surface_get_width(image), >=, 2 * 480);
  const uint8_t *pixels = cairo_image_surface_get_data(image);
  g_assert_cmpuint(pixels[0], ==, 0xff);
  cairo_surface_destroy(image);
}

static void
test_png_too_large(Fixture *fixture, gconstpointer data)
{
  LmLadder *ladder = ladder_long(700);
  g_autofree char *path = path_of(fixture, "a.png");
  g_assert_true(g_file_set_contents(path, "old", 3, NULL));
  g_assert_false(lm_export_ladder(ladder, path, &fixture->error));
  g_assert_cmpint(fixture->error.code, ==, LM_ERROR_LIMIT);
  g_assert_nonnull(strstr(fixture->error.message, "write it as SVG or PDF"));
  g_autofree char *contents = NULL;
  g_assert_true(g_file_get_contents(path, &contents, NULL, NULL));
  g_assert_cmpstr(contents, ==, "old");
  lm_ladder_free(ladder);
}

static void
test_diagrams(Fixture *fixture, gconstpointer data)
{
  gsize len;
  g_autofree char *mermaid = export_and_read(fixture, ladder_awkward(), "a.mmd", &len);
  g_assert_true(g_str_has_prefix(mermaid, "sequenceDiagram\n"));
  g_assert_nonnull(strstr(mermaid, "participant h1 as #60;b#62;#38;amp#59;#34;x#34;<br/>"));
  g_assert_nonnull(strstr(mermaid, "  h2--xh2: 483 Too Many Hops\n"));
  g_autofree char *steps = export_and_read(fixture, ladder_ice_call(), "b.mmd", &len);
  g_assert_nonnull(strstr(steps, "\n  h1-)h0: STUN Binding request ×3\n"));
  g_assert_nonnull(strstr(steps, "\n  h3--xh1: STUN Binding error 401 Unauthorized\n"));
  g_assert_nonnull(strstr(steps, "\n  Note over h1: ICE Consent late 12 s\n"));
  g_autofree char *plantuml = export_and_read(fixture, ladder_proxied_call(), "a.puml", &len);
  g_assert_true(g_str_has_prefix(plantuml, "@startuml\n"));
  g_assert_nonnull(strstr(plantuml, "\nh0 -> h1 : INVITE SDP G729, PCMU\n"));
  g_assert_nonnull(strstr(plantuml, "\n... 31.4 s later ...\n"));
  g_assert_true(g_str_has_suffix(plantuml, "@enduml\n"));
  g_autofree char *html = export_and_read(fixture, ladder_awkward(), "a.html", &len);
  g_autofree char *table = export_and_read(fixture, ladder_ice_call(), "b.html", &len);
  g_assert_nonnull(strstr(table, "<td>STUN Binding request</td><td>×3</td>"));
  g_assert_nonnull(strstr(html, "<svg "));
  g_assert_nonnull(strstr(html, "<td>200 &lt;OK&gt; &amp; &quot;well&quot;</td>"));
  g_assert_null(strstr(html, "<b>"));
  g_autofree char *text = export_and_read(fixture, ladder_proxied_call(), "a.txt", &len);
  g_assert_nonnull(strstr(text, "INVITE SDP G729, PCMU"));
}

static void
test_formats(void)
{
  unsigned n = 0;
  for (const LmExportFormat *format = lm_export_formats(); format->extension; format++, n++) {
    g_autofree char *path = g_strdup_printf("/a.b/c.%s", format->extension);
    g_assert_true(lm_export_format_for(path) == format);
    g_assert_nonnull(format->write);
    g_assert_nonnull(format->mime_type);
    g_assert_nonnull(format->description);
  }
  g_assert_cmpuint(n, >=, 4);
  g_assert_null(lm_export_format_for("/a.svg/b"));
  g_assert_null(lm_export_format_for("a.jpeg"));
  g_assert_null(lm_export_format_for(""));
}

static void
assert_fails(LmLadder *ladder, const char *path, const char *cause)
{
  LmError error = {0};
  g_assert_false(lm_export_ladder(ladder, path, &error));
  if (!strstr(error.message, path) || !strstr(error.message, cause))
    g_error("%s: \"%s\"", path, error.message);
}

static void
test_errors(Fixture *fixture, gconstpointer data)
{
  LmLadder *ladder = ladder_proxied_call();
  g_autofree char *missing = path_of(fixture, "none/a.svg");
  g_autofree char *folder = path_of(fixture, "folder.svg");
  g_autofree char *unknown = path_of(fixture, "a.jpeg");
  assert_fails(ladder, missing, g_strerror(ENOENT));
  g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
  assert_fails(ladder, folder, g_strerror(EISDIR));
  assert_fails(ladder, unknown, ".svg, .pdf");
  /* A folder in which nobody can make a file, the super-user among them. */
  assert_fails(ladder, "/proc/self/a.pdf", "a.pdf");
  assert_fails(ladder, "/dev/null/a.png", g_strerror(ENOTDIR));
  g_assert_cmpuint(count_files(fixture), ==, 1);
  lm_ladder_free(ladder);
}

/* The disk is full, as a limit on the size of files plays it: the old file stays, and nothing else
 * is left. */
static void
test_full(Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"a.svg", "a.pdf", "a.png", "a.txt"};
  LmLadder *ladder = ladder_proxied_call();
  struct rlimit before, small;
  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = path_of(fixture, names[i]);
    g_autofree char *contents = NULL;
    LmError error = {0};
    g_assert_true(g_file_set_contents(path, "old", 3, NULL));
    small = before;
    small.rlim_cur = 1000;
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
    bool done = lm_export_ladder(ladder, path, &error);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    g_assert_false(done);
    g_assert_nonnull(strstr(error.message, g_strerror(EFBIG)));
    g_assert_true(g_file_get_contents(path, &contents, NULL, NULL));
    g_assert_cmpstr(contents, ==, "old");
  }
  g_assert_cmpuint(count_files(fixture), ==, G_N_ELEMENTS(names));
  lm_ladder_free(ladder);
}

/* A link stays a link, and a file keeps its permissions. */
static void
test_replace(Fixture *fixture, gconstpointer data)
{
  gsize len;
  struct stat info;
  g_autofree char *path = path_of(fixture, "a.txt");
  g_autofree char *link = path_of(fixture, "b.txt");
  g_assert_true(g_file_set_contents(path, "old", 3, NULL));
  g_assert_cmpint(chmod(path, 0640), ==, 0);
  g_assert_cmpint(symlink("a.txt", link), ==, 0);
  g_autofree char *text = export_and_read(fixture, ladder_failed_call(), "b.txt", &len);
  g_assert_cmpint(lstat(link, &info), ==, 0);
  g_assert_true(S_ISLNK(info.st_mode));
  g_assert_cmpint(lstat(path, &info), ==, 0);
  g_assert_cmpuint(info.st_mode & 0777, ==, 0640);
  g_assert_cmpuint((gsize)info.st_size, ==, len);
}

static void
test_name(void)
{
  LmText name = LM_TEXT_INIT;
  LmLadder *ladder = ladder_awkward();
  lm_export_suggest_name(ladder, "pdf", &name);
  g_assert_cmpstr(name.str, ==, "sip-a-b@example.net-sip-日本語@example.net-2024-11-21-100211.pdf");
  lm_ladder_free(ladder);
  lm_text_reset(&name);
  ladder = ladder_new("../..", NULL, 0);
  lm_export_suggest_name(ladder, "svg", &name);
  g_assert_cmpstr(name.str, ==, "ladder.svg");
  lm_ladder_free(ladder);
  lm_text_clear(&name);
}

static double
luminance(LmColour colour)
{
  const uint8_t parts[] = {colour.red, colour.green, colour.blue};
  static const double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int i = 0; i < 3; i++) {
    double part = parts[i] / 255.0;
    sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

static void
assert_contrast(LmColour a, LmColour b, const char *what)
{
  double x = luminance(a) + 0.05, y = luminance(b) + 0.05, ratio = x > y ? x / y : y / x;
  if (ratio < 4.5)
    g_error("%s: contrast is %.2f", what, ratio);
}

/* WCAG 2.1, 1.4.3. The lines of good media are no text. */
static void
test_contrast(void)
{
  const LmPalette *palettes[] = {&lm_palette_light, &lm_palette_dark};
  for (int i = 0; i < 2; i++) {
    const LmPalette *palette = palettes[i];
    for (LmTone tone = 0; tone < LM_N_TONES; tone++) {
      if (tone != LM_TONE_MEDIA_GOOD)
        assert_contrast(palette->tones[tone], palette->background, "tone");
      assert_contrast(palette->on_fills[tone], palette->fills[tone], "on fill");
    }
    assert_contrast(palette->text, palette->fills[LM_TONE_MEDIA_BAD], "text on bad media");
    assert_contrast(palette->text, palette->fills[LM_TONE_MEDIA_GOOD], "text on good media");
    assert_contrast(palette->text, palette->card, "name on card");
    assert_contrast(palette->dim_text, palette->card, "address on card");
    assert_contrast(palette->dim_text, palette->background, "dim text");
  }
}

#define ADD(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("/export/files/pdf", test_pdf);
  ADD("/export/files/png", test_png);
  ADD("/export/files/png-too-large", test_png_too_large);
  ADD("/export/files/diagrams", test_diagrams);
  ADD("/export/files/errors", test_errors);
  ADD("/export/files/full", test_full);
  ADD("/export/files/replace", test_replace);
  g_test_add_func("/export/files/formats", test_formats);
  g_test_add_func("/export/files/name", test_name);
  g_test_add_func("/export/palette/contrast", test_contrast);
  return g_test_run();
}
