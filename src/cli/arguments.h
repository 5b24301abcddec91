/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the user asked for, from the words of the command line. Plain record; strings are borrowed
 * from argv. */

#include "base/error.h"
#include "cli/live_arguments.h"
#include "engine/output.h"

#include <stddef.h>
#include <stdint.h>

/* Which options a subcommand takes beside the common ones. */
enum {
  LM_OPTION_ALL = 1 << 0,      /* --all */
  LM_OPTION_CALL = 1 << 1,     /* --call N, --call-id ID */
  LM_OPTION_FRAME = 1 << 2,    /* --frame N */
  LM_OPTION_OUTPUT = 1 << 3,   /* -o FILE */
  LM_OPTION_LADDER = 1 << 4,   /* --legs, --ports, --no-media, --no-events, --no-fold, --time */
  LM_OPTION_PATH = 1 << 5,     /* --path STEPS */
  LM_OPTION_PINS = 1 << 6,     /* --link A=B, --unlink A=B */
  LM_OPTION_STREAM = 1 << 7,   /* --stream N */
  LM_OPTION_PROBLEMS = 1 << 8, /* --problems */
  LM_OPTION_PASSWORD = 1 << 9, /* --password, --password-file */
  LM_OPTION_FILTER = 1 << 10,  /* --filter QUERY */
  LM_OPTION_COLUMNS = 1 << 11, /* --columns NAME,NAME... */
  LM_OPTION_NO_FILE = 1 << 12, /* no option: it reads no file */
  LM_OPTION_CERTIFICATES = 1 << 13, /* --certificates PATH */
  LM_OPTION_SOUND = 1 << 14,        /* --buffer NAME, --gaps FORM, --channels FORM, --codecs LIST */
  LM_OPTION_CAPTURE = 1 << 15,      /* what is in live_arguments.h */
  LM_OPTION_PAGES = 1 << 16,        /* --pages FOLDER, --replace */
  LM_OPTION_LEVELS = 1 << 17,       /* --levels */
  LM_OPTION_READ = 1 << 18,         /* of who reads packets: keys, --threads, --keep-duplicates */
  LM_OPTION_HEP = 1 << 19,          /* what is sent by HEP, and TLS; in live_arguments.h too */
  LM_OPTION_CAPTURES = 1 << 20,     /* --stop NAME, --discard NAME */
  LM_OPTION_FILES = 1 << 21,        /* of who reads files: --shift, --align */
};

/* A file that holds keys, and of what kind they are. */
typedef enum {
  LM_KEY_FILE_LOG,
  LM_KEY_FILE_RSA,
  LM_KEY_FILE_ESP,
  LM_KEY_FILE_SRTP,
} LmKeyFileKind;
typedef struct {
  LmKeyFileKind kind;
  const char *path;
} LmKeyFileArgument;

/* USER:PASSWORD, or a file with such lines. */
typedef struct {
  bool is_file;
  const char *text;
} LmPasswordArgument;

#define LM_MAX_KEY_FILES 64
#define LM_MAX_PASSWORDS 64
#define LM_MAX_CERTIFICATE_PATHS 64
#define LM_MAX_SHIFTS 64
#define LM_MAX_PINS 256

/* By how much the clock of a file is moved. */
typedef struct {
  uint32_t file; /* from 1 */
  int64_t ns;
} LmShiftArgument;

/* What was decided by hand about two calls being legs of one conversation. */
typedef struct {
  uint32_t a, b; /* numbers */
  bool link;     /* else kept apart */
} LmPinArgument;

typedef struct {
  const char *command; /* the subcommand's name */
  const char *const *files;
  size_t n_files;
  LmOutputFormat format;
  bool help, all, legs, ports, no_media, no_events, no_fold, align, keep_duplicates, problems,
      replace, levels;
  uint32_t call;   /* 0: not given */
  uint32_t frame;  /* 0: not given */
  uint32_t stream; /* 0: not given */
  uint32_t threads;
  const char *call_id, *path, *output, *time, *filter, *columns, *buffer, *channels, *codecs,
      *pages, *gaps;
  LmKeyFileArgument key_files[LM_MAX_KEY_FILES]; /* in the order in which they were given */
  size_t n_key_files;
  LmPasswordArgument passwords[LM_MAX_PASSWORDS];
  size_t n_passwords;
  const char *certificates[LM_MAX_CERTIFICATE_PATHS]; /* files and folders */
  size_t n_certificates;
  LmShiftArgument shifts[LM_MAX_SHIFTS];
  size_t n_shifts;
  LmPinArgument pins[LM_MAX_PINS];
  size_t n_pins;
  LmLiveArguments live;
} LmArguments;

/* Reads @argv, which begins with the subcommand's name. @options are the bits above. False with
 * @error set for anything that is not understood. */
bool
lm_arguments_parse(int argc, char **argv, unsigned options, LmArguments *arguments, LmError *error);
/* Prints the options that @options allows, one a line. */
void lm_arguments_print_help(unsigned options);
