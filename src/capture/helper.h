/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What linesman-capture and whoever starts it say to each other. The capture helper has a
 * SOCK_SEQPACKET socket as its standard input and the file that it writes as its standard output,
 * because those two are all that pkexec leaves open. A message is one LmHelperNote in either
 * direction, but for the first; behind one of the kind LM_HELPER_FILTER comes the program. Both are
 * of one build, on one machine; what does not have the right length is no message.
 *
 *   caller: an LmHelperStart    what is wanted; a listening socket may come with it (below)
 *   helper: LINK, LINK ...      it has opened an interface: these are its link type and snap length
 *   caller: FILTER, FILTER ...  what the kernel is to deliver of it: BPF, compiled for that link
 *                               type; none: all
 *   helper: READY               all is open, and the helper is confined; it captures. A thread in
 *                               its place may still say LINK later, and is answered as before
 *   helper: FIGURES ...         an interface, five times a second, and once more at the end; if it
 *                               delivers no more, capturing goes on with the others
 *   caller: KEEP                what of an interface is written, at any time from before its FILTER
 *                               on. The rest is held for a while, and is written if a later KEEP
 *                               wants it
 *   helper: SIZE                the file has the size that was asked for: another is wanted
 *   caller: NEXT (with a file)  go on in this file, whatever its size
 *   helper: FILE                done; so many were begun
 *   caller: LAST (with a file)  there its ENDED goes too, for whoever comes when it is over
 *   caller: STOP                or closing the socket, unless it is to keep on
 *   helper: FAILED              why it ends early
 *   helper: ENDED               all is written; why it ended
 *
 * When a caller of a helper that keeps on has gone, another of the same user can take its place
 * through the listening socket, one at a time. It hears LINK of every interface, FILE, FIGURES and
 * READY, and then all is as before. */

#include "base/slice.h"
#include "capture/writer.h"

#include <sys/types.h>

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
  LM_HELPER_FAILED,
  LM_HELPER_ENDED,
  LM_HELPER_SIZE,
  LM_HELPER_FILTER = 64,
  LM_HELPER_NEXT,
  LM_HELPER_STOP,
  LM_HELPER_KEEP,
  LM_HELPER_LAST,
} LmHelperKind;

typedef struct {
  uint32_t n_links;
  char names[LM_HELPER_MAX_LINKS][32]; /* all texts are ended by NUL */
  uint32_t snap_bytes, kernel_mib, ring_mib;
  uint32_t look_back_mib, look_back_s; /* of what is not kept; 0: nothing */
  uint8_t promiscuous, monitor, hardware_time;
  uint8_t keep_on;                /* goes on when the caller is dead */
  uint64_t limit_bytes, limit_ms; /* then it ends; 0: not by itself */
  uint64_t alone_bytes;           /* so much is written while nobody is there; 0: any */
  uint64_t limit_packets;         /* of those that are written; 0: any */
  uint64_t file_bytes;            /* then it asks for another file; 0: never */
  char filter[1024];              /* as text, for the file */
} LmHelperStart;

/* Why it ends early. */
typedef enum {
  LM_HELPER_CAUSE_OTHER,
  LM_HELPER_CAUSE_PRIVILEGE,
  LM_HELPER_CAUSE_NO_INTERFACE,
  LM_HELPER_CAUSE_FULL, /* the file cannot be written */
  LM_HELPER_CAUSE_SAID, /* the text says all of it, to a person */
} LmHelperCause;

/* Of an interface; together. */
typedef enum {
  LM_HELPER_IS_GONE = 1 << 0,      /* it delivers no more */
  LM_HELPER_SYSTEM_TIME = 1 << 1,  /* the times are this machine's, though its own were asked for */
  LM_HELPER_SMALL_BUFFER = 1 << 2, /* the kernel drops, and gave it less room than was asked for */
} LmHelperFact;

/* Why it ended, of what it knows. */
typedef enum {
  LM_HELPER_END_UNKNOWN,
  LM_HELPER_END_ASKED, /* its caller said so, or went */
  LM_HELPER_END_BYTES, /* its limits */
  LM_HELPER_END_TIME,
  LM_HELPER_END_FAILED, /* the text says what did */
  LM_HELPER_END_ALONE,  /* so much was written while nobody was there */
  LM_HELPER_END_GONE,   /* no interface delivers any more */
  LM_HELPER_END_SIGNAL, /* it was told to end by a signal */
} LmHelperEnd;

/* Packets of an interface since the capture began: received (by the filter) = written, not kept and
 * every kind of drop, once it has ended. What the interface itself dropped was never received. */
typedef struct {
  uint64_t received, written;
  uint64_t dropped_by_system; /* the kernel's buffer was full */
  uint64_t dropped_by_ring;   /* the helper's was */
  uint64_t unwritten;         /* the file could not be written */
  uint64_t dropped_by_interface;
  uint64_t not_kept; /* nobody wanted it */
} LmHelperFigures;

typedef struct {
  uint32_t kind, link;
  uint32_t link_type, snap_bytes; /* LINK */
  uint32_t cause;                 /* FAILED: LmHelperCause; FIGURES: LmHelperFact, and where it
                                     is gone the text says why; ENDED: LmHelperEnd */
  uint32_t n_instructions;        /* FILTER, KEEP; 0: everything */
  uint64_t bytes;                 /* FIGURES: of all files, in whole blocks; FILE: files begun */
  LmHelperFigures figures;        /* FIGURES */
  char text[256];                 /* a name, a cause; ended by NUL */
} LmHelperNote;

/* What a link is called: an interface, or a place that is listened on. Ended by NUL. */
typedef char LmLinkName[sizeof((LmHelperNote *)0)->text];

typedef struct {
  LmHelperNote note; /* FILTER, KEEP */
  uint64_t instructions[LM_HELPER_MAX_INSTRUCTIONS];
} LmHelperFilter;

/* Sends @bytes, with the descriptor @file if that is not -1. */
bool lm_helper_send(int control, LmSlice bytes, int file, int flags);
/* Takes the next message of at most @size bytes. @file becomes what came with it, or -1. Bytes
 * taken, 0 when nobody is there any more, or -1 with errno. */
ssize_t lm_helper_receive(int control, void *bytes, size_t size, int *file, int flags);
/* Whether @n bytes are a wish that can be fulfilled. Ends its texts. */
bool lm_helper_start_is_good(LmHelperStart *start, ssize_t n);
/* Whether @n bytes are a note, for a program as long as it says if it is of a kind that has one.
 * Ends its text. */
bool lm_helper_note_is_good(LmHelperNote *note, ssize_t n);
/* What a file says of an interface (draft-ietf-opsawg-pcapng, section 4.6) that had the figures
 * @before when the file began. */
LmWriterStatistics
lm_helper_statistics(uint32_t link, const LmHelperFigures *now, const LmHelperFigures *before);
