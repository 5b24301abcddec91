/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of security associations, and behind a zero byte a packet that is opened with them. */

#include "net/esp-keys.h"
#include "fuzz.h"
#include "net/key-store.h"

#include <stdlib.h>

static void
check(bool holds)
{
  if (!holds)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice sealed;
  LmSlice text = lm_slice_split(lm_slice(data, size), 0, &sealed);
  LmKeys *keys = lm_keys_new();
  lm_esp_keys_add_text(keys->esp, text, "esp_sa", keys);
  LmPacket packet = {
      .src.addr = {.bytes = {192, 0, 2, 1}, .family = LM_ADDR_IPV4},
      .dst.addr = {.bytes = {192, 0, 2, 2}, .family = LM_ADDR_IPV4},
  };
  LmArena arena = LM_ARENA_INIT;
  LmEspContent content;
  if (lm_esp_keys_open(keys->esp, &packet, 0x1234, sealed, &arena, &content)) {
    check(lm_esp_keys_match(keys->esp, &packet, 0x1234));
    check(content.bytes.len > 0 && content.bytes.len <= sealed.len);
  }
  if (lm_esp_guess_null(sealed, &packet, &content))
    check(content.bytes.len > 0 && content.bytes.len < sealed.len);
  lm_arena_clear(&arena);
  lm_keys_free(keys);
  return 0;
}
