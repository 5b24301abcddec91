/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_state.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_LINE "linesman-capture 1"
#define MAX_FILES 100000u
#define STAT_BYTES 2048
#define FIELD_STATE 3
#define FIELD_BEGAN 22 /* "starttime" of proc_pid_stat(5) */

void
lm_live_state_init(LmLiveState *state)
{
  *state = (LmLiveState){0};
  lm_live_files_init(&state->files, NULL, false, 0);
}

void
lm_live_state_clear(LmLiveState *state)
{
  free(state->filter);
  state->filter = NULL;
  lm_live_files_clear(&state->files);
}

/* A name may hold any byte; here a line is a line. */
static void
add_text(LmText *out, const char *name, const char *value)
{
  lm_text_printf(out, "%s=", name);
  for (; value && *value; value++) {
    unsigned char byte = (unsigned char)*value;
    if (byte < 0x20 || byte == '%' || byte == 0x7f)
      lm_text_printf(out, "%%%02x", byte);
    else
      lm_text_add_char(out, *value);
  }
  lm_text_add_char(out, '\n');
}

static void
add_number(LmText *out, const char *name, uint64_t value)
{
  if (value)
    lm_text_printf(out, "%s=%" PRIu64 "\n", name, value);
}

void
lm_live_state_format(const LmLiveState *state, LmText *out)
{
  lm_text_add_str(out, FIRST_LINE "\n");
  add_number(out, "began_ns", (uint64_t)state->began_ns);
  add_number(out, "file_began_ns", (uint64_t)state->file_began_ns);
  add_number(out, "pid", (uint64_t)state->pid);
  add_number(out, "pid_began", state->pid_began);
  for (uint32_t i = 0; i < state->n_links; i++)
    add_text(out, "link", state->links[i]);
  if (state->filter)
    add_text(out, "filter", state->filter);
  add_number(out, "only", state->only);
  add_number(out, "look_back", state->look_back);
  add_number(out, "file_bytes", state->file_bytes);
  add_number(out, "file_ns", (uint64_t)state->file_ns);
  add_number(out, "limit_bytes", state->limit_bytes);
  add_number(out, "limit_ns", (uint64_t)state->limit_ns);
  add_number(out, "several", state->files.several);
  add_number(out, "keep", state->files.keep);
  add_number(out, "made", state->files.n_made);
  if (state->files.path)
    add_text(out, "path", state->files.path);
  for (uint32_t i = state->files.first; i < state->files.names.len; i++)
    add_text(out, "file", *(char **)lm_vec_at(&state->files.names, i));
  add_number(out, "ended", state->ended);
  add_number(out, "seen", state->seen);
}

/* Owned; NULL where there is a byte that no name has. */
static char *
read_text(LmSlice value)
{
  LmText text = LM_TEXT_INIT;
  lm_text_add_str(&text, "");
  for (size_t i = 0; i < value.len; i++) {
    uint8_t byte = value.data[i];
    int high = byte == '%' ? lm_hex_digit(lm_slice_at(value, i + 1)) : 0;
    int low = byte == '%' ? lm_hex_digit(lm_slice_at(value, i + 2)) : 0;
    if (byte == '%') {
      byte = high < 0 || low < 0 ? 0 : (uint8_t)(high * 16 + low);
      i += 2;
    }
    if (byte == 0) {
      lm_text_clear(&text);
      return NULL;
    }
    lm_text_add_char(&text, (char)byte);
  }
  if (!text.str)
    return strdup("");
  return text.str;
}

static bool
take_text(char **place, LmSlice value)
{
  free(*place);
  *place = read_text(value);
  return *place != NULL;
}

static bool
take_link(LmLiveState *state, LmSlice value)
{
  char *name = state->n_links < LM_HELPER_MAX_LINKS ? read_text(value) : NULL;
  if (name)
    snprintf(state->links[state->n_links++], sizeof state->links[0], "%s", name);
  free(name);
  return name != NULL;
}

static bool
take_file(LmLiveState *state, LmSlice value)
{
  char *name = state->files.names.len < MAX_FILES ? read_text(value) : NULL;
  if (name)
    *(char **)lm_vec_push(&state->files.names) = name;
  return name != NULL;
}

static bool
take_number(LmLiveState *state, LmSlice name, LmSlice value)
{
  uint64_t n;
  const struct {
    const char *name;
    uint64_t most;
    int64_t *wide;
    uint64_t *plain;
    uint32_t *narrow;
    bool *truth;
  } numbers[] = {{"began_ns", INT64_MAX, .wide = &state->began_ns},
                 {"file_began_ns", INT64_MAX, .wide = &state->file_began_ns},
                 {"pid", INT32_MAX, .narrow = (uint32_t *)&state->pid},
                 {"pid_began", UINT64_MAX, .plain = &state->pid_began},
                 {"only", LM_BPF_HEADERS, .narrow = (uint32_t *)&state->only},
                 {"look_back", 1, .truth = &state->look_back},
                 {"file_bytes", UINT64_MAX, .plain = &state->file_bytes},
                 {"file_ns", INT64_MAX, .wide = &state->file_ns},
                 {"limit_bytes", UINT64_MAX, .plain = &state->limit_bytes},
                 {"limit_ns", INT64_MAX, .wide = &state->limit_ns},
                 {"several", 1, .truth = &state->files.several},
                 {"keep", MAX_FILES, .narrow = &state->files.keep},
                 {"made", UINT32_MAX, .narrow = &state->files.n_made},
                 {"ended", 1, .truth = &state->ended},
                 {"seen", 1, .truth = &state->seen}};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (!lm_slice_equal(name, lm_slice_str(numbers[i].name)))
      continue;
    if (!lm_slice_parse_uint(value, numbers[i].most, &n))
      return false;
    if (numbers[i].wide)
      *numbers[i].wide = (int64_t)n;
    else if (numbers[i].plain)
      *numbers[i].plain = n;
    else if (numbers[i].narrow)
      *numbers[i].narrow = (uint32_t)n;
    else
      *numbers[i].truth = n;
    return true;
  }
  return true; /* of a later version */
}

bool
lm_live_state_parse(LmSlice text, LmLiveState *state)
{
  LmSlice rest, line = lm_slice_split(text, '\n', &rest);
  if (!lm_slice_equal(line, lm_slice_str(FIRST_LINE)))
    return false;
  while (rest.len) {
    line = lm_slice_split(rest, '\n', &rest);
    LmSlice value, name = lm_slice_split(line, '=', &value);
    bool ok;
    if (lm_slice_equal(name, lm_slice_str("link")))
      ok = take_link(state, value);
    else if (lm_slice_equal(name, lm_slice_str("filter")))
      ok = take_text(&state->filter, value);
    else if (lm_slice_equal(name, lm_slice_str("path")))
      ok = take_text(&state->files.path, value);
    else if (lm_slice_equal(name, lm_slice_str("file")))
      ok = take_file(state, value);
    else
      ok = take_number(state, name, value);
    if (!ok)
      return false;
  }
  return state->files.names.len <= state->files.n_made;
}

uint64_t
lm_process_began(int pid)
{
  char path[64], text[STAT_BYTES];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : -1;
  if (fd >= 0)
    close(fd);
  /* The second field is the program's name in brackets, and may hold any byte. */
  LmSlice rest = lm_slice(text, n > 0 ? (size_t)n : 0);
  for (ptrdiff_t at; (at = lm_slice_find_byte(rest, ')', 0)) >= 0;)
    rest = lm_slice_from(rest, (size_t)at + 1);
  LmSlice field = {0};
  uint64_t began = 0;
  for (int i = 2; i < FIELD_BEGAN + 1 && rest.len; i++) {
    field = lm_slice_split(rest, ' ', &rest);
    if (i == FIELD_STATE && lm_slice_equal(field, lm_slice_str("Z")))
      return 0; /* it has ended, and nobody has asked how */
  }
  return n > 0 && lm_slice_parse_uint(field, UINT64_MAX, &began) ? began : 0;
}
