/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The IP header before a packet, in a map of the input: each byte of it is taken for the start of a
 * payload, between the endpoints that the seeds have. */

#include "relate/packet_header.h"

#include "capture/map.h"
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_BYTES 512

static void
read_all(LmSlice bytes, const char *from, const char *to)
{
  LmEndpoint src = {.port = 4000}, dst = {.port = 5000};
  if (!lm_addr_parse(lm_slice_str(from), &src.addr) || !lm_addr_parse(lm_slice_str(to), &dst.addr))
    abort();
  for (size_t i = 0; i < bytes.len; i++) {
    LmPacketHeader header;
    if (lm_packet_header_read(lm_slice_from(bytes, i), &src, &dst, &header) &&
        (header.dscp > 63 || i < 28))
      abort();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0 || size > MAX_BYTES)
    return 0;
  int fd = memfd_create("input", 0);
  if (fd < 0 || write(fd, data, size) != (ssize_t)size)
    abort();
  LmMap *map = lm_map_open(fd, size);
  close(fd);
  if (!map)
    abort();
  LmSlice bytes = lm_slice(lm_map_data(map), size);
  read_all(bytes, "192.0.2.1", "192.0.2.2");
  read_all(bytes, "2001:db8::1", "2001:db8::2");
  lm_map_close(map);
  return 0;
}
