/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sockets that HEP comes by and goes by; none of them waits. */

#include "base/addr.h"
#include "base/error.h"
#include "capture/hep_place.h"

#include <sys/socket.h>

/* Waits for what is sent to @place; of one without a host that is any address of either family. -1
 * with @error set, which names @text. */
int
lm_hep_listen_at(const LmHepPlace *place, const char *text, uint32_t buffer_mib, LmError *error);
/* Begins to connect; a name is looked up, which may take its time. @to, which may be NULL, becomes
 * the other end. -1 with @error set. */
int lm_hep_connect_to(const LmHepPlace *place, LmEndpoint *to, LmError *error);
/* An IPv4 address is one also where it came by a socket of IPv6. */
LmEndpoint lm_hep_endpoint(const struct sockaddr_storage *address);
/* The local end of a datagram, if its control messages say it; @end has its port. */
void lm_hep_local_end(struct msghdr *message, LmEndpoint *end);
/* Datagrams for which there was no room, since the socket was made. */
uint32_t lm_hep_socket_drops(int fd);
