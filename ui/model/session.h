/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a window looks at: the engine of one opening, with its events as signals on the main thread.
 * A session opens once; opening again takes a new one. Main thread only.
 *
 * Signals:
 *   opened ()                          the input could be opened; rows follow
 *   live-changed ()                    a capture was paused, goes on, or is being stopped
 *   progress ()                        the counters or the part read are new
 *   calls-changed ()                   rows of calls are new or changed
 *   streams-changed ()                 the same for streams
 *   warning (const char *)             what was amiss in the keys that were given
 *   done (const LmError *)             all is read, or cancelled; code LM_ERROR_NONE if sound
 *   failed (const LmError *)           nothing could be opened
 *   ladder (guint serial, LmLadder *)  take it with lmu_session_take_ladder(), or it is freed
 *   roles ()                           ladders that are made from now on say what hosts are
 *   message (guint serial, const LmMessageView *)
 *   found (guint serial, const guint32 *places, gsize n)
 *   stream (guint serial)              take it with lmu_session_take_stream(), or it is freed; or
 *                                      what lm_engine_request_strips() asked for
 *   filtered (guint serial)            it is known what the newest lm_engine_filter() found, or
 *                                      lm_engine_filter_streams(); once more at the end of reading
 *   report (guint serial)              take it with lmu_session_take_table(), or it is freed
 *   report-found (guint serial, const guint32 *bits, gulong n)  which of the first n rows
 *   report-count (const LmReport *, guint n)
 *   report-detail (guint serial)       take it with lmu_session_take_detail(), or it is freed
 *   values-changed (guint slot)        more is known of a column (ui/model/call-fields.h)
 *   headers (guint serial, const char *const *)  names, ended by NULL
 *   sound (guint serial)               take it with lmu_session_take_sound(), or it is freed
 *   alerts (const LmAlert *, gulong n, gulong n_more, const char *wrong)  rules fired
 *                                      (lm_engine_set_alerts()), n_more beside those that are told;
 *                                      what went wrong with a command, or NULL
 *   exported (guint serial, const char *path, const LmError *)
 *
 * Pointers that a signal hands over are borrowed for its time. */

#include "engine/engine.h"
#include "ui/model/call-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_SESSION (lmu_session_get_type())
G_DECLARE_FINAL_TYPE(LmuSession, lmu_session, LMU, SESSION, GObject)

typedef struct LmuCallFields LmuCallFields;

LmuSession *lmu_session_new(void);
/* Waits until what sessions leave behind is freed, which a thread does. At the end of a program. */
void lmu_session_wait_freed(void);
/* Several paths are merged by time; "-" is standard input. @key_files, ended by NULL, are to
 * decrypt with; may be NULL. */
void lmu_session_open(LmuSession *self, const char *const *paths, gsize n,
                      const LmEngineOptions *options);
void lmu_session_cancel(LmuSession *self);
/* For requests, whose answers come as signals. Borrowed. */
LmEngine *lmu_session_get_engine(LmuSession *self);
/* The paths that were opened, ended by NULL. Borrowed; NULL before. */
const char *const *lmu_session_get_paths(LmuSession *self);
guint lmu_session_n_paths(LmuSession *self);
/* When it is done: connections that may carry SIP and could not be decrypted. */
guint lmu_session_n_locked(LmuSession *self);
/* Between lmu_session_open() and "done" or "failed". */
gboolean lmu_session_is_reading(LmuSession *self);

/* All calls and other dialogs, in the trace's order, as LmuCallItem. Borrowed. */
GListModel *lmu_session_get_calls(LmuSession *self);
/* One more than the highest row that is known. */
guint lmu_session_n_call_rows(LmuSession *self);
/* Row @index of the trace; NULL where there is none (yet). Borrowed until "calls-changed". */
const LmCallRow *lmu_session_get_call_row(LmuSession *self, guint index);
/* The rows with what is kept beside them. Borrowed. */
LmuCallStore *lmu_session_get_call_store(LmuSession *self);
/* The columns that were added. Borrowed. */
LmuCallFields *lmu_session_get_call_fields(LmuSession *self);

/* All streams, in the trace's order, as LmuStreamItem. Borrowed. */
GListModel *lmu_session_get_streams(LmuSession *self);
guint lmu_session_n_stream_rows(LmuSession *self);
/* Of these, what was not evicted. */
guint lmu_session_n_streams(LmuSession *self);
/* Row @index of the trace; NULL where there is none (yet). Borrowed until "streams-changed". */
const LmStreamRow *lmu_session_get_stream_row(LmuSession *self, guint index);
/* Whether the newest lm_engine_filter_streams() asks for row @index. */
gboolean lmu_session_is_stream_found(LmuSession *self, guint index);

const LmTraceCounters *lmu_session_get_counters(LmuSession *self);
const LmCaptureProgress *lmu_session_get_progress(LmuSession *self);
/* In a handler of "ladder": takes it. Owned: lm_ladder_free(); NULL when it was taken. */
LmLadder *lmu_session_take_ladder(LmuSession *self);
/* In a handler of "message": takes its notes. Owned: lm_message_notes_free(); NULL without any. */
LmMessageNotes *lmu_session_take_notes(LmuSession *self);
/* The same for "report": lm_report_table_free(), and "report-detail": lm_report_detail_free(). */
LmReportTable *lmu_session_take_table(LmuSession *self);
LmReportDetail *lmu_session_take_detail(LmuSession *self);
/* The same for "sound": lm_sound_job_free(). Its run needs the session to stay. */
LmSoundJob *lmu_session_take_sound(LmuSession *self);
/* The same for "stream": lm_stream_detail_free(). */
LmStreamDetail *lmu_session_take_stream(LmuSession *self);
/* In "stream" too: what came of streams over their time. Borrowed for its time. */
const LmStreamStrip *lmu_session_get_strips(LmuSession *self, gsize *n);

G_END_DECLS
