/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The syntaxes of header values (walk.h says how they work), by what they read rather than by the
 * header: several headers share one. The table of registry-headers.c says which has which. */

#include "proto/sip/walk.h"

/* syntax-uri.c: a URI of any scheme; sip and sips (RFC 3261, 19.1), tel (RFC 3966) and urn (RFC
 * 8141) by their parts, of others only the characters (RFC 3986). */
void lm_sip_syntax_uri(LmSipWalk *walk, LmSlice value);

/* syntax-address.c: name-addr or addr-spec with parameters (RFC 3261, 20.10). */
void lm_sip_syntax_address(LmSipWalk *walk, LmSlice value);
/* From and To; Contact, which may be "*"; Route, where the brackets have to be there. */
void lm_sip_syntax_party(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_contact(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_route(LmSipWalk *walk, LmSlice value);
/* "<" URI ">" with parameters (RFC 3261, 20.9). */
void lm_sip_syntax_info(LmSipWalk *walk, LmSlice value);

/* syntax-via.c: RFC 3261, 20.42; RFC 3581. */
void lm_sip_syntax_via(LmSipWalk *walk, LmSlice value);

/* syntax-auth.c: "Digest realm=..." of a challenge and of credentials (RFC 3261, 25.1; RFC 7616),
 * and Authentication-Info (RFC 3261, 20.6). Schemes but Digest have any parameters. */
void lm_sip_syntax_challenge(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_credentials(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_auth_info(LmSipWalk *walk, LmSlice value);

/* syntax-dialog.c: "7 INVITE" (RFC 3261, 20.16), "5 7 INVITE" (RFC 3262, 7.2), a Call-ID. */
void lm_sip_syntax_cseq(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_rack(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_call_id(LmSipWalk *walk, LmSlice value);
/* Replaces and Join (RFC 3891, 3911); Target-Dialog (RFC 4538). */
void lm_sip_syntax_dialog(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_target_dialog(LmSipWalk *walk, LmSlice value);
/* RFC 6665, 8.4; RFC 4028, 4. */
void lm_sip_syntax_event(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_subscription_state(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_session_expires(LmSipWalk *walk, LmSlice value);

/* syntax-media.c: Content-Type, Accept, Accept-Encoding and -Language, Content-Disposition. */
void lm_sip_syntax_media_type(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_media_range(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_accepted(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_disposition(LmSipWalk *walk, LmSlice value);
/* A token with generic parameters. */
void lm_sip_syntax_with_parameters(LmSipWalk *walk, LmSlice value);

/* syntax-number.c: 32 bits; 8 bits (Max-Forwards); seconds with parameters; "120 (soon);duration=9"
 * (RFC 3261, 20.33); "54.2 0.1" (20.38); "1.0" (20.24); a date (20.17). */
void lm_sip_syntax_number(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_content_length(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_hops(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_seconds(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_retry_after(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_timestamp(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_version(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_date(LmSipWalk *walk, LmSlice value);

/* syntax-text.c: a token; text for people; products and comments (RFC 3261, 20.35); Warning
 * (20.43). */
void lm_sip_syntax_token(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_text(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_product(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_warning(LmSipWalk *walk, LmSlice value);
/* "<id@host>" (RFC 8262; RFC 5322, 3.6.4). */
void lm_sip_syntax_content_id(LmSipWalk *walk, LmSlice value);
/* "namespace.priority" (RFC 4412, 3.1). */
void lm_sip_syntax_resource_priority(LmSipWalk *walk, LmSlice value);
/* Any value with parameters, of headers whose specification few have: fields, and no faults but in
 * what is no text. */
void lm_sip_syntax_loose(LmSipWalk *walk, LmSlice value);

/* syntax-words.c, words that are registered with a meaning: an option tag; Privacy (RFC 3323);
 * Reason (RFC 3326). */
void lm_sip_syntax_option_tag(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_privacy(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_reason(LmSipWalk *walk, LmSlice value);
/* RFC 7433, 4.1, RFC 7434; RFC 7989, 5. */
void lm_sip_syntax_user_to_user(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_session_id(LmSipWalk *walk, LmSlice value);

/* syntax-network.c: P-Access-Network-Info (RFC 7315, 5.4; 3GPP TS 24.229, 7.2A.4);
 * P-Visited-Network-ID (RFC 7315, 5.3); P-Charging-Vector and -Function-Addresses (5.5, 5.6). */
void lm_sip_syntax_access_network(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_network_name(LmSipWalk *walk, LmSlice value);
void lm_sip_syntax_charging(LmSipWalk *walk, LmSlice value);

/* syntax-identity.c: a PASSporT with its parameters (RFC 8224, 4; RFC 8225, 7). */
void lm_sip_syntax_identity(LmSipWalk *walk, LmSlice value);
