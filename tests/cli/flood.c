/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In the place of linesman-capture: needs no privilege and takes no packets, but makes them. Each
 * new Call-ID comes from a source of its own.
 *
 *   FLOOD_CALLS   how many
 *   FLOOD_RATE    of them a second, by the times of the packets
 *   FLOOD_KIND    options: answered; invite: never answered; mixed: those, and calls that are
 *                 answered, of which one in fifty goes on, and the others end 5 s later
 *   FLOOD_PACED   1: as fast as the times say; else as fast as it can
 *   FLOOD_DEAF    1: takes no further file */

#include "capture/helper.h"
#include "capture/writer.h"

#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000LL
#define BEGIN_NS (1700000000 * NS_PER_S)
#define HEADERS 42
#define SILENT_CALLS 1000 /* until it says once more how it is getting on */

static LmWriter *writer;
static int output = STDOUT_FILENO;
static bool has_asked; /* for the next file */
static uint32_t interface;
static LmHelperFigures figures;

static void
tell(LmHelperNote note)
{
  if (send(STDIN_FILENO, &note, sizeof note, MSG_NOSIGNAL) < 0)
    exit(1);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
  const char *text = getenv(name);
  return text ? strtoull(text, NULL, 10) : otherwise;
}

static void
put_16(uint8_t *at, unsigned value)
{
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void
send_packet(int64_t time_ns, uint64_t host, bool back, const char *text)
{
  uint8_t frame[2048] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0};
  size_t len = strlen(text);
  uint8_t *ip = frame + 14, *udp = ip + 20;
  uint8_t client[4] = {10, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host};
  const uint8_t server[4] = {192, 0, 2, 1};
  unsigned ports[2] = {(unsigned)(1024 + host % 60000), 5060};
  ip[0] = 0x45;
  put_16(ip + 2, (unsigned)(28 + len));
  put_16(ip + 4, (unsigned)figures.received);
  ip[8] = 64;
  ip[9] = 17;
  memcpy(ip + 12, back ? server : client, 4);
  memcpy(ip + 16, back ? client : server, 4);
  put_16(udp, ports[back]);
  put_16(udp + 2, ports[!back]);
  put_16(udp + 4, (unsigned)(8 + len));
  memcpy(frame + HEADERS, text, len);
  LmWriterPacket packet = {.interface = interface,
                           .time_ns = time_ns,
                           .data = lm_slice(frame, HEADERS + len),
                           .original_bytes = (uint32_t)(HEADERS + len)};
  figures.received++;
  figures.written += lm_writer_add_packet(writer, &packet);
}

static void
send_sip(int64_t time_ns, uint64_t host, bool back, const char *what, const char *of, unsigned cseq)
{
  char text[1024];
  bool response = what[0] >= '0' && what[0] <= '9';
  snprintf(text, sizeof text,
           "%s%s%s\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK%s%llu\r\n"
           "From: \"Flood\" <sip:user%llu@example.com>;tag=f%llu\r\n"
           "To: <sip:service@example.com>%s\r\nCall-ID: flood-%llu@example.com\r\n"
           "CSeq: %u %s\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
           response ? "SIP/2.0 " : "", what, response ? "" : " sip:service@example.com SIP/2.0", of,
           (unsigned long long)host, (unsigned long long)host, (unsigned long long)host,
           response || cseq > 1 ? ";tag=t" : "", (unsigned long long)host, cseq, of);
  send_packet(time_ns, host, back, text);
}

static void
send_call(int64_t time_ns, uint64_t i, uint64_t rate, const char *kind)
{
  bool mixed = strcmp(kind, "mixed") == 0, answered = mixed && i % 3 == 1;
  uint64_t before = i > 5 * rate ? i - 5 * rate : 0;
  if (strcmp(kind, "options") == 0 || (mixed && i % 3 == 0)) {
    send_sip(time_ns, i, false, "OPTIONS", "OPTIONS", 1);
    send_sip(time_ns + 1000, i, true, "200 OK", "OPTIONS", 1);
  } else {
    send_sip(time_ns, i, false, "INVITE", "INVITE", 1);
    if (answered)
      send_sip(time_ns + 1000, i, true, "200 OK", "INVITE", 1);
  }
  if (before && mixed && before % 3 == 1 && before % 50) {
    send_sip(time_ns + 2000, before, false, "BYE", "BYE", 2);
    send_sip(time_ns + 3000, before, true, "200 OK", "BYE", 2);
  }
}

/* False when it is to stop. */
static bool
obey(void)
{
  LmHelperNote note = {0};
  char space[CMSG_SPACE(sizeof(int))] = "";
  struct iovec bytes = {&note, sizeof note};
  struct msghdr message = {
      .msg_iov = &bytes, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t n = recvmsg(STDIN_FILENO, &message, MSG_DONTWAIT);
  struct cmsghdr *extra = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (extra && note.kind == LM_HELPER_NEXT) {
    lm_writer_free(writer, NULL);
    close(output);
    memcpy(&output, CMSG_DATA(extra), sizeof output);
    writer = lm_writer_new(output, "flood", NULL);
    lm_writer_add_interface(writer, &(LmWriterInterface){.name = "flood", .link_type = 1},
                            &interface);
    tell((LmHelperNote){.kind = LM_HELPER_FILE});
    has_asked = false;
  }
  return n != 0 && note.kind != LM_HELPER_STOP;
}

static void
ask_for_file(uint64_t file_bytes)
{
  if (has_asked || !file_bytes || lm_writer_bytes(writer) < file_bytes)
    return;
  has_asked = true;
  tell((LmHelperNote){.kind = LM_HELPER_SIZE});
}

static int64_t
now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

int
main(void)
{
  static LmHelperStart wanted;
  static uint8_t filter[1 << 16];
  uint64_t calls = number("FLOOD_CALLS", 1000), rate = number("FLOOD_RATE", 1000);
  const char *kind = getenv("FLOOD_KIND");
  bool paced = number("FLOOD_PACED", 0), deaf = number("FLOOD_DEAF", 0), more = true;
  if (recv(STDIN_FILENO, &wanted, sizeof wanted, 0) != sizeof wanted)
    return 1;
  tell((LmHelperNote){.kind = LM_HELPER_LINK, .link_type = 1, .snap_bytes = wanted.snap_bytes});
  if (recv(STDIN_FILENO, filter, sizeof filter, 0) <= 0)
    return 1;
  writer = lm_writer_new(output, "flood", NULL);
  lm_writer_add_interface(writer, &(LmWriterInterface){.name = "flood", .link_type = 1},
                          &interface);
  tell((LmHelperNote){.kind = LM_HELPER_READY});
  int64_t began_ns = now_ns();
  for (uint64_t i = 0; i < calls && more; i++) {
    int64_t after_ns = (int64_t)(i * (uint64_t)NS_PER_S / rate);
    send_call(BEGIN_NS + after_ns, i, rate, kind ? kind : "invite");
    if (i % 100)
      continue;
    lm_writer_flush(writer);
    ask_for_file(wanted.file_bytes);
    if (i % SILENT_CALLS == 0)
      tell((LmHelperNote){.kind = LM_HELPER_FIGURES, .figures = figures});
    more = deaf || obey();
    int64_t early_ns = began_ns + after_ns - now_ns();
    if (paced && early_ns > 0)
      nanosleep(&(struct timespec){early_ns / NS_PER_S, early_ns % NS_PER_S}, NULL);
  }
  bool ok = lm_writer_free(writer, NULL);
  tell((LmHelperNote){.kind = LM_HELPER_FIGURES, .figures = figures});
  tell((LmHelperNote){.kind = LM_HELPER_ENDED});
  return !ok;
}
