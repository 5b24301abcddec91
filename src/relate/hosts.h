/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Hosts by number. A host is an address; one that talks to itself, as where everything runs on one
 * machine, is as many hosts as it has ports. Addresses that were found to be of one box can be made
 * one. One thread. */

#include "base/addr.h"
#include "base/hash.h"

typedef struct {
  LmEndpoint endpoint; /* port 0: all of them */
  uint32_t box;        /* the lowest host of the same box */
  bool talks_to_itself;
} LmHost;

typedef struct {
  LmVec rows; /* LmHost */
  LmTable by_address;
} LmHosts;

#define LM_HOSTS_INIT ((LmHosts){.rows = LM_VEC_INIT(LmHost)})

void lm_hosts_clear(LmHosts *hosts);
/* To be told of every pair before numbers are asked for. */
void lm_hosts_note(LmHosts *hosts, const LmEndpoint *src, const LmEndpoint *dst);
/* The number of the host that @endpoint is on. */
uint32_t lm_hosts_number(LmHosts *hosts, const LmEndpoint *endpoint);
/* The lowest host of its box. */
uint32_t lm_hosts_box(const LmHosts *hosts, uint32_t host);
/* Makes the boxes of two hosts one. False if they are one already. */
bool lm_hosts_join(LmHosts *hosts, uint32_t a, uint32_t b);
