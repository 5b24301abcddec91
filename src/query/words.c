/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */

#include "query/query.h"

#include "base/i18n.h"

/* Each is an expression of the language, and may use those before it. The numbers are those of
 * sipnab and VoIPmonitor where people know them from there; half a minute is timer B (RFC 3261,
 * 17.1.1.2). */
const LmQueryWord lm_query_words[] = {
    {"calls", "call.number > 0", N_("calls, and no registrations, subscriptions or pings")},
    {"registrations", "call.method == REGISTER", N_("registrations")},
    {"subscriptions", "call.method in {SUBSCRIBE, NOTIFY, PUBLISH}",
     N_("subscriptions and what is published for them")},
    {"pings", "call.method == OPTIONS", N_("keep-alives by OPTIONS")},
    {"chats", "call.method == MESSAGE or event.protocol == MSRP", N_("text messages and MSRP")},
    {"answered", "call.answered", N_("calls that were answered")},
    {"unanswered", "calls and not call.answered", N_("calls that were never answered")},
    {"ringing", "call.state == ringing", N_("calls that ring")},
    {"in-call", "call.state == in-call", N_("calls that are up at the end of the capture")},
    {"completed", "call.state == completed", N_("calls that were answered and ended")},
    {"cancelled", "call.state == cancelled", N_("calls that the caller gave up")},
    {"rejected", "call.state == rejected", N_("calls that were refused")},
    {"busy", "call.state == busy", N_("calls to someone busy")},
    {"failed", "call.state == failed", N_("calls and requests that failed")},
    {"redirected", "call.state == redirected", N_("calls that were sent elsewhere")},
    {"no-answer", "call.state == no-answer", N_("calls that nobody took")},
    {"incomplete", "call.state == incomplete", N_("what neither ended nor was answered")},
    {"requests", "sip.Method", N_("requests")},
    {"responses", "sip.Status-Code", N_("responses")},
    {"errors", "sip.Status-Code >= 400 and not sip.Status-Code in {401, 407}",
     N_("responses from 400 up, challenges aside")},
    {"challenged", "sip.Status-Code in {401, 407}", N_("what was asked for a password")},
    {"malformed", "sip.malformed", N_("messages that break the rules")},
    {"resent", "sip.resend", N_("messages that were sent again")},
    {"encrypted", "sip.transport in {TLS, WSS}", N_("SIP that came encrypted")},
    {"no-media", "call.answered and call.streams == 0", N_("answered calls without media")},
    {"one-way", "call.one_way", N_("answered calls with media in one direction alone")},
    {"slow-setup", "call.pdd > 3 s", N_("calls that took more than 3 s to ring")},
    {"short", "call.answered and call.duration < 5 s", N_("answered calls of less than 5 s")},
    {"long", "call.duration > 1 h", N_("calls of more than an hour")},
    {"bad-quality", "rtp.mos < 3.6 or rtp.loss > 2 or rtp.jitter > 50 ms",
     N_("media with a MOS below 3.6, a loss above 2 percent, or 50 ms of jitter")},
    {"multi-leg", "call.legs > 1", N_("calls that belong together with others")},
    {"transferred", "call.links in {blind-transfer, attended-transfer, replaces}",
     N_("calls of conversations that were transferred")},
    {"held", "media.change == held", N_("calls that were put on hold")},
    {"forked", "call.dialogs > 1", N_("calls that rang at several places")},
    {"problems",
     "failed or one-way or no-media or bad-quality or malformed or call.pdd > 32 s or "
     "call.retransmissions > 3",
     N_("whatever may be wrong")},
    {NULL, NULL, NULL},
};
