/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/child/ecm.h"

#include "base/arena.h"

#include <stdlib.h>

#define FRAME_HEAD_BYTES 4 /* address, control, FCF, number */

void
lm_fax_ecm_init(LmFaxEcm *ecm, LmFaxPaper *paper)
{
  *ecm = (LmFaxEcm){
      .paper = paper, .coming = lm_alloc(sizeof *ecm->coming), .held = lm_alloc(sizeof *ecm->held)};
}

void
lm_fax_ecm_clear(LmFaxEcm *ecm)
{
  free(ecm->coming);
  free(ecm->held);
}

static void
forget(LmFaxBlock *block)
{
  memset(block->len, 0, sizeof block->len);
  block->n_came = block->last = 0;
}

static void
put(LmFaxBlock *block, unsigned number, LmSlice data)
{
  if (block->len[number] || data.len == 0)
    return;
  if (data.len > sizeof block->bytes[0])
    data.len = sizeof block->bytes[0];
  memcpy(block->bytes[number], data.data, data.len);
  block->len[number] = (uint16_t)data.len;
  block->n_came++;
  block->last = number > block->last ? (uint16_t)number : block->last;
}

/* Puts what there is of the partial page onto paper. */
static void
finish(LmFaxEcm *ecm, const LmFaxForm *form)
{
  const LmFaxBlock *block = ecm->held;
  if (block->n_came == 0)
    return;
  lm_fax_paper_begin(ecm->paper, form);
  for (uint32_t i = 0; i < ecm->n_held; i++) {
    if (block->len[i])
      lm_fax_paper_add(ecm->paper, block->bytes[i], block->len[i]);
    else
      lm_fax_paper_miss(ecm->paper, 1);
  }
  if (ecm->behind)
    lm_fax_paper_end(ecm->paper);
  forget(ecm->held);
  ecm->holds = false;
}

void
lm_fax_ecm_data(LmFaxEcm *ecm, LmSlice frame, const LmFaxForm *form)
{
  (void)form;
  if (frame.len > FRAME_HEAD_BYTES)
    put(ecm->coming, frame.data[3], lm_slice_from(frame, FRAME_HEAD_BYTES));
}

/* FCF2, page counter, block counter, frames less one (A.4.3). */
void
lm_fax_ecm_partial_page(LmFaxEcm *ecm, LmSlice frame, const LmFaxForm *form)
{
  if (frame.len < 7)
    return;
  uint8_t behind = frame.data[3], page = frame.data[4], block = frame.data[5];
  bool same = ecm->has_last && ecm->page == page && ecm->block == block;
  if (!same && ecm->holds)
    finish(ecm, form);
  if (same && !ecm->holds) {
    /* It was whole: the command came again, or frames that another receiver lacked. */
    forget(ecm->coming);
    return;
  }
  if (!same) {
    LmFaxBlock *free_one = ecm->held;
    ecm->held = ecm->coming;
    ecm->coming = free_one;
    ecm->n_held = frame.data[6] + 1u;
  } else {
    for (unsigned i = 0; i < 256; i++)
      put(ecm->held, i, lm_slice(ecm->coming->bytes[i], ecm->coming->len[i]));
  }
  forget(ecm->coming);
  ecm->has_last = true;
  ecm->page = page;
  ecm->block = block;
  ecm->behind = behind;
  ecm->holds = true;
  if (ecm->held->n_came >= ecm->n_held) {
    finish(ecm, form);
    ecm->holds = false;
  }
}

/* The command behind the last frames may be lost. */
void
lm_fax_ecm_no_more(LmFaxEcm *ecm, const LmFaxForm *form)
{
  if (ecm->holds)
    finish(ecm, form);
  ecm->holds = false;
  if (ecm->coming->n_came) {
    LmFaxBlock *free_one = ecm->held;
    ecm->held = ecm->coming;
    ecm->coming = free_one;
    ecm->n_held = ecm->held->last + 1u;
    ecm->behind = 0;
    finish(ecm, form);
  }
  lm_fax_paper_end(ecm->paper);
  ecm->has_last = false;
}
