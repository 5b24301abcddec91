/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* BFCP: who asks for the floor and who gets it, told as events of the call that announced it. */

#include "track/stream_protocol.h"

extern const LmStreamProtocol lm_stream_bfcp;

/* Takes @datagram in if it is a message between endpoints of which one was announced for it. */
bool lm_bfcp_add_datagram(LmTrace *trace, LmSlice datagram, const LmSipOrigin *origin);
