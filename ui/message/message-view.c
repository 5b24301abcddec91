/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-view.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/message/message-anomalies.h"
#include "ui/message/message-hex.h"
#include "ui/message/message-source.h"
#include "ui/message/message-text.h"
#include "ui/message/message-tree.h"
#include "ui/model/format.h"
#include "ui/window/accessible.h"

struct _LmuMessageView {
  AdwBin parent_instance;

  GtkStack *whole; /* nothing, or a message */
  GtkStack *stack; /* the ways to look at it */
  GtkLabel *place_label;
  GtkLabel *path_label;
  GtkLabel *cut_label;
  LmuMessageSource *source;
  LmuMessageTree *tree;
  LmuMessageHex *hex;
  LmuMessageAnomalies *anomalies;

  LmuSession *session;
  guint serial;          /* of the request that is under way; 0: none */
  LmMessageView message; /* what is shown; its bytes live as long as the session's engine */
};

G_DEFINE_FINAL_TYPE(LmuMessageView, lmu_message_view, ADW_TYPE_BIN)

/* "Frame 1,007 · 10:02:11.002 · UDP · 192.0.2.15:5060 → 198.51.100.7:5060"; the ladder tells the
 * ends too, so that they are what may be cut. */
static void
update_place(LmuMessageView *self)
{
  const LmMessageView *message = &self->message;
  char time[LM_TIME_TEXT_SIZE], src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE];
  g_autofree char *frame = lmu_format_count(message->frame);
  g_autofree char *text = NULL;

  /* Translators: frame number · time · transport · source → destination. */
  text = g_strdup_printf(
      _("Frame %s · %s · %s · %s → %s"), frame, lm_time_format_clock(message->time_ns, time),
      message->transport ? message->transport : "", lm_endpoint_format(&message->src, src),
      lm_endpoint_format(&message->dst, dst));
  gtk_label_set_label(self->place_label, text);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->place_label), text);
}

/* The layers that it came through, where there are more to tell than everybody knows. */
static void
update_path(LmuMessageView *self)
{
  const char *path = self->message.index == LM_NONE ? "" : self->message.path;

  gtk_label_set_label(self->path_label, path);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->path_label), *path ? path : NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->path_label), *path != '\0');
}

static void
update_cut(LmuMessageView *self)
{
  gsize len = self->message.bytes.len;
  g_autofree char *shown = lmu_format_count(LMU_MESSAGE_TEXT_MAX_BYTES);
  g_autofree char *all = lmu_format_count(len);
  g_autofree char *text = NULL;

  gtk_widget_set_visible(GTK_WIDGET(self->cut_label), len > LMU_MESSAGE_TEXT_MAX_BYTES);
  if (len <= LMU_MESSAGE_TEXT_MAX_BYTES)
    return;
  text = g_strdup_printf(_("Only the first %s of %s bytes are shown."), shown, all);
  gtk_label_set_label(self->cut_label, text);
}

static void
show_message(LmuMessageView *self, const LmMessageView *message, LmMessageNotes *notes)
{
  /* The widgets let go of the old bytes first. */
  lmu_message_source_set_message(self->source, message);
  lmu_message_tree_set_message(self->tree, message, notes);
  lmu_message_hex_set_bytes(self->hex, message ? message->bytes : LM_SLICE_EMPTY);
  lmu_message_anomalies_set_message(self->anomalies, message);
  self->message = message ? *message : (LmMessageView){.index = LM_NONE};
  if (message)
    update_place(self);
  else
    gtk_label_set_label(self->place_label, "");
  update_path(self);
  update_cut(self);
}

static void
update_page(LmuMessageView *self)
{
  gboolean empty = self->message.index == LM_NONE;

  lmu_show_page(self->whole, empty ? "empty" : self->message.evicted ? "evicted" : "message");
}

static void
message_cb(LmuMessageView *self, guint serial, const LmMessageView *message)
{
  if (self->serial == 0 || serial != self->serial)
    return;
  self->serial = 0;
  show_message(self, message->evicted ? NULL : message, lmu_session_take_notes(self->session));
  self->message = *message;
  update_page(self);
}

static void
range_cb(LmuMessageView *self, guint offset, guint len)
{
  lmu_message_source_show_range(self->source, offset, len);
  lmu_message_hex_show_range(self->hex, offset, len);
}

static void
anomaly_cb(LmuMessageView *self, guint offset, guint len)
{
  if (g_strcmp0(gtk_stack_get_visible_child_name(self->stack), "tree") == 0)
    gtk_stack_set_visible_child_name(self->stack, "text");
  range_cb(self, offset, len);
}

static void
lmu_message_view_dispose(GObject *object)
{
  LmuMessageView *self = LMU_MESSAGE_VIEW(object);

  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(lmu_message_view_parent_class)->dispose(object);
}

/* Who goes to the message means what is read, and not the tabs above it. */
static gboolean
lmu_message_view_grab_focus(GtkWidget *widget)
{
  LmuMessageView *self = LMU_MESSAGE_VIEW(widget);
  const char *page = gtk_stack_get_visible_child_name(self->stack);

  /* Where nothing is shown there is nothing to read. To look for another place in here would come
   * back to this function. */
  if (self->message.index == LM_NONE)
    return FALSE;
  if (g_strcmp0(page, "tree") == 0)
    return gtk_widget_child_focus(GTK_WIDGET(self->tree), GTK_DIR_TAB_FORWARD);
  if (g_strcmp0(page, "bytes") == 0)
    return gtk_widget_grab_focus(GTK_WIDGET(self->hex));
  return gtk_widget_grab_focus(GTK_WIDGET(self->source));
}

static void
lmu_message_view_class_init(LmuMessageViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_message_view_dispose;
  widget_class->grab_focus = lmu_message_view_grab_focus;
  g_type_ensure(LMU_TYPE_MESSAGE_SOURCE);
  g_type_ensure(LMU_TYPE_MESSAGE_TREE);
  g_type_ensure(LMU_TYPE_MESSAGE_HEX);
  g_type_ensure(LMU_TYPE_MESSAGE_ANOMALIES);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/message/message-view.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, whole);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, stack);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, place_label);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, path_label);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, cut_label);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, source);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, tree);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, hex);
  gtk_widget_class_bind_template_child(widget_class, LmuMessageView, anomalies);
  gtk_widget_class_bind_template_callback(widget_class, range_cb);
  gtk_widget_class_bind_template_callback(widget_class, anomaly_cb);
}

static void
lmu_message_view_init(LmuMessageView *self)
{
  self->message.index = LM_NONE;
  gtk_widget_init_template(GTK_WIDGET(self));
}

GtkWidget *
lmu_message_view_new(void)
{
  return g_object_new(LMU_TYPE_MESSAGE_VIEW, NULL);
}

void
lmu_message_view_set_session(LmuMessageView *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_MESSAGE_VIEW(self));

  lmu_message_view_show(self, LM_NONE);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  if (session)
    g_signal_connect_swapped(session, "message", G_CALLBACK(message_cb), self);
}

/* Asks for a row of the trace, unless it is shown already. */
static void
want(LmuMessageView *self, guint row, gboolean is_event)
{
  LmEngine *engine = self->session ? lmu_session_get_engine(self->session) : NULL;

  self->serial = 0;
  if (row == LM_NONE || !engine) {
    show_message(self, NULL, NULL);
    update_page(self);
  } else if (row != self->message.index || is_event != self->message.is_event) {
    self->serial =
        is_event ? lm_engine_request_event(engine, row) : lm_engine_request_message(engine, row);
  }
}

void
lmu_message_view_show(LmuMessageView *self, guint message)
{
  g_return_if_fail(LMU_IS_MESSAGE_VIEW(self));

  want(self, message, FALSE);
}

void
lmu_message_view_show_event(LmuMessageView *self, guint event)
{
  g_return_if_fail(LMU_IS_MESSAGE_VIEW(self));

  want(self, event, TRUE);
}
