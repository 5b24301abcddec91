/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* G.711 is in src/media/, where what looks for tones needs it too. */

#include "media/g711.h"
