/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every text that a user sees goes through these. LM_GETTEXT_DOMAIN comes from the build. */

#include <libintl.h>

#define _(text) dgettext(LM_GETTEXT_DOMAIN, text)
#define N_(text) (text)
#define LM_NGETTEXT(one, many, n) dngettext(LM_GETTEXT_DOMAIN, one, many, n)
