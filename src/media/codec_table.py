#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a table of C from data/codecs.tsv, and refuses what is not whole: codec_table.py TSV [OUT.c]"""

import re
import sys

COLUMNS = ("name", "kbit/s", "band", "payload", "Ie", "Ie source", "Bpl", "Bpl source", "compared", "condition")
BANDS = {"nb": ("LM_BAND_NARROW", 95), "wb": ("LM_BAND_WIDE", 95), "fb": ("LM_BAND_FULL", 132)}
NUMBER = re.compile(r"\d+(\.\d+)?")
PAYLOAD = re.compile(r"-|any|\d+\*?(,\d+\*?)*")
SOURCE = re.compile(r"[A-Z]+\.\d+\S* \S.*")


def faults(row):
    """Yields what is wrong with a row, a word for each fault."""
    for column in ("kbit/s", "Ie", "Bpl"):
        if row[column] != "-" and not NUMBER.fullmatch(row[column]):
            yield f"{column} is neither a number nor -"
    for column in ("Ie source", "Bpl source"):
        if not SOURCE.fullmatch(row[column]):
            yield f"no {column}"
    for value in ("Ie", "Bpl"):
        if (row[value] == "-") == row[f"{value} source"].endswith("none"):
            continue
        if row[value] != "-":
            yield f"{value} has a value, and its source has none"
    if row["Bpl"] == "0" or (row["Ie"] == "-" and row["Bpl"] != "-"):
        yield "Bpl without Ie, or of 0"
    if not row["name"] or row["band"] not in BANDS:
        yield "no name, or no band"
    elif row["Ie"] != "-" and NUMBER.fullmatch(row["Ie"]) and float(row["Ie"]) > BANDS[row["band"]][1]:
        yield "Ie is beyond the scale"
    if not PAYLOAD.fullmatch(row["payload"]):
        yield "payload is not understood"
    if row["compared"] not in ("yes", "no"):
        yield "compared is neither yes nor no"


def read(path):
    """Returns the rows of the file and what is wrong with them."""
    rows, wrong = [], []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#") or not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != len(COLUMNS):
                wrong.append(f"{path}:{number}: {len(cells)} columns, not {len(COLUMNS)}")
                continue
            row = dict(zip(COLUMNS, cells))
            wrong += [f"{path}:{number}: {fault}" for fault in faults(row)]
            rows.append(row)
    if not rows:
        wrong.append(f"{path}: no codec")
    return rows, wrong


def text(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    rows, wrong = read(sys.argv[1])
    if wrong:
        sys.exit("\n".join(wrong))
    if len(sys.argv) < 3:
        return
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write('#include "media/codecs.h"\n\nconst LmEmodelCodec lm_emodel_codecs[] = {\n')
        for row in rows:
            number = [row[name] for name in ("kbit/s", "Ie", "Bpl")]
            rate, ie, bpl = (absent if n == "-" else n for n, absent in zip(number, ("0", "-1", "0")))
            cells = [text(row["name"]), rate, BANDS[row["band"]][0], text(row["payload"]), ie, text(row["Ie source"])]
            cells += [bpl, text(row["Bpl source"]), text(row["condition"]), "true" if row["compared"] == "yes" else "false"]
            out.write("{" + ", ".join(cells) + "},\n")
        out.write(f"}};\n\nconst size_t lm_n_emodel_codecs = {len(rows)};\n")


if __name__ == "__main__":
    main()
