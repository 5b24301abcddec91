/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files with keys: what is read of them, what is said of them, and that a log is followed. */

#include "base/limits.h"
#include "net/key-store.h"

#include <glib.h>
#include <glib/gstdio.h>

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define MASTER                                                                                     \
  "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdce" \
  "cf"
#define TRAFFIC "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf"

static const uint8_t random_bytes[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                         11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static LmSlice
find(LmKeys *keys, LmSecretKind kind)
{
  size_t len = kind == LM_SECRET_PREMASTER ? 8 : sizeof random_bytes;
  return lm_key_log_find(keys->log, kind, lm_slice(random_bytes, len));
}

static void
test_lines(void)
{
  LmKeys *keys = lm_keys_new();
  lm_keys_add_log_text(keys,
                       LM_SLICE_LITERAL("# comment\r\n"
                                        "\r\n"
                                        "CLIENT_RANDOM " RANDOM " " MASTER "\r\n"
                                        "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " TRAFFIC "\n"
                                        "SERVER_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " MASTER "\n"
                                        "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " TRAFFIC "\n"
                                        "SERVER_TRAFFIC_SECRET_0 " RANDOM " " TRAFFIC "\n"
                                        "CLIENT_EARLY_TRAFFIC_SECRET " RANDOM " " TRAFFIC "\n"
                                        "EXPORTER_SECRET " RANDOM " " TRAFFIC "\n"
                                        "EARLY_EXPORTER_SECRET " RANDOM " " TRAFFIC "\n"
                                        "PMS_CLIENT_RANDOM " RANDOM " 0303\n"
                                        "RSA 0001020304050607 " MASTER "\n"
                                        "RSA Session-ID:" RANDOM " Master-Key:" MASTER),
                       "log");
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 0);
  g_assert_cmpuint(lm_keys_n_secrets(keys), ==, 10);
  for (int kind = 0; kind < LM_SECRET_KINDS; kind++)
    g_assert_cmpuint(find(keys, kind).len, >, 0);
  LmSlice master = find(keys, LM_SECRET_MASTER);
  g_assert_cmpuint(master.len, ==, 48);
  g_assert_cmphex(master.data[0], ==, 0xa0);
  g_assert_cmphex(master.data[47], ==, 0xcf);
  /* The last one counts. */
  lm_keys_add_log_text(
      keys, LM_SLICE_LITERAL("client_random x y\nCLIENT_TRAFFIC_SECRET_0 " RANDOM " " MASTER "\n"),
      "log");
  g_assert_cmpuint(find(keys, LM_SECRET_CLIENT_TRAFFIC).len, ==, 48);
  g_assert_cmpuint(lm_keys_n_secrets(keys), ==, 10);
  g_assert_cmpuint(find(keys, LM_SECRET_MASTER).len, ==, 48);
  lm_keys_free(keys);
}

static void
test_bad_lines(void)
{
  static const char *const bad[] = {
      "x",
      "CLIENT_RANDOM",
      "CLIENT_RANDOM " RANDOM,
      "CLIENT_RANDOM " RANDOM " ",
      "CLIENT_RANDOM " RANDOM " " TRAFFIC,    /* too short */
      "CLIENT_RANDOM " RANDOM "00 " MASTER,   /* too long */
      "CLIENT_RANDOM " RANDOM " " MASTER "0", /* half a byte */
      "CLIENT_RANDOM " RANDOM " " MASTER " x",
      "CLIENT_RANDOM \xff" RANDOM " " MASTER,
      "CLIENT_TRAFFIC_SECRET_0 " RANDOM " 0011",
      "RSA Session-ID:" RANDOM " Master-Key:" TRAFFIC,
      "RSA 00 " MASTER,
  };
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    LmKeys *keys = lm_keys_new();
    g_autofree char *text = g_strdup_printf("# x\n%s\n# y\n", bad[i]);
    lm_keys_add_log_text(keys, lm_slice_str(text), "a.log");
    g_assert_cmpuint(lm_keys_n_secrets(keys), ==, 0);
    g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 1);
    g_assert_true(g_str_has_prefix(lm_keys_warning(keys, 0), "a.log: line 2, "));
    /* Never a secret in a message. */
    g_assert_null(strstr(lm_keys_warning(keys, 0), "a0a1"));
    lm_keys_free(keys);
  }
}

static void
test_many_bad_lines(void)
{
  LmKeys *keys = lm_keys_new();
  GString *text = g_string_new(NULL);
  for (int i = 0; i < 100; i++)
    g_string_append(text, "\x1b[31mnonsense\n");
  lm_keys_add_log_text(keys, lm_slice(text->str, text->len), "a.log");
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, LM_LIMIT_KEY_WARNINGS);
  g_assert_cmpuint(lm_keys_n_warnings_left_out(keys), ==, 100 - LM_LIMIT_KEY_WARNINGS);
  g_assert_null(strchr(lm_keys_warning(keys, 0), 0x1b));
  g_string_free(text, TRUE);
  lm_keys_free(keys);
}

static char *
write_file(const char *text)
{
  char *path;
  close(g_file_open_tmp("linesman-XXXXXX", &path, NULL));
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static void
append(const char *path, const char *text)
{
  FILE *file = fopen(path, "a");
  fputs(text, file);
  fclose(file);
}

static void
test_growing(void)
{
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  g_autofree char *path = write_file("CLIENT_RANDOM " RANDOM " ");
  g_assert_true(lm_keys_add_log(keys, path, &error));
  g_assert_true(lm_key_log_may_grow(keys->log));
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 0);
  g_assert_cmpuint(find(keys, LM_SECRET_MASTER).len, ==, 0);
  append(path, MASTER "\nCLIENT_TRAFFIC_SECRET_0 " RANDOM);
  /* It is not looked at again so soon. */
  g_assert_cmpuint(find(keys, LM_SECRET_MASTER).len, ==, 0);
  g_usleep(60000);
  g_assert_cmpuint(find(keys, LM_SECRET_MASTER).len, ==, 48);
  append(path, " nonsense\n");
  g_usleep(60000);
  g_assert_cmpuint(find(keys, LM_SECRET_CLIENT_TRAFFIC).len, ==, 0);
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 1);
  g_assert_nonnull(strstr(lm_keys_warning(keys, 0), ": line 2, "));
  /* Begun anew. */
  g_assert_true(
      g_file_set_contents(path, "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " TRAFFIC "\n", -1, NULL));
  g_usleep(60000);
  g_assert_cmpuint(find(keys, LM_SECRET_CLIENT_TRAFFIC).len, ==, 32);
  g_unlink(path);
  g_usleep(60000);
  g_assert_cmpuint(find(keys, LM_SECRET_EXPORTER).len, ==, 0);
  lm_keys_free(keys);
}

static void
assert_log_error(const char *path, const char *part)
{
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  g_assert_false(lm_keys_add_log(keys, path, &error));
  g_assert_true(g_str_has_prefix(error.message, path));
  g_assert_nonnull(strstr(error.message, part));
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 0);
  lm_keys_free(keys);
}

static void
test_no_log(void)
{
  g_autofree char *path = write_file("This is\nnot a key log.\n");
  assert_log_error(path, "SSLKEYLOGFILE=FILE");
  assert_log_error("/nonexistent", "cannot be opened: No such file");
  assert_log_error("/", "cannot be read: Is a directory");
  g_unlink(path);
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  g_autofree char *empty = write_file("");
  g_assert_true(lm_keys_add_log(keys, empty, &error));
  g_autofree char *mixed = write_file("x\nCLIENT_RANDOM " RANDOM " " MASTER "\n");
  g_assert_true(lm_keys_add_log(keys, mixed, &error));
  g_assert_cmpuint(lm_keys_n_warnings(keys), ==, 1);
  for (unsigned i = 2; i < LM_LIMIT_KEY_FILES; i++)
    g_assert_true(lm_keys_add_log(keys, empty, &error));
  g_assert_false(lm_keys_add_log(keys, empty, &error));
  g_unlink(empty);
  g_unlink(mixed);
  lm_keys_free(keys);
}

/* A line longer than the buffer that files are read through. */
static void
test_long_line(void)
{
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  GString *text = g_string_new("CLIENT_RANDOM " RANDOM " " MASTER "\n");
  g_autofree char *junk = g_strnfill(200000, 'x');
  g_string_append_printf(text, "%s\nCLIENT_TRAFFIC_SECRET_0 " RANDOM " " TRAFFIC "\n", junk);
  g_autofree char *path = write_file(text->str);
  g_assert_true(lm_keys_add_log(keys, path, &error));
  g_assert_cmpuint(find(keys, LM_SECRET_MASTER).len, ==, 48);
  g_assert_cmpuint(find(keys, LM_SECRET_CLIENT_TRAFFIC).len, ==, 32);
  g_assert_cmpuint(lm_keys_n_warnings(keys), >, 0);
  g_unlink(path);
  g_string_free(text, TRUE);
  lm_keys_free(keys);
}

/* A few keys with a fault each; PEM made by openssl(1). */
static void
test_rsa_errors(void)
{
  static const struct {
    const char *text, *part;
  } cases[] = {
      {"", "no private key in it"},
      {"-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "no private key in it"},
      /* Ed25519 */
      {"-----BEGIN PRIVATE KEY-----\n"
       "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
       "-----END PRIVATE KEY-----\n",
       "is not for RSA"},
      {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
       "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
       "-----END RSA PRIVATE KEY-----\n",
       "locked with a passphrase"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmKeys *keys = lm_keys_new();
    LmError error = {0};
    g_autofree char *path = write_file(cases[i].text);
    g_assert_false(lm_keys_add_rsa(keys, path, &error));
    g_assert_true(g_str_has_prefix(error.message, path));
    g_assert_nonnull(strstr(error.message, cases[i].part));
    g_unlink(path);
    lm_keys_free(keys);
  }
  LmKeys *keys = lm_keys_new();
  LmError error = {0};
  g_assert_false(lm_keys_add_rsa(keys, "/nonexistent", &error));
  g_assert_nonnull(strstr(error.message, "No such file"));
  lm_keys_free(keys);
}

static void
test_kinds(void)
{
  static const struct {
    const char *text;
    LmKeysKind kind;
  } cases[] = {
      {"", LM_KEYS_NONE},
      {"\n\n", LM_KEYS_NONE},
      {"# SSL key logfile generated by OpenSSL\n", LM_KEYS_LOG},
      {"#!/bin/sh\nexit\n", LM_KEYS_NONE},
      {"# x\n\nCLIENT_RANDOM " RANDOM " " MASTER "\n", LM_KEYS_LOG},
      {"CLIENT_RANDOM " RANDOM " " MASTER "\r\n\xff", LM_KEYS_LOG},
      {"-----BEGIN RSA PRIVATE KEY-----\n", LM_KEYS_RSA},
      {"# comment\n\"IPv4\",\"*\",\"*\",\"0x1\",\"NULL\",\"\",\"NULL\",\"\"\n", LM_KEYS_ESP},
      {"\xd4\xc3\xb2\xa1", LM_KEYS_NONE},
      {"Some text\n", LM_KEYS_NONE},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_test_message("%zu", i);
    g_assert_cmpint(lm_keys_kind_of(lm_slice_str(cases[i].text)), ==, cases[i].kind);
    g_autofree char *path = write_file(cases[i].text);
    g_assert_cmpint(lm_keys_kind_of_file(path), ==, cases[i].kind);
    LmKeys *keys = lm_keys_new();
    LmError error = {0};
    bool good = cases[i].kind == LM_KEYS_LOG || cases[i].kind == LM_KEYS_ESP;
    g_assert_cmpint(lm_keys_add_file(keys, path, &error), ==, good);
    g_assert_true(good || g_str_has_prefix(error.message, path));
    lm_keys_free(keys);
    g_unlink(path);
  }
  g_assert_cmpint(lm_keys_kind_of_file("/nonexistent"), ==, LM_KEYS_NONE);
  g_assert_cmpint(lm_keys_kind_of_file("/"), ==, LM_KEYS_NONE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/key-log/lines", test_lines);
  g_test_add_func("/key-log/bad-lines", test_bad_lines);
  g_test_add_func("/key-log/many-bad-lines", test_many_bad_lines);
  g_test_add_func("/key-log/growing", test_growing);
  g_test_add_func("/key-log/no-log", test_no_log);
  g_test_add_func("/key-log/long-line", test_long_line);
  g_test_add_func("/key-log/rsa-errors", test_rsa_errors);
  g_test_add_func("/key-log/kinds", test_kinds);
  return g_test_run();
}
