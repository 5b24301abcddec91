/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes a capture of a call in which two fax machines of spandsp send a page.
 *
 * usage: make-fax [sound] [ecm] [mr|mmr] [v29|v27ter] [copies] [lose=N] [from=N] [pages=N] [rows=N]
 * OUT.pcap
 */

#include "ends.h"

#include <math.h>
#include <spandsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLER 0xc0000201u /* 192.0.2.1 */
#define CALLEE 0xc0000202u
#define CALLER_PORT 7000
#define CALLEE_PORT 7002
#define ANSWERED_MS 200.0

typedef struct {
  FILE *file;
  bool sound;
  unsigned lose_each, lose_from; /* 0: none; the first that may be lost */
  unsigned n[2];                 /* packets by caller and callee */
  double last_ms;
} Capture;

static void
put(uint8_t *at, uint32_t value, unsigned bytes, bool big)
{
  for (unsigned i = 0; i < bytes; i++)
    at[i] = (uint8_t)(value >> 8 * (big ? bytes - 1 - i : i));
}

static void
write_udp(Capture *capture, double at_ms, bool by_caller, uint16_t src_port, uint16_t dst_port,
          const void *bytes, size_t len)
{
  uint8_t head[16 + 28] = {0};
  uint32_t total = (uint32_t)(28 + len);
  double us = 1700000000e6 + round(at_ms * 1000);
  put(head, (uint32_t)(us / 1e6), 4, false);
  put(head + 4, (uint32_t)fmod(us, 1e6), 4, false);
  put(head + 8, total, 4, false);
  put(head + 12, total, 4, false);
  uint8_t *ip = head + 16;
  ip[0] = 0x45;
  put(ip + 2, total, 2, true);
  ip[8] = 64;
  ip[9] = 17;
  put(ip + 12, by_caller ? CALLER : CALLEE, 4, true);
  put(ip + 16, by_caller ? CALLEE : CALLER, 4, true);
  put(ip + 20, src_port, 2, true);
  put(ip + 22, dst_port, 2, true);
  put(ip + 24, (uint32_t)(8 + len), 2, true);
  fwrite(head, 1, sizeof head, capture->file);
  fwrite(bytes, 1, len, capture->file);
  capture->last_ms = at_ms;
}

static void
take(void *data, double at_ms, bool by_caller, const uint8_t *bytes, size_t len)
{
  Capture *capture = data;
  uint8_t packet[1500] = {0x80, 0};
  unsigned n = capture->n[by_caller]++;
  uint16_t src = by_caller ? CALLER_PORT : CALLEE_PORT, dst = by_caller ? CALLEE_PORT : CALLER_PORT;
  at_ms += ANSWERED_MS + (by_caller ? 0 : 1);
  if (capture->lose_each && n >= capture->lose_from && n % capture->lose_each == 0)
    return;
  if (!capture->sound) {
    write_udp(capture, at_ms, by_caller, src, dst, bytes, len);
    return;
  }
  put(packet + 2, n & 0xffff, 2, true);
  put(packet + 4, n * 160, 4, true);
  put(packet + 8, by_caller ? 0x11111111 : 0x22222222, 4, true);
  memcpy(packet + 12, bytes, len);
  write_udp(capture, at_ms, by_caller, src, dst, packet, 12 + len);
}

static void
say(Capture *capture, double at_ms, bool by_caller, const char *start, const char *method,
    const char *sdp)
{
  char text[1500];
  int len = snprintf(text, sizeof text,
                     "%s\r\n"
                     "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-%s\r\n"
                     "From: <sip:alice@example.net>;tag=a\r\n"
                     "To: <sip:bob@example.com>%s\r\n"
                     "Call-ID: fax@192.0.2.1\r\n"
                     "CSeq: %d %s\r\n"
                     "Contact: <sip:%s>\r\n"
                     "Max-Forwards: 70\r\n"
                     "%sContent-Length: %zu\r\n\r\n%s",
                     start, method, strstr(start, "INVITE sip") ? "" : ";tag=b",
                     strcmp(method, "BYE") ? 1 : 2, method, by_caller ? "192.0.2.1" : "192.0.2.2",
                     *sdp ? "Content-Type: application/sdp\r\n" : "", strlen(sdp), sdp);
  write_udp(capture, at_ms, by_caller, 5060, 5060, text, (size_t)len);
}

static void
describe(char *out, size_t size, const Capture *capture, bool by_caller)
{
  unsigned port = by_caller ? CALLER_PORT : CALLEE_PORT;
  const char *host = by_caller ? "192.0.2.1" : "192.0.2.2";
  int n = snprintf(out, size, "v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n", host,
                   host);
  if (capture->sound)
    snprintf(out + n, size - (size_t)n, "m=audio %u RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n", port);
  else
    snprintf(out + n, size - (size_t)n,
             "m=image %u udptl t38\r\na=T38FaxVersion:0\r\n"
             "a=T38FaxRateManagement:transferredTCF\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n",
             port);
}

static void
read_word(const char *word, FaxSetup *setup, Capture *capture)
{
  if (!strcmp(word, "sound"))
    setup->sound = true;
  else if (!strcmp(word, "ecm"))
    setup->ecm = true;
  else if (!strcmp(word, "mr"))
    setup->compressions |= T30_SUPPORT_T4_2D_COMPRESSION;
  else if (!strcmp(word, "mmr"))
    setup->compressions |= T30_SUPPORT_T6_COMPRESSION;
  else if (!strcmp(word, "v29"))
    setup->modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29;
  else if (!strcmp(word, "v27ter"))
    setup->modems = T30_SUPPORT_V27TER;
  else if (!strcmp(word, "copies"))
    setup->copies = 2;
  else if (!strncmp(word, "lose=", 5))
    capture->lose_each = (unsigned)strtoul(word + 5, NULL, 10);
  else if (!strncmp(word, "from=", 5))
    capture->lose_from = (unsigned)strtoul(word + 5, NULL, 10);
  else if (!strncmp(word, "pages=", 6))
    setup->pages = (unsigned)strtoul(word + 6, NULL, 10);
  else if (!strncmp(word, "rows=", 5))
    setup->rows = (unsigned)strtoul(word + 5, NULL, 10);
}

int
main(int argc, char **argv)
{
  static const uint8_t header[24] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0,  0,
                                     0,    0,    0,    0,    0, 0, 0, 4, 0, 101};
  Capture capture = {0};
  FaxSetup setup = {.compressions = T30_SUPPORT_T4_1D_COMPRESSION,
                    .modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17,
                    .pages = 1,
                    .rows = 200};
  char sdp[400];
  for (int i = 1; i < argc - 1; i++)
    read_word(argv[i], &setup, &capture);
  capture.sound = setup.sound;
  capture.file = argc > 1 ? fopen(argv[argc - 1], "wb") : NULL;
  if (!capture.file)
    return 2;
  fwrite(header, 1, sizeof header, capture.file);
  describe(sdp, sizeof sdp, &capture, true);
  say(&capture, 0, true, "INVITE sip:bob@example.com SIP/2.0", "INVITE", sdp);
  describe(sdp, sizeof sdp, &capture, false);
  say(&capture, 100, false, "SIP/2.0 200 OK", "INVITE", sdp);
  say(&capture, 110, true, "ACK sip:192.0.2.2 SIP/2.0", "ACK", "");
  bool ok = fax_ends_run(&setup, take, &capture);
  say(&capture, capture.last_ms + 100, true, "BYE sip:192.0.2.2 SIP/2.0", "BYE", "");
  say(&capture, capture.last_ms + 20, false, "SIP/2.0 200 OK", "BYE", "");
  ok &= fclose(capture.file) == 0;
  return ok ? 0 : 1;
}
