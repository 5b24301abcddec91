/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/arguments.h"

#include "base/i18n.h"
#include "base/slice.h"
#include "base/time.h"
#include "cli/options.h"
#include "engine/feeder.h"

#include <stdio.h>

static bool
parse_number(const char *text, const char *name, uint32_t *number, LmError *error)
{
  uint64_t value;
  if (!lm_slice_parse_uint(lm_slice_str(text), UINT32_MAX, &value) || value == 0)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s takes a number from 1, not “%s”"), name, text);
  *number = (uint32_t)value;
  return true;
}

static bool
add_key_file(LmArguments *arguments, LmKeyFileKind kind, const char *path, LmError *error)
{
  if (arguments->n_key_files == LM_MAX_KEY_FILES)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: more than %d files with keys"), path,
                        LM_MAX_KEY_FILES);
  arguments->key_files[arguments->n_key_files].kind = kind;
  arguments->key_files[arguments->n_key_files++].path = path;
  return true;
}

static bool
add_password(LmArguments *arguments, bool is_file, const char *text, LmError *error)
{
  if (arguments->n_passwords == LM_MAX_PASSWORDS)
    return lm_error_set(error, LM_ERROR_USAGE, _("more than %d passwords"), LM_MAX_PASSWORDS);
  arguments->passwords[arguments->n_passwords++] = (LmPasswordArgument){is_file, text};
  return true;
}

static bool
add_certificates(LmArguments *arguments, const char *path, LmError *error)
{
  if (arguments->n_certificates == LM_MAX_CERTIFICATE_PATHS)
    return lm_error_set(error, LM_ERROR_USAGE, _("more than %d times --certificates"),
                        LM_MAX_CERTIFICATE_PATHS);
  arguments->certificates[arguments->n_certificates++] = path;
  return true;
}

/* "2=+250ms" */
static bool
parse_shift(const char *text, LmArguments *arguments, LmError *error)
{
  LmSlice rest = lm_slice_str(text), file;
  uint64_t number;
  LmShiftArgument *shift = &arguments->shifts[arguments->n_shifts];
  size_t equals = 0;
  while (equals < rest.len && rest.data[equals] != '=')
    equals++;
  file = lm_slice_sub(rest, 0, equals);
  if (arguments->n_shifts == LM_MAX_SHIFTS)
    return lm_error_set(error, LM_ERROR_USAGE, _("more than %d times --shift"), LM_MAX_SHIFTS);
  if (!lm_slice_parse_uint(file, UINT32_MAX, &number) || number == 0 ||
      !lm_time_parse_span(lm_slice_from(rest, equals + 1), &shift->ns))
    return lm_error_set(
        error, LM_ERROR_USAGE,
        _("--shift takes the number of a file and a span of time, as in 2=+250ms or "
          "1=-3600, not “%s”"),
        text);
  shift->file = (uint32_t)number;
  arguments->n_shifts++;
  return true;
}

/* "3=4" */
static bool
parse_pin(const char *text, const char *name, bool link, LmArguments *arguments, LmError *error)
{
  uint64_t a, b;
  LmSlice right, left = lm_slice_split(lm_slice_str(text), '=', &right);
  if (arguments->n_pins == LM_MAX_PINS)
    return lm_error_set(error, LM_ERROR_USAGE, _("more than %d times --link and --unlink"),
                        LM_MAX_PINS);
  if (!lm_slice_parse_uint(left, UINT32_MAX, &a) || !lm_slice_parse_uint(right, UINT32_MAX, &b) ||
      a == 0 || b == 0 || a == b)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("%s takes the numbers of two calls, as in 1=2, not “%s”"), name, text);
  arguments->pins[arguments->n_pins++] = (LmPinArgument){(uint32_t)a, (uint32_t)b, link};
  return true;
}

static bool
check_shifts(const LmArguments *arguments, LmError *error)
{
  for (size_t i = 0; i < arguments->n_shifts; i++)
    if (arguments->shifts[i].file > arguments->n_files)
      return lm_error_set(error, LM_ERROR_USAGE, _("--shift names file %u, and %zu are given"),
                          arguments->shifts[i].file, arguments->n_files);
  return true;
}

/* Other programs take a capture filter as bare words; one that is passed over in silence would let
 * everything through. */
static bool
check_words(const LmArguments *arguments, unsigned options, LmError *error)
{
  if (arguments->n_files == 0 || arguments->help || !(options & LM_OPTION_NO_FILE))
    return true;
  if (options & LM_OPTION_CAPTURE)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("%s: “%s” stands behind no option; an interface is given as -i eth0, a "
                          "capture filter as -f 'port 5060', and files are read by “calls”"),
                        arguments->command, arguments->files[0]);
  return lm_error_set(error, LM_ERROR_USAGE, _("%s: “%s” is too much; it reads no file"),
                      arguments->command, arguments->files[0]);
}

/* Those without a value. */
static void
apply_flag(int option, LmArguments *arguments)
{
  switch (option) {
  case LM_LONG_ALL:
    arguments->all = true;
    break;
  case LM_LONG_PROBLEMS:
    arguments->problems = true;
    break;
  case LM_LONG_LEGS:
    arguments->legs = true;
    break;
  case LM_LONG_PORTS:
    arguments->ports = true;
    break;
  case LM_LONG_NO_MEDIA:
    arguments->no_media = true;
    break;
  case LM_LONG_NO_EVENTS:
    arguments->no_events = true;
    break;
  case LM_LONG_NO_FOLD:
    arguments->no_fold = true;
    break;
  case LM_LONG_ALIGN:
    arguments->align = true;
    break;
  case LM_LONG_REPLACE:
    arguments->replace = true;
    break;
  case LM_LONG_KEEP_DUPLICATES:
    arguments->keep_duplicates = true;
    break;
  default:
    arguments->help = true;
  }
}

/* The row of the table of a live capture's own options, or NULL. */
static const char *
live_name(int option)
{
  for (size_t i = 0; i < lm_n_options; i++)
    if (lm_options[i].option.val == option &&
        (lm_options[i].needs & (LM_OPTION_CAPTURE | LM_OPTION_CAPTURES | LM_OPTION_HEP)))
      return lm_options[i].option.name;
  return NULL;
}

static bool
apply(int option, const char *value, LmArguments *arguments, LmError *error)
{
  if (live_name(option))
    return lm_live_argument(&arguments->live, live_name(option), value, error);
  switch (option) {
  case LM_LONG_JSON:
    arguments->format = LM_FORMAT_JSON;
    return true;
  case LM_LONG_CSV:
    arguments->format = LM_FORMAT_CSV;
    return true;
  case LM_LONG_CALL:
    return parse_number(value, "--call", &arguments->call, error);
  case LM_LONG_FRAME:
    return parse_number(value, "--frame", &arguments->frame, error);
  case LM_LONG_STREAM:
    return parse_number(value, "--stream", &arguments->stream, error);
  case LM_LONG_THREADS:
    return parse_number(value, "--threads", &arguments->threads, error);
  case LM_LONG_KEYLOG:
    return add_key_file(arguments, LM_KEY_FILE_LOG, value, error);
  case LM_LONG_RSA_KEY:
    return add_key_file(arguments, LM_KEY_FILE_RSA, value, error);
  case LM_LONG_ESP_SA:
    return add_key_file(arguments, LM_KEY_FILE_ESP, value, error);
  case LM_LONG_SRTP_KEYS:
    return add_key_file(arguments, LM_KEY_FILE_SRTP, value, error);
  case LM_LONG_PASSWORD:
  case LM_LONG_PASSWORD_FILE:
    return add_password(arguments, option == LM_LONG_PASSWORD_FILE, value, error);
  case LM_LONG_CERTIFICATES:
    return add_certificates(arguments, value, error);
  case LM_LONG_CALL_ID:
    arguments->call_id = value;
    return true;
  case LM_LONG_BUFFER:
    arguments->buffer = value;
    return true;
  case LM_LONG_GAPS:
    arguments->gaps = value;
    return true;
  case LM_LONG_LEVELS:
    arguments->levels = true;
    return true;
  case LM_LONG_CHANNELS:
    arguments->channels = value;
    return true;
  case LM_LONG_PAGES:
    arguments->pages = value;
    return true;
  case LM_LONG_CODECS:
    arguments->codecs = value;
    return true;
  case LM_LONG_FILTER:
    arguments->filter = value;
    return true;
  case LM_LONG_COLUMNS:
    arguments->columns = value;
    return true;
  case LM_LONG_PATH:
    arguments->path = value;
    return true;
  case 'o':
    arguments->output = value;
    return true;
  case LM_LONG_LINK:
    return parse_pin(value, "--link", true, arguments, error);
  case LM_LONG_UNLINK:
    return parse_pin(value, "--unlink", false, arguments, error);
  case LM_LONG_SHIFT:
    return parse_shift(value, arguments, error);
  case LM_LONG_TIME:
    arguments->time = value;
    return true;
  default:
    apply_flag(option, arguments);
    return true;
  }
}

static bool
is_allowed(int option, unsigned options)
{
  for (size_t i = 0; i < lm_n_options; i++)
    if (lm_options[i].option.val == option)
      return (lm_options[i].needs & options) == lm_options[i].needs;
  return false;
}

/* Names the option that getopt_long() stopped at: the word before the next may be its value. */
static void
name_option(int option, char **argv, char *out, size_t size)
{
  if (option == '?' && optopt == 0) {
    snprintf(out, size, "%s", argv[optind - 1]);
    return;
  }
  int wanted = option == '?' ? optopt : option;
  snprintf(out, size, "-%c", wanted < LM_LONG_JSON ? wanted : '?');
  for (size_t i = 0; i < lm_n_options; i++)
    if (lm_options[i].option.val == wanted)
      snprintf(out, size, "--%s", lm_options[i].option.name);
}

bool
lm_arguments_parse(int argc, char **argv, unsigned options, LmArguments *arguments, LmError *error)
{
  struct option list[LM_MAX_OPTIONS + 1] = {0};
  for (size_t i = 0; i < lm_n_options; i++)
    list[i] = lm_options[i].option;
  *arguments = (LmArguments){.command = argv[0],
                             .threads = LM_FEEDER_MAX_THREADS,
                             .live = {.memory_bytes = LM_LIVE_MEMORY_BYTES}};
  opterr = 0;
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "o:i:f:w:h", list, NULL)) != -1;) {
    if (option == '?' || !is_allowed(option, options)) {
      char word[80];
      name_option(option, argv, word, sizeof word);
      return lm_error_set(error, LM_ERROR_USAGE,
                          _("%s: “%s” is not an option of it, or lacks its value; see linesman-cli "
                            "%s --help"),
                          argv[0], word, argv[0]);
    }
    if (!apply(option, optarg, arguments, error))
      return false;
  }
  arguments->files = (const char *const *)argv + optind;
  arguments->n_files = (size_t)(argc - optind);
  if (arguments->n_files == 0 && !arguments->help && !(options & LM_OPTION_NO_FILE))
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("%s: no capture file given; “-” reads standard input"), argv[0]);
  return check_words(arguments, options, error) && check_shifts(arguments, error);
}

void
lm_arguments_print_help(unsigned options)
{
  for (size_t i = 0; i < lm_n_options; i++)
    if ((lm_options[i].needs & options) == lm_options[i].needs)
      printf("  %-20s %s\n", lm_options[i].form, _(lm_options[i].text));
}
