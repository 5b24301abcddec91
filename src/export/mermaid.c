/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"
#include "export/formats.h"

/* A sequence diagram in Mermaid's language, for Markdown pages. Characters that it gives a meaning
 * to are written as its entities ("#59;" for a semicolon). */

static const LmDiagramWords words = {
    .head = "sequenceDiagram\n  accTitle: ",
    .foot = "",
    .indent = "  ",
    .escaped = "#;<>&\"`:%{}\\",
    .escape = "#",
    .line_break = "<br/>",
    .note = "Note over ",
    .comma = ",",
    .colon = ": ",
    .around = "",
    .request = "->>",
    .response = "-->>",
    .failure = "--x",
    .event = "-)",
};

bool
lm_export_mermaid(const LmLadder *ladder, const char *path, LmError *error)
{
  return lm_diagram_export(&words, ladder, path, error);
}
