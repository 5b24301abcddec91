/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the digits of a call say together: the same key by two ways, twice by one, or missing by one
 * that the others came by; and the same media one hop further on, where none of that counts again.
 */

#include "proto/telephone_event.h"
#include "relate/digits_build.h"

#include <stdlib.h>

/* INFO follows a key when it is let go, or its dialog's turn comes. */
#define TOGETHER_NS LM_NS_PER_S
/* Two presses of a key are at least so far apart (ITU-T Q.24, table A-1); what is heard in sound is
 * less exact. */
#define MIN_PAUSE_NS (40 * LM_NS_PER_MS)
#define MIN_HEARD_PAUSE_NS (20 * LM_NS_PER_MS)
#define MIN_KEY_NS (40 * LM_NS_PER_MS)
/* How many rows around one are looked at. */
#define MAX_AROUND 64u
#define N_FROM 3

typedef struct {
  LmDigits *digits;
  uint32_t first, n;
  uint8_t *twins;                                         /* of each: bit n, it has one by way n */
  uint32_t met[N_FROM][LM_N_DIGIT_WAYS][LM_N_DIGIT_WAYS]; /* keys that came by both */
} Comparison;

static LmDigit *
at(const Comparison *comparison, uint32_t i)
{
  return lm_digit_row(comparison->digits, comparison->digits->order[comparison->first + i]);
}

static bool
is_key(const LmDigit *digit)
{
  return digit->code <= LM_TELEPHONE_EVENT_FLASH;
}

static const LmAddr *
host(const Comparison *comparison, uint32_t endpoint)
{
  return &lm_trace_endpoint(comparison->digits->trace, endpoint)->addr;
}

/* ---- hops ---- */

/* Whether @next is @digit where somebody in between passed it on. */
static bool
is_passed_on(const Comparison *comparison, const LmDigit *digit, const LmDigit *next)
{
  return digit->way == next->way && digit->code == next->code && digit->from == next->from &&
         digit->stream != LM_NONE && next->stream != digit->stream &&
         lm_addr_equal(host(comparison, digit->dst), host(comparison, next->src)) &&
         !lm_addr_equal(host(comparison, digit->src), host(comparison, next->dst));
}

static void
find_hops(Comparison *comparison)
{
  for (uint32_t i = 0; i < comparison->n; i++) {
    LmDigit *digit = at(comparison, i);
    for (uint32_t back = 1; back <= MAX_AROUND && back <= i && digit->same_as == LM_NONE; back++) {
      LmDigit *before = at(comparison, i - back);
      if (lm_time_sub(digit->time_ns, before->time_ns) > TOGETHER_NS)
        break;
      if (is_passed_on(comparison, before, digit) && before->hops == 0) {
        digit->same_as = comparison->first + i - back;
        before->hops = 1;
      }
    }
  }
}

/* A digit that was not passed on, though others of its stream were. */
static void
find_lost(Comparison *comparison)
{
  for (uint32_t i = 0; i < comparison->n; i++) {
    LmDigit *digit = at(comparison, i);
    if (digit->stream == LM_NONE || digit->hops)
      continue;
    for (int step = -1; step <= 1; step += 2)
      for (uint32_t away = 1; away <= MAX_AROUND; away++) {
        uint32_t other = i + (uint32_t)(step * (int)away);
        if (other >= comparison->n)
          break;
        const LmDigit *beside = at(comparison, other);
        if (beside->stream == digit->stream && beside->way == digit->way && beside->hops)
          digit->problems |= 1u << LM_DIGIT_LOST;
      }
  }
}

/* ---- ways ---- */

static void
find_twins(Comparison *comparison)
{
  for (uint32_t i = 0; i < comparison->n; i++) {
    LmDigit *digit = at(comparison, i);
    if (digit->same_as != LM_NONE || !is_key(digit))
      continue;
    for (uint32_t j = i + 1; j < comparison->n && j - i <= MAX_AROUND; j++) {
      LmDigit *other = at(comparison, j);
      if (lm_time_sub(other->time_ns, digit->time_ns) > TOGETHER_NS)
        break;
      if (other->same_as != LM_NONE || other->code != digit->code || other->from != digit->from ||
          other->way == digit->way || comparison->twins[i] >> other->way & 1 ||
          comparison->twins[j] >> digit->way & 1)
        continue;
      comparison->twins[i] |= (uint8_t)(1u << other->way);
      comparison->twins[j] |= (uint8_t)(1u << digit->way);
      comparison->met[digit->from][digit->way][other->way]++;
      comparison->met[digit->from][other->way][digit->way]++;
      digit->problems |= 1u << LM_DIGIT_DOUBLED;
      other->problems |= 1u << LM_DIGIT_DOUBLED;
      if (digit->twin == LM_NONE)
        digit->twin = comparison->first + j;
      if (other->twin == LM_NONE)
        other->twin = comparison->first + i;
    }
  }
}

/* A tone that was not silenced soon enough may be heard now and then: that is no way. */
static void
find_missing(Comparison *comparison)
{
  for (uint32_t i = 0; i < comparison->n; i++) {
    LmDigit *digit = at(comparison, i);
    bool sure = digit->way != LM_DIGIT_SOUND || digit->duration_ns >= MIN_KEY_NS;
    if (digit->same_as != LM_NONE || !is_key(digit) || !sure)
      continue;
    for (unsigned way = 0; way < LM_N_DIGIT_WAYS; way++)
      if (comparison->met[digit->from][digit->way][way] >= (way == LM_DIGIT_SOUND ? 2 : 1) &&
          !(comparison->twins[i] >> way & 1))
        digit->missing |= (uint16_t)(1u << way);
    if (digit->missing)
      digit->problems |= 1u << LM_DIGIT_MISSING;
  }
}

/* ---- twice ---- */

/* From the end of @before to the beginning of @digit. */
static int64_t
pause_between(const Comparison *comparison, const LmDigit *before, const LmDigit *digit)
{
  int64_t step = lm_time_sub(digit->time_ns, before->time_ns);
  if (digit->way == LM_DIGIT_RTP && digit->stream == before->stream) {
    /* By the sender's clock: packets come when they come. */
    const LmRtpStats *stats = &lm_trace_stream(comparison->digits->trace, digit->stream)->stats;
    for (uint8_t i = 0; i < stats->n_types; i++)
      if (stats->types[i].payload_type == digit->payload_type && stats->types[i].clock_hz)
        step = (int64_t)((double)(digit->timestamp - before->timestamp) * 1e9 /
                         stats->types[i].clock_hz);
  }
  return lm_time_sub(step, before->duration_ns == LM_TIME_NONE ? 0 : before->duration_ns);
}

static bool
is_beside(const Comparison *comparison, const LmDigit *before, const LmDigit *digit)
{
  return before->way == digit->way && before->from == digit->from &&
         lm_addr_equal(host(comparison, before->src), host(comparison, digit->src)) &&
         lm_addr_equal(host(comparison, before->dst), host(comparison, digit->dst));
}

static void
find_repeated(Comparison *comparison)
{
  static const int64_t least[LM_N_DIGIT_WAYS] = {
      [LM_DIGIT_RTP] = MIN_PAUSE_NS, [LM_DIGIT_SOUND] = MIN_HEARD_PAUSE_NS};
  for (uint32_t i = 1; i < comparison->n; i++) {
    LmDigit *digit = at(comparison, i);
    const LmDigit *before = NULL;
    uint32_t back = 1;
    for (; back <= MAX_AROUND && back <= i && !before; back++)
      if (is_beside(comparison, at(comparison, i - back), digit))
        before = at(comparison, i - back);
    /* Keys that a notification tells together have one time. */
    if (!before || before->code != digit->code || !is_key(digit) || digit->way == LM_DIGIT_KPML ||
        pause_between(comparison, before, digit) >= least[digit->way])
      continue;
    digit->problems |= 1u << LM_DIGIT_TWICE;
    if (digit->twin == LM_NONE)
      digit->twin = comparison->first + i - (back - 1);
  }
}

void
lm_digits_compare(LmDigits *digits, uint32_t first, uint32_t n)
{
  Comparison comparison = {.digits = digits, .first = first, .n = n, .twins = lm_alloc(n + 1)};
  find_hops(&comparison);
  find_lost(&comparison);
  find_repeated(&comparison);
  find_twins(&comparison);
  find_missing(&comparison);
  free(comparison.twins);
}
