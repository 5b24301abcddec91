/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

#include "base/limits.h"

#include <pthread.h>

#define N_LAYERS (sizeof all_layers / sizeof *all_layers)
#define LAYER_ROW(name) &lm_layer_##name,
static const LmLayer *const all_layers[] = {LM_LAYERS(LAYER_ROW)};

_Static_assert(N_LAYERS < 128, "LmLayerMap.layers holds all layers and the row 0 that means none");

static LmLayerMap the_map;
static pthread_once_t map_once = PTHREAD_ONCE_INIT;

static void
add_udp_port(uint16_t port, uint8_t row)
{
  the_map.by_udp_port[port] = row;
  the_map.udp_ports[port >> 5] |= 1u << (port & 31);
}

static void
fill_map(void)
{
  for (size_t i = 0; i < N_LAYERS; i++) {
    const LmLayer *layer = all_layers[i];
    the_map.layers[i + 1] = layer;
    for (size_t k = 0; k < layer->n_links; k++)
      the_map.by_link[layer->links[k]] = layer;
    for (size_t k = 0; k < layer->n_ethertypes; k++)
      the_map.by_ethertype[layer->ethertypes[k]] = (uint8_t)(i + 1);
    for (size_t k = 0; k < layer->n_protocols; k++)
      the_map.by_protocol[layer->protocols[k]] = layer;
    for (size_t k = 0; k < layer->n_udp_ports; k++)
      add_udp_port(layer->udp_ports[k], (uint8_t)(i + 1));
  }
}

const LmLayerMap *
lm_layer_map(void)
{
  pthread_once(&map_once, fill_map);
  return &the_map;
}

const LmLayer *
lm_layer_by_link(const LmDecoder *decoder, uint32_t link_type)
{
  const LmLayerMap *map = decoder->net->map;
  return link_type < sizeof map->by_link / sizeof *map->by_link ? map->by_link[link_type] : NULL;
}

const LmLayer *
lm_layer_by_ethertype(const LmDecoder *decoder, uint16_t type)
{
  const LmLayerMap *map = decoder->net->map;
  return type <= 1500 ? &lm_layer_llc : map->layers[map->by_ethertype[type]];
}

const LmLayer *
lm_layer_by_protocol(const LmDecoder *decoder, uint8_t protocol)
{
  return decoder->net->map->by_protocol[protocol];
}

static const LmLayer *
claimant(const LmDecoder *decoder, uint16_t port)
{
  const LmLayerMap *map = decoder->net->map;
  const LmLayer *layer = map->layers[map->by_udp_port[port]];
  return layer && layer->claims(decoder) ? layer : NULL;
}

const LmLayer *
lm_layer_by_udp(const LmDecoder *decoder)
{
  const LmPacket *packet = decoder->packet;
  if (!lm_layer_may_be_tunnel(decoder->net->map, packet->src.port, packet->dst.port, decoder->rest))
    return NULL;
  const LmLayer *layer = claimant(decoder, packet->dst.port);
  if (!layer && packet->src.port != packet->dst.port)
    layer = claimant(decoder, packet->src.port);
  bool hep = lm_slice_starts_with(decoder->rest, LM_SLICE_LITERAL("HEP3"));
  if (!layer && hep && lm_layer_hep.claims(decoder))
    layer = &lm_layer_hep;
  return layer;
}

/* For the devices that have no EtherTypes, which are 802.11 with and without radio headers and
 * netlink, the protocol is something else (Linux's if_arp.h). */
const LmLayer *
lm_layer_by_device(const LmDecoder *decoder, uint16_t device, uint16_t type)
{
  switch (device) {
  case 801:
    return &lm_layer_ieee80211;
  case 802:
    return &lm_layer_prism;
  case 803:
    return &lm_layer_radiotap;
  case 824:
    return NULL;
  default:
    return lm_layer_by_ethertype(decoder, type);
  }
}

/* 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24 on NetBSD, OpenBSD and BSD/OS, 28 on FreeBSD, 30 on
 * macOS. All are small, so the byte order shows. */
const LmLayer *
lm_layer_by_family(uint32_t family)
{
  switch (family > 0xffff ? __builtin_bswap32(family) : family) {
  case 2:
    return &lm_layer_ipv4;
  case 10:
  case 24:
  case 28:
  case 30:
    return &lm_layer_ipv6;
  default:
    return NULL;
  }
}

const LmLayer *
lm_layer_by_ip_version(int byte)
{
  switch (byte >> 4) {
  case 4:
    return &lm_layer_ipv4;
  case 6:
    return &lm_layer_ipv6;
  default:
    return NULL;
  }
}

const LmLayer *
lm_layer_truncated(LmDecoder *decoder)
{
  decoder->net->counters.truncated++;
  return NULL;
}

LmArena *
lm_layer_arena(LmDecoder *decoder)
{
  LmNet *net = decoder->net;
  if (net->opened.total_bytes < LM_LIMIT_OPENED_BYTES)
    return &net->opened;
  net->counters.not_opened++;
  return NULL;
}

bool
lm_layer_reassemble(LmDecoder *decoder, LmFragment *fragment)
{
  LmNet *net = decoder->net;
  if (!net->fragments) {
    decoder->packet->kind = LM_PACKET_FRAGMENT;
    return false;
  }
  net->counters.fragments++;
  fragment->bytes = decoder->rest;
  /* IP has just said how long the fragment is, or its datagram could not be put together. */
  fragment->missing = lm_layer_lacking(decoder);
  fragment->time_ns = decoder->packet->frame->time_ns;
  if (!lm_fragments_add(net->fragments, fragment, &net->counters))
    return false;
  decoder->rest = fragment->bytes;
  decoder->missing = fragment->missing;
  decoder->sliced = 0;
  decoder->packet->reassembled = true;
  return true;
}
