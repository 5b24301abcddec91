/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */

/* Reports of voice quality (RFC 6035, 4.6): lines of metrics by their short names, here with what
 * they are and their units. */

#include "proto/body/field.h"
#include "proto/body/types.h"
#include "proto/sip/fields.h"

typedef struct {
  const char *metric, *name, *unit; /* without a unit it need not be a number */
  const char *const *words;
  uint8_t n_words;
} Metric;

/* RFC 3611, 4.7.6. */
static const char *const concealments[] = {N_("not known"), N_("off"), N_("enhanced"),
                                           N_("standard")};
static const char *const buffers[] = {N_("not known"), NULL, N_("not adaptive"), N_("adaptive")};

static const Metric metrics[] = {
    {"START", N_("Start"), NULL, NULL, 0},
    {"STOP", N_("End"), NULL, NULL, 0},
    {"PT", N_("Payload type"), "", NULL, 0},
    {"PD", N_("Codec"), NULL, NULL, 0},
    {"SR", N_("Sample rate"), "Hz", NULL, 0},
    {"FD", N_("Frame duration"), "ms", NULL, 0},
    {"FO", N_("Bytes a frame"), "", NULL, 0},
    {"FPP", N_("Frames a packet"), "", NULL, 0},
    {"PPS", N_("Packets a second"), "", NULL, 0},
    {"FMTP", N_("Format parameters"), NULL, NULL, 0},
    {"PLC", N_("Packet loss concealment"), NULL, LM_BODY_WORDS(concealments)},
    {"SSUP", N_("Silence suppression"), NULL, NULL, 0},
    {"JBA", N_("Jitter buffer"), NULL, LM_BODY_WORDS(buffers)},
    {"JBR", N_("Jitter buffer rate"), "", NULL, 0},
    {"JBN", N_("Jitter buffer, nominal"), "ms", NULL, 0},
    {"JBM", N_("Jitter buffer, maximum"), "ms", NULL, 0},
    {"JBX", N_("Jitter buffer, absolute maximum"), "ms", NULL, 0},
    {"NLR", N_("Lost in the network"), "%", NULL, 0},
    {"JDR", N_("Discarded by the jitter buffer"), "%", NULL, 0},
    {"BLD", N_("Loss in bursts"), "%", NULL, 0},
    {"BD", N_("Mean duration of bursts"), "ms", NULL, 0},
    {"GLD", N_("Loss in gaps"), "%", NULL, 0},
    {"GD", N_("Mean duration of gaps"), "ms", NULL, 0},
    {"GMIN", N_("Gap threshold"), "", NULL, 0},
    {"RTD", N_("Round-trip delay"), "ms", NULL, 0},
    {"ESD", N_("End system delay"), "ms", NULL, 0},
    {"OWD", N_("One-way delay"), "ms", NULL, 0},
    {"SOWD", N_("One-way delay, half the round trip"), "ms", NULL, 0},
    {"IAJ", N_("Interarrival jitter"), "ms", NULL, 0},
    {"MAJ", N_("Mean absolute jitter"), "ms", NULL, 0},
    {"SL", N_("Signal level"), "dBm0", NULL, 0},
    {"NL", N_("Noise level"), "dBm0", NULL, 0},
    {"RERL", N_("Residual echo return loss"), "dB", NULL, 0},
    {"RLQ", N_("R factor, listening"), "", NULL, 0},
    {"RLQEstAlg", N_("Algorithm of R factor, listening"), NULL, NULL, 0},
    {"RCQ", N_("R factor, conversation"), "", NULL, 0},
    {"RCQEstAlg", N_("Algorithm of R factor, conversation"), NULL, NULL, 0},
    {"EXTRI", N_("R factor, external, incoming"), "", NULL, 0},
    {"ExtRIEstAlg", N_("Algorithm of R factor, incoming"), NULL, NULL, 0},
    {"EXTRO", N_("R factor, external, outgoing"), "", NULL, 0},
    {"ExtROEstAlg", N_("Algorithm of R factor, outgoing"), NULL, NULL, 0},
    {"MOSLQ", N_("MOS, listening"), "", NULL, 0},
    {"MOSLQEstAlg", N_("Algorithm of MOS, listening"), NULL, NULL, 0},
    {"MOSCQ", N_("MOS, conversation"), "", NULL, 0},
    {"MOSCQEstAlg", N_("Algorithm of MOS, conversation"), NULL, NULL, 0},
    {"QoEEstAlg", N_("Algorithm"), NULL, NULL, 0},
    {"IP", N_("Address"), NULL, NULL, 0},
    {"PORT", N_("Port"), "", NULL, 0},
    {"SSRC", "SSRC", NULL, NULL, 0},
    {"Type", N_("Metric"), NULL, NULL, 0},
    {"Severity", N_("Severity"), NULL, NULL, 0},
    {"Dir", N_("Direction"), NULL, NULL, 0},
};

static const Metric *
find_metric(LmSlice name)
{
  for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(metrics[i].metric)))
      return &metrics[i];
  return NULL;
}

/* "-18", "5.0". */
static bool
is_number(LmSlice text)
{
  bool digit = false, point = false;
  for (size_t i = lm_slice_at(text, 0) == '-' ? 1 : 0; i < text.len; i++) {
    int byte = lm_slice_at(text, i);
    if (byte == '.' && !point)
      point = true;
    else if (lm_sip_is_digit(byte))
      digit = true;
    else
      return false;
  }
  return digit;
}

static void
add_metric(LmDetailBuilder *builder, LmDetail *line, LmSlice name, LmSlice value)
{
  const Metric *metric = find_metric(name);
  LmArena *arena = builder->arena;
  LmDetail *node =
      lm_detail_add(builder, line, metric ? metric->name : lm_arena_string(arena, name), value);
  uint64_t number;
  if (!metric)
    return;
  if (metric->unit && !is_number(value))
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, value.len ? value : name);
  else if (metric->unit && *metric->unit)
    node->value =
        lm_slice_str(lm_arena_printf(arena, "%s %s", lm_arena_string(arena, value), metric->unit));
  else if (metric->words && lm_slice_parse_uint(value, metric->n_words - 1u, &number) &&
           metric->words[number])
    node->value = lm_slice_str(_(metric->words[number]));
}

/* The lines between "LocalMetrics:" or "RemoteMetrics:" and what is about the session again. */
static bool
is_of_session(LmSlice name)
{
  static const char *const names[] = {"DialogID", "VQSessionReport", "VQIntervalReport",
                                      "VQAlertReport", "CallID"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(names[i])))
      return true;
  return false;
}

static void
add_line(LmDetailBuilder *builder, LmDetail *node, LmDetail **group, LmSlice line)
{
  LmSlice value, item, rest, name = lm_slice_trim(lm_slice_split(line, ':', &value));
  bool begins = lm_slice_equal_nocase(name, LM_SLICE_LITERAL("LocalMetrics")) ||
                lm_slice_equal_nocase(name, LM_SLICE_LITERAL("RemoteMetrics"));
  if (begins || is_of_session(name))
    *group = node;
  LmDetail *field = lm_detail_add(builder, *group, lm_arena_string(builder->arena, name), line);
  field->value = rest = lm_slice_trim(value);
  if (begins)
    *group = field;
  /* Only what is a list of metrics begins with a name of one. */
  ptrdiff_t equal = lm_slice_find_byte(rest, '=', 0);
  if (equal <= 0 || !lm_sip_is_token(lm_slice_sub(rest, 0, (size_t)equal)))
    return;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_sip_next_parameter(&rest, ' ', &item, &value))
    if (item.len)
      add_metric(builder, field, item, value);
}

void
lm_body_show_vq(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice rest = body->bytes;
  LmDetail *group = node;
  while (rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    if (line.len)
      add_line(builder, node, &group, line);
  }
}
