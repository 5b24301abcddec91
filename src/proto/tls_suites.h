/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The names of TLS and DTLS cipher suites. Pure. */

#include <stdint.h>

/* As IANA registered it ("TLS_AES_128_GCM_SHA256"); "" for a number without a name. */
const char *lm_tls_suite_name(uint16_t number);
