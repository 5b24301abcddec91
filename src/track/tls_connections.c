/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/tls_connections.h"

#include "track/trace.h"

/* RFC 3261, 19.1.2. */
#define SIPS_PORT 5061

/* "sip/2" (RFC 7118 names the subprotocol "sip"), "sips/2"; sip.example.com. */
static bool
names_sip(LmSlice name)
{
  return lm_slice_starts_with_nocase(name, LM_SLICE_LITERAL("sip"));
}

bool
lm_tls_connections_next(const LmConnections *all, uint32_t *at, LmTlsConnection *out)
{
  for (; *at < all->connections.len; ++*at) {
    const LmConnection *connection = lm_vec_at(&all->connections, *at);
    if (!connection->tls)
      continue;
    ++*at;
    out->src = *lm_trace_endpoint(all->trace, connection->opened.src);
    out->dst = *lm_trace_endpoint(all->trace, connection->opened.dst);
    out->info = lm_tls_info(connection->tls);
    out->sip = out->src.port == SIPS_PORT || out->dst.port == SIPS_PORT ||
               names_sip(out->info->protocol) || names_sip(out->info->server_name);
    return true;
  }
  return false;
}
