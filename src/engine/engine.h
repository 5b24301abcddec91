/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The engine runs a session in a thread of its own for a program that must never wait. Commands go
 * in, events come out; both are queues. The trace is touched by the engine's thread alone: an event
 * carries copies, or immutable objects that the receiver owns.
 *
 * Slices in rows point into the capture and may be read until lm_engine_free(), also when the row
 * was evicted: what lay there may read as zeros then, and lives on in the file. The functions below
 * may be called from any one thread. */

#include "base/error.h"
#include "capture/capture.h"
#include "capture/live.h"
#include "engine/hep_feed.h"
#include "engine/message_notes.h"
#include "engine/report_table.h"
#include "ladder/ladder.h"
#include "query/query.h"
#include "relate/strip.h"
#include "sound/sound.h"

typedef struct LmEngine LmEngine;
typedef struct LmStreamDetail LmStreamDetail; /* engine/stream_detail.h */
typedef struct LmAlerts LmAlerts;             /* engine/alerts.h */

/* Called on the engine's thread when events wait and none did before. It must only pass the word
 * on. */
typedef void (*LmEngineWake)(void *data);

/* A call list's row, as a value. */
typedef struct {
  uint32_t index;            /* row of the trace: the handle for commands */
  uint32_t number;           /* 0: not a call but another Call-ID */
  LmSlice call_id, from, to; /* whole header values of From and To */
  LmSlice codec;             /* of the first stream with one; may be empty */
  const LmPath *path; /* of its first message; NULL where not known; lives as long as the engine */
  int64_t start_ns, pdd_ns, setup_ns, duration_ns; /* LM_TIME_NONE: not known */
  double mos;                                      /* lowest of its streams; 0: none */
  uint32_t n_messages, n_streams, n_events, n_retransmissions, n_malformed;
  LmEndpoint caller, callee;
  uint16_t final_status;
  uint8_t method, state, released_by, transports;
  uint8_t quality; /* LmQuality of its worst stream */
  bool left_out;   /* by the newest filter that was answered; see lm_engine_filter() */
} LmCallRow;

/* A rule that fired for a call (engine/alerts.h). */
typedef struct {
  uint32_t rule;   /* its place among those that were set */
  char name[128];  /* of the rule; cut where it is long */
  int64_t time_ns; /* of the day, when it fired */
  LmCallRow call;  /* as it was then */
} LmAlert;

typedef struct {
  uint32_t index; /* row of the trace */
  uint32_t call;  /* row of the trace, or LM_NONE */
  uint32_t call_number;
  LmEndpoint src, dst;
  uint32_t ssrc, clock_hz;
  LmSlice codec; /* may be empty */
  bool
      codec_guessed; /* nobody said so: relate/codec_guess.h. All else is as if it were not known */
  uint8_t payload_type, dscp;
  bool announced, secure;
  uint64_t packets, expected, bytes, duplicates, reordered;
  uint64_t copies; /* captured again, and counted nowhere else */
  int64_t lost;
  double loss_percent, jitter_mean_ms, jitter_max_ms, delta_max_ms;
  int64_t start_ns, duration_ns;
  bool has_score;
  LmEmodelScore score;
  uint32_t rtcp_packets;
  bool rtcp_reported;
  double rtcp_fraction_percent, rtcp_jitter_ms;
  int32_t rtcp_lost;
  bool left_out; /* by the newest filter that was answered; see lm_engine_filter_streams() */
} LmStreamRow;

/* A message, or a step of another protocol, for the message view. Texts that are pointers live as
 * long as the engine. */
typedef struct {
  uint32_t index; /* row of the trace: of an event where is_event is set */
  bool is_event;
  bool evicted; /* it went to make room, and nothing else is known of it */
  uint32_t frame;
  int64_t time_ns;
  LmEndpoint src, dst;
  const char *transport; /* its name; of an event that of its protocol */
  char path[400];        /* "eth / ip / udp"; empty where not known. Cut where it is very long */
  bool stream;           /* Content-Length says where its body ends */
  LmSlice bytes;         /* borrowed from the capture */
  uint32_t body_offset;
  bool body_is_sdp;
  uint32_t n_anomalies; /* what lm_sip_check() finds and what is wrong in the body, with its
                            place in @bytes */
  struct {
    uint16_t kind; /* LmAnomalyKind */
    uint32_t offset, len;
  } anomalies[32];
  struct {
    const char *label, *detail;
    int64_t last_ns; /* when it came last */
    uint32_t repeats;
    uint32_t call_number; /* 0: of no call */
    uint8_t protocol;     /* LmEventProtocol */
    uint8_t outcome;      /* LmEventOutcome */
  } event;                /* set where is_event is */
} LmMessageView;

/* A longer value of a column is cut. */
#define LM_ENGINE_VALUE_BYTES 200u

/* What is in a column for some calls, as copies. */
typedef struct {
  size_t n;
  uint32_t *rows;
  uint64_t *keys; /* how the rows stand among others; UINT64_MAX: has no value. NULL where the texts
                     are what they are ordered by */
  uint32_t *ends; /* text i is the bytes of @texts from ends[i - 1], or 0, up to ends[i] */
  char *texts;    /* bytes of packets among them; NULL where all are empty */
} LmEngineValues;

void lm_engine_values_free(LmEngineValues *values);

typedef enum {
  LM_ENGINE_PROGRESS, /* @progress, @counters */
  LM_ENGINE_CALLS,    /* @calls, @n_calls: new or changed rows, in the order of their numbers */
  LM_ENGINE_STREAMS,  /* @streams, @n_streams: new or changed */
  LM_ENGINE_EVICTED,  /* @gone_calls and @gone_streams: rows of the trace, ascending, that went to
                         make room; they never come again */
  LM_ENGINE_OPENED,   /* the file could be opened; @text is its format */
  LM_ENGINE_FAILED,   /* it could not: @error */
  LM_ENGINE_WARNING, /* @text: something about what was given with the files, as a line for a person
                      */
  LM_ENGINE_DONE,   /* all read, or cancelled; @error has the damage, or LM_ERROR_CANCELLED, or NONE
                     */
  LM_ENGINE_LADDER, /* @ladder for the request @serial; the receiver takes it */
  LM_ENGINE_MESSAGE, /* @message, which may be an event, for the request @serial */
  LM_ENGINE_FOUND,   /* @found, @n_found for the request @serial */
  LM_ENGINE_STREAM,  /* @stream for the request @serial; the receiver takes it */
  LM_ENGINE_STRIPS,  /* @strips for the request @serial */
  LM_ENGINE_ROLES,   /* the roles of the hosts are known now; ladders made before do not say them */
  LM_ENGINE_EXPORTED, /* @text is the path; @error is set if it failed */
  LM_ENGINE_FILTERED, /* for the request @serial: bit i % 32 of @found[i / 32] says whether row i of
                         the first @n_found is asked for, of calls or streams as @filtered says */
  LM_ENGINE_REPORT,   /* @table for the request @serial; the receiver takes it */
  LM_ENGINE_REPORT_FOUND, /* for the request @serial: bits of @found say which of the first @n_found
 rows of @report are asked for */
  LM_ENGINE_REPORT_COUNT, /* @n_found rows of @report */
  LM_ENGINE_REPORT_DETAIL, /* @detail for the request @serial, NULL where there is no such row; the
                              receiver takes it */
  LM_ENGINE_VALUES,        /* @values for the request @serial; the receiver takes it */
  LM_ENGINE_SOUND,   /* @sound_job for the request @serial: the packets to be decoded; the receiver
                        takes it, and runs it before lm_engine_free() */
  LM_ENGINE_ALERTS,  /* @alerts, @n_alerts: rules that fired, the oldest first; @n_alerts_more fired
                        beside them. @text is what went wrong with a command meanwhile, or NULL */
  LM_ENGINE_HEADERS, /* @text for the request @serial: names, the most frequent first, one a line;
                        NULL where there are none */
} LmEngineEventKind;

typedef struct {
  LmEngineEventKind kind;
  uint32_t serial;
  LmCaptureProgress progress;
  LmTraceCounters counters; /* as of now */
  LmCallRow *calls;
  size_t n_calls;
  LmStreamRow *streams;
  size_t n_streams;
  uint32_t *gone_calls, *gone_streams;
  size_t n_gone_calls, n_gone_streams;
  LmLadder *ladder;
  LmMessageView message;
  LmStreamDetail *stream;
  LmStreamStrip *strips;
  size_t n_strips;
  LmAlert *alerts;
  size_t n_alerts, n_alerts_more;
  uint32_t *found;
  size_t n_found;
  LmQueryKind filtered;
  LmEngineValues *values;
  LmMessageNotes *notes; /* of a MESSAGE; NULL without any; the receiver may take it */
  uint32_t n_locked;     /* with DONE: connections that may carry SIP and were not decrypted */
  const LmReport *report;
  LmReportTable *table;
  LmReportDetail *detail;
  LmSoundJob *sound_job;
  char *text;
  LmError error;
} LmEngineEvent;

/* How a capture is opened. Borrowed for the call alone. */
typedef struct {
  const char *const *key_files; /* to decrypt with (lm_keys_add_file()) */
  size_t n_key_files;
  const char *key_log; /* that grows, and may have nothing in it yet; NULL: none */
  bool keep_copies;    /* see LmSessionOptions */
  bool align;
  uint64_t budget_bytes; /* the same; 0: as much as it takes, and 1 GiB for a live capture */
  uint32_t max_rows;     /* the same */
  LmHepFeed *feed; /* the same; borrowed, and outlives the engine, but lm_engine_open_live() takes
                      it */
} LmEngineOptions;

LmEngine *lm_engine_new(LmEngineWake wake, void *data);
/* Cancels, waits for the thread (under 100 ms) and frees all, events not taken among it. */
void lm_engine_free(LmEngine *engine);

/* Takes the oldest event, or NULL. Owned: lm_engine_event_free(). While a file is being read,
 * PROGRESS, CALLS and STREAMS come at most 20 times a second. */
LmEngineEvent *lm_engine_take(LmEngine *engine);
void lm_engine_event_free(LmEngineEvent *event);
/* Takes the ladder out of a LADDER event. Owned: lm_ladder_free(). */
LmLadder *lm_engine_event_steal_ladder(LmEngineEvent *event);
/* The same for the table of a REPORT event, lm_report_table_free(), and what is in a REPORT_DETAIL,
 * lm_report_detail_free(). */
LmReportTable *lm_engine_event_steal_table(LmEngineEvent *event);
LmReportDetail *lm_engine_event_steal_detail(LmEngineEvent *event);
/* The same for what is in a SOUND event: lm_sound_job_free(). */
LmSoundJob *lm_engine_event_steal_sound(LmEngineEvent *event);
/* The same for what is in a STREAM event: lm_stream_detail_free(). */
LmStreamDetail *lm_engine_event_steal_stream(LmEngineEvent *event);

/* The same for what is in a VALUES event: lm_engine_values_free(). */
LmEngineValues *lm_engine_event_steal_values(LmEngineEvent *event);
/* The same for the notes of a MESSAGE event: lm_message_notes_free(). */
LmMessageNotes *lm_engine_event_steal_notes(LmEngineEvent *event);

/* Commands. An engine opens once; @options may be NULL. A file of keys that cannot be read is a
 * WARNING, and the capture is read without it. Each answer carries the returned serial. */
void lm_engine_open(LmEngine *engine, const char *const *paths, size_t n,
                    const LmEngineOptions *options);
void lm_engine_cancel(LmEngine *engine);
/* The same of a capture that runs, which it takes, also where this fails: it ends with the engine.
 * Events come as of a file, and DONE when the capture has ended and all of it is read. */
uint32_t lm_engine_open_live(LmEngine *engine, LmLive *live, const LmEngineOptions *options);
/* Any thread. False where nothing is captured. */
bool lm_engine_live_status(LmEngine *engine, LmLiveStatus *status);
/* Who sends HEP to it; lm_hep_senders_list(). Any thread. */
size_t lm_engine_live_senders(LmEngine *engine, LmHepSender *list, size_t max, LmHepSender *others);
/* What became of what was sent on at place @index, and its name, which is borrowed; NULL: there is
 * no such place. Any thread. */
const char *lm_engine_sent(LmEngine *engine, size_t index, LmHepSendStatus *status);
/* As lm_live_path(); NULL where it is not live. */
const char *lm_engine_live_path(LmEngine *engine, uint32_t index);
/* Ends the capture; what was captured is read to its end, also where it was paused. */
void lm_engine_stop_live(LmEngine *engine);
/* From now on @only is kept of what passes (lm_live_keep()). False with @error set. */
bool lm_engine_keep_live(LmEngine *engine, LmBpfOnly only, LmError *error);
/* From now on the capture goes on when the engine is freed, if it is one that keeps on. */
void lm_engine_leave_live(LmEngine *engine);
/* While it is paused nothing new is read; what is captured waits in the file. */
void lm_engine_pause(LmEngine *engine, bool paused);
/* Lets go of what is finished, without need; it stays in the capture. EVICTED says what went. */
void lm_engine_evict_finished(LmEngine *engine);
/* Until lm_engine_release_leisure(), which goes with each call, the engine leaves alone what nobody
 * waits for: the caller's own threads need the processors. Any thread may call either. */
void lm_engine_hold_leisure(LmEngine *engine);
void lm_engine_release_leisure(LmEngine *engine);
/* Gives back pages of the capture that came into memory because somebody looked at its rows, where
 * they are many; nothing where no capture is open. Any thread, as soon as rows were told of. */
void lm_engine_drop_pages(LmEngine *engine);
uint32_t lm_engine_request_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                                  const LmLadderOptions *options);
/* The same with the rows alone that @rows asks for, which it takes; NULL: all. */
uint32_t lm_engine_request_ladder_rows(LmEngine *engine, const uint32_t *calls, size_t n,
                                       const LmLadderOptions *options, LmQuery *rows);
/* What is decided by hand about two calls being legs of one conversation. It holds for the ladders
 * that are asked for from now on. */
typedef enum { LM_PIN_NONE, LM_PIN_LINKED, LM_PIN_UNLINKED } LmPin;
void lm_engine_pin(LmEngine *engine, uint32_t a, uint32_t b, LmPin pin);
uint32_t lm_engine_request_message(LmEngine *engine, uint32_t message);
/* The same for an event; the answer is a MESSAGE too. */
uint32_t lm_engine_request_event(LmEngine *engine, uint32_t event);

/* A row that is searched: a message, an event, or neither, which is never found. */
typedef struct {
  uint32_t message, event; /* LM_NONE: it is none */
} LmEngineSought;

/* Looks for @text in the bytes of @n messages, start line, headers and body, and in the words and
 * bytes of events; letters A to Z match in either case. The answer is which of @rows hold it, as
 * places in that list, ascending. */
uint32_t
lm_engine_request_search(LmEngine *engine, const LmEngineSought *rows, size_t n, const char *text);
/* The time of @n streams in a few cells each; rows that the trace does not have are left out. */
uint32_t lm_engine_request_strips(LmEngine *engine, const uint32_t *streams, size_t n);
/* All there is to know of a stream, packet by packet. */
uint32_t lm_engine_request_stream(LmEngine *engine, uint32_t stream);
/* Collects what is to be decoded of @n streams, rows of the trace, as far as it was read. */
uint32_t lm_engine_request_sound(LmEngine *engine, const uint32_t *streams, size_t n,
                                 const LmSoundOptions *options);
/* Shows but the calls that @query (NULL: all) asks for, which it takes. Rows that come behind the
 * answer are asked as they come. A filter that another overtakes may get no answer; one that was
 * set while a file was read may get another at the end, before DONE, when it is known how calls
 * belong together. */
uint32_t lm_engine_filter(LmEngine *engine, LmQuery *query);
/* The same for streams. */
uint32_t lm_engine_filter_streams(LmEngine *engine, LmQuery *query);
/* Holds calls to these rules, which it takes, from now on and in place of others; NULL: to none. */
void lm_engine_set_alerts(LmEngine *engine, LmAlerts *alerts);
/* Works @report out of what was read so far. */
uint32_t lm_engine_request_report(LmEngine *engine, const LmReport *report);
/* Asks which of its rows @query, which it takes, asks for. */
uint32_t lm_engine_filter_report(LmEngine *engine, const LmReport *report, LmQuery *query);
/* How many rows it has; it is worked out for that. */
uint32_t lm_engine_request_report_count(LmEngine *engine, const LmReport *report);
/* What is known of row @index of the report beside what its table shows. */
uint32_t lm_engine_request_report_detail(LmEngine *engine, const LmReport *report, uint32_t index);
/* What is in @column (lm_query_column_new()) for @n calls, in their order; of a column that is
 * none, and of calls that are not there, nothing. */
uint32_t
lm_engine_request_values(LmEngine *engine, const char *column, const uint32_t *calls, size_t n);
/* The names of the headers in the capture. */
uint32_t lm_engine_request_headers(LmEngine *engine);
/* Writes the ladder of @calls to @path in the format of its extension. */
uint32_t lm_engine_export_ladder(LmEngine *engine, const uint32_t *calls, size_t n,
                                 const LmLadderOptions *options, const char *path);
/* The same with the rows alone that @rows asks for, which it takes; NULL: all. */
uint32_t
lm_engine_export_ladder_rows(LmEngine *engine, const uint32_t *calls, size_t n,
                             const LmLadderOptions *options, LmQuery *rows, const char *path);
