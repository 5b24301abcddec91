/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-options.h"
#include "ui/window/settings.h"

/* Kept beside the settings, as a program that is not installed has none. */
static char *last;
/* Not kept: it is gone with the program. */
static char *last_key;

LmuCaptureOptions *
lmu_capture_last(void)
{
  if (!last)
    last = lmu_settings_get_string("capture-last", "");
  LmuCaptureOptions *options = lmu_capture_options_from_text(last);
  lmu_capture_options_set_key(options, last_key);
  return options;
}

void
lmu_capture_set_last(const LmuCaptureOptions *options)
{
  g_free(last);
  g_free(last_key);
  last_key = g_strdup(options->listen.key);
  last = lmu_capture_options_to_text(options);
  lmu_settings_set_string("capture-last", last);
}
