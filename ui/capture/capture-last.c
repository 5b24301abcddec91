/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-options.h"
#include "ui/window/settings.h"

/* Kept beside the settings, as a program that is not installed has none. */
static char *last;

LmuCaptureOptions *
lmu_capture_last(void)
{
  if (!last)
    last = lmu_settings_get_string("capture-last", "");
  return lmu_capture_options_from_text(last);
}

void
lmu_capture_set_last(const LmuCaptureOptions *options)
{
  g_free(last);
  last = lmu_capture_options_to_text(options);
  lmu_settings_set_string("capture-last", last);
}
