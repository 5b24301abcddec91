/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The transfer layer of short messages (3GPP TS 23.040, 9.2). For sms*.c only. */

#include "proto/body/field.h"

/* What a message came in, which tells of its type (23.040, 9.2.3.1). */
typedef struct {
  bool to_mobile, answer, error;
} LmSmsCarrier;

/* A message below @parent. */
void lm_sms_add_transfer(LmDetailBuilder *builder, LmDetail *parent, LmSlice bytes,
                         LmSmsCarrier carrier);
/* An address: type of number and plan, then @n_digits digits or, of type 5, text (23.040, 9.1.2.5;
 * 24.011, 8.2.5.1). */
void lm_sms_add_address(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part,
                        size_t n_digits);
/* User data of @length septets or octets by the coding scheme, with its header if @has_header. */
void lm_sms_add_user_data(LmDetailBuilder *builder, LmDetail *parent, LmSlice data, unsigned length,
                          unsigned scheme, bool has_header);
