/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/draw_parts.h"

/* The signs of the roles, of a few lines and shapes each, so that window and exports have the same.
 * Each is drawn in a square of LM_DRAW_ROLE_SIZE with its upper left corner at x, y. */

#define STROKE 1.2

typedef struct {
  LmCanvas *canvas;
  double x, y;
  LmPaint paint;
} Sign;

static void
line(const Sign *sign, double x1, double y1, double x2, double y2)
{
  sign->canvas->line(sign->canvas, sign->x + x1, sign->y + y1, sign->x + x2, sign->y + y2, STROKE,
                     false, sign->paint);
}

static void
frame(const Sign *sign, double x, double y, double w, double h, double radius)
{
  sign->canvas->rect(sign->canvas, sign->x + x, sign->y + y, w, h, radius, STROKE, sign->paint);
}

static void
block(const Sign *sign, double x, double y, double w, double h, double radius)
{
  sign->canvas->rect(sign->canvas, sign->x + x, sign->y + y, w, h, radius, 0, sign->paint);
}

static void
triangle(const Sign *sign, double x1, double y1, double x2, double y2, double x3, double y3)
{
  const double points[] = {sign->x + x1, sign->y + y1, sign->x + x2,
                           sign->y + y2, sign->x + x3, sign->y + y3};
  sign->canvas->polygon(sign->canvas, points, 3, sign->paint);
}

/* A telephone that lies flat: keys below a screen. */
static void
draw_user_agent(const Sign *sign)
{
  frame(sign, 2.5, 0.6, 6, 9.8, 1.4);
  block(sign, 4.5, 7.9, 2, 1.2, 0.5);
}

/* An arrow that goes through. */
static void
draw_proxy(const Sign *sign)
{
  frame(sign, 2.6, 1.6, 5.8, 7.8, 1.2);
  line(sign, 0, 5.5, 8, 5.5);
  triangle(sign, 11, 5.5, 7.4, 3.2, 7.4, 7.8);
}

/* The same, and it remembers nothing. */
static void
draw_stateless_proxy(const Sign *sign)
{
  for (unsigned i = 0; i < 3; i++) {
    block(sign, 2.2 + 2.6 * i, 1, 1.4, 1.4, 0);
    block(sign, 2.2 + 2.6 * i, 8.6, 1.4, 1.4, 0);
  }
  line(sign, 0, 5.5, 8, 5.5);
  triangle(sign, 11, 5.5, 7.4, 3.2, 7.4, 7.8);
}

/* A card with entries. */
static void
draw_registrar(const Sign *sign)
{
  frame(sign, 1.2, 1.2, 8.6, 8.6, 1.2);
  for (unsigned i = 0; i < 2; i++) {
    block(sign, 3, 3.4 + 2.8 * i, 1.4, 1.4, 0.4);
    line(sign, 5.4, 4.1 + 2.8 * i, 8.2, 4.1 + 2.8 * i);
  }
}

/* An arrow that is turned away. */
static void
draw_redirect_server(const Sign *sign)
{
  line(sign, 0.4, 9, 5, 9);
  line(sign, 5, 9.6, 5, 3.4);
  line(sign, 4.4, 3.4, 8, 3.4);
  triangle(sign, 11, 3.4, 7.4, 1.1, 7.4, 5.7);
}

/* Two telephones, back to back. */
static void
draw_b2bua(const Sign *sign)
{
  frame(sign, 0.6, 1.1, 4, 8.8, 1.1);
  frame(sign, 6.4, 1.1, 4, 8.8, 1.1);
  line(sign, 4.6, 5.5, 6.4, 5.5);
}

/* A bell. */
static void
draw_notifier(const Sign *sign)
{
  block(sign, 2.7, 1, 5.6, 6.4, 2.6);
  block(sign, 2.7, 4.2, 5.6, 3.2, 0);
  block(sign, 1.2, 7.2, 8.6, 1.2, 0.6);
  block(sign, 4.4, 9.2, 2.2, 1.4, 0.7);
}

/* A gate between two posts. */
static void
draw_gateway(const Sign *sign)
{
  block(sign, 0.8, 0.8, 1.6, 9.6, 0);
  block(sign, 8.6, 0.8, 1.6, 9.6, 0);
  line(sign, 2.4, 3.4, 8.6, 3.4);
  line(sign, 2.4, 6.8, 8.6, 6.8);
}

/* Several that meet in one place. */
static void
draw_focus(const Sign *sign)
{
  line(sign, 5.5, 6, 5.5, 1.5);
  line(sign, 5.5, 6, 1.6, 9);
  line(sign, 5.5, 6, 9.4, 9);
  block(sign, 4, 4.4, 3, 3, 1.5);
  block(sign, 4.3, 0.2, 2.4, 2.4, 1.2);
  block(sign, 0.2, 8, 2.4, 2.4, 1.2);
  block(sign, 8.4, 8, 2.4, 2.4, 1.2);
}

void
lm_draw_role(LmCanvas *canvas, double x, double y, LmRole role, LmPaint paint)
{
  static void (*const signs[LM_N_ROLES])(const Sign *) = {
      [LM_ROLE_USER_AGENT] = draw_user_agent,
      [LM_ROLE_PROXY] = draw_proxy,
      [LM_ROLE_STATEFUL_PROXY] = draw_proxy,
      [LM_ROLE_STATELESS_PROXY] = draw_stateless_proxy,
      [LM_ROLE_RECORD_ROUTER] = draw_proxy,
      [LM_ROLE_REGISTRAR] = draw_registrar,
      [LM_ROLE_REDIRECT_SERVER] = draw_redirect_server,
      [LM_ROLE_B2BUA] = draw_b2bua,
      [LM_ROLE_NOTIFIER] = draw_notifier,
      [LM_ROLE_GATEWAY] = draw_gateway,
      [LM_ROLE_FOCUS] = draw_focus,
  };
  Sign sign = {.canvas = canvas, .x = x, .y = y, .paint = paint};
  if (role < LM_N_ROLES)
    signs[role](&sign);
}
