/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/authentication.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/optional.h"
#include "cli/secrets.h"

static const LmOutputColumn columns[] = {
    {NULL, N_("Time"), LM_SHOW_PEOPLE, false, 0},
    {"method", N_("Method"), LM_SHOW_ALL, false, 0},
    {"username", N_("User"), LM_SHOW_ALL, false, 30},
    {"realm", N_("Realm"), LM_SHOW_ALL, false, 30},
    {"algorithm", N_("Algorithm"), LM_SHOW_ALL, false, 0},
    {"qop", N_("Protection"), LM_SHOW_ALL, false, 0},
    {"challenge_frame", N_("Challenge"), LM_SHOW_ALL, true, 0},
    {"answer_frame", N_("Answer"), LM_SHOW_ALL, true, 0},
    {"outcome", N_("Outcome"), LM_SHOW_ALL, false, 0},
    {"status", N_("Status"), LM_SHOW_ALL, true, 0},
    {"password", N_("Password"), LM_SHOW_ALL, false, 0},
    {"client", NULL, LM_SHOW_DATA, false, 0},
    {"server", NULL, LM_SHOW_DATA, false, 0},
    {"scheme", NULL, LM_SHOW_DATA, false, 0},
    {"proxy", NULL, LM_SHOW_DATA, false, 0},
    {"offered", NULL, LM_SHOW_DATA, false, 0},
    {"nonce", NULL, LM_SHOW_DATA, false, 0},
    {"nonce_count", NULL, LM_SHOW_DATA, false, 0},
    {"uri", NULL, LM_SHOW_DATA, false, 0},
    {"request_frame", NULL, LM_SHOW_DATA, false, 0},
    {"result_frame", NULL, LM_SHOW_DATA, false, 0},
    {"time_ns", NULL, LM_SHOW_DATA, false, 0},
    {"call_id", NULL, LM_SHOW_DATA, false, 0},
};

static uint32_t
frame_of(const LmTrace *trace, uint32_t message)
{
  return message == LM_NONE ? LM_NONE : lm_trace_message(trace, message)->frame;
}

/* Of the first message that was seen of it. */
static int64_t
time_of(const LmTrace *trace, const LmAuthentication *row)
{
  uint32_t first = row->request != LM_NONE     ? row->request
                   : row->challenge != LM_NONE ? row->challenge
                                               : row->answer;
  return lm_trace_message(trace, first)->time_ns;
}

static void
write_row(LmOutput *output, const LmTrace *trace, const LmAuthentication *row)
{
  lm_output_some_clock(output, time_of(trace, row));
  lm_output_some_text(output, lm_slice_str(lm_sip_method_name(row->method)));
  lm_output_some_text(output, row->username);
  lm_output_some_text(output, row->realm);
  lm_output_some_text(output, row->algorithm);
  lm_output_some_text(output, row->qop);
  lm_output_some_uint(output, frame_of(trace, row->challenge));
  lm_output_some_uint(output, frame_of(trace, row->answer));
  lm_output_str(output, lm_authentication_result_name(row->outcome));
  lm_output_some_uint(output, row->status ? row->status : LM_NONE);
  lm_output_str(output, lm_digest_verdict_name(row->verdict));
  lm_output_some_endpoint(output, trace, row->client);
  lm_output_some_endpoint(output, trace, row->server);
  lm_output_some_text(output, row->scheme);
  lm_output_bool(output, row->proxy);
  lm_output_uint(output, row->n_offered);
  lm_output_some_text(output, row->nonce);
  lm_output_some_uint(output, row->nonce_count);
  lm_output_some_text(output, row->uri);
  lm_output_some_uint(output, frame_of(trace, row->request));
  lm_output_some_uint(output, frame_of(trace, row->result));
  lm_output_time_ns(output, time_of(trace, row));
  lm_output_some_text(output, row->call_id);
  lm_output_end_row(output);
}

static void
write_rows(LmListing *listing, const LmPasswords *passwords)
{
  LmAuthentications *rows = lm_authentications_new(listing->trace, passwords);
  for (uint32_t i = 0; i < lm_authentications_n(rows); i++) {
    const LmAuthentication *row = lm_authentications_at(rows, i);
    if (lm_listing_has_call(listing, row->call))
      write_row(listing->output, listing->trace, row);
  }
  lm_input_warn_refused(lm_authentications_refused(rows));
  lm_authentications_free(rows);
}

int
lm_command_authentication(const LmArguments *arguments)
{
  LmListing listing;
  LmPasswords *passwords;
  int status;
  if (!lm_secrets_read(arguments, &passwords, &status))
    return status;
  if (lm_listing_open(&listing, arguments, LM_QUERY_CALL, columns,
                      sizeof columns / sizeof columns[0], &status)) {
    write_rows(&listing, passwords);
    status = lm_listing_close(&listing);
  }
  lm_passwords_free(passwords);
  return status;
}
