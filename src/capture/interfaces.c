/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/interfaces.h"

#include "base/arena.h"

#include <ifaddrs.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_INTERFACES 4096

typedef struct {
  LmInterface *list;
  size_t n;
} List;

/* The first line of a file of the kernel's about an interface. */
static bool
read_line(const char *name, const char *file, char *text, size_t size)
{
  char path[128];
  snprintf(path, sizeof path, "/sys/class/net/%.32s/%.40s", name, file);
  FILE *stream = fopen(path, "re");
  bool ok = stream && fgets(text, (int)size, stream);
  if (stream)
    fclose(stream);
  if (!ok)
    text[0] = '\0';
  text[strcspn(text, "\n")] = '\0';
  return ok;
}

static uint64_t
read_count(const char *name, const char *file)
{
  char text[32];
  return read_line(name, file, text, sizeof text) ? strtoull(text, NULL, 10) : 0;
}

/* What the kernel calls it (DEVTYPE), or what its kind of hardware is (ARPHRD_ of if_arp.h). */
static void
find_kind(LmInterface *interface, unsigned type)
{
  static const struct {
    unsigned type;
    const char *name;
  } types[] = {{1, "ethernet"}, {772, "loopback"}, {801, "wireless"}, {803, "wireless"},
               {512, "ppp"},    {768, "tunnel"},   {769, "tunnel"},   {776, "tunnel"},
               {778, "tunnel"}, {65534, "tunnel"}, {824, "netlink"},  {280, "can"}};
  char path[128], text[80];
  snprintf(interface->kind, sizeof interface->kind, "%s", "other");
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (types[i].type == type)
      snprintf(interface->kind, sizeof interface->kind, "%s", types[i].name);
  snprintf(path, sizeof path, "/sys/class/net/%.32s/uevent", interface->name);
  FILE *stream = fopen(path, "re");
  while (stream && fgets(text, sizeof text, stream))
    if (strncmp(text, "DEVTYPE=", 8) == 0)
      snprintf(interface->kind, sizeof interface->kind, "%.*s", (int)strcspn(text + 8, "\n"),
               text + 8);
  if (stream)
    fclose(stream);
  if (strcmp(interface->kind, "wlan") == 0)
    snprintf(interface->kind, sizeof interface->kind, "%s", "wireless");
}

static LmInterface *
find(List *list, const char *name)
{
  for (size_t i = 0; i < list->n; i++)
    if (strcmp(list->list[i].name, name) == 0)
      return &list->list[i];
  if (list->n == MAX_INTERFACES)
    return NULL;
  LmInterface *interface = &list->list[list->n++];
  snprintf(interface->name, sizeof interface->name, "%s", name);
  return interface;
}

static void
fill(LmInterface *interface, unsigned flags)
{
  interface->up = flags & IFF_UP;
  interface->carrier = flags & IFF_RUNNING;
  read_line(interface->name, "ifalias", interface->description, sizeof interface->description);
  interface->packets = read_count(interface->name, "statistics/rx_packets") +
                       read_count(interface->name, "statistics/tx_packets");
  interface->bytes = read_count(interface->name, "statistics/rx_bytes") +
                     read_count(interface->name, "statistics/tx_bytes");
  interface->dropped = read_count(interface->name, "statistics/rx_dropped") +
                       read_count(interface->name, "statistics/rx_missed_errors");
}

/* What the kernel says of it beside its name. These figures have 32 bits, but they are there too
 * where /sys is of another namespace. */
static void
fill_link(LmInterface *interface, const struct ifaddrs *one)
{
  struct sockaddr_ll link;
  struct rtnl_link_stats figures;
  memcpy(&link, one->ifa_addr, sizeof link);
  find_kind(interface, link.sll_hatype);
  if (!one->ifa_data || interface->packets)
    return;
  memcpy(&figures, one->ifa_data, sizeof figures);
  interface->packets = (uint64_t)figures.rx_packets + figures.tx_packets;
  interface->bytes = (uint64_t)figures.rx_bytes + figures.tx_bytes;
  interface->dropped = (uint64_t)figures.rx_dropped + figures.rx_missed_errors;
}

static void
add_address(LmInterface *interface, const struct sockaddr *address)
{
  if (!address || interface->n_addresses == LM_INTERFACE_MAX_ADDRESSES)
    return;
  LmAddr *out = &interface->addresses[interface->n_addresses];
  if (address->sa_family == AF_INET) {
    struct sockaddr_in in;
    memcpy(&in, address, sizeof in);
    out->family = LM_ADDR_IPV4;
    memcpy(out->bytes, &in.sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    out->family = LM_ADDR_IPV6;
    memcpy(out->bytes, &in.sin6_addr, 16);
  } else {
    return;
  }
  interface->n_addresses++;
}

size_t
lm_interfaces_list(LmInterface **out)
{
  List list = {.list = lm_alloc(MAX_INTERFACES * sizeof(LmInterface))};
  struct ifaddrs *all = NULL;
  LmInterface *any = find(&list, "any");
  snprintf(any->kind, sizeof any->kind, "%s", "any");
  any->up = any->carrier = true;
  if (getifaddrs(&all))
    all = NULL;
  for (const struct ifaddrs *one = all; one; one = one->ifa_next) {
    size_t before = list.n;
    LmInterface *interface = find(&list, one->ifa_name);
    if (interface && list.n > before)
      fill(interface, one->ifa_flags);
    if (interface && one->ifa_addr && one->ifa_addr->sa_family == AF_PACKET)
      fill_link(interface, one);
    else if (interface)
      add_address(interface, one->ifa_addr);
  }
  freeifaddrs(all);
  *out = list.list;
  return list.n;
}

bool
lm_interface_is_off(const char *name)
{
  struct ifreq ask = {0};
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  snprintf(ask.ifr_name, sizeof ask.ifr_name, "%.*s", (int)sizeof ask.ifr_name - 1, name);
  bool off = fd >= 0 && ioctl(fd, SIOCGIFFLAGS, &ask) == 0 && !(ask.ifr_flags & IFF_UP);
  if (fd >= 0)
    close(fd);
  return off;
}
