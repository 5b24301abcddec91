/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What linesman-capture and whoever starts it say to each other. The capture helper has a
 * SOCK_SEQPACKET socket as its standard input and the file that it writes as its standard output,
 * because those two are all that pkexec leaves open. A message is one LmHelperNote in either
 * direction, but for the first; behind one of the kind LM_HELPER_FILTER comes the program. Both are
 * of one build, on one machine; what does not have the right length is no message.
 *
 *   caller: an LmHelperStart      what is wanted
 *   helper: LINK, LINK ...        it has opened an interface: these are its link type and snap
 * length caller: FILTER, FILTER ...    what of it is wanted: BPF, compiled for that link type;
 * none: all helper: READY                 all is open, and the helper is confined; it captures
 *   helper: FIGURES ...           an interface, each second, and once more at the end
 *   caller: NEXT (with a file)    go on in this file     helper: FILE     done; so long was the
 * last caller: STOP                  or closing the socket, unless it is to keep on
 *   helper: GONE                  an interface delivers no more; capturing goes on with the others
 *   helper: FAILED                why it ends early
 *   helper: ENDED                 all is written */

#include <stdint.h>

enum {
  LM_HELPER_MAX_LINKS = 32,
  LM_HELPER_MAX_SNAP_BYTES = 262144,
  LM_HELPER_MAX_INSTRUCTIONS = 4096, /* BPF_MAXINSNS of the kernel */
  LM_HELPER_INSTRUCTION_BYTES = 8,
};

typedef enum {
  LM_HELPER_LINK = 1,
  LM_HELPER_READY,
  LM_HELPER_FIGURES,
  LM_HELPER_FILE,
  LM_HELPER_GONE,
  LM_HELPER_FAILED,
  LM_HELPER_ENDED,
  LM_HELPER_FILTER = 64,
  LM_HELPER_NEXT,
  LM_HELPER_STOP,
} LmHelperKind;

typedef struct {
  uint32_t n_links;
  char names[LM_HELPER_MAX_LINKS][32]; /* all texts are ended by NUL */
  uint32_t snap_bytes, kernel_mib, ring_mib;
  uint8_t promiscuous, monitor, hardware_time;
  uint8_t keep_on;                /* goes on when the caller is dead */
  uint64_t limit_bytes, limit_ms; /* then it ends; 0: not by itself */
  char filter[1024];              /* as text, for the file */
} LmHelperStart;

/* Why it ends early. */
typedef enum {
  LM_HELPER_CAUSE_OTHER,
  LM_HELPER_CAUSE_PRIVILEGE,
  LM_HELPER_CAUSE_NO_INTERFACE,
  LM_HELPER_CAUSE_FULL, /* the file cannot be written */
} LmHelperCause;

/* Packets of an interface since the capture began: received (by the filter) = written and every
 * kind of drop, once it has ended. What the interface itself dropped was never received. */
typedef struct {
  uint64_t received, written;
  uint64_t dropped_by_system; /* the kernel's buffer was full */
  uint64_t dropped_by_ring;   /* the helper's was */
  uint64_t unwritten;         /* the file could not be written */
  uint64_t dropped_by_interface;
} LmHelperFigures;

typedef struct {
  uint32_t kind, link;
  uint32_t link_type, snap_bytes; /* LINK */
  uint32_t cause;                 /* FAILED: LmHelperCause */
  uint32_t n_instructions;        /* FILTER; 0: everything */
  uint64_t bytes;                 /* FILE, FIGURES, ENDED: of the file, in whole blocks */
  LmHelperFigures figures;        /* FIGURES */
  char text[256];                 /* a name, a cause; ended by NUL */
} LmHelperNote;
