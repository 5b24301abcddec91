/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The writers behind the table of export.c, one file each. Internal to this folder. */

#include "export/export.h"

bool lm_export_svg(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_pdf(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_png(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_txt(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_html(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_mermaid(const LmLadder *ladder, const char *path, LmError *error);
bool lm_export_plantuml(const LmLadder *ladder, const char *path, LmError *error);

/* The ladder as an <svg> element, without an XML declaration. */
void lm_export_svg_element(const LmLadder *ladder, LmText *out);
