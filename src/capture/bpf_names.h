/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Host names in capture filters. libpcap asks the network for them while it compiles, which is
 * right when a capture begins, and wrong while a filter is being typed. Private to this room. */

#include <stddef.h>
#include <stdint.h>

#define LM_BPF_MAX_FILTER_BYTES 4096

typedef struct {
  char text[2 * LM_BPF_MAX_FILTER_BYTES + 64]; /* without names, for the same program otherwise */
  uint16_t
      place[2 * LM_BPF_MAX_FILTER_BYTES + 64]; /* of each byte, and of the end, in the filter */
  size_t name, name_len;                       /* the first name; @name_len 0: none */
} LmBpfMasked;

/* Puts an address where @filter, of at most LM_BPF_MAX_FILTER_BYTES, has a name of a host or
 * network. */
void lm_bpf_mask_names(const char *filter, LmBpfMasked *out);
