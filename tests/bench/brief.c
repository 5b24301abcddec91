/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "brief.h"

const Step refused_call[] = {
    {PARTY_CALLER, PARTY_CALLEE, INVITE, 0, 0, 0, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 404, 20, 300, false},
    {PARTY_CALLER, PARTY_CALLEE, ACK, 0, 1, 5, false},
};
const int n_refused_call = sizeof refused_call / sizeof *refused_call;

const Step answered_call[] = {
    {PARTY_CALLER, PARTY_CALLEE, INVITE, 0, 0, 0, false},
    {PARTY_CALLEE, PARTY_CALLER, INVITE, 200, 100, 900, false},
    {PARTY_CALLER, PARTY_CALLEE, ACK, 0, 1, 5, false},
    {PARTY_CALLER, PARTY_CALLEE, BYE, 0, 500, 2500, false},
    {PARTY_CALLEE, PARTY_CALLER, BYE, 200, 1, 5, false},
};
const int n_answered_call = sizeof answered_call / sizeof *answered_call;

/* How often, of 100, each is met. */
static const struct {
  int status, share;
  const char *reason;
} refusals[] = {
    {486, 25, "Busy Here"},
    {404, 20, "Not Found"},
    {480, 15, "Temporarily Unavailable"},
    {403, 8, "Forbidden"},
    {408, 8, "Request Timeout"},
    {488, 6, "Not Acceptable Here"},
    {484, 5, "Address Incomplete"},
    {503, 4, "Service Unavailable"},
    {410, 3, "Gone"},
    {603, 3, "Decline"},
    {500, 2, "Server Internal Error"},
    {420, 1, "Bad Extension"},
};
#define N_REFUSALS (sizeof refusals / sizeof *refusals)

static const char *const first_names[] = {
    "Ada",  "Bruno", "Chiara", "Dmitri", "Elif",  "Farah", "Goran", "Hanna", "Ines", "J\xC3\xB6rg",
    "Kofi", "Lena",  "Mehmet", "Nadia",  "Oskar", "Priya", "Quinn", "Rosa",  "Sven", "Zo\xC3\xAB",
};
static const char *const last_names[] = {
    "Abel",
    "Brandt",
    "Costa",
    "Dietrich",
    "Eriksen",
    "Fischer",
    "Garc\xC3\xAD"
    "a",
    "Hoffmann",
    "Ivers",
    "Jansen",
    "Kaya",
    "Lindberg",
    "Moreau",
    "Novak",
    "Okafor",
    "Petrov",
    "Quist",
    "Rossi",
    "Sharma",
    "Tanaka",
    "Ullmann",
    "Vogel",
    "Weber",
    "Xu",
};
static const char *const domains[] = {"example.com",       "example.net",      "example.org",
                                      "voice.example.com", "pbx.example.net",  "sip.example.org",
                                      "ims.example.com",   "trunk.example.net"};
#define N_OF(table) (sizeof(table) / sizeof *(table))

int
brief_refusal(uint64_t random)
{
  int left = (int)(random % 100);
  for (size_t i = 0; i < N_REFUSALS; i++) {
    left -= refusals[i].share;
    if (left < 0)
      return refusals[i].status;
  }
  return refusals[0].status;
}

static const char *
reason_of(int status)
{
  for (size_t i = 0; i < N_REFUSALS; i++) {
    if (refusals[i].status == status)
      return refusals[i].reason;
  }
  return "OK";
}

/* One call of snprintf() a message: a million calls are to be made in a few seconds. */
size_t
brief_message(const Call *call, const Step *step, char *out, size_t size)
{
  uint64_t mixed = (call->number + 1) * 0x9E3779B97F4A7C15ull;
  unsigned caller = (unsigned)(mixed >> 20) % 9000000 + 1000000;
  unsigned callee = (unsigned)(mixed >> 34) % 9000000 + 1000000;
  const char *domain = domains[(mixed >> 8) % N_OF(domains)];
  char start[128], contact[96] = "", tag[24] = "";
  if (step->status)
    snprintf(start, sizeof start, "SIP/2.0 %d %s", step->status, reason_of(step->status));
  else
    snprintf(start, sizeof start, "%s sip:%u@%s SIP/2.0", method_names[step->method], callee,
             call->address[PARTY_CALLEE]);
  if (step->status || step->method != INVITE)
    snprintf(tag, sizeof tag, ";tag=b%06llx", (unsigned long long)call->number);
  if (step->method == INVITE)
    snprintf(contact, sizeof contact, "Contact: <sip:%u@%s>\r\n", step->status ? callee : caller,
             call->address[step->from]);
  /* The ACK of a refusal belongs to the INVITE's transaction (RFC 3261, 17.1.1.3). */
  bool refused = call->refusal && step->method == ACK;
  int n =
      snprintf(out, size,
               "%s\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%llx.%d\r\nMax-Forwards: 70\r\n"
               "From: \"%s %s\" <sip:%u@%s>;tag=a%06llx\r\nTo: \"%s %s\" <sip:%u@%s>%s\r\n"
               "Call-ID: %016llx@%s\r\nCSeq: %d %s\r\n%sContent-Length: 0\r\n\r\n",
               start, call->address[PARTY_CALLER], (unsigned long long)mixed,
               refused ? INVITE : (int)step->method, first_names[(mixed >> 11) % N_OF(first_names)],
               last_names[(mixed >> 17) % N_OF(last_names)], caller, domain,
               (unsigned long long)call->number, first_names[(mixed >> 23) % N_OF(first_names)],
               last_names[(mixed >> 29) % N_OF(last_names)], callee,
               domains[(mixed >> 41) % N_OF(domains)], tag, (unsigned long long)mixed, domain,
               step->method == BYE ? 2 : 1, method_names[step->method], contact);
  return n > 0 && (size_t)n < size ? (size_t)n : 0;
}
