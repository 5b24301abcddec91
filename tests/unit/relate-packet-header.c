/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DSCP and TTL, read again from before a packet. */
#include "relate/packet_header.h"

#include "capture/map.h"
#include "frames.h"

#include <glib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAYLOAD_BYTES 20

static LmEndpoint
endpoint(const char *addr, uint16_t port)
{
  LmEndpoint result = {.port = port};
  g_assert_true(lm_addr_parse(lm_slice_str(addr), &result.addr));
  return result;
}

/* A map of the frame's bytes, as one of a capture. */
static LmMap *
map_of(const TestFrame *f)
{
  int fd = memfd_create("frame", 0);
  g_assert_cmpint(write(fd, frame_bytes(f), frame_len(f)), ==, (gssize)frame_len(f));
  LmMap *map = lm_map_open(fd, frame_len(f));
  close(fd);
  g_assert_nonnull(map);
  return map;
}

static bool
read_header(const TestFrame *f, const LmEndpoint *src, const LmEndpoint *dst,
            LmPacketHeader *header)
{
  LmMap *map = map_of(f);
  LmSlice bytes = lm_slice(lm_map_data(map), lm_map_len(map));
  bool read =
      lm_packet_header_read(lm_slice_from(bytes, bytes.len - PAYLOAD_BYTES), src, dst, header);
  lm_map_close(map);
  return read;
}

static void
begin(TestFrame *f)
{
  static const uint8_t payload[PAYLOAD_BYTES] = {0x80};
  frame_payload(f, payload, sizeof payload);
  frame_udp(f, 4000, 5000);
}

static void
test_ipv4(void)
{
  static const size_t options[] = {0, 4, 40};
  LmEndpoint src = endpoint("192.0.2.1", 4000), dst = endpoint("192.0.2.2", 5000);
  for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
    TestFrame f;
    LmPacketHeader header;
    begin(&f);
    frame_ipv4_options(&f, "192.0.2.1", "192.0.2.2", options[i]);
    f.bytes[f.start + 1] = 46 << 2 | 1;
    f.bytes[f.start + 8] = 57;
    g_assert_true(read_header(&f, &src, &dst, &header)); /* from the first byte of the map on */
    frame_ethernet(&f);
    g_assert_true(read_header(&f, &src, &dst, &header));
    g_assert_cmpuint(header.dscp, ==, 46);
    g_assert_cmpuint(header.ttl, ==, 57);
    LmEndpoint other_port = endpoint("192.0.2.1", 4001), other = endpoint("192.0.2.3", 5000);
    g_assert_false(read_header(&f, &dst, &src, &header));
    g_assert_false(read_header(&f, &other_port, &dst, &header));
    g_assert_false(read_header(&f, &src, &other, &header));
  }
}

static void
test_ipv6(void)
{
  LmEndpoint src = endpoint("2001:db8::1", 4000), dst = endpoint("2001:db8::2", 5000);
  TestFrame f;
  LmPacketHeader header;
  begin(&f);
  frame_ip(&f, "2001:db8::1", "2001:db8::2");
  f.bytes[f.start] = 0x6b; /* traffic class 0xb9: DSCP 46, congestion marks 1 */
  f.bytes[f.start + 1] = 0x90;
  f.bytes[f.start + 7] = 33;
  frame_ethernet(&f);
  g_assert_true(read_header(&f, &src, &dst, &header));
  g_assert_cmpuint(header.dscp, ==, 46);
  g_assert_cmpuint(header.ttl, ==, 33);
  g_assert_false(read_header(&f, &dst, &src, &header));
}

/* Bytes that are in no map, the first ones of a map, and a UDP header that says less than came. */
static void
test_nothing(void)
{
  LmEndpoint src = endpoint("192.0.2.1", 4000), dst = endpoint("192.0.2.2", 5000);
  TestFrame f;
  LmPacketHeader header;
  begin(&f);
  g_assert_false(read_header(&f, &src, &dst, &header));
  frame_ip(&f, "192.0.2.1", "192.0.2.2");
  LmSlice bytes = lm_slice(frame_bytes(&f), frame_len(&f));
  g_assert_false(lm_packet_header_read(lm_slice_from(bytes, 28), &src, &dst, &header));
  LmMap *map = map_of(&f);
  LmSlice mapped = lm_slice(lm_map_data(map), lm_map_len(map));
  for (size_t i = 0; i < mapped.len; i++)
    g_assert_true(lm_packet_header_read(lm_slice_from(mapped, i), &src, &dst, &header) ==
                  (i == 28));
  g_assert_cmpuint(lm_map_before(mapped, 100).len, ==, 0);
  g_assert_cmpuint(lm_map_before(lm_slice_from(mapped, 10), 100).len, ==, 10);
  g_assert_cmpuint(lm_map_before(lm_slice_from(mapped, 10), 4).len, ==, 4);
  lm_map_close(map);
  f.bytes[f.start + 25] = 8;
  g_assert_false(read_header(&f, &src, &dst, &header));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/packet-header/ipv4", test_ipv4);
  g_test_add_func("/packet-header/ipv6", test_ipv6);
  g_test_add_func("/packet-header/nothing", test_nothing);
  return g_test_run();
}
