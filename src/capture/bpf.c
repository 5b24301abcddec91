/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/bpf.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "capture/bpf_names.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#if __has_include(<pcap/pcap.h>)
#include <pcap/pcap.h>

/* Of a datagram that is no SIP: the headers of Ethernet with tags, IPv6 and UDP, and of RTP with
 * its extensions, or most of RTCP. */
#define HEADERS_BYTES 160
/* A fault is looked for in so much of a filter word by word. */
#define FEW_BYTES 64

/* Ports of SIP; fragments but the first have none, options of IPv6 stand before them, and what the
 * layers of src/net/ take off hides them: protocols of IP (in IP, GRE, ESP, AH, EtherIP, L2TP,
 * UDP-Lite, MPLS), ports of tunnels and of HEP, and tags. These are asked for by their numbers, as
 * the words "vlan", "mpls" and "pppoes" change what the words behind them mean. Neither of "and"
 * and "or" goes before the other. */
#define SIP_PORTS "(port 5060 or port 5061 or port 5080 or port 5081 or port 5062)"
#define HIDDEN                                                                               \
  "ip[6:2] & 0x1fff != 0 or ip6[6] = 44 or ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 60 or "     \
  "proto 4 or proto 41 or proto 47 or proto 50 or proto 51 or proto 97 or proto 115 or "     \
  "proto 136 or proto 137 or port 9060 or port 9061 or "                                     \
  "(udp and (port 925 or port 1701 or port 2152 or port 3544 or port 4500 or port 4754 or "  \
  "port 4789 or port 4790 or port 5247 or port 6081 or port 6635 or port 7932 or port 8472 " \
  "or port 9899 or port 30030 or port 37008))"
#define SIP "(" SIP_PORTS " or " HIDDEN ")"
#define TYPE " or ether proto 0x"
/* Of lengths in place of types those of IP (LLC, SNAP). */
#define SIP_TAGGED                                                                                \
  "(" SIP_PORTS " or " HIDDEN TYPE "8100" TYPE "88a8" TYPE "9100" TYPE "9200" TYPE "9300" TYPE    \
  "8847" TYPE "8848" TYPE "8864" TYPE "880b" TYPE "8926" TYPE "893f" TYPE "8909" TYPE "892f" TYPE \
  "88e5" TYPE "88e7" TYPE "22f3" TYPE "8903" TYPE "894f"                                          \
  " or (ether[12:2] < 1501 and (ether[14:2] = 0x0606 or ether[14:2] = 0xaaaa)))"

static struct {
  pcap_t *(*open_dead)(int link_type, int snap_bytes);
  int (*compile)(pcap_t *, struct bpf_program *, const char *, int, bpf_u_int32);
  void (*freecode)(struct bpf_program *);
  char *(*geterr)(pcap_t *);
  void (*close)(pcap_t *);
  unsigned (*filter)(const struct bpf_insn *, const u_char *, unsigned, unsigned);
} pcap;
static pthread_once_t once = PTHREAD_ONCE_INIT;
/* libpcap's compiler holds its state in the handle, but the lexer's tables are one. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* A pointer to an object is not one to a function, but as dlsym() gives it (POSIX). */
static void
find(void *library, const char *name, void *function)
{
  void *symbol = dlsym(library, name);
  memcpy(function, &symbol, sizeof symbol);
}

static void
load(void)
{
  void *library = dlopen("libpcap.so.0.8", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    library = dlopen("libpcap.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return;
  find(library, "pcap_open_dead", &pcap.open_dead);
  find(library, "pcap_compile", &pcap.compile);
  find(library, "pcap_freecode", &pcap.freecode);
  find(library, "pcap_geterr", &pcap.geterr);
  find(library, "pcap_close", &pcap.close);
  find(library, "bpf_filter", &pcap.filter);
}

/* Adds what @text is compiled to behind what is in @out; NULL: only looks whether it can be.
 * @why, of 256 bytes, says what is wrong. */
static bool
add(const char *text, uint32_t link_type, uint32_t snap_bytes, LmBpf *out, char *why)
{
  struct bpf_program program = {0};
  pcap_t *dead = pcap.open_dead(link_type == 101 ? DLT_RAW : (int)link_type, (int)snap_bytes);
  bool ok = dead && pcap.compile(dead, &program, text, out != NULL, PCAP_NETMASK_UNKNOWN) == 0;
  snprintf(why, 256, "%s", ok || !dead ? "" : pcap.geterr(dead));
  if (ok && out && program.bf_len > LM_BPF_MAX_INSTRUCTIONS - out->n) {
    snprintf(why, 256, _("it has more than %d steps"), LM_BPF_MAX_INSTRUCTIONS);
    ok = false;
  }
  for (uint32_t i = 0; ok && out && i < program.bf_len; i++)
    memcpy(&out->instructions[out->n++], &program.bf_insns[i], sizeof program.bf_insns[i]);
  if (program.bf_insns)
    pcap.freecode(&program);
  if (dead)
    pcap.close(dead);
  return ok;
}

/* What the program up to here leaves out goes on to what is added behind it: "return 0" becomes a
 * jump to its end. */
static void
go_on_where_refused(LmBpf *out)
{
  for (uint32_t i = 0; i < out->n; i++) {
    struct bpf_insn step;
    memcpy(&step, &out->instructions[i], sizeof step);
    if (step.code == (BPF_RET | BPF_K) && step.k == 0)
      step = (struct bpf_insn){.code = BPF_JMP | BPF_JA, .k = out->n - i - 1};
    memcpy(&out->instructions[i], &step, sizeof step);
  }
}

/* Whether a filter may begin with @text: one of the ways to go on is right. */
static bool
may_go_on(const char *text, size_t len, uint32_t link_type)
{
  static const char *const ends[] = {
      "",         " 1",        " ip",     " 192.0.2.1",         " = 1",
      " port 1",  " host 1.2", "] = 1",   " 02:00:00:00:00:01", " net 10/8",
      " ether 1", " 1-2",      " ip] = 1"};
  char why[256], whole[2 * LM_BPF_MAX_FILTER_BYTES + 128];
  size_t open = 0;
  for (size_t i = 0; i < len; i++)
    open += text[i] == '(' ? 1 : text[i] == ')' && open ? (size_t)-1 : 0;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    int n = snprintf(whole, sizeof whole, "%.*s%s", (int)len, text, ends[i]);
    for (size_t k = 0; k < open && n > 0 && (size_t)n < sizeof whole - 1; k++)
      whole[n++] = ')';
    whole[n] = '\0';
    if (add(whole, link_type, 262144, NULL, why))
      return true;
  }
  return false;
}

/* The next word of @text behind @at. */
static LmSlice
next_word(const char *text, size_t at)
{
  at += strspn(text + at, " \t\n");
  size_t len = strcspn(text + at, " \t\n()[]=<>!&|");
  return lm_slice(text + at, len || !text[at] ? len : 1);
}

/* libpcap says what is wrong but not where: the first word with which no filter can begin. What no
 * filter can begin with, none can with more behind it. */
static size_t
find_fault(const char *text, uint32_t link_type)
{
  size_t good = 0, bad = strlen(text);
  while (bad - good > FEW_BYTES) {
    size_t half = good + (bad - good) / 2;
    LmSlice word = next_word(text, half);
    size_t end = (size_t)((const char *)word.data - text) + word.len;
    if (end >= bad)
      break;
    if (may_go_on(text, end, link_type))
      good = end;
    else
      bad = end;
  }
  for (;;) {
    LmSlice word = next_word(text, good);
    size_t start = (size_t)((const char *)word.data - text);
    if (!word.len || !may_go_on(text, start + word.len, link_type))
      return start;
    good = start + word.len;
  }
}

static bool
contradicts(const char *why)
{
  return strstr(why, "rejects all packets") != NULL;
}

static bool
explain(const char *filter, const LmBpfMasked *masked, const char *why, uint32_t link_type,
        LmBpf *out, LmError *error)
{
  LmText safe = LM_TEXT_INIT;
  if (contradicts(why)) {
    out->fault_len = strlen(filter);
    return lm_error_set(
        error, LM_ERROR_USAGE,
        _("the capture filter lets nothing through: its parts contradict each other"));
  }
  size_t at = masked->place[find_fault(masked->text, link_type)];
  out->fault = at;
  out->fault_len = strcspn(filter + at, " ()[]=<>!&|");
  out->fault_len += !out->fault_len && filter[at];
  lm_text_add_safe(&safe, lm_slice(filter + at, strlen(filter + at)), false);
  if (safe.len)
    lm_error_set(error, LM_ERROR_USAGE,
                 _("the capture filter is not understood from byte %zu on, “%.60s”: %.200s"), at,
                 safe.str, why);
  else
    lm_error_set(error, LM_ERROR_USAGE, _("the capture filter ends too early: %.200s"), why);
  lm_text_clear(&safe);
  return false;
}

/* @own, and of that what @only keeps, as one expression. */
static void
join(const char *own, LmBpfOnly only, uint32_t link_type, LmText *out)
{
  bool any = own && own[strspn(own, " \t\n")];
  if (only == LM_BPF_ALL) {
    lm_text_add_str(out, any ? own : "");
    return;
  }
  /* Only Ethernet has the tags that can be asked for. */
  lm_text_printf(out, any ? "(%s) and (" : "%s(", any ? own : "");
  lm_text_add_str(out, only == LM_BPF_SIP_AND_RTP ? "udp or " : "");
  lm_text_add_str(out, link_type == 1 ? SIP_TAGGED : SIP);
  lm_text_add_str(out, ")");
}

static bool
compile_joined(const char *own, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes, LmBpf *out,
               char *why)
{
  LmText text = LM_TEXT_INIT;
  out->n = 0;
  join(own, only, link_type, &text);
  bool ok = add(text.str, link_type, snap_bytes, out, why);
  if (ok && only == LM_BPF_HEADERS) {
    go_on_where_refused(out);
    lm_text_clear(&text);
    lm_text_printf(&text, own && *own ? "(%s) and udp" : "%sudp", own ? own : "");
    ok = add(text.str, link_type, HEADERS_BYTES, out, why);
  }
  lm_text_clear(&text);
  return ok;
}

static bool
explain_joined(const char *filter, const char *why, LmBpf *out, LmError *error)
{
  out->fault_len = strlen(filter);
  return lm_error_set(error, LM_ERROR_USAGE,
                      contradicts(why) ? _("of what is to be kept, the capture filter lets nothing "
                                           "through; keep everything, or change the filter")
                                       : "%s",
                      why);
}

static bool
compile(const char *filter, bool look_up, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
        LmBpf *out, LmText *name, LmError *error)
{
  char why[256];
  LmBpfMasked *masked = lm_alloc(sizeof *masked);
  bool any = filter && filter[strspn(filter, " \t\n")];
  const char *own = any ? filter : NULL;
  if (any) {
    lm_bpf_mask_names(filter, masked);
    own = look_up ? filter : masked->text;
    if (name && masked->name_len)
      lm_text_add(name, lm_slice(filter + masked->name, masked->name_len));
  }
  /* What stands for the names may contradict an address beside them. */
  bool ok = !any || add(own, link_type, snap_bytes, out, why) ||
            (!look_up && masked->name_len && contradicts(why)) ||
            explain(filter, masked, why, link_type, out, error);
  if (ok && only != LM_BPF_ALL)
    ok = compile_joined(own, only, link_type, snap_bytes, out, why) ||
         (!look_up && masked->name_len) || explain_joined(filter, why, out, error);
  free(masked);
  return ok;
}

static bool
take(const char *filter, bool look_up, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
     LmBpf *out, LmText *name, LmError *error)
{
  pthread_once(&once, load);
  out->n = 0;
  out->fault = out->fault_len = 0;
  if (only == LM_BPF_ALL && (!filter || !*filter))
    return true;
  if (!pcap.open_dead || !pcap.compile || !pcap.freecode || !pcap.geterr || !pcap.close)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("capture filters need libpcap (Debian's package libpcap0.8)"));
  if (filter && strlen(filter) > LM_BPF_MAX_FILTER_BYTES)
    return lm_error_set(error, LM_ERROR_USAGE, _("the capture filter has more than %d bytes"),
                        LM_BPF_MAX_FILTER_BYTES);
  pthread_mutex_lock(&lock);
  bool ok = compile(filter, look_up, only, link_type, snap_bytes, out, name, error);
  pthread_mutex_unlock(&lock);
  return ok;
}

bool
lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
               LmBpf *out, LmError *error)
{
  return take(filter, true, only, link_type, snap_bytes, out, NULL, error);
}

bool
lm_bpf_check(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
             LmBpf *out, LmText *name, LmError *error)
{
  return take(filter, false, only, link_type, snap_bytes, out, name, error);
}

void
lm_bpf_text(const char *filter, LmBpfOnly only, uint32_t link_type, LmText *out)
{
  join(filter, only == LM_BPF_HEADERS ? LM_BPF_SIP_AND_RTP : only, link_type, out);
}

uint32_t
lm_bpf_run(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_len,
           uint32_t len)
{
  if (n == 0 || !pcap.filter)
    return UINT32_MAX;
  return pcap.filter((const struct bpf_insn *)(const void *)program, packet, wire_len, len);
}

#else

static bool
refuse(const char *filter, LmBpfOnly only, LmBpf *out, LmError *error)
{
  out->n = 0;
  return (only == LM_BPF_ALL && (!filter || !*filter)) ||
         lm_error_set(error, LM_ERROR_UNSUPPORTED, _("this build has no capture filters"));
}

bool
lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
               LmBpf *out, LmError *error)
{
  return refuse(filter, only, out, error);
}

bool
lm_bpf_check(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
             LmBpf *out, LmText *name, LmError *error)
{
  return refuse(filter, only, out, error);
}

void
lm_bpf_text(const char *filter, LmBpfOnly only, uint32_t link_type, LmText *out)
{
  lm_text_add_str(out, filter ? filter : "");
}

uint32_t
lm_bpf_run(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_len,
           uint32_t len)
{
  return UINT32_MAX;
}

#endif
