/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Capture filters, compiled by libpcap. It is loaded when the first one is compiled, so that a
 * program that captures nothing does not carry it, and all that it needs. */

#include "base/error.h"
#include "base/text.h"

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
  /* Where it could not be compiled: the word of the filter with which none can begin; its end, and
   * no bytes, if that is missing. */
  size_t fault, fault_len;
  uint64_t instructions[LM_BPF_MAX_INSTRUCTIONS]; /* struct bpf_insn */
} LmBpf;

/* Compiles @filter, in the language of pcap-filter(7), for a link type as files number it. NULL or
 * "": everything. False with @error set, which shows the place of the fault. */
bool lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
                    LmBpf *out, LmError *error);
/* The same without asking the network for names of hosts, for a filter that is being typed: it may
 * run as often as that changes. The first such name goes to @name, which may be NULL, cleared
 * before. */
bool lm_bpf_check(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
                  LmBpf *out, LmText *name, LmError *error);
/* The whole as one expression that says the same to other programs. LM_BPF_HEADERS cannot be said:
 * what it cuts is whole then. */
void lm_bpf_text(const char *filter, LmBpfOnly only, uint32_t link_type, LmText *out);
/* How much of a packet the @n instructions keep, as the kernel would decide it; 0: nothing.
 * @wire_len is its length on the wire, @len of that is there. */
uint32_t lm_bpf_run(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_len,
                    uint32_t len);
