/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The parameters of ISUP messages (ITU-T Q.763, 3). For isup*.c and q931.c only. */

#include "proto/body/field.h"

/* Adds parameter @code of which @content is the content as a child of @parent. */
void
lm_isup_add_parameter(LmDetailBuilder *builder, LmDetail *parent, unsigned code, LmSlice content);
