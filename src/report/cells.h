/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How reports declare their columns and make their cells: for the files of this folder alone. */

#include "base/i18n.h"
#include "report/report.h"

#include <stddef.h>

#define LM_CELL_IS_NUMBER(kind_) ((kind_) >= LM_CELL_COUNT && (kind_) <= LM_CELL_SPAN)

/* A column that everybody sees, one of data alone, and one for people alone. @most_: letters. */
#define LM_COLUMN_ALL(name_, heading_, help_, kind_, most_, ...)                             \
  {                                                                                          \
    .name = name_, .heading = heading_, .help = help_, .kind = kind_, .show = LM_REPORT_ALL, \
    .right = LM_CELL_IS_NUMBER(kind_), .most = most_, __VA_ARGS__                            \
  }
#define LM_COLUMN_DATA(name_, help_, kind_, ...)                         \
  {                                                                      \
    .name = name_, .help = help_, .kind = kind_, .show = LM_REPORT_DATA, \
    .right = LM_CELL_IS_NUMBER(kind_), __VA_ARGS__                       \
  }
#define LM_COLUMN_PEOPLE(heading_, kind_, right_, most_, ...)                                     \
  {                                                                                               \
    .heading = heading_, .kind = kind_, .show = LM_REPORT_PEOPLE, .right = right_, .most = most_, \
    __VA_ARGS__                                                                                   \
  }
/* Where it comes from. */
#define LM_AT(from_, record_, member_) .from = from_, .offset = offsetof(record_, member_)
#define LM_GOT(get_, part_) .get = get_, .part = part_

/* Empty: nothing. */
void lm_cell_text(LmCell *cell, LmSlice text);
void lm_cell_word(LmCell *cell, const char *word); /* NULL: nothing */
void lm_cell_count(LmCell *cell, uint64_t count);
void lm_cell_time(LmCell *cell, int64_t time_ns); /* LM_TIME_NONE: nothing */
void lm_cell_span(LmCell *cell, int64_t span_ns); /* the same */
/* What was built in the row's text, which is copied; empty: a TEXT with nothing in it, or nothing.
 */
void lm_cell_built(LmReportRow *row, LmCell *cell, LmCellKind kind);

/* The names of all problems of transactions and dialogs, NULL at the end. */
extern const char *const lm_report_problem_names[];

/* What a query asks of a cell, one after the other. */
typedef struct {
  LmSlice *words;
  uint32_t n, room;
} LmCellWords;

void lm_cell_words_add(LmReportRow *row, LmCellWords *words, LmSlice word);
/* JSON that was built in the row's text. @words may be NULL. */
void lm_cell_json(LmReportRow *row, LmCell *cell, const LmCellWords *words);
/* Adds the beginning of an object of a list of steps to the row's text, up to its last member, and
 * its name to @words. A @frame or @status of 0 and LM_NONE seconds are left out. */
void lm_cell_begin_step(LmReportRow *row, LmCellWords *words, const char *name, int64_t time_ns,
                        uint32_t frame, uint32_t status, uint32_t expires_s);
/* Adds ,"name":"value" to the row's text, where there is a value. */
void lm_cell_add_member(LmReportRow *row, const char *name, LmSlice value);

/* The functions of a report that is a table of relate/, by the name of its functions there. */
#define LM_REPORT_TABLE(table_)            \
  static void discard(void *data)          \
  {                                        \
    lm_##table_##_free(data);              \
  }                                        \
  static uint32_t n_rows(const void *data) \
  {                                        \
    return lm_##table_##_n(data);          \
  }
/* The same with rows that a limit may leave out. */
#define LM_REPORT_LIMITED_TABLE(table_)     \
  LM_REPORT_TABLE(table_)                   \
  static uint64_t refused(const void *data) \
  {                                         \
    return lm_##table_##_refused(data);     \
  }
