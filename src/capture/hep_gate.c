/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_gate.h"

#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

typedef struct {
  LmAddr addr;
  uint32_t bits;
} Network;

bool
lm_hep_read_key(const char *path, uint8_t key[LM_HEP_KEY_BYTES], size_t *len, LmError *error)
{
  FILE *file = fopen(path, "re");
  if (!file)
    return lm_error_set(error, LM_ERROR_UNREADABLE, _("%.300s: the key cannot be read (%s)"), path,
                        strerror(errno));
  *len = fread(key, 1, LM_HEP_KEY_BYTES, file);
  fclose(file);
  uint8_t *end = memchr(key, '\n', *len);
  *len = end ? (size_t)(end - key) : *len;
  *len -= *len && key[*len - 1] == '\r';
  memset(key + *len, 0, LM_HEP_KEY_BYTES - *len);
  return (*len > 0 && *len < LM_HEP_KEY_BYTES) ||
         lm_error_set(error, LM_ERROR_UNREADABLE,
                      _("%.300s: the first line must be a key of 1 to %d bytes"), path,
                      LM_HEP_KEY_BYTES - 1);
}

/* "10.0.0.0/8", "2001:db8::1". */
static bool
parse_network(const char *text, Network *network, LmError *error)
{
  LmSlice bits, addr = lm_slice_split(lm_slice_str(text), '/', &bits);
  uint64_t n = UINT64_MAX, most;
  bool ok = lm_addr_parse(addr, &network->addr);
  most = network->addr.family == LM_ADDR_IPV6 ? 128 : 32;
  if (bits.data && strchr(text, '/'))
    ok &= lm_slice_parse_uint(bits, most, &n);
  network->bits = (uint32_t)(n == UINT64_MAX ? most : n);
  return ok || lm_error_set(error, LM_ERROR_USAGE,
                            _("“%.200s” is no network; one is written as 10.0.0.0/8, 192.0.2.1 or "
                              "2001:db8::/32"),
                            text);
}

bool
lm_hep_network_check(const char *text, LmError *error)
{
  Network network;
  return parse_network(text, &network, error);
}

bool
lm_hep_gate_init(LmHepGate *gate, const char *key_file, const char *const *networks,
                 size_t n_networks, LmError *error)
{
  *gate = (LmHepGate){.networks = LM_VEC_INIT(Network)};
  if (key_file && !lm_hep_read_key(key_file, gate->key, &gate->key_len, error))
    return false;
  for (size_t i = 0; i < n_networks; i++)
    if (!parse_network(networks[i], lm_vec_push(&gate->networks), error))
      return false;
  return true;
}

bool
lm_hep_gate_set_key(LmHepGate *gate, const char *key, LmError *error)
{
  size_t len = strlen(key);
  if (len == 0 || len >= LM_HEP_KEY_BYTES)
    return lm_error_set(error, LM_ERROR_USAGE, _("a key has 1 to %d bytes"), LM_HEP_KEY_BYTES - 1);
  memset(gate->key, 0, sizeof gate->key);
  memcpy(gate->key, key, len);
  gate->key_len = len;
  return true;
}

void
lm_hep_gate_clear(LmHepGate *gate)
{
  OPENSSL_cleanse(gate->key, sizeof gate->key);
  lm_vec_clear(&gate->networks);
}

static bool
holds(const Network *network, const LmAddr *addr)
{
  uint32_t whole = network->bits / 8, rest = network->bits % 8;
  if (network->addr.family != addr->family || memcmp(network->addr.bytes, addr->bytes, whole) != 0)
    return false;
  return rest == 0 || (network->addr.bytes[whole] ^ addr->bytes[whole]) >> (8 - rest) == 0;
}

bool
lm_hep_gate_knows(const LmHepGate *gate, const LmAddr *sender)
{
  for (uint32_t i = 0; i < gate->networks.len; i++)
    if (holds(lm_vec_at(&gate->networks, i), sender))
      return true;
  return gate->networks.len == 0;
}

/* The time that it takes says nothing of where they differ. */
static bool
key_is_right(const LmHepGate *gate, LmSlice key)
{
  uint8_t other[LM_HEP_KEY_BYTES] = {0};
  memcpy(other, key.data ? key.data : other, key.len < sizeof other ? key.len : sizeof other);
  return (CRYPTO_memcmp(other, gate->key, sizeof other) == 0) & (key.len == gate->key_len);
}

LmHepVerdict
lm_hep_gate_judge(const LmHepGate *gate, LmSlice message, LmHep *hep)
{
  bool whole = lm_hep_parse(message, hep);
  size_t len = lm_hep_length(message);
  if (!whole && (len == 0 || len > message.len))
    return LM_HEP_GARBAGE;
  if (gate->key_len && !key_is_right(gate, hep->key))
    return LM_HEP_WRONG_KEY;
  return whole ? LM_HEP_WELCOME : LM_HEP_EMPTY;
}

uint64_t
lm_hep_refusals_text(const LmHepRefusals *refusals, LmText *out)
{
  static const char *const words[LM_HEP_N_VERDICTS] = {
      [LM_HEP_STRANGER] = N_("from elsewhere"),
      [LM_HEP_WRONG_KEY] = N_("with a wrong key"),
      [LM_HEP_GARBAGE] = N_("that are no HEP"),
      [LM_HEP_EMPTY] = N_("with nothing in them"),
      [LM_HEP_CROWD] = N_("connections too many"),
      [LM_HEP_SLOW] = N_("connections that were silent or slow"),
      [LM_HEP_TLS_FAILED] = N_("connections without valid TLS"),
      [LM_HEP_TOO_LONG] = N_("too long"),
  };
  uint64_t sum = 0;
  for (size_t i = 1; i < LM_HEP_N_VERDICTS; i++) {
    if (!refusals->of[i])
      continue;
    lm_text_add_str(out, sum ? ", " : "");
    lm_text_add_uint(out, refusals->of[i]);
    lm_text_add_char(out, ' ');
    lm_text_add_str(out, _(words[i]));
    if (i == LM_HEP_TLS_FAILED && refusals->tls_words[0])
      lm_text_printf(out, " (%s)", refusals->tls_words);
    sum += refusals->of[i];
  }
  return sum;
}
