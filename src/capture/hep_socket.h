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
/* Begins to connect to @place, which has a host; a name is looked up, which may take its time. Of
 * several addresses that a name has it is that of number *@turn, which goes on to the next one, so
 * that who tries again tries another. -1 with @error set. */
int lm_hep_connect_to(const LmHepPlace *place, uint32_t *turn, LmError *error);
/* Bytes that were sent by TCP and have not arrived at the other end's system. */
uint32_t lm_hep_socket_unsure(int fd);
/* What went wrong with the socket since this was asked last: a number of errno, or 0. */
int lm_hep_socket_error(int fd);
/* Whether what is sent to @place comes to who listens at @own. A name is looked up. */
bool lm_hep_meets(const LmHepPlace *place, const LmHepPlace *own);
/* An IPv4 address is one also where it came by a socket of IPv6. */
LmEndpoint lm_hep_endpoint(const struct sockaddr_storage *address);
/* The local end of a datagram, if its control messages say it; @end has its port. */
void lm_hep_local_end(struct msghdr *message, LmEndpoint *end);
/* Whether the kernel has less room for what comes than was asked for. */
bool lm_hep_socket_is_small(int fd, uint32_t buffer_mib);
/* Datagrams for which there was no room, since the socket was made. */
uint32_t lm_hep_socket_drops(int fd);
