/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladders.h"

#define FIRST_NS 1732183331002000000LL /* 2024-11-21 10:02:11.002 UTC */
#define MOST_ROWS 20000u
#define MOST_BARS 64u

LmLadder *
ladder_new(const char *title, const char *const *columns, uint32_t n)
{
  LmLadder *ladder = lm_alloc(sizeof *ladder);
  LmArena *arena = &ladder->arena;
  ladder->options = LM_LADDER_OPTIONS_DEFAULT;
  ladder->title = lm_arena_string(arena, lm_slice_str(title));
  ladder->columns = lm_arena_alloc(arena, (n + 1) * sizeof *ladder->columns);
  ladder->rows = lm_arena_alloc(arena, MOST_ROWS * sizeof *ladder->rows);
  ladder->bars = lm_arena_alloc(arena, MOST_BARS * sizeof *ladder->bars);
  ladder->n_columns = n;
  ladder->n_lanes = 1;
  ladder->first_ns = FIRST_NS;
  for (uint32_t i = 0; i < n; i++) {
    LmSlice address, name = lm_slice_split(lm_slice_str(columns[i]), '@', &address);
    ladder->columns[i].name = lm_arena_string(arena, name);
    ladder->columns[i].address =
        address.len ? lm_arena_string(arena, address) : ladder->columns[i].name;
    ladder->columns[i].role = LM_N_ROLES;
    ladder->columns[i].role_text = "";
    ladder->columns[i].role_words = "";
    ladder->columns[i].role_word = "";
  }
  return ladder;
}

LmLadderRow *
ladder_add(LmLadder *ladder, double ms, uint32_t from, uint32_t to, LmTone tone, const char *label,
           const char *detail)
{
  LmLadderRow *row = &ladder->rows[ladder->n_rows++];
  *row = (LmLadderRow){.kind = LM_LADDER_MESSAGE,
                       .tone = tone,
                       .message = ladder->n_rows - 1,
                       .stream = LM_NONE,
                       .leg = LM_NONE,
                       .from = from,
                       .to = to,
                       .time_ns = FIRST_NS + (int64_t)(ms * 1e6),
                       .since_first_ns = (int64_t)(ms * 1e6),
                       .label = label,
                       .detail = detail,
                       .badge = "",
                       .response = label[0] >= '1' && label[0] <= '6',
                       .failure = tone == LM_TONE_FAILURE};
  for (uint32_t i = ladder->n_rows - 1; i-- > 0;) {
    if (ladder->rows[i].kind != LM_LADDER_MESSAGE && ladder->rows[i].kind != LM_LADDER_EVENT)
      continue;
    row->since_previous_ns = row->time_ns - ladder->rows[i].time_ns;
    break;
  }
  return row;
}

LmLadderRow *
ladder_add_media(LmLadder *ladder, double ms, uint32_t from, uint32_t to, bool bad,
                 const char *label, const char *detail, const char *badge)
{
  LmTone tone = bad ? LM_TONE_MEDIA_BAD : LM_TONE_MEDIA_GOOD;
  LmLadderRow *row = ladder_add(ladder, ms, from, to, tone, label, detail);
  row->kind = LM_LADDER_MEDIA;
  row->message = LM_NONE;
  row->stream = 0;
  row->badge = badge;
  row->response = false;
  row->failure = bad;
  return row;
}

LmLadderRow *
ladder_add_event(LmLadder *ladder, double ms, uint32_t from, uint32_t to, LmEventOutcome outcome,
                 const char *protocol, const char *label, const char *detail)
{
  static const LmTone tones[] = {LM_TONE_DIM, LM_TONE_SUCCESS, LM_TONE_WARNING, LM_TONE_FAILURE};
  LmLadderRow *row = ladder_add(ladder, ms, from, to, tones[outcome], label, detail);
  row->kind = LM_LADDER_EVENT;
  row->event = row->message;
  row->message = LM_NONE;
  row->protocol = protocol;
  row->response = false;
  row->good = outcome == LM_EVENT_GOOD;
  row->warning = outcome == LM_EVENT_WARNING;
  return row;
}

LmLadderRow *
ladder_add_pause(LmLadder *ladder, const char *label)
{
  LmLadderRow *row = ladder_add(ladder, 0, 0, 0, LM_TONE_DIM, label, "");
  row->kind = LM_LADDER_PAUSE;
  row->message = LM_NONE;
  row->response = false;
  return row;
}

void
ladder_add_bar(LmLadder *ladder, uint32_t column, uint32_t first, uint32_t last)
{
  ladder->bars[ladder->n_bars++] = (LmLadderBar){
      .column = column, .first_row = first, .last_row = last, .leg = LM_NONE, .n_lanes = 1};
}

LmLadder *
ladder_proxied_call(void)
{
  static const char *const columns[] = {"+44 20 7946 0871@192.0.2.15", "kamailio@198.51.100.7",
                                        "support@203.0.113.40"};
  static const uint16_t marks[] = {120, 455, 461, 470, 480, 495, 502, 510, 521, 530, 544, 900};
  LmLadder *ladder =
      ladder_new("sip:+442079460871@example.net → sip:support@example.net", columns, 3);
  ladder_add(ladder, 0, 0, 1, LM_TONE_REQUEST, "INVITE", "SDP G729, PCMU");
  ladder_add(ladder, 0.3, 1, 0, LM_TONE_PROVISIONAL, "100 Trying", "");
  ladder_add(ladder, 1.2, 1, 2, LM_TONE_REQUEST, "INVITE", "SDP G729, PCMU");
  ladder_add(ladder, 313, 2, 1, LM_TONE_PROVISIONAL, "180 Ringing", "");
  ladder_add(ladder, 313.4, 1, 0, LM_TONE_PROVISIONAL, "180 Ringing", "");
  ladder_add(ladder, 1200, 2, 1, LM_TONE_SUCCESS, "200 OK", "SDP G729")->repeats = 10;
  ladder_add(ladder, 1200.4, 1, 0, LM_TONE_SUCCESS, "200 OK", "SDP G729");
  ladder_add(ladder, 1211, 0, 1, LM_TONE_REQUEST, "ACK", "");
  ladder_add(ladder, 1212, 1, 2, LM_TONE_WARNING, "ACK", "never came, Timer H");
  ladder_add_media(ladder, 1220, 0, 2, false, "RTP G729", "31.9 s · loss 0.1 % · jitter 4 ms",
                   "MOS 3.92");
  LmLadderRow *bad = ladder_add_media(ladder, 1225, 2, 0, true, "RTP G729",
                                      "31.9 s · loss 7.8 % · jitter 14 ms", "MOS 2.64");
  bad->loss_marks = marks;
  bad->n_loss_marks = sizeof marks / sizeof *marks;
  ladder_add_pause(ladder, "31.4 s later");
  ladder_add(ladder, 33100, 2, 1, LM_TONE_REQUEST, "BYE", "SIP 408, ACK missing");
  ladder_add(ladder, 33100.4, 1, 0, LM_TONE_REQUEST, "BYE", "SIP 408, ACK missing");
  ladder_add(ladder, 33112, 0, 1, LM_TONE_SUCCESS, "200 OK", "to BYE");
  ladder_add(ladder, 33112.6, 1, 2, LM_TONE_SUCCESS, "200 OK", "to BYE");
  ladder_add_bar(ladder, 0, 0, 14);
  ladder_add_bar(ladder, 1, 0, 15);
  ladder_add_bar(ladder, 2, 2, 15);
  return ladder;
}

LmLadder *
ladder_failed_call(void)
{
  static const char *const columns[] = {"alice@192.0.2.15", "sip.example.net@198.51.100.7"};
  LmLadder *ladder = ladder_new("sip:alice@example.net → sip:bob@example.net", columns, 2);
  ladder_add(ladder, 0, 0, 1, LM_TONE_REQUEST, "INVITE", "SDP opus, PCMA, PCMU");
  ladder_add(ladder, 0.4, 1, 0, LM_TONE_WARNING, "407 Proxy Authentication Required",
             "realm example.net");
  ladder_add(ladder, 5.1, 0, 1, LM_TONE_REQUEST, "ACK", "");
  ladder_add(ladder, 9.1, 0, 1, LM_TONE_REQUEST, "INVITE",
             "SDP opus, PCMA, PCMU · with credentials");
  ladder_add(ladder, 9.8, 1, 0, LM_TONE_PROVISIONAL, "100 Trying", "");
  ladder_add(ladder, 1409, 1, 0, LM_TONE_FAILURE, "503 Service Unavailable",
             "Q.850 34, no circuit available");
  ladder_add(ladder, 1415, 0, 1, LM_TONE_REQUEST, "ACK", "");
  return ladder;
}

LmLadder *
ladder_six_hosts(void)
{
  static const char *const columns[] = {"alice@192.0.2.15",   "edge@198.51.100.7",
                                        "core@198.51.100.20", "pbx@10.20.0.5",
                                        "198.51.100.99",      "bob@203.0.113.40"};
  LmLadder *ladder = ladder_new("3 calls", columns, 6);
  ladder->options.time = LM_LADDER_CLOCK;
  ladder_add(ladder, 0, 0, 1, LM_TONE_REQUEST, "INVITE", "SDP PCMU, PCMA, G722, opus +2");
  ladder_add(ladder, 1, 1, 2, LM_TONE_REQUEST, "INVITE", "SDP PCMU");
  ladder_add(ladder, 2, 2, 4, LM_TONE_REQUEST, "INVITE", "SDP PCMU");
  ladder_add(ladder, 3, 4, 2, LM_TONE_REDIRECT, "302 Moved Temporarily", "to sip:bob@203.0.113.40");
  ladder_add(ladder, 4, 2, 5, LM_TONE_REQUEST, "INVITE", "SDP PCMU");
  ladder_add(ladder, 5, 5, 2, LM_TONE_SUCCESS, "200 OK", "SDP PCMU");
  ladder_add(ladder, 6, 0, 5, LM_TONE_REQUEST, "ACK", "");
  ladder_add_media(ladder, 7, 0, 5, false, "RTP PCMU", "12:08 · no loss · jitter 0.2 ms",
                   "MOS 4.41");
  ladder_add(ladder, 70000, 5, 0, LM_TONE_REQUEST, "BYE", "");
  ladder_add(ladder, 70001, 0, 5, LM_TONE_FAILURE, "481 Call/Transaction Does Not Exist", "");
  ladder_add_bar(ladder, 0, 0, 9);
  ladder_add_bar(ladder, 1, 0, 5);
  ladder_add_bar(ladder, 2, 1, 5);
  ladder_add_bar(ladder, 5, 4, 9);
  return ladder;
}

LmLadder *
ladder_awkward(void)
{
  static const char *const columns[] = {
      "a-user-part-that-is-much-too-long-for-a-card@[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:5060",
      "<b>&amp;\"x\"@[2001:db8::7]:5060", "日本語の名前@192.0.2.9:5070"};
  LmLadder *ladder = ladder_new("<sip:a&b@example.net> → \"sip:日本語@example.net\"", columns, 3);
  ladder_add(ladder, 0, 0, 1, LM_TONE_REQUEST, "EXTRAORDINARILY-LONG-METHOD-NAME",
             "SDP a-codec-name, another-codec-name, yet-another-codec · with credentials");
  ladder_add(ladder, 1, 1, 1, LM_TONE_REQUEST, "NOTIFY", "dialog, active");
  ladder_add(ladder, 2, 1, 1, LM_TONE_SUCCESS, "200 OK", "");
  ladder_add(ladder, 3, 2, 2, LM_TONE_REQUEST, "OPTIONS", "");
  ladder_add(ladder, 4, 2, 2, LM_TONE_FAILURE, "483 Too Many Hops", "")->malformed = true;
  ladder_add(ladder, 5, 2, 0, LM_TONE_SUCCESS, "200 <OK> & \"well\"", "日本語 · x < y");
  ladder_add(ladder, 6, 1, 0, LM_TONE_REQUEST, "INVITE", "again · SDP on hold")->repeats = 1233;
  ladder_add_media(ladder, 7, 1, 1, false, "RTP PCMU", "1.0 s · no loss", "MOS 4.41");
  ladder_add_media(ladder, 8, 1, 0, true, "RTP type 101", "1.0 s · loss 40 %", "");
  ladder_add_bar(ladder, 0, 5, 6);
  ladder_add_bar(ladder, 1, 6, 6);
  return ladder;
}

LmLadder *
ladder_long(uint32_t n_rows)
{
  static const char *const columns[] = {"alice@192.0.2.15", "bob@203.0.113.40"};
  LmLadder *ladder = ladder_new("sip:alice@example.net → sip:bob@example.net", columns, 2);
  for (uint32_t i = 0; i < n_rows && i < MOST_ROWS; i++)
    ladder_add(ladder, i, i % 2, 1 - i % 2, i % 2 ? LM_TONE_SUCCESS : LM_TONE_REQUEST,
               i % 2 ? "200 OK" : "OPTIONS", "");
  ladder_add_bar(ladder, 0, 0, n_rows - 1);
  return ladder;
}

LmLadder *
ladder_ice_call(void)
{
  static const char *const columns[] = {"198.51.100.1", "alice@192.0.2.15", "kamailio@198.51.100.7",
                                        "bob@203.0.113.40"};
  LmLadder *ladder = ladder_new("sip:alice@example.net → sip:bob@example.net", columns, 4);
  ladder_add_event(ladder, 0, 1, 0, LM_EVENT_NOTE, "STUN", "Binding request", "")->repeats = 2;
  ladder_add_event(ladder, 20, 0, 1, LM_EVENT_GOOD, "STUN", "Binding success",
                   "mapped 203.0.113.9:40000");
  ladder_add(ladder, 100, 1, 2, LM_TONE_REQUEST, "INVITE", "SDP SRTP opus");
  ladder_add(ladder, 101, 2, 3, LM_TONE_REQUEST, "INVITE", "SDP SRTP opus");
  ladder_add(ladder, 300, 3, 2, LM_TONE_SUCCESS, "200 OK", "SDP SRTP opus");
  ladder_add(ladder, 301, 2, 1, LM_TONE_SUCCESS, "200 OK", "SDP SRTP opus");
  ladder_add_event(ladder, 310, 1, 3, LM_EVENT_NOTE, "STUN", "Binding request",
                   "host → host, USE-CANDIDATE");
  ladder_add_event(ladder, 330, 3, 1, LM_EVENT_FAILURE, "STUN", "Binding error 401",
                   "Unauthorized");
  ladder_add_event(ladder, 340, 1, 3, LM_EVENT_GOOD, "ICE", "Pair nominated",
                   "192.0.2.15:40000 host ↔ 203.0.113.40:40002 srflx")
      ->state = true;
  ladder_add_event(ladder, 341, 1, 1, LM_EVENT_WARNING, "ICE", "Consent late", "12 s")->state =
      true;
  ladder_add_event(ladder, 342, 3, 3, LM_EVENT_FAILURE, "ICE", "Consent lost", "30 s")->state =
      true;
  ladder_add_event(ladder, 350, 1, 3, LM_EVENT_NOTE, "DTLS", "Client Hello", "DTLS 1.2");
  ladder_add_event(ladder, 390, 3, 1, LM_EVENT_FAILURE, "DTLS",
                   "Fingerprint does not match the SDP", "sha-256 4A:AD:B9:B1")
      ->state = true;
  ladder_add_media(ladder, 400, 1, 3, false, "SRTP opus", "12.0 s · no loss", "");
  ladder_add(ladder, 12400, 1, 2, LM_TONE_REQUEST, "BYE", "");
  ladder_add_bar(ladder, 1, 2, 14);
  ladder_add_bar(ladder, 2, 2, 14);
  ladder_add_bar(ladder, 3, 3, 5);
  return ladder;
}
