/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an ESP packet holds once it is not encrypted (RFC 4303, 2): the content, padding of the
 * bytes 1, 2, 3 and so on, how long that is, and the protocol of the content. Nothing in the packet
 * says whether it was opened right, or was encrypted at all, but the content does: by its trailer
 * and by what its headers say of themselves. Pure functions. For this folder and its tests. */

#include "net/packet.h"

typedef struct {
  LmSlice bytes;
  uint8_t protocol;
} LmEspContent;

/* Takes @bytes, which end with the trailer, apart; false if they are none. */
bool lm_esp_take_content(LmSlice bytes, LmEspContent *content);
/* Whether the content is what its protocol says: a packet of that form and of exactly this length,
 * or, if it @may_be_padded, of IP and with something behind it, which is to hide how long it is
 * (RFC 4303, 2.7). In transport mode it goes between @packet's addresses. */
bool lm_esp_is_plausible(const LmEspContent *content, const LmPacket *packet, bool may_be_padded);
/* Finds the content of a packet that is not encrypted, for which nothing need be known (RFC 5879):
 * @sealed is all behind the sequence number. */
bool lm_esp_guess_null(LmSlice sealed, const LmPacket *packet, LmEspContent *content);
