/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a session leaves behind, which a thread frees; lmu_session_wait_freed() waits for it. */

#include "ui/model/session.h"

G_BEGIN_DECLS

/* Takes all three. */
void lmu_session_leave(LmEngine *engine, GSource *wake, LmuCallStore *calls);

G_END_DECLS
