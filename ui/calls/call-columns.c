/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/call-columns.h"

#include "base/i18n.h"
#include "ui/model/format.h"

#define DASH "\u2014"

/* What a cell shows of a name at most; a longer one is cut anyway. */
#define NAME_BYTES 160

static char *
start_text(const LmuCallEntry *entry)
{
  char text[LM_TIME_TEXT_SIZE];
  return entry->row.start_ns == LM_TIME_NONE
             ? g_strdup(DASH)
             : g_strdup(lm_time_format_clock(entry->row.start_ns, text));
}

static char *
name_text(LmSlice name)
{
  return lm_slice_is_empty(name) ? g_strdup(DASH) : lmu_format_safe(name, NAME_BYTES);
}

static char *
from_text(const LmuCallEntry *entry)
{
  return name_text(entry->from);
}

static char *
to_text(const LmuCallEntry *entry)
{
  return name_text(entry->to);
}

static char *
state_text(const LmuCallEntry *entry)
{
  return g_strdup(lm_call_state_text((LmCallState)entry->row.state));
}

static const char *
state_tone(const LmuCallEntry *entry)
{
  switch (entry->row.state) {
  case LM_CALL_RINGING:
  case LM_CALL_IN_CALL:
    return "good";
  case LM_CALL_FAILED:
    return "bad";
  case LM_CALL_BUSY:
  case LM_CALL_REJECTED:
  case LM_CALL_NO_ANSWER:
    return "fair";
  case LM_CALL_REDIRECTED:
    return "turned";
  default:
    return "plain";
  }
}

static char *
duration_text(const LmuCallEntry *entry)
{
  char text[LM_TIME_TEXT_SIZE];
  return g_strdup(entry->row.duration_ns == LM_TIME_NONE
                      ? DASH
                      : lm_time_format_duration(entry->row.duration_ns, text));
}

static char *
setup_text(const LmuCallEntry *entry)
{
  return lmu_format_delay(entry->row.setup_ns);
}

static char *
pdd_text(const LmuCallEntry *entry)
{
  return lmu_format_delay(entry->row.pdd_ns);
}

static char *
mos_text(const LmuCallEntry *entry)
{
  return entry->row.mos > 0 ? g_strdup_printf("%.2f", entry->row.mos) : g_strdup(DASH);
}

static const char *
mos_tone(const LmuCallEntry *entry)
{
  return entry->row.mos > 0 ? lmu_quality_tone(entry->row.quality) : NULL;
}

static char *
codec_text(const LmuCallEntry *entry)
{
  return name_text(entry->row.codec);
}

static char *
messages_text(const LmuCallEntry *entry)
{
  return lmu_format_count(entry->row.n_messages);
}

static char *
retransmissions_text(const LmuCallEntry *entry)
{
  return entry->row.n_retransmissions ? lmu_format_count(entry->row.n_retransmissions)
                                      : g_strdup("");
}

static char *
events_text(const LmuCallEntry *entry)
{
  return entry->row.n_events ? lmu_format_count(entry->row.n_events) : g_strdup("");
}

/* "TLS, UDP". */
static char *
transport_text(const LmuCallEntry *entry)
{
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < LM_N_TRANSPORTS; i++)
    if (entry->row.transports & 1u << i)
      g_string_append_printf(text, "%s%s", text->len ? ", " : "",
                             lm_transport_name((LmTransport)i));
  return g_string_free(text, FALSE);
}

static char *
method_text(const LmuCallEntry *entry)
{
  const char *name = lm_sip_method_name((LmSipMethod)entry->row.method);
  return g_strdup(*name ? name : DASH);
}

static char *
status_text(const LmuCallEntry *entry)
{
  return entry->row.final_status ? g_strdup_printf("%u", entry->row.final_status) : g_strdup(DASH);
}

static const char *
status_tone(const LmuCallEntry *entry)
{
  guint status = entry->row.final_status;
  if (status < 200)
    return NULL;
  return status < 300 ? "good" : status < 400 ? "turned" : status < 500 ? "fair" : "bad";
}

static char *
released_text(const LmuCallEntry *entry)
{
  switch (entry->row.released_by) {
  case LM_RELEASED_BY_CALLER:
    return g_strdup(_("caller"));
  case LM_RELEASED_BY_CALLEE:
    return g_strdup(_("callee"));
  default:
    return g_strdup(DASH);
  }
}

static char *
caller_text(const LmuCallEntry *entry)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  return g_strdup(lm_endpoint_format(&entry->row.caller, text));
}

static char *
callee_text(const LmuCallEntry *entry)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  return g_strdup(lm_endpoint_format(&entry->row.callee, text));
}

static char *
call_id_text(const LmuCallEntry *entry)
{
  return name_text(entry->row.call_id);
}

char *
lmu_call_words(const LmuCallEntry *entry)
{
  g_autofree char *from = from_text(entry);
  g_autofree char *to = to_text(entry);
  g_autofree char *method = method_text(entry);
  g_autofree char *state = state_text(entry);
  g_autofree char *duration = duration_text(entry);
  if (entry->row.number == 0)
    /* Translators: a dialog that is not a call: its method, From and To. */
    return g_strdup_printf(_("%s from %s to %s"), method, from, to);
  if (entry->row.duration_ns == LM_TIME_NONE)
    /* Translators: From, To, and how the call stands. */
    return g_strdup_printf(_("Call from %s to %s, %s"), from, to, state);
  /* Translators: From, To, how the call stands, and how long it took. */
  return g_strdup_printf(_("Call from %s to %s, %s, %s"), from, to, state, duration);
}

enum {
  CALLS = LMU_COLUMN_IN_CALLS,
  OTHER = LMU_COLUMN_IN_OTHER,
  BOTH = LMU_COLUMN_IN_CALLS | LMU_COLUMN_IN_OTHER,
  EXPAND = LMU_COLUMN_EXPAND,
  PILL = LMU_COLUMN_PILL,
  DIM = LMU_COLUMN_DIM,
};

static const LmuCallColumn columns[] = {
    {"start", N_("Start"), N_("Local time of the first message"), LMU_SORT_START, 12, BOTH | DIM,
     start_text},
    {"method", N_("Method"), N_("Method of the first request"), LMU_SORT_METHOD, 10, OTHER,
     method_text},
    {"from", N_("From"), N_("Display name, or user, of the From header"), LMU_SORT_FROM, 14,
     BOTH | EXPAND, from_text},
    {"to", N_("To"), N_("Display name, or user, of the To header"), LMU_SORT_TO, 14, BOTH | EXPAND,
     to_text},
    {"state", N_("State"), N_("How the call stands, or how it ended"), LMU_SORT_STATE, 9,
     CALLS | PILL, state_text, state_tone},
    {"duration", N_("Duration"), N_("From the answer to the end"), LMU_SORT_DURATION, 7, CALLS,
     duration_text},
    {"answer-delay", N_("Answer delay"), N_("From the first INVITE to the answer"), LMU_SORT_SETUP,
     8, CALLS, setup_text},
    {"pdd", N_("Post-dial delay"),
     N_("From the first INVITE to the first response that says how it goes (RFC 6076, 4.3)"),
     LMU_SORT_PDD, 8, 0, pdd_text},
    {"mos", N_("MOS"), N_("Lowest estimated quality of the call's streams (ITU-T G.107)"),
     LMU_SORT_MOS, 5, CALLS | PILL, mos_text, mos_tone},
    {"codec", N_("Codec"), N_("Codec of the first stream"), LMU_SORT_CODEC, 7, CALLS, codec_text},
    {"status", N_("Final status"), N_("Status of the final response"), LMU_SORT_STATUS, 6,
     OTHER | PILL, status_text, status_tone},
    {"released-by", N_("Released by"), N_("Who sent the BYE"), LMU_SORT_RELEASED, 7, 0,
     released_text},
    {"caller", N_("Caller"), N_("Address that the first request came from"), LMU_SORT_CALLER, 18,
     OTHER | EXPAND, caller_text},
    {"callee", N_("Callee"), N_("Address that the first request went to"), LMU_SORT_CALLEE, 18, 0,
     callee_text},
    {"messages", N_("Messages"), N_("SIP messages, retransmissions among them"), LMU_SORT_MESSAGES,
     7, BOTH | DIM, messages_text},
    {"retransmissions", N_("Retransmissions"), N_("SIP messages that were sent again"),
     LMU_SORT_RETRANSMISSIONS, 8, DIM, retransmissions_text},
    {"events", N_("Events"), N_("Steps of other protocols: ICE, DTLS, MSRP and others"),
     LMU_SORT_EVENTS, 6, DIM, events_text},
    {"transport", N_("Transport"), N_("What its SIP messages went over"), LMU_SORT_TRANSPORT, 9, 0,
     transport_text},
    {"call-id", N_("Call-ID"), N_("Call-ID header"), LMU_SORT_CALL_ID, 24, DIM, call_id_text},
    {NULL},
};

const LmuCallColumn *
lmu_call_columns(void)
{
  return columns;
}

guint
lmu_call_n_columns(void)
{
  return G_N_ELEMENTS(columns) - 1;
}
