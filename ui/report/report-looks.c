/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-looks.h"

#include "base/i18n.h"
#include "relate/roles.h"

#include <string.h>

static const LmuReportLook looks[] = {
    {"registrations", "contact-new-symbolic", N_("No registrations"),
     N_("Who registers with REGISTER stands here with contact, registrar, expiry and what became "
        "of it. There is no REGISTER in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"subscriptions", "alarm-symbolic", N_("No subscriptions"),
     N_("Subscriptions by SUBSCRIBE and REFER, and publications, stand here with their state. "
        "There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"hosts", "network-server-symbolic", N_("No hosts"),
     N_("Hosts that speak SIP stand here with the roles that they play and their keep-alives. No "
        "SIP was found in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"chats", "chat-message-new-symbolic", N_("No chats"),
     N_("Messages by MESSAGE and MSRP stand here as conversations. There are none in this "
        "capture."),
     LMU_REPORT_SIDE_CHAT},
    {"conversations", "system-users-symbolic", N_("No conversations"),
     N_("Calls that belong together stand here: the legs of a call over a server, transfers, "
        "conferences. There are no calls in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"dialogs", "insert-link-symbolic", N_("No dialogs"),
     N_("Dialogs stand here with their state, forks, session timers and problems. There are none "
        "in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"transactions", "mail-send-receive-symbolic", N_("No transactions"),
     N_("Requests stand here with their answers and repetitions. There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"media", "audio-headset-symbolic", N_("No media lines"),
     N_("What was offered and answered for each media line stands here: codecs, direction, hold. "
        "No message in this capture has SDP."),
     LMU_REPORT_SIDE_DETAIL},
    {"authentication", "dialog-password-symbolic", N_("No authentication"),
     N_("Challenges and their answers stand here with user, realm and outcome. There are none in "
        "this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"rtcp", "network-transmit-receive-symbolic", N_("No RTCP"),
     N_("What senders and receivers of streams report of them by RTCP stands here. There is none "
        "in "
        "this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"srtp", "channel-secure-symbolic", N_("No SRTP"),
     N_("Encrypted streams stand here with their keys and what became of them. There are none in "
        "this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"videos", "video-display-symbolic", N_("No video"),
     N_("Streams of video stand here with the size of their pictures, how often they come and "
        "where they stood still. There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"repairs", "emblem-synchronizing-symbolic", N_("No repairs"),
     N_("Streams stand here whose lost packets are sent again, or come out of redundant packets "
        "and error correction. There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"extensions", "view-more-symbolic", N_("No header extensions"),
     N_("What packets of RTP carry in their headers stands here, such as audio levels. No stream "
        "in this capture has header extensions."),
     LMU_REPORT_SIDE_DETAIL},
    {"vq", "emblem-documents-symbolic", N_("No quality reports"),
     N_("What ends report of the quality of their streams by SIP stands here, beside what was "
        "measured. There is none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"digits", "input-dialpad-symbolic", N_("No digits"),
     N_("Keys that were pressed in calls stand here, by RTP events, INFO, KPML and tones in the "
        "sound, and what is wrong with them. There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"texts", "input-keyboard-symbolic", N_("No texts"),
     N_("What was typed in calls with text in real time (RFC 4103) stands here, with what got "
        "lost. There is none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
    {"faxes", "printer-symbolic", N_("No faxes"),
     N_("Faxes by T.38 stand here with both machines, their speed, the pages and what became of "
        "them. There are none in this capture."),
     LMU_REPORT_SIDE_DETAIL},
};

const LmuReportLook *
lmu_report_look(const LmReport *report)
{
  static const LmuReportLook other = {NULL, "view-list-symbolic", N_("Nothing here"),
                                      N_("This capture has nothing of this kind."),
                                      LMU_REPORT_SIDE_DETAIL};
  for (gsize i = 0; i < G_N_ELEMENTS(looks); i++)
    if (strcmp(looks[i].name, report->name) == 0)
      return &looks[i];
  return &other;
}

gboolean
lmu_report_is_pill(const LmReportColumn *column)
{
  static const char *const names[] = {"state", "outcome", "authentication"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
    if (column->kind == LM_CELL_WORD && g_strcmp0(column->name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static const struct {
  const char *word, *text, *tone;
} words[] = {
    {"accepted", N_("accepted"), "good"},
    {"active", N_("active"), "good"},
    {"answered", N_("answered"), "plain"},
    {"asked", N_("asked"), "plain"},
    {"challenged", N_("challenged"), "fair"},
    {"confirmed", N_("confirmed"), "good"},
    {"early", N_("early"), "plain"},
    {"expired", N_("expired"), "fair"},
    {"failed", N_("failed"), "bad"},
    {"none", N_("none"), "plain"},
    {"pending", N_("pending"), "plain"},
    {"preview", N_("preview"), "plain"},
    {"refused", N_("refused"), "bad"},
    {"registered", N_("registered"), "good"},
    {"rejected", N_("rejected"), "bad"},
    {"removed", N_("removed"), "plain"},
    {"stale", N_("stale"), "fair"},
    {"stray", N_("stray"), "fair"},
    {"terminated", N_("terminated"), "plain"},
    {"unanswered", N_("unanswered"), "bad"},
};

static gssize
find_word(LmSlice word)
{
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(words[i].word)))
      return (gssize)i;
  return -1;
}

const char *
lmu_report_word_text(LmSlice word)
{
  gssize at = find_word(word);
  return at < 0 ? NULL : _(words[at].text);
}

const char *
lmu_report_word_tone(LmSlice word)
{
  gssize at = find_word(word);
  return at < 0 ? "plain" : words[at].tone;
}

/* What says most of a host comes first. */
static const struct {
  LmRole role;
  const char *icon;
} roles[] = {
    {LM_ROLE_FOCUS, "system-users-symbolic"},
    {LM_ROLE_GATEWAY, "call-start-symbolic"},
    {LM_ROLE_B2BUA, "media-playlist-shuffle-symbolic"},
    {LM_ROLE_REGISTRAR, "x-office-address-book-symbolic"},
    {LM_ROLE_STATEFUL_PROXY, "network-server-symbolic"},
    {LM_ROLE_STATELESS_PROXY, "network-server-symbolic"},
    {LM_ROLE_PROXY, "network-server-symbolic"},
    {LM_ROLE_REDIRECT_SERVER, "mail-forward-symbolic"},
    {LM_ROLE_NOTIFIER, "alarm-symbolic"},
    {LM_ROLE_USER_AGENT, "avatar-default-symbolic"},
};

const char *
lmu_report_role_icon(LmSlice text)
{
  for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
    for (LmSlice rest = text; rest.len;) {
      LmSlice role = lm_slice_split(rest, ',', &rest);
      if (lm_slice_equal(lm_slice_trim(role), lm_slice_str(lm_role_text(roles[i].role))))
        return roles[i].icon;
    }
  return NULL;
}

gboolean
lmu_report_is_roles(const LmReport *report, const LmReportColumn *column)
{
  return strcmp(report->name, "hosts") == 0 && !column->name && column->kind == LM_CELL_TEXT;
}
