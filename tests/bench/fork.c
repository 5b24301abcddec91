/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call between 60 hosts: an INVITE that a proxy forks through eight others to fifty phones. All
 * of them answer, each in a dialog of its own under the one Call-ID (RFC 3261, 12.1), and go on
 * with INFO, UPDATE and INVITE, in both directions, on three hops each time, until one BYE a dialog
 * ends them. */

#include "plan.h"
#include "text.h"

#include <string.h>

enum {
  N_BRANCHES = 8,
  N_PHONES = 50,
  CALLER = 0,
  EDGE = 1,
  FIRST_BRANCH = 2,
  FIRST_PHONE = FIRST_BRANCH + N_BRANCHES,
  N_HOSTS = FIRST_PHONE + N_PHONES,
  N_PLACES = 4, /* caller, edge, branch, phone */
};

typedef struct {
  Making *making;
  uint64_t ns;
  uint32_t cseq[2][N_PHONES]; /* of the requests of the caller, and of each phone */
} Fork;

/* A request on its way, or a response on its way back. */
typedef struct {
  Method method;
  int status; /* 0: the request */
  uint32_t cseq;
  int phone;
  bool from_phone; /* who sent the request */
  bool to_tag;
} Message;

/* The host at @place on the way from the caller, 0, to @phone, 3. */
static int
host_at(int phone, int place)
{
  return place == 0   ? CALLER
         : place == 1 ? EDGE
         : place == 2 ? FIRST_BRANCH + phone % N_BRANCHES
                      : FIRST_PHONE + phone;
}

static void
name_host(int host, char *out, size_t size)
{
  snprintf(out, size, "10.20.%d.%d", host < FIRST_PHONE ? 0 : 1, host + 1);
}

/* Whose branch it is that the host at @place put into its Via: the caller sends the forked INVITE
 * once, and the edge once to each of the others. */
static int
branch_of(const Message *message, int place)
{
  bool forked = message->method == INVITE && message->cseq == 1 && !message->from_phone;
  if (!forked || place > 1)
    return message->phone;
  return place ? message->phone % N_BRANCHES : 0;
}

/* The Vias of all senders from the one at @first to the one at @last, the newest first. */
static void
add_vias(Text *text, const Message *message, int first, int last)
{
  int way = first < last ? 1 : -1;
  for (int place = last;; place -= way) {
    int host = host_at(message->phone, place);
    char name[24];
    name_host(host, name, sizeof name);
    text_add(text, "Via: SIP/2.0/UDP %s;branch=z9hG4bK%02d.%d.%d.%u.%c%s\r\n", name, host,
             message->from_phone, branch_of(message, place), message->cseq,
             "IABFU"[message->method], place == first ? ";rport=5060" : "");
    if (place == first)
      return;
  }
}

/* The proxies stay on the way of what belongs to the dialog (RFC 3261, 16.6): in a request those
 * that it has passed, in a response all. */
static void
add_routes(Text *text, const Message *message, int place)
{
  if (message->method != INVITE || message->status == 100)
    return;
  for (int nth = 1; nth < N_PLACES - 1; nth++) {
    /* The last that was passed stands first. */
    int proxy = message->from_phone ? nth : N_PLACES - 1 - nth;
    bool passed = message->from_phone ? proxy >= place : proxy <= place;
    char name[24];
    name_host(host_at(message->phone, proxy), name, sizeof name);
    if (passed || message->status)
      text_add(text, "Record-Route: <sip:%s;lr>\r\n", name);
  }
}

static void
add_tags(Text *text, const Message *message)
{
  char caller[96], phone[96];
  snprintf(caller, sizeof caller, "\"Control room\" <sip:1000@example.com>;tag=a7f3");
  if (message->to_tag)
    snprintf(phone, sizeof phone, "<sip:all@example.com>;tag=phone%02d", message->phone);
  else
    snprintf(phone, sizeof phone, "<sip:all@example.com>");
  text_add(text, "From: %s\r\nTo: %s\r\n", message->from_phone ? phone : caller,
           message->from_phone ? caller : phone);
}

static void
add_start_line(Text *text, const Message *message)
{
  char name[24];
  name_host(message->from_phone ? CALLER : host_at(message->phone, 3), name, sizeof name);
  if (message->status)
    text_add(text, "SIP/2.0 %d %s\r\n", message->status,
             message->status == 100   ? "Trying"
             : message->status == 180 ? "Ringing"
                                      : "OK");
  else if (!message->to_tag)
    text_add(text, "INVITE sip:all@example.com SIP/2.0\r\n");
  else
    text_add(text, "%s sip:line@%s SIP/2.0\r\n", method_names[message->method], name);
}

static void
add_body(Text *text, const Message *message, int agent)
{
  bool sdp = message->method == INVITE && (!message->status || message->status == 200);
  char body[320] = "", name[24];
  name_host(agent, name, sizeof name);
  if (sdp)
    snprintf(body, sizeof body,
             "v=0\r\no=- %d %u IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
             "m=audio %d RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
             "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n",
             agent, message->cseq, name, name, 20000 + 2 * message->phone);
  else if (message->method == INFO && !message->status)
    snprintf(body, sizeof body, "Signal=%u\r\nDuration=160\r\n", message->cseq % 10);
  if (body[0])
    text_add(text, "Content-Type: %s\r\n", sdp ? "application/sdp" : "application/dtmf-relay");
  text_add(text, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

/* @place: of the sender; @to: of the receiver, next to it. */
static void
send(Fork *fork, const Message *message, int place, int to)
{
  Making *making = fork->making;
  if (making->truth.n_sip >= making->plan.n_packets)
    return;
  int first = message->from_phone ? 3 : 0;
  int agent = message->status ? 3 - first : first;
  char out[1472], name[24];
  Text text = {out, sizeof out, 0};
  add_start_line(&text, message);
  add_vias(&text, message, first, message->status ? to : place);
  add_routes(&text, message, place);
  add_tags(&text, message);
  name_host(host_at(message->phone, agent), name, sizeof name);
  text_add(&text, "Call-ID: 60-hosts@example.com\r\nCSeq: %u %s\r\n", message->cseq,
           method_names[message->method]);
  if (!message->status)
    text_add(&text, "Max-Forwards: %d\r\n", 70 - (place > first ? place - first : first - place));
  if (message->method == INVITE && message->status != 100)
    text_add(&text, "Contact: <sip:line@%s>\r\n", name);
  add_body(&text, message, host_at(message->phone, agent));
  Path path = {.source_port = 5060, .target_port = 5060};
  const int hosts[] = {host_at(message->phone, place), host_at(message->phone, to)};
  for (int i = 0; i < 2; i++) {
    const uint8_t address[] = {10, 20, hosts[i] >= FIRST_PHONE, (uint8_t)(hosts[i] + 1)};
    memcpy(i ? path.target : path.source, address, sizeof address);
  }
  fork->ns += 50000 + random_below(&making->random, 2000000);
  writer_udp(&making->writer, fork->ns, &path, 0x68, text.out, text.len);
  truth_message(&making->truth, message->method, message->status, text.len);
}

/* Takes @message along all hops of its way. */
static void
travel(Fork *fork, const Message *message)
{
  bool to_caller = message->from_phone != (message->status != 0);
  for (int hop = 0; hop < N_PLACES - 1; hop++) {
    int place = to_caller ? N_PLACES - 1 - hop : hop;
    send(fork, message, place, to_caller ? place - 1 : place + 1);
  }
}

static void
set_up(Fork *fork)
{
  Message invite = {.method = INVITE, .cseq = 1};
  Message trying = {.method = INVITE, .cseq = 1, .status = 100};
  send(fork, &invite, 0, 1);
  send(fork, &trying, 1, 0);
  for (int hop = 1; hop < 3; hop++) {
    for (int i = 0; i < (hop == 1 ? N_BRANCHES : N_PHONES); i++) {
      invite.phone = trying.phone = i;
      send(fork, &invite, hop, hop + 1);
      send(fork, &trying, hop + 1, hop);
    }
  }
  static const int answers[] = {180, 200};
  for (int i = 0; i < 2; i++) {
    for (int phone = 0; phone < N_PHONES; phone++) {
      Message answer = {
          .method = INVITE, .cseq = 1, .status = answers[i], .phone = phone, .to_tag = true};
      Message ack = {.method = ACK, .cseq = 1, .phone = phone, .to_tag = true};
      travel(fork, &answer);
      if (answers[i] == 200)
        travel(fork, &ack);
      fork->cseq[0][phone] = fork->cseq[1][phone] = 1;
    }
  }
}

static void
transact(Fork *fork, Method method, int phone, bool from_phone)
{
  uint32_t cseq = ++fork->cseq[from_phone][phone];
  Message message = {
      .method = method, .cseq = cseq, .phone = phone, .from_phone = from_phone, .to_tag = true};
  travel(fork, &message);
  message.status = 200;
  travel(fork, &message);
  if (method != INVITE)
    return;
  message.method = ACK;
  message.status = 0;
  travel(fork, &message);
}

void
fork_make(Making *making)
{
  const Method methods[] = {INFO, INFO, INFO, UPDATE, UPDATE, INVITE};
  const uint64_t farewell = N_PHONES * 2ull * (N_PLACES - 1);
  Fork fork = {.making = making, .ns = 1700000000ull * 1000000000};
  set_up(&fork);
  while (making->truth.n_sip + farewell < making->plan.n_packets) {
    uint64_t random = random_next(&making->random) >> 16;
    transact(&fork, methods[random % 6], (int)(random / 8 % N_PHONES), random >> 40 & 1);
  }
  for (int phone = 0; phone < N_PHONES; phone++)
    transact(&fork, BYE, phone, false);
  making->truth.n_calls = 1;
  making->truth.n_hosts = N_HOSTS;
}
