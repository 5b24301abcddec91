/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is worked out of a trace with a budget of memory: of all calls where there is room, else of
 * the newest, whole. */

#include "sip-packets.h"
#include "track/evict.h"
#include "track/part.h"

enum { CALLS = 1000, ROW_BYTES = 100 };

/* What was made of rows: those of messages, of dialogs, of transactions and of calls. */
typedef struct {
  GArray *messages, *dialogs, *transactions, *calls; /* of uint32_t */
} Rows;

static uint64_t in_use;
static uint32_t n_made, n_released;

static void
take(GArray *rows, uint32_t row)
{
  g_array_append_val(rows, row);
  in_use += ROW_BYTES;
}

static GArray *
new_rows(void)
{
  return g_array_new(false, false, sizeof(uint32_t));
}

static void *
make(const LmTrace *trace, const void *how)
{
  Rows *rows = g_new0(Rows, 1);
  g_assert_true(how == &n_made);
  n_made++;
  *rows = (Rows){new_rows(), new_rows(), new_rows(), new_rows()};
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1))
    take(rows->messages, i);
  for (uint32_t i = lm_trace_next_dialog(trace, 0); i < lm_trace_n_dialogs(trace);
       i = lm_trace_next_dialog(trace, i + 1))
    take(rows->dialogs, i);
  for (uint32_t i = lm_trace_next_transaction(trace, 0); i < lm_trace_n_transactions(trace);
       i = lm_trace_next_transaction(trace, i + 1))
    take(rows->transactions, i);
  for (uint32_t i = lm_trace_next_call(trace, 0); i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1))
    take(rows->calls, i);
  return rows;
}

/* The same, and says that each of its rows of calls needs as much again. */
static void *
make_needing(const LmTrace *trace, const void *how)
{
  Rows *rows = make(trace, how);
  lm_trace_part_needs(trace, (uint64_t)rows->calls->len * ROW_BYTES * 20);
  return rows;
}

static void
release(void *made)
{
  Rows *rows = made;
  GArray *arrays[] = {rows->messages, rows->dialogs, rows->transactions, rows->calls};
  for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
    in_use -= arrays[i]->len * ROW_BYTES;
    g_array_unref(arrays[i]);
  }
  n_released++;
  g_free(rows);
}

static LmTraceMemory
memory(void *user)
{
  return (LmTraceMemory){.budget_bytes = *(uint64_t *)user, .in_use_bytes = in_use};
}

/* The oldest call ends after the newest began. */
static void
add_calls(void)
{
  for (unsigned i = 0; i < CALLS; i++) {
    g_autofree char *id = g_strdup_printf("call%u", i);
    SIP(i, ALICE, BOB, "INVITE", .call_id = id);
    SIP(i + 0.5, BOB, ALICE, "200 OK", .call_id = id, .to_tag = "b");
  }
  SIP(CALLS + 1, ALICE, BOB, "BYE", .call_id = "call0", .cseq = 2, .to_tag = "b");
  test_net_finish();
}

/* The memory that all rows take, and not a byte more. */
static uint64_t
bytes_of_all(void)
{
  const LmTrace *trace = net->trace;
  return (uint64_t)ROW_BYTES * (lm_trace_n_messages(trace) + lm_trace_n_dialogs(trace) +
                                lm_trace_n_transactions(trace) + lm_trace_n_calls(trace));
}

static Rows *
make_part(LmPartMake how, double share, uint64_t budget, uint64_t *n_left_out)
{
  const LmTraceWatch watch = {.memory = memory, .user = &budget};
  n_made = n_released = 0;
  in_use = 0;
  lm_tracker_watch(net->tracker, &watch);
  Rows *rows = lm_trace_make_part(net->trace, share, how, release, &n_made, n_left_out);
  g_assert_cmpuint(n_released, ==, n_made - 1);
  return rows;
}

static void
test_enough(void)
{
  uint64_t n;
  add_calls();
  Rows *rows = make_part(make, 1, bytes_of_all(), &n);
  g_assert_cmpuint(n, ==, 0);
  g_assert_cmpuint(n_made, ==, 1);
  g_assert_cmpuint(in_use, ==, bytes_of_all());
  release(rows);
}

static uint32_t
call_of(const GArray *rows, uint32_t index)
{
  return lm_trace_message(net->trace, g_array_index(rows, uint32_t, index))->call;
}

static void
test_part(void)
{
  uint64_t n;
  add_calls();
  for (unsigned part = 2; part < 12; part++) {
    uint64_t budget = bytes_of_all() / part;
    Rows *rows = make_part(make, 1, budget, &n);
    uint32_t n_calls = rows->calls->len;
    g_assert_cmpuint(in_use, <=, budget + 128 * ROW_BYTES);
    g_assert_cmpuint(in_use, >=, budget / 6);
    g_assert_cmpuint(n + n_calls, ==, CALLS);
    g_assert_cmpuint(rows->messages->len, ==, 2 * n_calls);
    g_assert_cmpuint(rows->dialogs->len, ==, n_calls);
    g_assert_cmpuint(rows->transactions->len, ==, n_calls);
    for (uint32_t i = 0; i < rows->messages->len; i++)
      g_assert_cmpuint(call_of(rows->messages, i), >=, n);
    g_assert_cmpuint(g_array_index(rows->calls, uint32_t, n_calls - 1), ==, CALLS - 1);
    release(rows);
    /* After it all are there. */
    g_assert_cmpuint(lm_trace_next_call(net->trace, 0), ==, 0);
    g_assert_cmpuint(lm_trace_next_message(net->trace, 2 * CALLS), ==, 2 * CALLS);
  }
}

/* Who is not to take all leaves most of it, but never less than a sixteenth of the budget. */
static void
test_share(void)
{
  uint64_t n;
  add_calls();
  Rows *rows = make_part(make, 0.25, 4 * bytes_of_all(), &n);
  g_assert_cmpuint(n, ==, 0);
  release(rows);
  rows = make_part(make, 0.25, bytes_of_all(), &n);
  g_assert_cmpuint(n, >, 0);
  g_assert_cmpuint(in_use, <=, bytes_of_all() / 4 + 128 * ROW_BYTES);
  release(rows);
  rows = make_part(make, 0, 16 * bytes_of_all(), &n);
  g_assert_cmpuint(n, ==, 0);
  release(rows);
}

/* What will be taken for the rows counts too. */
static void
test_needs(void)
{
  uint64_t n;
  add_calls();
  Rows *rows = make_part(make_needing, 1, bytes_of_all(), &n);
  uint64_t needs = (uint64_t)rows->calls->len * ROW_BYTES * 20;
  g_assert_cmpuint(n, >, 0);
  g_assert_cmpuint(in_use + needs, <=, bytes_of_all());
  g_assert_cmpuint(in_use + needs, >=, bytes_of_all() / 6);
  release(rows);
  rows = make_part(make_needing, 1, 5 * bytes_of_all(), &n);
  g_assert_cmpuint(n, ==, 0);
  g_assert_cmpuint(rows->calls->len, ==, CALLS);
  release(rows);
}

/* A few are taken whatever they take. */
static void
test_nothing(void)
{
  uint64_t n;
  add_calls();
  Rows *rows = make_part(make, 1, 1, &n);
  g_assert_cmpuint(rows->calls->len, >, 0);
  g_assert_cmpuint(rows->calls->len, <, CALLS / 10);
  g_assert_cmpuint(n + rows->calls->len, ==, CALLS);
  release(rows);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/track/part/enough", test_enough},   {"/track/part/part", test_part},
      {"/track/part/share", test_share},     {"/track/part/needs", test_needs},
      {"/track/part/nothing", test_nothing},
  };
  return test_net_main(argc, argv, cases, sizeof cases / sizeof cases[0]);
}
