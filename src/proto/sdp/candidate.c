/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/candidate.h"

#include "proto/sdp/fields.h"

#define PORT_DISCARD 9 /* stands for "none" (RFC 8839, 5.1) */

static LmEndpoint
endpoint_of(LmSlice host, uint64_t port)
{
  LmEndpoint endpoint = {.port = (uint16_t)port};
  if (port == 0 || !lm_addr_parse(host, &endpoint.addr) || lm_addr_is_unspecified(&endpoint.addr))
    return (LmEndpoint){0};
  return endpoint;
}

/* Pairs of a name and a value. */
static LmEndpoint
find_base(LmSlice rest)
{
  LmSlice host = LM_SLICE_EMPTY;
  uint64_t port = 0;
  while (rest.len) {
    LmSlice name = lm_sdp_next_field(&rest), value = lm_sdp_next_field(&rest);
    if (lm_slice_equal(name, LM_SLICE_LITERAL("raddr")))
      host = value;
    else if (lm_slice_equal(name, LM_SLICE_LITERAL("rport")) &&
             !lm_slice_parse_uint(value, UINT16_MAX, &port))
      port = 0;
  }
  return port == PORT_DISCARD ? (LmEndpoint){0} : endpoint_of(host, port);
}

bool
lm_sdp_candidate_parse(LmSlice value, LmSdpCandidate *candidate)
{
  LmSlice rest = value;
  uint64_t component, priority, port;
  lm_sdp_next_field(&rest);
  LmSlice component_text = lm_sdp_next_field(&rest);
  *candidate = (LmSdpCandidate){.transport = lm_sdp_next_field(&rest)};
  LmSlice priority_text = lm_sdp_next_field(&rest), host = lm_sdp_next_field(&rest);
  if (!lm_slice_parse_uint(component_text, 256, &component) ||
      !lm_slice_parse_uint(priority_text, UINT32_MAX, &priority) ||
      !lm_slice_parse_uint(lm_sdp_next_field(&rest), UINT16_MAX, &port) ||
      !lm_slice_equal(lm_sdp_next_field(&rest), LM_SLICE_LITERAL("typ")))
    return false;
  candidate->type = lm_sdp_next_field(&rest);
  candidate->component = (uint32_t)component;
  candidate->priority = (uint32_t)priority;
  candidate->address = endpoint_of(host, port);
  candidate->base = find_base(rest);
  return candidate->type.len > 0;
}
