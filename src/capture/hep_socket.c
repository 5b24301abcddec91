/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_socket.h"

#include "base/i18n.h"

#include <errno.h>
#include <limits.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif

#define SILENCE_MS 20000 /* after which a connection counts as gone that acknowledges nothing */

static void
set(int fd, int level, int name, int value)
{
  /* What a kernel does not have it does without. */
  if (setsockopt(fd, level, name, &value, sizeof value))
    return;
}

static int
open_socket(const struct addrinfo *at)
{
  return socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
}

/* Closes it, and leaves errno to who is told why. */
static int
give_up(int fd)
{
  int cause = errno;
  close(fd);
  errno = cause;
  return -1;
}

static struct addrinfo *
look_up(const LmHepPlace *place, bool listen, int *failure)
{
  struct addrinfo *found = NULL;
  struct addrinfo wanted = {.ai_socktype = place->carrier == LM_HEP_UDP ? SOCK_DGRAM : SOCK_STREAM,
                            .ai_flags = (listen ? AI_PASSIVE : 0) | AI_NUMERICSERV};
  if (listen && !place->host[0])
    wanted.ai_family = AF_INET6;
  *failure = getaddrinfo(place->host[0] ? place->host : NULL, place->port, &wanted, &found);
  return found;
}

static int
bind_to(const struct addrinfo *at, bool both_families, uint32_t buffer_mib)
{
  int fd = open_socket(at);
  if (fd < 0)
    return -1;
  if (at->ai_family == AF_INET6)
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, !both_families);
  if (at->ai_socktype == SOCK_STREAM) {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  } else {
    set(fd, SOL_SOCKET, SO_RCVBUF, (int)(buffer_mib << 20));
    set(fd, SOL_SOCKET, SO_RCVBUFFORCE, (int)(buffer_mib << 20));
    set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    if (at->ai_family == AF_INET6)
      set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  }
  if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
      (at->ai_socktype != SOCK_STREAM || listen(fd, SOMAXCONN) == 0))
    return fd;
  return give_up(fd);
}

int
lm_hep_listen_at(const LmHepPlace *place, const char *text, uint32_t buffer_mib, LmError *error)
{
  struct sockaddr_in any = {.sin_family = AF_INET};
  int failure, fd = -1;
  struct addrinfo *found = look_up(place, true, &failure);
  if (!found) {
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%.200s: there is no such address (%s)"), text,
                 gai_strerror(failure));
    return -1;
  }
  bool any_host = !place->host[0] || strcmp(place->host, "::") == 0;
  fd = bind_to(found, any_host, buffer_mib);
  if (fd < 0 && !place->host[0] && errno != EADDRINUSE && errno != EACCES) {
    /* This machine has no IPv6. */
    any.sin_port = ((struct sockaddr_in6 *)(void *)found->ai_addr)->sin6_port;
    struct addrinfo v4 = {.ai_family = AF_INET,
                          .ai_socktype = found->ai_socktype,
                          .ai_addr = (struct sockaddr *)(void *)&any,
                          .ai_addrlen = sizeof any};
    fd = bind_to(&v4, false, buffer_mib);
  }
  if (fd < 0)
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%.200s: it cannot be listened there (%s)"), text,
                 strerror(errno));
  freeaddrinfo(found);
  return fd;
}

static const struct addrinfo *
address_at(const struct addrinfo *list, uint32_t turn)
{
  uint32_t n = 0;
  for (const struct addrinfo *at = list; at; at = at->ai_next)
    n++;
  for (uint32_t i = n ? turn % n : 0; i > 0; i--)
    list = list->ai_next;
  return list;
}

static int
begin_connection(const struct addrinfo *at)
{
  int fd = open_socket(at);
  if (fd >= 0 && at->ai_socktype == SOCK_STREAM) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    /* One that is gone without a word is noticed. */
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, SILENCE_MS);
  }
  if (fd < 0 || connect(fd, at->ai_addr, at->ai_addrlen) == 0 || errno == EINPROGRESS)
    return fd;
  return give_up(fd);
}

int
lm_hep_connect_to(const LmHepPlace *place, uint32_t *turn, LmError *error)
{
  int failure;
  struct addrinfo *found = look_up(place, false, &failure);
  int fd = found ? begin_connection(address_at(found, (*turn)++)) : -1;
  if (fd < 0)
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%s:%.200s:%s cannot be reached (%s)"),
                 lm_hep_carrier_name(place->carrier), place->host, place->port,
                 found ? strerror(errno) : gai_strerror(failure));
  if (found)
    freeaddrinfo(found);
  return fd;
}

uint32_t
lm_hep_socket_unsure(int fd)
{
  int bytes = 0;
  return ioctl(fd, SIOCOUTQ, &bytes) == 0 && bytes > 0 ? (uint32_t)bytes : 0;
}

int
lm_hep_socket_error(int fd)
{
  int cause = 0;
  socklen_t size = sizeof cause;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) == 0 ? cause : errno;
}

/* Only those can be bound to. */
static bool
is_of_this_machine(const struct addrinfo *at)
{
  struct sockaddr_storage address = {0};
  memcpy(&address, at->ai_addr, at->ai_addrlen);
  if (address.ss_family == AF_INET6)
    ((struct sockaddr_in6 *)(void *)&address)->sin6_port = 0;
  else
    ((struct sockaddr_in *)(void *)&address)->sin_port = 0;
  int fd = socket(at->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  bool own = fd >= 0 && bind(fd, (struct sockaddr *)(void *)&address, at->ai_addrlen) == 0;
  if (fd >= 0)
    close(fd);
  return own;
}

static LmEndpoint
endpoint_of(const struct addrinfo *at)
{
  struct sockaddr_storage address = {0};
  memcpy(&address, at->ai_addr, at->ai_addrlen);
  return lm_hep_endpoint(&address);
}

static bool
address_meets(const struct addrinfo *to, const struct addrinfo *own)
{
  for (LmEndpoint there = endpoint_of(to); own; own = own->ai_next) {
    LmEndpoint here = endpoint_of(own);
    bool family = here.addr.family == LM_ADDR_IPV6 || there.addr.family == LM_ADDR_IPV4;
    if (lm_endpoint_equal(&there, &here) ||
        (family && lm_addr_is_unspecified(&here.addr) && is_of_this_machine(to)))
      return true;
  }
  return false;
}

bool
lm_hep_meets(const LmHepPlace *place, const LmHepPlace *own)
{
  int failure;
  bool meets = false;
  if ((place->carrier == LM_HEP_UDP) != (own->carrier == LM_HEP_UDP) || !place->host[0] ||
      strcmp(place->port, own->port) != 0)
    return false;
  struct addrinfo *there = look_up(place, false, &failure), *here = look_up(own, true, &failure);
  for (const struct addrinfo *at = there; at && here && !meets; at = at->ai_next)
    meets = address_meets(at, here);
  if (there)
    freeaddrinfo(there);
  if (here)
    freeaddrinfo(here);
  return meets;
}

static LmAddr
address_of(const struct in6_addr *in6)
{
  LmAddr addr = {.family = LM_ADDR_IPV6};
  if (!IN6_IS_ADDR_V4MAPPED(in6)) {
    memcpy(addr.bytes, in6, sizeof *in6);
    return addr;
  }
  addr.family = LM_ADDR_IPV4;
  memcpy(addr.bytes, &in6->s6_addr[12], 4);
  return addr;
}

LmEndpoint
lm_hep_endpoint(const struct sockaddr_storage *address)
{
  LmEndpoint end = {.addr.family = LM_ADDR_IPV4};
  if (address->ss_family == AF_INET6) {
    struct sockaddr_in6 v6;
    memcpy(&v6, address, sizeof v6);
    end.addr = address_of(&v6.sin6_addr);
    end.port = ntohs(v6.sin6_port);
  } else if (address->ss_family == AF_INET) {
    struct sockaddr_in v4;
    memcpy(&v4, address, sizeof v4);
    memcpy(end.addr.bytes, &v4.sin_addr, 4);
    end.port = ntohs(v4.sin_port);
  }
  return end;
}

void
lm_hep_local_end(struct msghdr *message, LmEndpoint *end)
{
  for (struct cmsghdr *one = CMSG_FIRSTHDR(message); one; one = CMSG_NXTHDR(message, one))
    if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_PKTINFO) {
      struct in_pktinfo info;
      memcpy(&info, CMSG_DATA(one), sizeof info);
      end->addr = (LmAddr){.family = LM_ADDR_IPV4};
      memcpy(end->addr.bytes, &info.ipi_addr, 4);
    } else if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo info;
      memcpy(&info, CMSG_DATA(one), sizeof info);
      end->addr = address_of(&info.ipi6_addr);
    }
}

uint32_t
lm_hep_socket_drops(int fd)
{
  uint32_t info[SK_MEMINFO_VARS] = {0};
  socklen_t size = sizeof info;
  return getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &size) == 0 ? info[SK_MEMINFO_DROPS] : 0;
}

/* It keeps twice what it was asked for, with what it needs itself: socket(7). */
bool
lm_hep_socket_is_small(int fd, uint32_t buffer_mib)
{
  int bytes = 0, most = INT_MAX / 2;
  socklen_t size = sizeof bytes;
  int wanted = buffer_mib < (uint32_t)most >> 20 ? (int)(buffer_mib << 20) : most;
  return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &size) == 0 && bytes / 2 < wanted;
}
