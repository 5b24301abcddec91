/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How loud a stream is, beside its other figures. */

#include "base/text.h"
#include "sound/sound.h"

/* An object; of a stream that could not be decoded, with the reason alone. */
void lm_sound_levels_add_json(const LmSoundStream *stream, LmText *json);
/* A line for people. */
void lm_sound_levels_print(const LmSoundStream *stream);
