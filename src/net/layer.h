/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How the layers of a frame are taken off, one after the other. For this folder and its tests.
 *
 * A layer is one file that defines a `const LmLayer lm_layer_NAME`, and one word in LM_LAYERS
 * below. It says by which numbers other layers name it, so none of them has to know it. Its
 * function takes its header off the front of the decoder's rest, fills in what it knows of the
 * packet and returns the layer that comes next, or NULL at the end: then the packet's kind says
 * what was found. */

#include "base/bytes.h"
#include "net/fragments.h"
#include "net/net.h"
#include "net/path.h"

#define LM_LAYERS(LAYER) \
  LAYER(ethernet)        \
  LAYER(vlan)            \
  LAYER(pbb)             \
  LAYER(vntag)           \
  LAYER(etag)            \
  LAYER(cmd)             \
  LAYER(hsr)             \
  LAYER(macsec)          \
  LAYER(trill)           \
  LAYER(fabricpath)      \
  LAYER(nsh)             \
  LAYER(llc)             \
  LAYER(ieee80211)       \
  LAYER(wlan_swapped)    \
  LAYER(radiotap)        \
  LAYER(prism)           \
  LAYER(avs)             \
  LAYER(ppp)             \
  LAYER(pppoe)           \
  LAYER(chdlc)           \
  LAYER(frame_relay)     \
  LAYER(direction)       \
  LAYER(mpls)            \
  LAYER(nflog)           \
  LAYER(pktap)           \
  LAYER(ppi)             \
  LAYER(ipnet)           \
  LAYER(netanalyzer)     \
  LAYER(upper_pdu)       \
  LAYER(pflog)           \
  LAYER(enc)             \
  LAYER(juniper)         \
  LAYER(erf)             \
  LAYER(dsa)             \
  LAYER(sll)             \
  LAYER(sll2)            \
  LAYER(null)            \
  LAYER(raw)             \
  LAYER(ipv4)            \
  LAYER(ipv6)            \
  LAYER(ipv6_options)    \
  LAYER(ipv6_fragment)   \
  LAYER(ah)              \
  LAYER(esp)             \
  LAYER(gre)             \
  LAYER(nvgre)           \
  LAYER(pptp)            \
  LAYER(eoip)            \
  LAYER(erspan)          \
  LAYER(erspan_bare)     \
  LAYER(wccp)            \
  LAYER(etherip)         \
  LAYER(l2tpv3)          \
  LAYER(icmp)            \
  LAYER(icmpv6)          \
  LAYER(udp)             \
  LAYER(udplite)         \
  LAYER(hep)             \
  LAYER(esp_in_udp)      \
  LAYER(gtp)             \
  LAYER(vxlan)           \
  LAYER(vxlan_gpe)       \
  LAYER(geneve)          \
  LAYER(tzsp)            \
  LAYER(hp_erm)          \
  LAYER(acdr)            \
  LAYER(teredo)          \
  LAYER(capwap)          \
  LAYER(jmirror)         \
  LAYER(l2tp)            \
  LAYER(gre_in_udp)      \
  LAYER(mpls_in_udp)     \
  LAYER(tcp)             \
  LAYER(sctp)

typedef struct {
  LmNet *net;
  LmPacket *packet;
  LmPath *path;     /* so far, with the layer that decodes as its last step if it has a name */
  LmSlice rest;     /* what is not decoded yet */
  uint32_t missing; /* bytes behind the rest that were on the wire and are not in the capture */
  uint32_t sliced;  /* bytes that lack beyond these by what headers say: a mirror cut the frame, and
                       the capture does not know. UINT32_MAX until one has said how long it is */
  bool quoted;      /* inside an ICMP error: cut short by the rules, never put together */
} LmDecoder;

struct LmLayer {
  const LmLayer *(*decode)(LmDecoder *decoder);
  /* The numbers that stand for this layer, each list as long as its count. */
  const uint16_t *links, *ethertypes;
  const uint8_t *protocols;
  uint8_t n_links, n_ethertypes, n_protocols;
  /* The ports of a tunnel inside UDP. It gets a datagram from or to them only if it @claims it:
   * @decoder's rest is the datagram, and what is in it is as it should be. All else that comes from
   * such a port is taken for what it is. */
  uint8_t n_udp_ports;
  const uint16_t *udp_ports;
  bool (*claims)(const LmDecoder *decoder);
  /* What it is called in the path of a packet; NULL for what says nothing about the way, such as
   * options. */
  const char *name;
  /* What the number that it states is called, "" if that goes without saying; NULL if it states
   * none. */
  const char *value_name;
  bool value_hex;
};

#define LM_LAYER_LINKS(...)                 \
  .links = (const uint16_t[]){__VA_ARGS__}, \
  .n_links = sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t)
#define LM_LAYER_ETHERTYPES(...)                 \
  .ethertypes = (const uint16_t[]){__VA_ARGS__}, \
  .n_ethertypes = sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t)
#define LM_LAYER_PROTOCOLS(...)                \
  .protocols = (const uint8_t[]){__VA_ARGS__}, \
  .n_protocols = sizeof((const uint8_t[]){__VA_ARGS__}) / sizeof(uint8_t)
#define LM_LAYER_UDP_PORTS(...)                 \
  .udp_ports = (const uint16_t[]){__VA_ARGS__}, \
  .n_udp_ports = sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t)

#define LM_LAYER_DECLARE(name) extern const LmLayer lm_layer_##name;
LM_LAYERS(LM_LAYER_DECLARE)

/* Which layer a number names, or NULL. */
typedef struct {
  const LmLayer *by_link[512];
  const LmLayer *by_protocol[256];
  uint8_t by_ethertype[65536]; /* row in @layers; 0: none */
  uint8_t by_udp_port[65536];  /* the same */
  uint32_t udp_ports[2048];    /* a bit for each port that has a layer */
  const LmLayer *layers[128];
} LmLayerMap;

/* The one map of the program; safe from any thread. */
const LmLayerMap *lm_layer_map(void);
const LmLayer *lm_layer_by_link(const LmDecoder *decoder, uint32_t link_type);
/* An EtherType, or an IEEE 802.3 length, which an LLC header follows (IEEE 802.3, 3.2.6). */
const LmLayer *lm_layer_by_ethertype(const LmDecoder *decoder, uint16_t type);
/* An IP protocol number or an IPv6 next header. */
const LmLayer *lm_layer_by_protocol(const LmDecoder *decoder, uint8_t protocol);
/* The tunnel that claims the rest, which is a datagram between the packet's ports; NULL if none. */
const LmLayer *lm_layer_by_udp(const LmDecoder *decoder);
/* Whether lm_layer_by_udp() need be asked at all. Nearly always not. */
static inline bool
lm_layer_may_be_tunnel(const LmLayerMap *map, uint16_t src, uint16_t dst, LmSlice payload)
{
  uint32_t bits = map->udp_ports[src >> 5] >> (src & 31) | map->udp_ports[dst >> 5] >> (dst & 31);
  return (bits & 1) || (payload.len > 4 && memcmp(payload.data, "HEP3", 4) == 0);
}
/* The network layer protocol identifier at the front of the rest, which is taken off (RFC 2427,
 * 3). */
const LmLayer *lm_layer_by_nlpid(LmDecoder *decoder);
/* Linux's number of a kind of device, and the protocol that it says. */
const LmLayer *lm_layer_by_device(const LmDecoder *decoder, uint16_t device, uint16_t type);
/* An address family of BSD, macOS or Linux, in either byte order. */
const LmLayer *lm_layer_by_family(uint32_t family);
/* The header of IP's version @byte starts with. */
const LmLayer *lm_layer_by_ip_version(int byte);

/* What a tunnel carries where that was agreed upon and is not said, by the looks of what is at
 * @offset in the rest: IP, Ethernet, PPP, or NULL. */
const LmLayer *lm_layer_guess(const LmDecoder *decoder, size_t offset);

/* Ends the decoding because a header is cut short or says something impossible. */
const LmLayer *lm_layer_truncated(LmDecoder *decoder);
/* States the number of the layer that is decoding, which has a name: its VLAN, its tunnel. */
static inline void
lm_layer_value(LmDecoder *decoder, uint32_t value)
{
  if (decoder->path->n == 0)
    return;
  LmPathStep *step = &decoder->path->steps[decoder->path->n - 1];
  step->value = value;
  step->has_value = 1;
  decoder->path->mix ^= value;
}

/* The layer that is decoding turns out to be @layer, by whose name it goes. */
static inline void
lm_layer_rename(LmDecoder *decoder, const LmLayer *layer)
{
  if (decoder->path->n)
    decoder->path->steps[decoder->path->n - 1].layer = layer;
}

/* Where content that is decrypted or inflated goes, at most LM_LIMIT_DATAGRAM_BYTES a packet; lives
 * as long as the LmNet. NULL where there is too much of it already, which is counted. */
LmArena *lm_layer_arena(LmDecoder *decoder);
/* Takes the first @bytes off the rest; the caller has checked that they are there. */
static inline void
lm_layer_skip(LmDecoder *decoder, size_t bytes)
{
  decoder->rest = lm_slice_from(decoder->rest, bytes);
}

/* Makes the rest end where a header says that it does, @bytes from its start. Behind that are
 * padding and trailers; what lacks is missing only as far as the frame was longer on the wire.
 * Inner headers cannot make more of it than outer ones did. */
static inline void
lm_layer_limit(LmDecoder *decoder, size_t bytes)
{
  size_t lacking = bytes > decoder->rest.len ? bytes - decoder->rest.len : 0;
  size_t beyond = lacking > decoder->missing ? lacking - decoder->missing : 0;
  if (lacking == 0)
    decoder->rest = lm_slice_sub(decoder->rest, 0, bytes);
  if (lacking < decoder->missing)
    decoder->missing = (uint32_t)lacking;
  if (beyond < decoder->sliced)
    decoder->sliced = (uint32_t)beyond;
}

/* How many bytes lack behind the rest, in all. */
static inline uint32_t
lm_layer_lacking(const LmDecoder *decoder)
{
  return decoder->missing + (decoder->sliced == UINT32_MAX ? 0 : decoder->sliced);
}

/* The rest is one fragment of a datagram: hands it to the fragments that wait. True when the
 * datagram is whole; then the rest is the datagram and @key->protocol is its first protocol. */
bool lm_layer_reassemble(LmDecoder *decoder, LmFragment *fragment);

/* Decodes without the short cut for the most frequent frames, which makes no difference but time.
 * For tests. */
LmPacketKind lm_net_decode_general(LmNet *net, const LmFrame *frame, LmPacket *packet);

struct LmNet {
  LmNetCounters counters;
  LmFragments *fragments; /* owned; NULL: decodes ahead */
  const LmLayerMap *map;
  const LmKeys *keys; /* borrowed; may be NULL */
  LmArena opened;     /* what was decrypted or inflated */
  LmPathTable paths;
};
