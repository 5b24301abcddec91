/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/text_metrics.h"

/* Advance widths in thousandths of the size, from space to '~', as the fonts DejaVu Sans and DejaVu
 * Sans Bold have them. */
static const uint16_t widths[2]['~' - ' ' + 1] = {
    {
        318,  401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
        636,  636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
        603,  787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500,  613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635,  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    },
    {
        348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
        696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
        1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
        733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
        500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
        716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838,
    }};

static double
character_width(LmSlice character, LmFont font)
{
  uint8_t byte = character.data[0];
  if (byte >= ' ' && byte <= '~')
    return widths[font.bold][byte - ' '];
  if (lm_slice_equal(character, LM_SLICE_LITERAL("·")))
    return 380;
  /* A full em for what is wide, as for an ellipsis and the widest Cyrillic letters. */
  return lm_text_width(character) ? 1000 : 0;
}

size_t
lm_text_metrics_fit(LmSlice text, LmFont font, double width)
{
  double used = 0;
  size_t offset = 0;
  while (offset < text.len) {
    LmSlice rest = lm_slice_from(text, offset);
    size_t len = lm_text_utf8_len(rest);
    len = len ? len : 1;
    used += character_width(lm_slice_sub(rest, 0, len), font) / 1000 * font.size;
    if (used > width)
      break;
    offset += len;
  }
  return offset;
}

double
lm_text_metrics_width(LmSlice text, LmFont font)
{
  double used = 0;
  while (text.len) {
    size_t len = lm_text_utf8_len(text);
    len = len ? len : 1;
    used += character_width(lm_slice_sub(text, 0, len), font) / 1000 * font.size;
    text = lm_slice_from(text, len);
  }
  return used;
}
