/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live_arguments.h"

#include "base/i18n.h"
#include "base/size.h"
#include "base/time.h"

#include <net/if.h>
#include <sys/stat.h>

/* A time, a size, or a number of packets or calls; of 5m and 5M the first is minutes. */
static bool
parse_stop(LmLiveArguments *arguments, const char *value, LmError *error)
{
  LmSlice text = lm_slice_str(value), unit;
  uint64_t count;
  int64_t span_ns;
  if (lm_size_split(text, &count, &unit) && lm_slice_equal(unit, lm_slice_str("packets")))
    arguments->stop_packets = count;
  else if (lm_size_split(text, &count, &unit) && lm_slice_equal(unit, lm_slice_str("calls")))
    arguments->stop_calls = count;
  else if (lm_time_parse_span(text, &span_ns) && span_ns > 0)
    arguments->stop_ns = span_ns;
  else if (!lm_size_parse(text, &arguments->stop_bytes))
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("--stop-after takes a time, a size or a number, as 90s, 100MB, "
                          "5000packets or 20calls, not “%s”"),
                        value);
  return true;
}

static bool
parse_only(LmLiveArguments *arguments, const char *value, LmError *error)
{
  static const struct {
    const char *name;
    LmBpfOnly only;
  } forms[] = {{"sip", LM_BPF_SIP}, {"sip+rtp", LM_BPF_SIP_AND_RTP}, {"headers", LM_BPF_HEADERS}};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (lm_slice_equal(lm_slice_str(value), lm_slice_str(forms[i].name))) {
      arguments->only = forms[i].only;
      return true;
    }
  return lm_error_set(error, LM_ERROR_USAGE, _("--only takes sip, sip+rtp or headers, not “%s”"),
                      value);
}

/* 0 is a size here, and needs no unit. */
static bool
parse_memory(LmLiveArguments *arguments, const char *value, LmError *error)
{
  LmSlice text = lm_slice_str(value);
  uint64_t bytes = 0;
  if (!lm_slice_equal(text, LM_SLICE_LITERAL("0")) &&
      (!lm_size_parse(text, &bytes) || bytes < LM_LIVE_LEAST_MEMORY_BYTES))
    return lm_error_set(
        error, LM_ERROR_USAGE,
        _("--memory takes a size of at least %llu MiB, as 2GiB, or 0 for as much as "
          "it needs, not “%s”"),
        LM_LIVE_LEAST_MEMORY_BYTES >> 20, value);
  arguments->memory_bytes = bytes;
  return true;
}

static bool
parse_span(const char *name, const char *value, int64_t *ns, LmError *error)
{
  return (lm_time_parse_span(lm_slice_str(value), ns) && *ns > 0) ||
         lm_error_set(error, LM_ERROR_USAGE, _("--%s takes a span of time, as 10s or 1h, not “%s”"),
                      name, value);
}

static bool
parse_number(const char *name, const char *value, uint32_t most, uint32_t *number, LmError *error)
{
  uint64_t n;
  if (!lm_slice_parse_uint(lm_slice_str(value), most, &n) || n == 0)
    return lm_error_set(error, LM_ERROR_USAGE, _("--%s takes a number from 1 to %u, not “%s”"),
                        name, most, value);
  *number = (uint32_t)n;
  return true;
}

static bool
add_interface(LmLiveArguments *arguments, const char *value, LmError *error)
{
  if (arguments->n_interfaces == LM_HELPER_MAX_LINKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("a capture is on one to %d interfaces"),
                        LM_HELPER_MAX_LINKS);
  arguments->interfaces[arguments->n_interfaces++] = value;
  return true;
}

/* No interface has a slash in its name; one that is called as a pipe here is the interface. */
static bool
is_stream(const char *name)
{
  struct stat status;
  return strcmp(name, "-") == 0 || strchr(name, '/') ||
         (stat(name, &status) == 0 && S_ISFIFO(status.st_mode) && if_nametoindex(name) == 0);
}

bool
lm_live_is_stream(const LmLiveArguments *arguments)
{
  for (size_t i = 0; i < arguments->n_interfaces && !arguments->ssh; i++)
    if (is_stream(arguments->interfaces[i]))
      return true;
  return false;
}

static bool
add_alert(LmLiveArguments *arguments, const char *value, LmError *error)
{
  if (arguments->n_alerts == LM_MAX_ALERTS)
    return lm_error_set(error, LM_ERROR_USAGE, _("there are more than %u alerts"), LM_MAX_ALERTS);
  arguments->alerts[arguments->n_alerts++].query = value;
  return true;
}

/* It belongs to the alert before it. */
static bool
add_command(LmLiveArguments *arguments, const char *value, LmError *error)
{
  LmAlertArgument *alert = arguments->n_alerts ? &arguments->alerts[arguments->n_alerts - 1] : NULL;
  if (!alert || alert->command)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("--alert-run stands behind the --alert that it is for, once"));
  alert->command = value;
  return true;
}

static bool
add_place(LmLiveArguments *arguments, const char *value, LmError *error)
{
  if (arguments->listen.n_places == LM_HELPER_MAX_LINKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("HEP is listened for at one to %d places"),
                        LM_HELPER_MAX_LINKS);
  arguments->places[arguments->listen.n_places++] = value;
  return true;
}

static bool
add_target(LmLiveArguments *arguments, const char *value, LmError *error)
{
  if (arguments->n_send == LM_HEP_FEED_PLACES)
    return lm_error_set(error, LM_ERROR_USAGE, _("HEP is sent to one to %u places"),
                        LM_HEP_FEED_PLACES);
  arguments->send[arguments->n_send++] = value;
  return true;
}

static bool
add_network(LmLiveArguments *arguments, const char *value, LmError *error)
{
  if (arguments->listen.n_networks == LM_MAX_NETWORKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("--hep-allow is given at most %d times"),
                        LM_MAX_NETWORKS);
  arguments->networks[arguments->listen.n_networks++] = value;
  return true;
}

static bool
is(const char *name, const char *other)
{
  return strcmp(name, other) == 0;
}

static void
apply_flag(LmLiveArguments *arguments, const char *name)
{
  arguments->no_promiscuous |= is(name, "no-promiscuous");
  arguments->monitor |= is(name, "monitor");
  arguments->hardware_time |= is(name, "hardware-time");
  arguments->keep_on |= is(name, "keep-on");
  arguments->ask |= is(name, "ask");
}

bool
lm_live_argument(LmLiveArguments *arguments, const char *name, const char *value, LmError *error)
{
  if (is(name, "interface"))
    return add_interface(arguments, value, error);
  if (is(name, "alert"))
    return add_alert(arguments, value, error);
  if (is(name, "alert-run"))
    return add_command(arguments, value, error);
  if (is(name, "listen"))
    return add_place(arguments, value, error);
  if (is(name, "hep-send"))
    return add_target(arguments, value, error);
  if (is(name, "hep-id"))
    return parse_number(name, value, UINT32_MAX, &arguments->hep_id, error);
  if (is(name, "hep-pace"))
    return parse_number(name, value, 1000000, &arguments->hep_pace, error);
  if (is(name, "hep-allow"))
    return add_network(arguments, value, error);
  if (is(name, "hep-patience"))
    return parse_span(name, value, &arguments->listen.patience_ns, error);
  if (is(name, "hep-key-file"))
    arguments->listen.key_file = value;
  else if (is(name, "tls-certificate"))
    arguments->listen.certificate = value;
  else if (is(name, "tls-key"))
    arguments->listen.private_key = value;
  else if (is(name, "tls-authorities"))
    arguments->listen.client_authorities = value;
  else if (is(name, "hep-send-key-file"))
    arguments->send_key_file = value;
  else if (is(name, "hep-send-tls-certificate"))
    arguments->send_tls.certificate = value;
  else if (is(name, "hep-send-tls-key"))
    arguments->send_tls.key = value;
  else if (is(name, "hep-send-tls-authorities"))
    arguments->send_tls.authorities = value;
  else if (is(name, "capture-filter"))
    arguments->filter = value;
  else if (is(name, "ssh"))
    arguments->ssh = value;
  else if (is(name, "ssh-command"))
    arguments->ssh_command = value;
  else if (is(name, "write"))
    arguments->write = value;
  else if (is(name, "resume"))
    arguments->resume = value;
  else if (is(name, "stop"))
    arguments->stop = value;
  else if (is(name, "discard"))
    arguments->discard = value;
  else if (is(name, "look-back"))
    return parse_span(name, value, &arguments->look_back_ns, error);
  else if (is(name, "only"))
    return parse_only(arguments, value, error);
  else if (is(name, "stop-after"))
    return parse_stop(arguments, value, error);
  else if (is(name, "file-size"))
    return lm_size_parse(lm_slice_str(value), &arguments->file_bytes) ||
           lm_error_set(error, LM_ERROR_USAGE, _("--file-size takes a size, as 100MB, not “%s”"),
                        value);
  else if (is(name, "memory"))
    return parse_memory(arguments, value, error);
  else if (is(name, "file-time"))
    return parse_span(name, value, &arguments->file_ns, error);
  else if (is(name, "statistics"))
    return parse_span(name, value, &arguments->statistics_ns, error);
  else if (is(name, "files"))
    return parse_number(name, value, 100000, &arguments->n_files, error);
  else if (is(name, "snap-bytes"))
    return parse_number(name, value, 262144, &arguments->snap_bytes, error);
  else if (is(name, "kernel-buffer"))
    return parse_number(name, value, 2047, &arguments->kernel_mib, error);
  else if (is(name, "own-buffer"))
    return parse_number(name, value, 65536, &arguments->ring_mib, error);
  else
    apply_flag(arguments, name);
  return true;
}
