/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/t38.h"

typedef struct {
  LmSlice bytes;
  size_t bit;
  bool failed;
} Bits;

static unsigned
take_bits(Bits *bits, unsigned n)
{
  unsigned value = 0;
  for (; n; n--, bits->bit++) {
    int byte = lm_slice_at(bits->bytes, bits->bit / 8);
    bits->failed |= byte < 0;
    value = value << 1 | (byte < 0 ? 0 : (unsigned)byte >> (7 - bits->bit % 8) & 1);
  }
  return value;
}

/* Bits up to the next byte are zero (X.691, 3.7.10). */
static void
align(Bits *bits)
{
  if (bits->bit % 8 && take_bits(bits, 8 - (unsigned)(bits->bit % 8)))
    bits->failed = true;
}

/* An ENUMERATED or CHOICE that may have extensions (X.691, 14 and 23): @n alternatives of @width
 * bits, then small numbers. */
static unsigned
take_number(Bits *bits, unsigned width, unsigned n)
{
  bool extension = take_bits(bits, 1);
  if (!extension)
    return take_bits(bits, width);
  bits->failed |= take_bits(bits, 1);
  return n + take_bits(bits, 6);
}

static bool
take_field(Bits *bits, bool old, LmT38Field *field)
{
  bool present = take_bits(bits, 1);
  field->type = (uint8_t)(old ? take_bits(bits, 3) : take_number(bits, 3, 8));
  field->data = LM_SLICE_EMPTY;
  if (present) {
    align(bits);
    size_t len = take_bits(bits, 16) + 1u;
    bits->failed |= !lm_slice_take(bits->bytes, bits->bit / 8, len, &field->data);
    bits->bit += len * 8;
  }
  return !bits->failed;
}

static bool
fields_fit(const LmT38Ifp *ifp)
{
  Bits bits = {ifp->packet, ifp->fields_bit, false};
  LmT38Field field;
  for (uint32_t i = 0; i < ifp->n_fields; i++)
    if (!take_field(&bits, ifp->old, &field))
      return false;
  align(&bits);
  return !bits.failed && bits.bit == ifp->packet.len * 8;
}

bool
lm_t38_parse(LmSlice packet, bool old, LmT38Ifp *ifp)
{
  *ifp = (LmT38Ifp){.packet = packet, .old = old};
  Bits bits = {packet, 0, false};
  bool has_fields = take_bits(&bits, 1);
  ifp->is_data = take_bits(&bits, 1);
  ifp->number = (uint8_t)take_number(&bits, 4, ifp->is_data ? 9 : 16);
  align(&bits);
  if (has_fields) {
    ifp->n_fields = take_bits(&bits, 8);
    /* More would be no packet that anybody sends: T.38 modems have a few fields a packet. */
    bits.failed |= ifp->n_fields >= 128;
    ifp->fields_bit = bits.bit;
  }
  if (bits.failed)
    return false;
  if (!has_fields)
    return bits.bit == packet.len * 8;
  if (fields_fit(ifp))
    return true;
  ifp->old = !old;
  return fields_fit(ifp);
}

bool
lm_t38_next_field(const LmT38Ifp *ifp, size_t *bit, LmT38Field *field)
{
  Bits bits = {ifp->packet, *bit, false};
  if (*bit == 0 || !take_field(&bits, ifp->old, field))
    return false;
  *bit = bits.bit;
  return true;
}

const char *
lm_t38_indicator_name(uint8_t number)
{
  static const char *const names[] = {"no signal",
                                      "CNG",
                                      "CED",
                                      "V.21 preamble",
                                      "V.27ter 2400 training",
                                      "V.27ter 4800 training",
                                      "V.29 7200 training",
                                      "V.29 9600 training",
                                      "V.17 7200 short training",
                                      "V.17 7200 long training",
                                      "V.17 9600 short training",
                                      "V.17 9600 long training",
                                      "V.17 12000 short training",
                                      "V.17 12000 long training",
                                      "V.17 14400 short training",
                                      "V.17 14400 long training",
                                      "V.8 ANSam",
                                      "V.8 signal",
                                      "V.34 control channel 1200",
                                      "V.34 primary channel",
                                      "V.34 control channel retrain",
                                      "V.33 12000 training",
                                      "V.33 14400 training"};
  return number < sizeof names / sizeof names[0] ? names[number] : "indicator";
}

const char *
lm_t38_data_name(uint8_t number)
{
  static const char *const names[] = {"V.21",
                                      "V.27ter 2400",
                                      "V.27ter 4800",
                                      "V.29 7200",
                                      "V.29 9600",
                                      "V.17 7200",
                                      "V.17 9600",
                                      "V.17 12000",
                                      "V.17 14400",
                                      "V.8",
                                      "V.34 primary channel rate",
                                      "V.34 control channel 1200",
                                      "V.34 primary channel",
                                      "V.33 12000",
                                      "V.33 14400"};
  return number < sizeof names / sizeof names[0] ? names[number] : "data";
}

const char *
lm_t38_fcf_name(uint8_t fcf)
{
  static const struct {
    uint8_t fcf;
    const char *name;
  } names[] = {
      {0x01, "DIS"}, {0x02, "CSI"},     {0x04, "NSF"},     {0x81, "DTC"},     {0x82, "CIG"},
      {0x83, "PWD"}, {0x84, "NSC"},     {0x85, "SEP"},     {0x86, "PSA"},     {0x87, "CIA"},
      {0x88, "ISP"}, {0x41, "DCS"},     {0x42, "TSI"},     {0x43, "SUB"},     {0x44, "NSS"},
      {0x45, "SID"}, {0x46, "TSA"},     {0x47, "IRA"},     {0x48, "CTC"},     {0x21, "CFR"},
      {0x22, "FTT"}, {0x23, "CTR"},     {0x24, "CSA"},     {0x31, "MCF"},     {0x32, "RTN"},
      {0x33, "RTP"}, {0x34, "PIN"},     {0x35, "PIP"},     {0x37, "RNR"},     {0x38, "ERR"},
      {0x3d, "PPR"}, {0x3f, "FDM"},     {0x53, "FNV"},     {0x56, "TR"},      {0x57, "TNR"},
      {0x58, "CRP"}, {0x5f, "DCN"},     {0x60, "FCD"},     {0x61, "RCP"},     {0x71, "EOM"},
      {0x72, "MPS"}, {0x73, "EOR"},     {0x74, "EOP"},     {0x76, "RR"},      {0x78, "EOS"},
      {0x7d, "PPS"}, {0x79, "PRI-EOM"}, {0x7a, "PRI-MPS"}, {0x7c, "PRI-EOP"},
  };
  /* The first bit X of most of them says which side sends (5.3.6.1); of those of the side that
   * calls for documents it is a part of the number. */
  for (int masked = 0; masked < 2; masked++)
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (names[i].fcf == (masked ? fcf & 0x7f : fcf))
        return names[i].name;
  return NULL;
}

void
lm_t38_station(LmSlice digits, char *out, size_t size)
{
  size_t n = 0;
  for (size_t i = digits.len; i > 0 && n + 1 < size; i--) {
    uint8_t byte = lm_slice_u8(digits, i - 1), reversed = 0;
    for (unsigned bit = 0; bit < 8; bit++)
      reversed |= (uint8_t)((byte >> bit & 1) << (7 - bit));
    if (reversed >= ' ' && reversed < 0x7f && (n || reversed != ' '))
      out[n++] = (char)reversed;
  }
  while (n && out[n - 1] == ' ')
    n--;
  out[n] = 0;
}

const char *
lm_t38_dcs_rate(uint8_t octet)
{
  /* T.30, table 2: bits 11 to 14. */
  switch (octet >> 2 & 15) {
  case 0:
    return "2400 bit/s V.27ter";
  case 1:
    return "14400 bit/s V.17";
  case 4:
    return "4800 bit/s V.27ter";
  case 5:
    return "12000 bit/s V.17";
  case 8:
    return "9600 bit/s V.29";
  case 9:
    return "9600 bit/s V.17";
  case 12:
    return "7200 bit/s V.29";
  case 13:
    return "7200 bit/s V.17";
  default:
    return NULL;
  }
}
