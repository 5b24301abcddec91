/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Writes frames to a pcap file (microseconds, Ethernet) as they are made: UDP datagrams and TCP
 * segments over IPv4 or IPv6, with or without a VLAN tag. One thread. The writer keeps time from
 * running backwards. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
  FILE *file;
  uint64_t last_ns;
  uint64_t n_packets;
  uint64_t n_bytes; /* of frames, without the file's own headers */
} Writer;

typedef struct {
  bool ipv6;
  uint16_t vlan; /* 0: no tag */
  uint8_t source[16], target[16];
  uint16_t source_port, target_port;
} Path;

/* One TCP connection; @path leads from the side that opened it. */
typedef struct {
  Path path;
  uint32_t sequence[2]; /* the next of each side */
} Connection;

/* False, with errno set, when the file cannot be made. */
bool writer_open(Writer *writer, const char *path);
/* False when not all of it could be written. */
bool writer_close(Writer *writer);
/* @len up to 1472 bytes. @tos: the whole octet. */
void writer_udp(Writer *writer, uint64_t ns, const Path *path, uint8_t tos, const void *payload,
                size_t len);
/* The handshake; the segments of @data with an acknowledgement of each; the end. @side: who sends,
 * 0 for the one that opened the connection. */
void writer_tcp_open(Writer *writer, uint64_t ns, Connection *connection);
void writer_tcp_send(Writer *writer, uint64_t ns, Connection *connection, int side,
                     const void *data, size_t len);
void writer_tcp_close(Writer *writer, uint64_t ns, Connection *connection);
/* The same path seen from the other end. */
Path path_reverse(const Path *path);
