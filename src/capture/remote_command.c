/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/remote_command.h"

#include "base/i18n.h"
#include "base/words.h"

#include <stdio.h>

/* For /bin/sh over there: the filter, then the program. The shell closes its own output, so that
 * the end of the program is the end of what comes; and what it reads ends with the connection,
 * whatever ends that, so that no program is left behind. tcpdump is handed its packets every
 * second, and lets those go that it has not been handed when it is ended: so it is given as long.
 * SSH_CONNECTION is what sshd says of the connection. */
#define SCRIPT                                                                              \
  "f=$1; shift; if [ -n \"$SSH_CONNECTION\" ]; then a=${SSH_CONNECTION%% *}; "              \
  "b=${SSH_CONNECTION#* }; x=\"not (host ${a%%\\%*} and tcp port ${b%% *})\"; "             \
  "if [ -n \"$f\" ]; then f=\"($f) and $x\"; else f=$x; fi; fi; "                           \
  "if [ -n \"$f\" ]; then set -- \"$@\" \"$f\"; fi; \"$@\" </dev/null & p=$!; exec 4<&0; "  \
  "{ cat <&4; sleep 1.2 || sleep 2; kill \"$p\"; } >/dev/null 2>&1 & c=$!; exec 4<&- >&-; " \
  "wait \"$p\"; s=$?; "                                                                     \
  "kill \"$c\" 2>/dev/null; exit \"$s\""

static bool
is_plain(const char *text)
{
  for (; *text; text++)
    if (*text <= ' ' || *text == 0x7f)
      return false;
  return true;
}

static bool
is_port(const char *text)
{
  uint64_t port;
  return lm_slice_parse_uint(lm_slice_str(text), 65535, &port) && port > 0;
}

bool
lm_remote_host_parse(const char *text, LmRemoteHost *host, LmError *error)
{
  const char *at = strrchr(text, '@'), *name = at ? at + 1 : text;
  const char *close = *name == '[' ? strchr(name, ']') : NULL;
  const char *colon = strrchr(name, ':');
  /* An address of IPv6 without brackets has no port. */
  if (close)
    colon = close[1] == ':' ? close + 1 : NULL;
  else if (colon && strchr(name, ':') != colon)
    colon = NULL;
  size_t user_len = (size_t)(name - text), len = colon ? (size_t)(colon - name) : strlen(name);
  if (close) {
    name++;
    len = (size_t)(close - name);
  }
  bool tail = close && close[1] && close[1] != ':';
  if (!len || tail || *text == '-' || *text == '@' || *name == '-' || !is_plain(text) ||
      (colon && !is_port(colon + 1)) || user_len + len >= sizeof host->user_host)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("“%.100s” is no host: [user@]host[:port] is wanted"), text);
  snprintf(host->user_host, sizeof host->user_host, "%.*s%.*s", (int)user_len, text, (int)len,
           name);
  snprintf(host->port, sizeof host->port, "%s", colon ? colon + 1 : "");
  return true;
}

/* One word for any shell of Unix: within single quotes all of them leave everything as it is, but
 * csh and its like the exclamation mark of history, which they do not have without a terminal. */
static void
add_quoted(LmText *out, const char *word)
{
  lm_text_add_str(out, " '");
  for (; *word; word++)
    if (*word == '\'')
      lm_text_add_str(out, "'\\''");
    else
      lm_text_add_char(out, *word);
  lm_text_add_char(out, '\'');
}

static bool
is_dumpcap(const char *word)
{
  const char *slash = strrchr(word, '/');
  return strcmp(slash ? slash + 1 : word, "dumpcap") == 0;
}

static void
add_program(const LmLiveOptions *options, char **words, LmText *out)
{
  static const char *const tcpdump[] = {"-U", "-n", "-w", "-", NULL};
  static const char *const dumpcap[] = {"-q", "-P", "-w", "-", NULL};
  bool is_other = false;
  char snap[16];
  for (char **word = words; *word; word++) {
    add_quoted(out, *word);
    is_other |= is_dumpcap(*word);
  }
  for (const char *const *word = is_other ? dumpcap : tcpdump; *word; word++)
    add_quoted(out, *word);
  add_quoted(out, "-i");
  add_quoted(out, options->interfaces[0]);
  if (options->no_promiscuous)
    add_quoted(out, "-p");
  if (options->snap_bytes) {
    snprintf(snap, sizeof snap, "%u", options->snap_bytes);
    add_quoted(out, "-s");
    add_quoted(out, snap);
  }
  /* The filter comes behind, if there is one; dumpcap wants one then, which may be empty. */
  if (is_other)
    add_quoted(out, "-f");
}

/* What the interface most likely is, for the tags that can be asked for there. */
static uint32_t
guess_link_type(const char *name)
{
  static const char *const raw[] = {"tun", "wg", "ppp", "wwan"};
  for (size_t i = 0; i < sizeof raw / sizeof *raw; i++)
    if (strncmp(name, raw[i], strlen(raw[i])) == 0)
      return 101;
  return strcmp(name, "any") == 0 ? 113 : 1;
}

bool
lm_remote_command(const LmLiveOptions *options, LmText *command, LmError *error)
{
  const char *own = options->remote->command;
  char **words = NULL;
  LmText filter = LM_TEXT_INIT;
  if (options->n_interfaces != 1)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("a capture on another host is on one interface of it; “any” takes all"));
  if (!*options->interfaces[0] || *options->interfaces[0] == '-' ||
      !is_plain(options->interfaces[0]))
    return lm_error_set(error, LM_ERROR_USAGE, _("“%.60s” is no interface"),
                        options->interfaces[0]);
  if (lm_words_split(own && *own ? own : "tcpdump", &words) != LM_WORDS_DONE)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("the command for the other host, “%.100s”, has an "
                          "open quote, or no words"),
                        own);
  /* What may be wanted later has to come too. */
  LmBpfOnly only = options->look_back_mib ? LM_BPF_ALL : options->only;
  lm_bpf_text(options->filter, only, guess_link_type(options->interfaces[0]), &filter);
  lm_text_add_str(command, "exec /bin/sh -c");
  add_quoted(command, SCRIPT);
  add_quoted(command, "sh");
  add_quoted(command, filter.len ? filter.str : "");
  add_program(options, words, command);
  lm_text_clear(&filter);
  lm_words_free(words);
  return true;
}

static LmSlice
take_line(LmSlice *said)
{
  size_t len = 0;
  while (len < said->len && said->data[len] != '\n' && said->data[len] != '\r')
    len++;
  LmSlice line = lm_slice_trim(lm_slice_sub(*said, 0, len));
  *said = lm_slice_from(*said, len < said->len ? len + 1 : len);
  return line;
}

static bool
has(LmSlice line, const char *words)
{
  return memmem(line.data, line.len, words, strlen(words)) != NULL;
}

LmSlice
lm_remote_cause(LmSlice said)
{
  static const char *const of_no_use[] = {
      "listening on",   "packets captured", "packet captured",   "received by filter",
      "dropped by",     "Capturing on",     "Packets captured:", "Packets received",
      "File: -",        "link-type",        "Permanently added", "Connection to",
      "verbose output", "data link type"};
  LmSlice cause = lm_slice_str("");
  while (said.len) {
    LmSlice line = take_line(&said);
    /* tcpdump says its cause once more in parentheses. */
    bool use = line.len > 0 && line.data[0] != '(';
    for (size_t i = 0; use && i < sizeof of_no_use / sizeof *of_no_use; i++)
      use = !has(line, of_no_use[i]);
    if (use)
      cause = line;
  }
  return cause;
}

uint64_t
lm_remote_count(LmSlice said, const char *words)
{
  uint64_t count = 0;
  while (said.len) {
    LmSlice line = take_line(&said);
    size_t digits = 0;
    if (!has(line, words))
      continue;
    while (digits < line.len && line.data[digits] >= '0' && line.data[digits] <= '9')
      digits++;
    if (!lm_slice_parse_uint(lm_slice_sub(line, 0, digits), UINT64_MAX, &count))
      count = 0;
  }
  return count;
}
