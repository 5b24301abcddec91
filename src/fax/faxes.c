/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/faxes.h"

#include "base/limits.h"
#include "fax/outcome.h"
#include "track/event.h"

#include <stdlib.h>

/* A row, and what it is made of. */
typedef struct {
  LmFax fax;
  LmFaxReading reading;
  bool is_read;
} Row;

/* A stream in whose sound a fax may be. */
typedef struct {
  uint32_t stream, call;
  uint32_t low, high; /* its endpoints, the lower row first */
  LmFaxSigns signs;
  bool certain; /* something of a fax, and not only of some modem or other */
} Candidate;

struct LmFaxes {
  const LmTrace *trace;
  LmVec rows;       /* Row */
  LmVec candidates; /* Candidate */
  LmSrtpView *srtp;
  LmArena arena;
  uint32_t readings;
};

static void
find_candidates(LmFaxes *faxes, uint32_t call)
{
  for (uint32_t i = lm_trace_next_stream(faxes->trace, 0); i < lm_trace_n_streams(faxes->trace);
       i = lm_trace_next_stream(faxes->trace, i + 1)) {
    const LmStream *stream = lm_trace_stream(faxes->trace, i);
    if (call != LM_NONE && stream->call != call)
      continue;
    LmFaxSigns signs = lm_fax_signs(faxes->trace, &faxes->srtp, i);
    bool certain = signs.calling_ns != LM_TIME_NONE || signs.talking_ns != LM_TIME_NONE;
    if (!certain && signs.answering_ns == LM_TIME_NONE)
      continue;
    bool up = stream->src < stream->dst;
    *(Candidate *)lm_vec_push(&faxes->candidates) = (Candidate){
        i,     stream->call, up ? stream->src : stream->dst, up ? stream->dst : stream->src,
        signs, certain};
  }
}

static bool
belong_together(const Candidate *a, const Candidate *b)
{
  if (a->call != LM_NONE || b->call != LM_NONE)
    return a->call == b->call;
  return a->low == b->low && a->high == b->high;
}

static void
add_sign(LmFaxReading *reading, const LmStream *stream, const char *label, int64_t time_ns)
{
  if (time_ns != LM_TIME_NONE)
    *(LmEvent *)lm_vec_push(&reading->steps) = (LmEvent){.time_ns = time_ns,
                                                         .last_ns = time_ns,
                                                         .frame = stream->first_frame,
                                                         .src = stream->src,
                                                         .dst = stream->dst,
                                                         .call = LM_NONE,
                                                         .next_in_call = LM_NONE,
                                                         .label = label,
                                                         .detail = "",
                                                         .protocol = LM_EVENT_T38,
                                                         .outcome = LM_EVENT_NOTE};
}

/* What was heard without modems, where there is no program that has them. */
static void
add_signs(const LmFaxes *faxes, const Candidate *candidate, LmFaxReading *reading)
{
  const LmStream *stream = lm_trace_stream(faxes->trace, candidate->stream);
  add_sign(reading, stream, "CNG", candidate->signs.calling_ns);
  add_sign(reading, stream, "CED", candidate->signs.answering_ns);
  add_sign(reading, stream, "V.21 preamble", candidate->signs.talking_ns);
}

/* Reads the sound of @first and of those that belong to it. */
static void
hear(LmFaxes *faxes, uint32_t first, LmFaxReading *reading)
{
  const Candidate *wanted = lm_vec_at(&faxes->candidates, first);
  LmFaxPieces pieces;
  if (faxes->readings >= LM_LIMIT_FAX_READINGS)
    return;
  faxes->readings++;
  lm_fax_pieces_init(&pieces);
  for (uint32_t i = first; i < faxes->candidates.len; i++) {
    const Candidate *other = lm_vec_at(&faxes->candidates, i);
    if (belong_together(wanted, other))
      lm_fax_pieces_add_sound(&pieces, faxes->trace, &faxes->srtp, other->stream);
  }
  lm_fax_reading_run(reading, &pieces, NULL, &faxes->arena);
  lm_fax_pieces_clear(&pieces);
  for (uint32_t i = first; i < faxes->candidates.len && reading->state == LM_FAX_NO_READER; i++)
    if (belong_together(wanted, lm_vec_at(&faxes->candidates, i)))
      add_signs(faxes, lm_vec_at(&faxes->candidates, i), reading);
}

typedef struct {
  const LmEvent *event;
  uint32_t order;
} Sorted;

static int
compare(const void *a, const void *b)
{
  const Sorted *x = a, *y = b;
  if (x->event->time_ns != y->event->time_ns)
    return x->event->time_ns < y->event->time_ns ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

/* All steps by time: of the events in the chain from @first on, and of @reading. */
static void
gather(LmFaxes *faxes, LmFax *fax, uint32_t first, const LmFaxReading *reading)
{
  uint32_t n = 0, room = reading->steps.len;
  for (uint32_t i = first; i != LM_NONE; i = lm_trace_event(faxes->trace, i)->next_in_call)
    room++;
  Sorted *sorted = lm_alloc((room + 1u) * sizeof *sorted);
  for (uint32_t i = first; i != LM_NONE; i = lm_trace_event(faxes->trace, i)->next_in_call)
    if (lm_trace_event(faxes->trace, i)->protocol == LM_EVENT_T38)
      sorted[n] = (Sorted){lm_trace_event(faxes->trace, i), n}, n++;
  uint32_t n_t38 = n;
  for (uint32_t i = 0; i < reading->steps.len; i++, n++)
    sorted[n] = (Sorted){lm_vec_at(&reading->steps, i), n};
  fax->ways = (uint8_t)((n_t38 ? LM_FAX_BY_T38 : 0) | (n > n_t38 ? LM_FAX_BY_SOUND : 0));
  /* Events of a trace are in the order in which they ended, which is that of T.30. */
  if (n > n_t38)
    qsort(sorted, n, sizeof *sorted, compare);
  const LmEvent **steps = lm_arena_alloc(&faxes->arena, (n + 1u) * sizeof *steps);
  for (uint32_t i = 0; i < n; i++)
    steps[i] = sorted[i].event;
  fax->steps = steps;
  fax->n_steps = n;
  free(sorted);
}

static void
add_row(LmFaxes *faxes, uint32_t call, uint32_t first_event, uint32_t candidate)
{
  Row row = {.fax = {.call = call}};
  bool certain = first_event != LM_NONE;
  lm_fax_reading_init(&row.reading);
  if (candidate != LM_NONE) {
    const Candidate *wanted = lm_vec_at(&faxes->candidates, candidate);
    hear(faxes, candidate, &row.reading);
    for (uint32_t i = candidate; i < faxes->candidates.len && !certain; i++) {
      const Candidate *other = lm_vec_at(&faxes->candidates, i);
      certain = belong_together(wanted, other) && other->certain;
    }
  }
  gather(faxes, &row.fax, first_event, &row.reading);
  if (!certain || row.fax.n_steps == 0 || faxes->rows.len >= LM_LIMIT_RELATED_ROWS) {
    lm_fax_reading_clear(&row.reading);
    return;
  }
  /* Pages of T.38 are yet to be read. */
  row.is_read = !(row.fax.ways & LM_FAX_BY_T38);
  lm_fax_take_steps(&row.fax);
  *(Row *)lm_vec_push(&faxes->rows) = row;
}

/* The first candidate of the call; LM_NONE: there is none. */
static uint32_t
candidate_of(const LmFaxes *faxes, uint32_t call)
{
  for (uint32_t i = 0; i < faxes->candidates.len; i++)
    if (((const Candidate *)lm_vec_at(&faxes->candidates, i))->call == call)
      return i;
  return LM_NONE;
}

static uint32_t
first_event_of(const LmTrace *trace, uint32_t call)
{
  for (uint32_t i = lm_trace_call(trace, call)->first_event; i != LM_NONE;
       i = lm_trace_event(trace, i)->next_in_call)
    if (lm_trace_event(trace, i)->protocol == LM_EVENT_T38)
      return i;
  return LM_NONE;
}

static void
add_without_calls(LmFaxes *faxes)
{
  for (uint32_t i = 0; i < faxes->candidates.len; i++) {
    const Candidate *candidate = lm_vec_at(&faxes->candidates, i);
    bool first = candidate->call == LM_NONE;
    for (uint32_t j = 0; j < i && first; j++)
      first = !belong_together(lm_vec_at(&faxes->candidates, j), candidate);
    if (first)
      add_row(faxes, LM_NONE, LM_NONE, i);
  }
}

LmFaxes *
lm_faxes_new(const LmTrace *trace, uint32_t call)
{
  LmFaxes *faxes = lm_alloc(sizeof *faxes);
  faxes->trace = trace;
  faxes->rows = LM_VEC_INIT(Row);
  faxes->candidates = LM_VEC_INIT(Candidate);
  find_candidates(faxes, call);
  for (uint32_t i = lm_trace_next_call(trace, 0); i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1)) {
    uint32_t event = first_event_of(trace, i), candidate = candidate_of(faxes, i);
    if ((call == LM_NONE || i == call) && (event != LM_NONE || candidate != LM_NONE))
      add_row(faxes, i, event, candidate);
  }
  if (call == LM_NONE)
    add_without_calls(faxes);
  return faxes;
}

void
lm_faxes_free(LmFaxes *faxes)
{
  if (!faxes)
    return;
  for (uint32_t i = 0; i < faxes->rows.len; i++)
    lm_fax_reading_clear(&((Row *)lm_vec_at(&faxes->rows, i))->reading);
  lm_vec_clear(&faxes->rows);
  lm_vec_clear(&faxes->candidates);
  lm_srtp_view_free(faxes->srtp);
  lm_arena_clear(&faxes->arena);
  free(faxes);
}

uint32_t
lm_faxes_n(const LmFaxes *faxes)
{
  return faxes->rows.len;
}

const LmFax *
lm_faxes_at(const LmFaxes *faxes, uint32_t index)
{
  return &((const Row *)lm_vec_at(&faxes->rows, index))->fax;
}

const LmFaxReading *
lm_faxes_read(LmFaxes *faxes, uint32_t index)
{
  Row *row = lm_vec_at(&faxes->rows, index);
  LmFaxPieces pieces;
  if (row->is_read || faxes->readings >= LM_LIMIT_FAX_READINGS)
    return &row->reading;
  row->is_read = true;
  faxes->readings++;
  lm_fax_pieces_init(&pieces);
  lm_fax_pieces_add_t38(&pieces, faxes->trace, &faxes->srtp, row->fax.call);
  lm_fax_reading_run(&row->reading, &pieces, NULL, &faxes->arena);
  lm_fax_pieces_clear(&pieces);
  return &row->reading;
}

const char *
lm_fax_read_state_name(LmFaxReadState state)
{
  static const char *const names[LM_N_FAX_READ_STATES] = {"unread", "read", "no-reader", "partly"};
  return names[state];
}
