/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/arguments.h"

#include "base/i18n.h"
#include "base/slice.h"
#include "base/time.h"
#include "engine/feeder.h"

#include <getopt.h>
#include <stdio.h>

enum {
  LONG_JSON = 256,
  LONG_CSV,
  LONG_ALL,
  LONG_CALL,
  LONG_CALL_ID,
  LONG_STREAM,
  LONG_PROBLEMS,
  LONG_PATH,
  LONG_FRAME,
  LONG_LEGS,
  LONG_LINK,
  LONG_UNLINK,
  LONG_PORTS,
  LONG_NO_MEDIA,
  LONG_NO_EVENTS,
  LONG_NO_FOLD,
  LONG_TIME,
  LONG_THREADS,
  LONG_KEYLOG,
  LONG_KEEP_DUPLICATES,
  LONG_SHIFT,
  LONG_ALIGN,
  LONG_RSA_KEY,
  LONG_ESP_SA,
  LONG_SRTP_KEYS,
  LONG_FILTER,
  LONG_COLUMNS,
  LONG_PASSWORD,
  LONG_PASSWORD_FILE,
  LONG_CERTIFICATES,
  LONG_BUFFER,
  LONG_CHANNELS,
  LONG_CODECS,
};

/* Every option once: how it is written, who takes it (0: everybody), and what it does. */
static const struct {
  struct option option;
  unsigned needs;
  const char *form, *text;
} table[] = {
    {{"json", no_argument, NULL, LONG_JSON}, 0, "--json", N_("JSON Lines, one object a row")},
    {{"csv", no_argument, NULL, LONG_CSV}, 0, "--csv", N_("comma-separated values with a heading")},
    {{"all", no_argument, NULL, LONG_ALL},
     LM_OPTION_ALL,
     "--all",
     N_("every Call-ID: registrations, subscriptions and pings too")},
    {{"call", required_argument, NULL, LONG_CALL},
     LM_OPTION_CALL,
     "--call N",
     N_("the call with this number")},
    {{"call-id", required_argument, NULL, LONG_CALL_ID},
     LM_OPTION_CALL,
     "--call-id ID",
     N_("the messages with this Call-ID")},
    {{"stream", required_argument, NULL, LONG_STREAM},
     LM_OPTION_STREAM,
     "--stream N",
     N_("the stream with this number")},
    {{"problems", no_argument, NULL, LONG_PROBLEMS},
     LM_OPTION_PROBLEMS,
     "--problems",
     N_("the packets alone that something is wrong with, or before")},
    {{"path", required_argument, NULL, LONG_PATH},
     LM_OPTION_PATH,
     "--path STEPS",
     N_("what came through these layers, such as “vlan 20” or “gtp”")},
    {{"filter", required_argument, NULL, LONG_FILTER},
     LM_OPTION_FILTER,
     "--filter QUERY",
     N_("what the query asks for, such as “failed and sip.to.user ~ \"^44\"”; see fields")},
    {{"columns", required_argument, NULL, LONG_COLUMNS},
     LM_OPTION_COLUMNS,
     "--columns NAME,...",
     N_("these columns alone: names of --json, fields, headers as sip.h.X-Account")},
    {{"frame", required_argument, NULL, LONG_FRAME},
     LM_OPTION_FRAME,
     "--frame N",
     N_("the message in this frame")},
    {{"output", required_argument, NULL, 'o'},
     LM_OPTION_OUTPUT,
     "-o, --output FILE",
     N_("write to FILE, in the format of its extension")},
    {{"legs", no_argument, NULL, LONG_LEGS},
     LM_OPTION_LADDER,
     "--legs",
     N_("all calls of the conversation that the call is in")},
    {{"link", required_argument, NULL, LONG_LINK},
     LM_OPTION_PINS,
     "--link A=B",
     N_("calls A and B belong to one conversation")},
    {{"unlink", required_argument, NULL, LONG_UNLINK},
     LM_OPTION_PINS,
     "--unlink A=B",
     N_("calls A and B are not linked, whatever is found")},
    {{"ports", no_argument, NULL, LONG_PORTS},
     LM_OPTION_LADDER,
     "--ports",
     N_("one column for each address and port")},
    {{"no-media", no_argument, NULL, LONG_NO_MEDIA},
     LM_OPTION_LADDER,
     "--no-media",
     N_("leave the media streams out")},
    {{"no-events", no_argument, NULL, LONG_NO_EVENTS},
     LM_OPTION_LADDER,
     "--no-events",
     N_("leave the steps of other protocols out")},
    {{"no-fold", no_argument, NULL, LONG_NO_FOLD},
     LM_OPTION_LADDER,
     "--no-fold",
     N_("show every retransmission")},
    {{"time", required_argument, NULL, LONG_TIME},
     LM_OPTION_LADDER,
     "--time FORM",
     N_("delta (default), relative or clock")},
    {{"keylog", required_argument, NULL, LONG_KEYLOG},
     0,
     "--keylog FILE",
     N_("decrypt TLS with the secrets that a program logged (SSLKEYLOGFILE)")},
    {{"rsa-key", required_argument, NULL, LONG_RSA_KEY},
     0,
     "--rsa-key FILE",
     N_("decrypt TLS with the server's private RSA key (PEM)")},
    {{"esp-sa", required_argument, NULL, LONG_ESP_SA},
     0,
     "--esp-sa FILE",
     N_("decrypt ESP with the associations in a file like Wireshark's esp_sa")},
    {{"srtp-keys", required_argument, NULL, LONG_SRTP_KEYS},
     0,
     "--srtp-keys FILE",
     N_("decrypt SRTP with the a=crypto lines in a file")},
    {{"password", required_argument, NULL, LONG_PASSWORD},
     LM_OPTION_PASSWORD,
     "--password USER:PW",
     N_("check digests of this user with this password")},
    {{"password-file", required_argument, NULL, LONG_PASSWORD_FILE},
     LM_OPTION_PASSWORD,
     "--password-file FILE",
     N_("the same from a file with such lines, which nobody sees among the processes")},
    {{"certificates", required_argument, NULL, LONG_CERTIFICATES},
     LM_OPTION_CERTIFICATES,
     "--certificates PATH",
     N_("check the signatures of Identity headers with the certificates in a file or folder")},
    {{"buffer", required_argument, NULL, LONG_BUFFER},
     LM_OPTION_SOUND,
     "--buffer NAME",
     N_("none (default: as sent), 50, 200, adaptive, or joined: without gaps")},
    {{"channels", required_argument, NULL, LONG_CHANNELS},
     LM_OPTION_SOUND,
     "--channels FORM",
     N_("mono, stereo (the caller left) or each stream its own")},
    {{"codecs", required_argument, NULL, LONG_CODECS},
     LM_OPTION_SOUND,
     "--codecs LIST",
     N_("what payload types are that no SDP names, as 111=opus/48000/2,97=AMR/8000")},
    {{"threads", required_argument, NULL, LONG_THREADS},
     0,
     "--threads N",
     N_("work with at most N threads (default: 2); the result is the same")},
    {{"keep-duplicates", no_argument, NULL, LONG_KEEP_DUPLICATES},
     0,
     "--keep-duplicates",
     N_("count a packet that was captured twice twice")},
    {{"shift", required_argument, NULL, LONG_SHIFT},
     0,
     "--shift N=SPAN",
     N_("move the clock of the Nth file, as in 2=+250ms")},
    {{"align", no_argument, NULL, LONG_ALIGN},
     0,
     "--align",
     N_("line up the files’ clocks by packets that are in several")},
    {{"help", no_argument, NULL, 'h'}, 0, "-h, --help", N_("this text")},
};

#define N_OPTIONS (sizeof table / sizeof table[0])

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

/* Those without a value. */
static void
apply_flag(int option, LmArguments *arguments)
{
  switch (option) {
  case LONG_ALL:
    arguments->all = true;
    break;
  case LONG_PROBLEMS:
    arguments->problems = true;
    break;
  case LONG_LEGS:
    arguments->legs = true;
    break;
  case LONG_PORTS:
    arguments->ports = true;
    break;
  case LONG_NO_MEDIA:
    arguments->no_media = true;
    break;
  case LONG_NO_EVENTS:
    arguments->no_events = true;
    break;
  case LONG_NO_FOLD:
    arguments->no_fold = true;
    break;
  case LONG_ALIGN:
    arguments->align = true;
    break;
  case LONG_KEEP_DUPLICATES:
    arguments->keep_duplicates = true;
    break;
  default:
    arguments->help = true;
  }
}

static bool
apply(int option, const char *value, LmArguments *arguments, LmError *error)
{
  switch (option) {
  case LONG_JSON:
    arguments->format = LM_FORMAT_JSON;
    return true;
  case LONG_CSV:
    arguments->format = LM_FORMAT_CSV;
    return true;
  case LONG_CALL:
    return parse_number(value, "--call", &arguments->call, error);
  case LONG_FRAME:
    return parse_number(value, "--frame", &arguments->frame, error);
  case LONG_STREAM:
    return parse_number(value, "--stream", &arguments->stream, error);
  case LONG_THREADS:
    return parse_number(value, "--threads", &arguments->threads, error);
  case LONG_KEYLOG:
    return add_key_file(arguments, LM_KEY_FILE_LOG, value, error);
  case LONG_RSA_KEY:
    return add_key_file(arguments, LM_KEY_FILE_RSA, value, error);
  case LONG_ESP_SA:
    return add_key_file(arguments, LM_KEY_FILE_ESP, value, error);
  case LONG_SRTP_KEYS:
    return add_key_file(arguments, LM_KEY_FILE_SRTP, value, error);
  case LONG_PASSWORD:
  case LONG_PASSWORD_FILE:
    return add_password(arguments, option == LONG_PASSWORD_FILE, value, error);
  case LONG_CERTIFICATES:
    return add_certificates(arguments, value, error);
  case LONG_CALL_ID:
    arguments->call_id = value;
    return true;
  case LONG_BUFFER:
    arguments->buffer = value;
    return true;
  case LONG_CHANNELS:
    arguments->channels = value;
    return true;
  case LONG_CODECS:
    arguments->codecs = value;
    return true;
  case LONG_FILTER:
    arguments->filter = value;
    return true;
  case LONG_COLUMNS:
    arguments->columns = value;
    return true;
  case LONG_PATH:
    arguments->path = value;
    return true;
  case 'o':
    arguments->output = value;
    return true;
  case LONG_LINK:
    return parse_pin(value, "--link", true, arguments, error);
  case LONG_UNLINK:
    return parse_pin(value, "--unlink", false, arguments, error);
  case LONG_SHIFT:
    return parse_shift(value, arguments, error);
  case LONG_TIME:
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
  for (size_t i = 0; i < N_OPTIONS; i++)
    if (table[i].option.val == option)
      return (table[i].needs & options) == table[i].needs;
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
  snprintf(out, size, "-%c", wanted < LONG_JSON ? wanted : '?');
  for (size_t i = 0; i < N_OPTIONS; i++)
    if (table[i].option.val == wanted)
      snprintf(out, size, "--%s", table[i].option.name);
}

bool
lm_arguments_parse(int argc, char **argv, unsigned options, LmArguments *arguments, LmError *error)
{
  struct option list[N_OPTIONS + 1] = {0};
  for (size_t i = 0; i < N_OPTIONS; i++)
    list[i] = table[i].option;
  *arguments = (LmArguments){.command = argv[0], .threads = LM_FEEDER_MAX_THREADS};
  opterr = 0;
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "o:h", list, NULL)) != -1;) {
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
  return check_shifts(arguments, error);
}

void
lm_arguments_print_help(unsigned options)
{
  for (size_t i = 0; i < N_OPTIONS; i++)
    if ((table[i].needs & options) == table[i].needs)
      printf("  %-20s %s\n", table[i].form, _(table[i].text));
}
