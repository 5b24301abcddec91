/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_socket.h"

#include "base/i18n.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <unistd.h>

#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif

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
  int cause = errno;
  close(fd);
  errno = cause;
  return -1;
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

int
lm_hep_connect_to(const LmHepPlace *place, LmEndpoint *to, LmError *error)
{
  int failure, fd = -1, cause = 0;
  struct addrinfo *found = look_up(place, false, &failure);
  for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
    struct sockaddr_storage address = {0};
    fd = open_socket(at);
    if (fd < 0 || (connect(fd, at->ai_addr, at->ai_addrlen) && errno != EINPROGRESS)) {
      cause = errno;
      if (fd >= 0)
        close(fd);
      fd = -1;
      continue;
    }
    memcpy(&address, at->ai_addr, at->ai_addrlen);
    if (to)
      *to = lm_hep_endpoint(&address);
    if (at->ai_socktype == SOCK_STREAM)
      set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  }
  if (fd < 0)
    lm_error_set(error, LM_ERROR_UNREADABLE, _("%s:%.200s:%s cannot be reached (%s)"),
                 lm_hep_carrier_name(place->carrier), place->host, place->port,
                 found ? strerror(cause) : gai_strerror(failure));
  if (found)
    freeaddrinfo(found);
  return fd;
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
