/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Streaming decompression of gzip (RFC 1952, also several members in a row), zstd frames (RFC 8878)
 * and lz4 frames, told apart by their first bytes and never by a file name. What comes out is
 * capped in size and in proportion to what went in (base/limits.h). One thread at a time. */

#include "base/error.h"
#include "base/slice.h"

typedef enum {
  LM_COMPRESSION_NONE,
  LM_COMPRESSION_GZIP,
  LM_COMPRESSION_ZSTD,
  LM_COMPRESSION_LZ4,
} LmCompression;

#define LM_COMPRESSION_MAGIC_BYTES 4
/* The proportion is looked at only beyond this much output: small files may well be all zeros. */
#define LM_DECOMPRESS_FREE_BYTES (16u << 20)

/* Takes what was decompressed; false stops the decompression. */
typedef bool (*LmDecompressWrite)(void *user, const uint8_t *bytes, size_t len);

typedef struct LmDecompressor LmDecompressor;

/* By the first LM_COMPRESSION_MAGIC_BYTES of @head. */
LmCompression lm_compression_detect(LmSlice head);
/* "gzip", "zstd", "lz4", or "". */
const char *lm_compression_name(LmCompression compression);

/* @compression is not LM_COMPRESSION_NONE. NULL when there is no memory for it. Owned. */
LmDecompressor *lm_decompressor_new(LmCompression compression, LmDecompressWrite write, void *user);
void lm_decompressor_free(LmDecompressor *decompressor);
/* Decompresses the next @bytes. False at damage or a limit, with @error saying what and where (no
 * file name, no packet count), or when the write function said stop; everything before was written.
 */
bool lm_decompressor_feed(LmDecompressor *decompressor, LmSlice bytes, LmError *error);
/* The input has ended: false with @error set when it ended inside a stream. */
bool lm_decompressor_finish(LmDecompressor *decompressor, LmError *error);
