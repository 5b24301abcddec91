/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The connections by TLS among all, for who counts them and says which could not be read. */

#include "track/connection.h"
#include "track/tracker.h"

/* As lm_tracker_next_tls(). */
bool lm_tls_connections_next(const LmConnections *all, uint32_t *at, LmTlsConnection *out);
