/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/rtcp-fields.h"

/* The bits of @field in @bytes, which has them. */
static uint64_t
read_bits(LmSlice bytes, const LmRtcpField *field)
{
  uint64_t number = 0;
  size_t first = field->bit / 8u, last = (field->bit + field->bits - 1u) / 8u;
  for (size_t i = first; i <= last; i++)
    number = number << 8 | lm_slice_u8(bytes, i);
  number >>= 7 - (field->bit + field->bits - 1u) % 8;
  return field->bits < 64 ? number & ((1ull << field->bits) - 1) : number;
}

static int64_t
sign_of(uint64_t number, unsigned bits)
{
  uint64_t sign = 1ull << (bits - 1);
  return (int64_t)((number ^ sign) - sign);
}

/* Whether @number says that there is no value. */
static bool
is_gone(const LmRtcpField *field, uint64_t number, LmRtcpValue *value)
{
  uint64_t ones = field->bits < 64 ? (1ull << field->bits) - 1 : UINT64_MAX;
  bool over = false;
  switch (field->gone) {
  case LM_RTCP_GONE_ONES:
    over = number == ones - 1;
    break;
  case LM_RTCP_GONE_127:
    ones = 127;
    break;
  case LM_RTCP_GONE_SIGNED:
    over = number == ones / 2 - 1 || number == ones / 2 + 1;
    ones /= 2;
    break;
  default:
    return false;
  }
  if (!over && number != ones)
    return false;
  value->kind = over ? LM_RTCP_WORD : LM_RTCP_NOTHING;
  value->word = over ? "over-range" : NULL;
  return true;
}

static void
set_real(LmRtcpValue *value, double real, uint8_t decimals, const char *unit)
{
  value->kind = LM_RTCP_REAL;
  value->real = real;
  value->decimals = decimals;
  value->unit = unit;
}

static void
set_word(LmRtcpValue *value, const LmRtcpField *field, uint64_t number)
{
  const char *const *word = field->words;
  uint64_t left = number;
  while (*word && left) {
    word++;
    left--;
  }
  value->kind = *word ? LM_RTCP_WORD : LM_RTCP_COUNT;
  if (*word)
    value->word = *word;
  else
    value->number = number;
}

static void
set_value(LmRtcpValue *value, const LmRtcpField *field, uint64_t number)
{
  switch (field->form) {
  case LM_RTCP_AS_SIGNED:
    value->kind = LM_RTCP_INTEGER;
    value->integer = sign_of(number, field->bits);
    break;
  case LM_RTCP_AS_ID:
    value->kind = LM_RTCP_ID;
    break;
  case LM_RTCP_AS_FLAG:
    value->kind = LM_RTCP_TRUTH;
    break;
  case LM_RTCP_AS_NTP:
    value->kind = LM_RTCP_NTP;
    break;
  case LM_RTCP_AS_256THS:
    set_real(value, (double)number * 100 / 256, 2, "%");
    break;
  case LM_RTCP_AS_65536THS:
    set_real(value, (double)number * 1000 / 65536, 3, "ms");
    break;
  case LM_RTCP_AS_2_TO_32NDS:
    set_real(value, (double)number * 1000 / 4294967296.0, 3, "ms");
    break;
  case LM_RTCP_AS_TENTHS:
    set_real(value, (double)number / 10, 1, field->unit);
    break;
  case LM_RTCP_AS_16THS:
    set_real(value, (double)sign_of(number, field->bits) / 16, 3, "ms");
    break;
  case LM_RTCP_AS_PERCENT_8_8:
    set_real(value, (double)number / 256, 2, "%");
    break;
  case LM_RTCP_AS_MOS:
    set_real(value, (double)number / (field->bits == 16 ? 256 : 128), 2, NULL);
    break;
  case LM_RTCP_AS_WORD:
    set_word(value, field, number);
    break;
  default:
    break;
  }
}

size_t
lm_rtcp_fields_bytes(const LmRtcpField *fields, size_t n)
{
  size_t most = 0;
  for (size_t i = 0; i < n; i++) {
    size_t end = (fields[i].bit + fields[i].bits + 7u) / 8u;
    most = end > most ? end : most;
  }
  return most;
}

void
lm_rtcp_fields(LmRtcpWalk *walk, LmSlice bytes, const LmRtcpField *fields, size_t n)
{
  for (size_t i = 0; i < n && walk->sink->value; i++) {
    const LmRtcpField *field = &fields[i];
    size_t first = field->bit / 8u, end = (field->bit + field->bits + 7u) / 8u;
    LmRtcpValue value = {.kind = LM_RTCP_COUNT, .unit = field->unit};
    if (!lm_slice_take(bytes, first, end - first, &value.bytes))
      continue;
    uint64_t number = read_bits(bytes, field);
    if (!is_gone(field, number, &value)) {
      value.kind = LM_RTCP_COUNT;
      value.number = number;
      set_value(&value, field, number);
    }
    walk->sink->value(walk, field->name, &value);
  }
}

void
lm_rtcp_begin(LmRtcpWalk *walk, const char *name, LmSlice bytes, bool list)
{
  if (walk->sink->begin)
    walk->sink->begin(walk, name, bytes, list);
}

void
lm_rtcp_end(LmRtcpWalk *walk, bool list)
{
  if (walk->sink->end)
    walk->sink->end(walk, list);
}

void
lm_rtcp_fault(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  if (walk->sink->fault)
    walk->sink->fault(walk, kind, where);
}

static void
tell(LmRtcpWalk *walk, const char *name, LmRtcpValue value)
{
  if (walk->sink->value)
    walk->sink->value(walk, name, &value);
}

void
lm_rtcp_count(LmRtcpWalk *walk, const char *name, LmSlice bytes, uint64_t number)
{
  tell(walk, name, (LmRtcpValue){.kind = LM_RTCP_COUNT, .bytes = bytes, .number = number});
}

void
lm_rtcp_id(LmRtcpWalk *walk, const char *name, LmSlice bytes)
{
  tell(walk, name,
       (LmRtcpValue){.kind = LM_RTCP_ID, .bytes = bytes, .number = lm_slice_be32(bytes, 0)});
}

void
lm_rtcp_real(LmRtcpWalk *walk, const char *name, LmSlice bytes, double real, uint8_t decimals,
             const char *unit)
{
  LmRtcpValue value = {.bytes = bytes};
  set_real(&value, real, decimals, unit);
  tell(walk, name, value);
}

void
lm_rtcp_word(LmRtcpWalk *walk, const char *name, LmSlice bytes, const char *word)
{
  tell(walk, name, (LmRtcpValue){.kind = LM_RTCP_WORD, .bytes = bytes, .word = word});
}

void
lm_rtcp_text(LmRtcpWalk *walk, const char *name, LmSlice bytes)
{
  tell(walk, name, (LmRtcpValue){.kind = LM_RTCP_TEXT, .bytes = bytes});
}

void
lm_rtcp_bytes(LmRtcpWalk *walk, const char *name, LmSlice bytes)
{
  tell(walk, name, (LmRtcpValue){.kind = LM_RTCP_BYTES, .bytes = bytes});
}
