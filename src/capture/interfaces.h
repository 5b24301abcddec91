/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The network interfaces of this machine, as they are now. Needs no privilege. */

#include "base/addr.h"

#include <stdbool.h>
#include <stddef.h>

#define LM_INTERFACE_MAX_ADDRESSES 8

typedef struct {
  char name[32];
  char kind[24];        /* "ethernet", "wireless", "loopback", "bridge" ...; "any": all of them */
  char description[64]; /* what its administrator called it (ifalias), or empty */
  bool up, carrier;     /* switched on; something is plugged in */
  uint64_t packets, bytes, dropped; /* received and sent since it is there */
  LmAddr addresses[LM_INTERFACE_MAX_ADDRESSES];
  unsigned n_addresses;
} LmInterface;

/* Their number, "any" first; *@list is owned: free(). */
size_t lm_interfaces_list(LmInterface **list);
/* Whether the interface of that name is there and is switched off. */
bool lm_interface_is_off(const char *name);
