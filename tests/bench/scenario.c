/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario.h"

#include "text.h"

#include <string.h>

const Step proxied_call[] = {
    {PARTY_CALLER, PARTY_PROXY, INVITE, 0, 0, 0, false},
    {PARTY_PROXY, PARTY_CALLER, INVITE, 100, 1, 1, false},
    {PARTY_PROXY, PARTY_CALLEE, INVITE, 0, 1, 2, false},
    {PARTY_CALLEE, PARTY_PROXY, INVITE, 100, 2, 10, false},
    {PARTY_CALLEE, PARTY_PROXY, INVITE, 180, 60, 200, false},
    {PARTY_PROXY, PARTY_CALLER, INVITE, 180, 1, 2, false},
    {PARTY_CALLEE, PARTY_PROXY, INVITE, 200, 1000, 4000, false},
    {PARTY_PROXY, PARTY_CALLER, INVITE, 200, 1, 2, false},
    {PARTY_CALLER, PARTY_PROXY, ACK, 0, 5, 20, false},
    {PARTY_PROXY, PARTY_CALLEE, ACK, 0, 1, 2, true},
    {PARTY_CALLER, PARTY_PROXY, BYE, 0, 14000, 28000, false},
    {PARTY_PROXY, PARTY_CALLEE, BYE, 0, 1, 2, false},
    {PARTY_CALLEE, PARTY_PROXY, BYE, 200, 5, 20, false},
    {PARTY_PROXY, PARTY_CALLER, BYE, 200, 1, 2, false},
};
const int n_proxied_call = sizeof proxied_call / sizeof *proxied_call;

/* As short as a call with media can be: where tens of thousands talk at the same time and the
 * capture is some seconds long, signalling would else be what it is made of. */
const Step crowded_call[] = {
    {PARTY_CALLER, PARTY_CALLEE, INVITE, 0, 0, 0, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 200, 20, 180, false},
    {PARTY_CALLER, PARTY_CALLEE, ACK, 0, 5, 20, true},
    {PARTY_CALLER, PARTY_CALLEE, BYE, 0, 60000, 120000, false},
    {PARTY_CALLEE, PARTY_CALLER, BYE, 200, 5, 20, false},
};
const int n_crowded_call = sizeof crowded_call / sizeof *crowded_call;

const Step direct_call[] = {
    {PARTY_CALLER, PARTY_CALLEE, INVITE, 0, 0, 0, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 100, 1, 5, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 180, 50, 200, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 200, 500, 4000, false},
    {PARTY_CALLER, PARTY_CALLEE, ACK, 0, 5, 20, false},
    {PARTY_CALLER, PARTY_CALLEE, BYE, 0, 2000, 20000, false},
    {PARTY_CALLEE, PARTY_CALLER, BYE, 200, 5, 20, false},
};
const int n_direct_call = sizeof direct_call / sizeof *direct_call;

static void
add_start_line(Text *text, const Call *call, const Step *step)
{
  unsigned user = (unsigned)(call->number % 90000 + 10000);
  if (step->status)
    text_add(text, "SIP/2.0 %d %s\r\n", step->status,
             step->status == 100   ? "Trying"
             : step->status == 180 ? "Ringing"
                                   : "OK");
  else if (step->method == INVITE && step->to == PARTY_PROXY)
    text_add(text, "INVITE sip:+4930%u@example.com SIP/2.0\r\n", user);
  else
    text_add(text, "%s sip:%u@%s%s SIP/2.0\r\n", method_names[step->method], user,
             call->address[PARTY_CALLEE], call->tcp ? ";transport=tcp" : "");
}

/* The Vias of a request on its hop; a response carries those of its request. */
static void
add_vias(Text *text, const Call *call, const Step *step)
{
  const char *transport = call->tcp ? "TCP" : "UDP";
  bool second_hop = call->proxied && (step->from == PARTY_CALLEE || step->to == PARTY_CALLEE);
  unsigned long long number = call->number;
  if (second_hop)
    text_add(text, "Via: SIP/2.0/%s %s;branch=z9hG4bKcf0e.%llx%x.0;i=1\r\n", transport,
             call->address[PARTY_PROXY], number * 2654435761u, step->method);
  text_add(text, "Via: SIP/2.0/%s %s;%sbranch=z9hG4bK-%06llx-%x-4a51\r\n", transport,
           call->address[PARTY_CALLER], second_hop || step->status ? "rport=5060;" : "rport;",
           number, step->method);
}

static void
add_routes(Text *text, const Call *call, const Step *step)
{
  if (!call->proxied)
    return;
  const char *proxy = call->address[PARTY_PROXY];
  const char *transport = call->tcp ? ";transport=tcp" : "";
  if (step->method == INVITE && step->status != 100 && (step->status || step->from == PARTY_PROXY))
    text_add(text, "Record-Route: <sip:%s%s;lr;ftag=a%06llx;did=c41.%llx>\r\n", proxy, transport,
             (unsigned long long)call->number, (unsigned long long)call->number % 4096);
  if (step->method != INVITE && !step->status && step->to == PARTY_PROXY)
    text_add(text, "Route: <sip:%s%s;lr;ftag=a%06llx;did=c41.%llx>\r\n", proxy, transport,
             (unsigned long long)call->number, (unsigned long long)call->number % 4096);
}

static void
add_dialog(Text *text, const Call *call, const Step *step)
{
  unsigned long long number = call->number;
  unsigned user = (unsigned)(number % 90000 + 10000);
  bool to_tag = step->method != INVITE || step->status > 100;
  text_add(text, "From: \"Subscriber %llu\" <sip:+4989%u@example.com>;tag=a%06llx\r\n",
           number % 1000, 99999 - user, number);
  text_add(text,
           to_tag ? "To: <sip:+4930%u@example.com>;tag=b%06llx\r\n"
                  : "To: <sip:+4930%u@example.com>\r\n",
           user, number);
  text_add(text, "Call-ID: %08llx-%llu@%s\r\nCSeq: %d %s\r\n", number * 2246822519u % 0xFFFFFFFB,
           number, call->address[PARTY_CALLER], step->method == BYE ? 2 : 1,
           method_names[step->method]);
}

/* What user agents and proxies put in besides: 4 to 14 header fields. */
static void
add_extras(Text *text, const Call *call, const Step *step)
{
  bool request = !step->status;
  if (request)
    text_add(text, "Max-Forwards: %d\r\n", step->from == PARTY_PROXY ? 69 : 70);
  text_add(text, request == (step->method == BYE) ? "User-Agent: Deskphone/4.21.7.12\r\n"
                                                  : "User-Agent: Softswitch 12.3 (build 881)\r\n");
  if (step->method == INVITE && step->status != 100) {
    Party agent = step->status ? PARTY_CALLEE : PARTY_CALLER;
    text_add(text, "Contact: <sip:%u@%s%s>\r\n", (unsigned)(call->number % 90000 + 10000),
             call->address[agent], call->tcp ? ";transport=tcp" : "");
  }
  text_add(text,
           "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, INFO, REFER\r\n"
           "Supported: replaces, timer, path\r\nX-Trace: 7f%012llx\r\n"
           "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n",
           (unsigned long long)call->number * 40503);
  if (!call->proxied || step->method != INVITE || step->status == 100)
    return;
  text_add(text,
           "Allow-Events: talk, hold, conference, message-summary\r\nAccept: application/sdp\r\n"
           "Accept-Language: en\r\nMin-SE: 90\r\nSession-Expires: 1800;refresher=uac\r\n"
           "P-Asserted-Identity: <sip:+4989%u@example.com>\r\nPrivacy: none\r\n"
           "P-Charging-Vector: icid-value=%llx.1;icid-generated-at=%s\r\n",
           99999 - (unsigned)(call->number % 90000 + 10000), (unsigned long long)call->number,
           call->address[PARTY_PROXY]);
}

static void
add_body(Text *text, const Call *call, const Step *step)
{
  if (step->method != INVITE || (step->status && step->status != 200)) {
    text_add(text, "Content-Length: 0\r\n\r\n");
    return;
  }
  char body[800];
  Text sdp = {body, sizeof body, 0};
  Party agent = step->status ? PARTY_CALLEE : PARTY_CALLER;
  char address[48];
  /* In a URI an IPv6 address stands in brackets; in SDP it does not. */
  snprintf(address, sizeof address, "%s", call->address[agent] + call->hops[0].ipv6);
  address[strcspn(address, "]")] = '\0';
  int version = call->hops[0].ipv6 ? 6 : 4;
  text_add(&sdp, "v=0\r\no=- %llu %llu IN IP%d %s\r\ns=-\r\nc=IN IP%d %s\r\nt=0 0\r\n",
           (unsigned long long)call->number, (unsigned long long)call->number, version, address,
           version, address);
  if (step->status || !call->proxied)
    text_add(&sdp, "m=audio %u RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n", call->media[agent / 2]);
  else
    text_add(&sdp,
             "m=audio %u RTP/AVP 8 0 9 18 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
             "a=rtpmap:9 G722/8000\r\na=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n",
             call->media[agent / 2]);
  text_add(&sdp,
           "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n");
  text_add(text, "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s", sdp.len, body);
}

size_t
scenario_message(const Call *call, const Step *step, char *out, size_t size)
{
  Text text = {out, size, 0};
  add_start_line(&text, call, step);
  add_vias(&text, call, step);
  add_routes(&text, call, step);
  add_dialog(&text, call, step);
  add_extras(&text, call, step);
  add_body(&text, call, step);
  return text.len;
}
