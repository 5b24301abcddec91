/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/session-private.h"

LmLadder *
lmu_session_take_ladder(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_ladder(self->event) : NULL;
}

LmMessageNotes *
lmu_session_take_notes(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_notes(self->event) : NULL;
}

LmReportTable *
lmu_session_take_table(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_table(self->event) : NULL;
}

LmReportDetail *
lmu_session_take_detail(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_detail(self->event) : NULL;
}

LmStreamDetail *
lmu_session_take_stream(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_stream(self->event) : NULL;
}

const LmStreamStrip *
lmu_session_get_strips(LmuSession *self, gsize *n)
{
  *n = self->event ? self->event->n_strips : 0;
  return self->event ? self->event->strips : NULL;
}

LmSoundJob *
lmu_session_take_sound(LmuSession *self)
{
  return self->event ? lm_engine_event_steal_sound(self->event) : NULL;
}
