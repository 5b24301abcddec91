/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Capture filters, compiled by libpcap. It is loaded when the first one is compiled, so that a
 * program that captures nothing does not carry it, and all that it needs. */

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define LM_BPF_MAX_INSTRUCTIONS 4096

/* What is kept of what passes. */
typedef enum {
  LM_BPF_ALL,
  LM_BPF_SIP, /* what goes by the ports of SIP, and fragments and tunnels that may hold it */
  LM_BPF_SIP_AND_RTP, /* all UDP as well */
  LM_BPF_HEADERS,     /* of other UDP only the headers */
} LmBpfOnly;

typedef struct {
  uint32_t n;
  uint64_t instructions[LM_BPF_MAX_INSTRUCTIONS]; /* struct bpf_insn */
} LmBpf;

/* Compiles @filter, in the language of pcap-filter(7), for a link type as files number it. NULL or
 * "": everything. False with @error set, which shows the place of the fault. */
bool lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
                    LmBpf *out, LmError *error);
