/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a field of the filter language is declared, and how its values are got: for the files of this
 * folder alone. Each protocol has a table (fields-NAME.c), in which every field stands once. */

#include "base/i18n.h"
#include "query/query.h"

typedef enum {
  LM_QUERY_STRING, /* compared as it stands */
  LM_QUERY_TOKEN,  /* compared without case */
  LM_QUERY_HOST,   /* a name or an address in text: without case, addresses by number */
  LM_QUERY_ENUM,   /* one of LmQueryField.values: its place in them */
  LM_QUERY_NUMBER,
  LM_QUERY_SPAN, /* nanoseconds */
  LM_QUERY_TIME, /* nanoseconds since 1970 */
  LM_QUERY_ADDRESS,
  LM_QUERY_FLAG,
  LM_QUERY_UNTYPED, /* a literal that waits for what it is compared with */
} LmQueryType;

typedef struct {
  uint8_t type; /* LmQueryType */
  uint8_t
      prefix; /* of an address that stands for many: how many bits count; else its whole length */
  const char *const *names; /* of an ENUM */
  union {
    LmSlice text;
    double number; /* of an ENUM: its place */
    int64_t ns;
    LmAddr addr;
    bool yes;
  };
} LmQueryValue;

/* Takes values; a struct of its own begins with it. Returns true when it wants no more. */
typedef struct LmQuerySink LmQuerySink;
struct LmQuerySink {
  bool (*take)(LmQuerySink *sink, const LmQueryValue *value);
};

/* Whose a field is. */
typedef enum {
  LM_QUERY_OF_CALL = LM_QUERY_CALL,
  LM_QUERY_OF_MESSAGE = LM_QUERY_MESSAGE,
  LM_QUERY_OF_STREAM = LM_QUERY_STREAM,
  LM_QUERY_OF_EVENT = LM_QUERY_EVENT,
  LM_QUERY_OF_ANY, /* of each of the last three: what every frame has */
} LmQueryOf;

/* What is being asked. Rows that are not there are LM_NONE. */
typedef struct {
  LmQueryRun *run;
  const LmTrace *trace;
  uint32_t call, message, stream, event;
  uint8_t self;        /* LmQueryKind: of which of them a field of ANY is */
  LmReportRow *report; /* the row of a report that is asked; NULL: it is another one's */
} LmQueryRow;

typedef struct LmQueryField LmQueryField;
/* Gives the values of @field; true when the sink wants no more. */
typedef bool (*LmQueryGet)(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink);

struct LmQueryField {
  const char *name;    /* letters count in either case, and '_' as '-' */
  const char *aliases; /* separated by spaces */
  uint8_t type;        /* LmQueryType */
  uint8_t of;          /* LmQueryOf */
  bool many;           /* one row can have several values */
  bool in_ms;          /* of a SPAN: a plain number is milliseconds, as in Wireshark */
  uint8_t part;        /* the getter's */
  uint16_t what;       /* the getter's */
  LmQueryGet get;
  const char *const *values; /* of an ENUM all, else what may be proposed; NULL at the end */
  const char *header;        /* the getter's: a name of a header */
  const char *help;          /* marked for translation */
};

/* A table of a protocol. */
typedef struct {
  const LmQueryField *fields;
  size_t n;
} LmQueryTable;

extern const LmQueryTable lm_query_call_fields;
extern const LmQueryTable lm_query_frame_fields;
extern const LmQueryTable lm_query_sip_fields;
extern const LmQueryTable lm_query_sip_part_fields;
extern const LmQueryTable lm_query_sdp_fields;
extern const LmQueryTable lm_query_rtp_fields;
extern const LmQueryTable lm_query_event_fields;
extern const LmQueryTable lm_query_relate_fields;
/* The words of two of its fields, which are those of relate/legs.h and relate/roles.h. */
extern const char *const lm_query_link_names[];
extern const char *const lm_query_role_names[];

/* Those that reports declare. */
#define LM_QUERY_MOST_REPORTS 32
const LmQueryTable *lm_query_report_fields(void);
bool lm_query_get_report(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink);
/* The report whose column @field is; NULL where it is none. */
const LmReport *lm_query_field_report(const LmQueryField *field);

/* All tables, one behind the other. */
size_t lm_query_n_all_fields(void);
const LmQueryField *lm_query_field_at(size_t index);
/* The field called @name, one for a header made in @arena where that is what it asks for. NULL
 * where there is none. */
const LmQueryField *lm_query_field_find(LmSlice name, LmArena *arena);
/* The field of the values of any header. */
const LmQueryField *lm_query_header_field(LmSlice header, LmArena *arena);
/* Values of all headers of that name; what a field made by the function above gets. */
bool lm_query_get_header(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink);
/* What in the names of fields, short words and aliases is most like @name; NULL where nothing is
 * much like it. */
const char *lm_query_closest(LmSlice name);
/* The same among @values. */
const char *lm_query_closest_value(LmSlice name, const char *const *values);
/* Whether @name is @wanted of @wanted_len letters, as names are compared. */
bool lm_query_same_name(LmSlice name, const char *wanted, size_t wanted_len);
const char *lm_query_type_name(LmQueryType type);

static inline bool
lm_query_give_text(LmQuerySink *sink, const LmQueryField *field, LmSlice text)
{
  LmQueryValue value = {.type = field->type, .text = text};
  return text.data && sink->take(sink, &value);
}

/* A text that may be missing: empty ones are no value. */
static inline bool
lm_query_give_some(LmQuerySink *sink, const LmQueryField *field, LmSlice text)
{
  return text.len && lm_query_give_text(sink, field, text);
}

static inline bool
lm_query_give_number(LmQuerySink *sink, const LmQueryField *field, double number)
{
  LmQueryValue value = {.type = field->type, .names = field->values, .number = number};
  return sink->take(sink, &value);
}

/* A span or a time. */
static inline bool
lm_query_give_ns(LmQuerySink *sink, const LmQueryField *field, int64_t ns)
{
  LmQueryValue value = {.type = field->type, .ns = ns};
  return ns != LM_TIME_NONE && sink->take(sink, &value);
}

static inline bool
lm_query_give_flag(LmQuerySink *sink, const LmQueryField *field, bool yes)
{
  LmQueryValue value = {.type = field->type, .yes = yes};
  return sink->take(sink, &value);
}

static inline bool
lm_query_give_address(LmQuerySink *sink, const LmQueryField *field, const LmAddr *addr)
{
  LmQueryValue value = {.type = field->type, .prefix = 128, .addr = *addr};
  return addr->family != LM_ADDR_NONE && sink->take(sink, &value);
}
