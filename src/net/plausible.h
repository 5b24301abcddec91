/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether bytes are what they are said to be, by what a header must say of itself. For tunnels
 * whose own header says little, and which are found by a port that others may use too. All look at
 * the decoder's rest from @offset on, and change nothing. */

#include "net/layer.h"

/* A header of IPv4 or IPv6 whose length is not longer than what there is. */
bool lm_plausible_ip(const LmDecoder *decoder, size_t offset);
/* The same, and it is just as long: for headers that could be anything. */
bool lm_plausible_whole_ip(const LmDecoder *decoder, size_t offset);
/* What an EtherType, or a length, in front of it says. */
bool lm_plausible_ethertype(const LmDecoder *decoder, size_t offset, uint16_t type);
/* A frame of Ethernet with something in it that is known. */
bool lm_plausible_ethernet(const LmDecoder *decoder, size_t offset);
/* A packet of PPP, with or without its address and control bytes (RFC 1662, 3.1). */
/* The same with IP in it, maybe behind tags or SNAP. Little else looks like this by chance, so it
 * goes before a guess by the first byte: there are stations whose address begins as IP does. */
bool lm_plausible_ip_in_ethernet(const LmDecoder *decoder, size_t offset);
bool lm_plausible_ppp(const LmDecoder *decoder, size_t offset);
