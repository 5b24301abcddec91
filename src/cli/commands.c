/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/commands.h"

#include "base/i18n.h"

#define LM_OPTION_LIST (LM_OPTION_FILTER | LM_OPTION_COLUMNS)

static const LmCommand commands[] = {
    {"info", "FILE...", N_("what the file holds: packets, time span, interfaces, drops"), 0,
     lm_command_info},
    {"stats", "FILE...", N_("counts: messages by method and status, calls by outcome, streams"),
     LM_OPTION_FILTER, lm_command_stats},
    {"calls", "FILE...", N_("a row a call"),
     LM_OPTION_ALL | LM_OPTION_PATH | LM_OPTION_PINS | LM_OPTION_LIST, lm_command_calls},
    {"conversations", "FILE...",
     N_("a row a conversation: the calls that belong together, and why"),
     LM_OPTION_PINS | LM_OPTION_LIST, lm_command_report},
    {"messages", "FILE...", N_("a row a SIP message"),
     LM_OPTION_CALL | LM_OPTION_PATH | LM_OPTION_LIST, lm_command_messages},
    {"streams", "FILE...", N_("a row an RTP stream, with its quality"),
     LM_OPTION_CALL | LM_OPTION_PATH | LM_OPTION_LIST, lm_command_streams},
    {"quality", "FILE...", N_("how the scores of each stream come about, term by term"),
     LM_OPTION_CALL | LM_OPTION_STREAM | LM_OPTION_PATH | LM_OPTION_LEVELS | LM_OPTION_LIST,
     lm_command_quality},
    {"packets", "FILE...", N_("a row an RTP packet: delta, jitter, skew, rate and status"),
     LM_OPTION_CALL | LM_OPTION_STREAM | LM_OPTION_PROBLEMS | LM_OPTION_PATH | LM_OPTION_LIST,
     lm_command_packets},
    {"sound", "FILE... [-o OUT.wav|.raw|.rtpdump]",
     N_("what is heard in each stream: level, silence, clipping; or that as a file"),
     LM_OPTION_CALL | LM_OPTION_STREAM | LM_OPTION_PATH | LM_OPTION_LIST | LM_OPTION_OUTPUT |
         LM_OPTION_SOUND,
     lm_command_sound},
    {"events", "FILE...", N_("a row a step of another protocol: STUN, DTLS, MSRP ..."),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_events},
    {"media", "FILE...", N_("a row a media line of an offer and its answer, over time"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"registrations", "FILE...", N_("a row a contact that registered, or tried to"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"subscriptions", "FILE...", N_("a row a subscription, REFER or publication"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"authentication", "FILE...", N_("a row a challenge, its answer and what came of it"),
     LM_OPTION_PASSWORD | LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"rtcp", "FILE...", N_("a row an RTCP datagram, with what it reports and its round trip"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"srtp", "FILE...", N_("a row a stream of SRTP: its key, and what that authenticates"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"videos", "FILE...", N_("a row a stream of video: size, frame rate, key frames, freezes"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"repairs", "FILE...", N_("a row a stream with RTX, RED or FEC: what they bring back"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"extensions", "FILE...", N_("a row a header extension of a stream: audio level, MID ..."),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"vq", "FILE...", N_("a row a report of quality that an end sends by SIP, beside the stream"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"digits", "FILE...",
     N_("a row a key pressed in a call: RTP events, INFO, KPML, tones in the sound"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"texts", "FILE...", N_("a row a direction of text in real time (RFC 4103): what was typed"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"faxes", "FILE... [--pages FOLDER]",
     N_("a row a fax, by T.38 or in the sound: what became of it; or its pages as files"),
     LM_OPTION_CALL | LM_OPTION_LIST | LM_OPTION_PAGES, lm_command_faxes},
    {"hosts", "FILE...", N_("a row a host: its roles by what it does, its software, its pings"),
     LM_OPTION_LIST, lm_command_report},
    {"chats", "FILE...", N_("a row an instant message, by conversation"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"dialogs", "FILE...", N_("a row a dialog, with what broke its rules"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"transactions", "FILE...",
     N_("a row a transaction: request, responses and how long they took"),
     LM_OPTION_CALL | LM_OPTION_LIST, lm_command_report},
    {"show", "FILE [--frame N] [--filter QUERY]", N_("messages taken apart"),
     LM_OPTION_FRAME | LM_OPTION_FILTER | LM_OPTION_PASSWORD | LM_OPTION_CERTIFICATES,
     lm_command_show},
    {"flow", "FILE [--call N | --call-id ID] [-o OUT]",
     N_("the ladder of calls, as text, SVG, PDF or PNG"),
     LM_OPTION_CALL | LM_OPTION_OUTPUT | LM_OPTION_LADDER | LM_OPTION_PINS | LM_OPTION_FILTER,
     lm_command_flow},
    {"capture", "-i IF... [-w FILE]", N_("captures on interfaces, and prints calls as they change"),
     LM_OPTION_NO_FILE | LM_OPTION_READ | LM_OPTION_CAPTURE | LM_OPTION_HEP | LM_OPTION_ALL |
         LM_OPTION_FILTER,
     lm_command_capture},
    {"hep", "FILE... --hep-send PLACE", N_("sends the SIP messages by HEP to a recorder"),
     LM_OPTION_HEP | LM_OPTION_CALL | LM_OPTION_FILTER, lm_command_hep},
    {"captures", "", N_("a row a capture that is kept until it was seen to the end"),
     LM_OPTION_NO_FILE | LM_OPTION_CAPTURES, lm_command_captures},
    {"interfaces", "", N_("a row a network interface of this machine"), LM_OPTION_NO_FILE,
     lm_command_interfaces},
    {"fields", "", N_("what --filter and --columns know: fields and short words"),
     LM_OPTION_NO_FILE, lm_command_fields},
    {0},
};

const LmCommand *
lm_commands(void)
{
  return commands;
}

unsigned
lm_command_options(const LmCommand *command)
{
  bool files = !(command->options & LM_OPTION_NO_FILE);
  return command->options | (files ? LM_OPTION_READ | LM_OPTION_FILES : 0);
}
