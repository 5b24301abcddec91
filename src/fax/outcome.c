/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/outcome.h"

/* What a frame of T.30 (5.3.6.1) means for the fax as a whole. */
typedef enum {
  OTHER,
  SENDER,
  RECEIVER,
  TRAINED,
  PAGE,
  LAST_PAGE,
  PARTIAL,
  CONFIRMED,
  REFUSED,
  REPEATED,
  ENDED,
  LOST,
  RECOVERED
} Step;

static Step
step_of(LmSlice label)
{
  static const struct {
    const char *label;
    Step step;
  } steps[] = {{"TSI", SENDER},
               {"CSI", RECEIVER},
               {"DCS", TRAINED},
               {"MPS", PAGE},
               {"EOM", PAGE},
               {"EOP", LAST_PAGE},
               {"PRI-MPS", PAGE},
               {"PRI-EOM", PAGE},
               {"PRI-EOP", LAST_PAGE},
               {"PPS", PARTIAL},
               {"MCF", CONFIRMED},
               {"RTP", CONFIRMED},
               {"RTN", REFUSED},
               {"ERR", REFUSED},
               {"FTT", REFUSED},
               {"PPR", REPEATED},
               {"DCN", ENDED},
               {"packet lost", LOST},
               {"lost packet recovered", RECOVERED}};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
    if (lm_slice_equal(label, lm_slice_str(steps[i].label)))
      return steps[i].step;
  return OTHER;
}

typedef struct {
  LmFax fax;
  uint32_t last_pages; /* of them: with nothing behind (EOP) */
  uint32_t confirmations;
  uint32_t partials;           /* parts of pages, confirmed one by one (T.30, Annex A.4) */
  const LmEvent *last_command; /* of who sends pages: what came last from there */
} Reading;

static void
take_page(Reading *reading, uint32_t n, bool last)
{
  reading->fax.pages_sent += n;
  reading->last_pages += last ? n : 0;
}

/* PPS tells what the page is followed by, or that it goes on (NULL). */
static void
take_partial(Reading *reading, LmSlice behind, uint32_t n)
{
  reading->fax.ecm = true;
  if (lm_slice_equal(behind, LM_SLICE_LITERAL("NULL")))
    reading->partials += n;
  else if (behind.len)
    take_page(reading, n, step_of(behind) == LAST_PAGE);
}

/* A command that seems not to be answered comes again, as it was (T.30, 5.4). Of T.38 this does
 * not show: equal events are one. */
static bool
is_again(Reading *reading, const LmEvent *event, Step step)
{
  const LmEvent *last = reading->last_command;
  if (!strcmp(event->label, "V.21 preamble"))
    return false;
  bool command = step == PAGE || step == LAST_PAGE || step == PARTIAL;
  if (command || (last && last->src == event->src))
    reading->last_command = event;
  return command && !(reading->fax.ways & LM_FAX_BY_T38) && last && last->src == event->src &&
         !strcmp(last->label, event->label) && !strcmp(last->detail, event->detail);
}

static void
take_event(Reading *reading, const LmEvent *event)
{
  LmFax *fax = &reading->fax;
  LmSlice detail = lm_slice_str(event->detail);
  uint32_t n = event->repeats + 1;
  Step step = step_of(lm_slice_str(event->label));
  bool again = is_again(reading, event, step);
  if (event->outcome == LM_EVENT_WARNING &&
      lm_slice_find(detail, LM_SLICE_LITERAL("damaged")) >= 0) {
    fax->damaged += n;
    return;
  }
  if (again)
    return;
  switch (step) {
  case SENDER:
    fax->sender = detail;
    break;
  case RECEIVER:
    fax->receiver = detail;
    break;
  case TRAINED:
    fax->speed = detail;
    fax->from = event->src;
    fax->to = event->dst;
    break;
  case PAGE:
  case LAST_PAGE:
    take_page(reading, n, step == LAST_PAGE);
    break;
  case PARTIAL:
    take_partial(reading, detail, n);
    break;
  case CONFIRMED:
    reading->confirmations += n;
    break;
  case REFUSED:
    fax->refused += n;
    break;
  case REPEATED:
    fax->repeated += n;
    break;
  case ENDED:
    fax->ended = true;
    break;
  case LOST:
    fax->lost += n;
    break;
  case RECOVERED:
    fax->recovered += n;
    break;
  default:
    break;
  }
}

static LmFaxOutcome
outcome_of(const Reading *reading)
{
  const LmFax *fax = &reading->fax;
  if (reading->last_pages && fax->pages >= fax->pages_sent)
    return LM_FAX_DELIVERED;
  if (fax->pages)
    return LM_FAX_PARTIAL;
  return fax->ended ? LM_FAX_FAILED : LM_FAX_INCOMPLETE;
}

void
lm_fax_take_steps(LmFax *fax)
{
  Reading reading = {.fax = *fax};
  reading.fax.from = reading.fax.to = LM_NONE;
  reading.fax.first_ns = fax->steps[0]->time_ns;
  reading.fax.last_ns = fax->steps[0]->last_ns;
  for (uint32_t i = 0; i < fax->n_steps; i++) {
    const LmEvent *event = fax->steps[i];
    if (event->last_ns > reading.fax.last_ns)
      reading.fax.last_ns = event->last_ns;
    take_event(&reading, event);
  }
  /* Parts of a page are confirmed as well; a command that nobody answered came again. */
  uint32_t confirmed =
      reading.confirmations > reading.partials ? reading.confirmations - reading.partials : 0;
  uint32_t sent = reading.fax.pages_sent;
  reading.fax.pages = confirmed < sent ? confirmed : sent;
  /* Where frames are asked for again (PPR), the command behind them comes again too. */
  uint32_t again = sent - reading.fax.pages;
  if (again > reading.fax.repeated)
    again = reading.fax.repeated;
  reading.fax.pages_sent = sent - again;
  reading.fax.outcome = (uint8_t)outcome_of(&reading);
  *fax = reading.fax;
}

const char *
lm_fax_outcome_name(LmFaxOutcome outcome)
{
  static const char *const names[LM_N_FAX_OUTCOMES] = {"incomplete", "delivered", "partial",
                                                       "failed"};
  return names[outcome];
}
