/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* MSRP (RFC 4975), with AUTH for relays (RFC 4976) and NICKNAME (RFC 7701): requests and responses
 * in a stream. A body may be of any size and carries no length, so the stream is read in parts
 * that are handed out as they come: head, pieces of the body, end. Pure; slices point into the
 * bytes that were given. */

#include "base/bytes.h"
#include "proto/anomaly.h"

#define LM_MSRP_MAX_ANOMALIES 8
#define LM_MSRP_UNKNOWN UINT64_MAX /* "*" in a Byte-Range */

typedef enum {
  LM_MSRP_NONE, /* a response */
  LM_MSRP_OTHER,
  LM_MSRP_SEND,
  LM_MSRP_REPORT,
  LM_MSRP_AUTH,
  LM_MSRP_NICKNAME,
} LmMsrpMethod;

typedef enum { LM_MSRP_FAILURE_YES, LM_MSRP_FAILURE_NO, LM_MSRP_FAILURE_PARTIAL } LmMsrpFailure;

/* Start line and headers. */
typedef struct {
  LmSlice bytes;
  LmSlice transaction;
  LmSlice method_name; /* of a request */
  LmSlice comment;     /* of a response */
  LmMsrpMethod method;
  uint16_t status; /* of a response, 0 in a request */
  LmSlice to_path, from_path;
  LmSlice message_id;
  LmSlice content_type;
  LmSlice use_nickname;
  LmSlice status_text;    /* of a REPORT */
  uint16_t report_status; /* the code in its Status header; 0: none */
  bool has_range;
  bool success_report;                          /* asked for */
  LmMsrpFailure failure_report;                 /* YES where not stated (RFC 4975, 7.1.2) */
  uint64_t range_start, range_end, range_total; /* bytes, from 1; or LM_MSRP_UNKNOWN */
  uint32_t n_anomalies;                         /* all that were met */
  LmAnomaly anomalies[LM_MSRP_MAX_ANOMALIES];   /* offsets from the start of @bytes */
} LmMsrpHead;

/* Whether @bytes begin with a start line: "MSRP ", a transaction identifier, a space, and a method
 * or a status code. False too while the line is not there to its end. */
bool lm_msrp_looks_like(LmSlice bytes);
/* Whether @bytes, fewer than a start line, may become one. */
bool lm_msrp_may_begin(LmSlice bytes);
/* Takes start line and headers apart. False only when lm_msrp_looks_like() is. */
bool lm_msrp_parse(LmSlice bytes, LmMsrpHead *head);
/* The URIs of a path, separated by spaces (RFC 4975, 9): takes the next off @rest. */
bool lm_msrp_next_uri(LmSlice *rest, LmSlice *uri);
/* "msrp://host:port/session-id;tcp": the part from the host to the session identifier, which names
 * a session; empty if it is no MSRP URI. @user information is left out. */
LmSlice lm_msrp_uri_session(LmSlice uri);

typedef enum {
  LM_MSRP_PART_NONE,    /* more bytes are needed */
  LM_MSRP_PART_FOREIGN, /* bytes that belong to no message */
  LM_MSRP_PART_HEAD,    /* start line and headers, for lm_msrp_parse() */
  LM_MSRP_PART_BODY,    /* the next piece of the body; also line ends around it, of length 0 */
  LM_MSRP_PART_END,     /* the end-line, or what stands for one that got lost */
} LmMsrpPartKind;

typedef struct {
  LmMsrpPartKind kind;
  LmSlice bytes;
  char flag; /* of the end-line: '$' last chunk, '+' more come, '#' given up; 0: it got lost */
} LmMsrpPart;

#define LM_MSRP_MAX_TRANSACTION 64

/* Where in a stream the reading stands. Zeroed at its beginning. */
typedef struct {
  char end_line[7 + LM_MSRP_MAX_TRANSACTION]; /* without its flag */
  uint8_t end_len;                            /* 0 between messages */
  bool body_began;
  bool line_start;     /* what comes next begins a line */
  bool gap;            /* bytes of this body got lost */
  size_t line, looked; /* in the head: where the line starts, up to where it was looked at */
} LmMsrpReader;

/* Takes the next part off the front of @stream, and returns how many bytes it was; 0 with
 * PART_NONE. What was not taken must stand at the front of the next call's @stream. Each byte is
 * looked at a few times, however small the pieces are that it comes in; no more than
 * LM_LIMIT_MSRP_HEAD_BYTES are ever waited for. */
size_t lm_msrp_read(LmMsrpReader *reader, LmSlice stream, LmMsrpPart *part);
/* Bytes of the stream were lost here. A message goes on if it was in its body; what was there of a
 * head is lost. */
void lm_msrp_reader_gap(LmMsrpReader *reader);
