/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Information elements of DSS1 (ITU-T Q.931, 4.5), which QSIG has too (ECMA-143), and ISUP in its
 * access transport. */

#include "proto/body/field.h"

/* Each element of @bytes as a child of @parent. */
void lm_q931_add_elements(LmDetailBuilder *builder, LmDetail *parent, LmSlice bytes);
/* The content of a bearer capability (ITU-T Q.931, 4.5.5). */
void lm_q931_add_bearer(LmDetailBuilder *builder, LmDetail *node, LmSlice content);
/* The content of a cause (ITU-T Q.850, 2), which ISUP has too. */
void lm_q931_add_cause(LmDetailBuilder *builder, LmDetail *node, LmSlice content);
/* The content of user-user information (ITU-T Q.931, 4.5.30), which ISUP has too. */
void lm_q931_add_user_to_user(LmDetailBuilder *builder, LmDetail *node, LmSlice content);
