/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_write.h"

#include "base/time.h"

enum { CHUNK_HEADER = 6 };
enum { FAMILY_IPV4 = 2, FAMILY_IPV6 = 10 };

typedef struct {
  uint8_t *out;
  size_t size, len;
  bool full;
} Writer;

static void
put_be(uint8_t *out, uint64_t value, size_t bytes)
{
  for (size_t i = 0; i < bytes; i++)
    out[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static void
put_chunk(Writer *writer, LmHepChunk type, LmSlice value)
{
  if (writer->full || value.len > writer->size - writer->len ||
      writer->size - writer->len - value.len < CHUNK_HEADER) {
    writer->full = true;
    return;
  }
  uint8_t *at = writer->out + writer->len;
  put_be(at, 0, 2); /* no vendor */
  put_be(at + 2, type, 2);
  put_be(at + 4, CHUNK_HEADER + value.len, 2);
  memcpy(at + CHUNK_HEADER, value.data, value.len);
  writer->len += CHUNK_HEADER + value.len;
}

static void
put_number(Writer *writer, LmHepChunk type, uint64_t value, size_t bytes)
{
  uint8_t number[4];
  put_be(number, value, bytes);
  put_chunk(writer, type, lm_slice(number, bytes));
}

static void
put_text(Writer *writer, LmHepChunk type, LmSlice text)
{
  if (text.len)
    put_chunk(writer, type, text);
}

static void
put_address(Writer *writer, LmHepChunk of_v4, LmHepChunk of_v6, const LmAddr *addr)
{
  if (addr->family == LM_ADDR_IPV4)
    put_chunk(writer, of_v4, lm_slice(addr->bytes, 4));
  else
    put_chunk(writer, of_v6, lm_slice(addr->bytes, 16));
}

static void
put_time(Writer *writer, int64_t time_ns)
{
  if (time_ns < 0 || time_ns / LM_NS_PER_S > UINT32_MAX)
    return;
  put_number(writer, LM_HEP_CHUNK_SECONDS, (uint64_t)(time_ns / LM_NS_PER_S), 4);
  put_number(writer, LM_HEP_CHUNK_MICROSECONDS, (uint64_t)(time_ns % LM_NS_PER_S / 1000), 4);
}

size_t
lm_hep_write(const LmHep *hep, uint8_t *out, size_t size)
{
  size_t most = size < LM_HEP_MAX_BYTES ? size : LM_HEP_MAX_BYTES;
  Writer writer = {.out = out, .size = most, .len = LM_HEP_HEADER_BYTES};
  if (most < LM_HEP_HEADER_BYTES || !hep->src.addr.family || !hep->dst.addr.family ||
      !hep->payload.len)
    return 0;
  bool v4 = hep->src.addr.family == LM_ADDR_IPV4;
  put_number(&writer, LM_HEP_CHUNK_FAMILY, v4 ? FAMILY_IPV4 : FAMILY_IPV6, 1);
  put_number(&writer, LM_HEP_CHUNK_PROTOCOL, hep->ip_protocol, 1);
  put_address(&writer, LM_HEP_CHUNK_SRC_IPV4, LM_HEP_CHUNK_SRC_IPV6, &hep->src.addr);
  put_address(&writer, LM_HEP_CHUNK_DST_IPV4, LM_HEP_CHUNK_DST_IPV6, &hep->dst.addr);
  put_number(&writer, LM_HEP_CHUNK_SRC_PORT, hep->src.port, 2);
  put_number(&writer, LM_HEP_CHUNK_DST_PORT, hep->dst.port, 2);
  put_time(&writer, hep->time_ns);
  put_number(&writer, LM_HEP_CHUNK_TYPE, hep->type, 1);
  if (hep->agent)
    put_number(&writer, LM_HEP_CHUNK_AGENT, hep->agent, 4);
  put_text(&writer, LM_HEP_CHUNK_KEY, hep->key);
  put_text(&writer, LM_HEP_CHUNK_CORRELATION, hep->correlation);
  put_text(&writer, LM_HEP_CHUNK_NODE, hep->node);
  put_chunk(&writer, hep->compressed ? LM_HEP_CHUNK_COMPRESSED : LM_HEP_CHUNK_PAYLOAD,
            hep->payload);
  if (writer.full)
    return 0;
  memcpy(out, "HEP3", 4);
  put_be(out + 4, writer.len, 2);
  return writer.len;
}
