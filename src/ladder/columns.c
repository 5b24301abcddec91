/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/columns.h"

/* An address that was announced in SDP, and by which column. */
typedef struct {
  LmEndpoint endpoint;
  uint32_t column;
} LmColumnAnnounced;

void
lm_columns_init(LmColumns *columns, bool merge_ports)
{
  *columns = (LmColumns){.columns = LM_VEC_INIT(LmColumn),
                         .announced = LM_VEC_INIT(LmColumnAnnounced),
                         .leftmost = LM_NONE,
                         .rightmost = LM_NONE,
                         .merge_ports = merge_ports};
}

void
lm_columns_clear(LmColumns *columns)
{
  lm_vec_clear(&columns->columns);
  lm_vec_clear(&columns->announced);
  lm_table_clear(&columns->by_endpoint);
  lm_table_clear(&columns->by_host);
  lm_table_clear(&columns->by_announced);
}

static LmEndpoint
normalized(const LmColumns *columns, const LmEndpoint *endpoint)
{
  LmEndpoint key = *endpoint;
  if (columns->merge_ports)
    key.port = 0;
  return key;
}

static uint64_t
hash_endpoint(const LmEndpoint *endpoint)
{
  uint8_t key[19];
  memcpy(key, endpoint->addr.bytes, 16);
  key[16] = endpoint->addr.family;
  key[17] = (uint8_t)(endpoint->port >> 8);
  key[18] = (uint8_t)endpoint->port;
  return lm_hash(lm_hash_key(), key, sizeof key);
}

static uint64_t
hash_host(const LmEndpoint *endpoint)
{
  LmEndpoint host = *endpoint;
  host.port = 0;
  return hash_endpoint(&host);
}

static uint32_t
find_endpoint(const LmColumns *columns, const LmEndpoint *endpoint)
{
  LmTableWalk walk;
  uint32_t column = lm_table_first(&columns->by_endpoint, hash_endpoint(endpoint), &walk);
  while (column != LM_NONE &&
         !lm_endpoint_equal(&lm_columns_at(columns, column)->endpoint, endpoint))
    column = lm_table_next(&columns->by_endpoint, &walk);
  return column;
}

static uint32_t
find_host(const LmColumns *columns, const LmEndpoint *endpoint)
{
  LmTableWalk walk;
  uint32_t column = lm_table_first(&columns->by_host, hash_host(endpoint), &walk);
  while (column != LM_NONE &&
         !lm_addr_equal(&lm_columns_at(columns, column)->endpoint.addr, &endpoint->addr))
    column = lm_table_next(&columns->by_host, &walk);
  return column;
}

static const LmColumnAnnounced *
find_announced(const LmColumns *columns, const LmEndpoint *endpoint)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&columns->by_announced, hash_endpoint(endpoint), &walk);
  for (; row != LM_NONE; row = lm_table_next(&columns->by_announced, &walk)) {
    const LmColumnAnnounced *announced = lm_vec_at(&columns->announced, row);
    if (lm_endpoint_equal(&announced->endpoint, endpoint))
      return announced;
  }
  return NULL;
}

/* Makes a column directly left of @before, or at the right end for LM_NONE. */
static uint32_t
insert(LmColumns *columns, const LmEndpoint *endpoint, uint32_t before)
{
  uint32_t row = columns->columns.len;
  LmColumn *column = lm_vec_push(&columns->columns);
  column->endpoint = *endpoint;
  column->right = before;
  column->left = before == LM_NONE ? columns->rightmost : lm_columns_at(columns, before)->left;
  column->announcer = LM_NONE;
  if (column->left == LM_NONE)
    columns->leftmost = row;
  else
    lm_columns_at(columns, column->left)->right = row;
  if (before == LM_NONE)
    columns->rightmost = row;
  else
    lm_columns_at(columns, before)->left = row;
  lm_table_add(&columns->by_endpoint, hash_endpoint(endpoint), row);
  if (find_host(columns, endpoint) == LM_NONE)
    lm_table_add(&columns->by_host, hash_host(endpoint), row);
  return row;
}

void
lm_columns_of_message(LmColumns *columns, const LmEndpoint *src, const LmEndpoint *dst,
                      bool request, uint32_t *from, uint32_t *to)
{
  LmEndpoint client = normalized(columns, request ? src : dst);
  LmEndpoint server = normalized(columns, request ? dst : src);
  uint32_t client_column = find_endpoint(columns, &client);
  uint32_t server_column = find_endpoint(columns, &server);
  /* A second caller of a known host goes between it and its first caller, which keeps the arrows of
   * both short; whatever else is new goes to the right. */
  if (client_column == LM_NONE)
    client_column = insert(columns, &client, server_column);
  if (server_column == LM_NONE)
    server_column =
        lm_endpoint_equal(&client, &server) ? client_column : insert(columns, &server, LM_NONE);
  *from = request ? client_column : server_column;
  *to = request ? server_column : client_column;
}

void
lm_columns_announce(LmColumns *columns, const LmEndpoint *endpoint, uint32_t column)
{
  /* Media columns are a host each, so the host is remembered too. */
  LmEndpoint keys[2] = {*endpoint, {.addr = endpoint->addr}};
  for (int i = 0; i < 2; i++) {
    if (find_announced(columns, &keys[i]))
      continue;
    lm_table_add(&columns->by_announced, hash_endpoint(&keys[i]), columns->announced.len);
    LmColumnAnnounced *announced = lm_vec_push(&columns->announced);
    announced->endpoint = keys[i];
    announced->column = column;
  }
}

uint32_t
lm_columns_find_media(const LmColumns *columns, const LmEndpoint *endpoint)
{
  LmEndpoint key = normalized(columns, endpoint);
  uint32_t column = find_endpoint(columns, &key);
  if (column != LM_NONE)
    return column;
  const LmColumnAnnounced *announced = find_announced(columns, endpoint);
  if (announced &&
      lm_addr_equal(&lm_columns_at(columns, announced->column)->endpoint.addr, &endpoint->addr))
    return announced->column;
  return find_host(columns, endpoint);
}

/* How far a column is from the left end; only asked for the few columns that media add. */
static uint32_t
distance_from_left(const LmColumns *columns, uint32_t column)
{
  uint32_t n = 0;
  for (uint32_t at = lm_columns_at(columns, column)->left; at != LM_NONE;
       at = lm_columns_at(columns, at)->left)
    n++;
  return n;
}

static bool
is_in_left_half(const LmColumns *columns, uint32_t column)
{
  return distance_from_left(columns, column) * 2 < columns->columns.len;
}

/* Where the column of @endpoint is or goes; @left says at which end it goes if nobody announced it.
 */
static uint32_t
column_of_other(LmColumns *columns, const LmEndpoint *endpoint, bool left)
{
  uint32_t column = lm_columns_find_media(columns, endpoint);
  if (column != LM_NONE)
    return column;
  LmEndpoint host = {.addr = endpoint->addr};
  const LmColumnAnnounced *announced = find_announced(columns, endpoint);
  if (!announced)
    announced = find_announced(columns, &host);
  if (announced) {
    /* On the inner side of who announced it, where the other end of the stream is. */
    uint32_t before = announced->column;
    if (is_in_left_half(columns, announced->column))
      before = lm_columns_at(columns, announced->column)->right;
    uint32_t announcer = announced->column;
    column = insert(columns, &host, before);
    lm_columns_at(columns, column)->announcer = announcer;
    return column;
  }
  return insert(columns, &host, left ? columns->leftmost : LM_NONE);
}

uint32_t
lm_columns_of_media(LmColumns *columns, const LmEndpoint *endpoint, uint32_t peer)
{
  return column_of_other(columns, endpoint, peer != LM_NONE && !is_in_left_half(columns, peer));
}

uint32_t
lm_columns_of_event(LmColumns *columns, const LmEndpoint *endpoint, uint32_t peer)
{
  return column_of_other(columns, endpoint, peer != LM_NONE && is_in_left_half(columns, peer));
}

void
lm_columns_name(LmColumns *columns, uint32_t index, LmColumnRank rank, const char *name)
{
  LmColumn *column = lm_columns_at(columns, index);
  if (rank == LM_COLUMN_BY_USER && column->many_users)
    return;
  if (rank == LM_COLUMN_BY_USER && column->rank == rank && strcmp(column->name, name) != 0) {
    /* A gateway or a server with users behind it: the name of one would mislead. */
    column->many_users = true;
    column->name = NULL;
    column->rank = LM_COLUMN_UNNAMED;
    return;
  }
  if (rank <= column->rank)
    return;
  column->name = name;
  column->rank = (uint8_t)rank;
}

void
lm_columns_place(LmColumns *columns)
{
  uint32_t position = 0;
  for (uint32_t at = columns->leftmost; at != LM_NONE; at = lm_columns_at(columns, at)->right)
    lm_columns_at(columns, at)->position = position++;
}
