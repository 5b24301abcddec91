/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Several captures read as one, in the order of time. Frames of one capture keep their order;
 * frames of equal time come in the order in which the files were given. Frame numbers run through
 * the merged order. With one file this costs nothing. Threads: as for LmCapture. */

#include "capture/capture.h"

typedef struct LmMerge LmMerge;

/* NULL with @error set if any of the @n files cannot be opened. Owned: lm_merge_close(). */
LmMerge *lm_merge_open(const char *const *paths, size_t n, const LmCancel *cancel, LmError *error);
/* Of the one capture @capture, which it takes and closes. */
LmMerge *lm_merge_new(LmCapture *capture);
void lm_merge_close(LmMerge *merge);
/* Moves the times of capture @index by @shift_ns, because its clock was wrong. Before reading. */
void lm_merge_shift(LmMerge *merge, size_t index, int64_t shift_ns);
/* The first frame gets @number, from 1 on. Before reading. */
void lm_merge_count_from(LmMerge *merge, uint32_t number);
size_t lm_merge_read(LmMerge *merge, LmFrame *frames, size_t max);
void lm_merge_progress(const LmMerge *merge, LmCaptureProgress *progress);
void lm_merge_cancel(LmMerge *merge);
size_t lm_merge_n_captures(const LmMerge *merge);
const LmCapture *lm_merge_capture(const LmMerge *merge, size_t index);
