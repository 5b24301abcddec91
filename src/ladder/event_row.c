/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"

#define MAX_LABEL_CHARS 60
#define MAX_DETAIL_CHARS 120

static const LmTone tones[LM_N_EVENT_OUTCOMES] = {
    [LM_EVENT_NOTE] = LM_TONE_DIM,
    [LM_EVENT_GOOD] = LM_TONE_SUCCESS,
    [LM_EVENT_WARNING] = LM_TONE_WARNING,
    [LM_EVENT_FAILURE] = LM_TONE_FAILURE,
};

static const char *
safe_text(LmLayout *layout, const char *text, size_t max_chars)
{
  if (!*text)
    return "";
  lm_text_reset(&layout->label);
  lm_layout_add_cut(&layout->label, lm_slice_str(text), max_chars);
  return lm_arena_string(&layout->ladder->arena, lm_slice(layout->label.str, layout->label.len));
}

void
lm_layout_event_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row)
{
  const LmEvent *event = lm_trace_event(layout->trace, item->index);
  /* An empty text would be translated into the catalogue's own heading. */
  const char *label = *event->label ? _(event->label) : "";
  row->label = safe_text(layout, lm_event_label_behind(event->protocol, label), MAX_LABEL_CHARS);
  row->detail = safe_text(layout, event->detail, MAX_DETAIL_CHARS);
  row->kind = LM_LADDER_EVENT;
  row->event = item->index;
  row->tone = tones[event->outcome < LM_N_EVENT_OUTCOMES ? event->outcome : LM_EVENT_NOTE];
  row->protocol = lm_event_protocol_name(event->protocol);
  row->repeats = event->repeats;
  row->state = event->state || event->src == event->dst;
  row->good = event->outcome == LM_EVENT_GOOD;
  row->warning = event->outcome == LM_EVENT_WARNING;
  row->failure = event->outcome == LM_EVENT_FAILURE;
}
