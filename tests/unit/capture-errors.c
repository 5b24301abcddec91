/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a user reads when a file cannot be opened: the cause and the next step. */

#include "capture-files.h"

#include <sys/stat.h>
#include <unistd.h>

/* @expected follows "PATH: ". */
static void
assert_fails(const char *path, LmErrorCode code, const char *expected)
{
  LmError error = {0};
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  g_assert_null(capture);
  char *message = g_strdup_printf("%s: %s", path, expected);
  g_assert_cmpstr(error.message, ==, message);
  g_assert_cmpint(error.code, ==, code);
  g_free(message);
}

static void
assert_content_fails(const void *bytes, size_t len, LmErrorCode code, const char *expected)
{
  char *folder = make_folder();
  char *path = write_file(folder, "file", bytes, len);
  assert_fails(path, code, expected);
  g_free(path);
  remove_folder(folder);
}

#define FAILS(literal, code, expected) \
  assert_content_fails(literal, sizeof(literal) - 1, code, expected)
#define KNOWN "pcap and pcapng are read, plain or compressed with gzip, zstd or lz4"

static void
test_content(void)
{
  FAILS("", LM_ERROR_UNREADABLE,
        "the file is empty (0 bytes); it was never written, or not copied");
  FAILS("\xd4\xc3", LM_ERROR_UNREADABLE, "it holds 2 bytes only, too little for any capture file");
  FAILS("INVITE sip:a@b SIP/2.0\r\n\xc3\xa9", LM_ERROR_UNREADABLE,
        "this is a text file, not a capture file; " KNOWN);
  FAILS("\x7f\x45LF\x01", LM_ERROR_UNREADABLE,
        "this is not a capture file that is known (it begins with 7f 45 4c 46); " KNOWN);
  FAILS("\xd4\xc3\xb2\xa1\x02\x00\x04\x00", LM_ERROR_UNREADABLE,
        "file header: the file ends after 8 of 24 bytes");
  FAILS("\xd4\xc3\xb2\xa1\x07\x00\x04\x00\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", LM_ERROR_UNSUPPORTED,
        "file header: version 7.4 of the pcap format is not known; 2.4 is");
  FAILS("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00", LM_ERROR_UNREADABLE,
        "block 1 at byte 0: the file ends after 8 of 12 bytes");
  FAILS("\x0a\x0d\x0d\x0a\x1c\x00\x00\x00\x4d\x3c\x2b\x1b\x01\x00\x00\x00"
        "\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00",
        LM_ERROR_UNREADABLE,
        "block 1 at byte 0: a section header with a byte-order magic of 0x4d3c2b1b, not "
        "0x1a2b3c4d");
}

static void
test_other_kinds(void)
{
#define CONVERT(kind)                                                                         \
  "this is a " kind " capture, which is not read; convert it first: editcap -F pcapng INPUT " \
  "OUTPUT.pcapng"
  FAILS("GMBU\0\2", LM_ERROR_UNSUPPORTED, CONVERT("Microsoft Network Monitor 2"));
  FAILS("RTSS\0\2", LM_ERROR_UNSUPPORTED, CONVERT("Microsoft Network Monitor 1"));
  FAILS("snoop\0\0\0\0\0\0\2", LM_ERROR_UNSUPPORTED, CONVERT("snoop"));
  FAILS("\x34\xcd\xb2\xa1\2\0\4\0", LM_ERROR_UNSUPPORTED, CONVERT("modified pcap"));
  FAILS("\0\0\0\0\x80\x2f\x68\x59\x02\x04\0\x12\0\0\0\x40zz", LM_ERROR_UNSUPPORTED, CONVERT("ERF"));
  FAILS("\xfd\x37zXZ\0\0\4", LM_ERROR_UNSUPPORTED,
        "this is compressed with xz in a way that is not read; decompress it first (gzip, zstd and "
        "lz4 are read as they are, once)");
  FAILS("PK\3\4\x14", LM_ERROR_UNSUPPORTED,
        "this is a zip archive; unpack it and open the capture files in it");
}

static void
test_paths(void)
{
  char *folder = make_folder();
  assert_fails(folder, LM_ERROR_UNREADABLE,
               "it is a folder, not a capture file; name the files in it");
  char *path = g_build_filename(folder, "missing.pcap", NULL);
  assert_fails(path, LM_ERROR_UNREADABLE, "there is no such file; check the name and the folder");
  g_free(path);
  remove_folder(folder);
}

/* The super-user may read everything, so a process without that right does the opening. */
static void
test_no_permission(void)
{
  if (!g_test_subprocess()) {
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    return;
  }
  char *folder = make_folder();
  char *path = write_file(folder, "secret.pcap", "x", 1);
  g_assert_cmpint(chmod(folder, 0755), ==, 0);
  g_assert_cmpint(chmod(path, 0), ==, 0);
  uid_t user = geteuid();
  if (user == 0)
    g_assert_cmpint(seteuid(65534), ==, 0);
  assert_fails(path, LM_ERROR_UNREADABLE,
               "you have no permission to read it; ask its owner, or have it copied for you");
  g_assert_cmpint(seteuid(user), ==, 0);
  g_free(path);
  remove_folder(folder);
}

/* The name of a file cannot move the cursor of the terminal that shows the message, nor push the
 * cause out of it. */
static void
test_hostile_name(void)
{
  LmError error = {0};
  g_assert_null(lm_capture_open("no\x1b[2J\n.pcap", NULL, &error));
  g_assert_cmpstr(error.message, ==,
                  "no\\x1b[2J\\x0a.pcap: there is no such file; check the name and the folder");
  lm_error_clear(&error);
  GString *name = g_string_new(NULL);
  for (int i = 0; i < 300; i++)
    g_string_append(name, "d\xc3\xa9/");
  g_assert_null(lm_capture_open(name->str, NULL, &error));
  g_assert_true(g_utf8_validate(error.message, -1, NULL));
  g_assert_true(
      g_str_has_suffix(error.message, "there is no such file; check the name and the folder"));
  g_string_free(name, TRUE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture/errors/content", test_content);
  g_test_add_func("/capture/errors/other-kinds", test_other_kinds);
  g_test_add_func("/capture/errors/paths", test_paths);
  g_test_add_func("/capture/errors/no-permission", test_no_permission);
  g_test_add_func("/capture/errors/hostile-name", test_hostile_name);
  return g_test_run();
}
