/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The syntaxes of header values (walk.h says how they work), by what they read rather than by the
 * header: several headers share one. The table of registry-headers.c says which has which. */

#include "proto/sip/walk.h"

/* syntax-address.c: name-addr or addr-spec, with parameters (RFC 3261, 20.10). */
void lm_sip_syntax_address(LmSipWalk *walk, LmSlice value);
/* syntax-uri.c: a URI of any scheme (RFC 3261, 19.1; RFC 3966; RFC 3986). */
void lm_sip_syntax_uri(LmSipWalk *walk, LmSlice value);
/* syntax-via.c: RFC 3261, 20.42; RFC 3581. */
void lm_sip_syntax_via(LmSipWalk *walk, LmSlice value);
/* syntax-auth.c: challenge and credentials, "Digest realm=..." (RFC 3261, 25.1). */
void lm_sip_syntax_auth(LmSipWalk *walk, LmSlice value);
/* syntax-auth.c: "nextnonce=..., qop=auth" (RFC 3261, 20.6). */
void lm_sip_syntax_auth_info(LmSipWalk *walk, LmSlice value);
/* syntax-dialog.c: "7 INVITE" (RFC 3261, 20.16) and "5 7 INVITE" (RFC 3262, 7.2). */
void lm_sip_syntax_cseq(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_rack(LmSipWalk *walk, LmSlice value);
/* syntax-text.c: "something;name=value". */
void lm_sip_syntax_with_parameters(LmSipWalk *walk, LmSlice value);
