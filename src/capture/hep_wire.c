/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_wire.h"

#include "base/i18n.h"
#include "base/time.h"
#include "capture/hep_socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_NS (10 * LM_NS_PER_S) /* with the handshake of TLS */
#define VERDICT_NS (100 * LM_NS_PER_MS)
#define LOOK_MS 5
#define LAST_WORD_MS 20
#define FIRST_WORD_NS (300 * LM_NS_PER_MS) /* of one that refuses the first that it is sent */
#define GOODBYE_MS 1000

static bool
is_udp(const LmHepWire *wire)
{
  return wire->place.carrier == LM_HEP_UDP;
}

static bool
fail(LmHepWire *wire, const char *why)
{
  wire->error = (LmError){0};
  return lm_error_set(&wire->error, LM_ERROR_UNREADABLE, _("HEP cannot be sent to %.200s (%s)"),
                      wire->text, why);
}

/* Why a call on the socket went wrong. */
static bool
fail_by_errno(LmHepWire *wire)
{
  wire->closed |= errno == ECONNRESET || errno == EPIPE;
  return fail(wire, wire->tls ? lm_tls_socket_why(wire->tls) : strerror(errno));
}

static bool
fail_as_closed(LmHepWire *wire)
{
  wire->closed = true;
  return fail(wire, _("the other end closed"));
}

static bool
is_passing(int cause)
{
  return cause == EAGAIN || cause == EWOULDBLOCK || cause == EINTR;
}

static bool
wait_until_connected(LmHepWire *wire, int64_t until_ns, bool (*is_over)(void *), void *user)
{
  while (lm_time_now_ns(CLOCK_MONOTONIC) < until_ns && !is_over(user)) {
    struct pollfd polled = {.fd = wire->fd, .events = POLLOUT};
    if (poll(&polled, 1, LOOK_MS) <= 0)
      continue;
    int cause = lm_hep_socket_error(wire->fd);
    return cause ? fail(wire, strerror(cause)) : true;
  }
  return fail(wire, _("no answer in time"));
}

/* With TLS 1.3 a client has done its part before the server looks at its certificate (RFC 8446, 2),
 * and what it sends before the server refuses it is lost. So it waits for that as long as it takes,
 * for which the time since @began_ns is a measure. */
static bool
await_verdict(LmHepWire *wire, int64_t began_ns)
{
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC), until_ns = now + (now - began_ns) + VERDICT_NS;
  while (lm_time_now_ns(CLOCK_MONOTONIC) < until_ns) {
    struct pollfd polled = {.fd = wire->fd, .events = POLLIN};
    if (!lm_hep_wire_hear(wire))
      return false;
    poll(&polled, 1, LOOK_MS);
  }
  return true;
}

/* The handshake is done by the way of reading. */
static bool
shake_hands(LmHepWire *wire, int64_t began_ns, bool (*is_over)(void *), void *user)
{
  uint8_t byte;
  wire->tls = lm_tls_socket_new(wire->context, wire->fd, wire->place.host);
  while (wire->tls && lm_time_now_ns(CLOCK_MONOTONIC) < began_ns + CONNECT_NS && !is_over(user)) {
    ssize_t n = lm_tls_socket_read(wire->tls, &byte, sizeof byte);
    if (lm_tls_socket_is_up(wire->tls))
      return await_verdict(wire, began_ns);
    if (n == 0 || errno != EAGAIN)
      return n == 0 ? fail(wire, _("the other end closed")) : fail_by_errno(wire);
    struct pollfd polled = {.fd = wire->fd, .events = lm_tls_socket_events(wire->tls)};
    poll(&polled, 1, LOOK_MS);
  }
  return fail(wire, _("no handshake of TLS in time"));
}

bool
lm_hep_wire_open(LmHepWire *wire, bool (*is_over)(void *user), void *user)
{
  int64_t began_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  LmError error = {0};
  wire->written = 0;
  wire->closed = false;
  wire->fd = lm_hep_connect_to(&wire->place, &wire->turn, &error);
  if (wire->fd < 0) {
    wire->error = error;
    return false;
  }
  if (!is_udp(wire) && !wait_until_connected(wire, began_ns + CONNECT_NS, is_over, user))
    return false;
  if (wire->place.carrier == LM_HEP_TLS && !shake_hands(wire, began_ns, is_over, user))
    return false;
  wire->opened_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  return true;
}

void
lm_hep_wire_close(LmHepWire *wire)
{
  lm_tls_socket_free(wire->tls);
  wire->tls = NULL;
  if (wire->fd >= 0)
    close(wire->fd);
  wire->fd = -1;
}

ssize_t
lm_hep_wire_write(LmHepWire *wire, LmSlice bytes)
{
  ssize_t n = wire->tls ? lm_tls_socket_write(wire->tls, bytes.data, bytes.len)
                        : send(wire->fd, bytes.data, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0 && is_passing(errno))
    errno = EAGAIN;
  if (n < 0 && (errno == EAGAIN || errno == ENOBUFS))
    return -1;
  if (n <= 0) {
    fail_by_errno(wire);
    errno = EPIPE;
    return -1;
  }
  wire->written = wire->tls      ? lm_tls_socket_n_written(wire->tls)
                  : is_udp(wire) ? wire->written + 1
                                 : wire->written + (uint64_t)n;
  return n;
}

bool
lm_hep_wire_hear(LmHepWire *wire)
{
  uint8_t bytes[512];
  for (;;) {
    ssize_t n = wire->tls ? lm_tls_socket_read(wire->tls, bytes, sizeof bytes)
                          : recv(wire->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n == 0 && !is_udp(wire))
      return fail_as_closed(wire);
    if (n < 0)
      return is_passing(errno) || fail_by_errno(wire);
  }
}

uint64_t
lm_hep_wire_arrived(const LmHepWire *wire, bool quiet)
{
  uint64_t written = wire->tls ? lm_tls_socket_n_written(wire->tls) : wire->written;
  uint64_t unsure = is_udp(wire) ? !quiet : lm_hep_socket_unsure(wire->fd);
  return written - (unsure < written ? unsure : written);
}

bool
lm_hep_wire_wait(LmHepWire *wire, int wake, bool blocked, int most_ms)
{
  uint64_t count;
  short events = POLLIN;
  if (blocked)
    events = wire->tls ? lm_tls_socket_events(wire->tls) : POLLIN | POLLOUT;
  struct pollfd polled[] = {{.fd = wake, .events = POLLIN}, {.fd = wire->fd, .events = events}};
  if (poll(polled, 2, most_ms) <= 0)
    return true;
  if (polled[0].revents && read(wake, &count, sizeof count) < 0)
    count = 0;
  if (!(polled[1].revents & (POLLERR | POLLNVAL)))
    return true;
  if (!lm_hep_wire_hear(wire))
    return false;
  int cause = lm_hep_socket_error(wire->fd);
  wire->closed |= cause == 0 || cause == ECONNRESET || cause == EPIPE;
  return fail(wire, strerror(cause ? cause : ECONNRESET));
}

/* What comes is thrown away, up to the end. -1: that was no good one, or not within so long. */
static int
read_to_end(int fd, int most_ms)
{
  uint8_t bytes[512];
  int64_t until_ns = lm_time_now_ns(CLOCK_MONOTONIC) + most_ms * LM_NS_PER_MS;
  for (;;) {
    ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n == 0)
      return 0;
    if (n < 0 && !is_passing(errno))
      return -1;
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    if (lm_time_now_ns(CLOCK_MONOTONIC) >= until_ns)
      return errno = EAGAIN, -1;
    poll(&polled, 1, LOOK_MS);
  }
}

bool
lm_hep_wire_end(LmHepWire *wire)
{
  if (is_udp(wire))
    return true;
  /* Behind our own end one that refuses looks as one that has read all. */
  int64_t age_ns = lm_time_now_ns(CLOCK_MONOTONIC) - wire->opened_ns;
  int word_ms = age_ns < FIRST_WORD_NS ? (int)((FIRST_WORD_NS - age_ns) / LM_NS_PER_MS) : 0;
  if (read_to_end(wire->fd, word_ms > LAST_WORD_MS ? word_ms : LAST_WORD_MS) == 0)
    return fail_as_closed(wire);
  if (errno != EAGAIN)
    return fail(wire, strerror(errno));
  if (wire->tls)
    lm_tls_socket_end(wire->tls);
  shutdown(wire->fd, SHUT_WR);
  if (read_to_end(wire->fd, GOODBYE_MS) == 0 || errno == EAGAIN)
    return true;
  return fail(wire, strerror(errno));
}
