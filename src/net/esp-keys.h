/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Security associations of ESP that the user gave, and decrypting with them. For this folder and
 * its tests. Looking up and decrypting is safe from any thread once all are added. */

#include "base/arena.h"
#include "base/error.h"
#include "net/esp-content.h"
#include "net/keys.h"

typedef struct LmEspKeys LmEspKeys;

LmEspKeys *lm_esp_keys_new(void);
void lm_esp_keys_free(LmEspKeys *esp);
/* Reads the file @path, which has the form of Wireshark's esp_sa. False with @error set if it
 * cannot be read. Lines that are not understood are left out, with a warning to @keys. */
bool lm_esp_keys_add_file(LmEspKeys *esp, const char *path, LmKeys *keys, LmError *error);
/* Takes @text of that form; @name is what warnings call it. */
void lm_esp_keys_add_text(LmEspKeys *esp, LmSlice text, const char *name, LmKeys *keys);
size_t lm_esp_keys_n(const LmEspKeys *esp);
/* Whether there is one for packets with this index between @packet's addresses. */
bool lm_esp_keys_match(const LmEspKeys *esp, const LmPacket *packet, uint32_t spi);
/* Decrypts @sealed, which is all behind the sequence number, with whichever association opens it.
 * The content is in @arena. False if none does. */
bool lm_esp_keys_open(const LmEspKeys *esp, const LmPacket *packet, uint32_t spi, LmSlice sealed,
                      LmArena *arena, LmEspContent *content);
