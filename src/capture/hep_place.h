/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where HEP goes to or is listened for, as people write it: "udp:9060", "tcp:192.0.2.1:9060",
 * "tls:[::]:9061", "udp:homer.example.org:9060". */

#include "base/error.h"

typedef enum { LM_HEP_UDP, LM_HEP_TCP, LM_HEP_TLS } LmHepCarrier;

typedef struct {
  LmHepCarrier carrier;
  char host[256]; /* empty: not said */
  char port[8];
} LmHepPlace;

/* Without a carrier in front it is UDP. False with @error set. */
bool lm_hep_place_parse(const char *text, LmHepPlace *place, LmError *error);
/* "udp". */
const char *lm_hep_carrier_name(LmHepCarrier carrier);
