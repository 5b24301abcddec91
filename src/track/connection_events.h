/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the stages of a connection say in the ladder: the opening and closing of a WebSocket, and
 * what TLS was agreed on. They belong to the first call whose messages the connection carries;
 * where there is none, to the first Call-ID. */

#include "track/connection.h"

/* The request or response @handshake, whose bytes are @bytes, was taken. */
void lm_connection_add_handshake(LmConnections *all, const LmStreamSide *side,
                                 const LmWsHandshake *handshake, LmSlice bytes);
void
lm_connection_add_close(LmConnections *all, const LmStreamSide *side, const LmWsMessage *message);
/* A limit kept @n messages from being read. */
void lm_connection_add_cut(LmConnections *all, const LmStreamSide *side, uint64_t n);
/* Says what TLS is once that is known; @ended: it will not be known better. */
void lm_connection_tell_tls(LmConnections *all, LmConnection *connection, bool ended);
/* The newest message of the trace came over @side. */
void lm_connection_message(LmConnections *all, const LmStreamSide *side);
/* At the end: events that still wait go to the first Call-ID. */
void lm_connection_settle(LmConnections *all, LmConnection *connection);
