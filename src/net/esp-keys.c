/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/esp-keys.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/vec.h"
#include "net/esp-cipher.h"
#include "net/key-store.h"

#include <stdlib.h>

/* Which addresses an association is for: all, one, or those whose text fits a pattern. */
typedef struct {
  LmAddr addr;  /* of no family: not just one */
  LmSlice glob; /* with "*" for any characters; empty: all */
} Match;

typedef struct {
  Match src, dst;
  uint32_t spi;
  bool any_spi;
  uint8_t family; /* LmAddrFamily, or 0 for both */
  uint8_t check;  /* bytes of the integrity check value */
  uint8_t key_bytes;
  uint8_t key[LM_ESP_MAX_KEY_BYTES];
  const LmEspCipher *cipher;
  EVP_CIPHER *evp; /* owned; NULL where nothing is encrypted */
} Association;

struct LmEspKeys {
  LmVec associations;
  LmArena arena;
};

enum {
  FIELD_FAMILY,
  FIELD_SRC,
  FIELD_DST,
  FIELD_SPI,
  FIELD_CIPHER,
  FIELD_KEY,
  FIELD_CHECK,
  N_FIELDS, /* the key for the check and what newer versions have behind it are not needed */
};

LmEspKeys *
lm_esp_keys_new(void)
{
  LmEspKeys *esp = lm_alloc(sizeof *esp);
  esp->associations = LM_VEC_INIT(Association);
  return esp;
}

void
lm_esp_keys_free(LmEspKeys *esp)
{
  if (!esp)
    return;
  for (uint32_t i = 0; i < esp->associations.len; i++)
    EVP_CIPHER_free(((Association *)lm_vec_at(&esp->associations, i))->evp);
  lm_vec_clear(&esp->associations);
  lm_arena_clear(&esp->arena);
  free(esp);
}

size_t
lm_esp_keys_n(const LmEspKeys *esp)
{
  return esp->associations.len;
}

/* Reading */

static bool
is_hex(LmSlice text)
{
  return lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("0x"));
}

static bool
parse_spi(LmSlice text, Association *association)
{
  association->any_spi = lm_slice_equal(text, LM_SLICE_LITERAL("*")) || text.len == 0;
  if (association->any_spi)
    return true;
  uint64_t spi = 0;
  if (!is_hex(text)) {
    bool ok = lm_slice_parse_uint(text, UINT32_MAX, &spi);
    association->spi = (uint32_t)spi;
    return ok;
  }
  text = lm_slice_from(text, 2);
  for (size_t i = 0; i < text.len; i++) {
    int digit = lm_hex_digit(text.data[i]);
    if (digit < 0 || text.len > 8)
      return false;
    spi = spi << 4 | (uint64_t)digit;
  }
  association->spi = (uint32_t)spi;
  return text.len > 0;
}

/* In hexadecimal digits behind "0x", else as it stands. */
static bool
parse_key(LmSlice text, Association *association)
{
  bool hex = is_hex(text);
  if (hex)
    text = lm_slice_from(text, 2);
  size_t len = hex ? text.len / 2 : text.len;
  if (len > sizeof association->key || (hex && text.len % 2))
    return false;
  for (size_t i = 0; i < len; i++) {
    int high = lm_hex_digit(lm_slice_at(text, 2 * i)),
        low = lm_hex_digit(lm_slice_at(text, 2 * i + 1));
    if (hex && (high < 0 || low < 0))
      return false;
    association->key[i] = hex ? (uint8_t)(high << 4 | low) : text.data[i];
  }
  association->key_bytes = (uint8_t)len;
  return true;
}

static void
parse_match(LmEspKeys *esp, LmSlice text, Match *match)
{
  if (lm_addr_parse(text, &match->addr))
    return;
  match->addr.family = LM_ADDR_NONE;
  if (text.len && !lm_slice_equal(text, LM_SLICE_LITERAL("*")))
    match->glob = lm_arena_copy(&esp->arena, text);
}

/* Takes one field in quotes off the front of @line, and the comma behind it. */
static bool
take_field(LmSlice *line, LmSlice *field)
{
  *line = lm_slice_trim(*line);
  if (lm_slice_at(*line, 0) != '"')
    return false;
  ptrdiff_t end = lm_slice_find_byte(*line, '"', 1);
  if (end < 0)
    return false;
  *field = lm_slice_sub(*line, 1, (size_t)end - 1);
  *line = lm_slice_trim(lm_slice_from(*line, (size_t)end + 1));
  if (lm_slice_at(*line, 0) == ',')
    *line = lm_slice_from(*line, 1);
  return true;
}

/* Returns what is wrong with a line, or NULL. */
static const char *
parse_line(LmEspKeys *esp, LmSlice line, Association *out)
{
  LmSlice fields[N_FIELDS];
  for (int i = 0; i < N_FIELDS; i++)
    if (!take_field(&line, &fields[i]))
      return _("it does not have the fields of an association, each in quotes");
  if (lm_slice_equal_nocase(fields[FIELD_FAMILY], LM_SLICE_LITERAL("IPv4")))
    out->family = LM_ADDR_IPV4;
  else if (lm_slice_equal_nocase(fields[FIELD_FAMILY], LM_SLICE_LITERAL("IPv6")))
    out->family = LM_ADDR_IPV6;
  if (!parse_spi(fields[FIELD_SPI], out))
    return _("its security parameter index is no number");
  out->cipher = lm_esp_cipher_by_name(fields[FIELD_CIPHER]);
  if (!out->cipher)
    return _("its encryption is not known");
  int check = lm_esp_check_bytes(fields[FIELD_CHECK]);
  if (check < 0)
    return _("its authentication is not known");
  out->check = out->cipher->check ? out->cipher->check : (uint8_t)check;
  if (out->cipher->mode != LM_ESP_NULL) {
    if (!parse_key(fields[FIELD_KEY], out))
      return _("its key is no hexadecimal number");
    out->evp = lm_esp_cipher_fetch(out->cipher, out->key_bytes);
    if (!out->evp)
      return _("its key has not the length that the encryption needs");
  }
  parse_match(esp, fields[FIELD_SRC], &out->src);
  parse_match(esp, fields[FIELD_DST], &out->dst);
  return NULL;
}

void
lm_esp_keys_add_text(LmEspKeys *esp, LmSlice text, const char *name, LmKeys *keys)
{
  for (unsigned n = 1; text.len; n++) {
    LmSlice line = lm_slice_trim(lm_slice_split(text, '\n', &text));
    if (line.len == 0 || line.data[0] == '#')
      continue;
    if (esp->associations.len >= LM_LIMIT_ESP_ASSOCIATIONS) {
      lm_keys_warn(keys, _("%s: only the first %u associations of ESP are used"), name,
                   LM_LIMIT_ESP_ASSOCIATIONS);
      return;
    }
    Association association = {0};
    const char *fault = parse_line(esp, line, &association);
    if (fault)
      lm_keys_warn(keys, _("%s: line %u is left out: %s"), name, n, fault);
    else
      *(Association *)lm_vec_push(&esp->associations) = association;
  }
}

bool
lm_esp_keys_add_file(LmEspKeys *esp, const char *path, LmKeys *keys, LmError *error)
{
  size_t len;
  char *text = lm_keys_read_file(path, LM_LIMIT_ESP_FILE_BYTES, &len, error);
  if (!text)
    return false;
  lm_esp_keys_add_text(esp, lm_slice(text, len), path, keys);
  free(text);
  return true;
}

/* Looking up */

/* Each "*" stands for as few characters as do; going back to the last one is enough. */
static bool
fits_glob(LmSlice glob, LmSlice text)
{
  size_t g = 0, t = 0, star = SIZE_MAX, mark = 0;
  while (t < text.len) {
    if (g < glob.len && glob.data[g] == '*') {
      star = g++;
      mark = t;
    } else if (g < glob.len && glob.data[g] == text.data[t]) {
      g++;
      t++;
    } else if (star != SIZE_MAX) {
      g = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (g < glob.len && glob.data[g] == '*')
    g++;
  return g == glob.len;
}

static bool
fits(const Match *match, const LmAddr *addr)
{
  char text[LM_ADDR_TEXT_SIZE];
  if (match->addr.family)
    return lm_addr_equal(&match->addr, addr);
  return match->glob.len == 0 || fits_glob(match->glob, lm_slice_str(lm_addr_format(addr, text)));
}

static bool
is_for(const Association *association, const LmPacket *packet, uint32_t spi)
{
  return (association->any_spi || association->spi == spi) &&
         (!association->family || association->family == packet->src.addr.family) &&
         fits(&association->src, &packet->src.addr) && fits(&association->dst, &packet->dst.addr);
}

bool
lm_esp_keys_match(const LmEspKeys *esp, const LmPacket *packet, uint32_t spi)
{
  for (uint32_t i = 0; i < esp->associations.len; i++)
    if (is_for(lm_vec_at(&esp->associations, i), packet, spi))
      return true;
  return false;
}

static bool
open_with(const Association *association, const LmPacket *packet, LmSlice sealed, LmArena *arena,
          LmEspContent *content)
{
  uint8_t out[LM_LIMIT_DATAGRAM_BYTES];
  if (sealed.len <= association->check || sealed.len > sizeof out)
    return false;
  sealed = lm_slice_sub(sealed, 0, sealed.len - association->check);
  if (association->cipher->mode == LM_ESP_NULL)
    return lm_esp_take_content(sealed, content) && lm_esp_is_plausible(content, packet, true);
  LmSlice key = lm_slice(association->key, association->key_bytes);
  size_t len = lm_esp_decrypt(association->cipher, association->evp, key, sealed, out);
  if (!lm_esp_take_content(lm_slice(out, len), content) ||
      !lm_esp_is_plausible(content, packet, true))
    return false;
  content->bytes = lm_arena_copy(arena, content->bytes);
  return true;
}

bool
lm_esp_keys_open(const LmEspKeys *esp, const LmPacket *packet, uint32_t spi, LmSlice sealed,
                 LmArena *arena, LmEspContent *content)
{
  for (uint32_t i = 0; i < esp->associations.len; i++) {
    const Association *association = lm_vec_at(&esp->associations, i);
    if (is_for(association, packet, spi) && open_with(association, packet, sealed, arena, content))
      return true;
  }
  return false;
}
