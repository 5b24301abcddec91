/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body.h"
#include "linear.h"

#define FIELD_FAULT "! A field of the body is malformed or runs over its end=\n"
#define TREE(type, bytes) body_tree(type, "", "", bytes, sizeof(bytes) - 1)

static const struct {
  const char *type, *bytes;
  size_t len;
} bodies[] = {
#define BODY(type, bytes)          \
  {                                \
    type, bytes, sizeof(bytes) - 1 \
  }
    BODY("application/isup;base=itu-t92+",
         "\x01\x05\x60\x01\x0a\x03\x02\x08\x06\x84\x10\x94\x03\x21\xf3\x0a\x04\x03\x13\x21\x43"
         "\x12\x02\x82\x91\x20\x03\x04Hi\x1d\x03\x80\x90\xa3\x03\x04\x1e\x02\x83\x83\x00"),
    BODY("application/isup", "\x18\x01\x01\x02\x07\x03"),
    BODY("application/qsig", "\x08\x02\x80\x2a\x45\x08\x02\x81\x90\x18\x03\xa9\x83\x81\x9e\x31\x01"
                             "\x00\x7e\x03\x04Hi"),
    BODY("application/vnd.3gpp.sms",
         "\x01\x2a\x02\x91\x44\x00\x1a\x44\x0b\xd0\x49\xb7\xf9\x4d\x93\x01\x00\x00\x32\x11\x41\x22"
         "\x31\x02\x40\x08\x05\x00\x03\x2a\x02\x01\x90"),
    BODY("application/vnd.3gpp.sms", "\x05\x2a\x01\x1b\x41\x0a\x01\x16\x00\x32\x11\x41\x22\x31\x02"
                                     "\x40"),
    BODY("application/simple-message-summary", "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/1)"
                                               "\r\n\r\nTo: a\r\n\r\nTo: b\r\n"),
    BODY("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
    BODY("application/vq-rtcpxr", "VQSessionReport\r\nLocalMetrics:\r\nDelay:RTD=200 MAJ=-1\r\n"),
    BODY("message/sipfrag", "SIP/2.0 200 OK\r\nContact: <sip:a@b>;expires=5\r\n"),
    BODY("message/sip", "OPTIONS sip:a SIP/2.0\r\nVia: x\r\nContent-Type: message/sipfrag\r\n\r\n"
                        "SIP/2.0 200 OK"),
};

static void
test_numbers(void)
{
  g_autofree char *tree =
      TREE("application/ISUP;version=x;base=\"itu-t92+\"",
           "\x01\x05\x60\x01\x0a\x03\x02\x08\x06\x84\x10\x94\x03\x21\xf3\x0a\x04\x03\x15\x21\x43"
           "\xfe\x01\xff\x00");
  static const char *const lines[] = {
      "Version=x\nBase version=itu-t92+\nMessage type=1 IAM Initial address\n",
      "\nCalling party's category=10 ordinary subscriber\n"
      "Transmission medium requirement=3 3.1 kHz audio\n",
      "\nCalled party number=4930123\n  Nature of address=4 international number\n",
      "\nCalling party number=1234\n  Nature of address=3 national (significant) number\n"
      "  Number=0 complete\n  Numbering plan=1 ISDN (E.164)\n  Presentation=1 restricted\n"
      "  Screening=1 user provided, verified and passed\n  Number=1234\n",
      "\nParameter 254 (0xfe)=ff\n"};
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
    g_assert_nonnull(strstr(tree, lines[i]));
  g_assert_null(strstr(tree, "! "));
  /* ST is no digit. */
  g_autofree char *all = TREE("application/isup", "\x02\x02\x00\x03\x80\x21\x0f");
  g_assert_cmpstr(all, ==,
                  "Message type=2 SAM Subsequent address\nSubsequent number=12\n  Number=12\n"
                  "    Behind the digits=ST\n");
}

static void
test_compatibility(void)
{
  g_autofree char *tree = TREE("application/isup", "\x09\x01\x39\x05\x31\xd0\x6f\x40\x80\x00");
  g_assert_nonnull(strstr(tree, "\n  Parameter=49 Propagation delay counter\n"
                                "    At intermediate exchange=0 transit interpretation\n"
                                "    Release call=0 no\n    Send notification=0 no\n"
                                "    Discard message=0 no\n    Discard parameter=1 yes\n"
                                "    If it cannot be passed on=2 discard parameter\n"
                                "  Parameter=111 Called IN number\n"));
  g_assert_null(strstr(tree, "! "));
  g_autofree char *cut = TREE("application/isup", "\x09\x01\x39\x01\x31\x00");
  g_assert_nonnull(strstr(cut, FIELD_FAULT));
}

/* What ANSI T1.113 has besides ITU-T Q.763. */
static void
test_ansi(void)
{
  g_autofree char *iam = TREE("application/isup;version=x;base=ansi88",
                              "\x01\x00\x20\x01\x0a\x03\x06\x0a\x03\x80\x90\xa2\x04\x03\x10\x12\x32"
                              "\xeb\x04\x01\x10\x21\x43\xea\x01\x3d\x00");
  g_assert_nonnull(strstr(iam, "Charge number=1234\n"));
  g_assert_nonnull(strstr(iam, "Originating line information=61\n"));
  g_assert_null(strstr(iam, "! "));
  g_autofree char *response = TREE("application/isup;base=ansi00", "\xeb\x00\x12\x00");
  g_assert_nonnull(strstr(response, "CVR Circuit validation response"));
  g_assert_nonnull(strstr(response, "Circuit group characteristic indicator=12\n"));
  g_autofree char *other = TREE("application/isup;base=itu-t92+", "\xeb\x00\x12\x00");
  g_assert_null(strstr(other, "CVR"));
}

static void
test_cause(void)
{
  g_autofree char *tree = TREE("application/isup", "\x0c\x02\x00\x04\x80\x90\x01\x02");
  g_assert_cmpstr(tree, ==,
                  "Message type=12 REL Release\nCause indicators=16 Normal call clearing\n"
                  "  Cause=16 Normal call clearing\n  Coding standard=0 ITU-T\n"
                  "  Location=0 user\n  Diagnostics=0102\n");
  /* A national cause has no text of ITU-T, and an octet that names a recommendation is passed. */
  g_autofree char *national = TREE("application/isup", "\x0c\x02\x00\x03\x40\x80\x90");
  g_assert_nonnull(strstr(national, "\n  Cause=16\n  Coding standard=2 national\n"));
  g_autofree char *unknown = TREE("application/isup", "\xfe\x01");
  g_assert_cmpstr(unknown, ==, "Message type=254\nContent=01\n");
}

static void
test_pointers(void)
{
  static const struct {
    const char *bytes;
    size_t len;
  } broken[] = {{"\x0c\x00\x00", 3},     /* no length where the pointer leads */
                {"\x0c\xff\x00", 3},     /* beyond the end */
                {"\x0c\x02\x00\xff", 4}, /* a length beyond the end */
                {"\x0c\x02\x09\x02\x80\x90", 6},
                {"\x09\x01\x21\xff\x00", 5},
                {"\x09\x01\x21", 3},
                {"\x06\x16", 2}};
  for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
    g_autofree char *tree = body_tree("application/isup", "", "", broken[i].bytes, broken[i].len);
    g_test_message("%zu: %s", i, tree);
    g_assert_nonnull(strstr(tree, FIELD_FAULT));
  }
}

static void
test_elements(void)
{
  g_autofree char *tree =
      TREE("application/qsig", "\x08\x01\x85\x05\x9e\x28\x01x\x28\x02\xb1y\x95\x28\x01z\xa1"
                               "\x74\x06\x21\x01\x8f\x31\x32\x33");
  g_assert_cmpstr(tree, ==,
                  "Protocol discriminator=8 Q.931\nCall reference=5\n"
                  "  Direction=to the side that chose it\nMessage type=5 SETUP\n"
                  "Element 40 (0x28) of codeset 6=78\nDisplay=y\n"
                  "Element 40 (0x28) of codeset 5=7a\nSending complete=a1\n"
                  "Element 116 (0x74) of codeset 5=21018f313233\n");
  g_autofree char *number =
      TREE("application/qsig", "\x08\x00\x62\x74\x06\x21\x01\x8f\x31\x32\x33");
  g_assert_nonnull(strstr(number, "\nRedirecting number=123\n"
                                  "  Type of number=2 national number\n"
                                  "  Numbering plan=1 ISDN (E.164)\n  Presentation=0 allowed\n"
                                  "  Screening=1 user provided, verified and passed\n"
                                  "  Reason=15 unconditional\n  Number=123\n"));
}

static void
test_short_messages(void)
{
  /* 7 bits: the extension table, and a text that ends with an octet. */
  g_autofree char *euro = TREE("application/vnd.3gpp.sms",
                               "\x00\x01\x00\x00\x0a\x01\x07\x02\x81\x21\x00\x00\x02\x9b\x32");
  g_assert_nonnull(strstr(euro, "Short message=SMS-SUBMIT\n"));
  g_assert_nonnull(strstr(euro, "Destination=12\n"));
  g_assert_nonnull(strstr(euro, "Text=€\n"));
  g_autofree char *eight = TREE("application/vnd.3gpp.sms",
                                "\x00\x01\x00\x00\x0b\x01\x07\x02\x81\x21\x00\xf5\x03\x00\x01\x02");
  g_assert_nonnull(strstr(eight, "Data=000102\n"));
  /* A lone surrogate is no character. */
  g_autofree char *lone = TREE("application/vnd.3gpp.sms",
                               "\x00\x01\x00\x00\x0c\x01\x07\x02\x81\x21\x00\x08\x04\xd8\x00\x00"
                               "A");
  g_assert_nonnull(strstr(lone, "Text=\xef\xbf\xbd"
                                "A\n"));
  g_autofree char *long_text = TREE("application/vnd.3gpp.sms",
                                    "\x00\x01\x00\x00\x0a\x01\x07\x02\x81\x21\x00\x00\xff\x9b\x32");
  g_assert_nonnull(strstr(long_text, FIELD_FAULT));
  g_autofree char *report = TREE("application/vnd.3gpp.sms",
                                 "\x05\x2a\x01\x16\x41\x0a\x01\xc5\x00\x32\x11\x41\x22\x31\x02"
                                 "\x4a");
  g_assert_nonnull(strstr(report, "Cause=22 Memory capacity exceeded\n"));
  g_assert_nonnull(strstr(report, "=SMS-SUBMIT-REPORT\n  Failure cause=197\n"
                                  "  Time=2023-11-14T22:13:20-06:00\n"));
}

static void
test_texts(void)
{
  g_autofree char *summary = body_text_tree("application/simple-message-summary",
                                            "Messages-Waiting: no\r\nVoice-Message: 2/x\r\n");
  g_assert_nonnull(strstr(summary, "Voice-Message=2/x\n  " FIELD_FAULT));
  g_autofree char *ussd = body_text_tree("application/vnd.3gpp.ussd",
                                         "<ussd-data><ussd-string>*100#</ussd-string></ussd-data>");
  g_assert_nonnull(strstr(ussd, "*100#"));
  g_autofree char *key = body_text_tree("application/dtmf", "#\r\n");
  g_assert_cmpstr(key, ==, "Key=#\n");
  g_autofree char *numbered = body_text_tree("application/dtmf-relay", "Signal= 10\nDuration= x");
  g_assert_cmpstr(numbered, ==, "Key=*\nDuration=x\n  " FIELD_FAULT);
  g_autofree char *quality =
      body_text_tree("application/vq-rtcpxr", "LocalMetrics:\nPacketLoss:NLR=0.5 JDR=\nx-own: A=1");
  g_assert_cmpstr(quality, ==,
                  "LocalMetrics=\n  PacketLoss=NLR=0.5 JDR=\n    Lost in the network=0.5 %\n"
                  "    Discarded by the jitter buffer=\n      " FIELD_FAULT
                  "  x-own=A=1\n    A=1\n");
}

static void
test_sip(void)
{
  g_autofree char *fragment = body_text_tree("message/sipfrag;version=2.0", "SIP/2.0 180 Ringing");
  g_assert_cmpstr(fragment, ==,
                  "Status line=SIP/2.0 180 Ringing\n  Status=180\n  Reason phrase=Ringing\n"
                  "  Meaning=Ringing (RFC 3261)\n");
  g_autofree char *headers =
      body_text_tree("message/sipfrag", "Max-Forwards: 7\r\nno colon\r\nContent-Type: "
                                        "application/dtmf\r\n\r\n5");
  g_assert_cmpstr(headers, ==,
                  "Max-Forwards=7\n" FIELD_FAULT
                  "Content-Type=application/dtmf\nBody=5\n  Key=5\n");
  g_autofree char *none = body_text_tree("message/sip", "Hello");
  g_assert_cmpstr(none, ==, FIELD_FAULT);
  /* A message in a message in a message ends at the limit. */
  GString *nested = g_string_new("x");
  for (int i = 0; i < 20; i++)
    g_string_prepend(nested, "SIP/2.0 200 OK\r\nContent-Type: message/sipfrag\r\n\r\n");
  g_autofree char *deep = body_text_tree("message/sipfrag", nested->str);
  g_string_free(nested, TRUE);
  g_assert_nonnull(strstr(deep, "! There is more in the body than is analyzed=\n"));
}

/* Cut anywhere, or with any bit changed, it is a tree all the same, within the bytes. */
static void
test_broken(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
    g_autofree char *bytes = g_memdup2(bodies[i].bytes, bodies[i].len);
    for (size_t len = 0; len < bodies[i].len; len++)
      g_free(body_tree(bodies[i].type, "", "", bytes, len));
    for (size_t bit = 0; bit < bodies[i].len * 8; bit++) {
      bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
      g_free(body_tree(bodies[i].type, "", "", bytes, bodies[i].len));
      bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
    }
    g_autofree char *sound = body_tree(bodies[i].type, "", "", bytes, bodies[i].len);
    if (!strstr(bodies[i].type, "sip"))
      g_assert_null(strstr(sound, "! "));
  }
}

static const char *linear_type;

static void
run_linear(const char *text, size_t len)
{
  g_free(body_tree(linear_type, "", "", text, len));
}

/* What is wrong again and again costs no more than what is sound. */
static void
test_linear(void)
{
  static const char *const parts[][4] = {
      {"message/sipfrag", "", "x\n", ""},
      {"message/sipfrag", "", "A: b\n", ""},
      {"application/simple-message-summary", "", "x\n", ""},
      {"application/simple-message-summary", "", "Fax-Message: x\n", ""},
      {"application/simple-message-summary", "", "\n", ""},
      {"application/vq-rtcpxr", "Delay:", "RTD=x ", ""},
      {"application/vq-rtcpxr", "", "Delay: RTD=x\n", ""},
      {"application/dtmf-relay", "", "Signal=x\n", ""},
      {"application/isup", "\x09\x01", "\x39\x02\x31\x80", ""},
      {"application/isup", "\x09\x01", "\x3d\x01\x05", ""},
      {"application/qsig", "\x08\x01\x01\x05", "\x28\x01\x41", ""},
      {"application/qsig", "\x08\x01\x01\x05", "\xa1", ""},
      {"application/qsig", "\x08\x01\x01\x05", "\x91", ""}};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
    linear_type = parts[i][0];
    assert_linear(run_linear, parts[i][1], parts[i][2], parts[i][3]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/body-telephony/numbers", test_numbers);
  g_test_add_func("/body-telephony/compatibility", test_compatibility);
  g_test_add_func("/body-telephony/ansi", test_ansi);
  g_test_add_func("/body-telephony/cause", test_cause);
  g_test_add_func("/body-telephony/pointers", test_pointers);
  g_test_add_func("/body-telephony/elements", test_elements);
  g_test_add_func("/body-telephony/short-messages", test_short_messages);
  g_test_add_func("/body-telephony/texts", test_texts);
  g_test_add_func("/body-telephony/sip", test_sip);
  g_test_add_func("/body-telephony/broken", test_broken);
  g_test_add_func("/body-telephony/linear", test_linear);
  return g_test_run();
}
