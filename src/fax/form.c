/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/form.h"

/* Pixels of 215, 255 and 303 mm (T.4, table 1; T.30, table 2). */
typedef struct {
  uint32_t x_per_m, y_per_m;
  uint32_t width[3];
} Resolution;

enum { STANDARD, FINE, SUPERFINE, DPI_300, R16, DPI_600, DPI_1200 };

static const Resolution resolutions[] = {
    [STANDARD] = {8031, 3850, {1728, 2048, 2432}},
    [FINE] = {8031, 7700, {1728, 2048, 2432}},
    [SUPERFINE] = {8031, 15400, {1728, 2048, 2432}},
    [DPI_300] = {11811, 11811, {2592, 3072, 3648}},
    [R16] = {16063, 15400, {3456, 4096, 4864}},
    [DPI_600] = {23622, 23622, {5184, 6144, 7296}},
    [DPI_1200] = {47244, 47244, {10368, 12288, 14592}},
};

/* The modulation by bits 11 to 14, the first as the lowest; 0: none. */
static const uint8_t modulations[16] = {
    [0] = 1,                              /* V.27 ter, 2400 */
    [2] = 2,                              /* 4800 */
    [3] = 3,                              /* V.29, 7200 */
    [1] = 4,                              /* 9600 */
    [11] = 5, [9] = 6, [10] = 7, [8] = 8, /* V.17, 7200 to 14400 */
};

/* Bits are numbered from 1 (T.30, 5.3.6.2.1). */
static bool
bit(LmSlice fif, unsigned number)
{
  int byte = lm_slice_at(fif, (number - 1) / 8);
  return byte >= 0 && byte >> (number - 1) % 8 & 1;
}

static const Resolution *
resolution_of(LmSlice fif)
{
  static const struct {
    unsigned bit;
    int resolution;
  } finest_first[] = {{106, DPI_1200}, {105, DPI_600},  {43, R16},
                      {42, DPI_300},   {41, SUPERFINE}, {15, FINE}};
  for (size_t i = 0; i < sizeof finest_first / sizeof *finest_first; i++)
    if (bit(fif, finest_first[i].bit))
      return &resolutions[finest_first[i].resolution];
  return &resolutions[STANDARD];
}

static LmFaxCompression
compression_of(LmSlice fif)
{
  if (bit(fif, 68) || bit(fif, 69) || bit(fif, 36) || bit(fif, 116) || bit(fif, 127))
    return LM_FAX_OTHER;
  if (bit(fif, 78) || bit(fif, 79))
    return LM_FAX_JBIG;
  if (bit(fif, 31))
    return LM_FAX_MMR;
  return bit(fif, 16) ? LM_FAX_MR : LM_FAX_MH;
}

bool
lm_fax_form_read(LmSlice fif, LmFaxForm *form)
{
  *form = (LmFaxForm){0};
  if (fif.len < 3)
    return false;
  form->modulation = modulations[lm_slice_u8(fif, 1) >> 2 & 15];
  form->bit_rate = lm_fax_bit_rate(form->modulation);
  const Resolution *resolution = resolution_of(fif);
  form->x_per_m = resolution->x_per_m;
  form->y_per_m = resolution->y_per_m;
  form->width = resolution->width[bit(fif, 18) ? 2 : bit(fif, 17) ? 1 : 0];
  form->compression = (uint8_t)compression_of(fif);
  form->ecm = bit(fif, 27);
  return form->modulation != 0;
}

LmFaxForm
lm_fax_form_usual(uint8_t modulation)
{
  const Resolution *standard = &resolutions[STANDARD];
  return (LmFaxForm){.width = standard->width[0],
                     .x_per_m = standard->x_per_m,
                     .y_per_m = standard->y_per_m,
                     .bit_rate = lm_fax_bit_rate(modulation),
                     .modulation = modulation,
                     .guessed = true};
}

uint32_t
lm_fax_bit_rate(uint8_t modulation)
{
  static const uint16_t rates[] = {0, 2400, 4800, 7200, 9600, 7200, 9600, 12000, 14400};
  return modulation < sizeof rates / sizeof *rates ? rates[modulation] : 0;
}

const char *
lm_fax_compression_name(LmFaxCompression compression)
{
  static const char *const names[LM_N_FAX_COMPRESSIONS] = {"MH", "MR", "MMR", "JBIG", "other"};
  return compression < LM_N_FAX_COMPRESSIONS ? names[compression] : names[LM_FAX_OTHER];
}

uint8_t
lm_fax_reverse(uint8_t byte)
{
  byte = (uint8_t)(byte >> 4 | byte << 4);
  byte = (uint8_t)((byte & 0xcc) >> 2 | (byte & 0x33) << 2);
  return (uint8_t)((byte & 0xaa) >> 1 | (byte & 0x55) << 1);
}
