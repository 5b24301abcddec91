/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an eviction leaves of connections: those that are closed go. */

#include "track/connection.h"
#include "track/living.h"

static void
mark_queue(const LmByteQueue *queue, LmKeep *keep)
{
  lm_keep_mark(keep, queue->ready.data);
  lm_keep_mark(keep, queue->chunk);
}

static void
mark_connection(LmConnection *connection, const LmLiving *living)
{
  LmKeep *keep = living->keep;
  if (connection->tls)
    lm_tls_mark(connection->tls, keep);
  mark_queue(&connection->plain[0], keep);
  mark_queue(&connection->plain[1], keep);
  for (unsigned i = 0; i < connection->n_held; i++) {
    const LmEvent *held = connection->held[i];
    lm_keep_mark(keep, (const uint8_t *)held);
    lm_keep_mark(keep, (const uint8_t *)held->label);
    lm_keep_mark(keep, (const uint8_t *)held->detail);
    lm_keep_mark(keep, held->data);
  }
  if (!lm_living_has_call(living, connection->call))
    connection->call = LM_NONE;
}

static void
free_connection(LmConnections *all, uint32_t row)
{
  LmConnection *connection = lm_vec_at(&all->connections, row);
  lm_tls_free(connection->tls);
  lm_ws_stream_clear(&connection->ws[0], &all->websocket);
  lm_ws_stream_clear(&connection->ws[1], &all->websocket);
  lm_vec_bury(&all->connections, row);
  all->n_gone++;
}

static void
mark_sides(LmConnections *all, LmLiving *living)
{
  for (uint32_t i = lm_vec_next(&all->sides, 0); i < all->sides.len;
       i = lm_vec_next(&all->sides, i + 1)) {
    const LmStreamSide *side = lm_vec_at(&all->sides, i);
    if (lm_tcp_is_forgotten(all->tcp, i)) {
      lm_vec_bury(&all->sides, i);
      continue;
    }
    lm_mark(&living->endpoints, side->origin.src);
    lm_mark(&living->endpoints, side->origin.dst);
    if (side->connection)
      side->connection->needed = true;
  }
}

void
lm_connections_mark(LmConnections *all, LmLiving *living)
{
  lm_vec_set_nothing(&all->sides, &(LmStreamSide){0});
  lm_vec_set_nothing(&all->connections, &(LmConnection){.call = LM_NONE});
  lm_tcp_forget_closed(all->tcp, living->trace->counters.last_ns);
  mark_sides(all, living);
  for (uint32_t i = lm_vec_next(&all->connections, 0); i < all->connections.len;
       i = lm_vec_next(&all->connections, i + 1)) {
    LmConnection *connection = lm_vec_at(&all->connections, i);
    if (connection->needed)
      mark_connection(connection, living);
    else
      free_connection(all, i);
    connection->needed = false;
  }
  lm_tcp_mark(all->tcp, living->keep);
  lm_tcp_sweep(all->tcp);
  lm_vec_sweep(&all->sides);
  lm_vec_sweep(&all->connections);
}
