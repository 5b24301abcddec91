/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The columns of a ladder while it is laid out: found by address, kept in an order that puts a
 * caller left of what it calls. Columns are numbered as they come; their places from the left are
 * known at the end. Internal to this folder; one thread. */

#include "base/addr.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/vec.h"

/* How good a name is; a better one replaces a worse one. */
typedef enum {
  LM_COLUMN_UNNAMED,
  LM_COLUMN_BY_PRODUCT, /* the Server of a 100, which is always the next hop's own */
  LM_COLUMN_BY_DOMAIN,  /* the domain that a registrar answers for */
  LM_COLUMN_BY_USER,    /* the caller or callee */
} LmColumnRank;

typedef struct {
  LmEndpoint endpoint;  /* port 0 where ports are merged */
  uint32_t left, right; /* neighbours, LM_NONE at the ends */
  uint32_t position;    /* from the left; set by lm_columns_place() */
  uint32_t announcer;   /* of a column that only media need; or LM_NONE */
  const char *name;     /* NULL: none better than the address */
  uint8_t rank;         /* LmColumnRank */
  bool many_users;      /* two users were seen behind it, so that neither names it */
} LmColumn;

typedef struct {
  LmVec columns; /* LmColumn */
  LmTable by_endpoint;
  LmTable by_host; /* the first column of an address */
  LmVec announced; /* LmColumnAnnounced */
  LmTable by_announced;
  uint32_t leftmost, rightmost;
  bool merge_ports;
} LmColumns;

void lm_columns_init(LmColumns *columns, bool merge_ports);
void lm_columns_clear(LmColumns *columns);
/* The columns of a message, made where they are missing. @request says which way it was sent: a
 * client stands left of the server that it speaks to. */
void lm_columns_of_message(LmColumns *columns, const LmEndpoint *src, const LmEndpoint *dst,
                           bool request, uint32_t *from, uint32_t *to);
/* Remembers that @column announced @endpoint for media; the first to do so counts. */
void lm_columns_announce(LmColumns *columns, const LmEndpoint *endpoint, uint32_t column);
/* The column of a media address: its own, else one of the same host, else a new one beside the
 * column that announced it, or at the end away from @peer (a column, or LM_NONE). */
uint32_t lm_columns_of_media(LmColumns *columns, const LmEndpoint *endpoint, uint32_t peer);
/* The same, but LM_NONE where it has none yet. */
uint32_t lm_columns_find_media(const LmColumns *columns, const LmEndpoint *endpoint);
/* The column of the address of an event: as with media, but a new one that nobody announced, that
 * of a STUN server say, stands at the end that is nearer to @peer. */
uint32_t lm_columns_of_event(LmColumns *columns, const LmEndpoint *endpoint, uint32_t peer);
/* Names @column, text borrowed, unless it has a better name. */
void lm_columns_name(LmColumns *columns, uint32_t column, LmColumnRank rank, const char *name);
/* Numbers the columns from the left. */
void lm_columns_place(LmColumns *columns);

static inline LmColumn *
lm_columns_at(const LmColumns *columns, uint32_t column)
{
  return lm_vec_at(&columns->columns, column);
}
