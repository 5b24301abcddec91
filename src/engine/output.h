/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rows for people or programs: a table, JSON Lines or CSV on standard output, or JSON as text in
 * memory. Who lists something declares its columns once and then writes each row's values in that
 * order; what does not show in the chosen format is passed over. One thread. */

#include "base/addr.h"
#include "base/text.h"
#include "base/time.h"

typedef enum { LM_FORMAT_TABLE, LM_FORMAT_JSON, LM_FORMAT_CSV } LmOutputFormat;

typedef enum {
  LM_SHOW_DATA = 1 << 0,   /* JSON and CSV */
  LM_SHOW_PEOPLE = 1 << 1, /* the table */
  LM_SHOW_ALL = LM_SHOW_DATA | LM_SHOW_PEOPLE,
} LmShow;

typedef struct {
  const char *name;    /* the key in JSON and CSV */
  const char *heading; /* of the table; N_() */
  LmShow show;
  bool right;    /* the table's column stands to the right */
  unsigned most; /* the table cuts what is wider; 0: never */
} LmOutputColumn;

typedef struct LmOutput LmOutput;

/* Columns that were chosen, with their order. */
#define LM_OUTPUT_NOT_OWN SIZE_MAX
typedef struct {
  const LmOutputColumn *columns; /* as they show */
  const size_t *own;             /* which of the subcommand's own each is, or LM_OUTPUT_NOT_OWN */
  size_t n;
  /* Adds what stands in column @column of the row that is being written; false for nothing. As
   * JSON there is always something. */
  bool (*give)(void *data, size_t column, bool json, LmText *out);
  void *data;
} LmOutputChoice;

LmOutput *lm_output_new(LmOutputFormat format, const LmOutputColumn *columns, size_t n);
/* JSON Lines, added to @into. */
LmOutput *lm_output_new_text(const LmOutputColumn *columns, size_t n, LmText *into);
/* As lm_output_new(), where @choice, which must outlive it, was made among a subcommand's @n_own
 * columns and others. The subcommand writes its own values all the same. */
LmOutput *lm_output_new_chosen(LmOutputFormat format, const LmOutputChoice *choice, size_t n_own);
/* Writes what waits and frees. False if standard output could not be written to. */
bool lm_output_finish(LmOutput *output);
/* Frees without writing anything more. */
void lm_output_discard(LmOutput *output);
/* Writes out what standard output holds back. False if any of it could not be written. */
bool lm_output_flush(void);

/* Each writes the next column's value. */
void lm_output_text(LmOutput *output, LmSlice value);
void lm_output_str(LmOutput *output, const char *value); /* NULL: nothing */
void lm_output_uint(LmOutput *output, uint64_t value);
void lm_output_int(LmOutput *output, int64_t value);
void lm_output_real(LmOutput *output, double value, unsigned decimals);
void lm_output_bool(LmOutput *output, bool value);
void lm_output_endpoint(LmOutput *output, const LmEndpoint *endpoint);
/* Nanoseconds as they are, and a span of them in milliseconds; nothing for LM_TIME_NONE. */
void lm_output_time_ns(LmOutput *output, int64_t time_ns);
void lm_output_span_ms(LmOutput *output, int64_t span_ns);
/* No value: null, or an empty field. */
void lm_output_none(LmOutput *output);
/* The value where it is @known. */
void lm_output_uint_if(LmOutput *output, bool known, uint64_t value);
void lm_output_real_if(LmOutput *output, bool known, double value, unsigned decimals);
/* A list or an object, as JSON; the table and CSV show it as it is. */
void lm_output_json(LmOutput *output, const LmText *json);
void lm_output_end_row(LmOutput *output);
