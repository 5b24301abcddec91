/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* STUN messages made for tests, and events looked up in a trace. */

#include "sip-packets.h"

/* A message under way. */
typedef struct {
  uint8_t bytes[512];
  size_t len;
} TestStun;

#define STUN_BINDING 0x0001
#define STUN_BINDING_SUCCESS 0x0101
#define STUN_BINDING_ERROR 0x0111
#define STUN_USERNAME 0x0006
#define STUN_PRIORITY 0x0024
#define STUN_USE_CANDIDATE 0x0025
#define STUN_CONTROLLING 0x802a

/* With @id as its transaction. */
static inline TestStun
stun_begin(uint16_t type, uint32_t id)
{
  TestStun stun = {.len = 20};
  const uint8_t head[] = {(uint8_t)(type >> 8), (uint8_t)type, 0, 0, 0x21, 0x12, 0xa4, 0x42};
  memcpy(stun.bytes, head, sizeof head);
  memcpy(stun.bytes + 8, &id, sizeof id);
  return stun;
}

static inline void
stun_add(TestStun *stun, uint16_t type, const void *value, size_t len)
{
  uint8_t *at = stun->bytes + stun->len;
  const uint8_t head[] = {(uint8_t)(type >> 8), (uint8_t)type, 0, (uint8_t)len};
  memcpy(at, head, sizeof head);
  if (len)
    memcpy(at + 4, value, len);
  stun->len += 4 + (len + 3) / 4 * 4;
  stun->bytes[3] = (uint8_t)(stun->len - 20);
}

/* An IPv4 address hidden by the cookie. */
static inline void
stun_add_address(TestStun *stun, uint16_t type, const char *host, uint16_t port)
{
  LmAddr addr;
  g_assert_true(lm_addr_parse(lm_slice_str(host), &addr));
  const uint8_t value[] = {0,
                           1,
                           (uint8_t)(port >> 8 ^ 0x21),
                           (uint8_t)(port ^ 0x12),
                           addr.bytes[0] ^ 0x21,
                           addr.bytes[1] ^ 0x12,
                           addr.bytes[2] ^ 0xa4,
                           addr.bytes[3] ^ 0x42};
  stun_add(stun, type, value, sizeof value);
}

static inline void
stun_send(double at_ms, const char *src, const char *dst, const TestStun *stun)
{
  test_udp(at_ms, src, dst, stun->bytes, stun->len);
}

/* The first event with @label, NULL if there is none. */
static inline const LmEvent *
find_event(const char *label)
{
  for (uint32_t i = 0; i < lm_trace_n_events(net->trace); i++) {
    const LmEvent *event = lm_trace_event(net->trace, i);
    if (strcmp(event->label, label) == 0)
      return event;
  }
  return NULL;
}
