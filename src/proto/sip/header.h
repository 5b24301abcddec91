/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The table of header fields with a number of their own. Pure. */

#include "proto/sip/message.h"

/* The number of the header whose name lies at @offset in @bytes, @len bytes long; @single: whether
 * a message may have only one (RFC 3261, 7.3.1, and the header's grammar). Handing over all of the
 * message lets the comparison load more than the name. */
LmSipHeaderKind lm_sip_header_lookup(LmSlice bytes, size_t offset, size_t len, bool *single);
/* The long name of a compact form ("s": "Subject"), also of headers without a number; "" for
 * anything else. Source: IANA, Session Initiation Protocol (SIP) Parameters, Header Fields. */
const char *lm_sip_header_compact_name(LmSlice name);
