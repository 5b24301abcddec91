/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture on interfaces: starts linesman-capture, gives it its filters and its files, and listens
 * to what it says. The packets do not come through here: the helper writes files, and whoever wants
 * them reads those (lm_live_follow()). A thread of its own does the talking. */

#include "capture/bpf.h"
#include "capture/follow.h"
#include "capture/helper.h"
#include "capture/hep_listen.h"

#include <sys/types.h>

typedef struct LmLive LmLive;

/* Another host, which takes the packets with a program of its own. */
typedef struct {
  const char *host;    /* "[user@]host[:port]", or what ssh's configuration knows */
  const char *command; /* what is run there; NULL or "": tcpdump */
  bool ask;            /* a program of the desktop may ask for a password; it is not kept */
} LmLiveRemote;

typedef struct {
  const char *const *interfaces; /* at most LM_HELPER_MAX_LINKS; borrowed while it starts */
  size_t n_interfaces;
  LmHepListenOptions listen; /* in place of interfaces, where it has places; borrowed as these */
  const char *filter;        /* as pcap-filter(7); NULL: everything */
  LmBpfOnly only;
  bool no_promiscuous, monitor, hardware_time;
  bool keep_on; /* the helper goes on when this program dies, up to its limits */
  bool spool;   /* kept in a folder of its own until it was seen to the end; see live_found.h */
  bool ask;     /* asks for the privilege with pkexec, where the helper has none */
  bool desktop; /* and only by what the desktop has for that, not at a terminal */
  uint32_t snap_bytes, kernel_mib, ring_mib; /* 0: as the helper has it */
  /* NULL: in a folder of its own if it is to keep on or be kept, else a file without a name, gone
   * at the end. */
  /* "-": standard output. Where that, or what the name is of, is no regular file, packets go on and
   * nothing can be followed (lm_live_passes_on()). */
  const char *path;
  /* What passes @filter and @only does not want is held so long and in so much memory, and @only
   * can be changed while it runs. 0 MiB: that is left to the kernel, and stays as it is. */
  uint32_t look_back_mib, look_back_s;
  /* Where any is not 0, it goes on in a new file after that much or that long, and at most so many
   * of them are kept. */
  uint64_t file_bytes;
  int64_t file_ns;
  uint32_t n_files;
  /* It stops after that much or that long; 0: when it is told to. */
  uint64_t limit_bytes, limit_packets;
  int64_t limit_ns;
  /* While nobody is there it goes on in the file that it has, and ends after that much; 0: as much
   * as all the files may have that are kept, or 16 GiB. */
  uint64_t alone_bytes;
  /* The one of @interfaces is no interface, but what a capture comes from as a stream: "-",
   * standard input, or the path of a named pipe. */
  bool stream;
  /* NULL: this machine. Of it one interface; what is not asked of tcpdump does not count. */
  const LmLiveRemote *remote;
} LmLiveOptions;

typedef struct {
  bool ended;         /* the last file is whole, or the helper is dead */
  LmError error;      /* why it ended early */
  bool by_signal;     /* somebody ended the helper with one; perhaps who ended this program too */
  bool taken_up;      /* it was begun by another program, or an earlier run of this */
  bool changeable;    /* lm_live_keep() is of use */
  LmBpfOnly only;     /* what is kept now */
  int64_t began_ns;   /* since the Unix epoch */
  int64_t heard_ns;   /* when what takes the packets said something last; CLOCK_MONOTONIC */
  bool removed;       /* the file that it writes, by somebody else */
  uint32_t n_removed; /* files of which that was found */
  uint32_t n_cut;     /* files that somebody else cut; it goes on in another then */
  bool listens;       /* for HEP: what its links count as dropped by the interface was refused */
  uint32_t n_links, n_gone, n_files;
  uint32_t link_types[LM_HELPER_MAX_LINKS], snap_bytes[LM_HELPER_MAX_LINKS];
  LmLinkName names[LM_HELPER_MAX_LINKS];
  bool gone[LM_HELPER_MAX_LINKS];
  bool system_time[LM_HELPER_MAX_LINKS];  /* hardware_time was asked for, and it has none */
  bool small_buffer[LM_HELPER_MAX_LINKS]; /* it dropped for want of what the kernel did not allow */
  uint32_t buffer_mib;                    /* that was asked for, of one that listens */
  char gone_why[LM_HELPER_MAX_LINKS][320];
  char said[LM_HELPER_MAX_LINKS][256]; /* what a link refused, for people; mostly empty */
  LmHelperFigures links[LM_HELPER_MAX_LINKS], sum;
  char path[4096];     /* the file that it writes now; empty without a name */
  char cut_path[4096]; /* the last that was cut */
} LmLiveStatus;

/* Returns when packets are taken; meanwhile @cancel, which may be NULL, ends the waiting. NULL with
 * @error set, which says what to do. */
LmLive *lm_live_start(const LmLiveOptions *options, const LmCancel *cancel, LmError *error);
/* The calling thread, and those that it starts from now on, give up the privilege to capture that a
 * service may have been started with: whoever looks into packets needs none. */
void lm_live_shed_privilege(void);
/* Stops, waits for the last block, and frees. What was read from the follow must be done with. */
void lm_live_free(LmLive *live);
/* Any thread, and any signal handler. The helper then writes what has come, and ends. */
void lm_live_stop(LmLive *live);
/* As lm_live_stop(), and where the helper has said nothing for some seconds it is killed, if it is
 * a child of this process: what lay in its buffer is lost. */
void lm_live_force(LmLive *live);
/* Frees, and the helper goes on without a caller, if it is one that keeps on; else it stops. */
void lm_live_leave(LmLive *live);
/* From now on @only is kept, and of what passed before, what is still held and now wanted. Any
 * thread. False with @error set. */
bool lm_live_keep(LmLive *live, LmBpfOnly only, LmError *error);
/* Whether what it writes goes through a pipe, and cannot be read here too. */
bool lm_live_passes_on(const LmLive *live);
/* What it writes, to be read while it grows. Borrowed. */
LmFollow *lm_live_follow(LmLive *live);
/* Any thread. */
void lm_live_status(LmLive *live, LmLiveStatus *status);
/* Whether somebody else ended the helper by a signal, which is then said in @error; not where that
 * was @asked for here. */
bool lm_live_was_ended(const LmLiveStatus *status, bool asked, LmError *error);
/* Who sends HEP to one that listens: lm_hep_senders_list(). Any thread. */
size_t lm_live_senders(LmLive *live, LmHepSender *list, size_t max, LmHepSender *others);

/* Once it has ended: file @index of those that are kept, the oldest first; NULL: there are no more,
 * or they have no name. Borrowed. */
const char *lm_live_path(LmLive *live, uint32_t index);

/* Where the helper is: LINESMAN_CAPTURE, beside the program, or where it is installed. False if it
 * is nowhere. */
bool lm_live_find_helper(char *path, size_t size);
