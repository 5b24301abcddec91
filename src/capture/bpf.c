/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/bpf.h"

#include "base/i18n.h"
#include "base/text.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#if __has_include(<pcap/pcap.h>)
#include <pcap/pcap.h>

/* Of a datagram that is no SIP: the headers of Ethernet with tags, IPv6 and UDP, and of RTP with
 * its extensions, or most of RTCP. */
#define HEADERS_BYTES 160
#define MAX_FILTER_BYTES 4096

/* Ports of SIP; fragments but the first have none; VLANs and tunnels hide them: GRE, IP in IP, and
 * by their ports VXLAN, GTP-U, GENEVE and HEP. They are asked for by
 * their numbers, as the words "vlan", "mpls" and "pppoes" change what the words behind them mean.
 */
#define SIP_PORTS "(port 5060 or port 5061 or port 5080 or port 5081 or port 5062)"
#define HIDDEN                                                                                    \
  "ip[6:2] & 0x1fff != 0 or ip6[6] = 44 or ip proto 47 or ip proto 4 or ip proto 41 or ip proto " \
  "50 or udp port 4789 or udp port 2152 or udp port 6081 or udp port 9060 or udp port 4500"
#define SIP "(" SIP_PORTS " or " HIDDEN ")"
#define SIP_TAGGED            \
  "(" SIP_PORTS " or " HIDDEN \
  " or ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x8847 or ether proto 0x8864)"

static struct {
  pcap_t *(*open_dead)(int link_type, int snap_bytes);
  int (*compile)(pcap_t *, struct bpf_program *, const char *, int, bpf_u_int32);
  void (*freecode)(struct bpf_program *);
  char *(*geterr)(pcap_t *);
  void (*close)(pcap_t *);
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
}

/* Adds what @text is compiled to behind what is in @out. @why, of 256 bytes, says what is wrong. */
static bool
add(const char *text, uint32_t link_type, uint32_t snap_bytes, LmBpf *out, char *why)
{
  struct bpf_program program = {0};
  pcap_t *dead = pcap.open_dead(link_type == 101 ? DLT_RAW : (int)link_type, (int)snap_bytes);
  bool ok = dead && pcap.compile(dead, &program, text, 1, PCAP_NETMASK_UNKNOWN) == 0;
  snprintf(why, 256, "%s", ok || !dead ? "" : pcap.geterr(dead));
  if (ok && program.bf_len > LM_BPF_MAX_INSTRUCTIONS - out->n) {
    snprintf(why, 256, _("it has more than %d steps"), LM_BPF_MAX_INSTRUCTIONS);
    ok = false;
  }
  for (uint32_t i = 0; ok && i < program.bf_len; i++)
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
may_go_on(const char *text, size_t len, uint32_t link_type, LmBpf *scratch)
{
  static const char *const ends[] = {
      "",         " 1",        " ip",     " 192.0.2.1",         " = 1",
      " port 1",  " host 1.2", "] = 1",   " 02:00:00:00:00:01", " net 10/8",
      " ether 1", " 1-2",      " ip] = 1"};
  char why[256], whole[MAX_FILTER_BYTES + 64];
  size_t open = 0;
  for (size_t i = 0; i < len; i++)
    open += text[i] == '(' ? 1 : text[i] == ')' && open ? (size_t)-1 : 0;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    int n = snprintf(whole, sizeof whole, "%.*s%s", (int)len, text, ends[i]);
    for (size_t k = 0; k < open && n > 0 && (size_t)n < sizeof whole - 1; k++)
      whole[n++] = ')';
    whole[n] = '\0';
    scratch->n = 0;
    if (add(whole, link_type, 262144, scratch, why))
      return true;
  }
  return false;
}

/* libpcap says what is wrong but not where: the first word with which no filter can begin. */
static size_t
find_fault(const char *text, uint32_t link_type, LmBpf *scratch)
{
  size_t len = strlen(text), start = 0;
  for (size_t at = 0; at < len; start = at) {
    while (at < len && text[at] == ' ')
      at++;
    start = at;
    if (at < len && strchr("()[]=<>!&|", text[at]))
      at++;
    else
      while (at < len && !strchr(" ()[]=<>!&|", text[at]))
        at++;
    if (at > start && !may_go_on(text, at, link_type, scratch))
      return start;
  }
  return len;
}

static bool
explain(const char *filter, const char *why, uint32_t link_type, LmBpf *scratch, LmError *error)
{
  LmText safe = LM_TEXT_INIT;
  size_t at = find_fault(filter, link_type, scratch);
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

static bool
compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes, LmBpf *out,
        LmError *error)
{
  char text[MAX_FILTER_BYTES + 1024], why[256];
  out->n = 0;
  bool any = filter && filter[strspn(filter, " \t\n")];
  if (any && !add(filter, link_type, snap_bytes, out, why))
    return explain(filter, why, link_type, out, error);
  if (only == LM_BPF_ALL)
    return true;
  out->n = 0;
  const char *before = any ? "(" : "", *own = any ? filter : "", *behind = any ? ") and " : "";
  /* Only Ethernet has the tags that can be asked for. */
  const char *sip = link_type == 1 ? SIP_TAGGED : SIP;
  snprintf(text, sizeof text, "%s%s%s(%s%s)", before, own, behind,
           only == LM_BPF_SIP_AND_RTP ? "udp or " : "", sip);
  bool ok = add(text, link_type, snap_bytes, out, why);
  if (ok && only == LM_BPF_HEADERS) {
    go_on_where_refused(out);
    snprintf(text, sizeof text, "%s%s%sudp", before, own, behind);
    ok = add(text, link_type, HEADERS_BYTES, out, why);
  }
  return ok || lm_error_set(error, LM_ERROR_USAGE, "%s", why);
}

bool
lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
               LmBpf *out, LmError *error)
{
  pthread_once(&once, load);
  out->n = 0;
  if (only == LM_BPF_ALL && (!filter || !*filter))
    return true;
  if (!pcap.open_dead || !pcap.compile || !pcap.freecode || !pcap.geterr || !pcap.close)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("capture filters need libpcap (Debian's package libpcap0.8)"));
  if (filter && strlen(filter) > MAX_FILTER_BYTES)
    return lm_error_set(error, LM_ERROR_USAGE, _("the capture filter has more than %d bytes"),
                        MAX_FILTER_BYTES);
  pthread_mutex_lock(&lock);
  bool ok = compile(filter, only, link_type, snap_bytes, out, error);
  pthread_mutex_unlock(&lock);
  return ok;
}

#else

bool
lm_bpf_compile(const char *filter, LmBpfOnly only, uint32_t link_type, uint32_t snap_bytes,
               LmBpf *out, LmError *error)
{
  out->n = 0;
  return (only == LM_BPF_ALL && (!filter || !*filter)) ||
         lm_error_set(error, LM_ERROR_UNSUPPORTED, _("this build has no capture filters"));
}

#endif
