/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What came of checking the PASSporTs of a message, in its detail tree. */

#include "proto/detail.h"
#include "relate/certificates.h"

/* Adds a field to each header Identity in @root, the tree of @message, which was captured at
 * @time_ns: how old it was, whether its signature fits one of @certificates, which may be NULL, and
 * whether that one is to be trusted. What does not hold is an anomaly. In @arena. */
void lm_identity_add_verdicts(LmDetail *root, const LmSipMessage *message,
                              const LmCertificates *certificates, int64_t time_ns, LmArena *arena);
