#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios of the window: tests/gui/run BUILD tests/gui/suite.py [PART/PARTS] [WORD...]

All of them, or one part of so many, or those whose name holds a word.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
# Each import registers its scenarios, in this order.
import opening  # noqa: E402,F401
import calls  # noqa: E402,F401
import columns  # noqa: E402,F401
import filters  # noqa: E402,F401
import ladder  # noqa: E402,F401
import legs  # noqa: E402,F401
import bodies  # noqa: E402,F401
import events  # noqa: E402,F401
import exports  # noqa: E402,F401
import copies  # noqa: E402,F401
import keys  # noqa: E402,F401
import streams  # noqa: E402,F401
import sound  # noqa: E402,F401
import reports  # noqa: E402,F401
import commands  # noqa: E402,F401
import names  # noqa: E402,F401
import large  # noqa: E402,F401
import captures  # noqa: E402,F401
import restarts  # noqa: E402,F401
import alerts  # noqa: E402,F401
import windows  # noqa: E402,F401
import live  # noqa: E402,F401
import live_kept  # noqa: E402,F401
import live_ends  # noqa: E402,F401
import capturing  # noqa: E402,F401
import evicted  # noqa: E402,F401
import tap  # noqa: E402

sys.exit(1 if tap.run(sys.argv[1:]) else 0)
