/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A ladder as words: what the formats made of text share. Internal to this folder. */

#include "base/error.h"
#include "base/text.h"
#include "ladder/ladder.h"

/* What a language for sequence diagrams says for each thing. */
typedef struct {
  const char *head, *foot; /* the title stands behind the head, and ends its line */
  const char *indent;
  const char *escaped;    /* characters that it gives a meaning to */
  const char *escape;     /* what the reference that stands for one begins with; its number and a
                             semicolon follow */
  const char *line_break; /* inside a name */
  bool name_first;        /* participant "name" as h0; else participant h0 as name */
  const char *note;       /* over one or two participants */
  const char *comma, *colon;
  const char *around; /* on both sides of an arrow */
  const char *request, *response, *failure;
  const char *event; /* a message of another protocol */
  bool has_delay;    /* "... 5 s later ...", else a note over all of it */
} LmDiagramWords;

/* Writes the ladder in the language of @words to the file @path. */
bool lm_diagram_export(const LmDiagramWords *words, const LmLadder *ladder, const char *path,
                       LmError *error);
/* "INVITE SDP PCMU ×2", "← RTP PCMU 31.9 s · MOS 3.92": all that is said of a row, plain text in
 * @out, which is emptied first; the badge (the MOS) only with @badge. */
void lm_diagram_row_text(const LmLadderRow *row, bool badge, LmText *out);
