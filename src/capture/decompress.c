/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/decompress.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <lz4frame.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

enum { OUTPUT_BYTES = 256 << 10 };

struct LmDecompressor {
  LmCompression compression;
  LmDecompressWrite write;
  void *user;
  uint64_t in, out; /* bytes so far */
  bool between;     /* no stream is open: at the start, or behind the end of one */
  z_stream gzip;
  ZSTD_DCtx *zstd;
  LZ4F_dctx *lz4;
  uint8_t output[OUTPUT_BYTES];
};

/* One call of a library: how much it took and gave, and the reason when it failed. */
typedef struct {
  size_t taken, given;
  const char *failure;
} Step;

LmCompression
lm_compression_detect(LmSlice head)
{
  if (lm_slice_starts_with(head, lm_slice("\x1f\x8b\x08", 3)))
    return LM_COMPRESSION_GZIP;
  if (lm_slice_starts_with(head, lm_slice("\x28\xb5\x2f\xfd", 4)))
    return LM_COMPRESSION_ZSTD;
  if (lm_slice_starts_with(head, lm_slice("\x04\x22\x4d\x18", 4)))
    return LM_COMPRESSION_LZ4;
  /* A skippable frame comes before the data of parallel zstd writers. Its number is shared with
   * lz4, whose writers put none there. */
  if (head.len >= 4 && (head.data[0] & 0xf0) == 0x50 &&
      lm_slice_starts_with(lm_slice_from(head, 1), lm_slice("\x2a\x4d\x18", 3)))
    return LM_COMPRESSION_ZSTD;
  return LM_COMPRESSION_NONE;
}

const char *
lm_compression_name(LmCompression compression)
{
  static const char *const names[] = {"", "gzip", "zstd", "lz4"};
  return names[compression];
}

LmDecompressor *
lm_decompressor_new(LmCompression compression, LmDecompressWrite write, void *user)
{
  LmDecompressor *d = lm_alloc(sizeof *d);
  *d = (LmDecompressor){.compression = compression, .write = write, .user = user, .between = true};
  bool ready = false;
  if (compression == LM_COMPRESSION_GZIP)
    ready = inflateInit2(&d->gzip, 15 + 16) == Z_OK; /* the largest window; gzip wrapping only */
  else if (compression == LM_COMPRESSION_ZSTD)
    ready = (d->zstd = ZSTD_createDCtx()) != NULL;
  else
    ready = !LZ4F_isError(LZ4F_createDecompressionContext(&d->lz4, LZ4F_VERSION));
  if (!ready) {
    lm_decompressor_free(d);
    return NULL;
  }
  return d;
}

void
lm_decompressor_free(LmDecompressor *d)
{
  if (!d)
    return;
  if (d->compression == LM_COMPRESSION_GZIP)
    inflateEnd(&d->gzip);
  ZSTD_freeDCtx(d->zstd);
  LZ4F_freeDecompressionContext(d->lz4);
  free(d);
}

static Step
step_gzip(LmDecompressor *d, LmSlice in)
{
  Step step = {0};
  if (d->between) {
    /* Tapes and some writers pad with zeros behind the last member. */
    while (d->in + step.taken > 0 && step.taken < in.len && in.data[step.taken] == 0)
      step.taken++;
    if (step.taken == in.len)
      return step;
    if (in.data[step.taken] != 0x1f) {
      step.failure = _("what follows its end is not gzip");
      return step;
    }
    inflateReset(&d->gzip);
    d->between = false;
  }
  size_t left = in.len - step.taken;
  /* zlib declares its input without const unless ZLIB_CONST is set; it does not write to it. */
  d->gzip.next_in = (Bytef *)(uintptr_t)(in.data + step.taken);
  d->gzip.avail_in = (uInt)(left > UINT32_MAX ? UINT32_MAX : left);
  uInt offered = d->gzip.avail_in;
  d->gzip.next_out = d->output;
  d->gzip.avail_out = OUTPUT_BYTES;
  int result = inflate(&d->gzip, Z_NO_FLUSH);
  step.taken += offered - d->gzip.avail_in;
  step.given = OUTPUT_BYTES - d->gzip.avail_out;
  if (result == Z_STREAM_END)
    d->between = true;
  else if (result != Z_OK && result != Z_BUF_ERROR)
    step.failure = d->gzip.msg ? d->gzip.msg : zError(result);
  return step;
}

static Step
step_zstd(LmDecompressor *d, LmSlice in)
{
  ZSTD_inBuffer input = {in.data, in.len, 0};
  ZSTD_outBuffer output = {d->output, OUTPUT_BYTES, 0};
  size_t result = ZSTD_decompressStream(d->zstd, &output, &input);
  Step step = {.taken = input.pos, .given = output.pos};
  if (ZSTD_isError(result))
    step.failure = ZSTD_getErrorName(result);
  d->between = result == 0;
  return step;
}

static Step
step_lz4(LmDecompressor *d, LmSlice in)
{
  Step step = {.taken = in.len, .given = OUTPUT_BYTES};
  size_t result = LZ4F_decompress(d->lz4, d->output, &step.given, in.data, &step.taken, NULL);
  if (LZ4F_isError(result)) {
    /* The counts are not meant to be read after an error. */
    step = (Step){.failure = LZ4F_getErrorName(result)};
  }
  d->between = result == 0;
  return step;
}

static Step
step_any(LmDecompressor *d, LmSlice in)
{
  if (d->compression == LM_COMPRESSION_GZIP)
    return step_gzip(d, in);
  return d->compression == LM_COMPRESSION_ZSTD ? step_zstd(d, in) : step_lz4(d, in);
}

static bool
emit(LmDecompressor *d, size_t len, LmError *error)
{
  d->out += len;
  if (d->out > LM_LIMIT_DECOMPRESSED_BYTES)
    return lm_error_set(error, LM_ERROR_LIMIT, _("it holds more than %llu GiB when decompressed"),
                        LM_LIMIT_DECOMPRESSED_BYTES >> 30);
  if (d->out > LM_DECOMPRESS_FREE_BYTES && d->out / LM_LIMIT_DECOMPRESSION_RATIO > d->in)
    return lm_error_set(error, LM_ERROR_LIMIT,
                        _("it grows more than %u times when decompressed, which no capture does"),
                        LM_LIMIT_DECOMPRESSION_RATIO);
  return d->write(d->user, d->output, len);
}

bool
lm_decompressor_feed(LmDecompressor *d, LmSlice bytes, LmError *error)
{
  bool more_output = false;
  while (bytes.len > 0 || (more_output && !d->between)) {
    Step step = step_any(d, bytes);
    d->in += step.taken;
    bytes = lm_slice_from(bytes, step.taken);
    if (step.given && !emit(d, step.given, error))
      return false;
    bool stuck = bytes.len > 0 && step.taken == 0 && step.given == 0;
    if (step.failure || stuck)
      return lm_error_set(error, LM_ERROR_DAMAGED, _("the %s data is damaged at byte %llu (%s)"),
                          lm_compression_name(d->compression), (unsigned long long)d->in,
                          step.failure ? step.failure : _("it goes nowhere"));
    /* A full output buffer may mean that the library holds back more. */
    more_output = step.given == OUTPUT_BYTES;
  }
  return true;
}

bool
lm_decompressor_finish(LmDecompressor *d, LmError *error)
{
  if (d->between)
    return true;
  return lm_error_set(error, LM_ERROR_DAMAGED, _("the %s data is cut short after byte %llu"),
                      lm_compression_name(d->compression), (unsigned long long)d->in);
}
