/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-cards.h"

#include "base/i18n.h"
#include "ui/model/format.h"
#include "ui/streams/figure-card.h"
#include "ui/streams/stream-text.h"

enum { MOS, LOSS, JITTER, DELTA, ODD, RTCP, DSCP, N_CARDS };

struct _LmuStreamCards {
  AdwBin parent_instance;
  LmuFigureCard *cards[N_CARDS];
};

G_DEFINE_FINAL_TYPE(LmuStreamCards, lmu_stream_cards, ADW_TYPE_BIN)

static const char *const titles[N_CARDS] = {
    [MOS] = N_("MOS"),        [LOSS] = N_("Loss"),
    [JITTER] = N_("Jitter"),  [DELTA] = N_("Longest delta"),
    [ODD] = N_("Duplicates"), [RTCP] = N_("Lost, by RTCP"),
    [DSCP] = N_("DSCP"),
};

static void
set_mos(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *more = NULL;

  if (!row->has_score) {
    lmu_figure_card_set(
        card, "—", NULL, _("no values for this codec"),
        _("ITU-T G.113 gives no impairment factors for this codec, or the stream is "
          "not audio."));
    return;
  }
  figure = g_strdup_printf("%.2f", row->score.mos);
  detail = g_strdup_printf(_("R %.1f · Ie %.0f, Bpl %.0f, %.0f ms delay assumed"), row->score.r,
                           row->score.ie, row->score.bpl, row->score.delay_ms);
  more = g_strdup_printf(_("E-model of ITU-T %s with random loss of %.1f %% and all else at its "
                           "defaults. Ie: %s, Bpl: %s."),
                         lm_band_model(row->score.band), row->score.loss_percent,
                         row->score.codec->ie_source, row->score.codec->bpl_source);
  lmu_figure_card_set(card, figure, lmu_stream_mos_tone(row), detail, more);
}

static void
set_loss(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = g_strdup_printf(_("%.1f %%"), row->loss_percent);
  g_autofree char *lost = lmu_format_count((guint64)ABS(row->lost));
  g_autofree char *expected = lmu_format_count(row->expected);
  g_autofree char *detail =
      g_strdup_printf(_("%s%s of %s packets"), row->lost < 0 ? "−" : "", lost, expected);

  lmu_figure_card_set(card, figure, lmu_stream_loss_tone(row->loss_percent), detail,
                      row->lost < 0
                          ? _("Negative because duplicates outnumber losses (RFC 3550, A.3).")
                          : _("By sequence numbers (RFC 3550, A.3)."));
}

static void
set_jitter(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = lmu_stream_ms_text(row->jitter_max_ms);
  g_autofree char *detail = g_strdup_printf(_("at most, mean %.1f ms"), row->jitter_mean_ms);

  if (row->clock_hz == 0)
    lmu_figure_card_set(card, "—", NULL, _("clock rate not known"),
                        _("Jitter needs the clock rate of the payload type, which SDP states."));
  else
    lmu_figure_card_set(card, figure, lmu_stream_jitter_tone(row), detail,
                        _("Interarrival jitter (RFC 3550, A.8), over all packets."));
}

static void
set_delta(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = lmu_stream_ms_text(row->delta_max_ms);
  g_autofree char *span = lmu_format_span(row->duration_ns);
  g_autofree char *detail = g_strdup_printf(_("between packets, in %s"), span);

  lmu_figure_card_set(card, figure, NULL, detail,
                      _("The longest time between two packets in the order of their timestamps."));
}

static void
set_odd(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *duplicates = lmu_format_count(row->duplicates);
  g_autofree char *reordered = lmu_format_count(row->reordered);
  g_autofree char *packets = lmu_format_count(row->packets);
  g_autofree char *detail = g_strdup_printf(_("%s reordered, of %s packets"), reordered, packets);

  lmu_figure_card_set(card, duplicates, row->duplicates || row->reordered ? "fair" : "good", detail,
                      _("The same sequence number again, and behind a higher one."));
}

static void
set_rtcp(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = g_strdup_printf(_("%.1f %%"), row->rtcp_fraction_percent);
  g_autofree char *detail = NULL;

  gtk_widget_set_visible(GTK_WIDGET(card), row->rtcp_packets > 0);
  if (!row->rtcp_reported) {
    detail = g_strdup_printf(
        LM_NGETTEXT("%u packet, no report", "%u packets, no report", row->rtcp_packets),
        row->rtcp_packets);
    lmu_figure_card_set(card, "—", NULL, detail, NULL);
    return;
  }
  detail = g_strdup_printf(LM_NGETTEXT("%d in all, jitter %.1f ms, %u packet",
                                       "%d in all, jitter %.1f ms, %u packets", row->rtcp_packets),
                           row->rtcp_lost, row->rtcp_jitter_ms, row->rtcp_packets);
  lmu_figure_card_set(
      card, figure, lmu_stream_loss_tone(row->rtcp_fraction_percent), detail,
      _("The last report of the receiver (RFC 3550, 6.4.1): the part lost since the "
        "report before it, and in all."));
}

static void
set_dscp(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = row->dscp == 0 ? g_strdup("0") : lmu_stream_dscp_text(row->dscp);
  g_autofree char *detail = row->dscp == 0
                                ? g_strdup(_("best effort, first packet"))
                                : g_strdup_printf(_("value %u, first packet"), row->dscp);

  lmu_figure_card_set(card, figure, row->dscp == 0 ? "fair" : NULL, detail,
                      _("RFC 4594 names EF for telephony."));
}

static void
lmu_stream_cards_class_init(LmuStreamCardsClass *class)
{
}

static void
lmu_stream_cards_init(LmuStreamCards *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_set_homogeneous(GTK_BOX(box), TRUE);
  gtk_widget_add_css_class(box, "stream-cards");
  for (guint i = 0; i < N_CARDS; i++) {
    GtkWidget *card = lmu_figure_card_new(_(titles[i]));

    gtk_box_append(GTK_BOX(box), card);
    self->cards[i] = LMU_FIGURE_CARD(card);
  }
  adw_bin_set_child(ADW_BIN(self), box);
}

void
lmu_stream_cards_set_row(LmuStreamCards *self, const LmStreamRow *row)
{
  gtk_widget_set_visible(GTK_WIDGET(self), row != NULL);
  if (!row)
    return;
  set_mos(self->cards[MOS], row);
  set_loss(self->cards[LOSS], row);
  set_jitter(self->cards[JITTER], row);
  set_delta(self->cards[DELTA], row);
  set_odd(self->cards[ODD], row);
  set_rtcp(self->cards[RTCP], row);
  set_dscp(self->cards[DSCP], row);
}
