/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-cards.h"

#include "base/i18n.h"
#include "relate/working_text.h"
#include "ui/model/format.h"
#include "ui/streams/figure-card.h"
#include "ui/streams/stream-text.h"

#include <math.h>

enum { MOS, LOSS, JITTER, LATE, DRIFT, TRIP, DSCP, N_CARDS };

/* Share of late packets, clock drift and round trip from which on they are not good, and bad. What
 * is late is lost, and counts as loss does. A clock of 50 ppm is within what G.711 asks of one
 * (ITU-T G.711, 2); from 300 ms round trip on talk is felt to be slow (G.114: 150 ms one way). */
#define FAIR_DRIFT_PPM 50.0
#define BAD_DRIFT_PPM 200.0
#define FAIR_TRIP_MS 150.0
#define BAD_TRIP_MS 300.0

struct _LmuStreamCards {
  AdwBin parent_instance;
  LmuFigureCard *cards[N_CARDS];
};

G_DEFINE_FINAL_TYPE(LmuStreamCards, lmu_stream_cards, ADW_TYPE_BIN)

enum { SCORE_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const titles[N_CARDS] = {
    [MOS] = N_("MOS-LQ"),         [LOSS] = N_("Loss"),         [JITTER] = N_("Jitter"),
    [LATE] = N_("Late at 50 ms"), [DRIFT] = N_("Clock drift"), [TRIP] = N_("Round trip"),
    [DSCP] = N_("DSCP"),
};

static const char *
tone(double value, double fair, double bad)
{
  return value >= bad ? "bad" : value >= fair ? "fair" : "good";
}

static void
set_mos(LmuFigureCard *card, const LmWorking *working)
{
  const LmWorkingView *view = &working->views[working->n_views - 1];
  g_autofree char *figure = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *more = NULL;

  if (!view->has_score) {
    lmu_figure_card_set(
        card, "—", NULL, _("no values for this codec"),
        _("ITU-T G.113 gives no impairment factors for this codec, or the stream is "
          "not audio. Click for what else can be said."));
    return;
  }
  figure = g_strdup_printf("%.2f", view->lq.mos);
  detail = g_strdup_printf(_("R %.1f · %s, Ie %.0f, Bpl %.0f"), view->lq.r,
                           lm_band_model(view->codec->band), view->codec->ie, view->codec->bpl);
  more = g_strdup_printf(
      _("E-model of ITU-T %s for listening; jitter buffer: %s. %.1f %% lost, burst ratio %.2f. "
        "Ie: %s, Bpl: %s. Click for the whole working."),
      lm_band_model(view->codec->band), lm_working_view_title(view), view->loss_percent,
      view->burst_ratio, view->codec->ie_source, view->codec->bpl_source);
  lmu_figure_card_set(card, figure, lmu_quality_tone(lm_quality(view->lq.mos, view->loss_percent)),
                      detail, more);
}

static char *
bursts_text(const LmRtpFigures *figures)
{
  const LmLossPattern *losses = &figures->losses;
  guint bursts = (guint)MIN(losses->bursts, G_MAXUINT);

  if (bursts == 0)
    return g_strdup("");
  if (figures->packet_ms > 0)
    return g_strdup_printf(LM_NGETTEXT(" · %u burst, longest loss %.2f s",
                                       " · %u bursts, longest loss %.2f s", bursts),
                           bursts, (double)losses->longest * figures->packet_ms / 1000);
  return g_strdup_printf(LM_NGETTEXT(" · %u burst", " · %u bursts", bursts), bursts);
}

static void
set_loss(LmuFigureCard *card, const LmStreamRow *row, const LmStreamDetail *known)
{
  g_autofree char *figure = g_strdup_printf(_("%.1f %%"), row->loss_percent);
  g_autofree char *lost = lmu_format_count((guint64)ABS(row->lost));
  g_autofree char *expected = lmu_format_count(row->expected);
  g_autofree char *bursts = known ? bursts_text(&known->packets->figures) : g_strdup("");
  g_autofree char *detail =
      g_strdup_printf(_("%s%s of %s%s"), row->lost < 0 ? "−" : "", lost, expected, bursts);
  g_autoptr(GString) more = g_string_new(
      row->lost < 0 ? _("Negative because duplicates outnumber losses (RFC 3550, A.3).")
                    : _("By sequence numbers (RFC 3550, A.3); bursts as RFC 3611 has them."));

  g_string_append_printf(more, _(" %llu twice, %llu out of order."),
                         (unsigned long long)row->duplicates, (unsigned long long)row->reordered);
  if (row->rtcp_reported)
    g_string_append_printf(more, _(" RTCP reported last: %.1f %% lost, %d in all."),
                           row->rtcp_fraction_percent, row->rtcp_lost);
  if (known && known->working.sides.known)
    g_string_append_printf(
        more, _(" By that %llu were lost before the capture point, and %lld behind it."),
        (unsigned long long)known->working.sides.before, (long long)known->working.sides.behind);
  lmu_figure_card_set(card, figure, lmu_stream_loss_tone(row->loss_percent), detail, more->str);
}

static void
set_jitter(LmuFigureCard *card, const LmStreamRow *row)
{
  g_autofree char *figure = lmu_stream_ms_text(row->jitter_mean_ms);
  g_autofree char *most = lmu_stream_ms_text(row->jitter_max_ms);
  g_autofree char *delta = lmu_stream_ms_text(row->delta_max_ms);
  g_autofree char *detail = g_strdup_printf(_("mean · max %s, delta max %s"), most, delta);

  if (row->clock_hz == 0)
    lmu_figure_card_set(card, "—", NULL, _("clock rate not known"),
                        _("Jitter needs the clock rate of the payload type, which SDP states."));
  else
    lmu_figure_card_set(card, figure, lmu_stream_jitter_tone(row), detail,
                        _("Interarrival jitter (RFC 3550, A.8), over all packets; delta is the "
                          "time between two of them."));
}

static void
set_late(LmuFigureCard *card, const LmRtpFigures *figures)
{
  const LmJitterBufferResult *fixed = &figures->buffers[0];
  const LmJitterBufferResult *adaptive = &figures->buffers[LM_N_JITTER_BUFFERS - 1];
  double all = (double)MAX(fixed->pattern.packets, 1);
  double percent = 100.0 * (double)fixed->late / all;
  g_autofree char *figure = g_strdup_printf(_("%.1f %%"), percent);
  g_autofree char *detail =
      g_strdup_printf(_("adaptive: %.1f %%, waiting %.0f ms"), 100.0 * (double)adaptive->late / all,
                      adaptive->wait_mean_ms);

  if (figures->clock_hz == 0)
    lmu_figure_card_set(card, "—", NULL, _("clock rate not known"),
                        _("A jitter buffer cannot be simulated without the clock rate."));
  else
    lmu_figure_card_set(card, figure, lmu_stream_loss_tone(percent), detail,
                        _("Packets that would have come too late for a receiver with a fixed "
                          "jitter buffer of 50 ms, or an adaptive one between 20 and 500 ms."));
}

static void
set_drift(LmuFigureCard *card, const LmRtpFigures *figures)
{
  g_autofree char *figure = NULL;
  g_autofree char *more = NULL;

  if (!figures->has_drift) {
    lmu_figure_card_set(card, "—", NULL,
                        figures->clock_hz ? _("too short to tell") : _("clock rate not known"),
                        _("The drift needs ten seconds of media and a known clock rate."));
    return;
  }
  g_autofree char *low = lmu_format_drift(figures->drift.low_ppm);
  g_autofree char *high = lmu_format_drift(figures->drift.high_ppm);
  figure = lmu_format_drift(figures->drift.ppm);
  more = g_strdup_printf(_("How much faster the sender's clock runs than that of the capture: from "
                           "%s to %s with 95 %% certainty, over %.0f s."),
                         low, high, figures->drift.over_ms / 1000);
  lmu_figure_card_set(card, figure, tone(fabs(figures->drift.ppm), FAIR_DRIFT_PPM, BAD_DRIFT_PPM),
                      figures->drift.low_ppm <= 0 && figures->drift.high_ppm >= 0
                          ? _("none that is sure")
                      : figures->drift.ppm > 0 ? _("sender fast")
                                               : _("sender slow"),
                      more);
}

static void
set_trip(LmuFigureCard *card, const LmStreamDetail *known)
{
  g_autofree char *figure = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *more = NULL;

  if (!known->has_round_trip) {
    detail = g_strdup_printf(LM_NGETTEXT("%u RTCP packet tells none", "%u RTCP packets tell none",
                                         known->row.rtcp_packets),
                             known->row.rtcp_packets);
    lmu_figure_card_set(card, "—", NULL, known->row.rtcp_packets ? detail : _("no RTCP"),
                        _("A report that answers one of the other side (RFC 3550, 6.4.1) would "
                          "tell it."));
    return;
  }
  figure = g_strdup_printf(known->round_trip_ms < 10 ? _("%.1f ms") : _("%.0f ms"),
                           known->round_trip_ms);
  detail = g_strdup_printf(LM_NGETTEXT("RTCP, %u report", "RTCP, %u reports", known->n_round_trips),
                           known->n_round_trips);
  more = g_strdup_printf(
      known->round_trip_is_half
          ? _("From where the capture was taken to the receiver and back, between %.1f and %.1f ms "
              "(RFC 3550, 6.4.1). Nothing tells the way to the sender.")
          : _("Between the ends, by both sides' reports; to the receiver and back between %.1f and "
              "%.1f ms (RFC 3550, 6.4.1)."),
      known->round_trip_min_ms, known->round_trip_max_ms);
  lmu_figure_card_set(card, figure, tone(known->round_trip_ms, FAIR_TRIP_MS, BAD_TRIP_MS), detail,
                      more);
}

/* The first packet with another DSCP than the one before; NULL where there is none. */
static const LmRtpPacket *
first_change(const LmRtpPackets *packets)
{
  for (guint i = 0; packets->figures.dscp_changes > 0 && i < packets->n; i++)
    if (packets->rows[i].flags & LM_RTP_DSCP_CHANGE)
      return &packets->rows[i];
  return NULL;
}

static void
set_dscp(LmuFigureCard *card, const LmStreamRow *row, const LmStreamDetail *known)
{
  const LmRtpPacket *change = known ? first_change(known->packets) : NULL;
  g_autofree char *figure = row->dscp == 0 ? g_strdup("0") : lmu_stream_dscp_text(row->dscp);
  g_autofree char *detail = NULL;
  char time[LM_TIME_TEXT_SIZE];

  if (change) {
    g_autofree char *before = g_steal_pointer(&figure);
    g_autofree char *behind =
        change->dscp == 0 ? g_strdup("0") : lmu_stream_dscp_text(change->dscp);

    figure = g_strdup_printf("%s → %s", before, behind);
    lm_time_format_clock(change->time_ns, time);
    detail = known->packets->figures.dscp_changes > 1
                 ? g_strdup_printf(_("changed %llu times, first %.8s"),
                                   (unsigned long long)known->packets->figures.dscp_changes, time)
                 : g_strdup_printf(_("changed at %.8s"), time);
  } else {
    detail = row->dscp == 0 ? g_strdup(_("best effort"))
                            : g_strdup_printf(_("value %u, always"), row->dscp);
  }
  lmu_figure_card_set(card, figure, row->dscp == 0 || change ? "fair" : NULL, detail,
                      _("RFC 4594 names EF for telephony."));
}

static void
score_cb(LmuStreamCards *self)
{
  g_signal_emit(self, signals[SCORE_ACTIVATED], 0);
}

static void
lmu_stream_cards_class_init(LmuStreamCardsClass *class)
{
  signals[SCORE_ACTIVATED] = g_signal_new("score-activated", G_TYPE_FROM_CLASS(class),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lmu_stream_cards_init(LmuStreamCards *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_set_homogeneous(GTK_BOX(box), TRUE);
  gtk_widget_add_css_class(box, "stream-cards");
  for (guint i = 0; i < N_CARDS; i++) {
    GtkWidget *card = lmu_figure_card_new(_(titles[i]), i == MOS);

    gtk_box_append(GTK_BOX(box), card);
    self->cards[i] = LMU_FIGURE_CARD(card);
  }
  g_signal_connect_swapped(self->cards[MOS], "activated", G_CALLBACK(score_cb), self);
  adw_bin_set_child(ADW_BIN(self), box);
}

void
lmu_stream_cards_set(LmuStreamCards *self, const LmStreamRow *row, const LmStreamDetail *detail)
{
  static const guint later[] = {MOS, LATE, DRIFT, TRIP};

  gtk_widget_set_visible(GTK_WIDGET(self), row != NULL);
  if (!row)
    return;
  set_loss(self->cards[LOSS], row, detail);
  set_jitter(self->cards[JITTER], row);
  set_dscp(self->cards[DSCP], row, detail);
  if (!detail) {
    for (gsize i = 0; i < G_N_ELEMENTS(later); i++)
      lmu_figure_card_set(self->cards[later[i]], "…", NULL, "", NULL);
    return;
  }
  set_mos(self->cards[MOS], &detail->working);
  set_late(self->cards[LATE], &detail->packets->figures);
  set_drift(self->cards[DRIFT], &detail->packets->figures);
  set_trip(self->cards[TRIP], detail);
}
