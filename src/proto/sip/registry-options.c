/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/sip/registry-options.h"

#include "base/i18n.h"

static const LmSipWord options[] = {
    {"100rel", N_("Reliable provisional responses (PRACK)"), 3262},
    {"199", N_("Response 199: early dialog terminated"), 6228},
    {"answermode", N_("Automatic or manual answer (Answer-Mode)"), 5373},
    {"early-session", N_("Session descriptions for early media alone"), 3959},
    {"eventlist", N_("Subscriptions to lists of resources"), 4662},
    {"explicitsub", N_("REFER with a subscription of its own"), 7614},
    {"from-change", N_("From and To may change within a dialog"), 4916},
    {"geolocation-http", N_("Location by reference over HTTP"), 6442},
    {"geolocation-sip", N_("Location by reference over SIP"), 6442},
    {"gin", N_("Registration of several numbers at once"), 6140},
    {"gruu", N_("Globally routable user agent URIs"), 5627},
    {"histinfo", N_("History-Info headers"), 7044},
    {"ice", N_("Interactive Connectivity Establishment"), 5768},
    {"join", N_("Joining a dialog (Join)"), 3911},
    {"mediasec", N_("Security mechanisms for media"), 0},
    {"multiple-refer", N_("REFER to several targets"), 5368},
    {"norefersub", N_("REFER without a subscription"), 4488},
    {"nosub", N_("REFER without any subscription"), 7614},
    {"outbound", N_("Flows that the client opens and keeps open"), 5626},
    {"path", N_("Path headers of registrations"), 3327},
    {"policy", N_("Session policies"), 6794},
    {"precondition", N_("Preconditions of media, such as reserved resources"), 3312},
    {"pref", N_("Preferences of the caller"), 3840},
    {"privacy", N_("Privacy header"), 3323},
    {"recipient-list-invite", N_("INVITE to a list of recipients"), 5366},
    {"recipient-list-message", N_("MESSAGE to a list of recipients"), 5365},
    {"recipient-list-subscribe", N_("SUBSCRIBE to a list of resources"), 5367},
    {"record-aware", N_("Can show that it is recorded"), 7866},
    {"replaces", N_("Replacing a dialog (Replaces)"), 3891},
    {"resource-priority", N_("Resource-Priority headers"), 4412},
    {"sdp-anat", N_("Alternative network addresses in SDP"), 4092},
    {"sec-agree", N_("Agreement on a security mechanism"), 3329},
    {"siprec", N_("Session recording"), 7866},
    {"tdialog", N_("Target-Dialog header"), 4538},
    {"timer", N_("Session timers"), 4028},
    {"trickle-ice", N_("ICE candidates sent as they are found"), 8840},
    {"uui", N_("User-to-User header"), 7433},
};

static const LmSipWord privacy[] = {
    {"critical", N_("the privacy asked for must be given, else the request fails"), 3323},
    {"header", N_("hide what identifies in headers that the user cannot change"), 3323},
    {"history", N_("hide History-Info"), 7044},
    {"id", N_("hide the asserted identity"), 3325},
    {"none", N_("no privacy is wanted"), 3323},
    {"session", N_("hide what identifies in the session description"), 3323},
    {"user", N_("hide what identifies the user at the level of the user"), 3323},
};

static const struct {
  uint32_t code;
  const char *text;
} warnings[] = {
    {300, N_("Incompatible network protocol")},
    {301, N_("Incompatible network address formats")},
    {302, N_("Incompatible transport protocol")},
    {303, N_("Incompatible bandwidth units")},
    {304, N_("Media type not available")},
    {305, N_("Incompatible media format")},
    {306, N_("Attribute not understood")},
    {307, N_("Session description parameter not understood")},
    {330, N_("Multicast not available")},
    {331, N_("Unicast not available")},
    {370, N_("Insufficient bandwidth")},
    {380, N_("SIPS not allowed")},
    {381, N_("SIPS required")},
    {399, N_("Miscellaneous warning")},
};

static const LmSipWord *
find(const LmSipWord *rows, size_t n, LmSlice word)
{
  for (size_t i = 0; i < n; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(rows[i].word)))
      return &rows[i];
  return NULL;
}

const LmSipWord *
lm_sip_option_find(LmSlice word)
{
  return find(options, sizeof options / sizeof *options, word);
}

const LmSipWord *
lm_sip_privacy_find(LmSlice word)
{
  return find(privacy, sizeof privacy / sizeof *privacy, word);
}

const char *
lm_sip_warning_text(uint32_t code)
{
  for (size_t i = 0; i < sizeof warnings / sizeof *warnings; i++)
    if (warnings[i].code == code)
      return _(warnings[i].text);
  return "";
}
