/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sound_levels.h"

#include "base/i18n.h"

#include <stdio.h>

void
lm_sound_levels_add_json(const LmSoundStream *stream, LmText *json)
{
  const LmSoundLevels *levels = &stream->levels;
  lm_text_printf(json, "{\"decoded\":%lu,", (unsigned long)stream->decoded);
  if (levels->heard)
    lm_text_printf(json,
                   "\"peak_dbfs\":%.1f,\"rms_dbfs\":%.1f,\"speech_dbfs\":%.1f,"
                   "\"silent_percent\":%.1f,\"clipped\":%lu,",
                   levels->peak_dbfs, levels->rms_dbfs, levels->speech_dbfs, levels->silent_percent,
                   (unsigned long)levels->clipped);
  lm_text_add_str(json, "\"error\":");
  if (stream->error.code == LM_ERROR_NONE)
    lm_text_add_str(json, "null");
  else
    lm_text_add_json(json, lm_slice_str(stream->error.message));
  lm_text_add_char(json, '}');
}

void
lm_sound_levels_print(const LmSoundStream *stream)
{
  const LmSoundLevels *levels = &stream->levels;
  /* As the lines before it, of a label and what is said of it. */
  printf("  %-22s  ", _("Sound"));
  if (levels->heard)
    printf(_("peak %.1f dBFS, level %.1f, speech %.1f, %.1f %% silent, %lu samples clipped"),
           levels->peak_dbfs, levels->rms_dbfs, levels->speech_dbfs, levels->silent_percent,
           (unsigned long)levels->clipped);
  else
    printf("%s", stream->error.code == LM_ERROR_NONE ? _("there is none to be heard")
                                                     : stream->error.message);
  printf("\n");
}
