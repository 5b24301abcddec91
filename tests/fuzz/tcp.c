/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One direction of a connection, as a small language of three bytes an instruction: what is done
 * with the next bytes of a known stream, and how much of them. What is handed out must be that
 * stream: from its start and without a gap as long as all of it was sent; otherwise, behind each
 * gap, some later part of it. */

#include "net/tcp.h"
#include "base/limits.h"
#include "fuzz.h"

#include <stdlib.h>

enum { STREAM_BYTES = 1 << 16, N_HELD = 16 };

typedef struct {
  uint32_t offset, len, missing;
} Piece;

typedef struct {
  LmTcp *tcp;
  LmFrame frame;
  uint32_t isn, sent, stream;
  uint32_t taken; /* offset of the next byte that is to be handed out */
  bool with_syn, complete;
  bool lost; /* behind a gap: @taken is the least that it can be */
  Piece held[N_HELD];
  size_t n_held;
} Model;

static uint8_t stream_bytes[STREAM_BYTES];

static void
check(bool holds)
{
  if (!holds)
    abort();
}

/* The bytes are such that a few of them say where they are from. */
static void
fill_stream(void)
{
  uint32_t state = 1;
  for (size_t i = 0; i < STREAM_BYTES; i++) {
    state = state * 1664525 + 1013904223;
    stream_bytes[i] = (uint8_t)(state >> 24);
  }
}

static LmPacket
packet_of(const Model *model, bool back)
{
  LmEndpoint a = {.addr = {{10, 0, 0, 1}, LM_ADDR_IPV4}, .port = 5060};
  LmEndpoint b = {.addr = {{10, 0, 0, 2}, LM_ADDR_IPV4}, .port = 5061};
  return (LmPacket){
      .frame = &model->frame, .src = back ? b : a, .dst = back ? a : b, .kind = LM_PACKET_TCP};
}

/* Finds out where behind a gap @ready is from, and compares. Few bytes may be from many places, so
 * after them it is still not known. */
static void
locate(Model *model, LmSlice ready)
{
  if (!ready.data || ready.len == 0)
    return;
  check(ready.len <= model->sent - model->taken);
  const uint8_t *from = stream_bytes + model->taken;
  if (model->lost)
    from = memmem(from, model->sent - model->taken, ready.data, ready.len);
  check(from && memcmp(from, ready.data, ready.len) == 0);
  if (model->lost && ready.len >= 8) {
    model->taken = (uint32_t)(from - stream_bytes);
    model->lost = false;
  }
}

/* Takes @wanted bytes, or all, and compares them with the stream. */
static void
take(Model *model, size_t wanted)
{
  if (model->stream == LM_NONE)
    return;
  for (;;) {
    if (lm_tcp_take_gap(model->tcp, model->stream)) {
      check(!model->complete);
      model->lost = true;
    }
    LmSlice ready = lm_tcp_peek(model->tcp, model->stream);
    locate(model, ready);
    size_t n = ready.len < wanted ? ready.len : wanted;
    if (n == 0)
      return;
    lm_tcp_consume(model->tcp, model->stream, n);
    model->taken += (uint32_t)n;
    wanted -= n;
  }
}

static void
send_piece(Model *model, Piece piece)
{
  LmPacket packet = packet_of(model, false);
  packet.payload = lm_slice(stream_bytes + piece.offset, piece.len - piece.missing);
  packet.missing_bytes = piece.missing;
  packet.tcp_seq = model->isn + 1 + piece.offset;
  uint32_t stream = lm_tcp_push(model->tcp, &packet);
  if (stream != LM_NONE) {
    check(model->stream == LM_NONE || model->stream == stream);
    model->stream = stream;
  }
}

static Piece
next_piece(Model *model, uint32_t len)
{
  if (len > STREAM_BYTES - model->sent)
    len = STREAM_BYTES - model->sent;
  Piece piece = {model->sent, len, 0};
  model->sent += len;
  return piece;
}

static void
release(Model *model, size_t index)
{
  Piece piece = model->held[index];
  model->held[index] = model->held[--model->n_held];
  send_piece(model, piece);
}

/* A part of what was sent before, from @back bytes before its end. */
static Piece
old_piece(const Model *model, uint32_t back, uint32_t len)
{
  back = back > model->sent ? model->sent : back;
  return (Piece){model->sent - back, len < back ? len : back, 0};
}

static void
acknowledge(Model *model, uint32_t ahead)
{
  LmPacket packet = packet_of(model, true);
  packet.tcp_flags = 16;
  packet.tcp_ack = model->isn + 1 + model->sent + ahead;
  lm_tcp_push(model->tcp, &packet);
  model->frame.time_ns += 200000000;
  model->complete = false;
}

static void
step(Model *model, const uint8_t op[3])
{
  uint32_t len = op[1] + (op[0] & 0x80 ? op[2] * 8u : 0);
  Piece piece;
  switch (op[0] & 0x0f) {
  case 0:
  case 1:
    if (model->n_held < N_HELD)
      model->held[model->n_held++] = next_piece(model, len);
    break;
  case 2:
    if (model->n_held)
      release(model, op[1] % model->n_held);
    break;
  case 3:
    /* Retransmitted bytes may be those that are held, so all of them come in the end anyway. */
    send_piece(model, old_piece(model, op[2] * 4u, len));
    break;
  case 4:
    next_piece(model, len);
    model->complete = false;
    break;
  case 5:
    piece = next_piece(model, len);
    piece.missing = piece.len < op[2] ? piece.len : op[2];
    model->complete = model->complete && piece.missing == 0;
    send_piece(model, piece);
    break;
  case 6:
    acknowledge(model, 0);
    break;
  case 7:
    take(model, len);
    break;
  default:
    send_piece(model, next_piece(model, len));
  }
  if (op[0] & 0x40)
    take(model, len / 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size < 5)
    return 0;
  fill_stream();
  Model model = {.tcp = lm_tcp_new(), .stream = LM_NONE, .complete = true};
  memcpy(&model.isn, data, sizeof model.isn);
  model.with_syn = data[4] & 1;
  if (model.with_syn) {
    LmPacket syn = packet_of(&model, false);
    syn.tcp_seq = model.isn;
    syn.tcp_flags = 2;
    lm_tcp_push(model.tcp, &syn);
  } else {
    /* Where the stream begins is known by its first segment. */
    send_piece(&model, next_piece(&model, 2));
    take(&model, 2);
  }
  for (size_t i = 5; i + 3 <= size; i += 3)
    step(&model, data + i);
  while (model.n_held)
    release(&model, model.n_held - 1);
  take(&model, SIZE_MAX);
  if (model.complete)
    check(model.taken == model.sent);
  while (model.stream != LM_NONE && lm_tcp_flush(model.tcp, model.stream))
    take(&model, SIZE_MAX);
  lm_tcp_free(model.tcp);
  return 0;
}
