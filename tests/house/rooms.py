# SPDX-License-Identifier: GPL-3.0-or-later
"""Which room may use which: the order in which data walks through the house."""

MAY_USE = {
    "base": [],
    "capture": ["base"],
    "net": ["base", "capture"],
    "proto": ["base"],
    "media": ["base", "proto"],
    "track": ["net", "proto", "media"],
    "diagnose": ["track"],
    "relate": ["track"],
    "sound": ["relate"],
    "fax": ["sound"],
    "report": ["fax"],
    "query": ["report"],
    "ladder": ["relate"],
    "export": ["track", "ladder", "query"],
    "engine": ["track", "diagnose", "sound", "query", "ladder", "export"],
    "cli": ["engine"],
    "helper": ["base", "capture"],
}


def reach(room):
    """The room itself and all that it may use, directly or through another."""
    seen = {room}
    todo = [room]
    while todo:
        for other in MAY_USE[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen
