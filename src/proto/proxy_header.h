/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The header that load balancers put in front of a connection to say whose it is ("The PROXY
 * protocol", HAProxy, versions 1 and 2). What comes behind it is the connection. Pure. */

#include "base/slice.h"

/* How long the header at the start of @bytes is; 0 if there is none. Where more bytes may make it
 * one, 0 too, and *@partial is set. */
size_t lm_proxy_header_len(LmSlice bytes, bool *partial);
