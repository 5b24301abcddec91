/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_listen.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/time.h"
#include "capture/hep_packet.h"
#include "capture/hep_peers.h"
#include "capture/hep_socket.h"
#include "capture/live_output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define RAW_IP 101 /* LINKTYPE_RAW */
#define PATIENCE_NS (10 * LM_NS_PER_S)
#define DATAGRAMS 16 /* that are taken at once */
#define MAX_EVENTS 64
#define PAUSE_NS (100 * LM_NS_PER_MS)
#define DRAIN_NS LM_NS_PER_S
/* What is gathered goes with this program when it is killed, and nothing comes as fast as packets
 * off a wire do. */
#define GATHER_MS 2

typedef struct {
  LmLinkName name;
  LmHepCarrier carrier;
  int fd;
  LmEndpoint local; /* may be any address */
  LmBpf filter;     /* what is wanted of what the messages hold */
  LmHepRefusals refusals;
  uint64_t n_taken, n_unwanted;
  uint32_t drops;      /* of the kernel */
  int64_t pause_until; /* there was no descriptor for a connection; 0: there is */
} Listener;

struct LmHepListen {
  LmHepGate gate;
  LmTlsContext *tls;
  LmHepPeers *peers;
  LmLiveOutput *output;
  LmHepListenLimits limits;
  char *filter;
  int epoll;
  int64_t patience_ns, looked_ns;
  uint32_t n;
  Listener listeners[LM_HELPER_MAX_LINKS];
  /* What a datagram is read into, with room for the headers in front. */
  uint8_t datagrams[DATAGRAMS][LM_MADE_MAX_HEADERS + LM_HEP_MAX_BYTES + 1];
};

static void
refuse(void *user, uint32_t link, const LmEndpoint *src, LmHepVerdict why, const char *words)
{
  LmHepListen *listen = user;
  LmHepRefusals *refusals = &listen->listeners[link].refusals;
  refusals->of[why]++;
  lm_hep_senders_count(listen->limits.senders, &src->addr, why, words);
  if (why == LM_HEP_TLS_FAILED)
    snprintf(refusals->tls_words, sizeof refusals->tls_words, "%s", words);
}

/* What a filter is for is the packet that was seen elsewhere, not the one that brings it. */
static bool
is_wanted(const LmHepListen *listen, uint32_t link, const LmHep *hep)
{
  const LmBpf *filter = &listen->listeners[link].filter;
  uint8_t packet[LM_MADE_MAX_HEADERS + LM_MADE_MAX_PAYLOAD];
  if (listen->limits.only == LM_BPF_SIP && (hep->type == LM_HEP_RTP || hep->type == LM_HEP_RTCP))
    return false;
  if (filter->n == 0 || hep->src.addr.family != hep->dst.addr.family)
    return true;
  LmSlice payload = lm_slice_sub(hep->payload, 0, LM_MADE_MAX_PAYLOAD);
  size_t headers = lm_make_headers(&hep->src, &hep->dst, hep->ip_protocol, payload, packet);
  memcpy(packet + headers, payload.data, payload.len);
  uint32_t len = (uint32_t)(headers + payload.len);
  return lm_bpf_run(filter->instructions, filter->n, packet, len, len) > 0;
}

/* A capture that is passed on must not hold the secret. */
static void
blank_key(uint8_t *message, const LmHep *hep)
{
  if (hep->key.len)
    memset(message + (hep->key.data - message), 0, hep->key.len);
}

/* Versions 1 and 2 are recognised by the ports of HEP alone, so in the file they go to that. */
static uint16_t
port_for(const LmHep *hep, uint16_t port)
{
  return hep->version == 3 || port == 9061 ? port : 9060;
}

/* @message has room in front of it, so that it needs no copy. */
static LmHepVerdict
take(LmHepListen *listen, uint32_t link, const LmEndpoint *src, LmEndpoint dst, uint8_t *message,
     size_t len)
{
  LmHep hep;
  uint8_t headers[LM_MADE_MAX_HEADERS];
  Listener *listener = &listen->listeners[link];
  LmHepVerdict verdict = lm_hep_gate_judge(&listen->gate, lm_slice(message, len), &hep);
  if (verdict == LM_HEP_WELCOME && len > LM_MADE_MAX_PAYLOAD)
    verdict = LM_HEP_TOO_LONG;
  if (verdict != LM_HEP_WELCOME) {
    refuse(listen, link, src, verdict, "");
    return verdict;
  }
  lm_hep_senders_count(listen->limits.senders, &src->addr, LM_HEP_WELCOME, "");
  if (!is_wanted(listen, link, &hep)) {
    listener->n_unwanted++;
    return LM_HEP_WELCOME;
  }
  blank_key(message, &hep);
  dst.port = port_for(&hep, dst.port);
  size_t n = lm_make_headers(src, &dst, 17, lm_slice(message, len), headers);
  memcpy(message - n, headers, n);
  bool said = hep.time_ns != LM_TIME_NONE && hep.time_ns > 0;
  LmRingPacket packet = {.link = link,
                         .captured_bytes = (uint32_t)(n + len),
                         .original_bytes = (uint32_t)(n + len),
                         .time_ns = said ? hep.time_ns : lm_time_now_ns(CLOCK_REALTIME)};
  listener->n_taken++;
  lm_live_output_put(listen->output, &packet, message - n);
  return LM_HEP_WELCOME;
}

static LmHepVerdict
take_of_peer(void *user, uint32_t link, const LmEndpoint *src, const LmEndpoint *dst,
             uint8_t *message, size_t len)
{
  LmHepListen *listen = user;
  uint8_t *copy = listen->datagrams[0] + LM_MADE_MAX_HEADERS;
  memcpy(copy, message, len);
  return take(listen, link, src, *dst, copy, len);
}

/* False if there was none. */
static bool
read_datagrams(LmHepListen *listen, uint32_t link)
{
  Listener *listener = &listen->listeners[link];
  struct mmsghdr messages[DATAGRAMS];
  struct iovec parts[DATAGRAMS];
  struct sockaddr_storage from[DATAGRAMS];
  char control[DATAGRAMS][128];
  for (size_t i = 0; i < DATAGRAMS; i++) {
    parts[i] = (struct iovec){listen->datagrams[i] + LM_MADE_MAX_HEADERS, LM_HEP_MAX_BYTES + 1};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                          .msg_namelen = sizeof from[i],
                                          .msg_iov = &parts[i],
                                          .msg_iovlen = 1,
                                          .msg_control = control[i],
                                          .msg_controllen = sizeof control[i]};
  }
  int n = recvmmsg(listener->fd, messages, DATAGRAMS, MSG_DONTWAIT, NULL);
  for (int i = 0; i < n; i++) {
    LmEndpoint src = lm_hep_endpoint(&from[i]), dst = listener->local;
    lm_hep_local_end(&messages[i].msg_hdr, &dst);
    if (src.addr.family != dst.addr.family || !lm_hep_gate_knows(&listen->gate, &src.addr))
      refuse(listen, link, &src, LM_HEP_STRANGER, "");
    else
      take(listen, link, &src, dst, parts[i].iov_base, messages[i].msg_len);
  }
  return n > 0;
}

static void
watch(LmHepListen *listen, uint32_t link, bool on)
{
  struct epoll_event event = {.events = on ? EPOLLIN : 0, .data.u64 = link};
  epoll_ctl(listen->epoll, EPOLL_CTL_MOD, listen->listeners[link].fd, &event);
}

/* False if there was none. */
static bool
accept_peers(LmHepListen *listen, uint32_t link)
{
  Listener *listener = &listen->listeners[link];
  for (int i = 0; i < DATAGRAMS; i++) {
    struct sockaddr_storage from, to;
    socklen_t size = sizeof from, to_size = sizeof to;
    int fd = accept4(listener->fd, (struct sockaddr *)(void *)&from, &size,
                     SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)) {
      /* It would be told again at once. */
      listener->pause_until = lm_time_now_ns(CLOCK_MONOTONIC) + PAUSE_NS;
      watch(listen, link, false);
    }
    if (fd < 0)
      return i > 0;
    LmEndpoint src = lm_hep_endpoint(&from), dst = listener->local;
    if (getsockname(fd, (struct sockaddr *)(void *)&to, &to_size) == 0)
      dst = lm_hep_endpoint(&to);
    if (lm_hep_gate_knows(&listen->gate, &src.addr)) {
      lm_hep_peers_add(listen->peers, link, fd, &src, &dst,
                       listener->carrier == LM_HEP_TLS ? listen->tls : NULL);
      continue;
    }
    close(fd);
    refuse(listen, link, &src, LM_HEP_STRANGER, "");
  }
  return true;
}

static bool
read_listener(LmHepListen *listen, uint32_t link)
{
  return listen->listeners[link].carrier == LM_HEP_UDP ? read_datagrams(listen, link)
                                                       : accept_peers(listen, link);
}

/* For the figures: what was refused was never received. */
static void
count(LmHepListen *listen, uint32_t link)
{
  Listener *listener = &listen->listeners[link];
  LmLiveLink *told = lm_live_output_link(listen->output, link);
  LmText text = LM_TEXT_INIT;
  if (listener->carrier == LM_HEP_UDP)
    listener->drops = lm_hep_socket_drops(listener->fd);
  if (listener->drops && lm_hep_socket_is_small(listener->fd, listen->limits.buffer_mib))
    told->facts = LM_HELPER_SMALL_BUFFER;
  told->figures.dropped_by_system = listener->drops;
  told->figures.not_kept = listener->n_unwanted;
  told->figures.received = listener->n_taken + listener->n_unwanted + listener->drops;
  told->figures.dropped_by_interface = lm_hep_refusals_text(&listener->refusals, &text);
  snprintf(told->said, sizeof told->said, "%.*s", (int)text.len, text.str);
  lm_text_clear(&text);
}

static void
look(LmHepListen *listen)
{
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  for (uint32_t i = 0; i < listen->n; i++) {
    Listener *listener = &listen->listeners[i];
    if (listener->pause_until && now >= listener->pause_until) {
      listener->pause_until = 0;
      watch(listen, i, true);
    }
  }
  if (now - listen->looked_ns < LM_NS_PER_S / 4)
    return;
  listen->looked_ns = now;
  lm_hep_peers_sweep(listen->peers);
  for (uint32_t i = 0; i < listen->n; i++)
    count(listen, i);
}

static void
work(LmHepListen *listen)
{
  struct epoll_event events[MAX_EVENTS];
  struct epoll_event control = {.events = EPOLLIN, .data.u64 = UINT64_MAX};
  epoll_ctl(listen->epoll, EPOLL_CTL_ADD, lm_live_output_control(listen->output), &control);
  do {
    int n = epoll_wait(listen->epoll, events, MAX_EVENTS, lm_live_output_wait_ms(listen->output));
    for (int i = 0; i < n; i++) {
      uint64_t number = events[i].data.u64;
      if (number >= listen->n && number != UINT64_MAX)
        lm_hep_peers_read(listen->peers, number);
      else if (number < listen->n)
        read_listener(listen, (uint32_t)number);
    }
    look(listen);
  } while (lm_live_output_turn(listen->output));
}

/* What has come and was not read yet, of UDP as of connections; but who goes on sending does not
 * keep it from ending. */
static void
drain(LmHepListen *listen)
{
  int64_t until = lm_time_now_ns(CLOCK_MONOTONIC) + DRAIN_NS;
  for (bool more = true; more && lm_time_now_ns(CLOCK_MONOTONIC) < until;) {
    more = false;
    for (uint32_t i = 0; i < listen->n; i++)
      more |= read_listener(listen, i);
    for (uint64_t i = 0; i < LM_HEP_MAX_PEERS; i++)
      more |= lm_hep_peers_read(listen->peers, LM_HEP_FIRST_PEER + i);
  }
  for (uint32_t i = 0; i < listen->n; i++)
    count(listen, i);
}

static bool
add_links(LmHepListen *listen)
{
  for (uint32_t i = 0; i < listen->n; i++) {
    Listener *listener = &listen->listeners[i];
    LmWriterInterface interface = {.name = listener->name,
                                   .filter = listen->filter,
                                   .link_type = RAW_IP,
                                   .snap_bytes = LM_HELPER_MAX_SNAP_BYTES};
    const LmHelperFilter *filter = lm_live_output_add_link(listen->output, &interface);
    if (!filter)
      return false;
    listener->filter.n = filter->note.n_instructions;
    memcpy(listener->filter.instructions, filter->instructions,
           listener->filter.n * sizeof *filter->instructions);
  }
  return true;
}

void
lm_hep_listen_run(int control, int output, void *data)
{
  LmHepListen *listen = data;
  LmHepPeersSetup setup = {take_of_peer, refuse, listen, listen->patience_ns, listen->epoll};
  listen->peers = lm_hep_peers_new(&setup);
  LmLiveOutputSetup output_setup = {.control = control,
                                    .file = output,
                                    .application = "linesman " LM_VERSION,
                                    .programs = {.run = lm_bpf_run},
                                    .gather_ms = GATHER_MS,
                                    .limit_bytes = listen->limits.limit_bytes,
                                    .limit_packets = listen->limits.limit_packets,
                                    .file_bytes = listen->limits.file_bytes,
                                    .limit_ns = listen->limits.limit_ns};
  listen->output = lm_live_output_new(&output_setup);
  if (add_links(listen)) {
    lm_live_output_begin(listen->output);
    work(listen);
    drain(listen);
  }
  lm_live_output_end(listen->output, LM_HELPER_END_UNKNOWN);
  lm_hep_listen_free(listen);
}

static bool
open_listener(LmHepListen *listen, const char *text, LmError *error)
{
  LmHepPlace place;
  Listener *listener = &listen->listeners[listen->n];
  if (!lm_hep_place_parse(text, &place, error))
    return false;
  struct sockaddr_storage local;
  socklen_t size = sizeof local;
  *listener = (Listener){.carrier = place.carrier};
  snprintf(listener->name, sizeof listener->name, "%s", text);
  listener->fd = lm_hep_listen_at(&place, text, listen->limits.buffer_mib, error);
  if (listener->fd < 0)
    return false;
  listen->n++;
  if (getsockname(listener->fd, (struct sockaddr *)(void *)&local, &size) == 0)
    listener->local = lm_hep_endpoint(&local);
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = listen->n - 1};
  epoll_ctl(listen->epoll, EPOLL_CTL_ADD, listener->fd, &event);
  return true;
}

static bool
open_all(LmHepListen *listen, const LmHepListenOptions *options, LmError *error)
{
  LmTlsFiles files = {options->certificate, options->private_key, options->client_authorities};
  bool tls = false;
  if (options->n_places == 0 || options->n_places > LM_HELPER_MAX_LINKS)
    return lm_error_set(error, LM_ERROR_USAGE, _("HEP is listened for at one to %d places"),
                        LM_HELPER_MAX_LINKS);
  if (!lm_hep_gate_init(&listen->gate, options->key_file, options->networks, options->n_networks,
                        error) ||
      (options->key && !lm_hep_gate_set_key(&listen->gate, options->key, error)))
    return false;
  for (size_t i = 0; i < options->n_places; i++) {
    if (!open_listener(listen, options->places[i], error))
      return false;
    tls |= listen->listeners[i].carrier == LM_HEP_TLS;
  }
  listen->tls = tls ? lm_tls_context_new(true, &files, error) : NULL;
  return !tls || listen->tls;
}

LmHepListen *
lm_hep_listen_new(const LmHepListenOptions *options, const LmHepListenLimits *limits,
                  LmError *error)
{
  LmHepListen *listen = lm_alloc(sizeof *listen);
  listen->limits = *limits;
  listen->filter = limits->filter ? strdup(limits->filter) : NULL;
  listen->patience_ns = options->patience_ns ? options->patience_ns : PATIENCE_NS;
  listen->epoll = epoll_create1(EPOLL_CLOEXEC);
  listen->gate.networks = LM_VEC_INIT(uint8_t);
  if (open_all(listen, options, error))
    return listen;
  lm_hep_listen_free(listen);
  return NULL;
}

void
lm_hep_listen_free(LmHepListen *listen)
{
  if (!listen)
    return;
  lm_hep_peers_free(listen->peers);
  lm_tls_context_free(listen->tls);
  for (uint32_t i = 0; i < listen->n; i++)
    close(listen->listeners[i].fd);
  if (listen->epoll >= 0)
    close(listen->epoll);
  lm_hep_gate_clear(&listen->gate);
  free(listen->filter);
  free(listen);
}
