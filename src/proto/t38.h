/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Fax packets (IFP) of ITU-T T.38, Annex A, in aligned PER, and the names of what T.30 sends in
 * them. Pure; slices point into the packet. */

#include "base/bytes.h"

typedef enum {
  LM_T38_HDLC_DATA,
  LM_T38_HDLC_SIG_END,
  LM_T38_HDLC_FCS_OK,
  LM_T38_HDLC_FCS_BAD,
  LM_T38_HDLC_FCS_OK_SIG_END,
  LM_T38_HDLC_FCS_BAD_SIG_END,
  LM_T38_NON_ECM_DATA,
  LM_T38_NON_ECM_SIG_END,
} LmT38FieldType;

typedef struct {
  bool is_data;   /* else an indicator */
  uint8_t number; /* of the indicator, or of the modulation */
  bool old;       /* fields as in version 0, of 1998: their type has no room for extensions */
  uint32_t n_fields;
  LmSlice packet;
  size_t fields_bit; /* where the fields start */
} LmT38Ifp;

typedef struct {
  uint8_t type; /* LmT38FieldType; above: of V.8 and V.34 */
  LmSlice data;
} LmT38Field;

/* Takes @packet apart, whose fields are as in T38FaxVersion 0 with @old; where they do not fit, the
 * other way. False where they fit neither. */
bool lm_t38_parse(LmSlice packet, bool old, LmT38Ifp *ifp);
/* The next of the n_fields fields; *bit is fields_bit at first. False where there is none. */
bool lm_t38_next_field(const LmT38Ifp *ifp, size_t *bit, LmT38Field *field);

/* "CED", "V.21 preamble", "V.17 14400 long training"; "V.29 9600" of data. */
const char *lm_t38_indicator_name(uint8_t number);
const char *lm_t38_data_name(uint8_t number);
/* "DIS" for the facsimile control field of T.30 (5.3.6.1), with or without its bit X; NULL for one
 * that is not assigned. */
const char *lm_t38_fcf_name(uint8_t fcf);
/* The text of a frame that holds a number or name of a station (CSI, TSI, SUB, ...):
 * T.30, 5.3.6.2.4 has its characters, and their bits, in reverse. Writes at most @size bytes with
 * the NUL. */
void lm_t38_station(LmSlice digits, char *out, size_t size);
/* "14400 bit/s V.17" for the second byte of the facsimile information field of a DCS; NULL: none.
 */
const char *lm_t38_dcs_rate(uint8_t octet);
