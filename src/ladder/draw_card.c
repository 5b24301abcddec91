/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

#include <math.h>
#include <stdio.h>

/* A host's card above its lifeline: its name, below it the sign and the word of its role, and its
 * address. What has no room goes in the order in which it is missed least. */

#define CARD_TOP 6.0
#define CARD_HEIGHT 43.0
#define CARD_PADDING 8.0
#define SIGN_GAP 4.0
#define MOST_BELOW 160 /* bytes of the second line */

static const LmFont name_font = {.size = 13, .bold = true};
static const LmFont below_font = {.size = LM_DRAW_SMALL_SIZE};

/* What stands below the name. */
typedef struct {
  char text[MOST_BELOW];
  double width; /* with the sign */
} Below;

static bool
is_named(const LmLadderColumn *column)
{
  return strcmp(column->name, column->address) != 0;
}

static bool
has_role(const LmLadderColumn *column)
{
  return column->role_words && *column->role_words;
}

static void
write_below(const LmLadderColumn *column, const char *role, const char *address, LmCanvas *canvas,
            Below *below)
{
  snprintf(below->text, sizeof below->text, "%s%s%s", role, *role && *address ? " · " : "",
           address);
  below->width = *below->text ? canvas->measure(canvas, below->text, below_font) : 0;
  if (has_role(column))
    below->width += LM_DRAW_ROLE_SIZE + (*below->text ? SIGN_GAP : 0);
}

/* @tries: 0 all that there is, and then less and less. */
static void
choose_below(const LmLadderColumn *column, unsigned tries, LmCanvas *canvas, Below *below)
{
  const char *address = is_named(column) ? column->address : "";
  const char *words = has_role(column) ? column->role_words : "";
  const char *word = has_role(column) ? column->role_word : "";
  /* A host that nobody knows has its address above already. */
  bool address_alone = tries == 2 && *address;
  write_below(column, address_alone ? "" : tries ? word : words, address, canvas, below);
}

double
lm_draw_card_width(const LmLadderColumn *column, LmCanvas *canvas)
{
  Below below;
  choose_below(column, 0, canvas, &below);
  return fmax(canvas->measure(canvas, column->name, name_font), below.width) + 2 * CARD_PADDING;
}

static void
draw_below(const LmLadderColumn *column, const Below *below, double x, double room,
           LmCanvas *canvas)
{
  LmPaint paint = lm_draw_paint(LM_PAINT_DIM_TEXT);
  double y = CARD_TOP + 34.5, width = fmin(below->width, room), left = x - width / 2;
  if (!has_role(column)) {
    canvas->text(canvas, x, y, room, below->text, below_font, LM_TEXT_CENTRE, paint);
    return;
  }
  lm_draw_role(canvas, round(left), y - LM_DRAW_ROLE_SIZE + 1.5, (LmRole)column->role, paint);
  double from = left + LM_DRAW_ROLE_SIZE + SIGN_GAP;
  if (*below->text)
    canvas->text(canvas, from, y, room - LM_DRAW_ROLE_SIZE - SIGN_GAP, below->text, below_font,
                 LM_TEXT_LEFT, paint);
}

void
lm_draw_card(const LmLadderColumn *column, double x, double most, LmCanvas *canvas)
{
  Below below;
  unsigned tries = 0;
  do
    choose_below(column, tries, canvas, &below);
  while (below.width + 2 * CARD_PADDING > most && ++tries < 3);
  double width = fmax(canvas->measure(canvas, column->name, name_font), below.width);
  width = fmin(fmax(width + 2 * CARD_PADDING, 120), most);
  double left = round(x - width / 2) + 0.5, room = width - 12;
  canvas->line(canvas, x, CARD_TOP + CARD_HEIGHT, x, LM_LADDER_HEADER_HEIGHT, 1.5, false,
               lm_draw_paint(LM_PAINT_LIFELINE));
  canvas->rect(canvas, left, CARD_TOP + 0.5, width, CARD_HEIGHT, 9, 0,
               lm_draw_paint(LM_PAINT_CARD));
  canvas->rect(canvas, left, CARD_TOP + 0.5, width, CARD_HEIGHT, 9, 1,
               lm_draw_paint(LM_PAINT_CARD_BORDER));
  bool alone = !is_named(column) && !has_role(column);
  canvas->text(canvas, x, CARD_TOP + (alone ? 26.5 : 18), room, column->name, name_font,
               LM_TEXT_CENTRE, lm_draw_paint(LM_PAINT_TEXT));
  if (!alone)
    draw_below(column, &below, x, room, canvas);
}
