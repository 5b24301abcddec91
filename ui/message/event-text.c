/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/event-text.h"

#include "base/i18n.h"
#include "engine/event_detail.h"
#include "ui/model/format.h"

/* So many bytes tell whether a protocol is one of lines of text. */
#define LOOKED_AT_BYTES 64
/* More than this of a tree is left to its own page. */
#define MOST_LINES 400
#define MOST_DEPTH 8
#define MOST_VALUE_BYTES 200

static void
add_safe(LmText *out, const char *text)
{
  lm_text_add_safe(out, lm_slice_str(text), false);
}

static void
add_field(LmText *out, const char *name, const char *value)
{
  if (!*value)
    return;
  lm_text_printf(out, "%s: ", name);
  add_safe(out, value);
  lm_text_add_char(out, '\n');
}

static gboolean
is_text(LmSlice bytes)
{
  LmSlice start = lm_slice_sub(bytes, 0, LOOKED_AT_BYTES);

  for (gsize i = 0; i < start.len; i++) {
    int byte = lm_slice_at(start, i);

    if ((byte < ' ' && byte != '\r' && byte != '\n' && byte != '\t') || byte > '~')
      return FALSE;
  }
  return start.len > 0;
}

static void
add_times(LmText *out, const LmMessageView *event)
{
  char time[LM_TIME_TEXT_SIZE];
  g_autofree char *times = lmu_format_count(event->event.repeats + 1);

  if (event->event.repeats == 0)
    return;
  add_field(out, _("Seen"), times);
  add_field(out, _("Last"), lm_time_format_clock(event->event.last_ns, time));
}

/* A line a node, those within others further to the right. */
static void
add_nodes(LmText *out, const LmDetail *node, int depth, guint *n_lines)
{
  for (; node && *n_lines < MOST_LINES; node = node->next) {
    (*n_lines)++;
    lm_text_printf(out, "%*s", depth * 2, "");
    /* An empty text would be translated into the catalogue's own heading. */
    add_safe(out, *node->name ? _(node->name) : "");
    lm_text_add_str(out, *node->name ? ": " : "");
    lm_text_add_safe(out, lm_slice_sub(node->value, 0, MOST_VALUE_BYTES), false);
    lm_text_add_char(out, '\n');
    if (depth < MOST_DEPTH)
      add_nodes(out, node->first_child, depth + 1, n_lines);
  }
}

static void
add_tree(LmText *out, const LmMessageView *event)
{
  LmArena arena = LM_ARENA_INIT;
  const LmDetail *tree = lm_event_bytes_detail(event, &arena);
  guint n_lines = 0;

  if (tree)
    add_nodes(out, tree->first_child, 0, &n_lines);
  lm_arena_clear(&arena);
}

void
lmu_event_text_init(LmuMessageText *text, const LmMessageView *event)
{
  LmText *out = &text->text;
  g_autofree char *call =
      event->event.call_number ? lmu_format_count(event->event.call_number) : g_strdup("");
  g_autofree char *bytes = event->bytes.len ? lmu_format_count(event->bytes.len) : g_strdup("");

  *text = (LmuMessageText){.bytes = LM_SLICE_EMPTY, .text = LM_TEXT_INIT};
  lm_text_printf(out, "%s ", event->transport);
  add_safe(out, event->event.label);
  lm_text_add_char(out, '\n');
  add_field(out, _("Details"), event->event.detail);
  if (event->event.outcome != LM_EVENT_NOTE)
    add_field(out, _("Outcome"), lm_event_outcome_text(event->event.outcome));
  add_times(out, event);
  add_field(out, _("Call"), call);
  add_field(out, _("Bytes"), bytes);
  lm_text_add_char(out, '\n');
  if (is_text(event->bytes))
    lm_text_add_safe(out, lm_slice_sub(event->bytes, 0, LMU_MESSAGE_TEXT_MAX_BYTES), true);
  else
    add_tree(out, event);
}
