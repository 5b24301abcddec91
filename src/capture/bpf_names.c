/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/bpf_names.h"

#include "base/slice.h"

#include <stdbool.h>
#include <string.h>

/* What the next name is the name of: libpcap's lexer and grammar, as pcap-filter(7) has them. */
typedef enum {
  OF_HOST, /* also of networks, and where nothing is said */
  OF_LOCAL /* of a port, a protocol, a station (/etc/ethers) ...: a file knows it */
} NameOf;

typedef struct {
  LmBpfMasked *out;
  const char *filter;
  size_t at, n;
  NameOf of;
  bool station; /* behind "ether" and its like */
} Masker;

static bool
is_in(LmSlice word, const char *list)
{
  for (const char *one = list; *one;) {
    size_t len = strcspn(one, " ");
    if (lm_slice_equal(word, lm_slice(one, len)))
      return true;
    one += len;
    one += strspn(one, " ");
  }
  return false;
}

static void
copy(Masker *masker, size_t from, size_t len)
{
  for (size_t i = 0; i < len; i++) {
    masker->out->place[masker->n] = (uint16_t)(from + i);
    masker->out->text[masker->n++] = masker->filter[from + i];
  }
}

static void
put(Masker *masker, size_t place, const char *text)
{
  for (; *text; text++) {
    masker->out->place[masker->n] = (uint16_t)place;
    masker->out->text[masker->n++] = *text;
  }
}

/* A keyword and what it says of the names behind it. False for no keyword. */
static bool
take_keyword(Masker *masker, LmSlice word)
{
  if (is_in(word, "and or not")) {
    return true;
  } else if (is_in(word, "ether link ppp slip fddi tr wlan ra ta addr1 addr2 addr3 addr4 address1 "
                         "address2 address3 address4")) {
    masker->station = true;
    masker->of = OF_LOCAL;
  } else if (is_in(word,
                   "port portrange proto protochain type subtype dir direction action reason "
                   "on ifname rset ruleset rnr rulenum srnr subrulenum less greater ifindex")) {
    masker->of = OF_LOCAL;
  } else if (is_in(word, "host net gateway mask src dst")) {
    masker->of = masker->station ? OF_LOCAL : OF_HOST;
  } else if (is_in(word,
                   "arp rarp ip sctp tcp udp icmp igmp igrp pim vrrp carp radio ip6 icmp6 ah esp "
                   "atalk aarp decnet lat sca moprc mopdl iso esis es-is isis is-is l1 l2 iih lsp "
                   "snp csnp psnp clnp stp ipx netbeui vlan mpls pppoed pppoes geneve")) {
    masker->station = false;
    masker->of = OF_HOST;
  } else {
    return is_in(word,
                 "len length inbound outbound byte broadcast multicast lane llc bcc oam oamf4 "
                 "oamf4ec oamf4sc metac ilmic vpi vci connectmsg metaconnect sc sio opc dpc "
                 "sls hsio hopc hdpc hsls fisu lssu lsu msu hfisu hlssu hmsu fh hfh") ||
           lm_slice_starts_with(word, lm_slice_str("icmp-")) ||
           lm_slice_starts_with(word, lm_slice_str("icmp6-")) ||
           lm_slice_starts_with(word, lm_slice_str("tcp-")) ||
           is_in(word, "icmptype icmpcode icmp6type icmp6code tcpflags");
  }
  return true;
}

/* A number, an address of any kind, or what only begins like one. */
static bool
is_figure(LmSlice word)
{
  size_t letters = 0, dots = 0, colons = 0;
  for (size_t i = 0; i < word.len; i++) {
    uint8_t byte = word.data[i];
    colons += byte == ':';
    dots += byte == '.' || byte == '-';
    letters += byte != ':' && byte != '.' && byte != '-' && (byte < '0' || byte > '9');
  }
  bool hex = word.len > 2 && word.data[0] == '0' && (word.data[1] | 0x20) == 'x';
  return colons || hex || !letters || word.data[0] == '$' || word.data[0] == '\\';
}

static bool
is_word(char byte)
{
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || (byte && strchr("-_.:$\\", byte)) || (byte & 0x80);
}

static void
take_word(Masker *masker, size_t len)
{
  LmSlice word = lm_slice(masker->filter + masker->at, len);
  /* "gateway" wants a name and nothing else. */
  if (is_in(word, "gateway") && take_keyword(masker, word)) {
    put(masker, masker->at, "host");
  } else if (take_keyword(masker, word) || is_figure(word) || masker->of == OF_LOCAL) {
    copy(masker, masker->at, len);
  } else {
    if (!masker->out->name_len) {
      masker->out->name = masker->at;
      masker->out->name_len = len;
    }
    put(masker, masker->at, "1.1");
  }
  masker->at += len;
}

void
lm_bpf_mask_names(const char *filter, LmBpfMasked *out)
{
  Masker masker = {.out = out, .filter = filter};
  size_t all = strnlen(filter, LM_BPF_MAX_FILTER_BYTES), len;
  out->name = out->name_len = 0;
  while (masker.at < all) {
    for (len = 0; masker.at + len < all && is_word(filter[masker.at + len]); len++)
      ;
    if (len) {
      take_word(&masker, len);
    } else {
      /* Inside brackets stand numbers and names of fields. */
      size_t inside = filter[masker.at] == '[' ? strcspn(filter + masker.at, "]") : 1;
      copy(&masker, masker.at, inside > all - masker.at ? all - masker.at : inside);
      masker.at += inside;
    }
  }
  out->text[masker.n] = '\0';
  out->place[masker.n] = (uint16_t)all;
}
