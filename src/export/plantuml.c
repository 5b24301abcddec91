/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"
#include "export/formats.h"

/* A sequence diagram in PlantUML's language. Whatever could be markup, a tag or an escape in it is
 * written as a numeric character reference, which it reads in any text. */

static const LmDiagramWords words = {
    .head = "@startuml\ntitle ",
    .foot = "@enduml\n",
    .indent = "",
    .escaped = "&<>\"'\\~*_/-%!|[]{}=#:$",
    .escape = "&#",
    .line_break = "\\n",
    .name_first = true,
    .note = "note over ",
    .comma = ", ",
    .colon = " : ",
    .around = " ",
    .request = "->",
    .response = "-->>",
    .failure = "-->x",
    .event = "->>",
    .has_delay = true,
};

bool
lm_export_plantuml(const LmLadder *ladder, const char *path, LmError *error)
{
  return lm_diagram_export(&words, ladder, path, error);
}
