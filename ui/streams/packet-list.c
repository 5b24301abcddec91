/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/packet-list.h"

#include "base/time.h"

struct _LmuPacketItem {
  GObject parent_instance;
  LmuSeries *series;
  const LmRtpPacket *packet;
};

G_DEFINE_FINAL_TYPE(LmuPacketItem, lmu_packet_item, G_TYPE_OBJECT)

struct _LmuPacketList {
  GObject parent_instance;
  LmuSeries *series; /* NULL: none */
  guint32 *places;   /* in the order of time; NULL: all */
  guint n;
};

static void
lmu_packet_item_finalize(GObject *object)
{
  g_clear_pointer(&LMU_PACKET_ITEM(object)->series, lmu_series_unref);
  G_OBJECT_CLASS(lmu_packet_item_parent_class)->finalize(object);
}

static void
lmu_packet_item_class_init(LmuPacketItemClass *class)
{
  G_OBJECT_CLASS(class)->finalize = lmu_packet_item_finalize;
}

static void
lmu_packet_item_init(LmuPacketItem *self)
{
}

const LmRtpPacket *
lmu_packet_item_get_packet(LmuPacketItem *self)
{
  return self->packet;
}

static const LmRtpPacket *
packet_at(LmuPacketList *self, guint position)
{
  return lmu_series_at(self->series, self->places ? self->places[position] : position);
}

static GType
get_item_type(GListModel *model)
{
  return LMU_TYPE_PACKET_ITEM;
}

static guint
get_n_items(GListModel *model)
{
  return LMU_PACKET_LIST(model)->n;
}

static gpointer
get_item(GListModel *model, guint position)
{
  LmuPacketList *self = LMU_PACKET_LIST(model);
  LmuPacketItem *item;

  if (position >= self->n)
    return NULL;
  item = g_object_new(LMU_TYPE_PACKET_ITEM, NULL);
  item->series = lmu_series_ref(self->series);
  item->packet = packet_at(self, position);
  return item;
}

static void
model_init(GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE(LmuPacketList, lmu_packet_list, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, model_init))

static void
clear(LmuPacketList *self)
{
  g_clear_pointer(&self->places, g_free);
  g_clear_pointer(&self->series, lmu_series_unref);
  self->n = 0;
}

static void
lmu_packet_list_finalize(GObject *object)
{
  clear(LMU_PACKET_LIST(object));
  G_OBJECT_CLASS(lmu_packet_list_parent_class)->finalize(object);
}

static void
lmu_packet_list_class_init(LmuPacketListClass *class)
{
  G_OBJECT_CLASS(class)->finalize = lmu_packet_list_finalize;
}

static void
lmu_packet_list_init(LmuPacketList *self)
{
}

LmuPacketList *
lmu_packet_list_new(void)
{
  return g_object_new(LMU_TYPE_PACKET_LIST, NULL);
}

static void
choose(LmuPacketList *self, guint32 flags)
{
  GArray *places = g_array_new(FALSE, FALSE, sizeof(guint32));

  /* What is no problem is looked for among all packets. */
  if ((flags & ~(guint32)LM_RTP_PROBLEMS) == 0) {
    for (guint i = 0; i < self->series->n_problems; i++)
      if (lmu_series_at(self->series, self->series->problems[i])->flags & flags)
        g_array_append_val(places, self->series->problems[i]);
  } else {
    for (guint i = 0; i < self->series->n_rows; i++)
      if (lmu_series_at(self->series, i)->flags & flags)
        g_array_append_val(places, i);
  }
  self->n = places->len;
  self->places = (guint32 *)(gpointer)g_array_free(places, FALSE);
}

void
lmu_packet_list_set(LmuPacketList *self, LmuSeries *series, guint32 flags)
{
  guint n = self->n;

  if (series)
    lmu_series_ref(series);
  clear(self);
  self->series = series;
  if (series && flags)
    choose(self, flags);
  else if (series)
    self->n = series->n_rows;
  g_list_model_items_changed(G_LIST_MODEL(self), 0, n, self->n);
}

guint
lmu_packet_list_find(LmuPacketList *self, gint64 time_ns)
{
  guint low = 0, high = self->n;

  if (self->n == 0)
    return G_MAXUINT;
  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (packet_at(self, middle)->time_ns < time_ns)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == self->n || (low > 0 && lm_time_sub(time_ns, packet_at(self, low - 1)->time_ns) <
                                        lm_time_sub(packet_at(self, low)->time_ns, time_ns)))
    low--;
  return low;
}
