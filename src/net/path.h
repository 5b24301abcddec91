/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The way of a packet: which layers it lay in, from the outermost one to the last, with the numbers
 * that some of them carry (a VLAN, the identifier of a tunnel). The packets of a capture share few
 * ways, so each is kept once, in a table of bounded size; packets point to it. */

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"

typedef struct LmLayer LmLayer;

typedef struct {
  const LmLayer *layer;
  uint32_t value;
  uint32_t has_value; /* 0 or 1; as wide as the value, so that nothing in a step is undefined */
} LmPathStep;

typedef struct {
  uint32_t n;   /* steps; 0: the way is not known, because there were too many different ones */
  uint32_t mix; /* of the values, for finding a path again fast; may be 0 */
  LmPathStep steps[LM_LIMIT_LAYERS];
} LmPath;

/* The tunnels of a capture take turns: two directions, several senders. */
#define LM_PATHS_RECENT 16u

/* One thread at a time. What it hands out stays where it is until the table is cleared. */
typedef struct {
  LmVec paths; /* LmPath */
  LmTable by_steps;
  const LmPath *last_asked; /* of lm_path_table_add(), and its row */
  uint32_t last_row;
  uint64_t *n_cut; /* where it is counted what came when there were too many; NULL: nowhere */
  const LmPath *recent[LM_PATHS_RECENT]; /* what lm_path_table_intern() gave */
} LmPathTable;

/* Rows that every table has. */
enum { LM_PATH_COMMON, LM_PATH_UNKNOWN };

/* UDP in IPv4 in Ethernet, which most packets are: always this one, never another that is equal. */
extern const LmPath lm_path_common;

void lm_path_table_init(LmPathTable *table);
void lm_path_table_clear(LmPathTable *table);
/* The row of what equals @path, at most LM_LIMIT_PATHS rows. When there are too many, the numbers
 * are left out, and in the end the whole way: LM_PATH_UNKNOWN. Asking for the same pointer again is
 * cheap, so what lies there must not change. NULL is a way that is not known. */
uint32_t lm_path_table_add(LmPathTable *table, const LmPath *path);
/* The same for a @path that changes from call to call. */
const LmPath *lm_path_table_intern(LmPathTable *table, const LmPath *path);
const LmPath *lm_path_table_at(const LmPathTable *table, uint32_t row);

/* Whether it leads through HEP; *@agent becomes the number of who captured, 0 where that is not
 * said. */
bool lm_path_is_hep(const LmPath *path, uint32_t *agent);
/* Adds that to a @path that is known and not too long. */
void lm_path_enter_hep(LmPath *path, uint32_t agent);
bool lm_path_equal(const LmPath *a, const LmPath *b);
/* Adds "eth / vlan 20 / ip / udp / gtp teid 0x11 / ip / udp" to @out. */
void lm_path_text(const LmPath *path, LmText *out);
