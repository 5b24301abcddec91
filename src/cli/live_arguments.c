/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live_arguments.h"

#include "base/i18n.h"
#include "base/slice.h"
#include "base/time.h"

/* Splits "100MB" into 100 and "MB". */
static bool
split_count(LmSlice text, uint64_t *count, LmSlice *unit)
{
  size_t digits = 0;
  while (digits < text.len && text.data[digits] >= '0' && text.data[digits] <= '9')
    digits++;
  *unit = lm_slice_trim(lm_slice_from(text, digits));
  return lm_slice_parse_uint(lm_slice_sub(text, 0, digits), UINT64_MAX, count) && *count > 0;
}

static bool
parse_size(LmSlice text, uint64_t *bytes)
{
  static const struct {
    const char *name;
    uint64_t bytes;
  } units[] = {{"B", 1},         {"kB", 1000},     {"MB", 1000000}, {"GB", 1000000000},
               {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
  LmSlice unit;
  uint64_t count;
  if (!split_count(text, &count, &unit))
    return false;
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (lm_slice_equal_nocase(unit, lm_slice_str(units[i].name)) &&
        count <= UINT64_MAX / units[i].bytes) {
      *bytes = count * units[i].bytes;
      return true;
    }
  return false;
}

/* A time, a size, or a number of packets or calls. */
static bool
parse_stop(LmLiveArguments *arguments, const char *value, LmError *error)
{
  LmSlice text = lm_slice_str(value), unit;
  uint64_t count;
  if (split_count(text, &count, &unit) && lm_slice_equal(unit, lm_slice_str("packets")))
    arguments->stop_packets = count;
  else if (split_count(text, &count, &unit) && lm_slice_equal(unit, lm_slice_str("calls")))
    arguments->stop_calls = count;
  else if (!parse_size(text, &arguments->stop_bytes) &&
           (!lm_time_parse_span(text, &arguments->stop_ns) || arguments->stop_ns <= 0))
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
  if (is(name, "capture-filter"))
    arguments->filter = value;
  else if (is(name, "write"))
    arguments->write = value;
  else if (is(name, "only"))
    return parse_only(arguments, value, error);
  else if (is(name, "stop-after"))
    return parse_stop(arguments, value, error);
  else if (is(name, "file-size"))
    return parse_size(lm_slice_str(value), &arguments->file_bytes) ||
           lm_error_set(error, LM_ERROR_USAGE, _("--file-size takes a size, as 100MB, not “%s”"),
                        value);
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
