/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A report is a table about what was worked out of a whole trace: registrations, subscriptions,
 * hosts ... Each is declared once, in a file of its own (registrations.c), and the command line,
 * the window and the filter language all read the same columns: the column "state" of the report
 * whose noun is "registration" is the field registration.state.
 *
 *     LmReportRows *rows = lm_report_rows_new(lm_report_find("registrations"), trace, NULL);
 *     LmReportRow row;
 *     lm_report_row_open(&row, rows);
 *     for (uint32_t i = 0; i < lm_report_rows_n(rows); i++) {
 *       LmCell cell;
 *       lm_report_row_go(&row, i);
 *       lm_report_cell(&row, &report->columns[0], &cell);
 *     }
 *     lm_report_row_close(&row);
 *     lm_report_rows_free(rows);
 *
 * Nothing is worked out before it is asked for: the rows when they are made, a cell when it is got.
 * Declarations are constant and for every thread; LmReportRows and LmReportRow belong to one
 * thread, which must be one that may look at the trace. */

#include "base/text.h"
#include "proto/detail.h"
#include "relate/legs.h"
#include "relate/passwords.h"
#include "track/trace.h"

/* What a column's cells are, where there is something in them, and what a cell is. */
typedef enum {
  LM_CELL_NOTHING,
  LM_CELL_TEXT,     /* bytes of the capture: compared as they stand */
  LM_CELL_WORD,     /* a word of a protocol or of ours: compared without case */
  LM_CELL_COUNT,    /* a whole number */
  LM_CELL_SECONDS,  /* a whole number of seconds */
  LM_CELL_REAL,     /* with as many decimals as the column says */
  LM_CELL_SPAN,     /* nanoseconds; told in milliseconds with three decimals */
  LM_CELL_TRUTH,    /* yes or no */
  LM_CELL_ENDPOINT, /* address and port */
  LM_CELL_TIME,     /* nanoseconds since 1970 */
  LM_CELL_JSON,     /* a list or an object as JSON text */
  LM_N_CELL_KINDS
} LmCellKind;

typedef struct {
  uint8_t kind; /* LmCellKind */
  union {
    LmSlice text; /* of a TEXT, a WORD and JSON */
    uint64_t count;
    double real;
    bool yes;
    LmEndpoint endpoint; /* port 0: none */
    int64_t time_ns;     /* never LM_TIME_NONE; of a SPAN too */
  };
  /* Of JSON: what a query asks of it, such as the names of the problems in a list of them. */
  const LmSlice *words;
  uint32_t n_words;
} LmCell;

/* Where a column shows. */
typedef enum {
  LM_REPORT_DATA = 1 << 0,   /* JSON, CSV and the filter language */
  LM_REPORT_PEOPLE = 1 << 1, /* tables that people read */
  LM_REPORT_ALL = LM_REPORT_DATA | LM_REPORT_PEOPLE,
} LmReportShow;

/* What stands at the column's offset in the record of a row, or that a function makes the cell. */
typedef enum {
  LM_FROM_FUNCTION,
  LM_FROM_SLICE,     /* empty: nothing */
  LM_FROM_U16_NOT_0, /* 0: nothing */
  LM_FROM_U32,       /* LM_NONE: nothing */
  LM_FROM_U32_NOT_0, /* 0: nothing */
  LM_FROM_U32_ALWAYS,
  LM_FROM_U64_ALWAYS,
  LM_FROM_BOOL,
  LM_FROM_NS,            /* int64_t; LM_TIME_NONE: nothing */
  LM_FROM_WORD,          /* uint8_t: the place in the column's words */
  LM_FROM_WORD_NOT_0,    /* the same, but 0 is nothing and 1 the first of them */
  LM_FROM_METHOD,        /* uint8_t: LmSipMethod */
  LM_FROM_ENDPOINT,      /* LmEndpoint */
  LM_FROM_ENDPOINT_ROW,  /* row of the trace's endpoints; LM_NONE: nothing */
  LM_FROM_MESSAGE_FRAME, /* row of a message, whose frame it is; LM_NONE: nothing */
} LmReportFrom;

typedef struct LmReport LmReport;
typedef struct LmReportColumn LmReportColumn;
typedef struct LmReportRows LmReportRows;
typedef struct LmReportRow LmReportRow;

/* Makes the cell of @column; @cell is NOTHING before. */
typedef void (*LmReportGet)(LmReportRow *row, const LmReportColumn *column, LmCell *cell);

struct LmReportColumn {
  const char *name;    /* in JSON, CSV and queries; NULL: for people alone */
  const char *heading; /* N_(); NULL: people do not see it unless they ask for it */
  const char *help;    /* N_(): what it is; NULL where there is no name */
  uint8_t kind;        /* LmCellKind */
  uint8_t show;        /* LmReportShow */
  uint8_t decimals;    /* of a REAL */
  bool right;          /* stands to the right in a table */
  uint8_t most;        /* letters, beyond which a table may cut it; 0: never */
  uint8_t from;        /* LmReportFrom */
  uint16_t offset;     /* in the record */
  uint16_t part;       /* the function's */
  LmReportGet get;
  const char *const *words; /* all that a WORD or the words of JSON can be; NULL at the end. NULL:
                               not told */
};

/* What else a report is about. All of it may be left out. */
typedef struct {
  uint32_t call;                /* row of the only call that is wanted; LM_NONE: all. Rows of others
                                   may come all the same */
  const LmPasswords *passwords; /* for digests; need not outlive the rows' making */
  const LmLegPin *pins;         /* of pairs of calls, for conversations */
  size_t n_pins;
  bool many;           /* others are there at the same time: it leaves room for them */
  uint32_t row_bytes;  /* of memory that will be taken for a row beside the report */
  uint32_t most_calls; /* the newest so many, where all are laid side by side; 0: all */
} LmReportOptions;

#define LM_REPORT_OPTIONS_INIT ((LmReportOptions){.call = LM_NONE})

/* What a report is made of. Functions get what make() returned as @data. */
struct LmReport {
  const char *name;  /* "registrations" */
  const char *noun;  /* "registration" */
  const char *title; /* N_(), for a view of it */
  const LmReportColumn *columns;
  unsigned n_columns;
  void *(*make)(const LmTrace *trace, const LmReportOptions *options);
  void (*free)(void *data);
  uint32_t (*n_rows)(const void *data);
  uint64_t (*refused)(const void *data); /* NULL: never any */
  /* How many calls it left out to stay within the room that there is (lm_trace_room()). NULL: it
   * does not look after that itself, and make() is called by lm_trace_make_part(). */
  uint64_t (*left_out)(const void *data);
  /* Fills @row's record, calls and frame for its index. */
  void (*go)(LmReportRow *row);
  /* The packet that the row is about, taken apart; all of it in @arena. NULL, also as the function:
   * there is none. */
  LmDetail *(*tree)(LmReportRow *row, LmArena *arena);
  bool listens; /* decodes sound to find its rows: a second for an hour of it */
};

/* A row in hand. */
struct LmReportRow {
  const LmReport *report;
  const LmTrace *trace;
  void *data;
  uint32_t index;
  /* From here on until lm_report_row_go() is called again. */
  const void *record;    /* what the columns read; the report's */
  const uint32_t *calls; /* rows of the trace's calls that it is about, the first is the one to
                            show; those without a number are among them */
  uint32_t n_calls;
  uint32_t call;  /* the first of them; LM_NONE: it is about none */
  uint32_t frame; /* one to show for it; 0: none */
  LmArena arena;  /* of what was made for its cells */
  LmText text;    /* for functions to build in */
};

/* All of them, in the order in which they are told of, with NULL at the end. */
extern const LmReport *const lm_reports[];

/* By its name, "registrations"; NULL where there is none. */
const LmReport *lm_report_find(const char *name);

/* Works @report out. @options may be NULL. @trace must outlive it, and rows that came to the trace
 * later are not seen. Owned: lm_report_rows_free(), which takes NULL. */
LmReportRows *
lm_report_rows_new(const LmReport *report, const LmTrace *trace, const LmReportOptions *options);
void lm_report_rows_free(LmReportRows *rows);
const LmReport *lm_report_rows_report(const LmReportRows *rows);
uint32_t lm_report_rows_n(const LmReportRows *rows);
/* How many rows a limit left out; LM_REPORT_SOME where they were not counted. */
#define LM_REPORT_SOME UINT64_MAX
uint64_t lm_report_rows_refused(const LmReportRows *rows);
/* How many Call-IDs, the oldest, were not looked at, as a budget of memory had no room for what was
 * found of them. */
uint64_t lm_report_rows_left_out(const LmReportRows *rows);

/* @rows must outlive @row. Close it to free what it holds. It may be used again for other rows of
 * the same report. */
void lm_report_row_open(LmReportRow *row, const LmReportRows *rows);
void lm_report_row_go(LmReportRow *row, uint32_t index);
void lm_report_row_close(LmReportRow *row);

/* The cell of @column, one of the report's; what it points to stays until the row goes on. */
void lm_report_cell(LmReportRow *row, const LmReportColumn *column, LmCell *cell);
/* Adds @cell as people read it: times by the clock, no value as nothing. Bytes of the capture are
 * made safe for a terminal and a label. */
void lm_report_cell_text(const LmReportColumn *column, const LmCell *cell, LmText *out);
/* Less than, equal to or greater than 0, for sorting; nothing comes first. */
int lm_report_cell_compare(const LmCell *a, const LmCell *b);
