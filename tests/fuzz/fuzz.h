/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What every fuzz target defines. The harness hands it input in an allocation of exactly its size,
 * so that the sanitizer sees a read of one byte too far. */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
