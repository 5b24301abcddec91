/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How loud each frequency is over time: a picture of sound, by short-time Fourier transforms with
 * a Hann window. Pure; any thread. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* The loudness that is 255 in a picture, and that which is 0, in dB below a full-scale sine. */
#define LMU_SPECTRUM_LOUD_DB -12.0f
#define LMU_SPECTRUM_QUIET_DB -84.0f

/* The transform, in place; @n is a power of two. */
void lmu_fourier(float *real, float *imaginary, gsize n);

/* Draws @n frames, the first of @channels interleaved, as @n_columns columns of @n_rows, the
 * highest frequency (half of @rate) above. Column i is about the frames from @first + i *
 * @per_column on, which may lie outside of what there is. @levels has n_columns * n_rows bytes, row
 * by row. FALSE where it was cancelled. */
gboolean lmu_spectrum_draw(const gint16 *samples, gsize n, guint channels, guint rate, double first,
                           double per_column, gsize n_columns, gsize n_rows, guint8 *levels,
                           GCancellable *cancellable);

G_END_DECLS
