/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of all options; a new one is a row there, and what it does in arguments.c. */

#include <getopt.h>
#include <stddef.h>

#define LM_MAX_OPTIONS 96

enum {
  LM_LONG_JSON = 256,
  LM_LONG_CSV,
  LM_LONG_ALL,
  LM_LONG_CALL,
  LM_LONG_CALL_ID,
  LM_LONG_STREAM,
  LM_LONG_PROBLEMS,
  LM_LONG_PATH,
  LM_LONG_FRAME,
  LM_LONG_LEGS,
  LM_LONG_LINK,
  LM_LONG_UNLINK,
  LM_LONG_PORTS,
  LM_LONG_NO_MEDIA,
  LM_LONG_NO_EVENTS,
  LM_LONG_NO_FOLD,
  LM_LONG_TIME,
  LM_LONG_THREADS,
  LM_LONG_KEYLOG,
  LM_LONG_KEEP_DUPLICATES,
  LM_LONG_SHIFT,
  LM_LONG_ALIGN,
  LM_LONG_RSA_KEY,
  LM_LONG_ESP_SA,
  LM_LONG_SRTP_KEYS,
  LM_LONG_FILTER,
  LM_LONG_COLUMNS,
  LM_LONG_PASSWORD,
  LM_LONG_PASSWORD_FILE,
  LM_LONG_CERTIFICATES,
  LM_LONG_BUFFER,
  LM_LONG_GAPS,
  LM_LONG_LEVELS,
  LM_LONG_CHANNELS,
  LM_LONG_CODECS,
  LM_LONG_PAGES,
  LM_LONG_REPLACE,
  LM_LONG_ONLY,
  LM_LONG_STOP_AFTER,
  LM_LONG_FILE_SIZE,
  LM_LONG_FILE_TIME,
  LM_LONG_FILES,
  LM_LONG_STATISTICS,
  LM_LONG_SNAP_BYTES,
  LM_LONG_KERNEL_BUFFER,
  LM_LONG_OWN_BUFFER,
  LM_LONG_NO_PROMISCUOUS,
  LM_LONG_MONITOR,
  LM_LONG_HARDWARE_TIME,
  LM_LONG_KEEP_ON,
  LM_LONG_ASK,
};

/* How it is written, who takes it (LM_OPTION_...; 0: everybody), and what it does. */
typedef struct {
  struct option option;
  unsigned needs;
  const char *form, *text;
} LmOption;

extern const LmOption lm_options[];
extern const size_t lm_n_options;
