/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A figure as a card: what it is, the figure large, and what it is made of below.
 *
 * Signal "activated": a card that opens into something was clicked, or Enter or Space pressed. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_FIGURE_CARD (lmu_figure_card_get_type())
G_DECLARE_FINAL_TYPE(LmuFigureCard, lmu_figure_card, LMU, FIGURE_CARD, GtkWidget)

/* @opens: the card is a button. */
GtkWidget *lmu_figure_card_new(const char *title, gboolean opens);
/* @tone: "good", "fair", "bad", or NULL where a figure is neither. @more tells where it is from; it
 * may be NULL. */
void lmu_figure_card_set(LmuFigureCard *self, const char *figure, const char *tone,
                         const char *detail, const char *more);

G_END_DECLS
