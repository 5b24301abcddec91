/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/authentication.h"

#include "report/cells.h"
#include "report/reports.h"

static const char *const outcomes[LM_N_AUTHENTICATION_RESULTS + 1] = {
    "challenged", "answered", "accepted", "stale", "refused", NULL};
static const char *const verdicts[LM_N_DIGEST_VERDICTS] = {"fits", "does-not-fit", "not-told",
                                                           NULL};

static uint32_t
first_message(const LmAuthentication *authentication)
{
  if (authentication->request != LM_NONE)
    return authentication->request;
  return authentication->challenge != LM_NONE ? authentication->challenge : authentication->answer;
}

static void
get_time(LmReportRow *row, const LmReportColumn *column, LmCell *cell)
{
  (void)column;
  lm_cell_time(cell, lm_trace_message(row->trace, first_message(row->record))->time_ns);
}

#define AT(from_, member_) LM_AT(from_, LmAuthentication, member_)

static const LmReportColumn columns[] = {
    LM_COLUMN_PEOPLE(N_("Time"), LM_CELL_TIME, false, 0, LM_GOT(get_time, 0)),
    LM_COLUMN_ALL("method", N_("Method"), N_("Method of the request"), LM_CELL_WORD, 0,
                  AT(LM_FROM_METHOD, method)),
    LM_COLUMN_ALL("username", N_("User"), N_("Who the credentials are of"), LM_CELL_TEXT, 30,
                  AT(LM_FROM_SLICE, username)),
    LM_COLUMN_ALL("realm", N_("Realm"), N_("What they are for"), LM_CELL_TEXT, 30,
                  AT(LM_FROM_SLICE, realm)),
    LM_COLUMN_ALL("algorithm", N_("Algorithm"), N_("Algorithm of the digest"), LM_CELL_WORD, 0,
                  AT(LM_FROM_SLICE, algorithm)),
    LM_COLUMN_ALL("qop", N_("Protection"), N_("Quality of protection: auth, auth-int"),
                  LM_CELL_WORD, 0, AT(LM_FROM_SLICE, qop)),
    LM_COLUMN_ALL("challenge_frame", N_("Challenge"), N_("Frame of the challenge"), LM_CELL_COUNT,
                  0, AT(LM_FROM_MESSAGE_FRAME, challenge)),
    LM_COLUMN_ALL("answer_frame", N_("Answer"), N_("Frame of the request with credentials"),
                  LM_CELL_COUNT, 0, AT(LM_FROM_MESSAGE_FRAME, answer)),
    LM_COLUMN_ALL("outcome", N_("Outcome"), N_("What came of it"), LM_CELL_WORD, 0,
                  AT(LM_FROM_WORD, outcome), .words = outcomes),
    LM_COLUMN_ALL("status", N_("Status"), N_("Status that the credentials brought"), LM_CELL_COUNT,
                  0, AT(LM_FROM_U16_NOT_0, status)),
    LM_COLUMN_ALL("password", N_("Password"), N_("Whether the digest fits the password given"),
                  LM_CELL_WORD, 0, AT(LM_FROM_WORD_NOT_0, verdict), .words = verdicts),
    LM_COLUMN_DATA("client", N_("Who had to show credentials"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, client)),
    LM_COLUMN_DATA("server", N_("Who asked for credentials"), LM_CELL_ENDPOINT,
                   AT(LM_FROM_ENDPOINT_ROW, server)),
    LM_COLUMN_DATA("scheme", N_("Scheme, such as Digest"), LM_CELL_WORD, AT(LM_FROM_SLICE, scheme)),
    LM_COLUMN_DATA("proxy", N_("A proxy asked: 407"), LM_CELL_TRUTH, AT(LM_FROM_BOOL, proxy)),
    LM_COLUMN_DATA("offered", N_("Number of challenges to choose from"), LM_CELL_COUNT,
                   AT(LM_FROM_U32_ALWAYS, n_offered)),
    LM_COLUMN_DATA("nonce", N_("Nonce"), LM_CELL_TEXT, AT(LM_FROM_SLICE, nonce)),
    LM_COLUMN_DATA("nonce_count", N_("How often the nonce was used"), LM_CELL_COUNT,
                   AT(LM_FROM_U32, nonce_count)),
    LM_COLUMN_DATA("uri", N_("URI that the digest is of"), LM_CELL_TEXT, AT(LM_FROM_SLICE, uri)),
    LM_COLUMN_DATA("request_frame", N_("Frame of the request that was challenged"), LM_CELL_COUNT,
                   AT(LM_FROM_MESSAGE_FRAME, request)),
    LM_COLUMN_DATA("result_frame", N_("Frame of the answer to the credentials"), LM_CELL_COUNT,
                   AT(LM_FROM_MESSAGE_FRAME, result)),
    LM_COLUMN_DATA("time_ns", N_("When it began"), LM_CELL_TIME, LM_GOT(get_time, 0)),
    LM_COLUMN_DATA("call_id", N_("Call-ID"), LM_CELL_TEXT, AT(LM_FROM_SLICE, call_id)),
};

static void *
make(const LmTrace *trace, const LmReportOptions *options)
{
  return lm_authentications_new(trace, options->passwords);
}

LM_REPORT_LIMITED_TABLE(authentications)

static void
go(LmReportRow *row)
{
  const LmAuthentication *authentication = lm_authentications_at(row->data, row->index);
  row->record = authentication;
  row->call = authentication->call;
  row->frame = lm_trace_message(row->trace, first_message(authentication))->frame;
}

const LmReport lm_report_authentication = {
    .name = "authentication",
    .noun = "authentication",
    .title = N_("Authentication"),
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
    .make = make,
    .free = discard,
    .n_rows = n_rows,
    .refused = refused,
    .go = go,
};
