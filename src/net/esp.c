/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/esp-keys.h"
#include "net/key-store.h"
#include "net/layer.h"

/* Encrypted packets of IPsec (RFC 4303): the security parameter index, a sequence number, what is
 * sealed. It is often sealed without being encrypted, in mobile networks above all; else it is
 * opened with the keys that were given. */
enum { HEADER = 8, MAX_RESERVED_SPI = 255 };

static const LmEspKeys *
keys_of(const LmDecoder *decoder)
{
  return decoder->net->keys ? decoder->net->keys->esp : NULL;
}

static void
note_sealed(const LmDecoder *decoder, uint32_t spi)
{
  const LmEspKeys *keys = keys_of(decoder);
  LmSealed sealed = {
      .src = decoder->packet->src.addr,
      .dst = decoder->packet->dst.addr,
      .spi = spi,
      .has_key = keys && lm_esp_keys_match(keys, decoder->packet, spi),
      .packets = 1,
  };
  lm_sealed_add(&decoder->net->counters.sealed, &sealed);
}

static bool
open_sealed(LmDecoder *decoder, uint32_t spi, LmSlice sealed, LmEspContent *content)
{
  const LmEspKeys *keys = keys_of(decoder);
  if (keys && lm_esp_keys_match(keys, decoder->packet, spi)) {
    LmArena *arena = lm_layer_arena(decoder);
    if (!arena)
      return false;
    if (lm_esp_keys_open(keys, decoder->packet, spi, sealed, arena, content))
      return true;
  }
  return lm_esp_guess_null(sealed, decoder->packet, content);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  if (bytes.len <= HEADER)
    return lm_layer_truncated(decoder);
  uint32_t spi = lm_slice_be32(bytes, 0);
  LmEspContent content;
  lm_layer_value(decoder, spi);
  /* Its end is what says what it is. */
  if (decoder->missing || decoder->quoted)
    return lm_layer_truncated(decoder);
  if (!open_sealed(decoder, spi, lm_slice_from(bytes, HEADER), &content)) {
    note_sealed(decoder, spi);
    return NULL;
  }
  decoder->rest = content.bytes;
  decoder->sliced = 0;
  return lm_layer_by_protocol(decoder, content.protocol);
}

const LmLayer lm_layer_esp = {
    decode, LM_LAYER_PROTOCOLS(50), .name = "esp", .value_name = "spi", .value_hex = true,
};

/* Where address translators are on the way it is in UDP (RFC 3948, 2). Four zeros in place of the
 * index stand for the exchange of keys, one byte for a keep-alive. On this port only what opens is
 * known to be one. */
static bool
opens(const LmDecoder *decoder, uint32_t spi)
{
  const LmEspKeys *keys = keys_of(decoder);
  LmEspContent content;
  return (keys && lm_esp_keys_match(keys, decoder->packet, spi)) ||
         lm_esp_guess_null(lm_slice_from(decoder->rest, HEADER), decoder->packet, &content);
}

/* That one is encrypted is only likely: a small sequence number (which the cookie of STUN is
 * not, RFC 8489, 5), whole words, and no text. It stays a datagram, but is counted. */
static bool
looks_encrypted(LmSlice bytes)
{
  enum { MANY_PACKETS = 1 << 24 };
  int first = lm_slice_at(bytes, 0);
  return lm_slice_be32(bytes, 4) < MANY_PACKETS && bytes.len % 4 == 0 &&
         !(first >= 'A' && first <= 'Z');
}

static bool
claims(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  uint32_t spi = lm_slice_be32(bytes, 0);
  if (bytes.len <= HEADER || spi <= MAX_RESERVED_SPI || decoder->missing || decoder->quoted)
    return false;
  if (opens(decoder, spi))
    return true;
  if (looks_encrypted(bytes))
    note_sealed(decoder, spi);
  return false;
}

static const LmLayer *
decode_in_udp(LmDecoder *decoder)
{
  return &lm_layer_esp;
}

const LmLayer lm_layer_esp_in_udp = {decode_in_udp, LM_LAYER_UDP_PORTS(4500), .claims = claims};
