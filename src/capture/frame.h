/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A frame as the capture file holds it. A plain record, borrowed from the capture that it was read
 * from:
 * @data stays where it is for the life of that capture, so what is found in it can be pointed to.
 */

#include "base/slice.h"

#include <stdint.h>

/* Link types by their number in capture files (the LINKTYPE_ registry of tcpdump.org). */
enum {
  LM_LINK_NULL = 0,
  LM_LINK_ETHERNET = 1,
  LM_LINK_PPP = 9,
  LM_LINK_RAW_BSD = 12, /* DLT_RAW of most systems, as old files hold it */
  LM_LINK_RAW_OPENBSD = 14,
  LM_LINK_PPP_HDLC = 50,
  LM_LINK_PPPOE = 51,
  LM_LINK_ATM_LLC = 100,
  LM_LINK_RAW = 101,
  LM_LINK_CISCO_HDLC = 104,
  LM_LINK_IEEE80211 = 105,
  LM_LINK_FRAME_RELAY = 107,
  LM_LINK_LOOP = 108,
  LM_LINK_ENC = 109,
  LM_LINK_LINUX_SLL = 113,
  LM_LINK_PFLOG = 117,
  LM_LINK_PRISM = 119,
  LM_LINK_RADIOTAP = 127,
  LM_LINK_PKTAP_OLD = 149,
  LM_LINK_AVS = 163,
  LM_LINK_PPP_WITH_DIRECTION = 166,
  LM_LINK_JUNIPER_ETHERNET = 178,
  LM_LINK_JUNIPER_PPP = 179,
  LM_LINK_JUNIPER_FRAME_RELAY = 180,
  LM_LINK_JUNIPER_CISCO_HDLC = 181,
  LM_LINK_PPI = 192,
  LM_LINK_ERF = 197,
  LM_LINK_DIRECTION_PPP = 204,
  LM_LINK_DIRECTION_CISCO_HDLC = 205,
  LM_LINK_DIRECTION_FRAME_RELAY = 206,
  LM_LINK_MPLS = 219,
  LM_LINK_IPNET = 226,
  LM_LINK_IPV4 = 228,
  LM_LINK_IPV6 = 229,
  LM_LINK_NFLOG = 239,
  LM_LINK_NETANALYZER = 240,
  LM_LINK_NETANALYZER_TRANSPARENT = 241,
  LM_LINK_UPPER_PDU = 252,
  LM_LINK_PKTAP = 258,
  LM_LINK_LINUX_SLL2 = 276,
  LM_LINK_DSA_BROADCOM = 281,
  LM_LINK_DSA_BROADCOM_FIRST = 282,
  LM_LINK_DSA_MARVELL = 283,
  LM_LINK_DSA_MARVELL_LONG = 284,
};

typedef struct {
  const uint8_t *data;
  uint32_t captured_bytes; /* bytes at @data */
  uint32_t
      original_bytes; /* bytes that were on the wire; at least @captured_bytes in a sound file */
  int64_t time_ns;    /* since the Unix epoch */
  uint32_t number;    /* from 1, in the order of reading; behind UINT32_MAX from 1 again */
  uint16_t link_type;
  uint16_t interface; /* index of the interface over all sections; 0 in a pcap file */
} LmFrame;

static inline LmSlice
lm_frame_slice(const LmFrame *frame)
{
  return lm_slice(frame->data, frame->captured_bytes);
}
