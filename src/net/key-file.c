/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/key-file.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"
#include "net/key-store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define READ_BYTES (64u << 10)
/* A secret that is not there may be asked for often; the files are not. */
#define LOOK_EVERY_NS (50 * LM_NS_PER_MS)
#define SHOWN_BYTES 40

typedef struct {
  LmKeys *keys;
  const char *name;
  uint64_t n_lines, n_secrets, n_bad;
  bool full_said;
} Reading;

void
lm_key_files_init(LmKeyFiles *files)
{
  files->files = LM_VEC_INIT(LmKeyFile);
}

void
lm_key_files_clear(LmKeyFiles *files)
{
  for (uint32_t i = 0; i < files->files.len; i++)
    free(((LmKeyFile *)lm_vec_at(&files->files, i))->path);
  lm_vec_clear(&files->files);
}

bool
lm_key_files_may_grow(const LmKeyFiles *files)
{
  return files->files.len != 0;
}

static void
take_line(Reading *reading, LmSlice line)
{
  reading->n_lines++;
  LmKeyLine kind = lm_key_log_add_line(reading->keys->log, line);
  reading->n_secrets += kind == LM_KEY_LINE_SECRET || kind == LM_KEY_LINE_OTHER;
  if (kind == LM_KEY_LINE_SECRET && !reading->full_said &&
      lm_key_log_n_secrets(reading->keys->log) >= LM_LIMIT_KEY_SECRETS) {
    reading->full_said = true;
    lm_keys_warn(reading->keys,
                 _("%s: more than %u secrets; those from line %llu on were left out"),
                 reading->name, LM_LIMIT_KEY_SECRETS, (unsigned long long)reading->n_lines);
  }
  if (kind != LM_KEY_LINE_BAD)
    return;
  reading->n_bad++;
  LmText shown = LM_TEXT_INIT;
  /* The label alone: what follows it is secret. */
  LmSlice rest;
  lm_text_add_safe(&shown, lm_slice_sub(lm_slice_split(line, ' ', &rest), 0, SHOWN_BYTES), false);
  lm_keys_warn(reading->keys,
               _("%s: line %llu, which begins with “%s”, is not of the form LABEL CLIENT-RANDOM "
                 "SECRET; it was left out"),
               reading->name, (unsigned long long)reading->n_lines, shown.str ? shown.str : "");
  lm_text_clear(&shown);
}

/* Takes whole lines off the front of @text, the last one too if it is @whole, and returns how many
 * bytes they are. */
static size_t
take_lines(Reading *reading, LmSlice text, bool whole)
{
  LmSlice left = text;
  while (left.len) {
    ptrdiff_t end = lm_slice_find_byte(left, '\n', 0);
    if (end < 0 && !whole)
      break;
    size_t len = end < 0 ? left.len : (size_t)end;
    take_line(reading, lm_slice_sub(left, 0, len));
    left = lm_slice_from(left, len + 1);
  }
  return text.len - left.len;
}

void
lm_key_log_add_text(LmKeys *keys, LmSlice text, const char *name)
{
  Reading reading = {.keys = keys, .name = name};
  take_lines(&reading, text, true);
}

/* Reads @fd to its end and returns how many bytes of whole lines that were, or -1 with errno. A
 * last line without an end counts if there is @no_more to come. */
static int64_t
read_lines(Reading *reading, int fd, bool no_more)
{
  uint8_t *buffer = lm_alloc(READ_BYTES);
  size_t held = 0;
  int64_t total = 0;
  ssize_t got;
  while ((got = read(fd, buffer + held, READ_BYTES - held)) != 0) {
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      break;
    held += (size_t)got;
    /* A line as long as the whole buffer is none, and taken as it is. */
    size_t used = take_lines(reading, lm_slice(buffer, held), held == READ_BYTES);
    if (used == 0 && held == READ_BYTES)
      used = held;
    memmove(buffer, buffer + used, held - used);
    held -= used;
    total += (int64_t)used;
  }
  if (got == 0 && no_more)
    total += (int64_t)take_lines(reading, lm_slice(buffer, held), true);
  free(buffer);
  return got < 0 ? -1 : total;
}

static bool
read_first(Reading *reading, int fd, LmKeyFile *file, LmError *error)
{
  struct stat status;
  bool regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  int64_t bytes = read_lines(reading, fd, !regular);
  if (bytes < 0)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the key log cannot be read: %s"),
                        file->path, strerror(errno));
  if (reading->n_bad && !reading->n_secrets)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: this is no key log; it takes the file that a program writes when it "
                          "is started with SSLKEYLOGFILE=FILE"),
                        file->path);
  file->offset = (uint64_t)bytes;
  file->n_lines = reading->n_lines;
  if (!regular) {
    /* A pipe has been read to its end. */
    free(file->path);
    return true;
  }
  LmKeyFiles *files = lm_key_log_files(reading->keys->log);
  files->keys = reading->keys;
  *(LmKeyFile *)lm_vec_push(&files->files) = *file;
  return true;
}

bool
lm_key_log_add_file(LmKeys *keys, const char *path, LmError *error)
{
  LmKeyFiles *files = lm_key_log_files(keys->log);
  if (files->files.len >= LM_LIMIT_KEY_FILES)
    return lm_error_set(error, LM_ERROR_LIMIT, _("%s: more than %u key logs"), path,
                        LM_LIMIT_KEY_FILES);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%s: the key log cannot be opened: %s"), path,
                        strerror(errno));
  LmKeyFile file = {.path = strdup(path)};
  Reading reading = {.keys = keys, .name = path};
  uint32_t n_warnings = keys->warnings.len;
  bool ok = read_first(&reading, fd, &file, error);
  if (!ok) {
    /* The error says it all. */
    while (keys->warnings.len > n_warnings)
      free(*(char **)lm_vec_at(&keys->warnings, --keys->warnings.len));
    free(file.path);
  }
  close(fd);
  return ok;
}

static bool
read_on(LmKeys *keys, LmKeyFile *file)
{
  struct stat status;
  int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return false;
  Reading reading = {.keys = keys, .name = file->path};
  bool came = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  /* One that got shorter was begun anew. */
  if (came && (uint64_t)status.st_size < file->offset)
    file->offset = file->n_lines = 0;
  came = came && (uint64_t)status.st_size > file->offset &&
         lseek(fd, (off_t)file->offset, SEEK_SET) >= 0;
  if (came) {
    reading.n_lines = file->n_lines;
    int64_t bytes = read_lines(&reading, fd, false);
    file->offset += bytes > 0 ? (uint64_t)bytes : 0;
    file->n_lines = reading.n_lines;
  }
  close(fd);
  return came;
}

bool
lm_key_files_read_on(LmKeyLog *log)
{
  LmKeyFiles *files = lm_key_log_files(log);
  if (files->files.len == 0)
    return false;
  int64_t now_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  if (files->read_ns && now_ns - files->read_ns < LOOK_EVERY_NS)
    return false;
  files->read_ns = now_ns;
  bool came = false;
  for (uint32_t i = 0; i < files->files.len; i++)
    came |= read_on(files->keys, lm_vec_at(&files->files, i));
  return came;
}
