# SPDX-License-Identifier: GPL-3.0-or-later
"""The ladder as files: what is written is what it says it is."""

import shutil
import struct
import subprocess
import xml.etree.ElementTree as ElementTree

from program import SAMPLE, Program, scratch, variant
from tap import scenario
from tree import DEADLINE_S, wait

WORDS = ("INVITE", "180 Ringing", "ACK", "BYE", "alice", "bob", "kamailio")


def exported(program, path):
    """Exports to a path. The file comes under its name when it is whole."""
    program.action("export-path", variant("s", str(path)))
    wait(f"{path.name} is written", path.exists)
    assert path.stat().st_size > 0
    return path


@scenario
def export_files():
    """SVG, PDF, PNG and text of a ladder hold its messages and hosts."""
    folder = scratch("exports")
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="30 messages")

        svg = exported(program, folder / "ladder.svg")
        program.frame().wait(holds="Saved ladder.svg")
        root = ElementTree.parse(svg).getroot()
        assert root.tag.endswith("svg"), root.tag
        text = " ".join("".join(root.itertext()).split())
        assert all(word in text for word in WORDS), text

        pdf = exported(program, folder / "ladder.pdf")
        assert pdf.read_bytes().startswith(b"%PDF-")
        if shutil.which("pdftotext"):
            text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True,
                                  timeout=DEADLINE_S, check=True).stdout
            assert all(word in text for word in ("INVITE", "BYE", "alice", "bob")), text

        png = exported(program, folder / "ladder.png").read_bytes()
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", png[16:24])
        assert width > 200 and height > 400, (width, height)

        text = exported(program, folder / "ladder.txt").read_text(encoding="utf-8")
        assert all(word in text for word in WORDS), text
        assert any(arrow in text for arrow in ("->", "▶", "→", ">")), text
        assert any(arrow in text for arrow in ("<-", "◀", "←", "<")), text


@scenario
def export_nowhere():
    """A folder that is not there, a name without a format: an error, and nothing is left behind."""
    folder = scratch("nowhere")
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="30 messages")
        program.action("export-path", variant("s", str(folder / "missing" / "ladder.svg")))
        program.frame().wait(holds="Not saved")
        assert not list(folder.iterdir()), list(folder.iterdir())
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="30 messages")
        program.action("export-path", variant("s", str(folder / "ladder.doc")))
        program.frame().wait(holds="extension")
        assert not list(folder.iterdir()), list(folder.iterdir())
