/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An engine in a test: its events waited for, and a large capture to keep it busy. */

#include "engine/engine.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdatomic.h>
#include <string.h>

#define PATIENCE_US (60 * G_USEC_PER_SEC)

static atomic_int n_wakes;

static inline void
wake_cb(void *data)
{
  atomic_fetch_add((atomic_int *)data, 1);
}

static inline LmEngine *
open_engine(const char *path)
{
  LmEngine *engine = lm_engine_new(wake_cb, &n_wakes);
  lm_engine_open(engine, &path, 1, NULL);
  return engine;
}

/* The next event, or none after a long time: then the test fails. */
static inline LmEngineEvent *
next_event(LmEngine *engine)
{
  for (int64_t end = g_get_monotonic_time() + PATIENCE_US; g_get_monotonic_time() < end;) {
    LmEngineEvent *event = lm_engine_take(engine);
    if (event)
      return event;
    g_usleep(200);
  }
  g_assert_not_reached();
}

/* The next event of @kind; those before it are dropped. Answers to a request must carry @serial. */
static inline LmEngineEvent *
expect(LmEngine *engine, LmEngineEventKind kind, uint32_t serial)
{
  for (;;) {
    LmEngineEvent *event = next_event(engine);
    if (event->kind == kind) {
      g_assert_cmpuint(event->serial, ==, serial);
      return event;
    }
    g_assert_cmpint(event->kind, !=, LM_ENGINE_FAILED);
    lm_engine_event_free(event);
  }
}

static inline void
drop_until_done(LmEngine *engine)
{
  lm_engine_event_free(expect(engine, LM_ENGINE_DONE, 0));
}

static inline void
put16(GByteArray *out, uint16_t value)
{
  uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
  g_byte_array_append(out, bytes, sizeof bytes);
}

static inline void
put32(GByteArray *out, uint32_t value)
{
  g_byte_array_append(out, (const guint8 *)&value, sizeof value);
}

/* A pcap file of @n INVITEs, each of a call of its own, in raw IPv4. */
static inline char *
make_large(const char *folder, unsigned n)
{
  g_autoptr(GByteArray) out = g_byte_array_new();
  const uint32_t head[] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 101};
  for (size_t i = 0; i < G_N_ELEMENTS(head); i++)
    put32(out, head[i]);
  for (unsigned i = 0; i < n; i++) {
    g_autofree char *sip = g_strdup_printf(
        "INVITE sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%u\r\n"
        "From: <sip:a@example.com>;tag=a\r\nTo: <sip:b@example.com>\r\nCall-ID: %u\r\n"
        "CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
        i, i);
    size_t len = strlen(sip);
    put32(out, 1700000000 + i / 1000);
    put32(out, i % 1000 * 1000);
    put32(out, (uint32_t)len + 28);
    put32(out, (uint32_t)len + 28);
    const uint8_t start[] = {0x45, 0}, rest[] = {0, 0, 0,   0, 64, 17, 0,    0,    192,  0,
                                                 2, 1, 192, 0, 2,  2,  0x13, 0xc4, 0x13, 0xc4};
    g_byte_array_append(out, start, sizeof start);
    put16(out, (uint16_t)(len + 28));
    g_byte_array_append(out, rest, sizeof rest);
    put16(out, (uint16_t)(len + 8));
    put16(out, 0);
    g_byte_array_append(out, (const guint8 *)sip, (guint)len);
  }
  char *path = g_build_filename(folder, "large.pcap", NULL);
  g_assert_true(g_file_set_contents(path, (const char *)out->data, out->len, NULL));
  return path;
}
