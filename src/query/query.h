/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The filter language, one for every list, the ladder, the command line and the exports:
 *
 *     sip.Method == "INVITE" && call.state == failed && sip.to.user ~ "^44"
 *     problems and call.duration > 2 min
 *     ip.addr == 10.0.0.0/8 and sip.Status-Code in {401, 407, 500..599}
 *     message(sip.CSeq.method == BYE and sip.Status-Code >= 400)
 *
 * Operators are those of Wireshark: == != > < >= <= eq ne gt lt ge le, === (all equal), !== (any
 * not equal), contains, matches or ~, in { }, && || ! and or not, any and all before a comparison,
 * + - * / on numbers and times, len() count() lower() upper(). A bare field asks whether there is
 * one; a bare field that is yes or no asks whether it is yes.
 *
 * A field may have several values: two Vias, and in a call those of all its messages. A comparison
 * holds where any value makes it hold; != where there is a value and none is equal, as Wireshark
 * has it since 3.6. So != is not the same as !(... == ...), which also holds where there is none.
 *
 * What a row is asked: a field of its own kind is that of the row. A field of another kind is asked
 * of all such rows of the row's call: any of a call's messages, the call of a stream. Fields of
 * one comparison are those of one message, stream or event. message(...), stream(...) and
 * event(...) ask the same of several comparisons together; call(...) asks of the call what would
 * otherwise be asked of the row. registration(...), dialog(...) and so on ask it of one row of that
 * report.
 *
 * A text is compared with case as it stands, a word of a protocol (a method, a codec, a host, a
 * state) without; matches is without case; contains goes with the kind of field. A number beside a
 * span of time is seconds unless a unit follows: 500 ms, 2 min.
 *
 * An LmQuery never changes once it is made: any thread may read it. An LmQueryRun belongs to one
 * thread, which must be the one that may look at the trace. */

#include "report/report.h"

/* What a list shows. */
typedef enum {
  LM_QUERY_CALL, /* row of lm_trace_call() */
  LM_QUERY_MESSAGE,
  LM_QUERY_STREAM,
  LM_QUERY_EVENT,
  LM_QUERY_REPORT, /* the row of a report that lm_query_run_report() gave */
  LM_N_QUERY_KINDS
} LmQueryKind;

/* What is wrong with a text, and where. Plain record of the caller. */
typedef struct {
  uint32_t offset,
      len;           /* bytes of the text that was given; a len of 0 is the place before offset */
  char message[240]; /* translated, one line */
  char hint[240];    /* what to type instead, translated; may be "" */
} LmQueryError;

typedef struct LmQuery LmQuery;

/* NULL with @error set (it may be NULL) where @text is not of the language. A text of white space
 * is everything. Owned: lm_query_free(). */
LmQuery *lm_query_new(LmSlice text, LmQueryError *error);
void lm_query_free(LmQuery *query);
/* Of which kinds of rows the result hangs, as bits 1 << LmQueryKind, the kind that is asked not
 * among them unless it is named: who filters a growing trace asks a row again when one of these
 * came to its call. */
unsigned lm_query_reads(const LmQuery *query);

typedef struct LmQueryRun LmQueryRun;

/* Asks @query (NULL: everything) of rows of @trace; both must outlive it. Owned:
 * lm_query_run_free(). */
LmQueryRun *lm_query_run_new(const LmQuery *query, const LmTrace *trace);
void lm_query_run_free(LmQueryRun *run);
/* Rows of LM_QUERY_REPORT, whatever number is named, are from now on the one that @row stands at
 * when they are asked. A field of that report is that of the row, every other one that of its call;
 * where it is about several calls, one of them must match, and becomes its call. */
void lm_query_run_report(LmQueryRun *run, LmReportRow *row);
/* Whether row @row of @kind is asked for. Takes memory only for the first messages that it has to
 * take apart. */
bool lm_query_matches(LmQueryRun *run, LmQueryKind kind, uint32_t row);
/* How many rows were left out because asking them took too long: a regular expression that goes
 * back without end (LM_LIMIT_QUERY_MATCH), or too many values (LM_LIMIT_QUERY_VALUES). */
uint64_t lm_query_run_cut(const LmQueryRun *run);
/* How many calls, at the most, what was worked out of several was without, as a budget of memory
 * had no room for more than the newest: what depends on that has no value for them. */
uint64_t lm_query_run_left_out(const LmQueryRun *run);
/* Whether an answer so far hung on how several messages or calls belong together: where the trace
 * grew since, another run may find other rows. */
bool lm_query_run_relates(const LmQueryRun *run);
/* Rows of the trace were evicted: forgets what it worked out of them. @run may be NULL. */
void lm_query_run_forget(LmQueryRun *run);

/* A column: a field of the language. */
typedef struct LmQueryColumn LmQueryColumn;

/* NULL with @error set where @name is no field. "sip.h.X-Foo" is any header; one that is registered
 * may stand alone: "User-Agent". Owned:
 * lm_query_column_free(). */
LmQueryColumn *lm_query_column_new(LmSlice name, LmQueryError *error);
void lm_query_column_free(LmQueryColumn *column);
const char *lm_query_column_name(const LmQueryColumn *column);
/* Whether its values are numbers, which stand to the right. */
bool lm_query_column_is_number(const LmQueryColumn *column);
/* Whether its values have an order that is not that of their texts: numbers, times, addresses. */
bool lm_query_column_has_key(const LmQueryColumn *column);
/* Adds the values of a row to @out, each once and the first LM_LIMIT_QUERY_COLUMN_VALUES alone;
 * returns how many. For people they are separated by commas. As JSON it is one value or null, and a
 * list where the field can have several in such a row; times are nanoseconds since 1970, spans
 * milliseconds. */
size_t lm_query_column_text(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind,
                            uint32_t row, LmText *out);
size_t lm_query_column_json(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind,
                            uint32_t row, LmText *out);
/* Where a row stands among others by its first value, where the column has keys; false where it has
 * no value. UINT64_MAX is never a key. */
bool lm_query_column_key(LmQueryRun *run, const LmQueryColumn *column, LmQueryKind kind,
                         uint32_t row, uint64_t *key);

/* What can be typed at a place. */
typedef enum {
  LM_QUERY_IS_FIELD,
  LM_QUERY_IS_WORD,     /* a short word: "failed" */
  LM_QUERY_IS_OPERATOR, /* "==", "contains", "and" */
  LM_QUERY_IS_VALUE,    /* of the field before the operator */
} LmQueryCandidateKind;

typedef struct {
  const char *text; /* replaces [offset, offset + len) below */
  const char *help; /* translated, may be "" */
  LmQueryCandidateKind kind;
} LmQueryCandidate;

/* Owned as a whole: lm_query_candidates_free(). */
typedef struct {
  uint32_t offset, len; /* of the word that the cursor stands in or behind; len 0 where in none */
  size_t n;
  LmQueryCandidate *candidates; /* the best first */
  LmArena arena;
} LmQueryCandidates;

/* At most @max candidates for @cursor, a byte offset into @text. */
LmQueryCandidates *lm_query_complete(LmSlice text, size_t cursor, size_t max);
void lm_query_candidates_free(LmQueryCandidates *candidates);

/* The fields and short words, for lists of them. Borrowed. */
typedef struct {
  const char *name, *aliases; /* aliases are separated by spaces; may be "" */
  const char *type;           /* "text", "number", "span", "time", "address", "word", "flag" */
  const char *of;             /* "call", "message", "stream", "event", "any"; "registration" ... */
  const char *help;           /* translated */
  const char *const *values;  /* those that it can have, NULL at the end; NULL: not told */
} LmQueryFieldInfo;

size_t lm_query_n_fields(void);
void lm_query_field_info(size_t index, LmQueryFieldInfo *info);

typedef struct {
  const char *name;
  const char *expression; /* what it stands for */
  const char *help;       /* marked for translation */
} LmQueryWord;

/* Ended by one without a name. */
extern const LmQueryWord lm_query_words[];
